"""Tags: unique by name wherever there are some."""

from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics, Related, Severity
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.validation.meaning.objects import Kind, entries, find
from asyncapi_pygen.validation.versions import Version
from asyncapi_pygen.validation.vocabulary import shortened

_JUDGED: Final = (
    Kind.ASYNCAPI,
    Kind.OPERATION,
    Kind.OPERATION_TRAIT,
    Kind.MESSAGE,
    Kind.MESSAGE_TRAIT,
)
"""The objects whose tags the official parser looks at, in 2.x alone."""


def check_tags(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report a tag that has the name of another in the same list."""
    kinds = (*_JUDGED, Kind.INFO, Kind.SERVER, Kind.CHANNEL)
    for kind, node in find(root, version, *kinds):
        is_error = version.is_v2 and kind in _JUDGED
        _check_names(node, Severity.ERROR if is_error else Severity.WARNING, diagnostics)


def _check_names(node: Node, severity: Severity, diagnostics: Diagnostics) -> None:
    taken: dict[str, Node] = {}
    for written, tag in entries(node, "tags"):
        name = tag.child("name")
        if name is None or not isinstance(name.value, str):
            continue
        here = written if written.is_reference else name
        first = taken.setdefault(name.value, here)
        if first is not here:
            diagnostics.report(
                "tag-duplicate",
                f"the tag `{shortened(name.value)}` stands twice in this list",
                here.at,
                hint="remove one of the two, or give it a name of its own",
                related=(Related("the other tag is here", first.at),),
                severity=severity,
            )
