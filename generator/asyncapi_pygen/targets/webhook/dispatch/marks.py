"""What an event shows that may tell it from others: fixed values, fixed headers, its properties."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from asyncapi_pygen.ir.api import Api, Message
from asyncapi_pygen.ir.schema import Body, Schema, SchemaRef
from asyncapi_pygen.payloads.bodies import listed, mapped, properties
from asyncapi_pygen.payloads.discriminators.fixed import (
    Keys,
    Path,
    Shape,
    Tag,
    fixed,
    keys_inside,
    members_of,
    shape,
)
from asyncapi_pygen.payloads.plan import ClassPlan, Plan
from asyncapi_pygen.targets.webhook.content import Kind
from asyncapi_pygen.targets.webhook.dispatch.told import Means, Place

DEEPEST: Final = 3
"""How many objects a tag may lie in, counting the body."""

_OF_EVERY_REQUEST: Final = frozenset(
    {"accept", "authorization", "content-encoding", "content-length", "content-type", "host"}
    | {"ce-datacontenttype", "ce-specversion", "user-agent"}
)
"""Headers that say nothing of what happened, though a document may fix them."""

Marks: TypeAlias = Mapping[Place, tuple[Tag, ...]]
"""The only values that there are at a place."""


@dataclass(frozen=True, slots=True)
class Form:
    """One form that an event may have: a class of its payload.

    ``keys`` are the properties of the body, and of objects in it by the names that lead there.
    """

    marks: Marks
    keys: Mapping[Path, Keys]

    def in_headers(self) -> "Form":
        """Return what is known of the form if its body cannot be read."""
        marks = {at: values for at, values in self.marks.items() if at.means is Means.HEADER}
        return Form(marks, NO_KEYS)

    def in_fields(self) -> "Form":
        """Return what is known of the form if it is sent as fields, which are texts."""
        marks = {at: spelled(at, values) for at, values in self.marks.items()}
        return replace(self, marks=marks)


NO_KEYS: Final[Mapping[Path, Keys]] = {(): Keys((), frozenset())}
"""The properties of a body of which nothing is known."""


def forms(api: Api, plan: Plan, message: Message, kind: Kind) -> tuple[Form, ...]:
    """Return the forms of a message; of what has no properties the headers alone are known.

    The marks are in the order in which they are worth: properties of the body, headers, and then
    properties that lie deeper.
    """
    headers = {
        Place(Means.HEADER, (name,)): values for name, values in header_values(api, message).items()
    }
    nothing = Form(headers, NO_KEYS)
    place = message.payload
    if kind not in (Kind.JSON, Kind.FORM) or place is None:
        return (nothing,)
    if shape(plan, place) is not Shape.OBJECT:
        return (nothing,)
    found = (_form(plan, one, headers) for one in _classes(plan, place))
    return tuple(one.in_fields() if kind is Kind.FORM else one for one in found)


def _classes(plan: Plan, place: str) -> Iterator[str]:
    """Yield the classes that an entry is one of."""
    entry = plan.entries[place]
    if isinstance(entry, ClassPlan):
        yield place
        return
    for member in members_of(entry):
        yield from _classes(plan, member)


def _form(plan: Plan, place: str, headers: Marks) -> Form:
    tags = [
        {Place(Means.TAG, path): one.values for path, one in fixed(plan, place, depth).items()}
        for depth in range(1, DEEPEST + 1)
    ]
    first, *deeper = tags
    marks: dict[Place, tuple[Tag, ...]] = {**first, **headers}
    for found in deeper:
        marks |= found
    return Form(marks, keys_inside(plan, place, DEEPEST))


def header_values(api: Api, message: Message) -> Mapping[str, tuple[str, ...]]:
    """Return the headers of which a message fixes the values, by their names in lower case."""
    http = [one for one in message.bindings if one.protocol == "http"]
    ids = [message.headers, *(one.schemas.get("headers") for one in http)]
    found: dict[str, tuple[str, ...]] = {}
    for id_ in ids:
        if id_ is not None:
            found |= _fixed_headers(api.schemas, SchemaRef(id_), frozenset())
    return {name: values for name, values in found.items() if name not in _OF_EVERY_REQUEST}


def _fixed_headers(
    schemas: Mapping[str, Schema], body: Body, above: frozenset[str]
) -> dict[str, tuple[str, ...]]:
    """Return the fixed values of an object's properties; ``above`` are the schemas around it."""
    if isinstance(body, SchemaRef):
        if body.id in above or not schemas[body.id].format.language.is_json_schema:
            return {}
        return _fixed_headers(schemas, schemas[body.id].body, above | {body.id})
    found: dict[str, tuple[str, ...]] = {}
    for part in listed(mapped(body).get("allOf")):
        found |= _fixed_headers(schemas, part, above)
    for name, schema in properties(mapped(body)).items():
        values = _texts(_fixed(schemas, schema, frozenset()))
        found |= {name.lower(): values} if values else {}
    return found


def _fixed(schemas: Mapping[str, Schema], body: Body, above: frozenset[str]) -> Sequence[Body]:
    if isinstance(body, SchemaRef):
        if body.id in above:
            return ()
        return _fixed(schemas, schemas[body.id].body, above | {body.id})
    said = mapped(body)
    return [said["const"]] if "const" in said else listed(said.get("enum"))


def _texts(values: Sequence[Body]) -> tuple[str, ...]:
    """Return the values as a header spells them; nothing if one of them is no scalar."""
    texts = tuple(text_of(value) for value in values if isinstance(value, str | int))
    return texts if len(texts) == len(values) else ()


def spelled(place: Place, values: Sequence[Tag]) -> tuple[Tag, ...]:
    """Return the values as texts where there is nothing else: but in objects of JSON."""
    is_json = place.means is Means.TAG and len(place.path) > 1
    return tuple(values) if is_json else tuple(dict.fromkeys(map(text_of, values)))


def text_of(value: Tag) -> str:
    """Return how a header spells a value."""
    return value if isinstance(value, str) else json.dumps(value)
