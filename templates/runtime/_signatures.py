"""Signatures of requests: an HMAC over what a template says, found in a header."""

import hmac
import re
import time
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Literal, TypeAlias
from uuid import uuid4

from ._http import Request, value_of
from ._secrets import KeyForm, Secrets, first, keys, known
from ._signed import Ingredients, Public, SignedText, octets, signed_text
from ._signing import with_field
from ._verdicts import UnverifiedError

Hash: TypeAlias = Literal["sha1", "sha256", "sha384", "sha512"]
Encoding: TypeAlias = Literal["hex", "base64"]
TimestampForm: TypeAlias = Literal["unix", "iso"]
Seen: TypeAlias = Callable[[str], Awaitable[bool] | bool]

_CHOICES = {
    "hash": ("sha1", "sha256", "sha384", "sha512"),
    "encoding": ("hex", "base64"),
    "key_form": ("text", "base64", "hex"),
    "timestamp_form": ("unix", "iso"),
}
_SIGNATURE = r"(?P<signature>[0-9A-Za-z+/_-]+={0,2})"
_KEY = r"(?P<key>[^\s,]+)"
_PLACE = re.compile(r"header:[!#$%&'*+.^_`|~0-9A-Za-z-]+|item:[^\s=,:;]+")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9-]*) +")
_ISO = re.compile(
    r"(\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d)(\.\d{1,9})?Z", re.ASCII
)
_UNIX = re.compile(r"\d{1,12}", re.ASCII)
_FROM_URL_SAFE = str.maketrans("-_", "+/")
_MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class _Plan:
    """What each request is asked for, found out once."""

    header: bytes
    fits: Callable[[str], re.Match[str] | None]
    is_keyed: bool
    text: SignedText
    is_timed: bool
    is_identified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Verifies that whoever sent a request knows a secret, and when it was sent.

    ``sign`` makes such requests, of the same text.

    The texts in braces of ``signed`` are ``method``, ``path`` (the public one, still
    escaped), ``query``, ``url`` (the public one), ``body`` (its bytes as received),
    ``body:md5:base64`` (a digest of it: md5, sha1, sha256, sha384 or sha512, as hex or
    base64), ``header:NAME``, ``timestamp`` and ``id``. A header that is missing is
    refused; with ``?`` at the end it counts as empty, as does the digest of an empty
    body. A brace that stands for itself is written twice.

    Attributes:
        header: The header field with the signature.
        secrets: What signs; see ``Secrets``. With none, every request is refused.
        signed: What is signed.
        hash: That of the HMAC; the request has no say in it.
        encoding: That of the signature; base64 in either alphabet, padded or not.
        value: What the header holds, with ``{signature}`` and perhaps ``{key}``, by
            which ``secrets`` are then looked up. A word and a blank at its beginning
            are an authorization scheme, in any case.
        separator: What stands between the items, where the header holds a list: each
            item that is like ``value`` is tried.
        key_form: How secrets are written.
        key_prefix: What may stand before a secret and is no part of it.
        timestamp: Where the time of sending is: ``header:NAME``, or ``item:NAME`` for
            an item ``NAME=...`` of the list.
        timestamp_form: Seconds since 1970, or ISO 8601 in UTC with up to 9 digits.
        window: How far the time may be off, in seconds, either way; ``None`` is any.
        clock: Tells the time, in seconds since 1970.
        id: Where the id of the request is, in the same way as ``timestamp``.
        seen: Tells whether an id came before; asked once the signature held.
        public: How the sender knows the address, where it is not the path received.

    Raises:
        ValueError: The parts do not fit together.

    """

    header: str
    secrets: Secrets = field(repr=False)
    signed: str = "{body}"
    hash: Hash = "sha256"
    encoding: Encoding = "hex"
    value: str = "{signature}"
    separator: str = ""
    key_form: KeyForm = "text"
    key_prefix: str = field(default="", repr=False)
    timestamp: str = ""
    timestamp_form: TimestampForm = "unix"
    window: float | None = None
    clock: Callable[[], float] = time.time
    id: str = ""
    seen: Seen | None = None
    public: Public = ""
    _fixed: list[bytes] = field(
        default_factory=list[bytes],
        init=False,
        repr=False,
        compare=False,
    )
    _plan: _Plan = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse what cannot work before the first request comes."""
        for name, choices in _CHOICES.items():
            if getattr(self, name) not in choices:
                _refuse(f"{name} is one of {', '.join(choices)}")
        signed = signed_text(self.signed)
        plan = _Plan(
            header=octets(self.header.lower()),
            fits=value_pattern(self.value).fullmatch,
            is_keyed="{key}" in self.value,
            text=signed,
            is_timed=self.window is not None or "timestamp" in signed.names,
            is_identified=self.seen is not None or "id" in signed.names,
        )
        object.__setattr__(self, "_plan", plan)  # the one way, since it is frozen
        self._check_places(signed)
        if not callable(self.secrets):
            found = self._read(None)
            # A list or a mapping may be another one when the next request comes.
            self._fixed.extend(found if isinstance(self.secrets, str | tuple) else ())

    def _check_places(self, signed: SignedText) -> None:
        for name, place in (("timestamp", self.timestamp), ("id", self.id)):
            if place and not _PLACE.fullmatch(place):
                _refuse(f"{name} is `header:NAME` or `item:NAME`")
            if place.startswith("item:") and not self.separator:
                _refuse(f"{name} is an item of a list, and no separator is given")
            if name in signed.names and not place:
                _refuse(f"{{{name}}} is signed, and nothing says where it is")
        if self.window is not None and not {
            "timestamp",
            self.timestamp.lower(),
        }.intersection(signed.names - {""}):
            _refuse("the window is of a time that is not signed")
        if self.seen is not None and not self.id:
            _refuse("`seen` is asked about an id, and nothing says where it is")
        if "url" in signed.names and not _is_url(self.public):
            _refuse("{url} is signed, and `public` does not say what it is")

    def __call__(self, request: Request, /) -> Awaitable[None] | None:
        """Return, or raise ``UnverifiedError``; awaitable if ``seen`` is."""
        presented = self._presented(request)
        plan = self._plan
        ingredients = Ingredients(
            request=request,
            public=self.public,
            timestamp=self._at(self.timestamp, request) if plan.is_timed else "",
            id=self._at(self.id, request) if plan.is_identified else "",
        )
        if not self._holds(presented, plan.text.write(ingredients)):
            raise UnverifiedError(differs(ingredients))
        if self.window is not None:
            self._check_time(ingredients.timestamp, self.window)
        return None if self.seen is None else check_seen(self.seen, ingredients.id)

    def sign(self, request: Request, /) -> Request:
        """Give the request with the signature, its time and its id; sign as the first.

        An id that stands at its place already is kept, so that a request can be sent
        again; else it is a new one.

        Raises:
            ValueError: There is no secret, or none with a key id where the header has
                one, or a header that is signed is missing.

        """
        key, secret = self._first()
        timestamp, name = self._now(), self._name(request)
        items: list[str] = []
        for place, text in ((self.timestamp, timestamp), (self.id, name)):
            kind, _, at = place.partition(":")
            if kind == "header":
                request = with_field(request, at, octets(text))
            elif kind == "item":
                items.append(f"{at}={text}")
        ingredients = Ingredients(
            request=request,
            public=self.public,
            timestamp=timestamp,
            id=name,
        )
        try:
            content = self._plan.text.write(ingredients)
            signed = mac(secret, content, self.hash, self.encoding)
        except UnverifiedError as error:
            raise ValueError(error.reason) from error
        items.append(self._item(key, signed))
        return with_field(request, self.header, octets(self.separator.join(items)))

    def _first(self) -> tuple[str, bytes]:
        """Give the key id and the secret that sign."""
        key, secret = first(self.secrets, keyed=self._plan.is_keyed)
        found = keys([secret], self.key_form, self.key_prefix)
        if not found:
            _refuse("no secret is configured, but for what stands before one")
        return key, found[0]

    def _now(self) -> str:
        """Write the time as it is sent."""
        if self.timestamp_form == "unix":
            return str(int(self.clock()))
        now = datetime.fromtimestamp(self.clock(), UTC).replace(tzinfo=None)
        whole, point, rest = now.isoformat().partition(".")
        return f"{whole}{point}{rest.rstrip('0')}Z"

    def _name(self, request: Request) -> str:
        """Give the id that the request has, else a new one."""
        try:
            return self._at(self.id, request) if self.id else ""
        except UnverifiedError:
            return str(uuid4())

    def _item(self, key: str, signature: bytes) -> str:
        """Write a signature as the header holds it, with its padding."""
        text = padded(signature, self.encoding).decode()
        item = self.value.replace("{signature}", text).replace("{key}", key)
        splits = bool(self.separator) and self.separator in item
        if splits or not value_pattern(self.value).fullmatch(item):
            _refuse("the key id cannot stand in the header")
        return item

    def _presented(self, request: Request) -> list[tuple[str | None, str]]:
        """Give the signatures of the header, each with its key id if it has one."""
        plan = self._plan
        found = [
            (match["key"] if plan.is_keyed else None, match["signature"])
            for match in map(plan.fits, self._items(request))
            if match
        ]
        if not found:
            reason = f"the header {self.header} holds no signature of the form expected"
            raise UnverifiedError(reason)
        return found

    def _items(self, request: Request) -> list[str]:
        header = value_of(request.fields, self._plan.header)
        if header is None:
            reason = f"the header {self.header} is missing"
            raise UnverifiedError(reason)
        if not self.separator:
            return [header.strip(" \t")]
        return [item.strip(" \t") for item in header.split(self.separator)]

    def _at(self, place: str, request: Request) -> str:
        """Read what stands at a place."""
        kind, _, name = place.partition(":")
        if kind == "header":
            found = [request.headers[name]] if name in request.headers else []
        else:
            pairs = (item.partition("=") for item in self._items(request))
            found = [value for key, _, value in pairs if key == name]
        if len(found) != 1:
            reason = f"{place} is missing, or there several times"
            raise UnverifiedError(reason)
        return found[0]

    def _holds(self, presented: list[tuple[str | None, str]], text: bytes) -> bool:
        """Compare each signature with that of each secret, all to the end."""
        holds = False
        anything = False
        for key, signature in presented:
            given = canonical(signature, self.encoding)
            for secret in self._fixed or self._keys(key):
                anything = True
                made = mac(secret, text, self.hash, self.encoding)
                holds |= hmac.compare_digest(made, given)
        if not anything:
            reason = "no secret is configured, or none for the key id"
            raise UnverifiedError(reason)
        return holds

    def _keys(self, key: str | None) -> list[bytes]:
        """Give the secrets for a key id, as they are now."""
        try:
            return self._read(key)
        except ValueError as error:
            raise UnverifiedError(str(error)) from error

    def _read(self, key: str | None) -> list[bytes]:
        return keys(known(self.secrets, key), self.key_form, self.key_prefix)

    def _check_time(self, text: str, window: float) -> None:
        sent = _instant(text, self.timestamp_form)
        if sent is None:
            reason = f"{self.timestamp} is no time of the form {self.timestamp_form}"
            raise UnverifiedError(reason)
        off = self.clock() - sent
        if abs(off) > window:
            reason = f"the request was sent {off:.0f} s ago: more than {window:g} s off"
            raise UnverifiedError(reason)


