"""What ``format`` asserts: the verdicts are those of ``ajv-formats`` 2.1."""

import pytest
from jsonschema_rs import Draft7Validator

from asyncapi_pygen.validation.formats import ASSERTED, IN_DOCUMENTS, NUMBERS, TEXTS

FITS = {
    "byte": ["", "YQ==", "YWJj", "YWI=", "no\nYWJj"],
    "date": ["2024-02-29", "0000-01-01"],
    "date-time": [
        "2020-01-01T10:00:00Z",
        "2020-01-01t10:00:00.5+01:00",
        "2020-01-01 10:00:00",
        "2020-01-01T23:59:60z",
    ],
    "duration": ["P1D", "PT1H", "P1Y2M3DT4H5M6S", "P3W"],
    "email": ["someone@example.com", "a.b+c@d-e.f1"],
    "hostname": ["localhost", "a-b.example.", "1.2.3.4", "x" * 63],
    "idn-email": ["anything"],
    "idn-hostname": ["-"],
    "ipv4": ["192.0.2.1", "01.1.1.1"],
    "ipv6": ["::1", "2001:db8::192.0.2.1"],
    "iri": ["x y"],
    "iri-reference": ["\\"],
    "json-pointer": ["", "/a~1b"],
    "json-pointer-uri-fragment": ["#", "#/a%20b~0"],
    "regex": [r"^[\w-.]+$", "a{,5}"],
    "relative-json-pointer": ["0#", "1/a"],
    "time": ["10:00:00", "10:00:00.123Z", "10:00:00+0100", "23:59:60"],
    "uri": ["urn:isbn:1", "http://[::1]:80/a?b#c", "http://a:b@c/"],
    "uri-reference": ["", "a/b", "#c", "//[v1.a]/", 'a"b'],
    "uri-template": ["/orders/{id}", "{+a,b:3,c*}", ""],
    "url": ["https://example.com/a?b", "ftp://8.8.8.8:80", "http://u:p@a-b.cd"],
    "uuid": ["123e4567-e89b-12d3-a456-426614174000", "URN:UUID:123E4567-E89B-12D3-A456-426614174000"],
}  # fmt: skip
FITS_NOT = {
    "byte": ["YQ", "YQ=", "_-==", "Y Q=="],
    "date": ["2023-02-29", "2020-13-01", "2020-1-1", "20200101", "\u0662020-01-01"],
    "date-time": ["2020-01-01", "2020-01-01T24:00:00Z", "2020-02-30T10:00:00Z", "2020-01-01TT10:00:00"],
    "duration": ["P", "PT", "P1DT", "P1Y1W", "PT1.5S", "p1d"],
    "email": ["a@b", "a b@c.de", ".a@b.c", '"a"@b.c', "a@b..c"],
    "hostname": ["a_b", "-a", "a..b", "", "x" * 64, ".".join(["x" * 60] * 5)],
    "ipv4": ["256.1.1.1", "1.2.3"],
    "ipv6": ["1::2::3", "12345::"],
    "json-pointer": ["a", "/~2"],
    "json-pointer-uri-fragment": ["", "/a", "#a"],
    "regex": ["(", r"a\Z"],
    "relative-json-pointer": ["01", "-1"],
    "time": ["10:00", "24:00:00", "22:59:60", "10:60:00"],
    "uri": ["a/b", "x:", "http://a b", "http://[::1::]/", "http://[x]/", "%zz:", "a:%zz"],
    "uri-reference": ["a b", "%zz", "\\", "[x]"],
    "uri-template": ["{", "{a b}", "a b", "{a.b}"],
    "url": ["http://localhost", "http://10.0.0.1", "example.com", "http://-a.bc", "http://1.1.1.256"],
    "uuid": ["123e4567e89b12d3a456426614174000", "x"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in FITS.items() for text in texts]
)
def test_what_fits(name: str, text: str) -> None:
    assert Draft7Validator({"format": name}, formats=dict(TEXTS)).is_valid(text)


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in FITS_NOT.items() for text in texts]
)
def test_what_does_not_fit(name: str, text: str) -> None:
    assert not Draft7Validator({"format": name}, formats=dict(TEXTS)).is_valid(text)


def test_each_format_is_shown() -> None:
    assert FITS.keys() == ASSERTED
    assert not NUMBERS.keys() & ASSERTED


def test_texts_that_would_take_long_are_not_judged() -> None:
    assert TEXTS["email"]("a" * 100_000)
    assert TEXTS["url"]("http://" + "a" * 100_000)


def test_patterns_of_a_document_are_for_a_rule_to_report() -> None:
    assert IN_DOCUMENTS["regex"]("(")
