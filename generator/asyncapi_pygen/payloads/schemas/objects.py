"""Objects: classes where properties are declared, else dictionaries."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from asyncapi_pygen.ir.schema import Body
from asyncapi_pygen.payloads import bodies
from asyncapi_pygen.payloads.bodies import told
from asyncapi_pygen.payloads.combine import exact_key
from asyncapi_pygen.payloads.keywords import CHECKED
from asyncapi_pygen.payloads.lowered import is_constant, union_of, without_null
from asyncapi_pygen.payloads.making import Making
from asyncapi_pygen.payloads.original import plain
from asyncapi_pygen.payloads.plan import ClassPlan, Entry, Lowered, Property
from asyncapi_pygen.payloads.schemas.arrays import Lower
from asyncapi_pygen.payloads.schemas.losses import Losses
from asyncapi_pygen.payloads.schemas.prose import described
from asyncapi_pygen.payloads.schemas.spots import Spot

_DEEPEST: Final = 100
"""How many inline objects may lie in one another; only circular ``allOf`` gets there."""

_MOST_ENTRIES: Final = 20_000
"""How many entries a plan may have: circular ``allOf`` could ask for any number."""

_UNDECLARED: Final = ("additionalProperties", "patternProperties")
"""What is said of properties that are not declared by their names."""


class Objects:
    """Makes entries of objects with properties; each waits in line until it is filled."""

    def __init__(
        self, entries: dict[str, Entry], lower: Lower, losses: Losses, making: Making
    ) -> None:
        self._entries = entries
        self._lower = lower
        self._losses = losses
        self._locate = making.locate
        self._waiting: list[tuple[Mapping[str, Body], Spot]] = []
        self._contents: dict[str, str] = {}

    def fill_next(self) -> bool:
        """Fill a class that waits; tell whether there was one."""
        if self._waiting:
            self._fill(*self._waiting.pop())
            return True
        return False

    def object(self, body: Mapping[str, Body], spot: Spot) -> Lowered:
        """Lower an object: to a reference to its class, or to a dictionary."""
        patterns = bodies.mapped(body.get("patternProperties"))
        closed = body.get("additionalProperties") is False
        if bodies.properties(body) or bodies.required(body) or (closed and not patterns):
            return self._class(body, spot)
        spot.lost.append(told(body, CHECKED["object"]))
        if patterns:
            spot.lost.append(told(body, _UNDECLARED))
        further = [] if closed else [self._further(body, spot)]
        values = union_of([*further, *self._by_pattern(patterns, spot)])
        return {"type": "object", **({"additionalProperties": values} if values else {})}

    def _further(self, body: Mapping[str, Body], spot: Spot) -> Lowered:
        """Lower the schema of properties that are not declared; empty if they may be anything."""
        additional = body.get("additionalProperties")
        if additional is None or bodies.asserts_nothing(additional):
            return {}
        return self._lower(additional, spot.step("additionalProperties", hint="value"))

    def _by_pattern(self, patterns: Mapping[str, Body], spot: Spot) -> Iterator[Lowered]:
        for pattern, schema in patterns.items():
            yield self._lower(schema, spot.step("patternProperties", pattern, hint="value"))

    def _class(self, body: Mapping[str, Body], spot: Spot) -> Lowered:
        if spot.place in self._entries:
            return {"$ref": spot.place}
        parents = self._parents(spot)
        content = exact_key(body)
        for place in parents:
            if self._contents.get(place) == content:
                return {"$ref": place}
        if len(parents) >= _DEEPEST or len(self._entries) >= _MOST_ENTRIES:
            self._losses.too_deep(spot)
            return {"type": "object"}
        self._contents[spot.place] = content
        spot.lost.append(told(body, CHECKED["object"]))
        closed = body.get("additionalProperties") is False
        # The empty class holds the place until its turn comes.
        self._entries[spot.place] = ClassPlan(
            origin=spot.origin(body, self._locate),
            properties=(),
            closed=closed and "patternProperties" not in body,
            description=described(body, spot.hint),
            closing=self._pattern_checks(body, spot),
        )
        self._waiting.append((body, spot.inside()))
        return {"$ref": spot.place}

    def _parents(self, spot: Spot) -> list[str]:
        """Return the places of the objects around ``spot``, the nearest first."""
        found: list[str] = []
        parent = spot.parent
        while parent is not None:
            found.append(parent)
            parent = self._entries[parent].origin.parent
        return found

    def _pattern_checks(self, body: Mapping[str, Body], spot: Spot) -> Lowered:
        """Lose what is said of properties by a pattern; return what that closes, where it does."""
        if "patternProperties" not in body:
            return {}
        patterns = told(body, ("patternProperties",))
        further = body.get("additionalProperties", True)
        names: Body = dict.fromkeys(bodies.properties(body), True)
        whole = {"properties": names, **told(body, _UNDECLARED)}
        spot.lost.append(patterns if isinstance(further, bool) else whole)
        return self._losses.check([whole], spot) if further is False else {}

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
        plan = self._entries[spot.place]
        if isinstance(plan, ClassPlan):
            self._entries[spot.place] = replace(plan, properties=properties, extra=extra)

    def _property(self, name: str, body: Body, spot: Spot, *, required: bool) -> Property:
        lowered = self._lower(body, spot.step("properties", name, hint=name))
        inner, nullable = without_null(lowered)
        constant = is_constant(lowered)
        default = bodies.mapped(body).get("default")
        # Whether it fits its type is seen when all types are known; null is what absence reads as.
        has_default = not (required or constant) and default is not None
        return Property(
            wire=name,
            schema=lowered if required else inner,
            required=required,
            nullable=nullable and not required,
            constant=constant,
            has_default=has_default,
            default=plain(default) if has_default else None,
            pin=bodies.pin(body),
            description=described(body, name),
        )
