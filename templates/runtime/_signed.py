"""The text that a signature is made over, as a template of what a request has."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from ._http import Request
from ._verdicts import UnverifiedError

Public: TypeAlias = str | Callable[[Request], str]
"""How the sender knows the address: what stands before the path (``/hooks``, or
``https://example.com/hooks``), or what makes of a request the whole public URL."""

_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_ORIGIN = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_DIGESTS = ("md5", "sha1", "sha256", "sha384", "sha512")


@dataclass(slots=True, kw_only=True)  # each request makes one: frozen, it costs double
class Ingredients:
    """What a signed text is made of."""

    request: Request
    public: Public
    timestamp: str
    id: str

    @property
    def url(self) -> str:
        """The public URL, or its path and query where no more is known."""
        if callable(self.public):
            return self.public(self.request)
        query = f"?{self.request.query}" if self.request.query else ""
        return f"{self.public.rstrip('/')}{self.request.path}{query}"

    @property
    def path(self) -> str:
        """The public path, still escaped."""
        if callable(self.public):
            return _ORIGIN.sub("", self.url).partition("?")[0]
        return f"{_ORIGIN.sub('', self.public).rstrip('/')}{self.request.path}"

    def header(self, name: str) -> str:
        """Give a header field; raises ``UnverifiedError`` without it."""
        value = self.request.headers.get(name)
        if value is None:
            reason = f"the header {name} is missing"
            raise UnverifiedError(reason)
        return value


_Part: TypeAlias = Callable[[Ingredients], bytes]


@dataclass(frozen=True, slots=True)
class SignedText:
    """A template, read.

    Attributes:
        names: What stands between its braces.
        write: Fills in; raises ``UnverifiedError`` if a header is missing.

    """

    names: frozenset[str]
    write: _Part


@lru_cache
def signed_text(template: str) -> SignedText:
    """Read a template.

    Raises:
        ValueError: It has a brace without its other one, or a part that nobody knows.

    """
    parts: list[_Part | None] = []
    names: set[str] = set()
    at = 0
    for token in _TOKEN.finditer(template):
        parts.append(_literal(template[at : token.start()]))
        at = token.end()
        name: str | None = token[1]
        if name is not None:
            names.add(name.lower())
            parts.append(_part(name))
        elif len(token[0]) == 1:
            message = f"a lone brace in the template {template!r}: write it twice"
            raise ValueError(message)
        else:
            parts.append(_literal(token[0][0]))
    parts.append(_literal(template[at:]))
    return SignedText(frozenset(names), _joined([one for one in parts if one]))


def _joined(parts: Sequence[_Part]) -> _Part:
    if len(parts) == 1:
        return parts[0]
    return lambda found: b"".join([part(found) for part in parts])


def octets(text: str) -> bytes:
    """Give the bytes that were read as this text."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _literal(text: str) -> _Part | None:
    """Write a text as it is, if there is one."""
    if not text:
        return None
    written = text.encode()
    return lambda _: written


def _part(name: str) -> _Part:
    simple = _SIMPLE.get(name)
    if simple is not None:
        return simple
    kind, _, rest = name.partition(":")
    if kind == "header" and _HEADER.fullmatch(rest.removesuffix("?")):
        return _header(rest)
    if kind == "body":
        digest, _, encoding = rest.partition(":")
        if digest in _DIGESTS and encoding.removesuffix("?") in ("hex", "base64"):
            return _digest(digest, encoding)
    message = f"a signed text has no part {{{name}}}"
    raise ValueError(message)


_SIMPLE: dict[str, _Part] = {
    "method": lambda found: octets(found.request.method),
    "path": lambda found: octets(found.path),
    "query": lambda found: octets(found.request.query),
    "url": lambda found: octets(found.url),
    "body": lambda found: found.request.body,
    "timestamp": lambda found: octets(found.timestamp),
    "id": lambda found: octets(found.id),
}


def _header(name: str) -> _Part:
    if name.endswith("?"):
        bare = name.removesuffix("?")
        return lambda found: octets(found.request.headers.get(bare, ""))
    return lambda found: octets(found.header(name))


def _digest(digest: str, encoding: str) -> _Part:
    optional = encoding.endswith("?")
    in_hex = encoding.startswith("hex")

    def write(found: Ingredients) -> bytes:
        body = found.request.body
        if optional and not body:
            return b""
        made = hashlib.new(digest, body, usedforsecurity=False).digest()
        return made.hex().encode() if in_hex else b64encode(made)

    return write
