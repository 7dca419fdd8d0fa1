"""The application behind Payloads and unions without components. This file is yours: it
is written once.
"""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import JsonValue, Reply, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def receive_signup(self, event: models.Signup, /) -> Reply:
        """An object within an object within a list."""
        raise NotImplementedError

    @override
    async def receive_payment(self, event: models.Payment, /) -> Reply:
        """A union by a property with one value each, and one without."""
        raise NotImplementedError

    @override
    async def receive_state(self, event: models.State, /) -> Reply:
        """The payload itself is a union."""
        raise NotImplementedError

    @override
    async def receive_numbers(self, event: models.Numbers, /) -> Reply:
        """A list."""
        raise NotImplementedError

    @override
    async def receive_anything(self, event: models.Anything, /) -> Reply:
        """Any JSON."""
        raise NotImplementedError

    @override
    async def receive_unsaid(self, event: JsonValue, /) -> Reply:
        """No payload is declared; the content type is JSON."""
        raise NotImplementedError


app = application(App())
