"""The one exception of ours that is not about a document."""


class InternalError(Exception):
    """The generator made a mistake: what it is about to write is not what it may write."""
