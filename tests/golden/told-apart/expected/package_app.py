"""The application behind Ways to be told apart. This file is yours: it is written
once.
"""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import Reply, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def receive_git(self, event: models.Push | models.Star, /) -> Reply:
        """Handle `receiveGit`."""
        raise NotImplementedError

    @override
    async def receive_mention(self, event: models.Mention, /) -> Reply:
        """Handle `receiveMention`."""
        raise NotImplementedError

    @override
    async def receive_reaction(self, event: models.Reaction, /) -> Reply:
        """Handle `receiveReaction`."""
        raise NotImplementedError

    @override
    async def receive_challenge(self, event: models.Challenge, /) -> Reply:
        """Handle `receiveChallenge`."""
        raise NotImplementedError

    @override
    async def receive_contact_created(self, event: models.Created, /) -> Reply:
        """Handle `receiveContactCreated`."""
        raise NotImplementedError

    @override
    async def receive_contact_deleted(self, event: models.Deleted, /) -> Reply:
        """Handle `receiveContactDeleted`."""
        raise NotImplementedError

    @override
    async def receive_start(self, event: models.Started, /) -> Reply:
        """Handle `receiveStart`."""
        raise NotImplementedError

    @override
    async def receive_end(self, event: models.Ended, /) -> Reply:
        """Handle `receiveEnd`."""
        raise NotImplementedError

    @override
    async def receive_authorisation(self, event: models.PaymentEvent, /) -> Reply:
        """Handle `receiveAuthorisation`."""
        raise NotImplementedError

    @override
    async def receive_report(self, event: models.PaymentEvent, /) -> Reply:
        """Handle `receiveReport`."""
        raise NotImplementedError

    @override
    async def receive_incoming(self, event: models.Call, /) -> Reply:
        """Handle `receiveIncoming`."""
        raise NotImplementedError

    @override
    async def receive_other(self, event: models.Call, /) -> Reply:
        """Handle `receiveOther`."""
        raise NotImplementedError


app = application(App())
