"""The application behind Forms. This file is yours: it is written once."""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import Reply, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def receive_delivered(self, event: models.Delivered, /) -> Reply:
        """Handle `receiveDelivered`."""
        raise NotImplementedError

    @override
    async def receive_failed(self, event: models.Failed, /) -> Reply:
        """Handle `receiveFailed`."""
        raise NotImplementedError

    @override
    async def receive_block(self, event: models.Block, /) -> Reply:
        """Handle `receiveBlock`."""
        raise NotImplementedError

    @override
    async def receive_view(self, event: models.View, /) -> Reply:
        """Handle `receiveView`."""
        raise NotImplementedError

    @override
    async def receive_recorded(self, event: models.Recorded, /) -> Reply:
        """Handle `receiveRecorded`."""
        raise NotImplementedError

    @override
    async def receive_transcribed(self, event: models.Transcribed, /) -> Reply:
        """Handle `receiveTranscribed`."""
        raise NotImplementedError

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
