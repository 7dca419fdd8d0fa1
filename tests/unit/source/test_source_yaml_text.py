"""YAML 1.2 as JSON means it, by both of PyYAML's parsers."""

import json
import math
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from asyncapi_pygen.config import Limits
from asyncapi_pygen.source.builder import Builder, RefusedError
from asyncapi_pygen.source.places import Places
from asyncapi_pygen.source.yaml_text import read_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # words that are booleans only in YAML 1.1
        ("yes", "yes"),
        ("No", "No"),
        ("on", "on"),
        ("OFF", "OFF"),
        ("y", "y"),
        # booleans and null
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("~", None),
        ("", None),
        # integers
        ("12", 12),
        ("-12", -12),
        ("+12", 12),
        ("0755", 755),
        ("0o755", 493),
        ("0xFF", 255),
        ("0b101", "0b101"),
        ("1_000", "1_000"),
        ("-0x1", "-0x1"),
        # fractions
        ("1.10", 1.1),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("-1.5E-2", -0.015),
        ("1.2.3", "1.2.3"),
        (".", "."),
        ("-", [None]),
        ("+", "+"),
        # dates and times are text
        ("2020-01-01", "2020-01-01"),
        ("2020-01-01T10:00:00Z", "2020-01-01T10:00:00Z"),
        ("12:30", "12:30"),
        ("190:20:30", "190:20:30"),
        # text by quotes, or by a sign that YAML 1.1 has a meaning for
        ("'12'", "12"),
        ('"true"', "true"),
        ("=", "="),
        ("inf", "inf"),
        ("nan", "nan"),
        # explicit tags
        ("!!str 12", "12"),
        ("!!str", ""),
        ("! 12", "12"),
        ("!!int '12'", 12),
        ("!!float 1", 1.0),
        ("!!bool 'true'", True),
        ("!!null ''", None),
        ("!!map {a: 1}", {"a": 1}),
        ("!!seq [1]", [1]),
    ],
)
def test_scalars_follow_the_core_schema(parse_yaml: Any, text: str, value: object) -> None:
    parsed = parse_yaml(text)

    assert parsed.faults == []
    assert parsed.value == value
    assert type(parsed.value) is type(value)


@pytest.mark.parametrize("text", [".inf", "-.Inf", "+.INF", ".nan", ".NaN", "1e999", "1" * 401])
def test_numbers_that_json_cannot_hold_are_faults(parse_yaml: Any, text: str) -> None:
    assert parse_yaml(f"a: {text}").codes == ["yaml-number"]


def test_a_number_beyond_what_python_converts_is_a_fault_under_any_limit(parse_yaml: Any) -> None:
    assert parse_yaml("9" * 100_000, Limits(integer_digits=10**6)).codes == ["yaml-number"]


def test_plain_words_are_good_keys(parse_yaml: Any) -> None:
    assert parse_yaml("on: 1\nyes: 2\n2020-01-01: 3").value == {"on": 1, "yes": 2, "2020-01-01": 3}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\n200: x", "the key `200` is a number and not a string"),
        ("a: 1\nnull: x", "the key `null` is null and not a string"),
        ("a: 1\ntrue: x", "the key `true` is a boolean and not a string"),
        ("a: 1\n?\n: x", "a key is empty"),
        ("a: 1\n? [1]\n: x", "a key is an array"),
        ("a: 1\n? {b: 1}\n: x", "a key is an object"),
    ],
)
def test_a_key_that_is_not_a_string_is_a_fault_at_the_key(
    parse_yaml: Any, text: str, message: str
) -> None:
    ((code, offset, said),) = parse_yaml(text).faults

    assert (code, said) == ("yaml-key-not-string", message)
    assert text[:offset].count("\n") == 1


def test_every_duplicate_key_is_a_fault(parse_yaml: Any) -> None:
    text = "a: 1\nb: {c: 1, c: 2, c: 3}\na: 4"

    assert parse_yaml(text).faults == [
        ("yaml-duplicate-key", text.index("c: 2"), "the key `c` stands twice in one object"),
        ("yaml-duplicate-key", text.index("c: 3"), "the key `c` stands twice in one object"),
        ("yaml-duplicate-key", text.index("a: 4"), "the key `a` stands twice in one object"),
    ]


@pytest.mark.parametrize(
    "text", ["!!binary aGk=", "!!set {a}", "!!omap [a: 1]", "!x 1", "!!python/name:os.system ''"]
)
def test_tags_outside_the_core_schema_are_refused(parse_yaml: Any, text: str) -> None:
    assert parse_yaml(f"a: {text}").codes == ["yaml-tag"]


def test_a_tag_must_fit_its_text(parse_yaml: Any) -> None:
    assert parse_yaml("!!int abc").faults == [("yaml-tag", 0, "`abc` does not fit the tag `!!int`")]


