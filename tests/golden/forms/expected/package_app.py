"""The application behind Forms. This file is yours: it is written once."""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import Reply, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def receive_call(self, event: models.Call, /) -> str:
        """Handle `receiveCall`."""
        raise NotImplementedError

    @override
    async def receive_interaction(self, event: models.Interaction, /) -> models.Answer:
        """Handle `receiveInteraction`."""
        raise NotImplementedError

    @override
    async def receive_anything(
        self,
        event: dict[str, list[str]],
        /,
    ) -> dict[str, list[str]]:
        """Handle `receiveAnything`."""
        raise NotImplementedError

    @override
    async def receive_counts(self, event: models.Counts, /) -> Reply:
        """Handle `receiveCounts`."""
        raise NotImplementedError

    @override
    async def receive_text(self, event: bytes, /) -> Reply:
        """Handle `receiveText`."""
        raise NotImplementedError

    @override
    async def receive_upload(self, event: bytes, /) -> Reply:
        """Handle `receiveUpload`."""
        raise NotImplementedError


app = application(App())
