"""The application behind Secured webhooks. This file is yours: it is written once."""

from package import models, security
from package.asgi import application
from package.handlers import Handlers
from package.runtime import Reply, Settings, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def receive_order(self, event: models.ReceiveOrderMessage, /) -> Reply:
        """Handle `receiveOrder`."""
        raise NotImplementedError

    @override
    async def receive_parcel(self, event: models.ReceiveParcelMessage, /) -> Reply:
        """Handle `receiveParcel`."""
        raise NotImplementedError

    @override
    async def receive_letter(self, event: models.ReceiveLetterMessage, /) -> Reply:
        """Handle `receiveLetter`."""
        raise NotImplementedError

    @override
    async def receive_commit(self, event: models.ReceiveCommitMessage, /) -> Reply:
        """Handle `receiveCommit`."""
        raise NotImplementedError

    @override
    async def receive_certified(
        self,
        event: models.ReceiveCertifiedMessage,
        /,
    ) -> Reply:
        """Handle `receiveCertified`."""
        raise NotImplementedError

    @override
    async def receive_partner(self, event: models.ReceivePartnerMessage, /) -> Reply:
        """Handle `receivePartner`."""
        raise NotImplementedError


app = application(App(), Settings(verify=security.VERIFY))
