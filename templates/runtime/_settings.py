"""What can be chosen when the handlers are mounted."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ._http import Request, Response
from .handshakes import Handshake


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be chosen when the handlers are mounted.

    Attributes:
        one_url: A path that takes every event, told apart by the document's tag.
        verify: Sees the request, undecoded, and raises ``ProblemError(401)``.
        handshakes: Answer questions that are asked of an address, before operations.
        max_body: The largest body that is read, in bytes: as received, and without its
            content encodings.
        set_aside: Whether an optional field that does not fit is set aside; if not, the
            event is refused.
        on_unknown: Answers an event whose tag is unknown; without it, or if it answers
            ``None``, the event is logged and acknowledged with 204.

    """

    one_url: str | None = None
    verify: Callable[[Request], Awaitable[None] | None] | None = None
    handshakes: tuple[Handshake, ...] = ()
    max_body: int = 1 << 20
    set_aside: bool = True
    on_unknown: (
        Callable[[Request], Awaitable[Response | None] | Response | None] | None
    ) = None


DEFAULTS = Settings()
