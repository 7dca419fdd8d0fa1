"""``.proto`` texts: what is read of them, where it stands, and what is no Protobuf."""

import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.ir.protobuf import (
    Label,
    ProtoEnum,
    ProtoFault,
    ProtoField,
    ProtoFile,
    ProtoMessage,
    Syntax,
)
from asyncapi_pygen.lowering.protobuf.parsing import parse
from asyncapi_pygen.lowering.protobuf.reading import LONGEST
from asyncapi_pygen.lowering.protobuf.tokens import ProtoSyntaxError
from support.documents import Lowered, lowered


def read(text: str) -> ProtoFile:
    return parse(textwrap.dedent(text), lambda offset: Location("x.proto", 1, offset + 1))


def message(text: str) -> ProtoMessage:
    (found,) = read(text).messages
    return found


def field(text: str, around: str = "message M {{ {} }}") -> ProtoField:
    (found,) = message(around.format(text)).fields
    return found


def enum(text: str) -> ProtoEnum:
    (found,) = read(text).enums
    return found


def test_a_file_has_a_syntax_a_package_and_imports() -> None:
    found = read(
        """
        syntax = "proto3";
        package a.b;
        import "x.proto";
        import public 'y' ".proto";
        import weak "z.proto";
        option java_package = "org.example";
        ;
        """
    )
    assert (found.syntax, found.package) == (Syntax.PROTO3, "a.b")
    named = [(one.name, one.public) for one in found.imports]
    assert named == [("x.proto", False), ("y.proto", True), ("z.proto", False)]


@pytest.mark.parametrize("text", ["", 'syntax = "proto2";', "\ufeff// nothing\n"])
def test_a_file_that_says_no_syntax_is_proto2(text: str) -> None:
    assert read(text).syntax is Syntax.PROTO2


@pytest.mark.parametrize(
    ("text", "label", "type_"),
    [
        ("int32 x = 1;", Label.NONE, "int32"),
        ("optional a.b.C x = 1;", Label.OPTIONAL, "a.b.C"),
        ("required .a.C x = 0x1;", Label.REQUIRED, ".a.C"),
        ("repeated string x = 01 [packed = true];", Label.REPEATED, "string"),
        ("optional optional x = 1;", Label.OPTIONAL, "optional"),
        (".message x = 1;", Label.NONE, ".message"),
        ("map x = 1;", Label.NONE, "map"),
    ],
)
def test_a_field_has_a_label_and_a_type(text: str, label: Label, type_: str) -> None:
    found = field(text)
    assert (found.name, found.number, found.label, found.type) == ("x", 1, label, type_)


def test_a_map_has_a_type_of_keys() -> None:
    found = field("map<string, a.B> x = 1;")
    assert (found.key, found.type) == ("string", "a.B")


def test_a_group_is_a_field_and_a_message() -> None:
    found = message("message M { repeated group Line = 2 [deprecated = true] { int32 x = 1; } }")
    (group,) = found.fields
    assert (group.name, group.type, group.group, group.label) == (
        "line",
        "Line",
        True,
        Label.REPEATED,
    )
    assert [one.name for one in found.messages] == ["Line"]


def test_a_oneof_is_told_at_its_fields() -> None:
    found = message(
        "message M { oneof a { option x = 1; int32 b = 1; group C = 2 { } ; } oneof d {} }"
    )
    assert found.oneofs == ("a", "d")
    assert [(one.name, one.oneof) for one in found.fields] == [("b", "a"), ("c", "a")]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("-1", -1),
        ("+0x1F", 31),
        ("017", 15),
        ("18446744073709551615", 2**64 - 1),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("2.", 2.0),
        ("1f", 1.0),
        ("-inf", float("-inf")),
        ("true", True),
        ("false", False),
        ("NAME", "NAME"),
        ("\"a\" 'b'", "ab"),
        (r'"\n\t\\\"\x41\101A\U00000041\q"', '\n\t\\"AAAAq'),
        (r'"\U00110000"', "\ufffd"),
    ],
)
def test_the_default_of_a_field(written: str, value: object) -> None:
    found = field(f"optional T x = 1 [default = {written}];")
    assert found.default == value
    assert type(found.default) is type(value)


def test_options_that_data_does_not_depend_on_are_passed_over() -> None:
    found = field(
        """optional int32 x = 1 [
            (a.b).c = { text: "}" list: [1, {}] <y: 1> }, packed = false, json_name = "X",
            deprecated = true, lazy = NO];"""
    )
    assert (found.packed, found.json_name, found.deprecated) == (False, "X", True)


def test_what_is_reserved() -> None:
    found = message("message M { reserved 1, 3 to 5, 9 to max; reserved 'a', \"b\"; reserved c; }")
    assert found.reserved == ((1, 1), (3, 5), (9, 2**29 - 1))
    assert found.reserved_names == {"a", "b", "c"}


