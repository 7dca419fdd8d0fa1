"""The application behind Meter readings. This file is yours: it is written once."""

from package import models
from package.handlers import Handlers
from package.runtime import override


class App(Handlers):
    """Handles every message."""

    @override
    async def on_reading(self, event: models.Reading, /, *, region: str) -> None:
        """Keep a reading."""
        raise NotImplementedError
