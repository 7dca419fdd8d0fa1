"""The application behind Garden. This file is yours: it is written once."""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def receive_planted(self, event: models.Plant, /) -> models.Seen:
        """Handle `receivePlanted`."""
        raise NotImplementedError

    @override
    async def receive_ordered(self, event: models.Order, /) -> models.Confirmed:
        """Handle `receiveOrdered`."""
        raise NotImplementedError


app = application(App())
