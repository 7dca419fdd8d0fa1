"""What ``trials/`` says of an operation, and values changed as it tells."""

import json
from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias, cast
from urllib.parse import urlencode

from ._http import Request

Object: TypeAlias = Mapping[str, Any]
"""An object of JSON."""

Value: TypeAlias = "dict[str, Value] | list[Value] | str | float | None"
"""A value of JSON."""

_FOLDER = Path(__file__).parent


@cache
def all_facts() -> Sequence["Facts"]:
    """Give what is said of each operation, in the order of the handlers' names."""
    files = sorted((_FOLDER / "trials").glob("*.json"))
    return [Facts(path.stem, json.loads(path.read_bytes())) for path in files]


@dataclass(frozen=True)
class Facts:
    """What is said of one operation."""

    handler: str
    told: Object

    @property
    def events(self) -> Sequence[Object]:
        """The events that can be sent."""
        return [one for one in self.told["events"] if "untried" not in one]

    @property
    def answers(self) -> Sequence[Object]:
        """What can be answered, if there is an event to answer."""
        if not self.events:
            return []
        return [one for one in self.told["answers"] if "untried" not in one]

    def value(self, event: Object) -> Value:
        """Give the event itself."""
        if "sample" in event:
            sample = _FOLDER / "samples" / event["sample"]
            return cast("Value", json.loads(sample.read_bytes()))
        return cast("Value", event.get("value"))

    def request(
        self,
        event: Object,
        trial: Object | None = None,
        path: str = "",
    ) -> Request:
        """Make the request that brings an event, perhaps changed as a trial says."""
        told = self.told
        if "text" in event:
            body = event["text"].encode()
        elif "base64" in event:
            body = b64decode(event["base64"])
        elif "coded" in event:
            body = b""
        elif "form" in event:
            body = as_form(changed(self.value(event), trial))
        else:
            body = self._body(changed(self.value(event), trial))
        return Request(
            told["method"],
            path or told["path"],
            fields=_as_sent(event.get("fields", {})),
            body=body,
        )

    def _body(self, value: Value) -> bytes:
        batch = self.told["batch"]
        if batch is not None:
            value = _around([_around(value, batch["item"])], batch["within"])
        return json.dumps(value, ensure_ascii=False).encode()


def as_form(value: Value) -> bytes:
    """Write a form as a sender does: an array repeats its name, an object is JSON."""
    pairs = [
        (name, _as_text(item))
        for name, one in _fields(value).items()
        for item in (one if isinstance(one, list) else [one])
    ]
    return urlencode(pairs).encode()


def _as_text(value: Value) -> str:
    if isinstance(value, str):
        return value
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return "" if value is None else written


def _as_sent(fields: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in fields.items()]


def _around(value: Value, names: Sequence[str]) -> Value:
    for name in reversed(names):
        value = {name: value}
    return value


def tokens(pointer: str) -> tuple[str, ...]:
    """Give the names and numbers that a JSON pointer leads by."""
    parts = pointer.split("/")[1:]
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)


def is_tried(at: tuple[str, ...], puts: Sequence[tuple[str, ...]]) -> bool:
    """Say whether a place is one that is tried, and not one that others are put in."""
    return not any(other != at and other[: len(at)] == at for other in puts)


def changed(value: Value, trial: Object | None) -> Value:
    """Give a value with the changes of a trial."""
    told = trial or {}
    for pointer, put in told.get("with", {}).items():
        value = _with(value, tokens(pointer), put)
    for pointer in told.get("without", ()):
        *outer, name = tokens(pointer)
        inner = value
        for step in outer:
            inner = _inside(inner, step)
        kept = {key: one for key, one in _fields(inner).items() if key != name}
        value = _with(value, tuple(outer), kept)
    return value


def _inside(value: Value, step: str) -> Value:
    if isinstance(value, list):
        return value[int(step)] if int(step) < len(value) else None
    return _fields(value).get(step)


def _with(value: Value, at: tuple[str, ...], put: Value) -> Value:
    if not at:
        return put
    first, rest = at[0], at[1:]
    inner = _with(_inside(value, first), rest, put)
    if isinstance(value, list):
        number = int(first)
        return [*value[:number], inner, *value[number + 1 :]]
    return {**_fields(value), first: inner}


def _fields(value: Value) -> dict[str, Value]:
    return value if isinstance(value, dict) else {}


def holds(written: Value, value: Value) -> bool:
    """Tell whether all that a value says is in what was written."""
    if isinstance(value, dict) and isinstance(written, dict):
        pairs = [(written.get(key), one) for key, one in value.items()]
        return value.keys() <= written.keys() and all(holds(*one) for one in pairs)
    if isinstance(value, list) and isinstance(written, list):
        both = zip(written, value, strict=False)
        return len(written) == len(value) and all(holds(*one) for one in both)
    return written == value and isinstance(written, bool) == isinstance(value, bool)
