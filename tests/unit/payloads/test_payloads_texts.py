"""Texts with a format: dates and times, how they are spelled, and formats that are asserted."""

import copy
import datetime as dt
import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from asyncapi_pygen.config import Formats, ModelSettings, Zoneless
from support.documents import models

ADVISORY = ModelSettings()
BY_LETTER = ModelSettings(assume_types=False)
STRICT = ModelSettings(formats=Formats.STRICT)


def module_of(folder: Path, schema: str, settings: ModelSettings = ADVISORY) -> Any:
    """Load the models of an event with the required property ``x``."""
    event = f"{{type: object, required: [x], properties: {{x: {schema}}}}}"
    return models(folder, event, settings=settings).load(folder)


def read(module: Any, value: object) -> Any:
    body = json.dumps({"x": value})
    return module.Event.model_validate_json(body, strict=True, by_name=False)


def accepts(module: Any, value: object) -> bool:
    try:
        read(module, value)
    except ValidationError:
        return False
    return True


READ = {
    "date-time": [
        "2026-01-31T12:30:00Z",
        "2026-01-31t12:30:00z",
        "2026-01-31 12:30:00+01:00",
        "2026-01-31T12:30:00",
        "2026-01-31T12:30",
        *(f"2026-01-31T12:30:00.{'123456789'[:digits]}Z" for digits in range(1, 10)),
        "2026-01-31T12:30:00.000Z",
        "2016-12-31T23:59:60Z",
        "2026-01-31T12:30:00-0800",
        "2026-01-31T12:30:00.5-00:00",
    ],
    "date": ["2026-01-31", "2024-02-29"],
    "time": ["12:30:00Z", "12:30:00", "12:30:00.123456789+01:00", "23:59:60z"],
}


@pytest.mark.parametrize(
    ("format_", "text"), [(one, text) for one, texts in READ.items() for text in texts]
)
@pytest.mark.parametrize("settings", [ADVISORY, BY_LETTER], ids=["advisory", "letter"])
def test_a_time_is_read_and_written_as_it_was(
    format_: str, text: str, settings: ModelSettings, tmp_path: Path
) -> None:
    event = read(module_of(tmp_path, f"{{type: string, format: {format_}}}", settings), text)
    assert isinstance(
        event.x, {"date-time": dt.datetime, "date": dt.date, "time": dt.time}[format_]
    )
    for one in (event, copy.deepcopy(event), pickle.loads(pickle.dumps(event))):
        assert json.loads(one.model_dump_json()) == {"x": text}


def test_a_leap_second_is_the_moment_before_it_ends(tmp_path: Path) -> None:
    module = module_of(tmp_path, "{type: string, format: date-time}")
    assert read(module, "2016-12-31T23:59:60Z").x == dt.datetime(
        2016, 12, 31, 23, 59, 59, 999999, tzinfo=dt.UTC
    )


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        ("date-time", "0000-01-01T00:00:00Z"),
        ("date-time", "yesterday"),
        ("date-time", "2026-01-31"),
        ("date-time", "2026-01-31T24:00:00Z"),
        ("date", "2026-02-30"),
        ("date", "2026-01-31T00:00:00Z"),
        ("time", "noon"),
        ("time", ""),
    ],
)
def test_a_text_that_no_time_can_hold_is_text_by_the_letter(
    format_: str, text: str, tmp_path: Path
) -> None:
    """JSON Schema: a format is an annotation. Else such a text does not fit its field."""
    schema = f"{{type: string, format: {format_}}}"
    event = read(module_of(tmp_path, schema, BY_LETTER), text)
    assert event.x == text
    assert json.loads(event.model_dump_json()) == {"x": text}
    assert not accepts(module_of(tmp_path, schema), text)


@pytest.mark.parametrize("value", [5, None, True, ["2026-01-31T12:30:00Z"]])
@pytest.mark.parametrize("settings", [ADVISORY, BY_LETTER, STRICT])
def test_a_time_is_a_text(value: object, settings: ModelSettings, tmp_path: Path) -> None:
    assert not accepts(module_of(tmp_path, "{type: string, format: date-time}", settings), value)


