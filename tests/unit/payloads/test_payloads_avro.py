"""Avro schemas: what is wrong with them, and what becomes of those with nothing wrong."""

import json
from pathlib import Path
from typing import Any

import fastavro
import pytest

from asyncapi_pygen.diagnostics import Severity
from asyncapi_pygen.ir.schema import Language
from asyncapi_pygen.payloads.avro.parsing import check_avro
from asyncapi_pygen.payloads.avro.types import PRIMITIVES
from asyncapi_pygen.payloads.checks import check_payloads
from support.documents import Generated, Lowered, generated, lowered, models_of

RECORD = {"type": "record", "name": "R"}


def document(*payloads: Any, version: str = "1.9.0", asyncapi: str = "2.6.0") -> str:
    """Write a document that receives each payload, a schema in Avro."""
    format_ = f"application/vnd.apache.avro;version={version}"
    channels = {
        f"/{number}": {
            "publish": {
                "message": {
                    "messageId": f"Message{number}",
                    "schemaFormat": format_,
                    "payload": payload,
                }
            }
        }
        for number, payload in enumerate(payloads)
    }
    info = {"title": "Test", "version": "1"}
    return json.dumps({"asyncapi": asyncapi, "info": info, "channels": channels})


def record(*fields: Any) -> Any:
    return {**RECORD, "fields": list(fields)}


def findings(folder: Path, payload: Any) -> list[tuple[str, str]]:
    """Return the place below the payload, and the message, of each finding."""
    found = lowered(folder, document(payload))
    (id_,) = [one.payload for one in found.api.messages.values()]
    assert id_ is not None
    return [
        (one.place.removeprefix(id_), one.message) for one in check_avro(found.api.schemas, id_)
    ]


def avro(folder: Path, *payloads: Any) -> Generated:
    return generated(folder, document(*payloads))


DEEP: Any = "int"
for _ in range(70):
    DEEP = {"type": "array", "items": DEEP}

INVALID: list[tuple[Any, str, str]] = [
    (1, "", "a schema is a name, an object, or a list of schemas"),
    ({}, "", "an object that describes a type has a `type`"),
    ("strng", "", "the type `strng` is not known here"),
    ({"type": "integer"}, "/type", "the type `integer` is not known here"),
    ({"type": "array"}, "", "`items` is missing: what the array holds"),
    ({"type": "map"}, "", "`values` is missing: what the map holds"),
    ({"type": "record", "fields": []}, "", "`name` is missing: what the record is called"),
    (RECORD, "", "`fields` is missing: a list of the fields of `R`"),
    (record("a"), "/fields/0", "a field is an object with a `name` and a `type`"),
    (record({"type": "int"}), "/fields/0", "`name` is missing: what the field is called"),
    (record({"name": "a"}), "/fields/0", "`type` is missing: what the field `a` holds"),
    (
        record({"name": "a b", "type": "int"}),
        "/fields/0/name",
        "the name `a b` is not one that Avro allows",
    ),
    (
        record({"name": "a", "type": "int"}, {"name": "a", "type": "int"}),
        "/fields/1",
        "the field `a` stands twice",
    ),
    (
        record({"name": "a", "type": "array", "items": "int"}),
        "/fields/0/type",
        "the type of a field is written in an object of its own: `type: {type: array, …}`",
    ),
    (
        record({"name": "a", "type": RECORD | {"fields": []}}),
        "/fields/0/type",
        "the type `R` is defined twice",
    ),
    (
        {**RECORD, "name": "int", "fields": []},
        "/name",
        "`int` is the name of one of Avro's own types",
    ),
    ({**RECORD, "name": "1a", "fields": []}, "/name", "the name `1a` is not one that Avro allows"),
    (
        {**RECORD, "namespace": "a-b", "fields": []},
        "/name",
        "the name `a-b.R` is not one that Avro allows",
    ),
    ([], "", "a union has at least one type"),
    (["int", ["null"]], "/1", "a union may not hold another union"),
    (["int", "string", "int"], "/2", "the union holds `int` twice"),
    (
        [{"type": "array", "items": "int"}, {"type": "array", "items": "long"}],
        "/1",
        "the union holds `array` twice",
    ),
    ({"type": "enum", "name": "E"}, "", "`symbols` is missing: a list of the values of `E`"),
    (
        {"type": "enum", "name": "E", "symbols": []},
        "",
        "`symbols` is missing: a list of the values of `E`",
    ),
    ({"type": "enum", "name": "E", "symbols": ["A", 1]}, "/symbols/1", "a symbol is text"),
    (
        {"type": "enum", "name": "E", "symbols": ["A-B"]},
        "/symbols/0",
        "the name `A-B` is not one that Avro allows",
    ),
    (
        {"type": "enum", "name": "E", "symbols": ["A", "A"]},
        "/symbols/1",
        "the symbol `A` stands twice",
    ),
    (
        {"type": "enum", "name": "E", "symbols": ["A"], "default": "B"},
        "/default",
        "the default of `E` is no symbol of it",
    ),
    ({"type": "fixed", "name": "F"}, "", "`size` is how many bytes `F` has"),
    ({"type": "fixed", "name": "F", "size": -1}, "", "`size` is how many bytes `F` has"),
    ({"type": "fixed", "name": "F", "size": True}, "", "`size` is how many bytes `F` has"),
    (DEEP, "/items" * 65, "types are nested too deeply"),
]


