"""The application behind Sinch voice callbacks. This file is yours: it is written
once.
"""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import Settings, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def receive_incoming_call_event(
        self,
        event: models.IcePayload,
        /,
    ) -> models.IceSvaml:
        """Decide what happens to an incoming call."""
        raise NotImplementedError

    @override
    async def receive_answered_call_event(
        self,
        event: models.AcePayload,
        /,
    ) -> models.AceSvaml:
        """Decide how an answered call goes on."""
        raise NotImplementedError

    @override
    async def receive_disconnected_call_event(
        self,
        event: models.DicePayload,
        /,
    ) -> models.DiceSvaml | None:
        """Take note that a call is over."""
        raise NotImplementedError

    @override
    async def receive_prompt_input_event(
        self,
        event: models.PiePayload,
        /,
    ) -> models.PieSvaml:
        """Decide what follows a caller's input."""
        raise NotImplementedError

    @override
    async def receive_notification(self, event: models.NotifyPayload, /) -> None:
        """Take note of something beside the flow of a call."""
        raise NotImplementedError


app = application(App(), Settings(one_url="/"))
