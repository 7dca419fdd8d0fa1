"""What this package has to do, checked: events, answers and who is let in.

``trials/`` says it, by the document and not by the code beside it. ``checks`` gives a
check for each part of it, and ``events`` what an application of your own can be tried
with. All of it is generated again with the package: a test that runs it need not
change when the document does.
"""

import asyncio
import json
import logging
from base64 import b64decode
from collections.abc import Callable, Coroutine, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, partial
from http import HTTPStatus
from importlib import import_module
from typing import Any, Protocol, TypeAlias, cast

from ._codec import set_aside, to_json
from ._operation import Operation
from ._proofs import Way, forged, proved, secrets, ways_in
from ._trials import (
    Facts,
    Object,
    Value,
    all_facts,
    as_form,
    changed,
    holds,
    is_tried,
    tokens,
)
from .operations import OPERATIONS, dispatcher
from .runtime import Request, Response, Settings, SeveralReplies
from .verify import unverified

__all__ = ["Check", "Event", "checks", "events"]

_Answering: TypeAlias = Coroutine[Any, Any, Response]
_Dispatch: TypeAlias = Callable[..., _Answering]
_Dispatcher: TypeAlias = Callable[[object, Settings], _Dispatch]

_MARK = b"encoded: "
"""What bodies begin with, in the encoding that stands for the application's own."""


@dataclass(frozen=True)
class Check:
    """A part of the contract.

    Attributes:
        name: The handler, and what is checked of it.
        run: Does it, and raises ``AssertionError`` where it does not hold.

    """

    name: str
    run: Callable[[], None]

    def __str__(self) -> str:
        """Give the name, for a list of tests."""
        return self.name


@dataclass(frozen=True)
class Event:
    """An event that the document describes, as it is sent.

    Attributes:
        name: The handler, and which of its events it is.
        request: What brings it.

    """

    name: str
    request: Request

    def __str__(self) -> str:
        """Give the name, for a list of tests."""
        return self.name

    def answered_by(self, handlers: object) -> Response:
        """Let an application answer it, whoever sent it."""
        dispatch = _mounted(handlers, Settings(verify=unverified))
        return _run(dispatch, self.request)


def checks() -> list[Check]:
    """Give all checks, in the order of the handlers' names."""
    found = [Check("the operations", _check_operations)]
    for facts in all_facts():
        found += _Contract(facts).checks()
    return found


def events() -> list[Event]:
    """Give an event for each message of each operation."""
    return [
        Event(f"{facts.handler} {number}", _request(facts, event))
        for facts in all_facts()
        for number, event in enumerate(facts.events)
    ]


def _check_operations() -> None:
    told = {facts.told["operation"] for facts in all_facts()}
    _expect_equal("the operations", {row.id for row in OPERATIONS}, told)


class _ReachedError(Exception):
    """A handler was called."""

    def __init__(self, handler: str, event: object, parameters: Object) -> None:
        super().__init__(handler)
        self.handler = handler
        self.event = event
        self.parameters = parameters


class _Codec(Protocol):
    """Reads and writes values; those of Avro and Protobuf do so in JSON as well."""

    def decode(self, body: bytes, /) -> object: ...
    def encode(self, value: object, /) -> bytes: ...
    def decode_json(self, body: bytes, /) -> object: ...
    def encode_json(self, value: object, /) -> bytes: ...


class _Coded(Protocol):
    """What reads a body or writes an answer by a codec."""

    @property
    def codec(self) -> _Codec: ...


class _Spy:
    """Stands for all handlers: tells what reaches them, or answers what it is given."""

    def __init__(self) -> None:
        self._decoders = {facts.told["decode"] for facts in all_facts()}
        self._encoders = {facts.told["encode"] for facts in all_facts()}
        self.answers: tuple[()] | tuple[object] = ()

    def __getattr__(self, name: str) -> Callable[..., object]:
        """Give what is called in place of a handler, or of a codec."""
        if name in self._decoders:
            return _decoded
        if name in self._encoders:
            return _encoded
        return partial(self._reached, name)

    async def _reached(
        self,
        name: str,
        event: object = None,
        /,
        **parameters: object,
    ) -> object:
        for answer in self.answers:
            return answer
        raise _ReachedError(name, event, parameters)


