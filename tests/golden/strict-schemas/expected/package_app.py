"""The application behind Parcels. This file is yours: it is written once."""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import Reply, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def take_parcel(self, event: models.Parcel, /) -> models.XReply:
        """Handle `takeParcel`."""
        raise NotImplementedError

    @override
    async def take_track(self, event: models.Sea | models.Rail, /) -> Reply:
        """Handle `takeTrack`."""
        raise NotImplementedError


app = application(App())
