"""The application behind Lamps. This file is yours: it is written once."""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def receive_lamp(self, event: models.ReceiveLampMessage, /) -> models.Order:
        """Handle `receiveLamp`."""
        raise NotImplementedError


app = application(App())
