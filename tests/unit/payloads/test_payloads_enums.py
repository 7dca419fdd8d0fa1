"""Enums: who may send other values, what equals what, and the names that a document gives."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from support.documents import Generated, models
from support.hostile import HOSTILE
from support.shape import ast_shape


def property_x(folder: Path, schema: str, *, sent: bool = False) -> Generated:
    return models(
        folder, f"{{type: object, required: [x], properties: {{x: {schema}}}}}", sent=sent
    )


def reads(module: Any, value: str) -> object:
    """Return what the event reads as ``x``, or the exception's class."""
    try:
        event = module.Event.model_validate_json(f'{{"x": {value}}}', strict=True, by_name=False)
    except ValidationError:
        return ValidationError
    return event.x


OPENED = [
    "x-open: true",
    "x-extensible-enum: true",
    "x-extensible-enum: [a, b, c]",
    "x-ms-enum: {name: Size, modelAsString: true}",
    "x-speakeasy-unknown-values: allow",
]
CLOSED = [
    "x-open: false",
    "x-extensible-enum: false",
    "x-ms-enum: {name: Size, modelAsString: false}",
    "x-speakeasy-unknown-values: disallow",
    "x-open: false, x-extensible-enum: true",
]
SILENT = ["x-open: perhaps", "x-ms-enum: {name: Size}", "x-ms-enum: 1", "x-extensible-enum: []"]


@pytest.mark.parametrize("sent", [False, True], ids=["received", "sent"])
@pytest.mark.parametrize(
    ("extension", "is_open"),
    [
        *((one, True) for one in OPENED),
        *((one, False) for one in CLOSED),
        *((one, None) for one in SILENT),
    ],
)
def test_an_extension_opens_or_closes_an_enum_in_both_directions(
    tmp_path: Path, extension: str, *, is_open: bool | None, sent: bool
) -> None:
    module = property_x(tmp_path, f"{{enum: [a, b], {extension}}}", sent=sent).load(tmp_path)
    others_may_come = (not sent) if is_open is None else is_open
    assert reads(module, '"a"') == "a"
    assert reads(module, '"new"') == ("new" if others_may_come else ValidationError)
    assert reads(module, "1") is ValidationError


@pytest.mark.parametrize(
    ("schema", "written"),
    [
        ("{enum: [a], x-open: true}", 'x: Open[Literal["a"]]'),
        ("{enum: [a], x-open: false}", 'x: Literal["a"]'),
        ("{enum: [1, 2], x-open: true}", "x: OpenInt[Literal[1, 2]]"),
        ("{enum: [1, 2], x-open: false}", "x: Exact[Literal[1, 2]]"),
        ("{enum: [true, false], x-open: true}", "x: Exact[Literal[True, False]]"),
        ("{enum: [a, b, null], x-open: false}", 'x: Literal["a", "b"] | None'),
        ("{type: array, items: {enum: [a, b], x-open: false}}", 'x: list[Literal["a", "b"]]'),
        (
            "{anyOf: [{enum: [a, b], x-open: false}, {type: integer}]}",
            'x: Literal["a", "b"] | int',
        ),
        (
            "{anyOf: [{enum: [a, b], x-open: false}, {enum: [c, d]}]}",
            'x: Literal["a", "b", "c", "d"]',
        ),
        (
            "{anyOf: [{enum: [a, b], x-open: false}, {enum: [c, d], x-open: true}]}",
            'x: Open[Literal["a", "b", "c", "d"]]',
        ),
    ],
)
def test_an_enum_is_opened_where_it_stands(schema: str, written: str, tmp_path: Path) -> None:
    assert f"    {written}\n" in f"{property_x(tmp_path, schema).text}\n"