@pytest.mark.parametrize(("payload", "place", "message"), INVALID, ids=[one[2] for one in INVALID])
def test_an_invalid_schema_is_one_finding_at_its_place(
    tmp_path: Path, payload: Any, place: str, message: str
) -> None:
    assert findings(tmp_path, payload) == [(place, message)]


DEFAULTS: list[tuple[Any, Any, str]] = [
    ("null", 0, "is no value of the type `null`"),
    ("boolean", 0, "is no value of the type `boolean`"),
    ("int", 2**31, "is no value of the type `int`"),
    ("int", True, "is no value of the type `int`"),
    ("long", 1.5, "is no value of the type `long`"),
    ("double", "1", "is no value of the type `double`"),
    ("string", None, "is no value of the type `string`"),
    ("bytes", "\u0100", "is no value of the type `bytes`"),
    (["null", "int"], "null", "is a value of no type of the union"),
    ({"type": "array", "items": "int"}, ["a"], "is no value of the type `array`"),
    ({"type": "map", "values": "int"}, {"a": ""}, "is no value of the type `map`"),
    ({"type": "fixed", "name": "F", "size": 2}, "abc", "is not 2 bytes, as `F` is"),
    ({"type": "enum", "name": "E", "symbols": ["A"]}, "B", "is no symbol of `E`"),
    (
        {"type": "record", "name": "P", "fields": [{"name": "a", "type": "int"}]},
        {},
        "lacks the field `a` of `P`",
    ),
    (
        {"type": "record", "name": "P", "fields": [{"name": "a", "type": "int"}]},
        {"a": "b"},
        "has a `a` that is no value of the type `int`",
    ),
    ({"type": "record", "name": "P", "fields": []}, [], "is no value of the type `P`"),
]


@pytest.mark.parametrize(("type_", "default", "why"), DEFAULTS, ids=[repr(one) for one in DEFAULTS])
def test_a_default_is_a_value_of_its_type(
    tmp_path: Path, type_: Any, default: Any, why: str
) -> None:
    payload = record({"name": "a", "type": type_, "default": default})
    assert findings(tmp_path, payload) == [("/fields/0/default", f"the default of `a` {why}")]


