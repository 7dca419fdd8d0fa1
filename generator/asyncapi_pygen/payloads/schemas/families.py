"""Schemas that stand for all that inherit from them: AsyncAPI's ``discriminator`` without a union.

Its property's value is the name of the schema or of one that is an ``allOf`` of it, unless the
schemas themselves fix the value, or a mapping (OpenAPI's) names it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from asyncapi_pygen.ir.schema import Body, Schema, SchemaRef
from asyncapi_pygen.payloads import bodies, combine
from asyncapi_pygen.payloads.lowered import branches
from asyncapi_pygen.payloads.plan import Declared, Lowered


@dataclass(frozen=True, slots=True)
class Family:
    """The ids of a parent and its heirs, each with the tags of its values.

    A parent that no value is of has no tags.
    """

    property: str
    tags: Mapping[str, tuple[str, ...]]


class Families:
    """Finds the family of each schema; ``read`` returns a schema by its id."""

    def __init__(self, read: Callable[[str], Schema]) -> None:
        self._read = read
        self._found: dict[str, Family | None] = {}

    def of(self, id_: str) -> Family | None:
        """Return the family that the schema is the parent of.

        There is none where the tags would not tell every heir.
        """
        if id_ not in self._found:
            self._found[id_] = None  # what inherits from itself has no family
            self._found[id_] = self._family(self._read(id_))
        return self._found[id_]

    def _family(self, schema: Schema) -> Family | None:
        name, mapping = bodies.discriminator(bodies.mapped(schema.body))
        if not name or not schema.heirs:
            return None
        tags = {schema.id: self._own(schema, name, mapping)}
        for heir in schema.heirs:
            # An heir with a family of its own has all its tags.
            inner = self.of(heir)
            ids = [heir] if inner is None else [*inner.tags]
            tags[heir] = tuple(tag for id_ in ids for tag in self.tags(id_, name, mapping))
        every = [tag for found in tags.values() for tag in found]
        complete = all(tags[heir] for heir in schema.heirs)
        return Family(name, tags) if complete and len(set(every)) == len(every) else None

    def untold(self, body: Mapping[str, Body]) -> bool:
        """Return whether a schema has a discriminator of which it does not say the values."""
        name, _ = bodies.discriminator(body)
        return "discriminator" in body and not self._values(body, name)

    def inherits(self, id_: str, parent: str) -> bool:
        """Return whether a schema is an heir of another, and not just another name for it."""
        return id_ in self._read(parent).heirs and self.of(parent) is not None

    def tags_of(self, branch: Body, mapping: Mapping[str, Body]) -> tuple[str, ...]:
        """Return the tags that a union's branch has by its name, or by those of its family."""
        if not isinstance(branch, SchemaRef):
            return ()
        family = self.of(branch.id)
        ids = [branch.id] if family is None else [*family.tags]
        return tuple(tag for id_ in ids for tag in named(self._read(id_), mapping))

    def tags(self, id_: str, name: str, mapping: Mapping[str, Body]) -> tuple[str, ...]:
        """Return the values of the property ``name`` that a value of the schema has."""
        return self._own(self._read(id_), name, mapping) or self._fixed(id_, name)

    def _own(self, schema: Schema, name: str, mapping: Mapping[str, Body]) -> tuple[str, ...]:
        """Return the tags that name a schema, as far as it lets its property have them."""
        fixed = self._fixed(schema.id, name)
        return tuple(tag for tag in named(schema, mapping) if not fixed or tag in fixed)

    def _fixed(self, id_: str, name: str) -> tuple[str, ...]:
        """Return the texts that the property is one of, if the schema says so."""
        return self._values(bodies.mapped(self._read(id_).body), name)

    def _values(self, body: Mapping[str, Body], name: str) -> tuple[str, ...]:
        found = bodies.properties(combine.flatten(body, self._body).body).get(name)
        merged = combine.flatten({"allOf": [found]}, self._body).body
        values = [merged["const"]] if "const" in merged else bodies.listed(merged.get("enum"))
        return tuple(value for value in values if isinstance(value, str))

    def _body(self, id_: str) -> Body:
        return self._read(id_).body


def declared(
    name: str, members: Iterable[tuple[Lowered, tuple[str, ...]]], place: str
) -> dict[frozenset[str], Declared]:
    """Return what a document says of the union of some lowered schemas and the tags of each."""
    values = {
        str(branch["$ref"]): tags if len(branches(lowered)) == 1 else ()
        for lowered, tags in members
        for branch in branches(lowered)
        if "$ref" in branch
    }
    return {frozenset(values): Declared(property=name, values=values, place=place)}


def named(schema: Schema, mapping: Mapping[str, Body]) -> tuple[str, ...]:
    """Return the tags that name a schema: those of a mapping, else what the document calls it."""
    tags = tuple(tag for tag, target in mapping.items() if target == SchemaRef(schema.id))
    return tags or ((schema.key,) if schema.component else ())
