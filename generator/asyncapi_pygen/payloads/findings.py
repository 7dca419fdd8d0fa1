"""What a language's own rules find in a schema, before it is known how much that weighs."""

from dataclasses import dataclass

from asyncapi_pygen.diagnostics import Location, Severity


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a schema, or what has no effect in it.

    ``place`` is the schema's id, with further pointer tokens or without. ``severity`` is set where
    the finding weighs less than its code, ``at`` where it is told of a part of a text, and
    ``first`` is a second place that explains it.
    """

    code: str
    message: str
    place: str
    hint: str = ""
    severity: Severity | None = None
    at: Location | None = None
    first: Location | None = None