class _Watched:
    """The package as it is mounted, with handlers that tell what reaches them."""

    def __init__(self, one_url: str | None, *, secured: bool) -> None:
        security = import_module(".security", __package__) if secured else None
        verify = security.VERIFY if security else unverified
        settings = Settings(one_url=one_url, verify=verify, propagate=True)
        self._spy = _Spy()
        self._dispatch = _mounted(self._spy, settings)

    def outcome(self, request: Request) -> _ReachedError | Response:
        """Give what a request reaches, or how it is answered if it reaches nothing."""
        self._spy.answers = ()
        try:
            return _run(self._dispatch, request)
        except _ReachedError as reached:
            return reached

    def answered(self, request: Request, answer: object) -> Response:
        """Let the handler that a request reaches answer this."""
        self._spy.answers = (answer,)
        return _run(self._dispatch, request)


@cache
def _watched(one_url: str | None = None, *, secured: bool = False) -> _Watched:
    """Mount the package once for all checks that ask the same of it."""
    return _Watched(one_url, secured=secured)


@dataclass(frozen=True)
class _Contract:
    """Checks what is said of one operation."""

    facts: Facts

    def checks(self) -> Iterator[Check]:
        """Give the checks of all that is said."""
        yield self._check("is there", self._is_there)
        for number, event in enumerate(self.facts.events):
            if "coded" in event:
                run = partial(self._takes_data, event)
                yield self._check(f"takes event {number}", run)
                continue
            yield self._check(f"takes event {number}", partial(self._takes, event))
            yield self._check(f"reads event {number}", partial(self._reads, event))
        for number, answer in enumerate(self.facts.answers):
            run = partial(self._answers, answer)
            yield self._check(f"gives answer {number}", run)
        if self.facts.told["secured"] is not None and self.facts.events:
            yield self._check("lets in who may", self._lets_in)

    def _check(self, what: str, run: Callable[[], None]) -> Check:
        return Check(f"{self.facts.handler} {what}", run)

    def _is_there(self) -> None:
        told = self.facts.told
        for row in _rows(self.facts):
            _expect_equal("its id", row.id, told["operation"])
            _expect_equal("secured", row.secured, told["secured"] is not None)

    def _takes(self, event: Object) -> None:
        """Send the event, and what is no event at all."""
        told = self.facts.told
        reached = self._reached(_request(self.facts, event))
        self._expect_taken(reached, self.facts.value(event), event)
        self._expect_attributes(event, reached.event)
        _expect_equal("its parameters", reached.parameters, told["parameters"])
        if told["one_url"]:
            everything = _request(self.facts, event, path="/")
            reached = self._reached(everything, one_url="/")
            self._expect_taken(reached, self.facts.value(event), event)
        for body in self._no_events(event):
            request = replace(_request(self.facts, event), body=body)
            outcome = self._outcome(request)
            handler = getattr(outcome, "handler", None)
            taken = handler == self.facts.handler
            _expect(not taken, f"{body.decode()} reaches the handler")

    def _expect_attributes(self, event: Object, found: object) -> None:
        """See that what was sent is where a handler looks for it."""
        value = self.facts.value(event)
        for wire, name in event.get("attributes", {}).items():
            if isinstance(value, dict) and value.get(wire) is not None:
                there = getattr(found, name) is not None
                _expect(there, f"{wire} is not in the attribute {name}")

    def _takes_data(self, event: Object) -> None:
        """Send each value in the encoding that the document names."""
        codec = _codec_of(self.facts)
        for value in event["values"]:
            reached = self._reached(_data_request(self.facts, event, value))
            _expect_equal("the handler", reached.handler, self.facts.handler)
            _expect_class(event, reached.event)
            written: Value = json.loads(codec.encode_json(reached.event))
            _expect_equal("the event", written, value)

    def _no_events(self, event: Object) -> Sequence[bytes]:
        """Give bodies that are none: what is cut off, and what is of another type."""
        if not {"text", "base64", "form"}.isdisjoint(event):
            return ()
        never = [json.dumps(value).encode() for value in event.get("never", ())]
        return [b'{"cut": ', *never]

    def _reads(self, event: Object) -> None:
        """Send the event with each change that is told, and see what comes of it."""
        value = self.facts.value(event)
        for trial in event.get("taken", ()):
            other = changed(value, trial)
            reached = self._reached(_request(self.facts, event, trial), trial)
            self._expect_taken(reached, other, event, trial)
        for trial in event.get("noticed", ()):
            outcome = self._outcome(_request(self.facts, event, trial))
            told = f"{json.dumps(trial)} in {json.dumps(value)}"
            noticed = self._is_noticed(outcome, event, trial)
            _expect(noticed, f"nobody notices {told}")

    def _is_noticed(self, outcome: object, event: Object, trial: Object) -> bool:
        """Say whether no handler took it as that event, or set aside what is wrong."""
        if not isinstance(outcome, _ReachedError):
            return True
        if outcome.handler != self.facts.handler:
            return True
        if event.get("class", _named(outcome.event)) != _named(outcome.event):
            return True
        aside = [tokens(at) for at in set_aside(outcome.event)]
        puts = [tokens(at) for at in trial.get("with", {})]
        wrong = [tokens(at) for at in trial.get("without", ())]
        wrong = wrong or [at for at in puts if is_tried(at, puts)]
        if len(wrong) == 1 and ("class" not in event or len(wrong[0]) > 1):
            # In a union it may be another part of the object that does not fit now;
            # of one whose class is known, that tells the member.
            around = wrong[0][:-1]
            return any(one[: len(around)] == around[: len(one)] for one in aside)
        return all(
            any(at[: len(one)] == one[: len(at)] for one in aside) for at in wrong
        )

    def _expect_taken(
        self,
        reached: _ReachedError,
        value: Value,
        event: Object,
        trial: Object | None = None,
    ) -> None:
        told = "" if trial is None else f" with {json.dumps(trial)}"
        _expect_equal(f"the handler{told}", reached.handler, self.facts.handler)
        if "value" not in event and "sample" not in event:
            sent = b64decode(event["base64"]) if "base64" in event else None
            _expect_equal("the event", reached.event, sent)
            return
        if trial is None:
            _expect_class(event, reached.event)
        aside = list(set_aside(reached.event))
        _expect_equal(f"what is set aside{told}", aside, [])
        if self.facts.told["keeps_unknown"]:
            written: Value = json.loads(to_json(reached.event))
            both = f"{json.dumps(written)}, and not {json.dumps(value)}"
            _expect(holds(written, value), f"the event{told} is {both}")

    def _reached(
        self,
        request: Request,
        trial: Object | None = None,
        *,
        one_url: str | None = None,
    ) -> _ReachedError:
        outcome = self._outcome(request, one_url)
        if isinstance(outcome, _ReachedError):
            return outcome
        told = "" if trial is None else f" with {json.dumps(trial)}"
        message = f"the event{told} reaches no handler: {outcome}"
        raise AssertionError(message)

    def _outcome(
        self,
        request: Request,
        one_url: str | None = None,
    ) -> _ReachedError | Response:
        return _watched(one_url).outcome(request)

    def _answers(self, answer: Object) -> None:
        """Answer as the document allows, and otherwise."""
        if "coded" in answer:
            self._answers_with_data(answer)
            return
        if "value" not in answer:
            encoded = answer.get("base64")
            plain = answer.get("json", answer.get("text"))
            if encoded is not None:
                plain = b64decode(encoded)
            self._expect_given(answer, plain)
            return
        reply = self._made(answer["value"])
        _expect_class(answer, reply)
        self._expect_given(answer, reply)
        for trial in answer.get("taken", ()):
            value = changed(answer["value"], trial)
            self._expect_given({**answer, "value": value}, self._made(value))
        for trial in answer.get("noticed", ()):
            message = f"an answer with {json.dumps(trial)} is given"
            _expect(self._is_refused(changed(answer["value"], trial)), message)

    def _answers_with_data(self, answer: Object) -> None:
        codec = self._written().codec
        for value in answer["values"]:
            reply = codec.decode_json(json.dumps(value).encode())
            _expect_class(answer, reply)
            self._expect_given(answer, reply)
            given = self._given(reply).body
            _expect_equal("the answer", given, _coded(codec, value, answer))

    def _is_refused(self, value: Value) -> bool:
        try:
            self._given(self._made(value))
        except (ValueError, TypeError):
            return True
        return False

    def _made(self, value: Value) -> object:
        """Make what a handler returns of its JSON."""
        return self._written().codec.decode(json.dumps(value).encode())

    def _written(self) -> "_Coded":
        """Give how the operation's answers are written."""
        reply = _rows(self.facts)[0].reply
        one = reply.reply if isinstance(reply, SeveralReplies) else reply
        return cast("_Coded", one)

    def _expect_given(self, answer: Object, reply: object) -> None:
        response = self._given(reply)
        _expect_equal("the status", response.status, answer["status"])
        if "nothing" in answer:
            _expect_equal("the body", response.body, b"")
        if "content_type" in answer:
            found = dict(response.headers).get("content-type")
            _expect_equal("the content type", found, answer["content_type"])
        if "form" in answer:
            _expect_equal("the form", response.body, as_form(answer["value"]))
        elif "value" in answer:
            mark = _MARK if self.facts.told["encode"] else b""
            _expect(response.body.startswith(mark), "the answer is not encoded")
            given: Value = json.loads(response.body.removeprefix(mark))
            if self.facts.told["keeps_unknown"]:
                both = f"{json.dumps(given)}, and not {json.dumps(answer['value'])}"
                # A constant that nobody has set is written all the same.
                _expect(holds(given, answer["value"]), f"the answer is {both}")

    def _given(self, reply: object) -> Response:
        """Answer an event with what a handler returns."""
        request = _request(self.facts, self.facts.events[0])
        return _watched().answered(request, reply)

    def _lets_in(self) -> None:
        """Send what proves who sent it, and what does not."""
        told, event = self.facts.told["secured"], self.facts.events[0]
        if "proved_with" in self.facts.told:
            value = self.facts.told["proved_with"]
            event = {"fields": event["fields"], "value": value}
        request, ways = _request(self.facts, event), ways_in(told)
        with secrets(told):
            if [] not in ways:
                _expect(self._keeps_out(request), "an unsigned request is let in")
            for way in ways:
                self._lets_in_by(way, ways, request)

    def _lets_in_by(self, way: Way, ways: Sequence[Way], request: Request) -> None:
        names = " and ".join(one["call"] for one in way)
        for when, signed in proved(way, request):
            _expect(not self._keeps_out(signed), f"{names} {when} is not let in")
        for what, weak in forged(way, ways, request):
            _expect(self._keeps_out(weak), f"{names} with {what} is let in")

    def _keeps_out(self, request: Request) -> bool:
        outcome = _watched(secured=True).outcome(request)
        status = outcome.status if isinstance(outcome, Response) else None
        return status == HTTPStatus.UNAUTHORIZED


