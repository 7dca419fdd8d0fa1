"""The application behind Stock. This file is yours: it is written once."""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import Reply, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def receive_counted(self, event: models.Counted, /) -> Reply:
        """Handle `receiveCounted`."""
        raise NotImplementedError

    @override
    async def receive_moved(self, event: models.Moved, /) -> models.Refusal:
        """Handle `receiveMoved`."""
        raise NotImplementedError

    @override
    async def receive_levels(self, event: models.Levels, /) -> models.Accepted:
        """Handle `receiveLevels`."""
        raise NotImplementedError


app = application(App())
