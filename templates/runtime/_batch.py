"""Requests that hold several events."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from ._codec import from_json, to_json
from ._http import Response
from ._misfits import UnfitError

_BLANK = re.compile(r"[ \t\r\n]*")
# What is skipped is not made a number: that would cost, and has limits of its own.
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)


@dataclass(frozen=True, slots=True)
class Batch:
    """Where the events are, in a body that holds several.

    Attributes:
        within: The wire names that lead to the array; without any, the body is one.
        item: The wire names that lead from an item of the array to its event; without
            any, the item is one.

    """

    within: tuple[str, ...] = ()
    item: tuple[str, ...] = ()

    def events(self, body: bytes) -> list[bytes | None] | None:
        """Cut the events out, each as it is written in the body.

        Returns:
            The events in order, ``None`` for an item that has none at its place; or
            ``None`` if there is no array.

        Raises:
            UnfitError: The body is not JSON.

        """
        try:
            from_json(body)
        except ValueError as error:
            raise UnfitError(is_json=False) from error
        text = body.decode()
        array = _lead(text, _skip(text, 0), self.within)
        if array is None or text[array] != "[":
            return None
        starts = [start for _, start, _ in _members(text, array)]
        events = (_lead(text, start, self.item) for start in starts)
        return [None if at is None else _cut(text, at) for at in events]

    def body(self, *events: bytes) -> bytes:
        """Write a body that holds these events."""
        items = [_around(event, self.item) for event in events]
        return _around(b"[" + b",".join(items) + b"]", self.within)


def _around(value: bytes, names: Sequence[str]) -> bytes:
    for name in reversed(names):
        value = b"{" + to_json(name) + b":" + value + b"}"
    return value


def together(answers: Sequence[Response]) -> Response:
    """Answer for a batch by the answers to its events.

    A failure counts before success, and of failures the one with the highest status,
    so that a handler that raised has the whole batch sent again. Where every event is
    answered alike, that is the answer; else nothing can be said for all, which is 204.
    """
    failed = [one for one in answers if one.status >= HTTPStatus.BAD_REQUEST]
    if failed:
        return max(failed, key=lambda one: one.status)
    if answers and all(one == answers[0] for one in answers):
        return answers[0]
    return Response(HTTPStatus.NO_CONTENT)


def _lead(text: str, start: int, names: Sequence[str]) -> int | None:
    """Find where the value starts that the names lead to, from one that starts here."""
    at: int | None = start
    for name in names:
        if at is None or text[at] != "{":
            return None
        members = {name: start for name, start, _ in _members(text, at)}
        at = members.get(name)
    return at


def _members(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    """Give the name of each member, empty in an array, and where it starts and ends.

    The text is JSON, and an object or an array starts here.
    """
    named = text[start] == "{"
    at = _skip(text, start + 1)
    while text[at] not in "]}":
        name = ""
        if named:
            name, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        _, end = _DECODER.raw_decode(text, at)
        yield name, at, end
        at = _skip(text, end)
        at = _skip(text, at + 1) if text[at] == "," else at


def _cut(text: str, start: int) -> bytes:
    _, end = _DECODER.raw_decode(text, start)
    return text[start:end].encode()


def _skip(text: str, at: int) -> int:
    blank = _BLANK.match(text, at)
    return blank.end() if blank else at
