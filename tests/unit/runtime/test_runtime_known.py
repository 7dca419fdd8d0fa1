"""What an event is for: by a tag, a header or a key, whatever arrives."""

from typing import Any

import pytest


def chosen(voice: Any, body: bytes, *known: Any, **fields: str) -> int | None:
    """Return the number of the first of ``known`` that an event is for."""
    module = voice._known
    chooser = module.Chooser([(one, number) for number, one in enumerate(known)])
    headers = voice.runtime.Headers([(n.encode(), v.encode()) for n, v in fields.items()])
    found: int | None = chooser.choose(headers, body)
    return found


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"kind": "a"}', 0),
        (b'{"kind": 1}', 1),
        (b'{"kind": 1.0}', 1),
        (b'{"kind": true}', 2),
        (b'{"kind": false}', None),
        (b'{"kind": "1"}', None),
        (b'{"kind": null}', None),
        (b'{"kind": ["a"]}', None),
        (b'{"kind": {"a": "a"}}', None),
        (b'{"Kind": "a"}', None),
        (b"{}", None),
        (b"[]", None),
        (b'["a"]', None),
        (b'"a"', None),
        (b"null", None),
        (b"5", None),
        (b'{"kind": "a", "deep": ' + b"[" * 50 + b"]" * 50 + b"}", 0),
    ],
    ids=repr,
)
def test_a_tag_is_a_value_of_its_own_type(voice: Any, body: bytes, expected: int | None) -> None:
    tag = voice.runtime.Tag
    known = [tag("kind", ("a",)), tag("kind", (1,)), tag("kind", (True,))]
    assert chosen(voice, body, *known) == expected


def test_of_a_repeated_property_the_last_counts_as_for_the_model(voice: Any) -> None:
    tag = voice.runtime.Tag
    body = b'{"name": "a", "name": "b"}'
    assert chosen(voice, body, tag("name", ("a",)), tag("name", ("b",))) == 1
    assert voice.runtime.Codec(voice.models.Person).decode(body).name == "b"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"a": {"b/c": "x"}}', 0),
        (b'{"a": "x"}', 1),
        (b'{"a": {"b/c": {"b/c": "x"}}}', None),
        (b'{"a": {"b": {"c": "x"}}}', None),
        (b'{"a": [{"b/c": "x"}]}', None),
        (b'{"a/b/c": "x"}', None),
        (b'{"a": null}', None),
    ],
    ids=repr,
)
def test_a_path_is_names_one_in_another(voice: Any, body: bytes, expected: int | None) -> None:
    tag = voice.runtime.Tag
    assert chosen(voice, body, tag(("a", "b/c"), ("x",)), tag("a", ("x",))) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("call.webhook.menu", 0),
        ("call.webhook.", 0),
        ("call.webhook", 3),
        ("call.webhook.vip.menu", 1),
        ("call.webhook.vip.*", 1),
        ("call.webhook.main", 2),
        ("call.other", 3),
        ("sms", None),
        ("", None),
    ],
)
def test_a_value_counts_before_a_beginning_and_the_longest_before_others(
    voice: Any, value: str, expected: int | None
) -> None:
    values = ["call.webhook.*", "call.webhook.vip.*", "call.webhook.main", "call.*"]
    for known in (
        [voice.runtime.Tag("event", (one,)) for one in values],
        [voice.runtime.Header("X-Event", (one,)) for one in values],
    ):
        body = b'{"event": "' + value.encode() + b'"}'
        assert chosen(voice, body, *known, **{"x-event": value}) == expected


def test_a_lone_star_is_any_text(voice: Any) -> None:
    known = voice.runtime.Tag("event", ("*",))
    assert chosen(voice, b'{"event": "free"}', known) == 0
    assert chosen(voice, b'{"event": 5}', known) is None


