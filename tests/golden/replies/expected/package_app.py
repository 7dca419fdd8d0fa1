"""The application behind What is answered. This file is yours: it is written once."""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def price_asked(
        self,
        event: models.AskPrice,
        /,
    ) -> models.Price | models.Unknown | models.Secret | None:
        """One of three messages is answered, two with statuses of their own, or
        nothing.
        """
        raise NotImplementedError

    @override
    async def stock_asked(self, event: models.AskStock, /) -> str:
        """A word is answered, with the status of the binding."""
        raise NotImplementedError

    @override
    async def nothing_asked(self, event: models.AskNothing, /) -> None:
        """Nothing but a status is answered."""
        raise NotImplementedError


app = application(App())
