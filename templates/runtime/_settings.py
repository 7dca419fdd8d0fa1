"""What can be chosen when the handlers are mounted."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from ._http import Request, Response
from ._verdicts import Verifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What can be chosen when the handlers are mounted.

    Attributes:
        one_url: A path that takes every event, told apart by the document's tag.
        verify: Sees the request, undecoded, and raises ``ProblemError(401)``; or one
            for each operation, by its id. ``verify.py`` has some ready.
        max_body: The largest body that is read, in bytes.
        set_aside: Whether an optional field that does not fit is set aside; if not, the
            event is refused.
        on_unknown: Answers an event whose tag is unknown; without it, or if it answers
            ``None``, the event is logged and acknowledged with 204.

    """

    one_url: str | None = None
    verify: Verifier | Mapping[str, Verifier] | None = None
    max_body: int = 1 << 20
    set_aside: bool = True
    on_unknown: (
        Callable[[Request], Awaitable[Response | None] | Response | None] | None
    ) = None


DEFAULTS = Settings()
