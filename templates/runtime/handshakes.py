"""Questions that a sender asks of an address before it sends, or now and then.

``Settings(handshakes=(SlackChallenge(), ...))`` has them answered at the paths of the
operations and at the one URL. A request by a method that an operation of its path has
is verified first, as its events are; by any other one (``GET``, ``OPTIONS``), which
senders do not sign, it reaches the handshakes unverified. What none of them answers
goes on to the operations.
"""

import hmac
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final, Literal, Protocol
from urllib.parse import parse_qsl

from ._codec import from_json, to_json
from ._encodings import json_in_utf8
from ._http import JSON, Fields, ProblemError, Request, Response, bad_request

_MOST_CHARACTERS: Final = 1024
_MOST_FIELDS: Final = 100
_UNSNIFFED: Final = ("x-content-type-options", "nosniff")
_TEXT: Final[Fields] = (("content-type", "text/plain; charset=utf-8"), _UNSNIFFED)
_JSON: Final[Fields] = (*JSON, _UNSNIFFED)


class Handshake(Protocol):
    """Answers the questions of one kind of sender."""

    async def answer(self, request: Request, /) -> Response | None:
        """Answer the request, or give ``None`` if it asks nothing of the kind.

        Raises:
            ProblemError: It asks, and is refused.

        """
        ...


@dataclass(frozen=True)
class SlackChallenge:
    """Slack's ``url_verification``: its challenge is sent back.

    Attributes:
        reply: What the challenge is sent back as; Slack takes either.

    """

    reply: Literal["json", "text"] = "json"

    async def answer(self, request: Request, /) -> Response | None:
        """Answer a ``POST`` whose body is such an event."""
        if request.method != "POST" or b"url_verification" not in request.body:
            return None
        try:
            event = from_json(json_in_utf8(request))
        except ValueError:
            return None
        if not isinstance(event, dict) or event.get("type") != "url_verification":
            return None
        challenge = _bounded(event.get("challenge"))
        if self.reply == "text":
            return Response(HTTPStatus.OK, challenge.encode(), _TEXT)
        return Response(HTTPStatus.OK, to_json({"challenge": challenge}), _JSON)


@dataclass(frozen=True)
class CloudEventsOptions:
    """The validation of CloudEvents' HTTP web hooks (1.0, section 4).

    Attributes:
        origins: The names of the systems that may send, in any case; ``*`` is all.
        rate: How many requests a minute they may send, ``None`` for any number.

    """

    origins: tuple[str, ...]
    rate: int | None = None

    async def answer(self, request: Request, /) -> Response | None:
        """Permit ``OPTIONS`` of a known origin; others are told nothing of it."""
        if request.method != "OPTIONS":
            return None
        asked = request.headers.get("webhook-request-origin", "").strip().lower()
        granted = [name for name in self.origins if asked and name.lower() == asked]
        if asked and "*" in self.origins:
            granted = ["*"]
        if not granted:
            return None
        rate = "*" if self.rate is None else str(self.rate)
        return Response(
            HTTPStatus.OK,
            headers=(
                ("webhook-allowed-origin", granted[0]),
                ("webhook-allowed-rate", rate),
            ),
        )


@dataclass(frozen=True)
class GetChallenge:
    """A ``GET`` whose query has what both sides know: its challenge is echoed.

    The names are those of Meta. For WebSub, of which a subscriber checks the topic, it
    is ``GetChallenge(feed, compared="hub.topic", modes=("subscribe", "unsubscribe"))``.

    Attributes:
        secret: What one parameter has to be; it is compared in constant time.
        challenge: The name of the parameter that is sent back as plain text.
        compared: The name of the parameter that has to be the secret.
        mode: The name of the parameter that says what is asked, empty if there is none.
        modes: What it may say.

    """

    secret: str = field(repr=False)
    challenge: str = "hub.challenge"
    compared: str = "hub.verify_token"
    mode: str = "hub.mode"
    modes: tuple[str, ...] = ("subscribe",)

    def __post_init__(self) -> None:
        """Refuse a secret that everybody knows.

        Raises:
            ValueError: It is empty.

        """
        _check_secret(self.secret)

    async def answer(self, request: Request, /) -> Response | None:
        """Send the challenge back, or refuse with 403."""
        parameters = _query(request) if request.method == "GET" else {}
        if self.challenge not in parameters:
            return None
        given = parameters.get(self.compared, "")
        knows = hmac.compare_digest(given.encode(), self.secret.encode())
        if not knows or (self.mode and parameters.get(self.mode) not in self.modes):
            raise ProblemError(HTTPStatus.FORBIDDEN, "Forbidden")
        return _echo(parameters[self.challenge])


@dataclass(frozen=True)
class EchoChallenge:
    """A parameter of the query that is sent back as plain text, whoever asks.

    As it is, Dropbox's; Microsoft Graph's is ``EchoChallenge("validationToken",
    method="POST")``.

    Attributes:
        challenge: The name of the parameter.
        method: That of the request, in upper case.

    """

    challenge: str = "challenge"
    method: str = "GET"

    async def answer(self, request: Request, /) -> Response | None:
        """Send the challenge back."""
        parameters = _query(request) if request.method == self.method else {}
        if self.challenge not in parameters:
            return None
        return _echo(parameters[self.challenge])


@dataclass(frozen=True)
class CrcToken:
    """X's challenge-response check: the keyed digest of a parameter is sent back.

    Attributes:
        secret: The key of HMAC-SHA-256.
        parameter: The name of the parameter, and ``response`` that of the answer.

    """

    secret: str = field(repr=False)
    parameter: str = "crc_token"
    response: str = "response_token"

    def __post_init__(self) -> None:
        """Refuse a secret that everybody knows.

        Raises:
            ValueError: It is empty.

        """
        _check_secret(self.secret)

    async def answer(self, request: Request, /) -> Response | None:
        """Send the digest of the token, as ``sha256=`` and Base64."""
        parameters = _query(request) if request.method == "GET" else {}
        if self.parameter not in parameters:
            return None
        token = _bounded(parameters[self.parameter]).encode()
        digest = b64encode(hmac.digest(self.secret.encode(), token, "sha256"))
        answer = {self.response: f"sha256={digest.decode()}"}
        return Response(HTTPStatus.OK, to_json(answer), _JSON)


async def shake(
    handshakes: Iterable[Handshake],
    request: Request,
    allowed: Fields = (),
) -> Response | None:
    """Give the first answer that there is, ``None`` if nobody has one.

    Args:
        handshakes: Those to ask, in order.
        request: What may be a question.
        allowed: The header ``allow`` of the path, which an answer to ``OPTIONS`` gets.

    """
    for handshake in handshakes:
        answer = await handshake.answer(request)
        if answer is None:
            continue
        if request.method != "OPTIONS":
            return answer
        return Response(answer.status, answer.body, (*allowed, *answer.headers))
    return None


def _query(request: Request) -> dict[str, str]:
    """Read the query; of parameters that are repeated, the first counts."""
    try:
        pairs = parse_qsl(
            request.query,
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError as error:
        raise bad_request() from error
    return dict(reversed(pairs))


def _echo(challenge: str) -> Response:
    return Response(HTTPStatus.OK, _bounded(challenge).encode(), _TEXT)


def _bounded(challenge: object) -> str:
    """Give a text that is short enough to be sent back."""
    if not isinstance(challenge, str) or len(challenge) > _MOST_CHARACTERS:
        detail = "The challenge is missing or too long."
        raise bad_request(detail)
    return challenge


def _check_secret(secret: str) -> None:
    if not secret:
        message = "a handshake needs a secret that is not empty"
        raise ValueError(message)
