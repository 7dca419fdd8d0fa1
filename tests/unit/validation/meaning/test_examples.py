"""Examples and defaults against their schemas: the verdict, the place, the words."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft7Validator

from asyncapi_pygen.config import Config, Limits
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics, Severity
from asyncapi_pygen.source.bundle import load_bundle
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.validation.meaning.findings import MOST_REPORTED
from asyncapi_pygen.validation.meaning.schemas import check_schemas
from asyncapi_pygen.validation.versions import Version

Judge = Callable[..., list[Diagnostic]]
Say = Callable[..., list[str]]


def component(schema: Any, version: str = "2.6.0") -> str:
    """Write a document whose one schema is ``schema``."""
    return json.dumps({"asyncapi": version, "components": {"schemas": {"Thing": schema}}})


def message(body: str, version: str = "2.6.0") -> str:
    return f"asyncapi: {version}\ncomponents:\n  messages:\n    created: {body}\n"


def test_an_example_of_a_message_that_fits(said: Say) -> None:
    assert said(message("{payload: {type: integer}, examples: [{payload: 5}]}")) == []


def test_an_example_of_a_message_that_does_not_fit(judged: Judge) -> None:
    (found,) = judged("""
        asyncapi: 2.6.0
        components:
          messages:
            created:
              payload:
                type: object
                properties:
                  status: {enum: [open, shut]}
              examples:
                - name: a closed one
                  payload:
                    status: closed
        """)
    assert found.code == "example-mismatch"
    assert found.message == (
        "the example's `status` must be `open` or `shut`, but is the text `closed`"
    )
    assert found.at.pointer == "/components/messages/created/examples/0/payload/status"
    (schema,) = found.related
    assert (schema.message, schema.at.line, schema.at.column) == ("its schema", 8, 26)


def test_what_the_official_parser_does_not_look_at_is_a_warning(said: Say) -> None:
    body = "{payload: {type: integer}, examples: [{payload: five}]}"
    assert said(message(body)) == ["error example-mismatch 4"]
    assert said(message(body, "3.0.0")) == ["warning example-mismatch 4"]


@pytest.mark.parametrize(
    "place",
    [
        "channels: {a: {publish: {message: X}}}",
        "channels: {a: {subscribe: {message: {oneOf: [X]}}}}",
        "components: {channels: {a: {publish: {message: X}}}}",
        "components: {messages: {a: X}}",
        "components: {messageTraits: {a: X}}",
        "components: {messages: {a: {traits: [X]}}}",
    ],
)
def test_the_places_of_messages(said: Say, place: str) -> None:
    x = "{headers: {required: [id]}, examples: [{headers: {}}]}"
    assert said(f"asyncapi: 2.0.0\n{place.replace('X', x)}\n") == ["error example-mismatch 2"]


def test_unions_inside_of_unions_are_not_looked_at_by_the_official_parser(said: Say) -> None:
    x = "{payload: {type: integer}, examples: [{payload: five}]}"
    place = "channels: {a: {publish: {message: {oneOf: [{oneOf: [X]}]}}}}"
    assert said(f"asyncapi: 2.0.0\n{place.replace('X', x)}\n") == ["warning example-mismatch 2"]


def test_messages_of_channels_of_3(said: Say) -> None:
    assert said("""
        asyncapi: 3.0.0
        channels:
          orders:
            messages:
              created:
                payload: {schemaFormat: application/schema+json;version=draft-07, schema: {type: integer}}
                examples: [{payload: five}]
        """) == ["warning example-mismatch 7"]


def test_a_schema_that_contains_itself_is_not_looked_at_by_the_official_parser(said: Say) -> None:
    assert said("""
        asyncapi: 2.6.0
        components:
          messages:
            a: {payload: {$ref: '#/components/schemas/Tree'}, examples: [{payload: {left: 5}}]}
            b: {payload: {$ref: '#/components/schemas/Leaf'}, examples: [{payload: 5}]}
          schemas:
            Tree:
              properties:
                left: {$ref: '#/components/schemas/Tree'}
                right: {$ref: '#/components/schemas/Leaf'}
              type: object
            Leaf: {allOf: [{$ref: '#/components/schemas/Text'}, {$ref: '#/components/schemas/Name'}]}
            Name: {allOf: [{$ref: '#/components/schemas/Text'}]}
            Text: {type: string}
        """) == ["warning example-mismatch 4", "error example-mismatch 5"]


def test_headers(judged: Judge) -> None:
    headers = "{type: object, required: [id], properties: {traced: {type: boolean}}}"
    found = judged(
        message(
            f"{{headers: {headers}, examples: [{{headers: {{}}}}, {{headers: {{id: 1, traced: 'true'}}}}]}}"
        )
    )
    assert [(one.message, one.hint) for one in found] == [
        ("the example's header object lacks the field `id`", ""),
        (
            "the example's header `traced` must be a boolean, but is the text `true`",
            "leave out the quotes",
        ),
    ]


def test_beside_another_format_the_official_parser_leaves_headers_alone(said: Say) -> None:
    body = """
      schemaFormat: application/schema+json;version=draft-07
      payload: {type: integer}
      headers: {required: [id]}
      examples: [{payload: five}, {headers: {}}]
    """.rstrip()
    assert said(message(body)) == ["error example-mismatch 8", "warning example-mismatch 8"]


def test_payloads_in_other_languages_are_left_alone(said: Say) -> None:
    avro = "schemaFormat: application/vnd.apache.avro;version=1.9.0"
    assert said(message(f"{{{avro}, payload: {{type: int}}, examples: [{{payload: five}}]}}")) == []


def test_payloads_of_openapi(judged: Judge) -> None:
    found = judged("""
        asyncapi: 2.6.0
        components:
          messages:
            created:
              schemaFormat: application/vnd.oai.openapi;version=3.0.0
              payload:
                type: object
                properties:
                  note: {type: string, nullable: true, enum: [a]}
                  none: {nullable: true}
                  least: {type: number, minimum: 1, exclusiveMinimum: true}
                  kind: {type: string, example: 5}
              examples:
                - payload: {note: null, none: null, least: 1.5}
                - payload: {note: b}
                - payload: {least: 1}
        """)
    assert [(one.severity.value, one.message) for one in found] == [
        ("warning", "the example must be a string, but is the number `5`"),
        ("error", 'the example\'s `note` must be `"a"` or `null`, but is the text `b`'),
        ("error", "the example's `least` must be greater than 1, but is the number `1`"),
    ]


def test_traits_are_merged_in_before_a_second_look(said: Say) -> None:
    text = """
        asyncapi: {version}
        components:
          messages:
            created:
              headers: {{type: object, properties: {{id: {{type: string}}}}}}
              traits:
                - headers: {{properties: {{id: {{type: integer}}}}, required: [id]}}
                - headers: {{minProperties: 1}}
              examples:
                - headers: {{id: a}}
                - headers: {{}}
        """
    # In 2.x the trait's type wins, in 3.x the message's.
    assert said(text.format(version="2.6.0")) == [
        "warning example-mismatch 10",
        "warning example-mismatch 11",
    ]
    assert said(text.format(version="3.0.0")) == ["warning example-mismatch 11"]


@pytest.mark.parametrize(("version", "severity"), [("2.6.0", "warning"), ("3.0.0", "warning")])
def test_examples_of_a_trait_are_held_against_the_message(
    said: Say, version: str, severity: str
) -> None:
    body = "{payload: {type: integer}, traits: [{}, {examples: [{payload: five}]}]}"
    assert said(message(body, version)) == [f"{severity} example-mismatch 4"]


def test_headers_of_traits_alone(said: Say) -> None:
    body = "{traits: [{headers: {required: [id]}}], examples: [{headers: {}}]}"
    assert said(message(body, "3.0.0")) == ["warning example-mismatch 4"]
    assert said(message(body)) == ["warning example-mismatch 4"]


def test_a_value_of_another_file_is_shown_there(judged: Judge) -> None:
    (found,) = judged(
        "asyncapi: 2.6.0\nchannels: {a: {publish: {message: {$ref: 'other.yaml#/created'}}}}\n",
        other="created: {payload: {type: integer}, examples: [{payload: five}]}\n",
    )
    assert found.at.file.endswith("other.yaml")
    assert found.severity is Severity.ERROR


@pytest.mark.parametrize(
    "place",
    [
        "channels: {a: {publish: {message: {payload: X}}}}",
        "channels: {'a/{b}': {parameters: {b: {schema: X}}}}",
        "components: {channels: {a: {publish: {message: {payload: X}}}}}",
        "components: {channels: {a: {parameters: {b: {schema: X}}}}}",
        "components: {schemas: {a: X}}",
        "components: {parameters: {a: {schema: X}}}",
        "components: {messages: {a: {payload: X}}}",
        "components: {messageTraits: {a: {payload: X}}}",
    ],
)
@pytest.mark.parametrize(("keyword", "value"), [("default", "5"), ("examples", "[5]")])
def test_where_the_official_parser_looks_at_schemas(
    said: Say, place: str, keyword: str, value: str
) -> None:
    text = place.replace("X", f"{{type: string, {keyword}: {value}}}")
    code = "default-mismatch" if keyword == "default" else "example-mismatch"
    assert said(f"asyncapi: 2.6.0\n{text}\n") == [f"error {code} 2"]
    assert said(f"asyncapi: 2.6.0\n{text.replace('5', 'a')}\n") == []


@pytest.mark.parametrize(
    "place",
    [
        "channels: {a: {publish: {message: {headers: X}}}}",
        "channels: {a: {publish: {message: {oneOf: [{payload: X}]}}}}",
        "components: {schemas: {a: {properties: {b: X}}}}",
        "components: {messages: {a: {bindings: {kafka: {key: X}}}}}",
        "components: {messages: {a: {payload: X, schemaFormat: 'application/schema+json'}}}",
    ],
)
def test_where_it_does_not_look(said: Say, place: str) -> None:
    text = place.replace("X", "{type: string, default: 5}")
    assert said(f"asyncapi: 2.6.0\n{text}\n") == ["warning default-mismatch 2"]


def test_the_official_parser_lets_every_text_through(said: Say) -> None:
    schema = {"type": "integer", "default": "5"}
    assert said(component(schema)) == ["warning default-mismatch 1"]


CASES: list[tuple[Any, Any, str]] = [
    ({"type": "object"}, 5, "the example must be an object, but is the number `5`"),
    ({"type": ["string", "null"]}, 5, "the example must be `null` or a string, but is the number `5`"),
    ({"const": 1}, 2, "the example must be `1`, but is the number `2`"),
    ({"enum": [1, [2]]}, 3, "the example must be `1` or `[2]`, but is the number `3`"),
    ({"enum": list(range(9))}, 9, "the example must be one of the 9 values of `enum`, but is the number `9`"),
    ({"required": ["a"]}, {}, "the example lacks the field `a`"),
    ({"properties": {"a": {"required": ["b"]}}}, {"a": {}}, "the example's `a` lacks the field `b`"),
    ({"additionalProperties": False, "properties": {}}, {"a": 1}, "the example may not have the field `a`"),
    ({"not": {"required": ["a"]}}, {"a": 1}, "the example may not have the field `a`"),
    ({"pattern": "^a"}, "b", "the example must match the pattern `^a`, but is the text `b`"),
    ({"format": "uuid"}, "b", "the example must be a UUID, but is the text `b`"),
    ({"maxLength": 1}, "abc", "the example must have at most 1 characters, but is the text `abc`"),
    ({"multipleOf": 2}, 3, "the example must be a multiple of 2, but is the number `3`"),
    ({"items": {"type": "string"}}, ["a", 5], "item 2 of the example must be a string, but is the number `5`"),
    ({"items": [True], "additionalItems": False}, [1, 2], "the example has more items than its schema allows"),
    ({"uniqueItems": True}, [1, 1], "the example has an item twice"),
    ({"contains": {"const": 5}}, [1], "the example has no item that fits `contains`"),
    ({"propertyNames": {"maxLength": 1}}, {"ab": 1}, "the key `ab` of the example must have at most 1 characters"),
    ({"properties": {"a": False}}, {"a": 1}, "the example's `a` is excluded: nothing fits the schema `false`"),
    ({"dependencies": {"a": ["b"]}}, {"a": 1}, "the example lacks the field `b`"),
    ({"if": {"const": 1}, "then": False}, 1, "the example is excluded: nothing fits the schema `false`"),
    ({"not": {}}, 1, "the example fits what the schema excludes with `not`"),
    ({"not": True}, 1, "the example fits what the schema excludes with `not`"),
    ({"not": {"required": []}}, {}, "the example fits what the schema excludes with `not`"),
    ({"oneOf": [{}, {}]}, 1, "the example fits more than one of the schemas of `oneOf`"),
    ({"anyOf": [{"oneOf": [{}, {}]}, False]}, 1, "the example fits more than one of the schemas of `oneOf`"),
    ({"anyOf": [{"type": "string"}, {"type": "null"}]}, 1, "the example must be a string or `null`, but is the number `1`"),
    ({"oneOf": [{"properties": {"k": {"const": {"a": 1}}}}, {"properties": {"k": {"const": {"b": 1}}}}]}, {"k": 5},
     'the example\'s `k` must be `{"a": 1}` or `{"b": 1}`, but is the number `5`'),
    ({"anyOf": [{"not": {"required": []}}]}, {}, "the example does not fit: the value is not valid under any"),
    ({"format": "int32"}, 2**31, "the example must be at most 2147483647, but is the number `2147483648`"),
    ({"format": "int64", "allOf": [{}]}, 1.5, "the example must be an integer, but is the number `1.5`"),
    ({"maximum": 5}, 10**200, "the example must be at most 5, but is the number `1000000000"),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "example", "message"), CASES, ids=lambda case: str(case)[:40])
def test_the_words(judged: Judge, schema: Any, example: Any, message: str) -> None:
    found = judged(component({**schema, "examples": [example]}))
    assert [one.message[: len(message)] for one in found] == [message]


@pytest.mark.parametrize(
    ("schema", "example", "hint"),
    [
        ({"type": "string"}, 5, "put it in quotes"),
        ({"type": "integer"}, "5", "leave out the quotes"),
        ({"type": "integer"}, "five", ""),
        ({"type": "array"}, "true", ""),
        ({"type": "string"}, None, "where `null` may stand, `type` is a list with `'null'` in it"),
        ({"enum": ["open"]}, "opne", "did you mean `open`?"),
        (
            {"properties": {"colour": {}, "size": {}}, "additionalProperties": False},
            {"size": 1, "color": 2},
            "did you mean `colour`?",
        ),
    ],
)
def test_the_hints(judged: Judge, schema: Any, example: Any, hint: str) -> None:
    (found,) = judged(component({**schema, "examples": [example]}))
    assert found.hint == hint


def test_the_fault_that_stands_first_is_shown(judged: Judge) -> None:
    (found,) = judged("""
        asyncapi: 3.0.0
        components:
          schemas:
            Order:
              properties: {a: {type: string}, b: {type: string}}
              examples:
                - b: 1
                  a: 2
        """)
    assert (found.at.line, found.at.column) == (7, 14)


def test_a_missing_field_is_shown_at_the_key_of_its_object(judged: Judge) -> None:
    (found,) = judged("""
        asyncapi: 3.0.0
        components:
          schemas:
            Order:
              properties: {to: {required: [city]}}
              default:
                to:
                  street: Main Street
        """)
    assert (found.code, found.at.line, found.at.column) == ("default-mismatch", 7, 9)


def test_very_many_mismatches_end_with_a_note_and_errors_go_first(said: Say) -> None:
    nested = {str(number): {"type": "string", "default": number} for number in range(MOST_REPORTED)}
    found = said(component({"properties": nested, "type": "object", "default": 1}))
    assert len(found) == MOST_REPORTED + 1
    assert found.count("error default-mismatch 1") == 1
    assert found.count("note faults-omitted 1") == 1


@pytest.mark.parametrize(
    "schema",
    [
        {"type": 5},
        {"type": []},
        {"type": ["thing"]},
        {"type": ["string", "string"]},
        {"enum": 5},
        {"maximum": "5"},
        {"multipleOf": 0},
        {"maxLength": -1},
        {"minItems": 1.5},
        {"pattern": "("},
        {"pattern": "[^]"},
        {"pattern": 5},
        {"patternProperties": {"(": False}},
        {"required": "a"},
        {"required": ["a", "a"]},
        {"required": [["a"]]},
        {"properties": []},
        {"properties": {"a": 5}},
        {"items": "a"},
        {"items": []},
        {"not": 5},
        {"allOf": {}},
        {"allOf": []},
        {"dependencies": {"a": ["b", "b"]}},
        {"format": "thing"},
        {"format": 5},
        {"uniqueItems": 1},
        {"$id": "http://[", "$schema": 5},
        {"contentEncoding": "base64"},
        {"allOf": [{"$ref": "#/components/schemas/Thing"}]},
        {"allOf": [{"$ref": "#/components/schemas/Nothing"}]},
        {"anyOf": [{"schemaFormat": "application/vnd.apache.avro", "schema": {"type": "int"}}]},
    ],
    ids=str,
)
def test_keywords_that_mean_nothing_are_passed_over(said: Say, schema: Any) -> None:
    found = said(component({**schema, "examples": [{"a": [5]}]}))
    assert [one for one in found if "mismatch" in one] == []


def test_what_the_rest_of_a_broken_schema_says_counts(said: Say) -> None:
    schema = {"type": "string", "pattern": "(", "maxLength": -1, "examples": [5]}
    assert "error example-mismatch 1" in said(component(schema))


def test_half_a_surrogate_pair_hides_nothing_else(tmp_path: Path) -> None:
    """The loader lets none through, but whoever builds a document might."""
    schemas: Any = {
        "A": {"type": "integer", "examples": ["?", True]},
        "B": {"enum": ["?"], "examples": [1]},
        "C": {"type": "string", "default": 5},
    }
    path = tmp_path / "asyncapi.json"
    path.write_text(json.dumps({"components": {"schemas": schemas}}), encoding="utf-8")
    diagnostics = Diagnostics()
    files = Files(Limits(), diagnostics)
    bundle = load_bundle(path, path.name, Config(package="package"), files)
    assert bundle is not None
    read: Any = bundle.root.value
    read["components"]["schemas"]["A"]["examples"][0] = "\ud800"
    read["components"]["schemas"]["B"]["enum"][0] = "\ud800"
    check_schemas(bundle.root, Version(3, 0), diagnostics)
    assert [one.at.pointer for one in diagnostics] == [
        "/components/schemas/A/examples/1",
        "/components/schemas/C/default",
    ]


def test_references_in_data(said: Say) -> None:
    """They are data; the official parser puts in their place what they refer to."""
    assert said("""
        asyncapi: 2.6.0
        components:
          messages:
            a: {payload: {type: integer}, examples: [{payload: {$ref: '#/x-a'}}]}
            b: {payload: {type: integer}, examples: [{payload: [{$ref: '#/x-a'}]}]}
        x-a: 5
        """) == ["warning example-mismatch 5"]


@pytest.mark.parametrize(
    "body",
    [
        "5",
        "{examples: 5, payload: {}}",
        "{examples: [5, {payload: 5}, {}], payload: 5}",
        "{payload: false, examples: [{name: a}]}",
        "{traits: 5, headers: [], examples: [{headers: 5}]}",
        "{traits: [5, {headers: 5}], headers: {type: object}, examples: []}",
        "{bindings: {kafka: {key: 5}, http: 5}}",
    ],
)
def test_broken_messages(said: Say, body: str) -> None:
    assert said(message(body)) == []
    assert said(message(body, "3.0.0")) == []


KEYWORDS: dict[str, st.SearchStrategy[Any]] = {
    "type": st.sampled_from(["string", "integer", "object", "array", ["null", "number"], "thing"]),
    "enum": st.lists(st.sampled_from([1, "a", None, [], {"a": 1}]), max_size=2),
    "const": st.sampled_from([1, "a", None, [], {"a": 1}]),
    "minimum": st.integers(-2, 2),
    "maxLength": st.integers(-1, 2),
    "minItems": st.integers(0, 2),
    "pattern": st.sampled_from(["a", "(", "^$"]),
    "required": st.lists(st.sampled_from(["a", "b"]), max_size=2),
    "format": st.sampled_from(["date", "int32", "thing"]),
    "additionalProperties": st.booleans(),
}
VALUES = st.recursive(
    st.sampled_from([None, True, 0, 5, 1.5, "", "a", "2026-01-31", 10**40]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["a", "b", ""]), inner)
    ),
    max_leaves=4,
)


def schema_strategy() -> st.SearchStrategy[Any]:
    """Schemas of which some keywords have values that they cannot have."""
    leaves = st.fixed_dictionaries({}, optional=KEYWORDS) | st.just({"$ref": REFERENCE})
    return st.recursive(
        leaves | st.booleans(),
        lambda inner: st.fixed_dictionaries(
            {},
            optional={
                **KEYWORDS,
                "properties": st.dictionaries(st.sampled_from(["a", "b", ""]), inner | st.none()),
                "items": inner | st.lists(inner, max_size=2),
                "oneOf": st.lists(inner, max_size=2),
                "anyOf": st.lists(inner, max_size=2),
                "not": inner,
                "if": inner,
                "then": inner,
                "dependencies": st.dictionaries(st.just("a"), inner | st.just(["b"])),
                "propertyNames": inner,
            },
        ),
        max_leaves=5,
    )


REFERENCE = "#/components/schemas/Thing"


@settings(max_examples=100, deadline=None)
@given(schema=schema_strategy(), examples=st.lists(VALUES, min_size=1, max_size=3))
def test_any_schema_and_any_example(
    tmp_path_factory: pytest.TempPathFactory, schema: Any, examples: Any
) -> None:
    """Nothing raises, and the verdicts are those of the library, where it has one."""
    thing = {"allOf": [schema], "examples": examples}
    path = tmp_path_factory.getbasetemp() / "asyncapi.json"
    path.write_text(json.dumps({"components": {"schemas": {"Thing": thing}}}), encoding="utf-8")
    diagnostics = Diagnostics()
    files = Files(Limits(), diagnostics)
    bundle = load_bundle(path, path.name, Config(package="package"), files)
    assert bundle is not None
    check_schemas(bundle.root, Version(2, 6), diagnostics)
    found = {one.at.pointer.split("/")[5] for one in diagnostics if one.code == "example-mismatch"}
    text = json.dumps(thing)
    if "int32" in text or REFERENCE in text:
        return  # the one is asserted here alone, the other may be a paradox
    try:
        library = Draft7Validator(thing)
    except ValueError:
        return  # the library refuses what is passed over here
    assert found == {str(index) for index, one in enumerate(examples) if not library.is_valid(one)}


TUPLE = "{type: array, prefixItems: [{type: string}], items: {type: integer}, examples: [[a, 1]]}"


@pytest.mark.parametrize(
    "text",
    [
        f"{{schemaFormat: 'application/schema+json;version=2020-12', payload: {TUPLE}}}",
        "{payload: {$schema: 'https://json-schema.org/draft/2020-12/schema', " + TUPLE[1:] + "}",
    ],
    ids=["by schemaFormat", "by $schema"],
)
def test_dialects_that_draft_07_does_not_know_are_not_judged(said: Say, text: str) -> None:
    """In 2020-12 ``items`` is about what follows the tuple, in draft-07 about every item."""
    assert said(message(text)) == []


def test_the_same_words_are_judged_in_our_own_dialect(said: Say) -> None:
    assert said(message(f"{{payload: {TUPLE}}}")) != []