def test_an_alias_is_the_value_of_its_anchor(parse_yaml: Any) -> None:
    text = "a: &x {b: [1]}\nc: *x\nd: &y text\ne: *y"

    assert parse_yaml(text).value == {"a": {"b": [1]}, "c": {"b": [1]}, "d": "text", "e": "text"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x [*x]", "the alias `*x` is inside the value that it stands for"),
        ("a: *x", "the alias `*x` has no anchor before it"),
    ],
)
def test_an_alias_without_a_finished_value_is_a_fault(
    parse_yaml: Any, text: str, message: str
) -> None:
    assert parse_yaml(text).faults == [("yaml-alias", text.index("*x"), message)]


def test_a_merge_key_gives_the_fields_that_are_missing_and_a_warning(parse_yaml: Any) -> None:
    text = "base: &b {x: 1, y: 2}\nmore: &m {y: 3, z: 4}\nboth:\n  x: 0\n  <<: [*b, *m]\n"
    parsed = parse_yaml(text)

    assert parsed.value["both"] == {"x": 0, "y": 2, "z": 4}
    assert parsed.codes == ["yaml-merge"]


def test_a_quoted_merge_key_is_a_key(parse_yaml: Any) -> None:
    parsed = parse_yaml("'<<': {a: 1}")

    assert parsed.value == {"<<": {"a": 1}}
    assert parsed.faults == []


def test_a_merge_key_takes_nothing_but_objects(parse_yaml: Any) -> None:
    assert parse_yaml("<<: [1]").codes == ["yaml-merge", "yaml-syntax"]


def test_an_empty_text_is_null(parse_yaml: Any) -> None:
    assert parse_yaml("# nothing\n").value is None


def test_faults_end_at_a_hundred(parse_yaml: Any) -> None:
    text = "".join(f"k{n}: 1\n" for n in range(1000)) + "k999: 2\n" * 100_000

    assert parse_yaml(text).codes == ["yaml-duplicate-key"] * 100


def test_merge_keys_are_warned_of_once(parse_yaml: Any) -> None:
    parsed = parse_yaml("a: &a {x: 1}\n" + "".join(f"b{n}: {{<<: *a}}\n" for n in range(200)))

    assert parsed.codes == ["yaml-merge"]
    assert parsed.value["b199"] == {"x": 1}


def test_a_second_document_is_a_fault_where_it_begins(parse_yaml: Any) -> None:
    text = "a: 1\n---\nb: 2"

    ((code, offset, _),) = parse_yaml(text).faults
    assert (code, offset) == ("yaml-many-documents", text.index("---"))


@pytest.mark.parametrize("char", ["\x85", "\u2028", "\u2029"])
def test_the_line_ends_of_yaml_1_1_are_text(parse_yaml: Any, char: str) -> None:
    text = f"a: one{char}two # three{char}b: four\nc: 'x{char}y'\nd: \ue000"

    assert parse_yaml(text).value == {"a": f"one{char}two", "c": f"x{char}y", "d": "\ue000"}


@pytest.mark.parametrize(
    ("text", "message", "stands_before"),
    [
        ("a: b: c", "a `:` cannot make a key here", ": c"),
        ("a:\n\tb: 1", "a tab stands where only spaces may indent", "\tb: 1"),
        ("a: @x", "no value begins with `@`", "@x"),
        ("a: [1, 2", "a `,` or `]` is missing in a list in brackets", "[1, 2"),
        ("a: {b: 1", "a `,` or `}` is missing in an object in braces", "{b: 1"),
        ("a: [1, 2\nb: 3", "a `,` or `]` is missing in a list in brackets", "[1, 2\nb: 3"),
        ("a:\n  b: {c: 1\nd: 2", "a `,` or `}` is missing in an object in braces", "{c: 1\nd: 2"),
        ("a: [\n  'x'\n  'y']", "a `,` or `]` is missing in a list in brackets", "'y']"),
        ("a: 1\n b: 2", "a `:` cannot make a key here", ": 2"),
        ("a:\n  b: 1\n c: 2", "a key was expected", "c: 2"),
        ("a: 'x", "a quoted text is not closed", "'x"),
        ('a: "\\d"', "a backslash in double quotes begins no known escape", 'd"'),
        ("a: b\x07", "U+0007 may not stand in it", "\x07"),
        ('a: "\\ud83d"', None, None),
    ],
)
def test_a_syntax_error_is_one_sentence_and_a_place(
    parse_yaml: Any, text: str, message: str, stands_before: str | None
) -> None:
    ((code, offset, said),) = parse_yaml(text).faults

    assert code == "yaml-syntax"
    assert "\n" not in said
    if message is not None:
        assert said == f"the text is not YAML: {message}"
        assert text[offset:] == stands_before or text[offset + 1 :] == stands_before


def test_a_million_brackets_are_refused_at_the_depth_limit(parse_yaml: Any) -> None:
    ((code, offset, _),) = parse_yaml("[" * 1_000_000).faults

    assert code == "limit-depth"
    # libyaml looks ahead, and from 0.2.6 on refuses a thousand levels by itself.
    assert offset in (Limits().depth, 1_000)


