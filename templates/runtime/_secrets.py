"""Secrets: one, several while they are changed, by key id, or read at each request."""

import binascii
import os
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Texts: TypeAlias = str | Sequence[str]
Given: TypeAlias = Texts | Mapping[str, Texts]
Secrets: TypeAlias = Given | Callable[[], Given]
"""A secret; several, each of which is good; the same by key id; or what gives one of
these at each request."""

KeyForm: TypeAlias = Literal["text", "base64", "hex"]
"""How a secret is written: as the text that it is, or in an encoding of its bytes."""

_FROM_URL_SAFE = str.maketrans("-_", "+/")


@dataclass(frozen=True, slots=True)
class Environment:
    """Reads secrets from environment variables, at each request and not before.

    Attributes:
        names: Of the variables; one that is not set is no secret.

    """

    names: tuple[str, ...]

    def __call__(self) -> list[str]:
        """Give the secrets as they are now."""
        return [os.environ.get(name, "") for name in self.names]


def environment(*names: str) -> Environment:
    """Read secrets from environment variables, at each request and not before.

    A variable that is not set is no secret; several are good at once, as they are
    while a secret is replaced by another.
    """
    return Environment(names)


def known(secrets: Secrets, key: str | None = None) -> list[str]:
    """Give the secrets that are good for a key id, an empty one never.

    Where secrets have no key ids, all are good for each; where no id is asked for, the
    secrets of all ids are good.
    """
    given = secrets() if callable(secrets) else secrets
    if not isinstance(given, Mapping):
        found = _listed(given)
    elif key is None:
        found = [secret for texts in given.values() for secret in _listed(texts)]
    else:
        found = _listed(given.get(key, ()))
    return [secret for secret in found if secret]


def first(secrets: Secrets, *, keyed: bool = False) -> tuple[str, str]:
    """Give the secret that signs: the first one, with its key id if it has one.

    Raises:
        ValueError: There is none, or none with a key id where that is asked for.

    """
    given = secrets() if callable(secrets) else secrets
    ids = given if isinstance(given, Mapping) else [""]
    pairs = [(key, secret) for key in ids for secret in known(given, key)]
    if pairs and (isinstance(given, Mapping) or not keyed):
        return pairs[0]
    if pairs:
        message = "the key id has to be said, and the secrets are not given by key id"
    elif isinstance(secrets, Environment):
        message = f"no secret is configured: set {' or '.join(secrets.names)}"
    else:
        message = "no secret is configured"
    raise ValueError(message)


def _listed(texts: Texts) -> Sequence[str]:
    return [texts] if isinstance(texts, str) else texts


def keys(secrets: Iterable[str], form: KeyForm, prefix: str = "") -> list[bytes]:
    """Decode secrets, which may begin with a prefix that is no part of them.

    Raises:
        ValueError: One of them is not in the form; the message does not say what it is.

    """
    found = [_key(secret.removeprefix(prefix), form) for secret in secrets]
    return [key for key in found if key]


def _key(secret: str, form: KeyForm) -> bytes:
    if form == "text":
        return secret.encode()
    try:
        return bytes.fromhex(secret) if form == "hex" else from_base64(secret)
    except ValueError:
        message = f"a secret is not in {form}"
    # Raised here so that no traceback shows the error before, which may quote.
    raise ValueError(message)


def from_base64(text: str) -> bytes:
    """Decode base64 of either alphabet, padded or not.

    Raises:
        ValueError: It is not base64.

    """
    plain = text.translate(_FROM_URL_SAFE).rstrip("=")
    try:
        return b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except binascii.Error as error:
        message = "not base64"
        raise ValueError(message) from error
