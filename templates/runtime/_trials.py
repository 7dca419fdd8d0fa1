"""What ``trials/`` says of an operation, and values changed as it tells."""

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias, cast
from urllib.parse import urlencode

from ._codec import JsonValue
from ._http import Request

Object: TypeAlias = Mapping[str, Any]
"""An object of JSON."""

_FOLDER = Path(__file__).parent


def all_facts() -> Iterator["Facts"]:
    """Give what is said of each operation, in the order of the handlers' names."""
    for path in sorted((_FOLDER / "trials").glob("*.json")):
        yield Facts(path.stem, json.loads(path.read_bytes()))


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
        told = self.told["answers"] if self.events else []
        return [one for one in told if "untried" not in one]

    def value(self, event: Object) -> JsonValue:
        """Give the event itself."""
        if "sample" in event:
            sample = _FOLDER / "samples" / event["sample"]
            value: JsonValue = json.loads(sample.read_bytes())
            return value
        return cast("JsonValue", event.get("value"))

    def request(self, event: Object, value: object = ..., path: str = "") -> Request:
        """Make the request that brings an event, or another value in its place."""
        told = self.told
        if "text" in event:
            body = event["text"].encode()
        elif "base64" in event:
            body = b64decode(event["base64"])
        elif "coded" in event:
            body = b""
        elif "form" in event:
            body = as_form(self.value(event) if value is ... else value)
        else:
            body = self._body(self.value(event) if value is ... else value)
        return Request(
            told["method"],
            path or told["path"],
            fields=_fields(event.get("fields", {})),
            body=body,
        )

    def _body(self, value: object) -> bytes:
        batch = self.told["batch"]
        if batch is not None:
            value = _around([_around(value, batch["item"])], batch["within"])
        return json.dumps(value, ensure_ascii=False).encode()


def as_form(value: object) -> bytes:
    """Write a form as a sender does: an array repeats its name, an object is JSON."""
    pairs = [
        (name, item if isinstance(item, str) else _compact(item))
        for name, one in cast("Object", value).items()
        for item in (one if isinstance(one, list) else [one])
    ]
    return urlencode(
        [(name, "" if text == "null" else text) for name, text in pairs]
    ).encode()


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _fields(fields: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in fields.items()]


def _around(value: object, names: Sequence[str]) -> object:
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


def changed(value: object, trial: Object) -> object:
    """Give a value with the changes of a trial."""
    for pointer, put in trial.get("with", {}).items():
        value = _with(value, tokens(pointer), put)
    for pointer in trial.get("without", ()):
        *outer, name = tokens(pointer)
        inner: Any = value
        for step in outer:
            inner = inner[int(step)] if isinstance(inner, list) else inner[step]
        kept = {key: one for key, one in inner.items() if key != name}
        value = _with(value, tuple(outer), kept)
    return value


def _with(value: object, at: tuple[str, ...], put: object) -> object:
    if not at:
        return put
    first, rest = at[0], at[1:]
    if isinstance(value, list):
        number = int(first)
        old = value[number] if number < len(value) else None
        return [*value[:number], _with(old, rest, put), *value[number + 1 :]]
    fields = value if isinstance(value, dict) else {}
    return {**fields, first: _with(fields.get(first), rest, put)}


def holds(written: object, value: object) -> bool:
    """Tell whether all that a value says is in what was written."""
    if isinstance(value, dict) and isinstance(written, dict):
        pairs = [(written.get(key), one) for key, one in value.items()]
        return value.keys() <= written.keys() and all(holds(*one) for one in pairs)
    if isinstance(value, list) and isinstance(written, list):
        both = zip(written, value, strict=False)
        return len(written) == len(value) and all(holds(*one) for one in both)
    return written == value and isinstance(written, bool) == isinstance(value, bool)
