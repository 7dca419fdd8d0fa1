"""``$id`` and ``$anchor``: where a schema is JSON Schema's, and a path leads nowhere."""

from typing import Any

import pytest

from asyncapi_pygen.source.bundle import Bundle


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


def test_an_ordinary_reference_goes_first(folder: Any) -> None:
    text = """{
        "$id": "https://example.com/root.json",
        "properties": {"start": {"$ref": "a.json"}},
        "definitions": {"A": {"$id": "a.json"}}
    }"""
    folder.write({"specs/a.json": '{"type": "number"}'})

    assert start(folder, text).document.name == "specs/a.json"
    assert folder.codes == []


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


def test_the_names_are_not_looked_for_while_all_is_well(
    folder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_bundle: Bundle) -> None:
        raise AssertionError

    monkeypatch.setattr(Bundle, "_by_schema_id", refuse)
    folder.write(
        {
            "specs/api.yaml": "payload: {$ref: s.json}",
            "specs/s.json": '{"$id": "x", "items": {"$ref": "#"}}',
        }
    )

    assert folder.check() == []
