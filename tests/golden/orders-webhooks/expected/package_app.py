"""The application behind Order webhooks. This file is yours: it is written once."""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import Reply, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def receive_order_placed(
        self,
        event: models.OrderPlacedEvent,
        /,
    ) -> models.Receipt:
        """Take an order."""
        raise NotImplementedError

    @override
    async def receive_order_progress(
        self,
        event: models.OrderShippedEvent | models.OrderDeliveredEvent,
        /,
    ) -> Reply:
        """Follow an order on its way."""
        raise NotImplementedError

    @override
    async def receive_order_cancelled(
        self,
        event: models.OrderCancelledEvent,
        /,
    ) -> Reply:
        """Stop an order."""
        raise NotImplementedError

    @override
    async def receive_tenant_order(
        self,
        event: models.OrderPlacedEvent,
        /,
        *,
        tenant_id: str,
    ) -> Reply:
        """Take an order of one tenant."""
        raise NotImplementedError

    @override
    async def receive_catalog_change(
        self,
        event: models.CategoryChanged | models.ProductChanged | models.StockChanged,
        /,
    ) -> Reply:
        """Keep a copy of the catalog up to date."""
        raise NotImplementedError


app = application(App())