def test_an_enum_has_values() -> None:
    found = enum(
        """
        enum E {
          option allow_alias = true;
          option (x).y = 5;
          A = 0 [deprecated = true];
          option = 0x1;
          B = -1;
          reserved 5 to 7, max; reserved "C";
          ;
        }
        """
    )
    assert [(one.name, one.number) for one in found.values] == [("A", 0), ("option", 1), ("B", -1)]
    assert found.aliased


def test_services_and_extensions_are_passed_over() -> None:
    found = read(
        """
        service S { rpc A (stream B) returns (C) { option (x) = { a: "}" }; } }
        extend a.B { optional int32 x = 1; }
        message M { extensions 100 to 199, 500 to max [verification = UNVERIFIED];
                    extend .N { optional group G = 2 { } } }
        """
    )
    assert [one.extended for one in found.extensions] == ["a.B", ".N"]
    assert found.messages[0].fields == ()


def test_comments_are_what_is_said_of_the_next_or_the_last_thing() -> None:
    found = message(
        """
        // Apart.

        /* One
         * two.
         */
        // @RootNode
        // @Option primitiveTypesWithLimits true
        message M { // not this
          int32 a = 1; // Behind a.
          // and not b
          // Before b.
          int32 b = 2;
          int32 c = 3;

          /** Before
           **  d. */ int32 d = 4; // not this
          // Nothing more.
        }
        """
    )
    assert (found.doc, found.is_root) == ("One\ntwo.", True)
    docs = {one.name: one.doc for one in found.fields}
    assert docs == {
        "a": "Behind a.",
        "b": "and not b\nBefore b.",
        "c": "",
        "d": "Before\n*  d.",
    }


INVALID = [
    ("message M { int32 x = ; }", "the number of the field is expected here, not `;`", ";"),
    ("message M {", "the type of a field is expected here, not the end of the text", ""),
    ("message { }", "the name of a message is expected here, not `{`", "{"),
    ("message M { } }", "a message, an enum or another definition is expected here, not `}`", "}"),
    ("garbage", "a message, an enum or another definition is expected here, not `garbage`", "g"),
    ('syntax = "proto4";', "`proto4` is no version of Protobuf", '"'),
    ("syntax = proto3;", "the version of the language is expected here, not `proto3`", "p"),
    ('edition = "2023";', "editions of Protobuf are not read", "e"),
    ("message M { int32 x = 0; }", "the number of a field is between 1 and 536870911", "0"),
    ("message M { int32 x = 1.5; }", "the number of the field is expected here, not `1.5`", "1"),
    (f"message M {{ int32 x = {'9' * 40}; }}", f"`{'9' * 40}` has more than 64 bits", "9"),
    (f"message M {{ int32 x = 0{'7' * 40}; }}", f"`0{'7' * 39}` has more than 64 bits", "0"),
    (f"message M {{ int32 x = 0x{'f' * 17}; }}", f"`0x{'f' * 17}` has more than 64 bits", "0"),
    ("message M { map<string> x = 1; }", "`,` is expected here, not `>`", ">"),
    ("message M { map<string, int32 x = 1; }", "`>` is expected here, not `x`", "x"),
    ("message M { oneof o { int32 x = 1 }", "`;` is expected here, not `}`", "}"),
    ("message M { reserved {", "a number or a name is expected here, not `{`", "{"),
    ("message M { reserved 1 2; }", "`,` is expected here, not `2`", "2"),
    ("message M { extensions {", "a range of numbers is expected here, not `{`", "{"),
    ("message M { int32 x = 1 [a = ]; }", "a value is expected here, not `]`", "]"),
    ("message M { int32 x = 1 [(a = 1]; }", "`)` is expected here, not `=`", "="),
    ("enum E { 1 = A; }", "the name of a value is expected here, not `1`", "1"),
    ("enum E { A = 2147483648; }", "the number of an enum's value has 32 bits", "2"),
    ("enum E { A = x; }", "the number of the value is expected here, not `x`", "x"),
    ("enum E { reserved {", "a number or a name is expected here, not `{`", "{"),
    ("option a = { b: [1 };", "`]` is expected here, not `}`", "}"),
    ("option a = { (", "`)` is expected here, not the end of the text", ""),
    ("service S;", "`{` is expected here, not `;`", ";"),
    ("extend {", "a name is expected here, not `{`", "{"),
    ("enum E { { }", "a value of the enum is expected here, not `{`", "{ }"),
    ("import x;", "the name of a file is expected here, not `x`", "x"),
    ('message M { string s = 1 [default = "x\n"]; }', "a string does not end", '"'),
    ("/* never", "a comment does not end", "/"),
    ("message § {}", "`§` has no meaning in Protobuf", "§"),
    ("message M {" * 70, "messages are nested too deeply", "{"),
]


@pytest.mark.parametrize(("text", "wanted", "at"), INVALID, ids=[one[1] for one in INVALID])
def test_what_is_no_protobuf(text: str, wanted: str, at: str) -> None:
    with pytest.raises(ProtoSyntaxError) as raised:
        read(text)
    assert raised.value.message == wanted
    assert text[raised.value.offset :].startswith(at)


