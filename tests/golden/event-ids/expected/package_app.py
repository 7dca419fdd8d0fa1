"""The application behind Deliveries. This file is yours: it is written once."""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import Reply, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def receive_parcel(self, event: models.Parcel, /) -> Reply:
        """Handle `receiveParcel`."""
        raise NotImplementedError

    @override
    async def receive_letter(self, event: models.Letter, /) -> Reply:
        """Handle `receiveLetter`."""
        raise NotImplementedError


app = application(App())
