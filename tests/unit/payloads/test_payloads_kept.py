"""Schemas as a package keeps them: what a validator makes of them is what the document says."""

from pathlib import Path
from typing import Any

from jsonschema_rs import validator_for

from asyncapi_pygen.payloads.kept import kept_schema
from support.documents import lowered


def kept(folder: Path, message: str) -> Any:
    document = f"""
        asyncapi: 2.6.0
        info: {{title: Test, version: '1'}}
        channels:
          /a:
            publish:
              message: {message}
        """
    api = lowered(folder, document).api
    (found,) = api.messages.values()
    assert found.payload is not None
    return kept_schema(api.schemas, api.schema_files, found.payload)


def test_openapi_is_written_in_words_that_validators_know(tmp_path: Path) -> None:
    schema = kept(
        tmp_path,
        "{schemaFormat: 'application/vnd.oai.openapi;version=3.0.0', payload: "
        "{properties: {a: {type: integer, nullable: true, minimum: 1, exclusiveMinimum: true}}}}",
    )
    check = validator_for(schema)

    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert [check.is_valid({"a": one}) for one in (None, 2, 1, "x")] == [True, True, False, False]


def test_what_nothing_leads_to_is_left_out(tmp_path: Path) -> None:
    schema = kept(tmp_path, "{payload: {type: object, definitions: {A: {type: string}}}}")

    assert schema["definitions"] == {"payload": {"type": "object"}}
