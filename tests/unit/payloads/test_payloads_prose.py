"""What a document says of a schema, in the docstrings of its class, its alias and its attribute."""

import json
import warnings
from pathlib import Path
from typing import Any

import pytest

from support.documents import Generated, models
from support.hostile import HOSTILE
from support.shape import ast_shape


def event(folder: Path, schema: dict[str, Any]) -> Generated:
    """Make the models of an event with a property and a component of this schema."""
    properties = {"x": schema, "y": {"$ref": "#/components/schemas/Thing"}}
    payload = {"type": "object", "properties": properties}
    return models(folder, json.dumps(payload), json.dumps({"Thing": schema}))


def docs(found: Generated) -> list[str]:
    """Return the lines of the docstrings of ``x`` and of ``Thing``, margins cut off."""
    told = [part.split('"""')[0] for part in found.body.split('"""')[1::2]]
    return ["\n".join(line.strip() for line in one.strip().split("\n")) for one in told]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            {"title": "Number of things", "description": "How many."},
            "Number of things\n\nHow many.",
        ),
        ({"title": "How many", "deprecated": True}, "How many\n\nDeprecated."),
        ({"readOnly": True}, "Read-only: whoever owns the object sets it."),
        ({"writeOnly": True}, "Write-only: whoever owns the object does not send it."),
        ({"readOnly": False, "deprecated": "yes", "description": "A."}, "A."),
        ({"examples": ["a", "b", "c"]}, 'For example `"a"` or `"b"`.'),
        ({"example": "a b"}, 'For example `"a b"`.'),
        ({"examples": ["a"], "example": "a"}, 'For example `"a"`.'),
        ({"examples": ["x" * 100, "short"]}, 'For example `"short"`.'),
        ({"description": "A.", "examples": ["x" * 100]}, "A."),
        ({"description": "A.", "examples": "no list"}, "A."),
        (
            {"enum": ["a", "b"], "x-enum-descriptions": ["The first.", "The\nsecond."]},
            'Values:\n- `"a"`: The first.\n- `"b"`: The second.',
        ),
        (
            {"x-extensible-enum": ["a", "b"], "description": "It."},
            'It.\n\nValues:\n- `"a"`\n- `"b"`',
        ),
    ],
)
def test_what_is_said_stands_beside_the_attribute_and_the_alias(
    said: dict[str, Any], told: str, tmp_path: Path
) -> None:
    assert docs(event(tmp_path, {"type": "string", **said})) == [told, told]


def test_of_many_values_the_first_are_told(tmp_path: Path) -> None:
    values = [f"v{number}" for number in range(25)]
    schema = {"enum": values, "x-enum-descriptions": dict.fromkeys(values, "x " * 100)}
    doc = docs(event(tmp_path, schema))[0].split("\n")
    assert [doc[0], doc[1][:8], doc[20][:9], doc[21:]] == [
        "Values:",
        '- `"v0"`',
        '- `"v19"`',
        ["- and 5 more"],
    ]
    assert max(map(len, doc)) <= 100


def test_a_class_says_what_it_is(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        "{type: object, title: A visit, deprecated: true, examples: [{a: 1}],"
        " properties: {a: {type: integer}}}",
    )
    assert found.body.startswith(
        'class Event(Model):\n    """A visit\n\n    Deprecated.\n\n    For example `{"a": 1}`.\n    """\n'
    )


def test_reading_and_writing_what_is_deprecated_warns_of_nothing(tmp_path: Path) -> None:
    """The document's readers are told; whoever receives such a field can do nothing about it."""
    module = event(tmp_path, {"type": "string", "deprecated": True}).load(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read = module.Event.model_validate_json('{"x": "a", "y": "b"}')
        assert (read.x, read.y) == ("a", "b")
        assert read.model_dump_json() == '{"x":"a","y":"b"}'


@pytest.mark.parametrize("pattern", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_examples_and_descriptions_are_mere_text(pattern: str, tmp_path: Path) -> None:
    def made(text: str) -> str:
        schema = {
            "type": "string",
            "title": f"{text}A",
            "examples": [text, f"{text}B"],
            "x-extensible-enum": [text],
            "x-enum-descriptions": [f"{text}C"],
            "deprecated": True,
        }
        return event(tmp_path, schema).text

    assert ast_shape(made(pattern)) == ast_shape(made("harmless"))
