"""Names of any kind: the dump is the wire name, and nothing unrelated renames anything."""

import builtins
import json
import keyword
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from support.documents import document, generated

SPECIAL = sorted(
    {
        *keyword.kwlist,
        *keyword.softkwlist,
        *dir(builtins),
        *dir(BaseModel),
        *["A", "a", "_a", "a_", "__a__", "a-b", "a_b", "aB", "a b", "", " ", "_", "__", "1", "1st"],
        *[
            "ﬁ",
            "fi",
            "ª",
            "é",
            "e\u0301",
            "😀",
            "名",
            "İ",
            "ß",
            "\u017f",
            "K",
            "$id",
            "@type",
            "a.b",
            "a/b",
        ],
        *["models", "Model", "Field", "Event", "dt", "Literal", "list", "self", "cls", "model_x"],
    }
)
"""In one object: keywords, builtins, pydantic's attributes, and what only differs a little."""

characters = st.characters(codec="utf-8", exclude_characters="\r\x85\u2028\u2029\ufeff\x7f")
names = st.one_of(st.sampled_from(SPECIAL), st.text(characters, max_size=12))
relaxed = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def objects(properties: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": {name: {"type": "integer"} for name in properties}}


def assert_kept(folder: Path, properties: list[str], per_class: int = 1000) -> None:
    """Read and write values under these names, in classes of so many properties."""
    chunks = [properties[at : at + per_class] for at in range(0, len(properties), per_class)]
    schemas = {f"Part{number}": objects(chunk) for number, chunk in enumerate(chunks)}
    parts = {name: {"$ref": f"#/components/schemas/{name}"} for name in schemas}
    text = document({"type": "object", "properties": parts}, schemas)
    module = generated(folder, text).load(folder)
    for number, chunk in enumerate(chunks):
        class_ = getattr(module, f"Part{number}")
        body = {name: index for index, name in enumerate(chunk)}
        value = class_.model_validate_json(json.dumps(body), by_alias=True, by_name=False)
        assert value.model_dump() == body
        assert json.loads(value.model_dump_json()) == body
        assert value.__pydantic_extra__ == {}
        given_by_name = class_(**{name: getattr(value, name) for name in class_.model_fields})
        assert given_by_name.model_dump() == body


def test_every_special_name_in_one_object(tmp_path: Path) -> None:
    assert_kept(tmp_path, SPECIAL)


@given(st.lists(names, max_size=12, unique=True))
@relaxed
def test_any_names_in_one_object(
    tmp_path_factory: pytest.TempPathFactory, properties: list[str]
) -> None:
    assert_kept(tmp_path_factory.mktemp("names"), properties)


@pytest.mark.slow
def test_ten_thousand_random_names(tmp_path: Path) -> None:
    chance = random.Random(7)
    letters = "abcXYZ019_-$.@ /~\"'\\éßﬁª名😀İ\u0301"
    found = {*SPECIAL}
    while len(found) < 10_000:
        found.add("".join(chance.choices(letters, k=chance.randint(0, 9))))
    assert_kept(tmp_path, sorted(found), per_class=250)


def attributes(folder: Path, schemas: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Return the attribute of each property, by class."""
    parts = {
        f"at{number}": {"$ref": f"#/components/schemas/{one}"} for number, one in enumerate(schemas)
    }
    made = generated(folder, document({"type": "object", "properties": parts}, schemas)).models
    return {
        made.names.entries[place]: dict(wires) for place, wires in made.names.attributes.items()
    }


words = st.text("abAB12_-", min_size=1, max_size=4)
documents = st.dictionaries(
    words.map(lambda word: f"S{word}"), st.lists(words, max_size=5, unique=True), max_size=5
)


@given(documents, st.data())
@relaxed
def test_what_is_unrelated_renames_nothing(
    tmp_path_factory: pytest.TempPathFactory, told: dict[str, list[str]], data: st.DataObject
) -> None:
    """Reordering all, adding and removing schemas and properties that want names of their own."""
    folder = tmp_path_factory.mktemp("edits")
    schemas = {name: objects(properties) for name, properties in told.items()}
    before = attributes(folder, schemas)
    order = data.draw(st.permutations([*schemas]))
    edited = {
        name: objects([*reversed(schemas[name]["properties"]), "quiteUnrelated"]) for name in order
    }
    after = attributes(folder, {"Unrelated": objects(["x"]), **edited})
    for name, wires in before.items():
        if name != "Event":
            assert after[name].items() >= wires.items()