def _mounted(handlers: object, settings: Settings) -> _Dispatch:
    return cast("_Dispatcher", dispatcher)(handlers, settings)


def _run(dispatch: _Dispatch, request: Request) -> Response:
    """Let a request be answered, of which nothing is logged."""
    with _silent(logging.getLogger(__package__)):
        return asyncio.run(dispatch(request))


@contextmanager
def _silent(logger: logging.Logger) -> Generator[None]:
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


def _request(
    facts: Facts,
    event: Object,
    trial: Object | None = None,
    path: str = "",
) -> Request:
    """Make the request that brings an event, perhaps changed as a trial says."""
    if "coded" in event:
        return _data_request(facts, event, event["values"][0])
    request = facts.request(event, trial, path)
    if facts.told["decode"]:
        request.body = _MARK + request.body
    return request


def _data_request(facts: Facts, event: Object, value: Value) -> Request:
    """Make the request that brings a value in Avro or Protobuf."""
    request = facts.request(event)
    request.body = _coded(_codec_of(facts), value, event)
    return request


def _encoded(value: object) -> bytes:
    """Write a value in the encoding that stands for the application's own."""
    return _MARK + json.dumps(value).encode()


def _decoded(body: bytes) -> object:
    """Read a body in the encoding that stands for the application's own."""
    if not body.startswith(_MARK):
        message = "it is not in the encoding"
        raise ValueError(message)
    value: object = json.loads(body.removeprefix(_MARK))
    return value


