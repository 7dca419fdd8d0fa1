"""The application behind Visits. This file is yours: it is written once."""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import Reply, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def receive_visit(self, event: models.ReceiveVisitMessage, /) -> Reply:
        """Handle `receiveVisit`."""
        raise NotImplementedError


app = application(App())
