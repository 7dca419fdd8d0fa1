"""Strict JSON, held against the standard library's parser."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncapi_pygen.config import Limits
from asyncapi_pygen.source.builder import Builder, RefusedError
from asyncapi_pygen.source.json_text import read_json
from asyncapi_pygen.source.places import Places

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=30,
)


@given(value=json_values, ascii_only=st.booleans(), indent=st.sampled_from([None, 0, 2]))
def test_what_is_dumped_is_read_back(
    *, value: object, ascii_only: bool, indent: int | None
) -> None:
    builder = Builder(Places(), 0, Limits())
    read_json(json.dumps(value, ensure_ascii=ascii_only, indent=indent), builder)

    assert builder.faults == []
    assert builder.root == value


@given(text=st.text('{}[]",:0123456789-+.eEtrufalsn \\\n', max_size=12))
def test_a_text_is_json_if_the_standard_library_says_so(text: str) -> None:
    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        assert len(dict(pairs)) == len(pairs)
        return dict(pairs)

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    try:
        expected = json.loads(text, object_pairs_hook=unique, parse_constant=refuse)
    except (ValueError, AssertionError):
        assert_refused(text)
    else:
        builder = Builder(Places(), 0, Limits())
        read_json(text, builder)
        assert repr(builder.root) == repr(expected) or "yaml-number" in codes(builder)


def codes(builder: Builder) -> list[str]:
    return [fault.code for fault in builder.faults]


def assert_refused(text: str) -> None:
    builder = Builder(Places(), 0, Limits())
    try:
        read_json(text, builder)
    except RefusedError:
        return
    assert builder.faults, text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'"\ud83d\ude00"', "\N{GRINNING FACE}"),
        ('"\x7f"', "\x7f"),
        ('"\x85\u2028"', "\x85\u2028"),
        ('{"' + "k" * 2000 + '": 1}', {"k" * 2000: 1}),
        ('{"<<": {"a": 1}}', {"<<": {"a": 1}}),
        ('{"on": "yes", "t": "12:30"}', {"on": "yes", "t": "12:30"}),
        ("-0", 0),
        ("1E2", 100.0),
        (" \t\r\n[ ]\n", []),
    ],
)
def test_json_that_yaml_parsers_trip_over(parse_json: Any, text: str, value: object) -> None:
    parsed = parse_json(text)

    assert parsed.faults == []
    assert parsed.value == value


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("", "expected a value, found the end of the file", 0),
        ("{a: 1}", "expected a key in double quotes or `}`, found `a`", 1),
        ('{"a": 1,}', "expected a key in double quotes, found `}`", 8),
        ("[1 2]", "expected `,` or `]`, found `2`", 3),
        ('{"a" 1}', "expected `:`, found `1`", 5),
        ('{"a": nope}', "expected a value, found `nope`", 6),
        ("[1]\n[2]", "expected the end of the file, found `[`", 4),
        ("[NaN]", "expected a value or `]`, found `NaN`", 1),
        ("[01]", "expected `,` or `]`, found `1`", 2),
        ("['a']", "expected a value or `]`, found `'`", 1),
        ('["\t"]', 'expected a value or `]`, found `"`', 1),
        (r'["\x"]', "a string holds an unknown escape", 1),
        (r'["\ud83d"]', "an escape `\\u` is half of a character", 1),
    ],
)
def test_what_is_not_json_is_said_in_one_sentence_with_its_place(
    parse_json: Any, text: str, message: str, offset: int
) -> None:
    assert parse_json(text).faults == [("json-syntax", offset, f"the text is not JSON: {message}")]


def test_a_duplicate_key_is_a_fault_at_the_second(parse_json: Any) -> None:
    text = '{"a": 1, "b": {"a": 2}, "a": 3}'

    ((code, offset, _),) = parse_json(text).faults
    assert (code, offset) == ("yaml-duplicate-key", text.rindex('"a"'))


@pytest.mark.parametrize("text", ["[1e999]", f"[{'9' * 401}]", f"[-{'9' * 400}]"])
def test_numbers_over_the_limits_are_faults(parse_json: Any, text: str) -> None:
    assert parse_json(text).codes == ["yaml-number"]


@pytest.mark.parametrize("text", ["[" * 1_000_000, '{"a":' * 1_000_000])
def test_a_million_open_containers_are_refused_at_the_depth_limit(
    parse_json: Any, text: str
) -> None:
    assert parse_json(text).codes == ["limit-depth"]
