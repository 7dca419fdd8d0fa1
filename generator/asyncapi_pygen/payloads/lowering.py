"""Schemas to a plan: plain draft-07 per property, objects hoisted to entries of their own.

Lowering only ever widens: whatever the schema accepts, the lowered form accepts. (One exception is
asked for: with ``assume_types``, a schema with ``properties`` and no ``type`` is taken for an
object.) What types cannot say becomes a check, and what a check cannot say either is reported once
per place (``schema-weakened``).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from asyncapi_pygen.config import Formats, Numbers
from asyncapi_pygen.ir.dialects import is_foreign
from asyncapi_pygen.ir.schema import Body, Schema, SchemaRef
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads import assertions, bodies, combine, enums, prose
from asyncapi_pygen.payloads.assertions import UncheckableError
from asyncapi_pygen.payloads.checking import checked, joined, relevant
from asyncapi_pygen.payloads.combine import Merged
from asyncapi_pygen.payloads.dialects import normalised, remarks
from asyncapi_pygen.payloads.families import Families, Family, declared
from asyncapi_pygen.payloads.keywords import (
    ALL_TYPES,
    CHECKED,
    CHECKED_ALWAYS,
    CONSTRAINTS,
    DYNAMIC,
    TYPED_FORMATS,
    TYPED_KEYWORDS,
    UNEVALUATED,
    enforceable,
    is_checkable,
)
from asyncapi_pygen.payloads.lowered import (
    NEVER,
    NULL,
    OPEN_MARK,
    REST,
    TUPLE,
    is_constant,
    or_null,
    union_of,
    without_null,
)
from asyncapi_pygen.payloads.making import Making
from asyncapi_pygen.payloads.original import plain
from asyncapi_pygen.payloads.plan import (
    AliasPlan,
    ClassPlan,
    Declared,
    Entry,
    Lowered,
    Member,
    Origin,
    Property,
)
from asyncapi_pygen.payloads.spots import Spot
from asyncapi_pygen.payloads.unenforced import noted
from asyncapi_pygen.source.pointers import join_pointer

FORMAT_MARK: Final = "x-format"
"""Carries an advisory format through the plan: it becomes an annotation, not a type."""

_DEEPEST_TYPE: Final = 16
"""How many lists, maps and unions an annotation may hold inside one another."""

_DEEPEST_CLASS: Final = 100
"""How many inline objects may lie in one another; only circular ``allOf`` gets there."""

_MOST_ENTRIES: Final = 20_000
"""How many entries a plan may have: circular ``allOf`` could ask for any number."""

_UNIONS: Final = ("oneOf", "anyOf")

_UNDECLARED: Final = ("additionalProperties", "patternProperties")
"""What is said of properties that are not declared by their names."""


@dataclass(frozen=True, slots=True)
class NamedValues:
    """The values of an enum that have names, and what it is in its entry."""

    hint: str
    members: tuple[Member, ...]


def _scope(id_: str) -> str:
    """Return what tells a schema from another of its name: its channel, else its file."""
    file, _, pointer = id_.partition("#")
    match pointer.split("/"):
        case ["", "channels", channel, *_]:
            return channel.replace("~1", "/").replace("~0", "~")
        case _:
            return file.rpartition("/")[2].partition(".")[0]


class SchemaLowering:
    """Lowers the schemas that it is asked for, and all that they refer to, into ``entries``.

    ``merged`` has the ids of those that are taken into another schema by an ``allOf``.

    References and inline objects wait in line, so that neither long chains nor deep nesting need
    the interpreter's stack.
    """

    def __init__(self, schemas: Mapping[str, Schema], making: Making) -> None:
        self.entries: dict[str, Entry] = {}
        self.merged: set[str] = set()
        self.named: dict[str, NamedValues] = {}
        self.declared: dict[frozenset[str], Declared] = {}
        self._schemas = schemas
        self._locate = making.locate
        self._diagnostics = making.diagnostics
        self._assume_types = making.settings.assume_types
        self._formats = making.settings.formats
        self._exact = making.settings.numbers is Numbers.DECIMAL
        self._hints: dict[str, str] = {}
        self._asked: dict[str, None] = {}
        self._named: list[str] = []
        self._inline: list[tuple[Mapping[str, Body], Spot]] = []
        self._merged: dict[str, str] = {}
        self._families = Families(self._schema)
        self._normal: dict[str, Schema] = {}
        self._unenforced: dict[str, list[str]] = {}

    def add_root(self, id_: str, hint: str) -> None:
        """Take in the schema of a message, called after ``hint`` if it has no name of its own."""
        self._hints[id_] = min(hint, self._hints.get(id_, hint))
        self._ask(id_)

    def run(self) -> None:
        """Lower all that was asked for."""
        while self._named or self._inline:
            if self._inline:
                self._fill(*self._inline.pop())
            else:
                self._name(self._schema(self._named.pop()))
        if self._unenforced:
            self.entries = noted(self.entries, self._unenforced)

    def _ask(self, id_: str) -> None:
        if id_ not in self._asked:
            self._asked[id_] = None
            self._named.append(id_)

    def _name(self, schema: Schema) -> None:
        """Make an entry of ``schema``: a class of an object with properties, else an alias."""
        hint = self._hints.get(schema.id, schema.key)
        spot = Spot(schema.id, None, schema.key if schema.component else hint, _scope(schema.id))
        self.entries.pop(schema.id, None)  # an inline object that somebody also refers to
        family = self._families.of(schema.id) if self._assume_types else None
        if family is None:
            lowered = self._type(schema.body, spot)
        else:
            lowered = self._members(schema, family, spot)
        if schema.id not in self.entries:
            self.entries[schema.id] = AliasPlan(
                origin=self._origin(spot, schema.body),
                schema=lowered,
                description=prose.described(schema.body, schema.key),
            )

    def _members(self, schema: Schema, family: Family, spot: Spot) -> Lowered:
        """Lower a schema that stands for all that inherit from it, and for its own values."""
        entry = AliasPlan(origin=self._origin(spot, schema.body), schema={}, description="")
        self.entries[schema.id] = entry  # holds the place while the class of its own is made
        at = Spot(schema.id + join_pointer(("discriminator",)), schema.id, "base")
        own = without(bodies.mapped(schema.body), {"discriminator"})
        lowered = {
            id_: self._type(own, at) if id_ == schema.id else self._type(SchemaRef(id_), spot)
            for id_, tags in family.tags.items()
            if tags
        }
        del self.entries[schema.id]
        tagged = [(one, family.tags[id_]) for id_, one in lowered.items()]
        self.declared |= declared(family.property, tagged, spot.place)
        return union_of(lowered.values())

    def _origin(self, spot: Spot, body: Body) -> Origin:
        return Origin(
            place=spot.place,
            parent=spot.parent,
            hint=spot.hint.strip(),
            scope=spot.scope,
            pin=bodies.pin(body),
            at=self._locate(spot.place),
        )

    def _type(self, body: Body, spot: Spot) -> Lowered:
        """Lower one schema; an object with properties becomes an entry and a reference to it."""
        if isinstance(body, SchemaRef):
            self._ask(body.id)
            return {"$ref": body.id}
        if body is False:
            return NEVER
        if not isinstance(body, Mapping):
            return {}
        if not self._assume_types and is_foreign(body.get("$schema")):
            self._report("its `$schema` is not known: the generated type accepts anything", spot)
            return {}
        if spot.depth > _DEEPEST_TYPE:
            self._too_deep(spot)
            return {}
        if body.get("nullable") is True:
            rest = {key: value for key, value in body.items() if key != "nullable"}
            return or_null(self._type(rest, spot))
        sole = bodies.sole_reference(body)
        if sole is not None and not self._families.inherits(spot.place, sole.id):
            return self._type(sole, spot)
        spot = spot.afresh()
        lowered = self._asserted(self._whole(body, spot), spot)
        return self._with_checks(lowered, spot)

    def _whole(self, body: Mapping[str, Body], spot: Spot) -> Mapping[str, Body]:
        """Return the schema with its ``allOf`` merged in, without what no type says."""
        if not any(keyword in body for keyword in _UNIONS) and self._families.untold(body):
            self._weakened("discriminator", spot)
        body = self._evaluated(bodies.modern(body), spot)
        for keyword in DYNAMIC & body.keys():
            self._weakened(keyword, spot)
        spot.lost.append(_told(body, CHECKED_ALWAYS))
        return without(body, CHECKED_ALWAYS)

    def _evaluated(self, body: Mapping[str, Body], spot: Spot) -> Mapping[str, Body]:
        """Return the schema with its ``allOf`` merged in, and nothing of what it leaves open."""
        own = without(body, UNEVALUATED)
        parts = combine.flatten(own, self._part) if "allOf" in body else Merged(own, ())
        spot.lost.extend(parts.rest)
        said = _told(body, UNEVALUATED)
        if not said and not parts.unevaluated:
            return parts.body
        closed = bodies.closed_by_evaluation({**parts.body, **said})
        if UNEVALUATED.isdisjoint(closed) and not parts.unevaluated:
            return closed
        # What arrives keeps the properties that nobody knows.
        closes = all(value is False for value in (*said.values(), *parts.unevaluated))
        (spot.closing if closes and "unevaluatedItems" not in body else spot.lost).append(body)
        return parts.body

    def _with_checks(self, lowered: Lowered, spot: Spot) -> Lowered:
        """Put a check where a type says less than the schema."""
        check = joined(self._written(lost, spot) for lost in spot.lost)
        closing = joined(self._written(lost, spot) for lost in spot.closing)
        own = self.entries.get(spot.place)
        if lowered == {"$ref": spot.place} and isinstance(own, ClassPlan):
            self.entries[spot.place] = replace(
                own,
                checks=joined([own.checks, relevant(check, "object")]),
                closing=joined([own.closing, closing]),
            )
            return lowered
        return checked(checked(lowered, check), closing, sent=True)

    def _written(self, lost: Body, spot: Spot) -> Json:
        """Return a schema as a check reads it; report what it cannot read."""
        taken: set[str] = set()

        def resolve(id_: str) -> Body:
            taken.add(id_)
            return self._schema(id_).body

        try:
            written = assertions.written(lost, resolve)
        except UncheckableError:
            for keyword in bodies.mapped(lost):
                self._weakened(keyword, spot)
            return {}
        self.merged |= taken
        return written

    def _part(self, id_: str) -> Body:
        """Return the body of a schema that an ``allOf`` refers to; remember that it is taken."""
        self.merged.add(id_)
        return self._schema(id_).body

    def _schema(self, id_: str) -> Schema:
        """Return a schema in AsyncAPI's dialect; say once what gets lost on the way there."""
        if id_ not in self._normal:
            schema = self._schemas[id_]
            for remark in remarks(schema):
                at = self._locate(id_ + join_pointer(remark.place))
                self._diagnostics.report(remark.code, remark.message, at)
            self._normal[id_] = normalised(schema)
        return self._normal[id_]

    def _asserted(self, body: Mapping[str, Body], spot: Spot) -> Lowered:
        self._name_values(body, spot)
        if "const" in body:
            return self._const(body, spot)
        if "enum" in body:
            return self._enum(body, spot)
        for keyword in _UNIONS:
            if bodies.listed(body.get(keyword)):
                return self._union(keyword, body, spot)
        types = self._types(body)
        if not types:
            asserted = ("format",) if self._formats is Formats.STRICT else ()
            spot.lost.append(_told(body, (*TYPED_KEYWORDS, *asserted)))
        if len(types) > 1 and spot.place in self._schemas:
            return union_of([self._one_of_several(name, body, spot) for name in types])
        return union_of([self._single(name, body, spot) for name in types])

    def _one_of_several(self, type_: str, body: Mapping[str, Body], spot: Spot) -> Lowered:
        """Lower one type of a named schema: the name is the union's, and the class has another."""
        if type_ != "object":
            return self._single(type_, body, spot)
        own = spot.step("type", hint="object")
        return self._with_checks(self._single(type_, body, own), own)

    def _types(self, body: Mapping[str, Body]) -> Sequence[str]:
        """Return the types that a schema allows, empty if it says nothing about any."""
        if self._assume_types or "type" in body:
            return bodies.types(body)
        return ALL_TYPES if any(keyword in body for keyword in TYPED_KEYWORDS) else ()

    def _single(self, type_: str, body: Mapping[str, Body], spot: Spot) -> Lowered:
        match type_:
            case "object":
                return self._object(body, spot)
            case "array":
                return self._array(body, spot)
            case "string" if bodies.format_of(body) in TYPED_FORMATS:
                # A date has no length and no pattern: the format says more than they do.
                self._constraints(type_, body, spot, keep=False)
                return {"type": type_, "format": bodies.format_of(body)}
            case _:
                return {"type": type_, **self._constraints(type_, body, spot), **_mark(type_, body)}

    def _object(self, body: Mapping[str, Body], spot: Spot) -> Lowered:
        patterns = bodies.mapped(body.get("patternProperties"))
        closed = body.get("additionalProperties") is False
        if bodies.properties(body) or bodies.required(body) or (closed and not patterns):
            return self._class(body, spot)
        spot.lost.append(_told(body, CHECKED["object"]))
        if patterns:
            spot.lost.append(_told(body, _UNDECLARED))
        further = [] if closed else [self._further(body, spot)]
        values = union_of([*further, *self._by_pattern(patterns, spot)])
        return {"type": "object", **({"additionalProperties": values} if values else {})}

    def _further(self, body: Mapping[str, Body], spot: Spot) -> Lowered:
        """Lower the schema of properties that are not declared; empty if they may be anything."""
        additional = body.get("additionalProperties")
        if additional is None or bodies.asserts_nothing(additional):
            return {}
        return self._type(additional, spot.step("additionalProperties", hint="value"))

    def _by_pattern(self, patterns: Mapping[str, Body], spot: Spot) -> Iterator[Lowered]:
        for pattern, schema in patterns.items():
            yield self._type(schema, spot.step("patternProperties", pattern, hint="value"))

    def _class(self, body: Mapping[str, Body], spot: Spot) -> Lowered:
        if spot.place in self.entries:
            return {"$ref": spot.place}
        parents = self._parents(spot)
        content = combine.exact_key(body)
        for place in parents:
            if self._merged.get(place) == content:
                return {"$ref": place}
        if len(parents) >= _DEEPEST_CLASS or len(self.entries) >= _MOST_ENTRIES:
            self._too_deep(spot)
            return {"type": "object"}
        self._merged[spot.place] = content
        spot.lost.append(_told(body, CHECKED["object"]))
        closed = body.get("additionalProperties") is False
        # The empty class holds the place until its turn comes.
        self.entries[spot.place] = ClassPlan(
            origin=self._origin(spot, body),
            properties=(),
            closed=closed and "patternProperties" not in body,
            description=prose.described(body, spot.hint),
            closing=self._pattern_checks(body, spot),
        )
        self._inline.append((body, spot.inside()))
        return {"$ref": spot.place}

    def _parents(self, spot: Spot) -> list[str]:
        """Return the places of the objects around ``spot``, the nearest first."""
        found: list[str] = []
        parent = spot.parent
        while parent is not None:
            found.append(parent)
            parent = self.entries[parent].origin.parent
        return found

    def _pattern_checks(self, body: Mapping[str, Body], spot: Spot) -> Lowered:
        """Lose what is said of properties by a pattern; return what that closes, where it does."""
        if "patternProperties" not in body:
            return {}
        names: Body = dict.fromkeys(bodies.properties(body), True)
        further = body.get("additionalProperties", True)
        if further is not False:
            told = {"properties": names, **_told(body, _UNDECLARED)}
            spot.lost.append(_told(body, ("patternProperties",)) if further is True else told)
            return {}
        spot.lost.append(_told(body, ("patternProperties",)))
        return joined([self._written({"properties": names, **_told(body, _UNDECLARED)}, spot)])

    def _fill(self, body: Mapping[str, Body], spot: Spot) -> None:
        required = dict.fromkeys(bodies.required(body))
        declared = bodies.properties(body)
        undeclared: dict[str, Body] = {name: {} for name in required if name not in declared}
        properties = tuple(
            self._property(name, schema, spot, required=name in required)
            for name, schema in {**declared, **undeclared}.items()
        )
        typed = body.get("additionalProperties") is not False and "patternProperties" not in body
        extra = self._further(body, spot) or None if typed else None
        plan = self.entries[spot.place]
        if isinstance(plan, ClassPlan):
            self.entries[spot.place] = replace(plan, properties=properties, extra=extra)

    def _property(self, name: str, body: Body, spot: Spot, *, required: bool) -> Property:
        at = spot.step("properties", name, hint=name)
        lowered = self._type(body, at)
        inner, nullable = without_null(lowered)
        constant = is_constant(lowered)
        told = bodies.mapped(body)
        # Whether it fits its type is seen when all types are known; null is what absence reads as.
        has_default = not (required or constant) and told.get("default") is not None
        return Property(
            wire=name,
            schema=lowered if required else inner,
            required=required,
            nullable=nullable and not required,
            constant=constant,
            has_default=has_default,
            default=plain(told["default"]) if has_default else None,
            pin=bodies.pin(body),
            description=prose.described(body, name),
        )

    def _array(self, body: Mapping[str, Body], spot: Spot) -> Lowered:
        spot.lost.append(_told(body, CHECKED["array"]))
        items = body.get("items")
        if bodies.listed(items):
            return self._tuple(body, spot)
        lowered: Lowered = {"type": "array", **self._constraints("array", body, spot)}
        if items is False:
            return {**lowered, "maxItems": 0}
        if items is not None and not bodies.asserts_nothing(items):
            lowered["items"] = self._type(items, spot.step("items", hint="item"))
        return lowered

    def _tuple(self, body: Mapping[str, Body], spot: Spot) -> Lowered:
        """Lower items by their number: a tuple if none of them may be missing, else a list."""
        first = [
            self._type(item, spot.step("items", str(number), hint=f"item {number + 1}"))
            for number, item in enumerate(bodies.listed(body["items"]))
        ]
        bounds = self._constraints("array", body, spot)
        further = body.get("additionalItems", True)
        closed = further is False or bounds.get("maxItems") == len(first)
        rest = None if closed else self._type(further, spot.step("additionalItems", hint="item"))
        least = bounds.get("minItems")
        if isinstance(least, int) and least >= len(first):
            spot.lost.append(_beyond(bounds, len(first), closed=closed))
            return {TUPLE: [*first], **({} if rest is None else {REST: rest})}
        spot.lost.append(_told(body, ("items", "additionalItems")))
        items = union_of(first if rest is None else [*first, rest])
        return {"type": "array", **bounds, **({"items": items} if items else {})}

    def _union(self, keyword: str, body: Mapping[str, Body], spot: Spot) -> Lowered:
        """Lower a union; what stands beside it belongs to each of its branches."""
        alternatives = bodies.listed(body[keyword])
        rest = {k: v for k, v in body.items() if k not in _UNIONS}
        beside = {k: v for k, v in rest.items() if not bodies.is_annotation(k)}
        if keyword != "anyOf" and "anyOf" in body:
            spot.lost.append({"anyOf": body["anyOf"]})
        if _only_type(beside):
            return self._tagged(
                body,
                [
                    (branch, self._type(_typed(branch, beside), at))
                    for branch, at in self._branches(keyword, alternatives, spot)
                ],
                spot,
            )
        if spot.branch or all(_only_required(branch) for branch in alternatives):
            spot.lost.append({keyword: alternatives})
            return self._asserted(rest, spot)
        return self._tagged(
            body,
            [
                (branch, self._type({"allOf": [beside, branch]}, replace(at, branch=True)))
                for branch, at in self._branches(keyword, alternatives, spot)
            ],
            spot,
        )

    def _tagged(
        self, body: Mapping[str, Body], lowered: Sequence[tuple[Body, Lowered]], spot: Spot
    ) -> Lowered:
        """Return the union; a discriminator of it names the branches that are references."""
        if bodies.discriminator(body)[0] and self._assume_types:
            name, mapping = bodies.discriminator(body)
            tagged = [(one, self._families.tags_of(branch, mapping)) for branch, one in lowered]
            self.declared |= declared(name, tagged, spot.place)
        return union_of(one for _, one in lowered)

    def _branches(
        self, keyword: str, alternatives: Sequence[Body], spot: Spot
    ) -> Iterator[tuple[Body, Spot]]:
        for number, branch in enumerate(alternatives):
            name = self._schemas[branch.id].key if isinstance(branch, SchemaRef) else ""
            hint = name or bodies.branch_hint(branch, number)
            yield branch, spot.step(keyword, str(number), hint=hint)

    def _const(self, body: Mapping[str, Body], spot: Spot) -> Lowered:
        value = _integral(body["const"])
        if value is None:
            return NULL
        if isinstance(value, str | int):
            spot.lost.append(_told(body, (*_UNIONS, *TYPED_KEYWORDS)))
            return {"const": value}
        spot.lost.append({"const": value})
        return self._asserted(without(body, {"const"}), spot)

    def _enum(self, body: Mapping[str, Body], spot: Spot) -> Lowered:
        listed = map(_integral, bodies.listed(body["enum"]))
        values = {combine.exact_key(value): value for value in listed}
        scalars: list[Json] = [value for value in values.values() if isinstance(value, str | int)]
        nullable = None in values.values()
        if len(scalars) + nullable < len(values) or not values:
            spot.lost.append({"enum": [*values.values()]})
            return self._asserted(without(body, {"enum"}), spot)
        if not scalars:
            return NULL
        spot.lost.append(_told(body, (*_UNIONS, *TYPED_KEYWORDS)))
        is_open = enums.openness(body)
        lowered: Lowered = {"enum": scalars}
        if len(scalars) == 1 and not is_open:
            lowered = {"const": scalars[0]}
        elif is_open is not None:
            lowered[OPEN_MARK] = is_open
        return or_null(lowered) if nullable else lowered

    def _name_values(self, body: Mapping[str, Body], spot: Spot) -> None:
        """Keep the names that the document has for the values of an enum."""
        members = tuple(one for one in enums.members(body) if one.name)
        if members:
            hint = "" if spot.parent is None else spot.hint.strip()
            self.named[spot.place] = NamedValues(hint, members)
        for keyword, message in enums.miscounted(body):
            at = self._locate(spot.place + join_pointer((keyword,)))
            self._diagnostics.report("enum-names", message, at)

    def _constraints(
        self, type_: str, body: Mapping[str, Body], spot: Spot, *, keep: bool = True
    ) -> Lowered:
        kept: Lowered = {}
        # Pydantic compares decimals with floats, and divides them with 28 digits.
        keep = keep and not (self._exact and type_ in ("integer", "number"))
        for keyword in CONSTRAINTS[type_]:
            if body.get(keyword) is not None:
                value = enforceable(keyword, body[keyword], type_) if keep else None
                if value is None:
                    self._lose_constraint(keyword, body, spot)
                else:
                    kept[keyword] = value
        return kept

    def _lose_constraint(self, keyword: str, body: Mapping[str, Body], spot: Spot) -> None:
        """Leave a bound to a check, unless the check cannot read it either."""
        if is_checkable(keyword, body[keyword]):
            spot.lost.append({keyword: body[keyword]})
        else:
            self._weakened(keyword, spot)

    def report_default(self, name: str, place: str) -> None:
        """Say that a property's default is one that a class cannot hold."""
        self._diagnostics.report(
            "schema-weakened",
            f"the default of `{name}` is not set: its own schema does not accept it",
            self._locate(place),
        )

    def _weakened(self, keyword: str, spot: Spot) -> None:
        self._unenforced.setdefault(spot.place, []).append(keyword)
        self._report(f"`{keyword}` is not enforced: the generated type is wider here", spot)

    def _too_deep(self, spot: Spot) -> None:
        self._report(
            "the schema is nested too deeply: the generated type accepts anything here", spot
        )

    def _report(self, message: str, spot: Spot) -> None:
        self._diagnostics.report("schema-weakened", message, self._locate(spot.place))


