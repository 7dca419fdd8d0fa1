"""The application behind Parcel bookings. This file is yours: it is written once."""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def take_booking(self, event: models.Booking, /) -> models.Answer:
        """Handle `takeBooking`."""
        raise NotImplementedError


app = application(App())
