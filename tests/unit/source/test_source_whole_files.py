"""Files that are kept whole since what they refer to depends on the way to them."""

import json
from typing import Any

import pytest

LATER = "https://json-schema.org/draft/2020-12/schema"
DRAFT_7 = "http://json-schema.org/draft-07/schema#"


def whole(folder: Any, **schemas: Any) -> Any:
    """Return what is kept of files ``name.json``, of which the document refers to ``start.json``."""
    files = {f"specs/{name}.json": json.dumps(schema) for name, schema in schemas.items()}
    folder.write({"specs/api.yaml": "payload: {$ref: start.json}", **files})
    bundle = folder.bundle()
    bundle.check_references()
    return bundle.schema_files()


def start(reference: str) -> Any:
    return {"$schema": LATER, "items": {"$dynamicRef": "#n"}, "not": {"$ref": reference}}


def test_what_is_not_dynamic_is_not_kept_whole(folder: Any) -> None:
    assert whole(folder, start={"$schema": LATER, "not": {"$ref": "a.json"}}, a={}) == {}


def test_what_leads_to_a_dynamic_file_and_what_that_uses_is_kept(folder: Any) -> None:
    first = {"$schema": LATER, "$ref": "a.json", "title": "first"}
    files = whole(folder, start=first, a=start("b.json"), b={"type": "string"})

    assert set(files) == {"start.json", "a.json", "b.json"}
    assert files["start.json"].body["$ref"] == "a.json"
    assert files["b.json"].body == {"$id": "file:///b.json", "type": "string"}
    assert (files["a.json"].uses, files["a.json"].meta) == ({"b.json"}, LATER)


@pytest.mark.parametrize(
    ("other", "reference", "written", "body"),
    [
        # Found by its path alone, a file is called by the URI that it says.
        ({"$id": "urn:b", "$defs": {"c": {}}}, "b.json#/$defs/c", "urn:b#/$defs/c", None),
        ({"$id": "urn:b", "$defs": {"c": {"$anchor": "c"}}}, "b.json#c", "urn:b#/$defs/c", None),
        ({"$id": "urn:b"}, "urn:b", "urn:b", None),
        ({"$defs": {"c": {"$id": "urn:c"}}}, "b.json#/$defs/c", "b.json#/$defs/c", None),
        (True, "b.json", "b.json", {"$id": "file:///b.json", "allOf": [True]}),
        # Beside a reference, nothing else counted in draft-07.
        (
            {"$schema": DRAFT_7, "$ref": "#/definitions/c", "type": "array", "definitions": {"c": {}}},
            "b.json",
            "b.json",
            {"$id": "file:///b.json", "allOf": [{"$ref": "#/definitions/c"}], "definitions": {"c": {}}},
        ),
    ],
)  # fmt: skip
def test_references_mean_the_same_to_who_has_all_files(
    folder: Any, other: Any, reference: str, written: str, body: Any
) -> None:
    first = start(reference)
    if "urn:b" in reference:
        first["allOf"] = [{"$ref": "b.json"}]
    files = whole(folder, start=first, b=other)

    assert files["start.json"].body["not"] == {"$ref": written}
    assert body is None or files["b.json"].body == body


def test_a_dynamic_reference_keeps_its_anchor(folder: Any) -> None:
    first = {"$schema": LATER, "not": {"$dynamicRef": "b.json#n"}, "items": {"$ref": "b.json"}}
    files = whole(folder, start=first, b={"$id": "urn:b", "$dynamicAnchor": "n"})

    assert files["start.json"].body["not"] == {"$dynamicRef": "urn:b#n"}


def test_each_schema_with_a_uri_is_known_by_its_place(folder: Any) -> None:
    first = {**start("#"), "$defs": {"a": {"$id": "https://example.com/a"}}}
    files = whole(folder, start=first)

    assert files["start.json"].resources == {
        (): "file:///start.json",
        ("$defs", "a"): "https://example.com/a",
    }


def test_a_meta_schema_is_known_to_every_validator(folder: Any) -> None:
    files = whole(folder, start=start(LATER))

    assert files["start.json"].body["not"] == {"$ref": LATER}
    assert files[LATER].body is None