def check_seen(seen: Seen, name: str) -> Awaitable[None] | None:
    """Refuse an id that came before; awaitable if ``seen`` is."""
    answer = seen(name)
    if isinstance(answer, Awaitable):
        return _awaited(answer)
    _refuse_seen(came_before=answer)
    return None


async def _awaited(answer: Awaitable[bool]) -> None:
    _refuse_seen(came_before=await answer)


def _refuse_seen(*, came_before: bool) -> None:
    if came_before:
        reason = "the id of the request came before"
        raise UnverifiedError(reason)


def mac(secret: bytes, text: bytes, name: str, encoding: Encoding) -> bytes:
    """Give the signature as ``canonical`` spells it."""
    made = hmac.digest(secret, text, name)
    return made.hex().encode() if encoding == "hex" else b64encode(made).rstrip(b"=")


def padded(signature: bytes, encoding: Encoding) -> bytes:
    """Write a signature as it is sent."""
    if encoding == "base64":
        return signature + b"=" * (-len(signature) % 4)
    return signature


def canonical(signature: str, encoding: Encoding) -> bytes:
    """Spell a signature in the one way in which it is compared.

    Hex digits in capitals are taken, but not in both cases.
    """
    if encoding == "hex":
        same = signature.lower() if signature.isupper() else signature
    else:
        same = signature.translate(_FROM_URL_SAFE).rstrip("=")
    return same.encode(errors="backslashreplace")


