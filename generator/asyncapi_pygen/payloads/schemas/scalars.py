"""Fixed values, and the bounds that annotations carry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.config import Numbers
from asyncapi_pygen.ir.schema import Body
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.bodies import format_of, listed, told
from asyncapi_pygen.payloads.combine import distinct
from asyncapi_pygen.payloads.keywords import (
    CONSTRAINTS,
    TYPED_FORMATS,
    TYPED_KEYWORDS,
    UNIONS,
    enforceable,
)
from asyncapi_pygen.payloads.lowered import FORMAT_MARK, NULL, OPEN_MARK, or_null
from asyncapi_pygen.payloads.making import Making
from asyncapi_pygen.payloads.patterns import readers
from asyncapi_pygen.payloads.plan import Lowered, Member
from asyncapi_pygen.payloads.schemas import enums
from asyncapi_pygen.payloads.schemas.losses import Losses
from asyncapi_pygen.payloads.schemas.spots import Spot
from asyncapi_pygen.source.pointers import join_pointer

_BESIDE: Final = (*UNIONS, *TYPED_KEYWORDS)
"""What may say more of a value that is one of a few."""

_NUMBERS: Final = frozenset({"integer", "number"})


@dataclass(frozen=True, slots=True)
class NamedValues:
    """The values of an enum that have names, and what it is in its entry."""

    hint: str
    members: tuple[Member, ...]


class Scalars:
    """Lowers what is no list, no object and no union; ``named`` has named values by place."""

    def __init__(self, losses: Losses, making: Making) -> None:
        self.named: dict[str, NamedValues] = {}
        self._losses = losses
        self._making = making
        self._exact = making.settings.numbers is Numbers.DECIMAL
        self._reads = readers(making.settings.backend)

    def const(self, body: Mapping[str, Body], spot: Spot) -> "Lowered | None":
        """Lower the one value that is allowed; ``None`` if a check has to say it."""
        value = _integral(body["const"])
        if value is None:
            return NULL
        if not isinstance(value, str | int):
            spot.lost.append({"const": value})
            return None
        spot.lost.append(told(body, _BESIDE))
        return {"const": value}

    def enum(self, body: Mapping[str, Body], spot: Spot) -> "Lowered | None":
        """Lower the values that are allowed; ``None`` if a check has to say them."""
        values = distinct(map(_integral, listed(body["enum"])))
        scalars: list[Json] = [value for value in values if isinstance(value, str | int)]
        nullable = None in values
        if len(scalars) + nullable < len(values) or not values:
            spot.lost.append({"enum": values})
            return None
        if not scalars:
            return NULL
        spot.lost.append(told(body, _BESIDE))
        lowered = _fixed(scalars, is_open=enums.openness(body))
        return or_null(lowered) if nullable else lowered

    def name_values(self, body: Mapping[str, Body], spot: Spot) -> None:
        """Keep the names that the document has for the values of an enum."""
        if enums.SOURCES.isdisjoint(body):
            return
        members = tuple(one for one in enums.members(body) if one.name)
        if members:
            hint = "" if spot.parent is None else spot.hint.strip()
            self.named[spot.place] = NamedValues(hint, members)
        for keyword, message in enums.miscounted(body):
            at = self._making.locate(spot.place + join_pointer((keyword,)))
            self._making.diagnostics.report("enum-names", message, at)

    def scalar(self, type_: str, body: Mapping[str, Body], spot: Spot) -> Lowered:
        """Lower a type with its bounds and its format."""
        name = format_of(body)
        if type_ == "string" and name in TYPED_FORMATS:
            # A date has no length and no pattern: the format says more than they do.
            self.constraints(type_, body, spot, keep=False)
            return {"type": type_, "format": name}
        lowered: Lowered = {"type": type_, **self.constraints(type_, body, spot)}
        marked = name and (type_ == "string" or type_ in _NUMBERS)
        return {**lowered, **({FORMAT_MARK: name} if marked else {})}

    def constraints(
        self, type_: str, body: Mapping[str, Body], spot: Spot, *, keep: bool = True
    ) -> Lowered:
        """Return the bounds that an annotation carries; lose the others, or all of them."""
        kept: Lowered = {}
        # Pydantic compares decimals with floats, and divides them with 28 digits.
        keep = keep and not (self._exact and type_ in _NUMBERS)
        for keyword in CONSTRAINTS[type_]:
            if body.get(keyword) is not None:
                value = enforceable(keyword, body[keyword], type_, self._reads) if keep else None
                if value is None:
                    self._losses.constraint(keyword, body, spot)
                else:
                    kept[keyword] = value
        return kept


def _fixed(values: list[Json], *, is_open: bool | None) -> Lowered:
    if len(values) == 1 and not is_open:
        return {"const": values[0]}
    return {"enum": values, **({} if is_open is None else {OPEN_MARK: is_open})}


def _integral(value: Body) -> Body:
    """Return a float that is an integer as one: in JSON they are the same."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
