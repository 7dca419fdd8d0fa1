"""Who is let in, and who is not: requests with proofs, as a document asks for them."""

import os
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeAlias, cast

from . import presets, verify
from ._http import Request
from ._trials import Object, Value
from ._verdicts import Signer

Proof: TypeAlias = Object
"""What makes a verifier: ``call`` names it, ``given`` and ``settings`` are its own."""

Way: TypeAlias = list[Proof]
"""What a request has to bring, all of it."""

_KEY = "5ec2e75ec2e75ec25ec2e75ec2e75ec2"
"""What signs: good as a text, as hex and as base64."""

_OTHER_KEY = "07e207e207e207e207e207e207e207e2"
_YEAR = 31_536_000.0
_LATE = 5.0
"""How far from the edge of a window requests are sent, in seconds."""


def ways_in(told: Proof) -> list[Way]:
    """Give each way in which a request can prove who sent it."""
    match told["call"]:
        case "Refuse":
            return []
        case "unverified":
            return [[]]
        case "any_of":
            return [way for one in told["given"] for way in ways_in(one)]
        case "all_of":
            ways: list[Way] = [[]]
            for one in told["given"]:
                ways = [[*way, *other] for way in ways for other in ways_in(one)]
            return ways
        case _:
            return [[told]]


def proved(way: Way, request: Request) -> Iterator[tuple[str, Request]]:
    """Give requests that are let in: at once, and as late and as early as may be."""
    verifiers = [_made(one) for one in way]
    yield "at once", _signed(verifiers, request)
    for number, one in enumerate(verifiers):
        window = _window(one)
        if not window and getattr(one, "timestamp", None):
            yield "a year late", _signed(_at(verifiers, number, -_YEAR), request)
        if window > 2 * _LATE:
            for late in (_LATE - window, window - _LATE):
                shifted = _at(verifiers, number, late)
                yield f"{late} s off", _signed(shifted, request)


def forged(
    way: Way,
    ways: Sequence[Way],
    request: Request,
) -> Iterator[tuple[str, Request]]:
    """Give requests that are not let in, though little is wrong with them."""
    verifiers = [_made(one) for one in way]
    for number, one in enumerate(verifiers):
        others = [*verifiers]
        others[number] = _made(way[number], _OTHER_KEY)
        yield "another secret", _signed(others, request)
        if "{body" in str(getattr(one, "signed", None)):
            signed = _signed(verifiers, request)
            yield "another body", replace(signed, body=signed.body + b" ")
        if _window(one):
            for late in (-_window(one) - _LATE, _window(one) + _LATE):
                shifted = _at(verifiers, number, late)
                yield f"a time {late} s off", _signed(shifted, request)
    for number, lacking in enumerate(way):
        short = way[:number] + way[number + 1 :]
        if not any(all(one in short for one in other) for other in ways):
            weak = _signed([_made(one) for one in short], request)
            yield f"nothing for {lacking['call']}", weak


@contextmanager
def secrets(told: Proof) -> Generator[None]:
    """Set the environment variables that the package reads its secrets from."""
    names = dict(_variables(cast("Value", told)))
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(names)
    try:
        yield
    finally:
        for name, value in before.items():
            del os.environ[name]
            if value is not None:
                os.environ[name] = value


def _made(told: Proof, key: str = _KEY) -> Signer:
    """Make the verifier that is described, with this key."""
    called = told["call"]
    found = getattr(verify, called, None) or getattr(presets, called)
    make = cast("Callable[..., Signer]", found)
    user = "user" if called == "Basic" else "key"

    def given(one: Value) -> object:
        is_secret = isinstance(one, dict) and "secret" in one
        return {user: key} if is_secret else one

    settings = {name: given(one) for name, one in told["settings"].items()}
    return make(*map(given, told["given"]), **settings)


def _signed(verifiers: Sequence[Signer], request: Request) -> Request:
    """Give the request with all proofs; what one adds, another may cover."""
    for verifier in [*verifiers, *verifiers]:
        request = verifier.sign(request)
    return request


def _window(verifier: Signer) -> float:
    """Give how far the time of sending may be off, 0 if nobody looks at it."""
    window: float | None = getattr(verifier, "window", None)
    return window or 0.0


def _at(verifiers: Sequence[Signer], number: int, late: float) -> list[Signer]:
    """Give the verifiers, one of which signs at another time."""
    shifted = [*verifiers]
    one = cast("verify.Signature", shifted[number])
    shifted[number] = replace(one, clock=lambda: time.time() + late)
    return shifted


def _variables(told: Value, *, pair: bool = False) -> Iterator[tuple[str, str]]:
    match told:
        case {"secret": str(name)}:
            yield name, f"user:{_KEY}" if pair else _KEY
        case dict():
            pairs = pair or told.get("call") == "Basic"
            for one in told.values():
                yield from _variables(one, pair=pairs)
        case list():
            for one in told:
                yield from _variables(one, pair=pair)
        case _:
            return
