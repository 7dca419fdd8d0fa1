"""Schemas to a plan: plain draft-07 per property, objects hoisted to entries of their own.

Lowering only ever widens: whatever the schema accepts, the lowered form accepts. (One exception is
deliberate: a schema with ``properties`` and no ``type`` is taken for an object.) What is lost on
the way is reported once per place (``schema-weakened``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from asyncapi_pygen.ir.schema import Body, Schema, SchemaRef
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads import bodies, combine, enums
from asyncapi_pygen.payloads.dialects import normalised, remarks
from asyncapi_pygen.payloads.keywords import (
    ALL_CONSTRAINTS,
    CONSTRAINTS,
    NOT_ENFORCED,
    TYPED_FORMATS,
    enforceable,
)
from asyncapi_pygen.payloads.lowered import (
    NULL,
    OPEN_MARK,
    is_constant,
    or_null,
    union_of,
    without_null,
)
from asyncapi_pygen.payloads.making import Making
from asyncapi_pygen.payloads.plan import (
    AliasPlan,
    ClassPlan,
    Entry,
    Lowered,
    Member,
    Origin,
    Property,
)
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


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where the lowering stands: the place, its parent entry, and what to call it there.

    ``depth`` counts the steps since the parent, ``branch`` says that the schema is one branch of a
    union, together with what stands beside that union.
    """

    place: str
    parent: str | None
    hint: str
    scope: str = ""
    depth: int = 0
    branch: bool = False

    def step(self, *tokens: str, hint: str) -> "_Spot":
        place = self.place + join_pointer(tokens)
        return _Spot(place, self.parent, f"{self.hint} {hint}", depth=self.depth + 1)

    def inside(self) -> "_Spot":
        """Stand in the entry of this place, whose own name now says what this hint said."""
        return _Spot(self.place, self.place, "")


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
        self._schemas = schemas
        self._locate = making.locate
        self._diagnostics = making.diagnostics
        self._assume_types = making.settings.assume_types
        self._hints: dict[str, str] = {}
        self._asked: dict[str, None] = {}
        self._named: list[str] = []
        self._inline: list[tuple[ClassPlan, Mapping[str, Body], _Spot]] = []
        self._merged: dict[str, str] = {}
        self._normal: dict[str, Schema] = {}

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

    def _ask(self, id_: str) -> None:
        if id_ not in self._asked:
            self._asked[id_] = None
            self._named.append(id_)

    def _name(self, schema: Schema) -> None:
        """Make an entry of ``schema``: a class of an object with properties, else an alias."""
        hint = self._hints.get(schema.id, schema.key)
        spot = _Spot(schema.id, None, schema.key if schema.component else hint, _scope(schema.id))
        self.entries.pop(schema.id, None)  # an inline object that somebody also refers to
        lowered = self._type(schema.body, spot)
        if schema.id not in self.entries:
            self.entries[schema.id] = AliasPlan(
                origin=self._origin(spot, schema.body),
                schema=lowered,
                description=bodies.described(schema.body, schema.key),
            )

    def _origin(self, spot: _Spot, body: Body) -> Origin:
        return Origin(
            place=spot.place,
            parent=spot.parent,
            hint=spot.hint.strip(),
            scope=spot.scope,
            pin=bodies.pin(body),
            at=self._locate(spot.place),
        )

    def _type(self, body: Body, spot: _Spot) -> Lowered:
        """Lower one schema; an object with properties becomes an entry and a reference to it."""
        if isinstance(body, SchemaRef):
            self._ask(body.id)
            return {"$ref": body.id}
        if body is False:
            self._weakened("false", spot)
        if not isinstance(body, Mapping):
            return {}
        if spot.depth > _DEEPEST_TYPE:
            self._too_deep(spot)
            return {}
        if body.get("nullable") is True:
            rest = {key: value for key, value in body.items() if key != "nullable"}
            return or_null(self._type(rest, spot))
        sole = bodies.sole_reference(body)
        if sole is not None:
            return self._type(sole, spot)
        return self._asserted(self._whole(body, spot), spot)

    def _whole(self, body: Mapping[str, Body], spot: _Spot) -> Mapping[str, Body]:
        """Return the schema with its ``allOf`` merged in; report what gets lost."""
        if "discriminator" in body and not any(keyword in body for keyword in _UNIONS):
            self._weakened("discriminator", spot)
        if "allOf" in body:
            merged = combine.flatten(body, self._part)
            for keyword in merged.dropped:
                self._weakened(keyword, spot)
            body = merged.body
        body = bodies.closed_by_evaluation(bodies.modern(body))
        for keyword in body:
            if keyword in NOT_ENFORCED:
                self._weakened(keyword, spot)
        return body

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

    def _asserted(self, body: Mapping[str, Body], spot: _Spot) -> Lowered:
        self._name_values(body, spot)
        if "const" in body:
            return self._const(body, spot)
        if "enum" in body:
            return self._enum(body, spot)
        for keyword in _UNIONS:
            if bodies.listed(body.get(keyword)):
                return self._union(keyword, body, spot)
        types = bodies.types(body) if self._assume_types or "type" in body else []
        if not types:
            for keyword in ALL_CONSTRAINTS:
                if keyword in body:
                    self._weakened(keyword, spot)
        return union_of([self._single(name, body, spot) for name in types])

    def _single(self, type_: str, body: Mapping[str, Body], spot: _Spot) -> Lowered:
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

    def _object(self, body: Mapping[str, Body], spot: _Spot) -> Lowered:
        additional = body.get("additionalProperties")
        if bodies.properties(body) or bodies.required(body) or additional is False:
            return self._class(body, spot)
        if additional is None or bodies.asserts_nothing(additional):
            return {"type": "object"}
        values = self._type(additional, spot.step("additionalProperties", hint="value"))
        return {"type": "object", "additionalProperties": values}

    def _class(self, body: Mapping[str, Body], spot: _Spot) -> Lowered:
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
        additional = body.get("additionalProperties")
        plan = ClassPlan(
            origin=self._origin(spot, body),
            properties=(),
            closed=additional is False,
            description=bodies.described(body, spot.hint),
        )
        if isinstance(additional, Mapping | SchemaRef) and not bodies.asserts_nothing(additional):
            self._weakened("additionalProperties", spot)
        # The empty class holds the place until its turn comes.
        self.entries[spot.place] = plan
        self._inline.append((plan, body, spot.inside()))
        return {"$ref": spot.place}

    def _parents(self, spot: _Spot) -> list[str]:
        """Return the places of the objects around ``spot``, the nearest first."""
        found: list[str] = []
        parent = spot.parent
        while parent is not None:
            found.append(parent)
            parent = self.entries[parent].origin.parent
        return found

    def _fill(self, plan: ClassPlan, body: Mapping[str, Body], spot: _Spot) -> None:
        required = dict.fromkeys(bodies.required(body))
        declared = bodies.properties(body)
        undeclared: dict[str, Body] = {name: {} for name in required if name not in declared}
        properties = [
            self._property(name, schema, spot, required=name in required)
            for name, schema in {**declared, **undeclared}.items()
        ]
        self.entries[spot.place] = replace(plan, properties=tuple(properties))

    def _property(self, name: str, body: Body, spot: _Spot, *, required: bool) -> Property:
        at = spot.step("properties", name, hint=name)
        lowered = self._type(body, at)
        inner, nullable = without_null(lowered)
        constant = is_constant(lowered)
        default = None if required or constant else bodies.mapped(body).get("default")
        # Whether a scalar fits its type is seen when all types are known.
        scalar = default if isinstance(default, str | int | float) else None
        if default is not None and scalar is None:
            self.report_default(name, at.place)
        return Property(
            wire=name,
            schema=lowered if required else inner,
            required=required,
            nullable=nullable and not required,
            constant=constant,
            has_default=scalar is not None,
            default=scalar,
            pin=bodies.pin(body),
            description=bodies.described(body, name),
        )

    def _array(self, body: Mapping[str, Body], spot: _Spot) -> Lowered:
        items = body.get("items")
        lowered: Lowered = {"type": "array", **self._constraints("array", body, spot)}
        if bodies.listed(items):
            self._weakened("items", spot)
        elif items is not None and not bodies.asserts_nothing(items):
            lowered["items"] = self._type(items, spot.step("items", hint="item"))
        return lowered

    def _union(self, keyword: str, body: Mapping[str, Body], spot: _Spot) -> Lowered:
        """Lower a union; what stands beside it belongs to each of its branches."""
        branches = bodies.listed(body[keyword])
        rest = {k: v for k, v in body.items() if k not in _UNIONS}
        beside = {k: v for k, v in rest.items() if not bodies.is_annotation(k)}
        if keyword != "anyOf" and "anyOf" in body:
            self._weakened("anyOf", spot)
        if _only_type(beside):
            return union_of(
                self._type(_typed(branch, beside), self._branch(keyword, number, branch, spot))
                for number, branch in enumerate(branches)
            )
        if spot.branch or all(_only_required(branch) for branch in branches):
            self._weakened(keyword, spot)
            return self._asserted(rest, spot)
        return union_of(
            self._type(
                {"allOf": [beside, branch]},
                replace(self._branch(keyword, number, branch, spot), branch=True),
            )
            for number, branch in enumerate(branches)
        )

    def _branch(self, keyword: str, number: int, branch: Body, spot: _Spot) -> _Spot:
        named = self._schemas[branch.id].key if isinstance(branch, SchemaRef) else ""
        return spot.step(keyword, str(number), hint=named or bodies.branch_hint(branch, number))

    def _const(self, body: Mapping[str, Body], spot: _Spot) -> Lowered:
        value = body["const"]
        if value is None:
            return NULL
        if isinstance(value, str | int):
            return {"const": value}
        self._weakened("const", spot)
        return self._asserted({k: v for k, v in body.items() if k != "const"}, spot)

    def _enum(self, body: Mapping[str, Body], spot: _Spot) -> Lowered:
        values = {combine.exact_key(value): value for value in bodies.listed(body["enum"])}
        scalars: list[Json] = [value for value in values.values() if isinstance(value, str | int)]
        nullable = None in values.values()
        if len(scalars) + nullable < len(values) or not values:
            self._weakened("enum", spot)
            return self._asserted({k: v for k, v in body.items() if k != "enum"}, spot)
        if not scalars:
            return NULL
        is_open = enums.openness(body)
        lowered: Lowered = {"enum": scalars}
        if len(scalars) == 1 and not is_open:
            lowered = {"const": scalars[0]}
        elif is_open is not None:
            lowered[OPEN_MARK] = is_open
        return or_null(lowered) if nullable else lowered

    def _name_values(self, body: Mapping[str, Body], spot: _Spot) -> None:
        """Keep the names that the document has for the values of an enum."""
        members = tuple(one for one in enums.members(body) if one.name)
        if members:
            hint = "" if spot.parent is None else spot.hint.strip()
            self.named[spot.place] = NamedValues(hint, members)
        for keyword, message in enums.miscounted(body):
            at = self._locate(spot.place + join_pointer((keyword,)))
            self._diagnostics.report("enum-names", message, at)

    def _constraints(
        self, type_: str, body: Mapping[str, Body], spot: _Spot, *, keep: bool = True
    ) -> Lowered:
        kept: Lowered = {}
        for keyword in CONSTRAINTS[type_]:
            if body.get(keyword) is not None:
                value = enforceable(keyword, body[keyword], type_) if keep else None
                if value is None:
                    self._weakened(keyword, spot)
                else:
                    kept[keyword] = value
        return kept

    def report_default(self, name: str, place: str) -> None:
        """Say that a property's default is one that a class cannot hold."""
        self._diagnostics.report(
            "schema-weakened",
            f"the default of `{name}` is not set: it is no scalar of the generated type",
            self._locate(place),
        )

    def _weakened(self, keyword: str, spot: _Spot) -> None:
        self._diagnostics.report(
            "schema-weakened",
            f"`{keyword}` is not enforced: the generated type is wider here",
            self._locate(spot.place),
        )

    def _too_deep(self, spot: _Spot) -> None:
        self._diagnostics.report(
            "schema-weakened",
            "the schema is nested too deeply: the generated type accepts anything here",
            self._locate(spot.place),
        )


def _mark(type_: str, body: Mapping[str, Body]) -> Lowered:
    name = bodies.format_of(body) if type_ in ("string", "integer", "number") else ""
    return {FORMAT_MARK: name} if name else {}


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