def differs(found: Ingredients) -> str:
    """Say what a signature was held against, but for the secret and the body."""
    request = found.request
    content_type = request.headers.get("content-type", "")[:_MOST_SHOWN]
    return (
        f"the signature differs: {request.method[:_MOST_SHOWN]!r} "
        f"{found.path[:_MOST_SHOWN]!r}, content type {content_type!r}, "
        f"{len(request.body)} bytes"
    )


@lru_cache
def value_pattern(value: str) -> re.Pattern[str]:
    """Read what a header holds as a pattern.

    Raises:
        ValueError: It has no ``{signature}``, or something else in braces.

    """
    scheme = _SCHEME.match(value)
    parts = re.split(r"(\{[^{}]*\})", value[scheme.end() if scheme else 0 :])
    if sorted(parts[1::2]) not in (["{signature}"], ["{key}", "{signature}"]):
        _refuse("value has {signature} once, and perhaps {key}")
    if any("{" in part or "}" in part for part in parts[::2]):
        _refuse("value has a lone brace")
    if "" in parts[2:-1:2]:
        _refuse("value has nothing between {key} and {signature}")
    start = f"(?i:{re.escape(scheme[1])}) +" if scheme else ""
    return re.compile(start + "".join(_pattern(parts)))


def _pattern(parts: Iterable[str]) -> list[str]:
    named = {"{signature}": _SIGNATURE, "{key}": _KEY}
    return [named.get(part) or re.escape(part) for part in parts]


def _instant(text: str, form: TimestampForm) -> float | None:
    """Give the seconds since 1970, ``None`` if it is no time of the form."""
    if form == "unix":
        return float(text) if _UNIX.fullmatch(text) else None
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    try:
        whole = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
    except ValueError:
        return None
    return whole.timestamp() + float(found[2] or 0)


def _is_url(public: Public) -> bool:
    return callable(public) or "://" in public


def _refuse(message: str) -> None:
    raise ValueError(message)