def _rows(facts: Facts) -> Sequence[Operation[Any, Any, Any]]:
    """Give the rows of an operation, of which there is at least one."""
    rows = [row for row in OPERATIONS if row.handler == facts.handler]
    _expect(rows, "there is no such operation")
    return rows


def _codec_of(facts: Facts) -> "_Codec":
    """Give what reads the bodies of an operation in Avro or Protobuf."""
    return cast("_Coded", _rows(facts)[0].body).codec


def _coded(codec: "_Codec", value: Value, told: Object) -> bytes:
    """Write a value, which is given in the JSON of its encoding."""
    made = codec.decode_json(json.dumps(value).encode())
    return codec.encode_json(made) if told["coded"] == "json" else codec.encode(made)


def _named(value: object) -> str:
    return type(value).__name__


def _expect_class(told: Object, value: object) -> None:
    if "class" in told:
        _expect_equal("the class", _named(value), told["class"])
    for wire, name in told.get("attributes", {}).items():
        _expect(hasattr(value, name), f"{wire} is not the attribute {name}")


def _expect(condition: object, message: str) -> None:
    if not condition:
        raise AssertionError(message)


def _expect_equal(what: str, found: object, wanted: object) -> None:
    _expect(found == wanted, f"{what}: {found!r}, and not {wanted!r}")
