"""The vendored Avro codec beside fastavro, which is written by others."""

import io
import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import fastavro
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import Field, create_model

Schema = Any

NAIVE = datetime(2000, 2, 29, 1, 2, 3, 4000, UTC).replace(tzinfo=None)

LOGICAL: list[tuple[Schema, Any]] = [
    ({"type": "int", "logicalType": "date"}, date(1969, 12, 31)),
    ({"type": "int", "logicalType": "time-millis"}, time(23, 59, 59, 999000)),
    ({"type": "long", "logicalType": "time-micros"}, time(0, 0, 0, 1)),
    ({"type": "long", "logicalType": "timestamp-millis"}, datetime(1960, 1, 1, 0, 0, 0, 1000, UTC)),
    ({"type": "long", "logicalType": "timestamp-micros"}, datetime(2038, 1, 19, 3, 14, 8, 7, UTC)),
    ({"type": "long", "logicalType": "local-timestamp-millis"}, NAIVE),
    ({"type": "long", "logicalType": "local-timestamp-micros"}, NAIVE),
    ({"type": "string", "logicalType": "uuid"}, UUID(int=1)),
    (
        {"type": "bytes", "logicalType": "decimal", "precision": 6, "scale": 2},
        Decimal("-1234.56"),
    ),
    ({"type": "bytes", "logicalType": "decimal", "precision": 3}, Decimal(128)),
    (
        {
            "type": "fixed",
            "name": "Sum",
            "size": 8,
            "logicalType": "decimal",
            "precision": 9,
            "scale": 3,
        },
        Decimal("0.005"),
    ),
]


def by_fastavro(schema: Schema, value: Any) -> bytes:
    out = io.BytesIO()
    fastavro.schemaless_writer(out, fastavro.parse_schema(schema), value)
    return out.getvalue()


def records_of(voice: Any, schema: Schema, found: dict[str, Any] | None = None) -> dict[str, Any]:
    """Make a class of each record, as the models module would have them."""
    found = {} if found is None else found
    if isinstance(schema, list):
        for branch in schema:
            records_of(voice, branch, found)
    if isinstance(schema, dict):
        for key in ("items", "values"):
            records_of(voice, schema.get(key), found)
        if schema["type"] == "record":
            fields: dict[str, Any] = {
                f"f{number}": (Any, Field(alias=field["name"]))
                for number, field in enumerate(schema["fields"])
            }
            found[schema["name"]] = create_model("R", __base__=voice._avro.AvroRecord, **fields)
            for field in schema["fields"]:
                records_of(voice, field["type"], found)
    return found


def codec(voice: Any, schema: Schema) -> Any:
    return voice._avro.AvroCodec(schema, records_of(voice, schema))


@pytest.mark.parametrize(("schema", "value"), LOGICAL, ids=[str(one[0]) for one in LOGICAL])
def test_logical_types_are_as_fastavro_has_them(voice: Any, schema: Schema, value: Any) -> None:
    body = by_fastavro(schema, value)
    ours = codec(voice, schema)
    found = ours.decode(body)
    assert (found, type(found)) == (value, type(value))
    assert ours.encode(value) == body
    assert ours.decode_json(ours.encode_json(value)) == value


@pytest.mark.parametrize(
    ("schema", "value"),
    [("int", -(2**31)), ("int", 2**31 - 1), ("long", -(2**63)), ("long", 2**63 - 1)],
)
def test_the_outermost_numbers_are_read_and_written(voice: Any, schema: Schema, value: int) -> None:
    body = by_fastavro(schema, value)
    assert codec(voice, schema).decode(body) == value
    assert codec(voice, schema).encode(value) == body


def test_a_uuid_may_be_sixteen_bytes(voice: Any) -> None:
    schema = {"type": "fixed", "name": "Id", "size": 16, "logicalType": "uuid"}
    value = UUID("12345678-1234-5678-1234-567812345678")
    assert codec(voice, schema).decode(value.bytes) == value
    assert codec(voice, schema).encode(value) == value.bytes


SELF = {
    "type": "record",
    "name": "Node",
    "fields": [{"name": "next", "type": ["null", "Node"]}],
}


