"""The application behind Names that clash or mean something to Python. This file is
yours: it is written once.
"""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import Reply, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def class_(
        self,
        event: models.AsyncapiModel2,
        /,
        *,
        class_: str,
        event_: str,
    ) -> Reply:
        """Handle `class`."""
        raise NotImplementedError

    @override
    async def match_operation(self, event: models.AsyncapiModel3, /) -> Reply:
        """Handle `match`."""
        raise NotImplementedError

    @override
    async def receive_event_operation_2(self, event: models.Str, /) -> Reply:
        """Handle `receive-event`."""
        raise NotImplementedError

    @override
    async def receive_event_operation_3(self, event: models.List, /) -> Reply:
        """Handle `receiveEvent`."""
        raise NotImplementedError

    @override
    async def receive_2024report(self, event: models.Model2024, /) -> Reply:
        """Handle `2024report`."""
        raise NotImplementedError


app = application(App())
