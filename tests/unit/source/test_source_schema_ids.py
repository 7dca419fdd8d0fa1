"""``$id`` and ``$anchor``: where a schema is JSON Schema's."""

from hashlib import sha256
from json import dumps
from typing import Any

import pytest


def start(folder: Any, text: str, key: str = "start") -> Any:
    """Return where the reference at ``key`` of a schema file leads."""
    folder.write({"specs/api.yaml": "payload: {$ref: schema.json}", "specs/schema.json": text})
    schema = folder.bundle().root.get("payload")
    return schema.get("properties").get(key)


@pytest.mark.parametrize(
    ("name", "reference"),
    [
        ('"$anchor": "a"', "#a"),
        ('"$dynamicAnchor": "a"', "#a"),
        ('"$id": "#a"', "#a"),
        ('"$id": "a.json"', "a.json"),
        ('"$id": "https://example.com/b/a"', "https://example.com/b/a"),
        ('"$id": "https://example.com/b/a"', "b/a"),
        ('"$id": "urn:example:a"', "urn:example:a"),
        ('"$id": "urn:example:a#"', "urn:example:a#"),
    ],
)
def test_a_schema_is_found_by_its_name(folder: Any, name: str, reference: str) -> None:
    text = f"""{{
        "$id": "https://example.com/root.json",
        "properties": {{"start": {{"$ref": "{reference}"}}}},
        "definitions": {{"A": {{{name}, "type": "string"}}}}
    }}"""

    assert start(folder, text).pointer == ("definitions", "A")
    assert (folder.only.code, folder.only.severity) == ("ref-schema-id", "warning")
    assert folder.only.at.pointer == "/properties/start/$ref"


@pytest.mark.parametrize(
    "reference",
    ["#b", "a.json#b", "#/definitions/B", "a.json#/definitions/B", "https://example.com/a.json#b"],
)
def test_what_is_inside_of_a_named_schema_is_found_from_there(folder: Any, reference: str) -> None:
    text = f"""{{
        "$id": "https://example.com/root.json",
        "properties": {{
            "start": {{"$ref": "#/definitions/A/properties/inner"}}
        }},
        "definitions": {{
            "A": {{
                "$id": "a.json",
                "properties": {{"inner": {{"$ref": "{reference}"}}}},
                "definitions": {{"B": {{"$anchor": "b"}}}}
            }}
        }}
    }}"""

    assert start(folder, text).pointer == ("definitions", "A", "definitions", "B")


def test_what_has_the_name_goes_before_a_file_at_that_path(folder: Any) -> None:
    text = """{
        "$id": "https://example.com/root.json",
        "properties": {"start": {"$ref": "a.json"}, "other": {"$ref": "b.json"}},
        "definitions": {"A": {"$id": "a.json"}}
    }"""
    folder.write({"specs/a.json": '{"type": "number"}', "specs/b.json": '{"type": "number"}'})

    assert start(folder, text).pointer == ("definitions", "A")
    assert folder.codes == ["ref-schema-id"]
    assert start(folder, text, "other").document.name == "specs/b.json"


def test_a_schema_in_another_file_is_found_by_its_uri(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": "components: {schemas: {a: {$ref: a.json}, b: {$ref: b.json}}}\n",
            "specs/a.json": '{"$schema": "x", "items": {"$ref": "https://example.com/b"}}',
            "specs/b.json": '{"$id": "https://example.com/b", "items": {"$ref": "urn:a"}}',
        }
    )
    (lost, found) = folder.check()

    # The file that is read later is known as well, and what it refers to is followed from there.
    assert (found.code, found.at.file) == ("ref-syntax", "specs/b.json")
    assert (lost.code, lost.at.file) == ("ref-schema-id", "specs/a.json")