def test_no_body_asks_for_more_than_an_exception(voice: Any) -> None:
    error = voice._avro_wire.AvroError
    with pytest.raises(error):
        codec(voice, SELF).decode(b"\x02" * 1_000_000)
    nulls = {"type": "array", "items": {"type": "array", "items": "null"}}
    bomb = by_fastavro("long", 1 << 40)
    for body in (bomb, by_fastavro("long", 1) + bomb, by_fastavro("long", -1 << 62)):
        with pytest.raises(error):
            codec(voice, nulls).decode(body)
    with pytest.raises(error):
        codec(voice, "bytes").decode(by_fastavro("long", 1 << 60))


def test_items_that_take_no_bytes_are_read_within_reason(voice: Any) -> None:
    schema = {"type": "array", "items": "null"}
    value = [None] * 1000
    assert codec(voice, schema).decode(by_fastavro(schema, value)) == value


def test_blocks_may_say_how_long_they_are(voice: Any) -> None:
    # two items in a block of two bytes, then one item in another
    assert codec(voice, {"type": "array", "items": "int"}).decode(
        b"\x03\x04\x02\x04\x02\x06\x00"
    ) == [
        1,
        2,
        3,
    ]


@pytest.mark.parametrize(
    ("schema", "body"),
    [
        ("null", b"\x00"),
        ("boolean", b"\x02"),
        ("boolean", b""),
        ("int", by_fastavro("long", 1 << 31)),
        ("long", b"\xff" * 11),
        ("long", b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"),
        ("long", b"\x80"),
        ("float", b"\x00\x00\x00"),
        ("string", b"\x01"),
        ("string", b"\x04\xff\xff"),
        ("string", b"\x08ab"),
        ({"type": "enum", "name": "E", "symbols": ["A"]}, b"\x01"),
        ({"type": "enum", "name": "E", "symbols": ["A"]}, b"\x02"),
        ({"type": "fixed", "name": "F", "size": 2}, b"a"),
        (["null", "int"], b"\x03\x02"),
        (["null", "int"], b"\x04"),
        ({"type": "map", "values": "int"}, b"\x02\x02a\x02"),
        ({"type": "int", "logicalType": "date"}, by_fastavro("int", 2**31 - 1)),
        ({"type": "int", "logicalType": "time-millis"}, by_fastavro("int", 86_400_000)),
        ({"type": "int", "logicalType": "time-millis"}, by_fastavro("int", -1)),
        ({"type": "long", "logicalType": "timestamp-millis"}, by_fastavro("long", 2**62)),
        ({"type": "string", "logicalType": "uuid"}, by_fastavro("string", "no")),
    ],
    ids=repr,
)
def test_what_is_no_data_of_the_schema_is_refused(voice: Any, schema: Schema, body: bytes) -> None:
    with pytest.raises(voice._avro_wire.AvroError):
        codec(voice, schema).decode(body)


@pytest.mark.parametrize(
    ("schema", "body"), [("long", b""), ("long", b"\x80"), ("string", b"\x08ab"), (["null"], b"")]
)
def test_data_that_was_cut_off_is_said_to_end_early(
    voice: Any, schema: Schema, body: bytes
) -> None:
    with pytest.raises(voice._avro_wire.AvroError, match=r"^the data ends early$"):
        codec(voice, schema).decode(body)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ("null", 0),
        ("boolean", 1),
        ("int", 1 << 31),
        ("int", True),
        ("long", 1 << 63),
        ("double", "1"),
        ("float", 1e300),
        ("string", b"a"),
        ("string", "\ud800"),
        ("bytes", "a"),
        ({"type": "fixed", "name": "F", "size": 2}, b"a"),
        ({"type": "enum", "name": "E", "symbols": ["A"]}, "B"),
        ({"type": "array", "items": "int"}, "ab"),
        ({"type": "map", "values": "int"}, ["a"]),
        (SELF, {"next": None}),
        (["null", "int"], "a"),
        ({"type": "int", "logicalType": "date"}, 7),
        ({"type": "long", "logicalType": "timestamp-millis"}, NAIVE),
        (
            {"type": "long", "logicalType": "local-timestamp-micros"},
            datetime(2020, 1, 1, tzinfo=UTC),
        ),
        (LOGICAL[8][0], Decimal("0.001")),
        (LOGICAL[8][0], Decimal(10000)),
        (LOGICAL[8][0], Decimal("1e999999999")),
        (LOGICAL[8][0], Decimal("NaN")),
    ],
    ids=repr,
)
def test_a_value_that_the_schema_does_not_describe_is_not_written(
    voice: Any, schema: Schema, value: Any
) -> None:
    with pytest.raises(voice._avro_wire.AvroError):
        codec(voice, schema).encode(value)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ("int", "1"),
        ("bytes", "\u0100"),
        ("bytes", 1),
        ("double", "x"),
        (["null", "int"], {"string": "a"}),
        ({"type": "array", "items": "int"}, {}),
        ({"type": "map", "values": "int"}, []),
        (SELF, []),
        (SELF, {}),
    ],
    ids=repr,
)
def test_json_that_does_not_fit_is_refused(voice: Any, schema: Schema, value: Any) -> None:
    ours = codec(voice, schema)
    with pytest.raises(voice._avro_wire.AvroError):
        ours.decode_json(voice._avro.to_json(value))
    with pytest.raises(voice._avro_wire.AvroError):
        ours.decode_json(b"{")


