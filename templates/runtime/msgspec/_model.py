"""What every model of this package is made of: structs of msgspec.

A model that was read from the wire and is written again is the same JSON, but for
fields that nobody declared and values that were set aside: a struct does not keep them.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias, TypeVar, get_args

from msgspec import UNSET, Struct, UnsetType, structs

from ._marks import Check, JsonValue
from ._types import Declared, Shapes, without

T = TypeVar("T")


class Model(Struct, kw_only=True, dict=True):
    """A payload: what is absent is not written."""


class ClosedModel(Model, kw_only=True, forbid_unknown_fields=True):
    """A payload that we send, and whose schema allows no other fields."""


Payload: TypeAlias = Model
"""What every class of ``models`` is."""

Maybe: TypeAlias = T | UnsetType
"""Optional and not nullable: ``UNSET`` when absent."""

Nullable: TypeAlias = T | UnsetType | None
"""Optional and nullable: ``UNSET`` when absent, and ``None`` for ``null``."""

_ASIDE: Final = "__aside__"


class _Classes:
    """What the run time has to know of structs."""

    def is_record(self, type_: Any) -> bool:
        """Tell whether this is a class of ``models``."""
        return isinstance(type_, type) and issubclass(type_, Model)

    def is_instance(self, value: object, type_: Any) -> bool:
        """Tell whether the value is of the class."""
        return isinstance(value, type_)

    def is_closed(self, type_: Any) -> bool:
        """Tell whether the class refuses what it does not declare."""
        return issubclass(type_, ClosedModel)

    def check(self, type_: Any) -> Check | None:
        """Give what no type says of the objects of the class."""
        found: Check | None = getattr(type_, "__check__", None)
        return found

    def extra(self, type_: Any, hints: Mapping[str, Any]) -> Any:
        """Give the type of all that the class does not declare, ``None`` for any."""
        found = hints.get("__extra__")
        return get_args(found)[0] if found is not None else None

    def declared(self, type_: Any, hints: Mapping[str, Any]) -> Iterator[Declared]:
        """Give the fields of a class."""
        for one in structs.fields(type_):
            yield Declared(
                name=one.name,
                wire=one.encode_name,
                annotation=_present(hints[one.name]),
                required=one.required,
                may_be_absent=one.default is UNSET,
            )

    def make(self, type_: Any, given: dict[str, Any], others: dict[str, Any]) -> Any:
        """Make an object; only what is set aside is remembered of the others."""
        made = type_(**given)
        wires: tuple[str, ...] = type_.__struct_encode_fields__
        aside = {wire: one for wire, one in others.items() if wire in wires}
        if aside:
            setattr(made, _ASIDE, aside)
        return made

    def given(self, value: Any) -> dict[str, Any]:
        """Give the fields that are to be written."""
        return {
            name: held
            for name, held in structs.asdict(value).items()
            if held is not UNSET
        }

    def others(self, value: Any) -> dict[str, JsonValue]:
        """Give nothing: a struct has no other fields."""
        return {}

    def aside(self, value: object) -> dict[str, JsonValue]:
        """Give what is set aside, by name on the wire."""
        found: dict[str, JsonValue] = {}
        return getattr(value, _ASIDE, found) if isinstance(value, Model) else found


CLASSES: Final = _Classes()
SHAPES: Final = Shapes(CLASSES)


def _present(annotation: Any) -> Any:
    """Return the type of a field that is there."""
    return (
        without(annotation, UnsetType)
        if UnsetType in get_args(annotation)
        else annotation
    )