def test_a_payload_that_says_it_is_json_schema_is_a_schema_of_its_own(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": """\
            components:
              messages:
                two:
                  schemaFormat: application/schema+json;version=draft-07
                  payload:
                    items: {$ref: '#/definitions/A'}
                    definitions: {A: {$id: '#a'}}
                three:
                  payload:
                    schemaFormat: application/schema+yaml;version=draft-07
                    schema:
                      items: {$ref: '#a'}
                      definitions: {A: {$anchor: a}}
            """
        }
    )
    messages = folder.bundle().root.get("components").get("messages")
    two = messages.get("two").get("payload").get("items")
    three = messages.get("three").get("payload").get("schema").get("items")

    assert two.pointer[-3:] == ("payload", "definitions", "A")
    assert three.pointer[-3:] == ("schema", "definitions", "A")
    assert folder.codes == ["ref-schema-id", "ref-schema-id"]


@pytest.mark.parametrize(
    "text",
    [
        # AsyncAPI's own schemas, and a document that says `$id` of itself.
        "components: {schemas: {s: {items: {$ref: '#a'}, definitions: {A: {$anchor: a}}}}}",
        "asyncapi: 3.0.0\n$id: urn:x\ncomponents: {schemas: {s: {$ref: '#a'}, t: {$anchor: a}}}",
        "components: {messages: {m: {schemaFormat: application/schema, headers: {items: {$ref: '#a'}, not: {$anchor: a}}}}}",
    ],
)
def test_elsewhere_there_are_no_names(folder: Any, text: str) -> None:
    folder.write({"specs/api.yaml": text})
    (found,) = folder.check()

    assert (found.code, found.hint[:25]) == ("ref-syntax", "AsyncAPI knows no anchors")


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        ('{"$id": "urn:x", "items": {"$ref": "#b"}, "not": {"$anchor": "a"}}', "ref-syntax"),
        ('{"$id": "urn:x", "items": {"$ref": "#a"}, "const": {"$anchor": "a"}}', "ref-syntax"),
        ('{"$id": "urn:x", "items": {"$ref": "urn:x#/nope"}}', "ref-dangling"),
        ('{"$id": "urn:x", "items": {"$ref": "urn:x#/~2"}}', "ref-syntax"),
        ('{"$id": "urn:x", "items": {"$ref": "http://[x"}}', "ref-syntax"),
        ('{"$id": "urn:x", "items": {"$ref": "nope.json"}}', "file-missing"),
        ('{"$id": "http://[x", "items": {"$ref": "#a"}}', "ref-syntax"),
        (
            '{"$schema": "x", "items": {"$ref": "#a"}, "not": {"$ref": "#", "$id": "#a"}}',
            "ref-syntax",
        ),
    ],
)
def test_what_no_schema_is_called_is_the_error_that_it_was(
    folder: Any, schema: str, code: str
) -> None:
    folder.write({"specs/api.yaml": "payload: {$ref: s.json}", "specs/s.json": schema})
    found = [one for one in folder.check() if one.code != "ref-siblings"]

    assert [one.code for one in found] == [code]


def test_what_is_at_hand_by_its_uri_is_not_asked_for_over_the_network(folder: Any) -> None:
    text = """{
        "$id": "https://example.invalid/root.json",
        "properties": {"start": {"$ref": "https://example.invalid/a"}},
        "definitions": {"A": {"$id": "a"}}
    }"""
    folder.settings["allow_remote"] = ("https://example.invalid/",)

    assert start(folder, text).pointer == ("definitions", "A")


def test_one_path_means_two_things_in_schemas_with_a_uri_each(folder: Any) -> None:
    text = """{
        "$id": "https://example.com/root.json",
        "properties": {"start": {"$ref": "#/definitions/B"}},
        "definitions": {
            "A": {
                "$id": "a.json",
                "properties": {"inner": {"$ref": "#/definitions/B"}},
                "definitions": {"B": {}}
            },
            "B": {}
        }
    }"""

    assert start(folder, text).pointer == ("definitions", "B")
    inner = folder.bundle().root.get("payload").get("definitions").get("A").get("properties")
    assert inner.get("inner").pointer == ("definitions", "A", "definitions", "B")


def test_a_path_that_leads_nowhere_in_a_schema_with_a_uri_is_one_from_the_root(folder: Any) -> None:
    text = """{
        "$schema": "http://json-schema.org/draft-07/schema#",
        "properties": {"start": {"$id": "a.json", "items": {"$ref": "#/definitions/B"}}},
        "definitions": {"B": {}}
    }"""

    assert start(folder, text).get("items").pointer == ("definitions", "B")
    assert folder.codes == []


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        ("http://json-schema.org/draft-07/schema#", ("definitions", "C")),
        ("https://json-schema.org/draft/2019-09/schema", ("definitions", "B")),
    ],
)
def test_a_chain_ends_where_something_beside_a_reference_counts(
    folder: Any, schema: str, pointer: tuple[str, ...]
) -> None:
    text = f"""{{
        "$schema": "{schema}",
        "properties": {{"start": {{"$ref": "#/definitions/B"}}}},
        "definitions": {{"B": {{"$ref": "#/definitions/C", "minLength": 1}}, "C": {{}}}}
    }}"""

    assert start(folder, text).pointer == pointer


def test_an_id_beside_a_reference_counts_where_siblings_do(folder: Any) -> None:
    text = """{
        "$id": "https://example.com/root.json",
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "properties": {"start": {"$ref": "inner.json"}},
        "$defs": {"A": {"$id": "inner.json", "$ref": "#/$defs/B", "$defs": {"B": {}}}}
    }"""
    found = start(folder, text)

    assert found.pointer == ("$defs", "A")
    assert found.follow().pointer == ("$defs", "A", "$defs", "B")


def test_what_is_reached_beside_a_sibling_is_checked_as_well(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": "payload: {$ref: s.json}",
            "specs/s.json": """{
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "$ref": "#/$defs/A", "title": "counts",
                "$defs": {"A": {"$ref": "nope.json"}}
            }""",
        }
    )

    assert [one.code for one in folder.check()] == ["file-missing"]


@pytest.mark.parametrize("reference", ["a.json#b", "b.yaml#b"])
def test_an_anchor_in_another_file(folder: Any, reference: str) -> None:
    text = f"""{{
        "$schema": "http://json-schema.org/draft-07/schema#",
        "properties": {{"start": {{"$ref": "{reference}"}}}}
    }}"""
    named = '{"definitions": {"B": {"$id": "#b"}}, "items": {"$ref": "#b"}}'
    folder.write({"specs/a.json": '{"$id": "urn:a", ' + named[1:], "specs/b.yaml": named})

    assert start(folder, text).pointer == ("definitions", "B")
    # What a schema of JSON Schema refers to is one, whether or not it says so.
    assert start(folder, text).document.name == f"specs/{reference[:-2]}"
    assert {one.code for one in folder.check()} == {"ref-schema-id"}


def test_in_draft_04_a_schema_is_called_by_its_id(folder: Any) -> None:
    text = """{
        "$schema": "http://json-schema.org/draft-04/schema#",
        "id": "https://example.com/root.json",
        "properties": {"start": {"$ref": "a.json"}},
        "definitions": {"A": {"id": "a.json", "type": "string"}}
    }"""

    assert start(folder, text).pointer == ("definitions", "A")


@pytest.mark.parametrize(
    "uri",
    [
        "http://json-schema.org/draft-04/schema#",
        "http://json-schema.org/draft-06/schema#",
        "http://json-schema.org/draft-07/schema#",
        "https://json-schema.org/draft/2019-09/schema",
        "https://json-schema.org/draft/2020-12/schema",
        "https://json-schema.org/draft/2020-12/meta/core",
    ],
)
def test_the_meta_schemas_need_no_network(folder: Any, uri: str) -> None:
    folder.write({"specs/api.yaml": f"payload: {{$ref: '{uri}'}}"})
    bundle = folder.bundle()

    assert uri.startswith(bundle.root.get("payload").document.name)
    bundle.check_references()
    assert {one.code for one in folder.diagnostics} <= {"ref-schema-id"}


def test_what_is_no_meta_schema_is_asked_of_the_network(folder: Any) -> None:
    folder.write({"specs/api.yaml": "payload: {$ref: 'https://json-schema.org/nope'}"})

    assert [one.code for one in folder.check()] == ["ref-remote"]


def test_a_locked_copy_is_found_by_the_uri_around_a_reference(folder: Any) -> None:
    text = """{
        "$id": "https://example.com/x/root.json",
        "properties": {"start": {"$ref": "a.json"}, "lost": {"$ref": "b.json"}}
    }"""
    copy = b'{"type": "string"}'
    digest = sha256(copy).hexdigest()
    url = "https://example.com/x/a.json"
    folder.write(
        {
            "specs/asyncapi-pygen.lock": dumps({"version": 1, "files": {url: {"sha256": digest}}}),
            f"specs/asyncapi-pygen.refs/{digest}.json": copy,
        }
    )

    assert start(folder, text).document.name == url
    assert start(folder, text, "lost") is None
    assert "file-missing" in folder.codes
