"""The application behind Alarms. This file is yours: it is written once."""

from package.handlers import Handlers


class App(Handlers):
    """Handles every message."""
