"""Credentials in a request: a user and password, a token, a key."""

import hmac
from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias
from urllib.parse import unquote_to_bytes

from ._http import Request
from ._secrets import Secrets, first, from_base64, known
from ._signed import octets
from ._signing import with_cookie, with_field, with_parameter
from ._verdicts import UnverifiedError

Place: TypeAlias = Literal["header", "query", "cookie"]

_PLACES = ("header", "query", "cookie")


@dataclass(frozen=True, slots=True, kw_only=True)
class Basic:
    """Verifies a user and a password (RFC 7617).

    Attributes:
        secrets: Texts ``user:password``, or passwords by user; see ``Secrets``. With
            none, every request is refused.
        realm: What clients are told that the password is for.

    Raises:
        ValueError: The realm cannot stand in a header.

    """

    secrets: Secrets = field(repr=False)
    realm: str = "webhooks"

    def __post_init__(self) -> None:
        """Refuse a realm that a header cannot quote."""
        if not self.realm.isascii() or not self.realm.isprintable():
            message = "the realm has characters that a header cannot hold"
            raise ValueError(message)
        if '"' in self.realm or "\\" in self.realm:
            message = "the realm has a quote or a backslash"
            raise ValueError(message)

    def __call__(self, request: Request, /) -> None:
        """Return, or raise ``UnverifiedError``."""
        challenge = f'Basic realm="{self.realm}", charset="UTF-8"'
        credentials = _authorization(request, "basic", challenge)
        try:
            presented = from_base64(credentials)
        except ValueError as error:
            reason = "the basic credentials are not base64"
            raise UnverifiedError(reason, challenge) from error
        _compare(presented, list(self._expected()), "user and password", challenge)

    def sign(self, request: Request, /) -> Request:
        """Give the request with the first user and password; ``ValueError`` without."""
        for pair in self._expected():
            credentials = b"Basic " + b64encode(pair.encode())
            return with_field(request, "authorization", credentials)
        first(self.secrets)
        message = "the secret is no user and password with a colon between them"
        raise ValueError(message)

    def _expected(self) -> Iterator[str]:
        given = self.secrets() if callable(self.secrets) else self.secrets
        if not isinstance(given, Mapping):
            yield from (text for text in known(given) if ":" in text)
            return
        for user in given:
            for password in known(given, user):
                yield f"{user}:{password}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """Verifies a token that is agreed upon (RFC 6750).

    Attributes:
        secrets: The tokens; see ``Secrets``. With none, every request is refused.

    """

    secrets: Secrets = field(repr=False)

    def __call__(self, request: Request, /) -> None:
        """Return, or raise ``UnverifiedError``."""
        presented = _authorization(request, "bearer", "Bearer")
        _compare(octets(presented), known(self.secrets), "bearer token", "Bearer")

    def sign(self, request: Request, /) -> Request:
        """Give the request with the first token; ``ValueError`` without."""
        _, token = first(self.secrets)
        return with_field(request, "authorization", b"Bearer " + token.encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """Verifies a key in a header, in the query or in a cookie.

    Attributes:
        name: Of the header field, in any case; of the parameter or of the cookie.
        place: Where it is.
        secrets: The keys; see ``Secrets``. With none, every request is refused.

    Raises:
        ValueError: There is no such place.

    """

    name: str
    place: Place = "header"
    secrets: Secrets = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a place that a request does not have."""
        if self.place not in _PLACES:
            message = f"place is one of {', '.join(_PLACES)}"
            raise ValueError(message)

    def __call__(self, request: Request, /) -> None:
        """Return, or raise ``UnverifiedError``."""
        found = list(_values(self.name, self.place, request))
        if len(found) != 1:
            how = "missing" if not found else "there several times"
            reason = f"the key {self.name} in the {self.place} is {how}"
            raise UnverifiedError(reason)
        _compare(found[0], known(self.secrets), f"key {self.name}", "")

    def sign(self, request: Request, /) -> Request:
        """Give the request with the first key; ``ValueError`` without."""
        _, key = first(self.secrets)
        if self.place == "query":
            return with_parameter(request, self.name, key)
        add = with_cookie if self.place == "cookie" else with_field
        return add(request, self.name, key.encode())


def _values(name: str, place: Place, request: Request) -> Iterator[bytes]:
    """Yield the values of that name, as bytes."""
    if place == "header":
        if name in request.headers:
            yield octets(request.headers[name])
    elif place == "query":
        yield from (value for key, value in pairs(octets(request.query)) if key == name)
    else:
        for part in request.headers.get("cookie", "").split(";"):
            key, _, value = part.strip(" \t").partition("=")
            if key == name:
                yield octets(value)


def pairs(form: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the names and values of a query or a form; the values are not decoded."""
    for part in filter(None, form.split(b"&")):
        name, _, value = part.replace(b"+", b" ").partition(b"=")
        key = unquote_to_bytes(name).decode("utf-8", "surrogateescape")
        yield key, unquote_to_bytes(value)


def _authorization(request: Request, scheme: str, challenge: str) -> str:
    """Give what stands after the scheme in ``authorization``."""
    header = request.headers.get("authorization")
    if header is None:
        reason = "the header authorization is missing"
        raise UnverifiedError(reason, challenge)
    word, _, rest = header.strip(" \t").partition(" ")
    if word.lower() != scheme:
        reason = f"the header authorization is not of the scheme {scheme}"
        raise UnverifiedError(reason, challenge)
    return rest.strip(" \t")


def _compare(presented: bytes, secrets: list[str], what: str, challenge: str) -> None:
    """Compare with each secret, whatever was found before."""
    if not secrets:
        reason = f"no secret is configured for the {what}"
        raise UnverifiedError(reason, challenge)
    holds = False
    for secret in secrets:
        holds |= hmac.compare_digest(secret.encode(), presented)
    if not holds:
        reason = f"the {what} is another"
        raise UnverifiedError(reason, challenge)
