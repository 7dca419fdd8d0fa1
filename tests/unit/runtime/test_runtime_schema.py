"""The vendored reader of JSON Schema: against the public test suite, and what it says."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic_core import SchemaValidator, core_schema

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.ir.schema import Language, Schema, SchemaFormat
from asyncapi_pygen.payloads.dialects import normalised
from support.shared import shared

DRAFTS = {"draft7": "draft-07", "draft2019-09": "2019-09", "draft2020-12": "2020-12"}

OTHERS = {
    "anchor",
    "defs",
    "definitions",
    "dynamicRef",
    "recursiveRef",
    "ref",
    "refRemote",
    "unevaluatedItems",
    "unevaluatedProperties",
    "vocabulary",
}
"""Files about references, which are resolved before a schema gets here, or that need them."""


UNREAD = [
    "pattern: pattern with Unicode property escape requires unicode mode: Digits do not match"
]
"""What the engine has no pattern for accepts every text."""


def groups(draft: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in sorted(shared(f"json-schema-test-suite/tests/{draft}").glob("*.json")):
        for group in json.loads(file.read_text("utf-8")):
            yield file.stem, group


def refers(schema: Any) -> bool:
    if isinstance(schema, dict):
        return any(
            key in ("$ref", "$dynamicRef", "$recursiveRef", "$id") or refers(one)
            for key, one in schema.items()
        )
    return isinstance(schema, list) and any(map(refers, schema))


@pytest.mark.parametrize("draft", DRAFTS)
def test_the_suite_agrees_on_every_keyword(voice: Any, draft: str) -> None:
    wrong: list[str] = []
    judged = 0
    for file, group in groups(draft):
        if refers(group["schema"]) and (file in OTHERS or "$ref" in json.dumps(group["schema"])):
            continue
        source = Schema(
            id="s",
            key="s",
            component=True,
            body=group["schema"],
            at=Location("s"),
            format=SchemaFormat(Language.JSON_SCHEMA, DRAFTS[draft]),
        )
        schema = voice._schema.Schema(normalised(source).body)
        for case in group["tests"]:
            judged += 1
            if schema.accepts(case["data"]) != case["valid"]:
                wrong.append(f"{file}: {group['description']}: {case['description']}")
    assert wrong == (UNREAD if draft == "draft2020-12" else [])
    assert judged > 700


@pytest.mark.parametrize(
    ("schema", "value", "said"),
    [
        (False, 1, [((), "false", "Nothing is allowed here")]),
        ({"type": "integer"}, "1", [((), "type", "Input should be an integer")]),
        ({"type": ["string", "null"]}, 1, [((), "type", "Input should be of string, null")]),
        ({"enum": [1, "a"]}, True, [((), "enum", "Input is not an allowed value")]),
        ({"maximum": 2.5}, 3, [((), "maximum", "Input should be at most 2.5")]),
        ({"multipleOf": 0.01}, 19.991, [((), "multipleOf", "Input should be a multiple of 0.01")]),
        ({"maxItems": 1}, [1, 2], [((), "maxItems", "Input should have at most 1 items")]),
        (
            {"properties": {"a": {"items": {"minLength": 2}}}},
            {"a": ["ok", "x", 1]},
            [(("a", 1), "minLength", "Input should have at least 2 characters")],
        ),
        ({"required": ["a", "b"]}, {"a": 1}, [(("b",), "required", "Field required")]),
        (
            {"properties": {"a": {}}, "additionalProperties": False},
            {"a": 1, "b": 2},
            [(("b",), "additionalProperties", "Extra inputs are not permitted")],
        ),
        (
            {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
            {"a": 1},
            [(("b",), "required", "Field required")],
        ),
        (
            {"oneOf": [{}, {}]},
            1,
            [((), "oneOf", "Input fits several forms that exclude one another")],
        ),
        ({"not": {}}, 1, [((), "not", "Input has a form that is not allowed")]),
        (
            {"$ref": "#/definitions/Node"},
            {"next": {"next": 1}},
            [(("next", "next"), "type", "Input should be an object")],
        ),
    ],
)
def test_what_is_broken_is_told_with_its_place(
    voice: Any, schema: Any, value: Any, said: list[Any]
) -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/definitions/Node"}}}
    found = voice._schema.Schema(schema, {"Node": node}).errors(value)
    assert [(one.path, one.keyword, one.message) for one in found] == said


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        (r"^\d$", "\u0967", False),
        (r"^\D$", "\u0967", True),
        (r"^[\D]$", "\u0967", True),
        (r"^\w+$", "\u00e9", False),
        (r"^\s$", "\u3000", True),
        (r"^[\s]$", "\u3000", True),
        (r"^\S$", "\u3000", False),
        (r"^a$", "a\n", False),
        (r"^\cJ$", "\n", True),
        (r"^[\b]$", "\b", True),
        (r"\bcat\b", "a cat", True),
        (r"^[[&~|]$", "[", True),
        (r"^[[&~|]$", "&", True),
        (r"^\/$", "/", True),
        (r"^(?<y>a)$", "a", True),
        (r"^[^]$", "\n", True),
        (r"[]", "a", False),
        (r"^\0$", "\0", True),
        (r"^\uD83D\uDE00$", "\U0001f600", True),
        (r"^\u{1F600}$", "\U0001f600", True),
        (r"^x{,5}$", "x", False),
        (r"^\<$", "<", True),
        (r"^[\w-.]$", "-", True),
    ],
)
@pytest.mark.parametrize("engine", ["python", "rust"])
def test_a_pattern_reads_as_in_javascript(
    voice: Any, engine: str, pattern: str, text: str, *, fits: bool
) -> None:
    found = voice._pattern
    if engine == "python":
        assert found.python_matcher(pattern)(text) is fits
    else:
        schema = core_schema.str_schema(pattern=found.translated(pattern, found.RUST))
        assert SchemaValidator(schema).isinstance_python(text) is fits
