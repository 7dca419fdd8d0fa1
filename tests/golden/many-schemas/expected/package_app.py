"""The application behind A machine of many parts. This file is yours: it is written
once.
"""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import Reply, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def receive_machine(self, event: models.Built | models.Broken, /) -> Reply:
        """Handle `receiveMachine`."""
        raise NotImplementedError


app = application(App())