@pytest.mark.parametrize(
    ("values", "accepted", "refused"),
    [
        ("[1, 2]", {"1": 1, "2": 2, "1.0": 1, "1e0": 1}, ["true", '"1"', "null", "1.5", "3"]),
        ("[0, 5]", {"0": 0, "-0.0": 0, "0.0": 0}, ["false", "[]", "{}"]),
        ("[true]", {"true": True}, ["1", "1.0", "false", '"true"']),
        ("[false, true]", {"false": False, "true": True}, ["0", "1", "null"]),
        (
            '["a", 1, true, null]',
            {'"a"': "a", "1": 1, "1.0": 1, "true": True, "null": None},
            ["false", "0", "2", '"b"', "[1]", '{"a": 1}'],
        ),
        ("[1, true]", {"1": 1, "true": True, "1.0": 1}, ["0", "false"]),
        (f"[{2**70}, 3]", {str(2**70): 2**70}, [str(2**70 + 1), "true"]),
        ("[null]", {"null": None}, ["0", "false", '""']),
    ],
)
def test_values_are_equal_as_json_says(
    values: str, accepted: dict[str, object], refused: list[str], tmp_path: Path
) -> None:
    closed = property_x(tmp_path, f'{{"enum": {values}, "x-open": false}}').load(tmp_path)
    found = {value: reads(closed, value) for value in accepted}
    assert {value: (type(one), one) for value, one in found.items()} == {
        value: (type(one), one) for value, one in accepted.items()
    }
    assert {reads(closed, value) for value in refused} == {ValidationError}


def test_an_open_enum_of_integers_takes_any_integer(tmp_path: Path) -> None:
    module = property_x(tmp_path, "{enum: [1, 2]}").load(tmp_path)
    found = [reads(module, value) for value in ("1", "7", "7.0", str(2**80))]
    assert found == [1, 7, 7, 2**80]
    assert {reads(module, value) for value in ("true", "1.5", '"1"', "null")} == {ValidationError}


def test_an_open_enum_of_texts_and_others_takes_any_text(tmp_path: Path) -> None:
    module = property_x(tmp_path, "{enum: [a, 1, true]}").load(tmp_path)
    found = [reads(module, value) for value in ('"a"', "1", "true", '"new"', "2", "false")]
    assert found == ["a", 1, True, "new", ValidationError, ValidationError]


def test_a_refusal_lists_what_is_allowed(tmp_path: Path) -> None:
    module = property_x(tmp_path, "{enum: [1, true], x-open: false}").load(tmp_path)
    with pytest.raises(ValidationError) as caught:
        module.Event.model_validate_json('{"x": 3}')
    assert [one["msg"] for one in caught.value.errors()] == ["Input should be 1 or True"]


@pytest.mark.parametrize("values", [[1, 2], ["a", 1, True], [True], ["a", "b"]])
def test_the_schema_of_an_enum_has_its_values_however_open(
    values: list[object], tmp_path: Path
) -> None:
    module = property_x(tmp_path, json.dumps({"enum": values})).load(tmp_path)
    told = TypeAdapter(module.Event).json_schema()["properties"]["x"]
    found = told["enum"] if "enum" in told else [told["const"]]
    assert json.dumps(found) == json.dumps(values)  # in Python 1 == True


NAMED = '''
class StatusValues:
    """Named values of ``Status``."""

    NOT_STARTED: Final = 0
    """Nobody has looked at it."""
    DONE: Final = 1
    """It is over."""


Status: TypeAlias = OpenInt[Literal[0, 1]]
'''

TOLD = ["Nobody has looked at it.", "It is over."]
BY_VALUE = {"0": TOLD[0], "1": TOLD[1]}


@pytest.mark.parametrize(
    "said",
    [
        {"x-enum-varnames": ["notStarted", "Done"], "x-enum-descriptions": TOLD},
        {"x-enumNames": ["NOT_STARTED", "done"], "x-enumDescriptions": TOLD},
        {"x-enum-varnames": {"0": "NotStarted", "1": "Done"}, "x-enum-descriptions": BY_VALUE},
        {
            "x-ms-enum": {
                "values": [
                    {"value": 1, "name": "Done", "description": TOLD[1]},
                    {"value": 0, "name": "Not started", "description": TOLD[0]},
                ]
            }
        },
        {
            "x-fern-enum": {
                "0": {"name": "NOT_STARTED", "description": TOLD[0]},
                "1": {"name": "Done", "description": TOLD[1]},
            }
        },
        {
            "oneOf": [
                {"const": 0, "title": "Not started", "description": TOLD[0]},
                {"const": 1, "title": "Done", "description": TOLD[1]},
            ],
        },
    ],
)
def test_named_values_are_constants_beside_the_alias(said: dict[str, Any], tmp_path: Path) -> None:
    schema = said if "oneOf" in said else {"enum": [0, 1], **said}
    found = models(
        tmp_path, "{$ref: '#/components/schemas/Status'}", json.dumps({"Status": schema})
    )
    assert NAMED in f"\n{found.body}\n"
    module = found.load(tmp_path)
    assert (module.StatusValues.NOT_STARTED, module.StatusValues.DONE) == (0, 1)


