"""Protobuf schemas: what is wrong with them, and what becomes of those with nothing wrong."""

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import (
    any_pb2,
    descriptor_pb2,
    descriptor_pool,
    json_format,
    struct_pb2,
    timestamp_pb2,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from asyncapi_pygen.diagnostics import Location, Severity
from asyncapi_pygen.ir.schema import Language, Schema, SchemaFormat
from asyncapi_pygen.lowering.protobuf.parsing import parse
from asyncapi_pygen.payloads.checks import check_payloads
from asyncapi_pygen.payloads.protobuf.linking import check_protobuf, link
from asyncapi_pygen.payloads.protobuf.written import written
from support.documents import Generated, Lowered, generated, lowered

PROTO3 = 'syntax = "proto3";\n'


def document(*payloads: Any, version: str = ";version=3", asyncapi: str = "2.6.0") -> str:
    """Write a document that receives each payload, a ``.proto`` text or a reference to one."""
    channels = {
        f"/{number}": {
            "publish": {
                "message": {
                    "messageId": f"Message{number}",
                    "schemaFormat": f"application/vnd.google.protobuf{version}",
                    "payload": payload,
                }
            }
        }
        for number, payload in enumerate(payloads)
    }
    info = {"title": "Test", "version": "1"}
    return json.dumps({"asyncapi": asyncapi, "info": info, "channels": channels})


def payload_of(found: Lowered) -> str:
    (id_,) = [one.payload for one in found.api.messages.values()]
    assert id_ is not None
    return id_


def findings(folder: Path, text: str) -> list[str]:
    """Return the message of each finding, those of what is ignored after a mark."""
    found = lowered(folder, document(textwrap.dedent(text)))
    assert found.codes == []
    marks = {"protobuf-invalid": "", "protobuf-ignored": "ignored: "}
    return [
        marks[one.code] + one.message
        for one in check_protobuf(found.api.schemas, payload_of(found))
    ]


def protobuf(folder: Path, *payloads: Any) -> Generated:
    return generated(folder, document(*payloads))


def body(folder: Path, text: str) -> str:
    """Return the models of a payload in proto3."""
    return protobuf(folder, PROTO3 + textwrap.dedent(text)).body


def files(folder: Path, text: str, **others: str) -> Any:
    """Return the descriptors of a payload; other files lie beside the document."""
    for name, other in others.items():
        (folder / f"{name}.proto").write_text(textwrap.dedent(other), "utf-8")
    found = lowered(folder, document(textwrap.dedent(text)))
    linked = link(found.api.schemas, payload_of(found))
    assert linked is not None
    return written(linked)


M = "message M {{ {} }}"

INVALID: list[tuple[str, str]] = [
    ("", "the text defines no message, so that there is no payload"),
    ("enum E { A = 0; }", "the text defines no message, so that there is no payload"),
    (
        "message A {} message B {}",
        "several messages may be the payload, and nothing tells which: `A`, `B`",
    ),
    (
        "message A { optional B b = 1; } message B { optional A a = 1; }",
        "each message is part of another one: none is the payload",
    ),
    (M.format("optional X x = 1;"), "there is no type `X`"),
    (M.format("optional .N x = 1; message N {}"), "there is no type `.N`"),
    (M.format("optional google.protobuf.Any x = 1;"), "there is no type `google.protobuf.Any`"),
    (
        M.format("optional int32 a = 1; optional int32 b = 1;"),
        "`b` has the number 1, as `a` has",
    ),
    (M.format("optional int32 a = 1; optional int32 a = 2;"), "`a` is there twice"),
    (M.format("optional int32 a = 1; oneof a { int32 b = 2; }"), "`a` is there twice"),
    (M.format("optional int32 N = 1; message N {}"), "`N` is a type of this message as well"),
    (M.format("optional int32 N = 1; enum N { A = 1; }"), "`N` is a type of this message as well"),
    (M.format("message N {} message N {}"), "`M.N` is defined twice"),
    (M.format("reserved 2 to 4; optional int32 a = 3;"), "the number 3 of `a` is reserved"),
    (M.format("reserved 'a'; optional int32 a = 3;"), "the name `a` is reserved"),
    (
        M.format("optional int32 a = 19500;"),
        "the numbers from 19000 to 19999 are Protobuf's own",
    ),
    (
        M.format("int32 a = 1;"),
        "`a` is neither `optional`, `required` nor `repeated`, as proto2 wants it",
    ),
    (
        M.format("oneof o { optional int32 a = 1; }"),
        "a field of a oneof has no `optional` before it",
    ),
    (M.format("repeated map<string, int32> a = 1;"), "a map has no `repeated` before it"),
    (
        M.format("map<bytes, int32> a = 1;"),
        "the keys of a map are integers, booleans or strings, not `bytes`",
    ),
    (M.format("enum E {}"), "the enum `E` has no values"),
    (M.format("enum E { A = 1; A = 2; }"), "`A` is there twice"),
    (M.format("enum E { A = 1; B = 1; }"), "`B` has the number 1, as `A` has"),
    (M.format("enum E { A = 1; } enum F { A = 1; }"), "`A` is there twice"),
    ("message M {} enum E { A = 1; } enum F { A = 1; }", "`A` is there twice"),
    ("message M {} enum E { M = 1; }", "`M` is there twice"),
    (M.format("message N {} enum E { N = 1; }"), "`N` is there twice"),
    ("import 'x.txt'; message M {}", "`x.txt` is no `.proto` file"),
    (f"{PROTO3}message M {{ optional group G = 1 {{ }} }}", "proto3 has no groups"),
    ("message {", "in line 1 of the text: the name of a message is expected here, not `{`"),
]

IGNORED: list[tuple[str, str]] = [
    (
        f"{PROTO3}message M {{ required int32 a = 1; }}",
        "proto3 has no `required` fields: `a` is read without the word",
    ),
    (
        f"{PROTO3}message M {{ int32 a = 1 [default = 1]; }}",
        "the default of `a` is not set: proto3 has none",
    ),
    *(
        (
            M.format(f"{field} = 1 [default = {value}]; enum E {{ A = 1; }} message N {{ }}"),
            "the default of `a` is not set: it is no value of its type",
        )
        for field, value in (
            ("optional int32 a", "1.5"),
            ("optional int32 a", "true"),
            ("optional bool a", "1"),
            ("optional string a", "1"),
            ("optional double a", "nan"),
            ("optional float a", "'1'"),
            ("optional bytes a", "'a'"),
            ("optional E a", "B"),
            ("optional N a", "1"),
            ("repeated int32 a", "1"),
        )
    ),
    (
        f"{PROTO3}message M {{ E e = 1; }} enum E {{ A = 1; }}",
        "the first value of an enum is 0 in proto3: `E` is read as numbers",
    ),
    (
        "import 'google/type/date.proto'; message M { optional google.type.Date a = 1; }",
        (
            "`google/type/date.proto`: what it defines is not known here: messages are bytes, "
            "enums numbers"
        ),
    ),
    (
        "import 'buf/validate/validate.proto'; message M { }",
        "`buf/validate/validate.proto`: the rules for values that its options give are not enforced",
    ),
    (
        "message M { } extend .M { optional int32 x = 1; }",
        "extensions are not read: data is without those of `.M`",
    ),
]

OPTION = "extend google.protobuf.FieldOptions { optional int32 x = 50000; }"

FINE = [
    f"import 'google/protobuf/descriptor.proto'; message M {{ }} {OPTION}",
    "message M { optional M m = 1; }",
    "message A { optional B b = 1; } message B { optional C c = 1; } message C { repeated B b = 1; }",
    "message A { } /* @RootNode */ message B { }",
    "/* @RootNode */ message A { optional B b = 1; } message B { optional A a = 1; }",
    "message A { message B { } }",
    "message A { enum E { option allow_alias = true; X = 1; Y = 1; } }",
]


@pytest.mark.parametrize(("text", "message"), INVALID, ids=[one[0] for one in INVALID])
def test_what_breaks_a_rule(text: str, message: str, tmp_path: Path) -> None:
    assert findings(tmp_path, text) == [message]


@pytest.mark.parametrize(("text", "message"), IGNORED, ids=[one[0] for one in IGNORED])
def test_what_has_no_effect(text: str, message: str, tmp_path: Path) -> None:
    assert findings(tmp_path, text) == [f"ignored: {message}"]


@pytest.mark.parametrize("text", FINE)
def test_what_is_fine(text: str, tmp_path: Path) -> None:
    assert findings(tmp_path, text) == []


def test_files_that_import_each_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.proto").write_text('import "b.proto";', "utf-8")
    (tmp_path / "b.proto").write_text('import "a.proto";', "utf-8")
    assert findings(tmp_path, 'import "a.proto"; message M {}') == [
        "`a.proto` imports this file in turn"
    ]


def test_a_fault_of_an_imported_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.proto").write_text("message {}", "utf-8")
    found = lowered(tmp_path, document('import "a.proto"; message M {}'))
    (one,) = check_protobuf(found.api.schemas, payload_of(found))
    assert one.at is not None
    assert (one.message, one.at.file, one.at.column) == (
        "the name of a message is expected here, not `{`",
        "a.proto",
        9,
    )


def test_the_values_of_a_package_differ(tmp_path: Path) -> None:
    (tmp_path / "a.proto").write_text("package p; enum E { X = 1; }", "utf-8")
    (tmp_path / "b.proto").write_text("package q; enum F { X = 1; }", "utf-8")
    text = 'package p; import "a.proto"; import "b.proto"; enum G { X = 1; } message M {}'
    assert findings(tmp_path, text) == ["`X` is there twice"]


def test_types_are_not_missed_where_a_file_is(tmp_path: Path) -> None:
    found = lowered(tmp_path, document('import "gone.proto"; message M { optional Gone g = 1; }'))
    assert found.codes == ["file-missing"]
    assert check_protobuf(found.api.schemas, payload_of(found)) == []


@pytest.mark.parametrize(
    ("asyncapi", "version", "severity"),
    [
        ("2.6.0", ";version=2", Severity.ERROR),
        ("2.6.0", ";version=3", Severity.ERROR),
        ("3.0.0", ";version=3", Severity.ERROR),
        ("2.6.0", "", Severity.WARNING),
        ("2.6.0", ";version=3.1", Severity.WARNING),
    ],
)
def test_a_fault_weighs_what_the_official_parser_gives_it(
    asyncapi: str, version: str, severity: Severity, tmp_path: Path
) -> None:
    text = document("message {", version=version)
    found = lowered(tmp_path, text)
    major = int(asyncapi[0])
    api = check_payloads(found.api, major, found.bundle.locate, found.diagnostics)
    weights = [one.severity for one in found.diagnostics if one.code == "protobuf-invalid"]
    assert weights == [severity]
    assert api.schemas[payload_of(found)].format.language is Language.OTHER


def test_a_name_is_looked_for_from_the_inside_out(tmp_path: Path) -> None:
    text = """
        package a.b;
        // @RootNode
        message M {
          N near = 1;
          b.N outer = 2;
          .a.b.N absolute = 3;
          O.N nested = 4;
          message N { int32 x = 1; }
        }
        message N { int32 y = 1; }
        message O { message N { int32 z = 1; } }
    """
    (file,) = files(tmp_path, PROTO3 + textwrap.dedent(text))
    fields = file["messageType"][0]["field"]
    assert [one["typeName"] for one in fields] == [".a.b.M.N", ".a.b.N", ".a.b.N", ".a.b.O.N"]


def test_a_descriptor_holds_what_the_payload_reaches(tmp_path: Path) -> None:
    found = files(
        tmp_path,
        """
        syntax = "proto3";
        import "other.proto";
        import "google/protobuf/timestamp.proto";
        // @RootNode
        message M { p.Used.Inner a = 1; E e = 2; google.protobuf.Timestamp t = 3; }
        message Unused { U u = 1; }
        enum E { X = 0; }
        enum U { Y = 0; }
        """,
        other="""
        package p;
        import "third.proto";
        message Used { message Inner { optional int32 x = 1; } message Outer {} }
        message Unused {}
        """,
        third="message Third {}",
    )
    assert found == [
        {
            "name": "0.proto",
            "package": "p",
            "messageType": [
                {
                    "name": "Used",
                    "nestedType": [
                        {
                            "name": "Inner",
                            "field": [{"name": "x", "number": 1, "type": "TYPE_INT32"}],
                        }
                    ],
                }
            ],
        },
        {
            "name": "1.proto",
            "syntax": "proto3",
            "dependency": ["0.proto", "google/protobuf/timestamp.proto"],
            "messageType": [
                {
                    "name": "M",
                    "field": [
                        {
                            "name": "a",
                            "number": 1,
                            "type": "TYPE_MESSAGE",
                            "typeName": ".p.Used.Inner",
                        },
                        {"name": "e", "number": 2, "type": "TYPE_ENUM", "typeName": ".E"},
                        {
                            "name": "t",
                            "number": 3,
                            "type": "TYPE_MESSAGE",
                            "typeName": ".google.protobuf.Timestamp",
                        },
                    ],
                }
            ],
            "enumType": [{"name": "E", "value": [{"name": "X", "number": 0}]}],
        },
    ]


CLASHES = """
message M {
  optional int32 x = 1;
  oneof _x { int32 y = 2; string z = 3; }
  int32 foo_bar = 4;
  int32 fooBar = 5;
  int32 a = 6 [json_name = "fooBar"];
  map<string, int32> some_map = 7;
  map<int32, M> some_map_ = 8;
  message SomeMapEntry { int32 v = 1; }
  SomeMapEntry entry = 9;
  optional M m = 10;
  repeated E e = 11 [packed = false];
  repeated string s = 12 [packed = true];
  oneof empty { }
  oneof choice { int32 chosen = 13 [json_name = "choice"]; int32 other = 14; }
  enum E { A = 0; }
}
"""


def pool_of(descriptors: Any) -> descriptor_pool.DescriptorPool:
    """Give the descriptors to Google's library, which judges them."""
    pool = descriptor_pool.DescriptorPool()
    for module in (any_pb2, struct_pb2, timestamp_pb2):
        pool.AddSerializedFile(module.DESCRIPTOR.serialized_pb)
    for file in descriptors:
        descriptor = json_format.ParseDict(file, descriptor_pb2.FileDescriptorProto())
        pool.AddSerializedFile(descriptor.SerializeToString())
    return pool


def test_names_that_descriptors_make_up_stand_in_nobodys_way(tmp_path: Path) -> None:
    pool = pool_of(files(tmp_path, PROTO3 + CLASHES))
    message = pool.FindMessageTypeByName("M")
    fields = message.fields_by_name
    oneofs = {one.name: one.containing_oneof.name for one in message.fields if one.containing_oneof}
    assert oneofs == {
        "x": "_x_",
        "y": "_x",
        "z": "_x",
        "m": "_m",
        "chosen": "choice_",
        "other": "choice_",
    }
    assert fields["chosen"].json_name == "choice"
    json_names = {one.json_name for one in message.fields}
    assert len(json_names) == len(message.fields)
    assert fields["foo_bar"].json_name == "fooBar"
    assert fields["some_map"].message_type.name == "SomeMapEntry_"
    assert fields["some_map"].message_type.GetOptions().map_entry
    assert fields["e"].GetOptions().HasField("packed")
    assert not fields["e"].GetOptions().packed
    assert fields["x"].has_presence
    assert not fields["foo_bar"].has_presence


def test_messages_are_classes_and_enums_are_aliases(tmp_path: Path) -> None:
    found = body(
        tmp_path,
        """
        package shop;
        // A cart.
        message Cart {
          oneof owner { string name = 1; Customer customer = 2; }
          oneof alone { int32 number = 3; }
          Kind kind = 4;
          // Nobody knows.
          int32 old = 5 [deprecated = true];
          message Customer { bytes picture = 1; }
          enum Kind {
            UNKNOWN = 0; /* Not
                          * said. */
            FULL = 1;
          }
        }
        """,
    )
    assert (
        found
        == textwrap.dedent(
            '''
        class CartCustomer(ProtobufMessage):
            picture: bytes = b""


        CartKind: TypeAlias = Literal["UNKNOWN", "FULL"] | int
        """* `UNKNOWN`: Not said."""


        class Cart(ProtobufMessage):
            """A cart.

            At most one of `name`, `customer` is set.
            """

            name: str | None = None
            customer: CartCustomer | None = None
            number: int | None = None
            kind: CartKind = "UNKNOWN"
            old: int = 0
            """Nobody knows.

            Deprecated.
            """
        '''
        ).strip()
    )


def test_a_closed_enum_is_its_names_alone(tmp_path: Path) -> None:
    text = "message M { required E e = 1; repeated E f = 2; } enum E { A = 1; }"
    assert (
        protobuf(tmp_path, text).body
        == textwrap.dedent(
            """
        E: TypeAlias = Literal["A"]


        class M(ProtobufMessage):
            e: E
            f: list[E] = Field(default=[])
        """
        ).strip()
    )


def test_what_google_type_has_is_bytes_and_numbers(tmp_path: Path) -> None:
    found = body(
        tmp_path,
        """
        import "google/type/date.proto";
        message M { google.type.Date a = 1; optional google.type.DayOfWeek b = 2; }
        """,
    )
    assert found.endswith('a: bytes = b""\n    b: int | None = None')


SHARED = "message {} {{ Shared s = 1; }} message Shared {{ {} }}"


def test_what_several_payloads_say_alike_is_one_class(tmp_path: Path) -> None:
    first = PROTO3 + SHARED.format("A", "Shared s = 1;")
    second = "\n\n" + PROTO3 + SHARED.format("B", "Shared s = 1;")
    third = PROTO3 + SHARED.format("C", "int32 x = 1;")
    found = protobuf(tmp_path, first, second, third)
    assert found.text.count("class Message0Shared(") == 1
    assert found.text.count("class Message2Shared(") == 1
    plan = found.models.plan
    classes = [payload.classes["Shared"] for payload in plan.protobuf.values()]
    assert (classes[0] == classes[1], classes[0] == classes[2]) == (True, False)


def test_a_payload_that_two_messages_have_has_two_names(tmp_path: Path) -> None:
    found = protobuf(tmp_path, f"{PROTO3}message A {{ }}", f"{PROTO3}message A {{ }}")
    assert found.body.endswith("Message1: TypeAlias = A")
    assert len(set(found.models.codecs.values())) == 2


def test_a_file_that_is_a_payload_and_is_imported_is_one_class(tmp_path: Path) -> None:
    (tmp_path / "a.proto").write_text(f"{PROTO3}message A {{ }}", "utf-8")
    importing = f'{PROTO3}import "a.proto"; message B {{ A a = 1; }}'
    found = protobuf(tmp_path, importing, {"$ref": "a.proto"})
    assert found.text.count("class A(") == 1
    assert "TypeAlias" not in found.text


def test_messages_without_an_end_are_lowered(tmp_path: Path) -> None:
    chain = "".join(f"message M{n} {{ M{n + 1} m = 1; }}" for n in range(300))
    found = protobuf(tmp_path, f"{PROTO3}{chain}message M300 {{ }}")
    assert found.text.count("(ProtobufMessage)") == 301


def test_fields_of_every_kind(tmp_path: Path) -> None:
    text = """
        import "google/protobuf/struct.proto";
        message M {
          optional int32 a = 1 [default = -1];
          optional bool b = 2;
          optional group G = 3 { optional google.protobuf.NullValue n = 1; }
          repeated google.protobuf.NullValue c = 4 [packed = true];
          repeated bytes d = 5;
          map<sint64, E> e = 6;
          optional E f = 7 [default = X];
          enum E { option allow_alias = true; X = 1; Y = 1; }
        }
    """
    assert (
        protobuf(tmp_path, textwrap.dedent(text)).body
        == textwrap.dedent(
            """
        class MG(ProtobufMessage):
            n: JsonValue | None = None


        ME: TypeAlias = Literal["X", "Y"]


        class M(ProtobufMessage):
            a: int = -1
            b: bool | None = None
            g: MG | None = None
            c: list[JsonValue] = Field(default=[])
            d: list[bytes] = Field(default=[])
            e: dict[int, ME] = Field(default={})
            f: ME = "X"
        """
        ).strip()
    )
    (file,) = files(tmp_path, textwrap.dedent(text))
    (message,) = file["messageType"]
    assert message["field"][2:4] == [
        {"name": "g", "number": 3, "type": "TYPE_GROUP", "typeName": ".M.G"},
        {
            "name": "c",
            "number": 4,
            "label": "LABEL_REPEATED",
            "type": "TYPE_ENUM",
            "typeName": ".google.protobuf.NullValue",
            "options": {"packed": True},
        },
    ]
    assert message["enumType"][0]["options"] == {"allowAlias": True}


NAMES = st.sampled_from(["a", "b", "_a", "fooBar", "foo_bar", "A", "B", "AEntry", "E"])
TYPES = st.sampled_from(
    ["int32", "string", "bytes", "A", "B", ".A.B", "E", "google.protobuf.Value", "M", "double"]
)
LABELS = st.sampled_from(["", "", "optional ", "repeated ", "required "])
OPTIONS = st.sampled_from(["", "", "[packed = true]", '[json_name = "a"]', "[default = 1]"])
NUMBERS = st.integers(1, 9)
FIELDS = st.builds("{}{} {} = {} {};".format, LABELS, TYPES, NAMES, NUMBERS, OPTIONS)
KEYS = st.sampled_from(["int32", "string", "bool", "bytes", "A"])
MAPS = st.builds("map<{}, {}> {} = {};".format, KEYS, TYPES, NAMES, NUMBERS)
GROUPS = st.builds("{}group {} = {} {{ }}".format, LABELS, NAMES, NUMBERS)
ONEOFS = st.builds("oneof {} {{ {} }}".format, NAMES, FIELDS | GROUPS)
VALUES = st.builds("{} = {};".format, NAMES, st.integers(-1, 3))
ENUMS = st.builds("enum {} {{ {} }}".format, NAMES, st.lists(VALUES, max_size=3).map("".join))
RESERVED = st.builds("reserved {} to {};".format, NUMBERS, NUMBERS)
INNER = st.builds("message {} {{ {} }}".format, NAMES, st.lists(FIELDS, max_size=2).map("".join))
MEMBERS = FIELDS | FIELDS | MAPS | GROUPS | ONEOFS | ENUMS | RESERVED | INNER
MESSAGES = st.builds(
    "{}message {} {{ {} }}".format,
    st.sampled_from(["", "/* @RootNode */ "]),
    NAMES,
    st.lists(MEMBERS, max_size=4).map("".join),
)
SYNTAX = st.sampled_from(["", PROTO3, PROTO3])
TEXTS = st.builds(
    '{}import "google/protobuf/struct.proto"; {}'.format,
    SYNTAX,
    st.lists(MESSAGES | MESSAGES | ENUMS, max_size=3).map("".join),
)


@settings(max_examples=300)
@given(TEXTS)
def test_what_nothing_is_wrong_with_is_what_the_library_reads(text: str) -> None:
    at = Location("asyncapi.yaml")
    file = parse(text, lambda _: at)
    schema = Schema(
        id="#", key="x", component=False, format=SchemaFormat(Language.PROTOBUF),
        body=text, at=at, protobuf=file,
    )  # fmt: skip
    schemas = {"#": schema}
    if any(one.code == "protobuf-invalid" for one in check_protobuf(schemas, "#")):
        return
    linked = link(schemas, "#")
    assert linked is not None
    pool = pool_of(written(linked))
    assert pool.FindMessageTypeByName(linked.root) is not None
