"""What may stand in an object, or in an array, beside all that has a name or a place there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from asyncapi_pygen.diff.change import Effect
from asyncapi_pygen.diff.found import Both, Found, Pair
from asyncapi_pygen.diff.views import Spot, View, text
from asyncapi_pygen.payloads.bodies import asserts_nothing


class Kind(Enum):
    """How much may stand there."""

    ANYTHING = "anything"
    DESCRIBED = "described"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Rest:
    """What one side says of it: how much, where, and by which schemas it is described."""

    kind: Kind
    where: Spot
    schemas: tuple[Spot, ...]


def rest_of(view: View, keywords: Sequence[str]) -> Rest:
    """Return what some keywords say of all that no other keyword speaks of."""
    said = [one for keyword in keywords for one in view.values(keyword)]
    schemas = tuple(
        spot
        for keyword in keywords
        for spot in view.single(keyword)
        if text(view.book.at(spot)) != "true"
    )
    where = view.where(*keywords)
    if any(one is False for one in said):
        return Rest(Kind.NOTHING, where, schemas)
    kind = Kind.ANYTHING if all(map(asserts_nothing, said)) else Kind.DESCRIBED
    return Rest(kind, where, schemas)


def compare_rest(both: Both, old: Rest, new: Rest, code: str, what: str) -> Iterator[Found | Pair]:
    """Compare what is said on both sides; the code begins with ``code``."""
    name = both.new.name

    def found(ending: str, effect: Effect, reason: str) -> Found:
        return Found(f"{code}-{ending}", effect, reason, old.where, new.where)

    if old.kind is new.kind is Kind.DESCRIBED:
        yield both.pair(old.schemas, new.schemas)
    elif old.kind is new.kind:
        return
    elif new.kind is Kind.NOTHING:
        yield found("closed", Effect.NARROWER, f"`{name}` may have no {what} any more")
    elif old.kind is Kind.NOTHING:
        yield found("opened", Effect.WIDER, f"`{name}` may have {what} now")
    elif new.kind is Kind.DESCRIBED:
        reason = f"{what} of `{name}` were anything, and are described now"
        yield found("rest-narrowed", Effect.NARROWER, reason)
    else:
        yield found("rest-widened", Effect.WIDER, f"{what} of `{name}` may be anything now")