def test_a_parser_that_goes_no_deeper_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def get_event(_: object) -> None:
        mark = yaml.Mark("", 7, 0, 7, None, None)
        problem = "exceeded maximum nesting depth"
        raise yaml.MarkedYAMLError("while increasing flow level", mark, problem, mark)

    monkeypatch.setattr(yaml.BaseLoader, "get_event", get_event)
    with pytest.raises(RefusedError) as refused:
        read_yaml("[[[[[[[[", Builder(Places(), 0, Limits()), pure=True)

    assert (refused.value.fault.code, refused.value.fault.offset) == ("limit-depth", 7)


def test_nesting_through_aliases_counts_as_depth(parse_yaml: Any) -> None:
    text = "- &a0 [1]\n" + "".join(f"- &a{n} [*a{n - 1}]\n" for n in range(1, 300))

    assert parse_yaml(text).codes == ["limit-depth"]


def test_billion_laughs_are_refused(parse_yaml: Any) -> None:
    text = "a0: &a0 [x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30)
    )

    assert parse_yaml(text).codes == ["limit-aliases"]
    assert parse_yaml(text, Limits(aliases=10**9)).codes == ["limit-nodes"]


def test_aliases_may_stand_for_ten_times_what_is_written(parse_yaml: Any) -> None:
    # Eleven values and keys are written, and each alias stands for eleven.
    text = "a: &a [1, 2, 3, 4, 5, 6, 7, 8]\n" + "b: [" + "*a, " * 9 + "]\n"

    assert parse_yaml(text, Limits(aliases=0)).faults == []
    text = text.replace("*a", "*a, *a")
    assert parse_yaml(text, Limits(aliases=0)).codes == ["limit-aliases"]
    assert parse_yaml(text, Limits(aliases=200)).faults == []


def test_merge_keys_multiply_no_further_than_aliases(parse_yaml: Any) -> None:
    text = "a0: &a0 {x: 1, y: 2}\n" + "".join(
        f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 30)
    )

    assert parse_yaml(text).codes[-1] == "limit-aliases"


def test_a_placeholder_without_quotes_is_one_finding(parse_yaml: Any) -> None:
    # An object as a key, whose own key is an object.
    assert parse_yaml("a: {{b}}").codes == ["yaml-key-not-string"]
    assert parse_yaml("a: {{{b}}}").codes == ["yaml-key-not-string"]


def test_a_key_over_the_limit_is_refused(parse_yaml: Any) -> None:
    limits = Limits(key_length=5)

    assert parse_yaml("abcde: 1", limits).faults == []
    ((code, offset, message),) = parse_yaml("x: {abcdef: 1}", limits).faults
    assert (code, offset) == ("limit-key", 4)
    assert message == "a key of 6 characters is longer than 5"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("!!set {a, b}", {"a": None, "b": None}),
        ("!!omap [a: 1]", [{"a": 1}]),
        ("!!pairs [a: 1]", [{"a": 1}]),
        ("!!binary aGk=", "aGk="),
        ("!!timestamp 2020-01-01", "2020-01-01"),
    ],
)
def test_tags_of_yaml_1_1_have_no_effect_and_a_warning(
    parse_yaml: Any, text: str, value: object
) -> None:
    parsed = parse_yaml(text)

    assert parsed.value == value
    assert parsed.codes == ["yaml-tag"]
    assert "is not part of YAML 1.2 and has no effect" in parsed.faults[0][2]


def test_keys_and_values_are_counted_one_by_one(parse_yaml: Any) -> None:
    limits = Limits(nodes=6)

    assert parse_yaml("a: 1\nb: [2]", limits).faults == []
    assert parse_yaml("a: 1\nb: [2, 3]", limits).codes == ["limit-nodes"]


# YAML cannot hold surrogates and control characters unescaped; the dumpers escape the latter.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


def read_back(text: str, *, pure: bool) -> object:
    builder = Builder(Places(), 0, Limits())
    read_yaml(text, builder, pure=pure)
    assert builder.faults == []
    return builder.root


@pytest.mark.parametrize("pure", [False, True])
@pytest.mark.parametrize("style", [True, False])
@given(value=json_values)
def test_what_is_dumped_as_yaml_is_read_back(*, pure: bool, style: bool, value: object) -> None:
    text = yaml.safe_dump(value, default_flow_style=style, default_style='"')

    assert read_back(text, pure=pure) == value


@given(value=json_values)
def test_what_is_dumped_as_ascii_json_is_read_back_as_yaml(value: object) -> None:
    text = json.dumps(value)
    if "\\ud" not in text:  # half characters, which YAML has no escape for
        assert read_back(text, pure=False) == value


def test_a_fraction_is_the_nearest_double(parse_yaml: Any) -> None:
    assert parse_yaml("0.1").value == 0.1
    assert math.copysign(1, parse_yaml("-0.0").value) == -1
