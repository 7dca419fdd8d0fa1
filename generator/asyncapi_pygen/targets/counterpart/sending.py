"""What a sender can send: a method for each operation, or for each of its bodies."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Action, nameless
from asyncapi_pygen.naming import reserved
from asyncapi_pygen.naming.table import Wish, assign
from asyncapi_pygen.naming.words import snake
from asyncapi_pygen.targets.webhook.content import Kind
from asyncapi_pygen.targets.webhook.handled import Handled


def sent_operations(handled: Sequence[Handled], diagnostics: Diagnostics) -> list[Handled]:
    """Return what is sent by HTTP, and report what a sender cannot write.

    Where it is not the body that tells its type, each body has a method of its own.
    """
    found = _named(
        one
        for one in handled
        if one.route is not None and not _is_left_to_the_application(one, diagnostics)
    )
    taken = frozenset(one.method for one in found if not one.split)
    wishes = [
        Wish(key, (f"{one.method}_{snake(row.message, empty='message')}",))
        for one in found
        for key, row in zip(_keys(one), one.split, strict=True)
    ]
    names = assign(wishes, reserved.METHODS | taken).names
    return [sent for one in found for sent in _by_body(one, [names[key] for key in _keys(one)])]


def _named(handled: Iterable[Handled]) -> list[Handled]:
    """Name the methods: an operation without a name of its own is called after what is done."""
    found = list(handled)
    named = frozenset(one.method for one in found if not _is_nameless(one))
    wishes = [
        Wish(one.operation.id, (snake(nameless(Action.SEND, one.operation.channel)),))
        for one in found
        if _is_nameless(one)
    ]
    names = assign(wishes, reserved.METHODS | named).names
    return [replace(one, method=names.get(one.operation.id, one.method)) for one in found]


def _is_nameless(one: Handled) -> bool:
    return one.operation.id == nameless(one.operation.action, one.operation.channel)


def _keys(one: Handled) -> list[str]:
    return [f"{one.operation.id} {number}" for number in range(len(one.split))]


def _by_body(one: Handled, methods: Sequence[str]) -> list[Handled]:
    if not one.split:
        return [one]
    return [
        replace(one, method=method, event=row.event, told=row.told, split=())
        for method, row in zip(methods, one.split, strict=True)
    ]


def _is_left_to_the_application(one: Handled, diagnostics: Diagnostics) -> bool:
    """Return whether a body is one that only the application can write or read."""
    for content in (one.event, one.reply):
        if content is not None and content.kind is Kind.CONVERTED:
            diagnostics.report(
                "counterpart-unsupported",
                f"`{one.operation.id}` has a body in `{content.converter}`, which nothing here "
                "writes or reads: it has no method",
                one.operation.at,
            )
            return True
    return False