@pytest.mark.parametrize(
    ("type_", "default"),
    [
        ("float", 1),
        ("bytes", "\u00ff"),
        (["null", "string"], "of the second type"),
        ({"type": "array", "items": ["null", "int"]}, [None, 1]),
        (
            {"type": "record", "name": "P", "fields": [{"name": "a", "type": "int", "default": 1}]},
            {},
        ),
        ("Unknown", {}),
    ],
    ids=repr,
)
def test_a_default_that_fits_is_not_spoken_of(tmp_path: Path, type_: Any, default: Any) -> None:
    found = findings(tmp_path, record({"name": "a", "type": type_, "default": default}))
    assert [place for place, _ in found if place.endswith("default")] == []


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (
            {"type": "int", "logicalType": "year"},
            "`year` is no logical type of Avro: it is read as `int`",
        ),
        (
            {"type": "string", "logicalType": "date"},
            "`date` is laid over `int`, not over `string`: it is read as `string`",
        ),
        (
            {"type": "bytes", "logicalType": "decimal"},
            "a decimal has a `precision` above 0: it is read as `bytes`",
        ),
        (
            {"type": "bytes", "logicalType": "decimal", "precision": 2, "scale": 3},
            "the `scale` of a decimal is between 0 and its `precision`: it is read as `bytes`",
        ),
        (
            {
                "type": "fixed",
                "name": "F",
                "size": 2,
                "logicalType": "decimal",
                "precision": 10**300,
            },
            f"2 bytes hold no decimal of {10**300} digits: it is read as bytes",
        ),
        (
            {"type": "fixed", "name": "F", "size": 2, "logicalType": "uuid"},
            "`uuid` is laid over 16 bytes, not over 2: it is read as bytes",
        ),
        (
            {"type": "long", "logicalType": "timestamp-nanos"},
            "Python has no type for `timestamp-nanos`: it is read as `long`",
        ),
    ],
    ids=repr,
)
def test_a_logical_type_that_is_void_is_read_as_the_type_below(
    tmp_path: Path, payload: Any, message: str
) -> None:
    assert findings(tmp_path, payload) == [("", message)]
    made = avro(tmp_path, payload)
    assert "logicalType" not in repr(made.models.plan.avro)


def test_a_logical_type_beside_the_type_of_a_field_has_no_effect(tmp_path: Path) -> None:
    ((place, message),) = findings(
        tmp_path, record({"name": "at", "type": "long", "logicalType": "timestamp-millis"})
    )
    assert place == "/fields/0"
    assert message.startswith("`logicalType` has no effect here")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("integer", "in Avro it is called `long`"),
        ("strin", "did you mean `string`?"),
        ("Zzz", "a named type is defined before it is used, or stands in a file: `$ref` it"),
    ],
)
def test_an_unknown_type_comes_with_a_hint(tmp_path: Path, name: str, hint: str) -> None:
    found = lowered(tmp_path, document(name))
    (id_,) = found.api.schemas
    assert [one.hint for one in check_avro(found.api.schemas, id_)] == [hint]


def checked(folder: Path, text: str) -> Lowered:
    found = lowered(folder, text)
    major = int(str(found.bundle.root.text("asyncapi"))[0])
    api = check_payloads(found.api, major, found.bundle.locate, found.diagnostics)
    return Lowered(api, found.bundle, found.diagnostics)


@pytest.mark.parametrize(
    ("version", "severity"), [("1.9.0", Severity.ERROR), ("1.11.1", Severity.WARNING)]
)
def test_a_schema_that_nobody_judges_is_warned_of_and_stays_bytes(
    tmp_path: Path, version: str, severity: Severity
) -> None:
    found = checked(tmp_path, document({"type": "array"}, version=version))
    assert [(one.code, one.severity) for one in found.diagnostics] == [("avro-invalid", severity)]
    (schema,) = found.api.schemas.values()
    assert schema.format.language is Language.OTHER


def test_a_valid_schema_keeps_its_language(tmp_path: Path) -> None:
    found = checked(tmp_path, document({"type": "fixed", "name": "F", "size": 1, "aliases": ["G"]}))
    assert [(one.code, one.severity) for one in found.diagnostics] == [
        ("avro-ignored", Severity.NOTE)
    ]
    (schema,) = found.api.schemas.values()
    assert schema.format.language is Language.AVRO


def test_a_name_is_looked_for_in_the_namespace_around_it(tmp_path: Path) -> None:
    payload = {
        "type": "record",
        "name": "a.b.R",
        "fields": [
            {"name": "x", "type": {"type": "fixed", "name": "X", "size": 1}},
            {"name": "y", "type": {"type": "fixed", "name": "X", "namespace": "", "size": 2}},
            {"name": "x2", "type": "X"},
            {"name": "x3", "type": "a.b.X"},
            {"name": "z", "type": {"type": "fixed", "name": "c.Z", "size": 3}},
            {"name": "z2", "type": "c.Z"},
            {"name": "top", "type": {"type": "fixed", "name": "Top", "namespace": "", "size": 4}},
        ],
    }
    made = avro(tmp_path, payload)
    (found,) = made.models.plan.avro.values()
    assert isinstance(found.schema, dict)
    assert fastavro.schema.to_parsing_canonical_form(
        fastavro.parse_schema(payload)
    ) == fastavro.schema.to_parsing_canonical_form(fastavro.parse_schema(found.schema))


