"""Documents broken at random places: a lenient run reports, and never fails of its own fault."""

import copy
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from asyncapi_pygen.config import Config
from asyncapi_pygen.pipeline import generate
from support.packages import ORDERS, VOICE, VOICE_3_0

ODD: list[Any] = [
    *(None, True, 5, -1.5, 10**30, "", "x", "{x", "a\u0000b", "#/info"),
    *([], [1], ["x"], [{}], [None], [[]]),
    *({}, {"a": 1}, {"x": None}, {"$ref": "#/info"}, {"oneOf": 1}, {"allOf": [1, None]}),
    *({"type": "zzz"}, {"type": []}, {"enum": []}, {"properties": []}, {"items": [1]}),
]
"""Values that hardly any place of a document may have."""

Place = tuple[str | int, ...]


def places(value: Any, at: Place = ()) -> Iterator[Place]:
    """Yield the place of every value inside of another."""
    members = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in members:
        yield (*at, key)
        yield from places(inner, (*at, key))


def look_up(document: Any, at: Place) -> Any:
    for token in at:
        document = document[token]
    return document


def mutant(document: Any, random: Random) -> Any:
    """Return a copy in which some values are gone, odd, or those of another place."""
    document = copy.deepcopy(document)
    for _ in range(random.choice([1, 1, 2, 3])):
        known = [at for at in places(document) if at[0] != "asyncapi"]
        at = random.choice(known)
        parent = look_up(document, at[:-1])
        match random.choice(["gone", "odd", "odd", "moved", "renamed"]):
            case "gone":
                del parent[at[-1]]
            case "moved":
                parent[at[-1]] = copy.deepcopy(look_up(document, random.choice(known)))
            case "renamed" if isinstance(parent, dict):
                parent["odd"] = parent.pop(at[-1])
            case _:
                parent[at[-1]] = copy.deepcopy(random.choice(ODD))
    return document


@pytest.mark.parametrize(
    "path",
    [VOICE, *(pytest.param(path, marks=pytest.mark.slow) for path in (ORDERS, VOICE_3_0))],
    ids=lambda path: path.stem,
)
def test_a_broken_document_is_never_our_fault(path: Path, tmp_path: Path) -> None:
    whole = yaml.safe_load(path.read_text("utf-8"))
    random = Random(path.name)
    # References lead to the files beside it.
    shutil.copytree(path.parent, tmp_path, dirs_exist_ok=True)
    file = tmp_path / "mutant.json"
    made = 0
    for _ in range(12):
        file.write_text(json.dumps(mutant(whole, random)), "utf-8")
        result = generate(file, file.name, Config(package="package", lenient=True))
        assert "internal" not in {one.code for one in result.diagnostics}
        made += bool(result.files)
    assert made > 2
