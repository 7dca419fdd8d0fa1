"""Records of the model side by side: what they say, wherever they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Final, Protocol, cast

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.diff.change import Change, Changes, Effect, Use
from asyncapi_pygen.diff.schemas import SchemaComparison
from asyncapi_pygen.diff.views import Spot, text
from asyncapi_pygen.ir.api import Api
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.document import Document

_PROSE: Final = (
    *("title", "summary", "description", "tags", "external_docs", "contact", "license"),
    *("terms_of_service", "examples"),
)
_CALLED: Final = {"external_docs": "external docs", "terms_of_service": "terms of service"}


class Locate(Protocol):
    """Says where a place of a document stands, from an id and what leads on from there."""

    def __call__(self, identity: str, extra: Sequence[str] = ()) -> Location:
        """Return the place in a file."""
        ...


@dataclass(frozen=True, slots=True)
class Version:
    """One of the two documents: what it says, and where its parts stand.

    ``major`` is that of the AsyncAPI it is written in: some names only one of them has.
    """

    api: Api
    major: int
    document: Document
    locate: Locate


class Placed(Protocol):
    """A record that knows where it stands."""

    @property
    def at(self) -> Location:
        """Its place."""
        ...


@dataclass(frozen=True, slots=True)
class Comparing:
    """What the comparison of all parts shares."""

    old: Version
    new: Version
    schemas: SchemaComparison
    changes: Changes

    @property
    def is_one_version(self) -> bool:
        """Whether both documents are written in one major version."""
        return self.old.major == self.new.major

    def tell(  # noqa: PLR0913, PLR0917 - these are the parts of a change
        self,
        code: str,
        effect: Effect,
        reason: str,
        old: Location | None,
        new: Location | None,
        uses: tuple[Use, ...] = (),
    ) -> None:
        """Take a change in."""
        change = Change(code=code, effect=effect, reason=reason, old=old, new=new, uses=uses)
        self.changes.add(change)

    def tell_schemas(
        self, old: str, new: str, uses: tuple[Use, ...], only: Effect | None = None
    ) -> None:
        """Tell all that differs in two schemas; ``only`` is the effect whatever differs."""
        for found in self.schemas.of(old, new):
            self.tell(
                found.code,
                found.effect if only is None else only,
                found.reason,
                self.at_old(found.old),
                self.at_new(found.new),
                uses,
            )

    def at_old(self, spot: Spot) -> Location:
        """Return where a spot of the old document's schemas stands."""
        return self.old.locate(spot.schema, spot.tokens)

    def at_new(self, spot: Spot) -> Location:
        """Return where a spot of the new document's schemas stands."""
        return self.new.locate(spot.schema, spot.tokens)

    def tell_prose(self, what: str, old: Placed, new: Placed, uses: tuple[Use, ...] = ()) -> None:
        """Tell what two records say to people otherwise."""
        for name in _PROSE:
            one, other = getattr(old, name, None), getattr(new, name, None)
            if said(one) != said(other):
                reason = f"the {_CALLED.get(name, name)} of {what} has changed"
                self.tell("diff-docs", Effect.NOTE, reason, old.at, new.at, uses)

    def tell_extensions(
        self,
        what: str,
        old: tuple[Mapping[str, Json], Location],
        new: tuple[Mapping[str, Json], Location],
        uses: tuple[Use, ...] = (),
    ) -> None:
        """Tell which extensions of two records differ."""
        for name in sorted(old[0].keys() | new[0].keys()):
            if text(old[0].get(name)) == text(new[0].get(name)) and (name in old[0]) is (
                name in new[0]
            ):
                continue
            is_signature = name == "x-signature"
            code = "diff-signature" if is_signature else "diff-extension"
            effect = Effect.OTHER if is_signature else Effect.NOTE
            reason = f"the extension `{name}` of {what} has changed"
            if is_signature:
                reason = f"requests of {what} are signed otherwise"
            self.tell(code, effect, reason, old[1], new[1], uses)


def said(value: object) -> object:
    """Return what a value of the model says, as plain values: without where it stands."""
    if is_dataclass(value) and not isinstance(value, type):
        names = (one.name for one in fields(value) if one.name != "at")
        return {name: said(getattr(value, name)) for name in names}
    if isinstance(value, Mapping):
        entries = cast("Mapping[object, object]", value)
        return {str(key): said(one) for key, one in entries.items()}
    if isinstance(value, tuple | list):
        return [said(one) for one in cast("Sequence[object]", value)]
    # JSON tells `1` from `true`, and Python does not.
    return (type(value).__name__, value) if isinstance(value, bool) else value