def test_a_name_with_no_namespace_is_looked_for_last_of_all(tmp_path: Path) -> None:
    top = {"type": "fixed", "name": "Top", "namespace": "", "size": 4}
    inner = {"type": "record", "name": "n.R", "fields": [{"name": "a", "type": {"type": "Top"}}]}
    made = avro(tmp_path, [top, inner])
    assert made.body.endswith("    a: Top\n\n\nMessage0: TypeAlias = Top | R")


def test_a_reference_reads_its_target_once_and_names_it_then(tmp_path: Path) -> None:
    (tmp_path / "node.avsc").write_text(
        json.dumps(
            {
                "type": "record",
                "name": "Node",
                "fields": [
                    {"name": "next", "type": ["null", {"$ref": "node.avsc"}]},
                    {"name": "kinds", "type": {"$ref": "kinds.avsc#/kinds"}},
                    {"$ref": "kinds.avsc#/field"},
                ],
            }
        )
    )
    (tmp_path / "kinds.avsc").write_text(
        json.dumps(
            {
                "kinds": {
                    "type": "array",
                    "items": {"type": "enum", "name": "Kind", "symbols": ["A"]},
                },
                "field": {"name": "one", "type": {"$ref": "kinds.avsc#/kinds"}},
            }
        )
    )
    made = avro(tmp_path, {"$ref": "node.avsc"}, {"type": "array", "items": {"$ref": "node.avsc"}})
    assert made.notes == []
    assert made.body == (
        'Kind: TypeAlias = Open[Literal["A"]]\n\n\n'
        "class Node(AvroRecord):\n    next: Node | None\n    kinds: list[Kind]\n    one: list[Kind]\n\n\n"
        "Message1: TypeAlias = list[Node]"
    )


def test_a_reference_to_itself_with_no_named_type_is_invalid(tmp_path: Path) -> None:
    (tmp_path / "loop.avsc").write_text('{"type": "array", "items": {"$ref": "loop.avsc"}}')
    assert findings(tmp_path, {"type": "map", "values": {"$ref": "loop.avsc"}}) == [
        ("loop.avsc#/items", "a reference leads back to itself with no named type")
    ]


def test_a_reference_to_another_language_is_no_avro(tmp_path: Path) -> None:
    text = """
    asyncapi: 3.0.0
    info: {title: Test, version: '1'}
    channels:
      a:
        messages:
          m:
            payload:
              schemaFormat: application/vnd.apache.avro
              schema: {$ref: '#/components/schemas/Json'}
    components:
      schemas:
        Json: {schemaFormat: application/schema+json, schema: {type: object}}
    """
    found = checked(tmp_path, text)
    assert found.codes == []  # it is the other language that is read
    (schema,) = found.api.schemas.values()
    assert schema.format.language is Language.JSON_SCHEMA


def test_types_that_are_alike_are_one_class_and_others_are_told_apart(tmp_path: Path) -> None:
    def order(name: str, address: str) -> Any:
        inner = {
            "type": "record",
            "name": "Address",
            "namespace": address,
            "fields": [{"name": "city", "type": "string"}],
        }
        return {"type": "record", "name": name, "fields": [{"name": "to", "type": inner}]}

    made = avro(tmp_path, order("Made", "eu"), order("Sent", "eu"), order("Lost", "us"))
    assert made.text.count("class ") == 5
    assert (
        "class EuAddress(AvroRecord)" in made.text
        or "class AddressPayload(AvroRecord)" in made.text
    )
    first, second, _ = made.models.plan.avro.values()
    assert first.records["eu.Address"] == second.records["eu.Address"]


def test_a_payload_that_is_the_same_type_again_is_an_alias(tmp_path: Path) -> None:
    payload = record({"name": "a", "type": "int"})
    made = avro(tmp_path, payload, payload)
    assert made.body == "class R(AvroRecord):\n    a: int\n\n\nMessage1: TypeAlias = R"


