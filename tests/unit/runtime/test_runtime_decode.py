"""Setting aside: what does not fit an optional field neither refuses an event nor is lost."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError


def _decode(voice: Any, model: str, value: Any, **options: Any) -> tuple[Any, Any]:
    """Read a value; return the model, and what it says was set aside."""
    adapter: TypeAdapter[Any] = TypeAdapter(getattr(voice.models, model))
    read = voice._decode.decode(adapter, json.dumps(value).encode(), **options)
    assert json.loads(adapter.dump_json(read)) == value
    return read, voice._decode.set_aside(read)


@pytest.mark.parametrize(
    ("event", "aside"),
    [
        ({"version": 1}, {}),
        ({"version": 1.0}, {}),
        ({"version": "1"}, {"/version": "1"}),
        ({"version": True}, {"/version": True}),
        ({"cli": None}, {"/cli": None}),
        ({"callId": {"id": 1}}, {"/callId": {"id": 1}}),
        ({"to": "+461"}, {"/to": "+461"}),
        ({"to": []}, {"/to": []}),
        ({"to": {"type": 1, "endpoint": "e"}}, {"/to/type": 1}),
        ({"timestamp": "yesterday"}, {"/timestamp": "yesterday"}),
        ({"timestamp": 1705423596}, {"/timestamp": 1705423596}),
        ({"domain": 5}, {"/domain": 5}),
        ({"domain": "new"}, {}),
        (
            {"userRate": {"amount": "1.5", "currencyId": None}, "version": []},
            {
                "/userRate/amount": "1.5",
                "/userRate/currencyId": None,
                "/version": [],
            },
        ),
    ],
)
def test_an_optional_field_that_does_not_fit_is_absent_and_kept(
    voice: Any, event: dict[str, Any], aside: dict[str, Any]
) -> None:
    read, found = _decode(voice, "IcePayload", {"event": "ice", "unknown": [None], **event})
    assert found == aside
    for pointer in aside:
        name = {"/callId": "call_id"}.get(pointer, pointer.strip("/"))
        assert "/" in name or getattr(read, name) is None


@pytest.mark.parametrize(
    ("person", "aside"),
    [
        pytest.param(
            {"friends": [{"name": "b", "age": "x"}, {"name": "c"}]},
            {"/friends/0/age": "x"},
            id="field of an item",
        ),
        pytest.param(
            {"byRole": {"a/b~c": {"name": "n", "born": 5}}},
            {"/byRole/a~1b~0c/born": 5},
            id="field of a value of a map",
        ),
        pytest.param(
            {"friends": [{"name": "b", "friends": [{"name": "c", "age": []}]}]},
            {"/friends/0/friends/0/age": []},
            id="deep",
        ),
        pytest.param({"scores": [1, "2", 3]}, {"/scores": [1, "2", 3]}, id="item"),
        pytest.param({"limits": {"a": "x"}}, {"/limits": {"a": "x"}}, id="value of a map"),
        pytest.param(
            {"friends": [{"name": "b"}, {"name": 1}]},
            {"/friends": [{"name": "b"}, {"name": 1}]},
            id="required field of an item",
        ),
        pytest.param(
            {"friends": [{"age": 1}]}, {"/friends": [{"age": 1}]}, id="missing in an item"
        ),
        pytest.param(
            {"friends": [{"name": "b", "age": "x"}, {}]},
            {"/friends": [{"name": "b", "age": "x"}, {}]},
            id="what encloses another",
        ),
        pytest.param({"contact": "x"}, {"/contact": "x"}, id="union of which no form fits"),
        pytest.param(
            {"contact": {"type": 1, "amount": "x"}},
            {"/contact": {"type": 1, "amount": "x"}},
            id="union whose forms each have a mistake",
        ),
        pytest.param(
            {"settings": {"limit": 1, "kind": "person", "retries": "x"}},
            {"/settings/retries": "x"},
            id="field with a default",
        ),
        pytest.param(
            {"settings": {"limit": "x", "kind": "person"}},
            {"/settings": {"limit": "x", "kind": "person"}},
            id="required and nullable",
        ),
        pytest.param(
            {"settings": {"limit": 1, "kind": "other"}},
            {"/settings": {"limit": 1, "kind": "other"}},
            id="constant",
        ),
    ],
)
def test_what_is_required_gives_way_to_what_is_optional_around_it(
    voice: Any, person: dict[str, Any], aside: dict[str, Any]
) -> None:
    _, found = _decode(voice, "Person", {"name": "a", **person})
    assert found == aside


@pytest.mark.parametrize(
    ("model", "value"),
    [
        ("Person", {}),
        ("Person", {"name": 1}),
        ("Person", {"name": 1, "age": "x"}),
        ("IcePayload", {"event": "ace"}),
        ("IcePayload", []),
        ("IcePayload", None),
        ("Svaml", {"action": {"name": "unheard of"}}),
        ("Svaml", {"action": {"name": "connectPstn", "number": 1}}),
        ("Svaml", {"action": {"name": "hangup", "unknown": 1}}),
    ],
)
def test_what_is_required_all_the_way_up_is_refused(voice: Any, model: str, value: Any) -> None:
    with pytest.raises(ValidationError):
        _decode(voice, model, value)


def test_a_field_of_a_form_is_set_aside_in_the_form_that_the_tag_chose(voice: Any) -> None:
    _, found = _decode(voice, "Svaml", {"action": {"name": "connectPstn", "number": "1"}})
    assert found == {}
    adapter: TypeAdapter[Any] = TypeAdapter(
        voice._model.Maybe[voice.models.IcePayload | voice.models.AcePayload]
    )
    with pytest.raises(ValidationError):
        voice._decode.decode(adapter, b'{"event": "pie"}')


def test_the_tag_can_be_kept_from_being_set_aside(voice: Any) -> None:
    _decode(voice, "NotifyPayload", {"event": "notify", "type": 1})
    with pytest.raises(ValidationError):
        _decode(voice, "NotifyPayload", {"event": "notify", "type": 1}, kept="type")


@pytest.mark.parametrize(
    "body", [b"", b"{", b'{"a": 1} x', b"\xff", b'"\\ud800"', b"[" * 5000], ids=repr
)
def test_what_is_not_json_is_told_from_what_does_not_fit(voice: Any, body: bytes) -> None:
    with pytest.raises(ValidationError) as caught:
        voice._decode.decode(TypeAdapter(voice.models.IcePayload), body)
    assert voice._decode.unreadable(caught.value)
    assert voice._decode.misfits(caught.value, body) == ()


def test_a_body_with_very_many_mistakes_is_refused(voice: Any) -> None:
    friends = [{"name": "b", "age": "x"}] * 300
    with pytest.raises(ValidationError):
        _decode(voice, "Person", {"name": "a", "friends": friends})
    _, found = _decode(voice, "Person", {"name": "a", "friends": friends[:200]})
    assert len(found) == 200


def test_misfits_say_where_and_never_what(voice: Any) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(voice.models.Person)
    body = b'{"friends": [{"age": "SECRET"}], "contact": "SECRET", "born": "SECRET"}'
    with pytest.raises(ValidationError) as caught:
        voice._decode.decode_exactly(adapter, body)
    found = voice._decode.misfits(caught.value, body)
    assert [misfit.pointer for misfit in found] == [
        "/name",
        "/born",
        "/friends/0/name",
        "/friends/0/age",
        "/contact",
    ]
    assert "SECRET" not in repr(found)


def test_a_tag_that_is_unknown_is_not_repeated(voice: Any) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(voice.models.Svaml)
    body = b'{"action": {"name": "SECRET"}}'
    with pytest.raises(ValidationError) as caught:
        voice._decode.decode_exactly(adapter, body)
    (misfit,) = voice._decode.misfits(caught.value, body)
    assert (misfit.pointer, misfit.detail) == (
        "/action/name",
        "Input should be 'hangup' or 'connectPstn'",
    )


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(
    [
        "name",
        "age",
        "born",
        "friends",
        "byRole",
        "scores",
        "limits",
        "contact",
        "settings",
        "type",
        "amount",
        "limit",
        "retries",
        "nickName",
        "by_role",
        "nick_name",
    ]
)


def _almost(valid: Any) -> Any:
    return valid | JSON


PERSONS: Any = st.deferred(
    lambda: st.fixed_dictionaries(
        {"name": st.text()},
        optional={
            "age": _almost(st.integers()),
            "born": _almost(st.datetimes().map(lambda moment: moment.isoformat())),
            "friends": _almost(st.lists(PERSONS, max_size=2)),
            "byRole": _almost(st.dictionaries(st.text(), PERSONS, max_size=2)),
            "scores": _almost(st.lists(_almost(st.integers()), max_size=3)),
            "limits": _almost(st.dictionaries(st.text(), st.integers(), max_size=3)),
            "contact": _almost(st.dictionaries(NAMES, JSON, max_size=2)),
            "settings": _almost(SETTINGS),
            "by_role": JSON,
            "else": JSON,
        },
    )
)
SETTINGS: Any = st.fixed_dictionaries(
    {"limit": st.none() | st.integers(), "kind": st.just("person")},
    optional={"retries": _almost(st.integers()), "nickName": _almost(st.text())},
)


@settings(max_examples=300, deadline=None)
@given(person=PERSONS)
def test_what_is_accepted_is_written_as_it_came(voice: Any, person: dict[str, Any]) -> None:
    _decode(voice, "Person", person)


@settings(max_examples=200, deadline=None)
@given(value=JSON | st.dictionaries(NAMES, JSON, max_size=4))
def test_anything_at_all_is_refused_or_written_as_it_came(voice: Any, value: Any) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(voice.models.Person)
    try:
        read = voice._decode.decode(adapter, json.dumps(value).encode())
    except ValidationError:
        return
    assert json.loads(adapter.dump_json(read)) == value
