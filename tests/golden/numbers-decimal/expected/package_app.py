"""The application behind Prices. This file is yours: it is written once."""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import Reply, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def receive_price(self, event: models.ReceivePriceMessage, /) -> models.Quote:
        """Handle `receivePrice`."""
        raise NotImplementedError

    @override
    async def receive_anything(self, event: models.ReceiveAnythingMessage, /) -> Reply:
        """Handle `receiveAnything`."""
        raise NotImplementedError


app = application(App())
