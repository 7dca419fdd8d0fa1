"""The application behind Parcels in every dialect. This file is yours: it is written
once.
"""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import Reply, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def take_asyncapi(self, event: models.Asyncapi, /) -> Reply:
        """Handle `takeAsyncapi`."""
        raise NotImplementedError

    @override
    async def take_draft4(self, event: models.Draft4, /) -> Reply:
        """Handle `takeDraft4`."""
        raise NotImplementedError

    @override
    async def take_draft6(self, event: models.Draft6, /) -> Reply:
        """Handle `takeDraft6`."""
        raise NotImplementedError

    @override
    async def take_draft7(self, event: models.Draft7, /) -> Reply:
        """Handle `takeDraft7`."""
        raise NotImplementedError

    @override
    async def take_draft2019(self, event: models.Draft2019, /) -> Reply:
        """Handle `takeDraft2019`."""
        raise NotImplementedError

    @override
    async def take_draft2020(self, event: models.Draft2020, /) -> Reply:
        """Handle `takeDraft2020`."""
        raise NotImplementedError

    @override
    async def take_openapi30(self, event: models.Openapi30, /) -> Reply:
        """Handle `takeOpenapi30`."""
        raise NotImplementedError

    @override
    async def take_openapi31(self, event: models.Openapi31, /) -> Reply:
        """Handle `takeOpenapi31`."""
        raise NotImplementedError

    @override
    async def take_file(self, event: models.Parcel, /) -> Reply:
        """Handle `takeFile`."""
        raise NotImplementedError


app = application(App())
