"""The application behind A shop of which one team handles orders. This file is yours:
it is written once.
"""

from package import models, security
from package.asgi import application
from package.handlers import Handlers
from package.runtime import Reply, Settings, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def take_order(
        self,
        event: models.OrderPlaced,
        /,
    ) -> models.Taken | models.Refused:
        """Take an order."""
        raise NotImplementedError

    @override
    async def take_return(self, event: models.OrderReturned, /) -> Reply:
        """Take something back."""
        raise NotImplementedError


app = application(App(), Settings(verify=security.VERIFY))