def _mark(type_: str, body: Mapping[str, Body]) -> Lowered:
    name = bodies.format_of(body) if type_ in ("string", "integer", "number") else ""
    return {FORMAT_MARK: name} if name else {}


def without(body: Mapping[str, Body], keywords: Iterable[str]) -> Mapping[str, Body]:
    """Return the schema without some keywords."""
    return {keyword: value for keyword, value in body.items() if keyword not in keywords}


def _told(body: Mapping[str, Body], keywords: Iterable[str]) -> Mapping[str, Body]:
    return {keyword: body[keyword] for keyword in keywords if keyword in body}


def _integral(value: Body) -> Body:
    """Return a float that is an integer as one: in JSON they are the same."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _beyond(bounds: Lowered, length: int, *, closed: bool) -> Lowered:
    """Return the bounds on the length of a tuple that its type does not say."""
    least, most = bounds.get("minItems"), bounds.get("maxItems")
    told: Lowered = {}
    if isinstance(least, int) and least > length:
        told["minItems"] = least
    if not closed and most is not None:
        told["maxItems"] = most
    return told


def _only_type(body: Mapping[str, Body]) -> bool:
    return set(body) <= {"type", "discriminator"}


def _typed(branch: Body, beside: Mapping[str, Body]) -> Body:
    """Return the branch with the type that stands beside the union, unless it has its own."""
    if not isinstance(branch, Mapping) or "type" not in beside:
        return branch
    return branch if bodies.types(branch) or "allOf" in branch else {**beside, **branch}


def _only_required(branch: Body) -> bool:
    """Return whether a branch says nothing but which properties must be there."""
    return isinstance(branch, Mapping) and all(
        keyword in ("required", "type", "not") or bodies.is_annotation(keyword)
        for keyword in branch
    )
