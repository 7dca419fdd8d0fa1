"""The application behind Bodies that are not JSON, and none at all. This file is yours:
it is written once.
"""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import Reply, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def receive_note(self, event: str, /) -> str:
        """Handle `receiveNote`."""
        raise NotImplementedError

    @override
    async def receive_picture(self, event: bytes, /) -> bytes:
        """Handle `receivePicture`."""
        raise NotImplementedError

    @override
    async def receive_form(self, event: models.Form, /) -> Reply:
        """Handle `receiveForm`."""
        raise NotImplementedError

    @override
    async def receive_record(self, event: bytes, /) -> Reply:
        """Handle `receiveRecord`."""
        raise NotImplementedError

    @override
    async def receive_patch(self, event: models.Patch, /) -> Reply:
        """Handle `receivePatch`."""
        raise NotImplementedError

    @override
    async def receive_ping(self, event: bytes, /) -> Reply:
        """Handle `receivePing`."""
        raise NotImplementedError

    @override
    async def receive_silence(self) -> Reply:
        """Handle `receiveSilence`."""
        raise NotImplementedError


app = application(App())