def test_a_date_time_without_a_zone_is_kept_refused_or_in_utc(tmp_path: Path) -> None:
    schema, text = "{type: string, format: date-time}", "2026-01-31T12:30:00.10"
    noon = dt.datetime(2026, 1, 31, 12, 30, 0, 100_000)  # noqa: DTZ001
    kept, refused, placed = (
        module_of(tmp_path, schema, ModelSettings(zoneless=one)) for one in Zoneless
    )
    assert read(kept, text).x == noon
    assert not accepts(refused, text)
    assert read(placed, text).x == noon.replace(tzinfo=dt.UTC)
    assert json.loads(read(placed, text).model_dump_json()) == {"x": text}
    # What is sent is held to the same.
    with pytest.raises(ValidationError):
        refused.Event(x=noon)
    assert placed.Event(x=noon).model_dump_json() == '{"x":"2026-01-31T12:30:00.100000Z"}'
    zoned = "2026-01-31T12:30:00+01:00"
    assert [json.loads(read(one, zoned).model_dump_json()) for one in (kept, refused, placed)] == [
        {"x": zoned}
    ] * 3


ASSERTED = [
    ("{type: string, format: email}", "a@example.com", "example.com"),
    ("{type: string, format: uuid}", "123e4567-e89b-42d3-a456-426614174000", "123e4567"),
    ("{type: string, format: uri}", "urn:a:b", "/a"),
    ("{type: string, format: date-time}", "2026-01-31T12:30:00Z", "2026-01-31T12:30:00"),
    ("{type: string, format: date}", "2026-01-31", "31.1.2026"),
    ("{type: string, format: time}", "12:30:00Z", "12:30:00"),
    ("{type: string, format: duration}", "PT1H", "1 hour"),
    ("{type: integer, format: int32}", 1, 2**31),
    ("{type: number, format: float}", 1.5, 1e39),
    ("{format: email}", "a@example.com", "example.com"),
    ("{type: string, not: {format: uuid}}", "a", "123e4567-e89b-42d3-a456-426614174000"),
    ("{type: object, propertyNames: {format: date}}", {"2026-01-31": 1}, {"a": 1}),
    ("{not: {format: int32}}", 2**40, 5),
    ("{type: array, items: {type: string, format: ipv4}}", ["192.0.2.1"], ["192.0.2"]),
]


@pytest.mark.parametrize(("schema", "valid", "invalid"), ASSERTED)
def test_formats_are_asserted_if_they_are_strict(
    schema: str, valid: object, invalid: object, tmp_path: Path
) -> None:
    strict = module_of(tmp_path, schema, STRICT)
    event = read(strict, valid)
    assert json.loads(event.model_dump_json()) == {"x": valid}
    assert not accepts(strict, invalid)
    # What is sent is held to them too.
    assert strict.Event.model_validate(event.model_dump()) == event
    is_negated = "not:" in schema
    assert accepts(module_of(tmp_path, schema, BY_LETTER), invalid) is not is_negated


@pytest.mark.parametrize("settings", [ADVISORY, BY_LETTER, STRICT])
@pytest.mark.parametrize(("schema", "_valid", "_invalid"), ASSERTED[:9])
def test_the_schema_has_the_format_once(
    schema: str, _valid: object, _invalid: object, settings: ModelSettings, tmp_path: Path
) -> None:
    told = module_of(tmp_path, schema, settings).Event.model_json_schema()["properties"]["x"]
    del told["title"]
    words = schema.strip("{}").split(", ")
    assert told == dict(word.split(": ") for word in words)


def test_a_refusal_says_the_format_and_nothing_of_the_text(tmp_path: Path) -> None:
    module = module_of(tmp_path, "{type: string, format: email}", STRICT)
    with pytest.raises(ValidationError) as caught:
        read(module, "secret")
    assert [one["msg"] for one in caught.value.errors()] == ["Input should be of the format email"]


@pytest.mark.parametrize(
    ("format_", "text"),
    [
        ("byte", "/+8="),
        ("binary", "\u00ff\u0000"),
        ("password", "secret"),
        ("uri", "https://EXAMPLE.com:443"),
        ("email", "a@LOCALHOST"),
        ("uuid", "123E4567-E89B-42D3-A456-426614174000"),
        ("ipv6", "2001:DB8:0::1"),
        ("decimal", "1.10"),
        ("duration", "PT36H"),
    ],
)
def test_a_format_rewrites_nothing(format_: str, text: str, tmp_path: Path) -> None:
    schema = f"{{type: string, format: {format_}, contentEncoding: base64}}"
    for settings in (ADVISORY, STRICT):
        event = read(module_of(tmp_path, schema, settings), text)
        assert json.loads(event.model_dump_json()) == {"x": text}
