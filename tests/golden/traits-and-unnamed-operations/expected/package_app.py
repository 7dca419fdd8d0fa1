"""The application behind Traits, messages to choose from, operations without an id.
This file is yours: it is written once.
"""

from package import models
from package.asgi import application
from package.handlers import Handlers
from package.runtime import Reply, override


class App(Handlers):
    """Handles every message. While a method is not written, it answers 501."""

    @override
    async def receive_users_user_id_events(
        self,
        event: models.UserRenamed | models.UserRemoved,
        /,
        *,
        user_id: str,
    ) -> Reply:
        """Said by the trait."""
        raise NotImplementedError

    @override
    async def receive_teams(self, event: models.TeamFounded, /) -> Reply:
        """Said by a later trait."""
        raise NotImplementedError


app = application(App())
