"""What a sample needs in order to be known: header fields, or a tag that is not in its schema."""

from collections.abc import Mapping

from asyncapi_pygen.ir.api import Message
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.targets.webhook.dispatch.told import Means, Told
from asyncapi_pygen.targets.webhook.handled import Handled, Row


def header_fields(one: Handled, message: Message) -> Mapping[str, str]:
    """Return the fields without which a message of the operation is not known."""
    for row in one.rows:
        if row.told is None or not _is_of(one, row, message):
            continue
        for told in row.told.steps:
            if told.place.means is Means.HEADER:
                return {told.place.path[0]: str(_first(told))}
    return {}


def with_tag(value: Json, one: Handled, message: Message) -> Json:
    """Return a sample of a message that has the tag by which it is known.

    Where the document declares what tells events apart, their schema need not say it.
    """
    rows = [row for row in one.rows if row.told is not None and _is_of(one, row, message)]
    told = rows[0].told if rows else None
    if told is None or told.place.means is not Means.TAG:
        return value
    return _tagged(value, told, told.place.path)


def _is_of(one: Handled, row: Row, message: Message) -> bool:
    return not one.split or message.payload in row.event.payloads


def _tagged(value: Json, told: Told, path: tuple[str, ...]) -> Json:
    if not path:
        return value if _is_told(value, told) else _first(told)
    name, *inner = path
    if not isinstance(value, dict) or (inner and name not in value):
        return value
    return {**value, name: _tagged(value.get(name), told, tuple(inner))}


def _is_told(value: Json, told: Told) -> bool:
    texts = [one for one in told.values if isinstance(one, str) and one.endswith("*")]
    open_ = any(isinstance(value, str) and value.startswith(one.removesuffix("*")) for one in texts)
    return open_ or any(value == one and type(value) is type(one) for one in told.values)


def _first(told: Told) -> Json:
    first = told.values[0]
    return first.removesuffix("*") if isinstance(first, str) else first