def test_a_header_is_found_in_any_case_and_its_value_in_its_own(voice: Any) -> None:
    known = voice.runtime.Header("X-GitHub-Event", ("push",))
    assert chosen(voice, b"", known, **{"x-github-event": "push"}) == 0
    assert chosen(voice, b"", known, **{"X-GITHUB-EVENT": "push"}) == 0
    assert chosen(voice, b"", known, **{"x-github-event": "Push"}) is None
    assert chosen(voice, b"", known) is None


def test_a_header_that_is_repeated_holds_no_one_value(voice: Any) -> None:
    module = voice._known
    chooser = module.Chooser([(module.Header("e", ("push",)), 0)])
    headers = voice.runtime.Headers([(b"e", b"push"), (b"e", b"push")])
    assert chooser.choose(headers, b"") is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"app": 1, "created": {"x": [1]}}', 0),
        (b'{"created": 0}', 0),
        (b'{"created": false}', 0),
        (b'{"created": ""}', 0),
        (b'{"started": [], "created": null}', 1),
        (b'{"begun": 1, "started": 2}', 1),
        (b'{"created": {}, "started": {}}', None),
        (b'{"created": null}', None),
        (b'{"app": 1}', None),
        (b'["created"]', None),
        (b"[]", None),
    ],
    ids=repr,
)
def test_a_key_tells_by_being_there(voice: Any, body: bytes, expected: int | None) -> None:
    key = voice.runtime.Key
    assert chosen(voice, body, key(("created",)), key(("started", "begun"))) == expected


def test_headers_count_before_bodies_what_is_less_deep_first_and_keys_last(voice: Any) -> None:
    runtime = voice.runtime
    known = [
        runtime.Key(("a",)),
        runtime.Tag(("a", "b"), ("x",)),
        runtime.Tag("c", ("x",)),
        runtime.Header("e", ("x",)),
    ]
    body = b'{"a": {"b": "x"}, "c": "x"}'
    assert chosen(voice, body, *known, e="x") == 3
    assert chosen(voice, body, *known) == 2
    assert chosen(voice, b'{"a": {"b": "x"}, "c": "y"}', *known) == 1
    assert chosen(voice, b'{"a": {"b": "y"}}', *known) == 0


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"event": {"created": 0}}', 0),
        (b'{"event": {"created": null, "a": {"started": {}}}}', 1),
        (b'{"event": {"created": {}, "a": {"started": {}}}}', 0),
        (b'{"event": {}, "created": 1}', 2),
        (b'{"event": ["created"]}', None),
        (b'{"event": "created"}', None),
        (b'{"event": null}', None),
        (b"[]", None),
    ],
    ids=repr,
)
def test_a_key_may_be_one_of_an_object_in_the_body(
    voice: Any, body: bytes, expected: int | None
) -> None:
    key = voice.runtime.Key
    known = [key(("created",), ("event",)), key(("started",), ("event", "a")), key(("created",))]
    assert chosen(voice, body, *known) == expected


def test_a_property_may_tell_by_being_there_and_by_what_it_holds(voice: Any) -> None:
    runtime = voice.runtime
    known = [runtime.Key(("a",)), runtime.Tag(("a", "b"), ("x",)), runtime.Key(("c",), ("a",))]
    for body, expected in [
        (b'{"a": {"b": "x"}}', 1),
        (b'{"a": {"b": "y"}}', 0),
        (b'{"a": "text"}', 0),
        (b'{"a": null}', None),
    ]:
        assert chosen(voice, body, *known) == expected


