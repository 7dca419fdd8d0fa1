"""The application behind Shelter. This file is yours: it is written once."""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import Reply, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def pet_arrived(self, event: models.Pet, /) -> Reply:
        """Handle `petArrived`."""
        raise NotImplementedError

    @override
    async def note_changed(self, event: models.Opened | models.Closed, /) -> Reply:
        """Handle `noteChanged`."""
        raise NotImplementedError

    @override
    async def visit_ended(self, event: models.Visit, /) -> Reply:
        """Handle `visitEnded`."""
        raise NotImplementedError


app = application(App())
