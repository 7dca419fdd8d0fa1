"""From the errors of the JSON Schema library to single faults, each at one place.

The library reports a union as one error that holds the errors of all its branches. Here the branch
that the author meant is chosen, and what several keywords say about one value is told once.

In the schemas that ship, the text of each reference has a format that no text is of, and that names
what the reference must lead to. So the library finds the references as well: ``Referral``.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeAlias, cast

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.pointers import ABSENT, member

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

Path: TypeAlias = tuple[str | int, ...]

# Keywords of which the library gives a list; of others it gives the one value.
LISTING: Final = frozenset({"additionalProperties", "enum", "type"})
UNIONS: Final = frozenset({"anyOf", "oneOf"})
CHOICES: Final = frozenset({"const", "enum"})
# Faults of an object's set of fields; all others are faults of one value.
FIELDS: Final = frozenset({"additionalProperties", "forbidden", "required"})
# What the format of a reference's text begins with, before the name of a definition.
LEADS_TO: Final = "reference-to-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One keyword that one value breaks.

    ``pointer`` leads to the value in the document, ``place`` to the keyword in the schema.
    ``wanted`` is what the keyword asks for: the types, the allowed values, the one limit; the names
    of missing fields (any one of which would do) or of unexpected ones. ``name`` is the key that is
    at fault where a key and not its value is. ``text`` is what the library says.

    ``keyword`` is the one of JSON Schema, but ``forbidden`` for a ``not`` over ``required``.
    """

    keyword: str
    pointer: Path
    wanted: tuple[Any, ...]
    name: str | None = None
    place: Path = field(compare=False)
    text: str = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """A reference: its text, and the definition in the schema of what its place wants.

    ``pointer`` is the path of the library, for ``existing_path``.
    """

    pointer: Path
    text: str
    kind: str


def read_faults(
    errors: Iterable["ValidationError"], root: Json, most: int
) -> tuple[list[Fault], list[Referral]]:
    """Return the faults behind the errors of the library, each once, and the references.

    Args:
        errors: what ``iter_errors`` yields for an object whose one field holds ``root``.
        root: the value, in which the paths of the errors are looked up.
        most: how many faults to read; the rest is left alone.
    """
    referrals: list[Referral] = []
    found = (one for error in errors for one in _split(_found_by(error), referrals))
    faults = _told_once(_in_document(fault, root) for fault in islice(found, most))
    return faults, referrals


def _split(found: Iterable[Fault | Referral], referrals: list[Referral]) -> Iterator[Fault]:
    """Yield the faults, and put the references aside."""
    for one in found:
        if isinstance(one, Fault):
            yield one
        else:
            referrals.append(one)


def _in_document(fault: Fault, root: Json) -> Fault:
    """Return the fault with its true path, a forbidden field only where the field is."""
    pointer = existing_path(root, fault.pointer[1:])
    absent = (
        fault.keyword == "forbidden" and existing_path(root, (*pointer, fault.wanted[0])) == pointer
    )
    return replace(fault, pointer=pointer, keyword="not" if absent else fault.keyword)


def existing_path(root: Json, path: Path) -> Path:
    """Return the path with the empty keys that the library leaves out of its paths.

    A path that leads nowhere even so is cut at the last value that exists.
    """
    found: list[str | int] = []
    node = root
    for token in path:
        inner = member(node, str(token))
        while inner is ABSENT and isinstance(node, dict) and "" in node:
            found.append("")
            node = node[""]
            inner = member(node, str(token))
        if inner is ABSENT:
            break
        found.append(token)
        node = inner
    return tuple(found)


def _found_by(error: "ValidationError") -> Iterator[Fault | Referral]:
    """Yield what one error stands for: more than one behind unions and lists of fields."""
    keyword, value = error.kind.name, error.kind.value
    if keyword in UNIONS:
        branches = [[one for inner in branch for one in _found_by(inner)] for branch in value]
        yield from _of_union(tuple(error.instance_path), branches)
    elif keyword == "format" and value.startswith(LEADS_TO):
        yield Referral(
            pointer=tuple(error.instance_path[1:-1]),
            text=cast("str", error.instance),
            kind=value.removeprefix(LEADS_TO),
        )
    else:
        yield from _faults_of(error)


