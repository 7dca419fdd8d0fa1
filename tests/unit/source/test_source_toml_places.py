"""Random tables, written in random ways: every key and value is found where it was written."""

import json
import tomllib
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asyncapi_pygen.config import Limits
from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.source.toml_text import TABLE

HOSTILE = "ab-_.'\"#=[]{},\\ \n\t\r\x7f\xe9\U0001f4a9"
KEYS = st.text(HOSTILE, max_size=6)
SCALARS = st.one_of(st.integers(-5, 5), st.booleans(), st.text(HOSTILE, max_size=8))
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=12,
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=4)


class Writer:
    """Writes a table as TOML, and notes where each key and each value is."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.text = ""
        self.keys: dict[tuple[str, ...], int] = {}
        self.values: dict[tuple[str, ...], int] = {}

    def add(self, text: str) -> None:
        self.text += text

    def space(self) -> None:
        self.add(self.random.choice(["", " ", "\t"]))

    def comment(self) -> None:
        self.add(self.random.choice(["", " # [x", ' # """', " # '''a = {"]) + "\n")

    def key(self, key: str) -> None:
        plain = key.isascii() and key.replace("-", "a").replace("_", "a").isalnum()
        literal = key.isprintable() and "'" not in key
        choices = [basic(key), *([key] if plain else []), *([f"'{key}'"] if literal else [])]
        self.add(self.random.choice(choices))

    def path(self, path: tuple[str, ...], above: tuple[str, ...] = ()) -> None:
        """Write a dotted key; the parts that are new are noted."""
        for index, key in enumerate(path):
            if index:
                self.space()
                self.add(".")
                self.space()
            whole = (*above, *path[: index + 1])
            self.keys.setdefault(whole, len(self.text))
            self.key(key)

    def table(self, value: dict[str, Any], path: tuple[str, ...]) -> None:
        """Write a table with a header of its own, those in it after its other members."""
        later: list[str] = []
        self.add(" [")
        self.space()
        self.path(path)
        for length in range(1, len(path) + 1):
            self.values.setdefault(path[:length], self.keys[path[:length]])
        self.space()
        self.add("]")
        self.comment()
        for key, inner in value.items():
            if isinstance(inner, dict) and self.random.random() < 0.4:
                later.append(key)
            elif isinstance(inner, dict) and inner and self.random.random() < 0.5:
                self.dotted(inner, (key,), path)
            else:
                self.pair((key,), inner, path)
                self.comment()
        for key in later:
            self.table(value[key], (*path, key))

    def dotted(self, value: dict[str, Any], above: tuple[str, ...], path: tuple[str, ...]) -> None:
        for key, inner in value.items():
            if isinstance(inner, dict) and inner and self.random.random() < 0.5:
                self.dotted(inner, (*above, key), path)
            else:
                self.pair((*above, key), inner, path)
                self.comment()

    def pair(self, names: tuple[str, ...], value: Any, path: tuple[str, ...]) -> None:
        self.space()
        self.path(names, path)
        self.space()
        self.add("=")
        self.space()
        for length in range(1, len(names) + 1):
            self.values.setdefault((*path, *names[:length]), len(self.text))
        self.value(value, (*path, *names))

    def value(self, value: Any, path: tuple[str, ...]) -> None:
        if isinstance(value, dict):
            self.add("{")
            for index, (key, inner) in enumerate(value.items()):
                self.add("," if index else "")
                self.pair((key,), inner, path)
            self.add(" }")
        elif isinstance(value, list):
            self.add("[")
            for index, inner in enumerate(value):
                self.add(self.random.choice(["\n", "", " # ]\n"]))
                at = (*path, str(index))
                self.keys[at] = self.values[at] = len(self.text)
                self.value(inner, at)
                self.add(",")
            self.add("]")
        else:
            self.add(self.scalar(value))

    def scalar(self, value: Any) -> str:
        if not isinstance(value, str):
            return json.dumps(value)
        choices = [basic(value), f'"""\n{basic(value)[1:-1]}"""']
        if "'" not in value and value.isprintable():
            choices += [f"'{value}'", f"'''{value}'''"]
        return self.random.choice(choices)


def basic(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(table=TABLES, others=TABLES, seed=st.integers(0, 2**32))
def test_each_key_and_value_is_found_where_it_was_written(
    table: dict[str, Any], others: dict[str, Any], seed: int, tmp_path: Path
) -> None:
    writer = Writer(seed)
    writer.table(others, ("project",))
    writer.table(table, TABLE)
    writer.table(others, ("tool", "other"))
    assert tomllib.loads(writer.text)["tool"]["asyncapi-pygen"] == table
    path = tmp_path / "pyproject.toml"
    path.write_bytes(writer.text.encode())
    diagnostics = Diagnostics()
    document = Files(Limits(), diagnostics).settings(path, path.name)
    assert document is not None, list(diagnostics)
    assert document.root == {"tool": {"asyncapi-pygen": table}}
    for noted, is_key in ((writer.keys, True), (writer.values, False)):
        for at, offset in noted.items():
            if at[: len(TABLE)] == TABLE:
                before = writer.text[:offset]
                place = document.location(at, key=is_key)
                expected = (before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)
                assert (place.line, place.column) == expected, at