def test_named_values_of_a_property_are_called_after_it(tmp_path: Path) -> None:
    """A property, the items of one, and a property of an object within: each has its own."""
    found = models(
        tmp_path,
        """
        type: object
        properties:
          size: {enum: [s, l], x-enum-varnames: [SMALL, LARGE]}
          old-sizes: {type: array, items: {enum: [s, l], x-enum-varnames: [SMALL, LARGE]}}
          box:
            type: object
            properties:
              size: {enum: [s, null], x-enum-varnames: [SMALL, NONE]}
        """,
    )
    module = found.load(tmp_path)
    assert (module.EventSizeValues.SMALL, module.EventOldSizesItemValues.LARGE) == ("s", "l")
    assert (module.EventBoxSizeValues.SMALL, module.EventBoxSizeValues.NONE) == ("s", None)
    assert "Named values of ``EventBox.size``." in found.text
    assert found.notes == []


def test_values_without_names_have_no_constants(tmp_path: Path) -> None:
    some = property_x(tmp_path, "{enum: [a, b, c], x-enum-varnames: {a: First, c: Third}}")
    module = some.load(tmp_path)
    assert [name for name in vars(module.EventXValues) if name.isupper()] == ["FIRST", "THIRD"]
    assert "EventXValues" not in property_x(tmp_path, "{enum: [a, b], x-enum-varnames: 1}").text


@pytest.mark.parametrize(
    ("names", "called"),
    [
        (["none", "class"], ["NONE", "CLASS"]),
        (["1st", "second-one"], ["VALUE_1ST", "SECOND_ONE"]),
        (["!", "?"], ["VALUE2", "VALUE3"]),
        (["a b", "A_B"], ["A_B_", "A_B"]),
        (["\u0149", "stra\u00dfe"], ["\u02bcN", "STRASSE"]),
    ],
)
def test_names_of_values_are_identifiers(
    names: list[str], called: list[str], tmp_path: Path
) -> None:
    schema = json.dumps({"enum": ["a", "b"], "x-enum-varnames": names})
    module = property_x(tmp_path, schema).load(tmp_path)
    assert [name for name in vars(module.EventXValues) if not name.startswith("__")] == called


def test_constants_rename_no_model(tmp_path: Path) -> None:
    schemas = """
        Size: {enum: [s], x-enum-varnames: [SMALL]}
        SizeValues: {type: object, properties: {size: {$ref: '#/components/schemas/Size'}}}
    """
    found = models(tmp_path, "{$ref: '#/components/schemas/SizeValues'}", schemas)
    module = found.load(tmp_path)
    assert module.SizeValues(size="s").model_dump() == {"size": "s"}
    assert module.SizeConstants.SMALL == "s"
    assert [one for one in found.lowered.codes if one != "name-clash"] == []


def test_the_constants_of_an_enum_that_nothing_reaches_are_not_written(tmp_path: Path) -> None:
    schemas = "{Other: {enum: [s], x-enum-varnames: [SMALL]}}"
    assert "SMALL" not in models(tmp_path, "{type: string}", schemas).text


def hostile_enum(folder: Path, pattern: str) -> Generated:
    """Make models of an enum whose values, names and descriptions are made of ``pattern``."""
    first, second = f"{pattern}First1{pattern}", f"{pattern}Second2{pattern}"
    told = {"enum": [first, second], "x-enum-varnames": [first, second]}
    listed = {"x-enum-descriptions": {first: first, second: second}}
    entries = [{"value": first, "name": first, "description": first}]
    schema = {**told, **listed, "x-ms-enum": {"values": entries}}
    event = {"type": "object", "required": ["x"], "properties": {"x": schema}}
    return models(folder, json.dumps(event))


@pytest.mark.parametrize("pattern", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_names_and_descriptions_of_values_are_mere_text(
    pattern: str, tmp_path: Path
) -> None:
    found = hostile_enum(tmp_path, pattern)
    harmless = hostile_enum(tmp_path, "harmless")
    assert ast_shape(found.text, identifiers=True) == ast_shape(harmless.text, identifiers=True)
    constants = found.load(tmp_path).EventXValues
    values = [value for name, value in vars(constants).items() if not name.startswith("__")]
    assert values == [f"{pattern}First1{pattern}", f"{pattern}Second2{pattern}"]