def _faults_of(error: "ValidationError") -> Iterator[Fault]:
    """Yield the faults of an error that is neither a union nor a reference."""
    keyword, value = error.kind.name, error.kind.value
    fault = Fault(
        keyword=keyword,
        pointer=tuple(error.instance_path),
        wanted=tuple(value) if keyword in LISTING else (value,),
        place=tuple(error.schema_path),
        text=error.message,
    )
    if keyword == "propertyNames":
        yield from (
            replace(one, pointer=fault.pointer, name=value.instance) for one in _faults_of(value)
        )
    elif keyword == "additionalProperties":
        yield from (replace(fault, wanted=(name,)) for name in fault.wanted)
    elif keyword == "not" and isinstance(value, dict) and "required" in value:
        names = cast("dict[str, list[str]]", value)["required"]
        yield from (replace(fault, keyword="forbidden", wanted=(name,)) for name in names)
    else:
        yield fault


def _of_union(
    pointer: Path, branches: Sequence[list[Fault | Referral]]
) -> Sequence[Fault | Referral]:
    """Return what is found in one branch: of those without faults the first, or else the best."""
    sound = next((one for one in branches if not any(isinstance(x, Fault) for x in one)), None)
    if sound is not None:
        return sound
    return _of_best_branch(pointer, [[x for x in one if isinstance(x, Fault)] for one in branches])


def _of_best_branch(pointer: Path, branches: Sequence[list[Fault]]) -> list[Fault]:
    """Return the faults of the branch of a union that the author most likely meant.

    A branch for another JSON type is not meant, nor is one whose ``const`` or ``enum`` names
    another kind; of those left it is the one that fits deepest, then the one with fewest faults.
    When all branches ask for the same thing in different words, one fault asks for any of them.
    """

    def is_other_type(fault: Fault) -> bool:
        return fault.keyword == "type" and fault.pointer == pointer

    def is_other_kind(fault: Fault) -> bool:
        return fault.keyword in CHOICES and fault.pointer[:-1] == pointer

    def is_missing(fault: Fault) -> bool:
        return fault.keyword == "required" and fault.pointer == pointer

    meant = list(branches)
    for excludes in (is_other_type, is_other_kind):
        kept = [branch for branch in meant if not any(map(excludes, branch))]
        if not kept and (merged := _merged(meant, excludes)):
            return [merged]
        meant = kept or meant
    if all(len(branch) == 1 for branch in meant) and (merged := _merged(meant, is_missing)):
        return [merged]
    return min(meant, key=lambda branch: (-max(len(one.pointer) for one in branch), len(branch)))


def _merged(branches: Sequence[list[Fault]], concerns: Callable[[Fault], bool]) -> Fault | None:
    """Return one fault that asks for any of what the branches ask for at one and the same place."""
    faults = [next(filter(concerns, branch), None) for branch in branches]
    found = [fault for fault in faults if fault is not None]
    if len(found) < len(branches) or len({fault.pointer for fault in found}) != 1:
        return None
    # Told apart by their text: a value that an author lists may be a list or an object.
    wanted = {repr(one): one for fault in found for one in fault.wanted}
    return replace(found[0], wanted=tuple(wanted.values()))


def _told_once(faults: Iterable[Fault]) -> list[Fault]:
    """Keep one fault a field, and one a value: its type before its choices before the rest."""
    told: dict[object, Fault] = {}
    for fault in faults:
        slot = (fault.pointer, fault.name, fault.wanted if fault.keyword in FIELDS else None)
        told[slot] = min(told.get(slot, fault), fault, key=_weight)
    gone = {(*fault.pointer, fault.wanted[0]) for fault in told.values() if is_unexpected(fault)}
    return [one for one in told.values() if not _is_within(one.pointer, gone)]


def is_unexpected(fault: Fault) -> bool:
    """Whether the fault is a field that may not be there."""
    return fault.keyword in ("additionalProperties", "forbidden")


def _weight(fault: Fault) -> tuple[int, int]:
    if fault.keyword == "type":
        return (0, -len(fault.wanted))
    return (1 if fault.keyword in CHOICES else 2, 0)


def _is_within(pointer: Path, places: set[Path]) -> bool:
    return any(pointer[:length] in places for length in range(1, len(pointer) + 1))
