"""The application behind Readings. This file is yours: it is written once."""

from package import models
from package.handlers import Handlers
from package.runtime import override


class App(Handlers):
    """Handles every message."""

    @override
    async def take_reading(self, event: models.Reading, /) -> None:
        """Handle `takeReading`."""
        raise NotImplementedError