def test_the_json_encoding_is_that_of_the_specification(voice: Any) -> None:
    schema = {
        "type": "record",
        "name": "n.R",
        "fields": [
            {"name": "u", "type": ["null", "string", "n.R"]},
            {"name": "b", "type": "bytes"},
            {"name": "d", "type": {"type": "array", "items": "double"}},
        ],
    }
    ours = codec(voice, schema)
    made = ours.decode_json(
        b'{"u": {"n.R": {"u": {"string": "a"}, "b": "", "d": []}},'
        b' "b": "\\u00ff\\u0000", "d": [1, "NaN", "-Infinity"], "later": 1}'
    )
    assert made.f1 == b"\xff\x00"
    assert made.f0.f0 == "a"
    assert [repr(number) for number in made.f2] == ["1.0", "nan", "-inf"]
    assert (
        ours.encode_json(made)
        == (
            '{"u":{"n.R":{"u":{"string":"a"},"b":"","d":[]}},'
            '"b":"ÿ\\u0000","d":[1.0,"NaN","-Infinity"]}'
        ).encode()
    )


def test_a_union_in_json_may_go_without_its_label(voice: Any) -> None:
    ours = codec(voice, ["null", "long", "double", "string", {"type": "map", "values": "int"}])
    read = [ours.decode_json(body) for body in (b"null", b"1", b"1.5", b'"a"', b'{"a": 1}')]
    assert read == [None, 1, 1.5, "a", {"a": 1}]
    # A label wins: a map whose only key is the name of a type has to be labelled itself.
    with pytest.raises(voice._avro_wire.AvroError):
        ours.decode_json(b'{"double": "x"}')


def test_of_two_records_in_a_union_each_is_read_as_its_own_class(voice: Any) -> None:
    def record(name: str) -> Schema:
        return {"type": "record", "name": name, "fields": [{"name": "id", "type": "int"}]}

    schema = [record("Made"), record("Gone")]
    records = records_of(voice, schema)
    ours = voice._avro.AvroCodec(schema, records)
    gone = ours.decode(b"\x02\x02")
    assert type(gone) is records["Gone"]
    assert ours.encode(gone) == b"\x02\x02"
    assert ours.encode_json(gone) == b'{"Gone":{"id":1}}'


# Random schemas, and data for them.

NAMES = st.sampled_from(["a", "b", "c", "class", "model_x", "_d"])
PRIMITIVES = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"]


@st.composite
def schemas(draw: st.DrawFn, depth: int = 3, names: list[str] | None = None) -> Schema:
    names = [] if names is None else names
    kinds = ["primitive", "logical", "enum", "fixed"]
    kinds += ["array", "map", "record", "union"] if depth else []
    inner = schemas(depth=depth - 1, names=names)
    match draw(st.sampled_from(kinds)):
        case "primitive":
            return draw(st.sampled_from(PRIMITIVES))
        case "logical":
            return draw(st.sampled_from([schema for schema, _ in LOGICAL[:-1]]))
        case "array":
            return {"type": "array", "items": draw(inner)}
        case "map":
            return {"type": "map", "values": draw(inner)}
        case "union":
            return _distinct(draw(st.lists(inner, min_size=1, max_size=3)))
        case kind:
            names.append(f"n.N{len(names)}")
            named: Schema = {"type": kind, "name": names[-1]}
            if kind == "enum":
                return {**named, "symbols": draw(st.lists(NAMES, min_size=1, unique=True))}
            if kind == "fixed":
                return {**named, "size": draw(st.integers(0, 9))}
            wires = draw(st.lists(NAMES, max_size=4, unique=True))
            return {**named, "fields": [{"name": wire, "type": draw(inner)} for wire in wires]}