@pytest.mark.parametrize(
    ("type_", "default", "line"),
    [
        (["null", "string"], None, "a: str | None = None"),
        (["string", "null"], "x", 'a: str | None = "x"'),
        ("boolean", False, "a: bool = False"),
        ("double", 1.5, "a: float = 1.5"),
        ("long", -1, "a: int = -1"),
        (
            {"type": "array", "items": "int"},
            [],
            "a: list[int] = Field(default=[])",
        ),
        (
            {"type": "map", "values": "int"},
            {},
            "a: dict[str, int] = Field(default={})",
        ),
        ("bytes", "\u00ff", 'a: bytes = b"\\xff"'),
        (["null", "bytes"], "a", 'a: bytes | None = b"a"'),
        ("null", None, "a: None = None"),
        (
            ["null", {"type": "map", "values": "int"}],
            {},
            "a: dict[str, int] | None = Field(default={})",
        ),
    ],
    ids=repr,
)
def test_a_default_is_that_of_the_attribute(
    tmp_path: Path, type_: Any, default: Any, line: str
) -> None:
    made = avro(tmp_path, record({"name": "a", "type": type_, "default": default}))
    assert made.body == f"class R(AvroRecord):\n    {line}"
    assert made.notes == []


@pytest.mark.parametrize(
    ("type_", "default", "line"),
    [
        (
            {"type": "bytes", "logicalType": "decimal", "precision": 2},
            "a",
            "a: Decimal",
        ),
        ({"type": "array", "items": "int"}, [1], "a: list[int]"),
        ({"type": "int", "logicalType": "date"}, 0, "a: dt.date"),
    ],
    ids=repr,
)
def test_a_default_that_python_cannot_say_has_to_be_given(
    tmp_path: Path, type_: Any, default: Any, line: str
) -> None:
    made = avro(tmp_path, record({"name": "a", "type": type_, "default": default}))
    assert made.body == f"class R(AvroRecord):\n    {line}"
    assert made.notes == ["the default of `a` is not set: Python code has to give the field"]


def test_a_default_of_a_named_type_is_one_of_its_values(tmp_path: Path) -> None:
    made = avro(
        tmp_path,
        record(
            {"name": "e", "type": {"type": "enum", "name": "E", "symbols": ["A"]}, "default": "A"},
            {"name": "f", "type": {"type": "fixed", "name": "F", "size": 1}, "default": "\u00ff"},
            {
                "name": "d",
                "type": {
                    "type": "fixed",
                    "name": "D",
                    "size": 1,
                    "logicalType": "decimal",
                    "precision": 2,
                },
                "default": "\u0001",
            },
            {"name": "e2", "type": ["E", "null"], "default": None},
        ),
    )
    assert made.body.endswith(
        'class R(AvroRecord):\n    e: E = "A"\n    f: F = b"\\xff"\n    d: D\n'
        "    e2: E | None = None"
    )
    assert len(made.notes) == 1


def test_every_primitive_has_a_type(tmp_path: Path) -> None:
    made = avro(tmp_path, record(*({"name": f"of_{name}", "type": name} for name in PRIMITIVES)))
    assert made.body == (
        "class R(AvroRecord):\n    of_null: None\n    of_boolean: bool\n    of_int: int\n"
        "    of_long: int\n    of_float: float\n    of_double: float\n    of_bytes: bytes\n"
        "    of_string: str"
    )


def test_what_is_said_of_a_type_is_said_in_python(tmp_path: Path) -> None:
    payload = {
        **record({"name": "a", "type": "int", "doc": "How many.", "x-python-name": "count"}),
        "doc": "A thing.",
        "x-python-name": "Thing",
    }
    made = avro(tmp_path, payload)
    assert made.body == (
        'class Thing(AvroRecord):\n    """A thing."""\n\n'
        '    count: Annotated[int, Field(alias="a")]\n    """How many."""'
    )


def test_a_defect_of_one_payload_leaves_the_others_alone(tmp_path: Path) -> None:
    found = checked(tmp_path, document({"type": "array"}, "int", version="1.11.1"))
    made = models_of(found)
    assert made.body == "Message1: TypeAlias = int"
