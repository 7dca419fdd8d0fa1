"""Formats as they are asserted, held against the optional tests of JSON Schema's own suite."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from support.shared import shared

DRAFTS = ("draft7", "draft2019-09", "draft2020-12")


def suite() -> list[tuple[str, Any, bool]]:
    """Return the format, the value and the verdict of each test, each once."""
    folder = shared("json-schema-test-suite") / "tests"
    found: dict[str, tuple[str, Any, bool]] = {}
    for draft in DRAFTS:
        for file in sorted((folder / draft / "optional" / "format").glob("*.json")):
            for group in json.loads(file.read_text("utf-8")):
                for test in group["tests"]:
                    case = (group["schema"]["format"], test["data"], test["valid"])
                    found[json.dumps(case)] = case
    return list(found.values())


def test_formats_agree_with_the_suite(voice: Any) -> None:
    cases = suite()
    wrong = [
        (name, value, valid)
        for name, value, valid in cases
        if voice._formats.has_format(name, value) != valid
    ]
    assert wrong == []
    assert len(cases) > 700


OPENAPI: list[tuple[str, object, bool]] = [
    ("int32", 2**31 - 1, True),
    ("int32", 2**31, False),
    ("int32", -(2**31), True),
    ("int32", 1.5, False),
    ("int32", 7.0, True),
    ("int64", 2**63, False),
    ("int64", Decimal(9223372036854775807), True),
    ("uint8", 256, False),
    ("uint8", -1, False),
    ("uint64", 2**64 - 1, True),
    ("double-int", 2**53, False),
    ("float", 3.4e38, True),
    ("float", 3.5e38, False),
    ("double", Decimal("1e308"), True),
    ("double", Decimal("1e309"), False),
    ("byte", "aGVsbG8=", True),
    ("byte", "aGVsbG8", False),
    ("byte", "", True),
    ("base64url", "aGVs_-8", True),
    ("base64url", "aGVs+/8", False),
    ("char", "x", True),
    ("char", "\n", True),
    ("char", "xy", False),
    # A format says nothing of values of other types, nor does one that nobody defined.
    ("int32", "many", True),
    ("int32", True, True),
    ("uuid", 12, True),
    ("date", None, True),
    ("password", "anything", True),
    ("binary", "anything", True),
    ("constructor", "anything", True),
]


@pytest.mark.parametrize(("name", "value", "valid"), OPENAPI)
def test_formats_of_openapi(voice: Any, name: str, value: object, *, valid: bool) -> None:
    assert voice._formats.has_format(name, value) is valid


MORE: list[tuple[str, str, bool]] = [
    # Where a zero width non-joiner may stand
    ("idn-hostname", "\u0628\u064b\u200c\u0628", True),
    ("idn-hostname", "ab\u200ccd", False),
    ("idn-hostname", "\u200c\u0628", False),
    # Host names
    ("hostname", "xn--nxasmq6b.xn--jxalpdlp", True),
    ("hostname", "xn--ASCII-", False),
    ("hostname", "ex ample", False),
    ("idn-hostname", "\u05d0\u05d1.example", True),
    ("idn-hostname", "\u2260", False),
    ("idn-hostname", "fa\u00df", True),
    ("idn-hostname", "\u00c4", False),
    # Patterns
    ("regex", "a{2,1}", False),
    ("regex", "(?<a>x)(?<a>y)", False),
    ("regex", "\\1", False),
    ("regex", "(a)\\1", True),
    ("regex", "[b-a]", False),
    ("regex", "[\\d-z]", False),
    ("regex", "[a-]", True),
    ("regex", "*a", False),
    ("regex", "a**", False),
    ("regex", "a+?", True),
    ("regex", "(?=a)*", False),
    ("regex", "^*", False),
    ("regex", "\\p{Script=Greek}\\u{1F600}", True),
    ("regex", "\\k<a>", False),
    ("regex", "a{", False),
    ("regex", "]", False),
    ("regex", "[a", False),
    ("regex", "\\", False),
    ("regex", ")", False),
    # Times
    ("time", "24:00:00Z", False),
    ("date-time", "0000-02-29T00:00:00Z", True),
    ("duration", "P1Y1W", False),
    # Identifiers
    ("uri", "a:", True),
    ("uri", "http://[fe80::1%25en0]/", False),
    ("uri-reference", "a%2", False),
    ("iri", "http://ex\ud800/", False),
    # Addresses
    ("email", f"{'a' * 64}@example.com", True),
    ("email", f"{'a' * 65}@example.com", False),
    ("email", "a@[IPv6:1::2::3]", False),
]


@pytest.mark.parametrize(("name", "value", "valid"), MORE)
def test_formats_where_the_suite_says_nothing(
    voice: Any, name: str, value: str, *, valid: bool
) -> None:
    assert voice._formats.has_format(name, value) is valid


@pytest.mark.parametrize("name", ["email", "uri", "iri", "hostname", "uri-template", "regex"])
@pytest.mark.parametrize(
    "part", ["a", "a.", "a@", "/", "%41", "[", "(", "{a}", "\u05d0", "?", "x-"]
)
def test_long_texts_are_judged_at_once(voice: Any, name: str, part: str) -> None:
    """A pattern that backtracks would take minutes over these."""
    voice._formats.has_format(name, part * 3_000 + "\0")
    voice._formats.has_format(name, "http://" + part * 3_000 + "\0")


def test_the_suite_is_there() -> None:
    assert isinstance(shared("json-schema-test-suite"), Path)