ALIKE = {
    "int": "number",
    "long": "number",
    "float": "number",
    "double": "number",
    "enum": "string",
    "fixed": "bytes",
    "record": "object",
    "map": "object",
}
"""Types whose values Python does not tell apart."""


def _distinct(branches: Sequence[Schema]) -> Schema:
    """Keep to what a union may hold, and to what a Python value tells apart."""
    kept: dict[str, Schema] = {}
    for branch in branches:
        if isinstance(branch, list):
            continue
        kind = branch if isinstance(branch, str) else branch["type"]
        if isinstance(branch, dict) and "logicalType" in branch:
            return ["null", branch]  # fastavro takes any text for a date, and stumbles
        kept.setdefault(ALIKE.get(kind, kind), branch)
    return [*kept.values()] or ["null"]


SIMPLE: dict[str, st.SearchStrategy[Any]] = {
    "null": st.none(),
    "boolean": st.booleans(),
    "int": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**63), 2**63 - 1),
    "float": st.floats(width=32),
    "double": st.floats(),
    "bytes": st.binary(max_size=5),
    "string": st.text(max_size=5),
}


def values(schema: Schema) -> st.SearchStrategy[Any]:
    match schema:
        case list():
            return st.one_of([values(branch) for branch in schema])
        case str():
            return SIMPLE[schema]
        case {"logicalType": str(name)}:
            return _logical(name, schema)
        case {"type": "array", "items": items}:
            return st.lists(values(items), max_size=3)
        case {"type": "map", "values": inner}:
            return st.dictionaries(st.text(max_size=3), values(inner), max_size=3)
        case {"type": "enum", "symbols": symbols}:
            return st.sampled_from(symbols)
        case {"type": "fixed", "size": size}:
            return st.binary(min_size=size, max_size=size)
        case _:
            return st.fixed_dictionaries({f["name"]: values(f["type"]) for f in schema["fields"]})


def _logical(name: str, schema: Schema) -> st.SearchStrategy[Any]:
    if name == "decimal":
        most, scale = 10 ** schema["precision"] - 1, schema.get("scale", 0)
        return st.integers(-most, most).map(lambda number: Decimal(number).scaleb(-scale))
    moments = st.datetimes()
    if name.endswith("millis"):
        moments = moments.map(lambda m: m.replace(microsecond=m.microsecond // 1000 * 1000))
    if name.startswith("timestamp"):
        return moments.map(lambda moment: moment.replace(tzinfo=UTC))
    if name.startswith("time-"):
        return moments.map(lambda moment: moment.time())
    return {"date": st.dates(), "uuid": st.uuids()}.get(name, moments)


def plain(value: Any) -> Any:
    """Return what was read with its records as dictionaries and no number like none other."""
    match value:
        case float() if math.isnan(value):
            return "NaN"
        case list():
            return [plain(item) for item in value]
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case _ if hasattr(value, "model_fields_set"):
            return {
                f.alias or n: plain(getattr(value, n)) for n, f in type(value).model_fields.items()
            }
        case _:
            return value


RANDOM = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@RANDOM
@given(st.data())
def test_data_that_fastavro_wrote_is_read_and_written_again(
    voice: Any, data: st.DataObject
) -> None:
    schema = data.draw(schemas())
    body = by_fastavro(schema, data.draw(values(schema)))
    ours = codec(voice, schema)
    found = ours.decode(body)
    theirs = fastavro.schemaless_reader(io.BytesIO(body), fastavro.parse_schema(schema), None)
    assert plain(found) == plain(theirs)
    assert ours.encode(found) == body
    assert plain(ours.decode_json(ours.encode_json(found))) == plain(found)


@RANDOM
@given(st.data())
def test_bytes_of_any_kind_are_read_or_refused(voice: Any, data: st.DataObject) -> None:
    schema = data.draw(schemas())
    ours = codec(voice, schema)
    body = bytearray(by_fastavro(schema, data.draw(values(schema))))
    for at in data.draw(st.lists(st.integers(0, len(body)), max_size=3)):
        body[at:at] = data.draw(st.binary(max_size=2))
        del body[at : at + data.draw(st.integers(0, 2))]
    with suppress(voice._avro_wire.AvroError):
        ours.encode(ours.decode(bytes(body)))
