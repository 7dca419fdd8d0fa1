"""What a schema says and no type does: kept as a check where one can say it, else reported."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from asyncapi_pygen.ir.schema import Body, Schema
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.bodies import mapped
from asyncapi_pygen.payloads.keywords import is_checkable
from asyncapi_pygen.payloads.making import Making
from asyncapi_pygen.payloads.patterns import readers
from asyncapi_pygen.payloads.plan import ClassPlan, Entry, Lowered
from asyncapi_pygen.payloads.schemas.assertions import UncheckableError, written
from asyncapi_pygen.payloads.schemas.checking import checked, joined, relevant
from asyncapi_pygen.payloads.schemas.spots import Spot


class Losses:
    """Makes checks of what spots have lost, and reports what no check can say.

    ``taken`` has the ids of the schemas that are part of a check, ``unenforced`` the keywords that
    nothing enforces, by the place of their schema.
    """

    def __init__(self, read: Callable[[str], Schema], making: Making) -> None:
        self.taken: set[str] = set()
        self.unenforced: dict[str, list[str]] = {}
        self._read = read
        self._making = making
        self._reads = readers(making.settings.backend)

    def constraint(self, keyword: str, body: Mapping[str, Body], spot: Spot) -> None:
        """Leave a bound to a check, unless the check cannot read it either."""
        if is_checkable(keyword, body[keyword], self._reads):
            spot.lost.append({keyword: body[keyword]})
        else:
            self.weakened(keyword, spot)

    def check(self, lost: Iterable[Body], spot: Spot) -> Lowered:
        """Return schemas as one check; report what it cannot read."""
        return joined(self._written(body, spot) for body in lost if body != {})

    def beside(self, lowered: Lowered, spot: Spot, entries: dict[str, Entry]) -> Lowered:
        """Put the check of a spot beside its type, or on the class that it is."""
        if not (spot.lost or spot.closing):
            return lowered
        check, closing = self.check(spot.lost, spot), self.check(spot.closing, spot)
        own = entries.get(spot.place)
        if lowered != {"$ref": spot.place} or not isinstance(own, ClassPlan):
            return checked(checked(lowered, check), closing, sent=True)
        entries[spot.place] = replace(
            own,
            checks=joined([own.checks, relevant(check, "object")]),
            closing=joined([own.closing, closing]),
        )
        return lowered

    def _written(self, lost: Body, spot: Spot) -> Json:
        taken: set[str] = set()

        def resolve(id_: str) -> Body:
            taken.add(id_)
            return self._read(id_).body

        try:
            check = written(lost, resolve, self._reads)
        except UncheckableError:
            for keyword in mapped(lost):
                self.weakened(keyword, spot)
            return {}
        self.taken |= taken
        return check

    def weakened(self, keyword: str, spot: Spot) -> None:
        """Say that nothing enforces a keyword."""
        self.unenforced.setdefault(spot.place, []).append(keyword)
        self._report(f"`{keyword}` is not enforced: the generated type is wider here", spot.place)

    def too_deep(self, spot: Spot) -> None:
        """Say that a schema is nested in more others than a type can be."""
        self._report(
            "the schema is nested too deeply: the generated type accepts anything here", spot.place
        )

    def foreign(self, spot: Spot) -> None:
        """Say that nothing is known of the vocabulary of a schema."""
        self._report("its `$schema` is not known: the generated type accepts anything", spot.place)

    def default(self, name: str, place: str) -> None:
        """Say that a property's default is one that a class cannot hold."""
        self._report(
            f"the default of `{name}` is not set: its own schema does not accept it", place
        )

    def _report(self, message: str, place: str) -> None:
        self._making.diagnostics.report("schema-weakened", message, self._making.locate(place))
