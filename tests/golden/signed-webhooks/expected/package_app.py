"""The application behind Signed webhooks. This file is yours: it is written once."""

from package import models, security
from package.asgi import application
from package.handlers import Handlers
from package.runtime import Reply, Settings, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def adyen(self, event: models.Event, /) -> Reply:
        """Handle `adyen`."""
        raise NotImplementedError

    @override
    async def adyen_items(self, event: models.Event, /) -> Reply:
        """Handle `adyen-items`."""
        raise NotImplementedError

    @override
    async def github(self, event: models.Event, /) -> Reply:
        """Handle `github`."""
        raise NotImplementedError

    @override
    async def shopify(self, event: models.Event, /) -> Reply:
        """Handle `shopify`."""
        raise NotImplementedError

    @override
    async def sinch_application(self, event: models.Event, /) -> Reply:
        """Handle `sinch-application`."""
        raise NotImplementedError

    @override
    async def sinch_numbers(self, event: models.Event, /) -> Reply:
        """Handle `sinch-numbers`."""
        raise NotImplementedError

    @override
    async def sinch_webhook(self, event: models.Event, /) -> Reply:
        """Handle `sinch-webhook`."""
        raise NotImplementedError

    @override
    async def slack(self, event: models.Event, /) -> Reply:
        """Handle `slack`."""
        raise NotImplementedError

    @override
    async def standard_webhooks(self, event: models.Event, /) -> Reply:
        """Handle `standard-webhooks`."""
        raise NotImplementedError

    @override
    async def stripe(self, event: models.Event, /) -> Reply:
        """Handle `stripe`."""
        raise NotImplementedError

    @override
    async def twilio(self, event: models.Event, /) -> Reply:
        """Handle `twilio`."""
        raise NotImplementedError


app = application(App(), Settings(verify=security.VERIFY))