@pytest.mark.parametrize(
    ("body", "kind", "expected"),
    [
        (b'{"type": "call", "event": {"type": "a"}}', None, 0),
        (b'{"type": "call", "event": {"b": 1}}', None, 1),
        (b'{"type": "sms", "event": {"type": "a"}}', None, 2),
        (b'{"type": "other", "event": {"type": "a"}}', None, 3),
        # What is not known before is not known after.
        (b'{"type": "new", "event": {"type": "a"}}', None, None),
        (b'{"type": true, "event": {"type": "a"}}', None, None),
        (b'{"event": {"type": "a", "b": 1}}', None, None),
        (b'{"type": "sms", "event": {"b": 1}}', None, None),
        # Nothing else is looked at once something is known.
        (b'{"type": "sms", "event": {"type": "new"}, "late": 1}', None, None),
        (b'{"type": "new", "late": 1}', None, 4),
        # A header may be what is known before.
        (b'{"late": 1, "event": {"type": "a"}}', "push", 5),
        (b'{"late": 1, "event": {"type": "b"}}', "push", None),
        (b'{"late": 1, "event": {"type": "b"}}', "new", 4),
    ],
    ids=repr,
)
def test_what_is_given_has_to_be_known_before(
    voice: Any, body: bytes, kind: str | None, expected: int | None
) -> None:
    tag, key, header = voice.runtime.Tag, voice.runtime.Key, voice.runtime.Header
    inner, call, sms = ("event", "type"), tag("type", ("call",)), tag("type", ("sms",))
    known = [
        tag(inner, ("a",), call),
        key(("b",), ("event",), given=call),
        tag(inner, ("a",), sms),
        tag("type", ("other",)),
        key(("late",)),
        tag(inner, ("a",), given=header("kind", ("push",))),
    ]
    fields = {} if kind is None else {"kind": kind}
    assert chosen(voice, body, *known, **fields) == expected


def test_there_may_be_three_steps_and_a_number_is_no_boolean(voice: Any) -> None:
    tag = voice.runtime.Tag
    one, true = tag("a", (1,)), tag("a", (True,))
    known = [
        tag(("c", "c"), ("x",), given=tag("b", ("x",), given=one)),
        tag(("c", "c"), ("x",), given=tag("b", ("x",), given=true)),
    ]
    body = b'{"a": %b, "b": "x", "c": {"c": "x"}}'
    assert [chosen(voice, body % text, *known) for text in (b"1", b"true", b"2")] == [0, 1, None]


def test_a_body_is_not_read_where_an_unknown_header_was_to_be_known_before(voice: Any) -> None:
    runtime = voice.runtime
    known = runtime.Tag("a", ("x",), given=runtime.Header("e", ("x",)))
    assert chosen(voice, b"no JSON", known, e="y") is None
    with pytest.raises(runtime.UnfitError):
        chosen(voice, b"no JSON", known, e="x")


def test_a_body_that_is_not_json_is_refused_where_it_has_to_tell(voice: Any) -> None:
    runtime = voice.runtime
    for known in (runtime.Tag("a", ("x",)), runtime.Key(("a",))):
        with pytest.raises(runtime.UnfitError):
            chosen(voice, b'{"a": "x"', known)
    assert chosen(voice, b'{"a"', runtime.Header("e", ("x",))) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("Tag", "a", ("x", 1)), ("Tag", "a", ("y", 1))),
        (("Tag", "a", ("x*",)), ("Tag", ("a",), ("x*",))),
        (("Header", "E", ("x",)), ("Header", "e", ("x",))),
        (("Key", ("a", "b")), ("Key", ("b",))),
        (("Key", ("a", "b"), ("c",)), ("Key", ("b",), ("c",))),
    ],
)
def test_nothing_tells_of_two(voice: Any, first: tuple[Any, ...], second: tuple[Any, ...]) -> None:
    known = [getattr(voice.runtime, name)(*arguments) for name, *arguments in (first, second)]
    with pytest.raises(ValueError, match=r"^"):
        chosen(voice, b"{}", *known)


def test_as_much_is_looked_at_for_a_thousand_operations_as_for_two(voice: Any) -> None:
    """Tables are looked up; no operation is asked."""

    class Asked(str):
        __slots__ = ()
        times = 0

        def __eq__(self, other: object) -> bool:
            Asked.times += 1
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    values = [Asked(f"event-{number}") for number in range(1000)]
    known = [voice.runtime.Tag("event", (one,)) for one in values]
    module = voice._known
    chooser = module.Chooser([(one, number) for number, one in enumerate(known)])
    Asked.times = 0
    assert chooser.choose({}, b'{"event": "event-777"}') == 777
    assert Asked.times < 10
