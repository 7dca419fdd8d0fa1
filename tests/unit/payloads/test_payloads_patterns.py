"""Patterns of a document that engines read in different ways, or not at all."""

import json
from pathlib import Path

import pytest

from asyncapi_pygen.config import ModelBackend, ModelSettings
from asyncapi_pygen.payloads.patterns import readers
from support.documents import adapter, models

TOLD = "`{}` is not enforced: the generated type is wider here"
BACKENDS = list(ModelBackend)


def schema(pattern: str) -> str:
    return json.dumps({"type": "string", "pattern": pattern})


@pytest.mark.parametrize(
    ("pattern", "fits", "unfit"),
    [
        (r"^\0$", "\0", "0"),
        (r"^\uD83D\uDE00$", "\U0001f600", "\U0001f601"),
        (r"^[\ud83d\ude00-\ud83d\ude05]$", "\U0001f603", "\U0001f610"),
        (r"^\u{1F600}$", "\U0001f600", "\U0001f601"),
        (r"^a{$", "a{", "a"),
        (r"^x{,5}$", "x{,5}", "xx"),
        (r"^\<b\>$", "<b>", "b"),
        (r"^\é$", "é", "e"),
        (r"^[\w-.]$", "-", "+"),
        (r"^[{1}]+$", "1{}", "2"),
        (r"^[\@\ \"]+$", '@ "', "\\"),
    ],
)
def test_what_ecma_262_reads_is_checked(
    tmp_path: Path, pattern: str, fits: str, unfit: str
) -> None:
    found = models(tmp_path, schema(pattern))
    validator = adapter(found, tmp_path)
    assert found.notes == []
    assert validator.validate_python(fits) == fits
    with pytest.raises(ValueError, match="should match"):
        validator.validate_python(unfit)
    assert all(readers(one)(pattern) for one in BACKENDS)


@pytest.mark.parametrize(
    "pattern",
    [
        "(?=a)b",
        r"(a)\1",
        r"^\uD83D$",
        r"\u{110000}",
        "[",
        "a{2,1}",
        "^.{1,65535}$",
    ],
)
def test_a_pattern_that_no_check_can_look_for_is_told(tmp_path: Path, pattern: str) -> None:
    found = models(tmp_path, schema(pattern))
    assert found.notes == [TOLD.format("pattern")]
    assert found.body == 'Event: TypeAlias = str\n"""Not enforced: `pattern`."""'


@pytest.mark.parametrize(
    ("said", "keyword"),
    [
        ({"not": {"pattern": "(?=a)b"}}, "not"),
        ({"propertyNames": {"pattern": r"^\uD83D$"}}, "propertyNames"),
        ({"not": {"patternProperties": {"(?=a)b": {"type": "string"}}}}, "not"),
        ({"patternProperties": {"(?=a)b": {"type": "string"}}}, "patternProperties"),
    ],
)
def test_a_check_with_such_a_pattern_refuses_nothing_and_is_told(
    tmp_path: Path, said: dict[str, object], keyword: str
) -> None:
    """A pattern that is skipped would make ``not`` refuse every value."""
    found = models(tmp_path, json.dumps({"type": "object", "properties": {"b": {}}, **said}))
    assert found.notes == [TOLD.format(keyword)]
    assert adapter(found, tmp_path).validate_python({"b": 1, "ab": "x"})


@pytest.mark.parametrize("backend", [one for one in BACKENDS if one is not ModelBackend.PYDANTIC])
def test_classes_of_unicode_are_told_where_only_the_standard_library_reads(
    tmp_path: Path, backend: ModelBackend
) -> None:
    settings = ModelSettings(backend=backend)
    assert models(tmp_path, schema(r"^\p{L}$")).notes == []
    found = models(tmp_path, schema(r"^\p{L}$"), settings=settings)
    assert found.notes == [TOLD.format("pattern")]
