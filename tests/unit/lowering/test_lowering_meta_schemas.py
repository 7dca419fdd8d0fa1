"""Meta-schemas of somebody's own: which dialect they are made from, and what they leave out of it."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from asyncapi_pygen.ir.dialects import Dialect, dialect_of
from asyncapi_pygen.payloads.dialects import normalised, remarks
from support.documents import Lowered, lowered

URI = "https://example.com/meta"
DRAFT = "https://json-schema.org/draft/2020-12/"
SCHEMA = {"$schema": URI, "type": "object", "properties": {"a": {"minimum": 1, "not": {}}}}
VOCABULARIES = {f"{DRAFT}vocab/{name}": True for name in ("core", "applicator", "unevaluated")}


def read(folder: Path, meta: Any) -> Lowered:
    """Lower a document whose payload is of a meta-schema, of which there is a locked copy."""
    content = json.dumps(meta).encode()
    digest = sha256(content).hexdigest()
    (folder / "asyncapi-pygen.refs").mkdir()
    (folder / "asyncapi-pygen.refs" / digest).write_bytes(content)
    lock = {"version": 1, "files": {URI: {"sha256": digest}}}
    (folder / "asyncapi-pygen.lock").write_text(json.dumps(lock), "utf-8")
    (folder / "s.json").write_text(json.dumps(SCHEMA), "utf-8")
    return lowered(
        folder,
        """
        asyncapi: 2.6.0
        info: {title: Test, version: '1'}
        channels: {/a: {publish: {message: {payload: {$ref: s.json}}}}}
        """,
    )


def test_a_vocabulary_that_is_not_listed_has_no_effect(tmp_path: Path) -> None:
    found = read(tmp_path, {"$schema": f"{DRAFT}schema", "$vocabulary": VOCABULARIES})
    (schema,) = found.api.schemas.values()

    assert found.codes == []
    assert dialect_of(schema.format) is Dialect.DRAFT_2020_12
    body: Any = normalised(schema).body
    assert "type" not in body
    assert body["properties"] == {"a": {"not": {}}}
    assert [one.message for one in remarks(schema)] == [
        "`type` has no effect: its meta-schema does not have it",
        "`minimum` has no effect: its meta-schema does not have it",
    ]


def test_without_a_list_everything_has_its_effect(tmp_path: Path) -> None:
    found = read(tmp_path, {"$schema": f"{DRAFT}schema"})
    (schema,) = found.api.schemas.values()

    assert (schema.format.ignored, found.codes) == (frozenset(), [])


def test_in_2019_09_what_is_unevaluated_is_of_the_applicators(tmp_path: Path) -> None:
    draft = DRAFT.replace("2020-12", "2019-09")
    vocabularies = {f"{draft}vocab/{name}": True for name in ("core", "applicator")}
    found = read(tmp_path, {"$schema": f"{draft}schema", "$vocabulary": vocabularies})
    (schema,) = found.api.schemas.values()

    assert "unevaluatedItems" not in schema.format.ignored
    assert "required" in schema.format.ignored


@pytest.mark.parametrize("meta", [{"$schema": URI}, {}, True])
def test_what_is_made_from_no_dialect_is_read_as_before(tmp_path: Path, meta: Any) -> None:
    assert read(tmp_path, meta).codes == ["schema-version"]