WORDS = r'''syntax "proto3" message M enum E oneof group map < > { } [ ] ( ) , . ; = - + 1 0x 1e5 'a \ //
    optional repeated required reserved extensions extend option service rpc import to max int32 x
    default /* */ "'''
FRAGMENTS = st.sampled_from([*re.findall(r"\S+", WORDS), "\n"])


def refused_at(text: str) -> int:
    """Return where the text stops to be Protobuf, or where it ends."""
    try:
        parse(text, lambda offset: Location("x.proto", 1, offset + 1))
    except ProtoSyntaxError as error:
        return error.offset
    return len(text)


@given(st.lists(FRAGMENTS, max_size=40).map(" ".join) | st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert 0 <= refused_at(text) <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "message M {" * 50_000,
        "option a = " + "{" * 100_000,
        "// " * 100_000,
        "/*" * 100_000,
        '"' + "\\" * 100_000,
        "a." * 100_000,
        "message M { reserved " + "1," * 50_000,
        "1" * 100_000,
        "0x" + "f" * 100_000,
    ],
    ids=["messages", "brackets", "comments", "openings", "escapes", "dots", "ranges", "1", "f"],
)
def test_a_pathological_text_is_read_in_one_pass(text: str) -> None:
    with pytest.raises(ProtoSyntaxError):
        read(f"{text}\nmessage")


DOCUMENT = """
asyncapi: 3.0.0
info: {title: T, version: "1"}
channels:
  a:
    address: /a
    messages:
      M:
        payload:
          schemaFormat: application/vnd.google.protobuf;version=3
          schema: SCHEMA
operations:
  a: {action: receive, channel: {$ref: "#/channels/a"}}
"""


def payload(
    folder: Path, schema: str, **files: str
) -> tuple[Lowered, ProtoFile | ProtoFault | None]:
    """Lower a document with one payload, which lies beside these ``.proto`` files."""
    for name, text in files.items():
        (folder / f"{name}.proto").write_text(textwrap.dedent(text), "utf-8")
    found = lowered(folder, DOCUMENT.replace("SCHEMA", schema))
    (message,) = found.api.messages.values()
    assert message.payload is not None
    return found, found.api.schemas[message.payload].protobuf


def fault(folder: Path, schema: str, **files: str) -> tuple[str, str, int, int]:
    _, found = payload(folder, schema, **files)
    assert isinstance(found, ProtoFault)
    return found.message, found.at.file.rpartition("/")[2], found.at.line, found.at.column


def test_a_fault_in_a_block_is_told_at_its_line(tmp_path: Path) -> None:
    schema = "|\n            message M {\n              int32 = 1;\n            }\n"
    message = "the name of a field is expected here, not `=`"
    assert fault(tmp_path, schema) == (message, "asyncapi.yaml", 13, 21)


def test_a_fault_in_a_file_is_told_there(tmp_path: Path) -> None:
    found = fault(tmp_path, "{$ref: ./m.proto}", m="// M\nmessage {}")
    assert found == ("the name of a message is expected here, not `{`", "m.proto", 2, 9)


def test_a_fault_in_a_string_is_told_by_the_line_of_the_text(tmp_path: Path) -> None:
    message, file, line, _ = fault(tmp_path, '"message M {\\n  oops"')
    assert message.startswith("in line 2 of the text: ")
    assert (file, line) == ("asyncapi.yaml", 11)


def test_a_schema_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    message, *_ = fault(tmp_path, "{type: object}")
    assert message == "a Protobuf schema is the text of a `.proto` file"


def test_a_text_that_is_too_long_is_refused(tmp_path: Path) -> None:
    found, file = payload(tmp_path, "{$ref: long.proto}", long="//" + "x" * LONGEST)
    assert (found.codes, file) == (["limit-size"], None)


def test_files_are_imported_as_from_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "b.proto").write_text('import "../c.proto";', "utf-8")
    found, file = payload(
        tmp_path,
        "{$ref: a.proto}",
        a='import "parts/b.proto"; import "google/protobuf/any.proto";',
        c="message C {}",
    )
    assert not found.codes
    assert isinstance(file, ProtoFile)
    assert [one.schema for one in file.imports] == ["parts/b.proto#", None]
    assert found.api.schemas.keys() == {"a.proto#", "parts/b.proto#", "c.proto#"}


def test_an_import_that_leads_nowhere_is_told_where_it_stands(tmp_path: Path) -> None:
    schema = '|\n            message M {}\n            import "a#b%.proto";\n'
    found, _ = payload(tmp_path, schema)
    (one,) = found.diagnostics
    assert (one.code, one.at.line, one.at.column) == ("file-missing", 13, 13)


def test_an_import_does_not_leave_the_folder_of_the_document(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.proto").write_text("message M {}", "utf-8")
    found, _ = payload(tmp_path / "in", "'import \"../secret.proto\"; message M {}'")
    assert found.codes == ["ref-outside"]
