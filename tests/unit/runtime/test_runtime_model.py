"""The types that models are made of: what they read, write and say of themselves."""

import json
import pickle
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

import pytest
from pydantic import TypeAdapter, ValidationError


def _properties(model: Any) -> Any:
    schema = model.model_json_schema()
    return {
        name: {key: value for key, value in each.items() if key != "title"}
        for name, each in schema["properties"].items()
    }


def test_a_field_that_may_be_absent_has_the_schema_of_its_type(voice: Any) -> None:
    properties = _properties(voice.models.IcePayload)
    assert properties["callId"] == {"type": "string"}
    assert properties["version"] == {"type": "integer"}
    assert properties["to"] == {"$ref": "#/$defs/IcePayloadTo"}
    assert "required" not in voice.models.IcePayload.model_json_schema()


def test_an_absent_field_reads_as_none_and_is_not_written(voice: Any) -> None:
    event = voice.models.IcePayload(cli=None, version=1)
    assert event.cli is None
    assert json.loads(event.model_dump_json()) == {"event": "ice", "version": 1}
    assert event.model_dump() == {"event": "ice", "version": 1}


def test_names_of_the_wire_are_written_and_names_of_python_are_taken(voice: Any) -> None:
    event = voice.models.IcePayload(call_id="c")
    assert event.model_dump_json() == '{"event":"ice","callId":"c"}'


def test_a_name_of_python_on_the_wire_is_an_unknown_field(voice: Any) -> None:
    adapter = TypeAdapter(voice.models.IcePayload)
    event = voice._decode.decode(adapter, b'{"call_id": "x"}')
    assert event.call_id is None
    assert event.model_extra == {"call_id": "x"}


def test_an_open_enumeration_takes_any_text_and_keeps_its_schema(voice: Any) -> None:
    kinds = voice._model.Open[Literal["a", "b"]]
    adapter = TypeAdapter(kinds)
    assert adapter.validate_python("c") == "c"
    assert adapter.json_schema() == {"enum": ["a", "b"], "type": "string"}
    with pytest.raises(ValidationError):
        adapter.validate_python(1)


def test_an_open_enumeration_of_numbers_and_texts_opens_only_texts(voice: Any) -> None:
    adapter = TypeAdapter(voice._model.Open[Literal["a", 1]])
    assert [adapter.validate_python(value) for value in ("a", "b", 1)] == ["a", "b", 1]
    assert adapter.json_schema() == {"enum": ["a", 1]}
    with pytest.raises(ValidationError):
        adapter.validate_python(2)


def test_a_format_is_said_and_not_enforced(voice: Any) -> None:
    adapter = TypeAdapter(Annotated[str, voice._model.Format("uri")])
    assert adapter.validate_python("no uri at all") == "no uri at all"
    assert adapter.json_schema() == {"type": "string", "format": "uri"}


def test_a_closed_model_refuses_unknown_fields(voice: Any) -> None:
    with pytest.raises(ValidationError):
        voice.models.Hangup.model_validate({"name": "hangup", "loudly": True})
    assert voice.models.Hangup.model_json_schema()["additionalProperties"] is False


def test_not_a_number_is_not_a_number(voice: Any) -> None:
    with pytest.raises(ValidationError):
        voice.models.DicePayloadDebit(amount=float("nan"))


@pytest.mark.parametrize(
    "written",
    [
        {"limit": None, "kind": "person"},
        {"limit": 1, "kind": "person", "retries": 3},
        {"limit": 1, "kind": "person", "nickName": None},
        {"limit": 1, "kind": "person", "nickName": "n", "retries": 4, "else": [1]},
        {"limit": 1, "kind": "person", "nick_name": "unknown"},
        {"limit": 1, "kind": "person", "nick_name": "unknown", "nickName": "n"},
    ],
)
def test_fields_with_defaults_and_nullable_ones_are_written_if_set(
    voice: Any, written: dict[str, Any]
) -> None:
    adapter = TypeAdapter(voice.models.PersonSettings)
    settings = voice._decode.decode(adapter, json.dumps(written).encode())
    assert json.loads(adapter.dump_json(settings)) == written


def test_a_sparse_model_is_read_with_its_defaults(voice: Any) -> None:
    settings = voice.models.PersonSettings(limit=None)
    assert (settings.retries, settings.nick_name) == (3, None)
    assert settings.model_dump(by_alias=False) == {"limit": None, "kind": "person"}
    settings.nick_name = None
    assert settings.model_dump(by_alias=False)["nick_name"] is None


def test_a_sparse_model_has_the_schema_of_its_source(voice: Any) -> None:
    properties = _properties(voice.models.PersonSettings)
    assert properties["retries"] == {"type": "integer", "default": 3}
    assert properties["nickName"] == {"anyOf": [{"type": "string"}, {"type": "null"}]}


def test_a_sparse_model_can_be_closed(voice: Any) -> None:
    closed = type(
        "Both",
        (voice._model.ClosedSparseModel,),
        {"__annotations__": {"n": int}, "n": 1, "__sparse__": frozenset({"n"})},
    )
    assert closed().model_dump_json() == "{}"
    with pytest.raises(ValidationError):
        closed(other=1)


TIMES = [
    "2024-01-16T16:46:36Z",
    "2024-01-16t16:46:36z",
    "2024-01-16 16:46:36.1+05:30",
    "2024-01-16T16:46:36.123-00:00",
    "2024-01-16T16:46:36.123456Z",
    "2024-01-16T16:46:36.1234567Z",
    "2024-02-10T17:22:09.412722588",
    "0001-01-01T00:00:00Z",
    "2024-01-16T16:46",
]


@pytest.mark.parametrize("text", TIMES)
def test_a_time_is_written_as_it_was_read(voice: Any, text: str) -> None:
    adapter: TypeAdapter[datetime] = TypeAdapter(voice._temporal.DateTime)
    moment = voice._decode.decode(adapter, json.dumps(text).encode())
    assert isinstance(moment, datetime)
    assert moment == datetime.fromisoformat(text.upper())
    assert json.loads(adapter.dump_json(moment)) == text


@pytest.mark.parametrize(
    "text",
    ["1705423596", "12.5", "2024-01-16", "2024-01-16T24:00:00", "", "x" * 30, 1705423596, None],
)
def test_what_is_no_time_does_not_pass_for_one(voice: Any, text: Any) -> None:
    with pytest.raises(ValidationError):
        voice._decode.decode(TypeAdapter(voice._temporal.DateTime), json.dumps(text).encode())


def test_a_time_that_was_computed_is_written_as_rfc_3339(voice: Any) -> None:
    adapter: TypeAdapter[datetime] = TypeAdapter(voice._temporal.DateTime)
    read = voice._decode.decode(adapter, b'"2024-01-16T16:46:36.123456789Z"')
    assert adapter.dump_json(read + timedelta(days=1)) == b'"2024-01-17T16:46:36.123456Z"'
    assert (
        adapter.dump_json(pickle.loads(pickle.dumps(read))) == b'"2024-01-16T16:46:36.123456789Z"'
    )
    made = adapter.validate_python(datetime(2024, 1, 16, tzinfo=UTC))
    assert adapter.dump_json(made) == b'"2024-01-16T00:00:00Z"'
    assert adapter.json_schema() == {"type": "string", "format": "date-time"}


def test_constants_are_written_though_nobody_set_them(voice: Any) -> None:
    assert voice.models.Svaml(action=voice.models.Hangup()).model_dump_json() == (
        '{"action":{"name":"hangup"}}'
    )
