"""What verifying a request comes to, and verifiers made of others."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol, TypeAlias, runtime_checkable

from ._http import Fields, ProblemError, Request

Verifier: TypeAlias = Callable[[Request], Awaitable[None] | None]
"""Sees a request before anything of its body is read; raises ``ProblemError``."""

_CHALLENGE = "www-authenticate"


@runtime_checkable
class Signer(Protocol):
    """A verifier that can also make what it verifies."""

    def sign(self, request: Request, /) -> Request:
        """Give the request with the proof, in place of one that it has already.

        Raises:
            ValueError: There is no secret, or the proof cannot be put on the request.

        """
        ...


def signed(verifier: Verifier | Signer, request: Request) -> Request:
    """Give the request as this verifier takes it: with what it asks for.

    Raises:
        ValueError: The verifier cannot sign, or not this request.

    """
    if verifier is unverified:
        return request
    if isinstance(verifier, Signer):
        return verifier.sign(request)
    message = f"{verifier!r} verifies, and does not say how requests are signed"
    raise ValueError(message)


class UnverifiedError(ProblemError):
    """A request did not prove where it comes from: 401, which says no more.

    Args:
        reason: What was missing or did not fit, for the log alone; no secret, no
            signature and nothing of the body belongs here.
        challenge: What ``www-authenticate`` says, where there is a scheme for it.

    """

    def __init__(self, reason: str, challenge: str = "") -> None:
        headers: Fields = ((_CHALLENGE, challenge),) if challenge else ()
        super().__init__(HTTPStatus.UNAUTHORIZED, "Unauthorized", headers=headers)
        self.reason = reason
        self.challenge = challenge

    def __str__(self) -> str:
        """Say why, for the log."""
        return self.reason


def unverified(_request: Request, /) -> None:
    """Take every request, whoever sent it: the explicit word for that."""


def any_of(*verifiers: Verifier) -> Verifier:
    """Take a request that one of the verifiers takes, asked in this order.

    Raises:
        ValueError: There is none.

    """
    return _AnyOf(_some(verifiers))


def all_of(*verifiers: Verifier) -> Verifier:
    """Take a request that each of the verifiers takes, asked in this order.

    Raises:
        ValueError: There is none.

    """
    return _AllOf(_some(verifiers))


def _some(verifiers: tuple[Verifier, ...]) -> tuple[Verifier, ...]:
    if not verifiers:
        message = "no verifier is given"
        raise ValueError(message)
    return verifiers


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse:
    """Takes no request: stands where nobody has said yet how requests are verified.

    Attributes:
        reason: What the log says.

    """

    reason: str

    def __call__(self, _request: Request, /) -> None:
        """Refuse with 401."""
        raise UnverifiedError(self.reason)

    def sign(self, _request: Request, /) -> Request:
        """Raise ``ValueError``: nobody has said how requests are signed either."""
        raise ValueError(self.reason)


@dataclass(frozen=True, slots=True)
class _AnyOf:
    verifiers: tuple[Verifier, ...]

    async def __call__(self, request: Request, /) -> None:
        reasons: list[str] = []
        challenges: dict[str, None] = {}
        for verifier in self.verifiers:
            try:
                await settle(verifier, request)
            except UnverifiedError as refusal:
                reasons.append(refusal.reason)
                challenges |= dict.fromkeys(filter(None, [refusal.challenge]))
            except ProblemError as problem:
                reasons.append(str(problem))
            else:
                return
        raise UnverifiedError("; ".join(reasons), ", ".join(challenges))

    def sign(self, request: Request, /) -> Request:
        """Sign as the first that can, of which there has to be one."""
        reasons: list[str] = []
        for verifier in self.verifiers:
            try:
                return signed(verifier, request)
            except ValueError as error:
                reasons.append(str(error))
        raise ValueError("; ".join(reasons))


@dataclass(frozen=True, slots=True)
class _AllOf:
    verifiers: tuple[Verifier, ...]

    async def __call__(self, request: Request, /) -> None:
        for verifier in self.verifiers:
            await settle(verifier, request)

    def sign(self, request: Request, /) -> Request:
        """Sign as each in turn, and once more: what one adds, another may cover."""
        for verifier in self.verifiers * 2:
            request = signed(verifier, request)
        return request


async def settle(verifier: Verifier, request: Request) -> None:
    """Ask a verifier, and wait for what it says."""
    verdict = verifier(request)
    if verdict is not None:
        await verdict
