"""Bodies to values: what does not fit an optional field is *set aside*.

The field is then absent, its raw value is kept beside the model's fields, so that
writing the model gives the same JSON again, and ``set_aside`` tells where.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from inspect import get_annotations
from itertools import compress, zip_longest
from typing import TypeAlias, TypeVar, cast

from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails, from_json, to_json

from ._misfits import Misfit, Path, pointer
from ._model import Model, SparseModel
from ._wire import plain

T = TypeVar("T")
Node: TypeAlias = (
    "BaseModel | dict[str, Node] | list[Node] | tuple[Node, ...] | str | float | None"
)

_MOST_ERRORS = 256  # a body with more of them is refused: looking into each costs time
_MOST_ROUNDS = 16  # each of them may set aside what encloses the findings of the last
_TAG_ERRORS = {"union_tag", "union_tag_invalid", "union_tag_not_found"}
_TACTLESS = {"uuid_parsing", "value_error", "assertion_error"}
"""Errors whose own words would repeat what was sent."""


def decode(adapter: TypeAdapter[T], body: bytes, *, kept: str | None = None) -> T:
    """Read a body, setting aside what does not fit where it may as well be absent.

    Args:
        adapter: The type to read.
        body: JSON text in UTF-8.
        kept: The wire name of a field of the root that may not be set aside: the tag.

    Raises:
        ValidationError: The body is not JSON, or something required does not fit.

    """
    try:
        return decode_exactly(adapter, body)
    except ValidationError as error:
        return salvage(adapter, body, error, kept=kept)


def decode_exactly(adapter: TypeAdapter[T], body: bytes) -> T:
    """Read a body that has to fit as it is, or raise ``ValidationError``.

    In JSON ``1.0`` is an integer; no model knows, so such numbers are rewritten.
    """
    try:
        value: T = adapter.validator.validate_json(
            body,
            strict=True,
            by_alias=True,
            by_name=False,
        )
    except ValidationError as error:
        whole = None if unreadable(error) else _with_integers(body)
        if whole is None:
            raise
    else:
        return value
    return decode_exactly(adapter, whole)


def _with_integers(body: bytes) -> bytes | None:
    """Write ``1.0`` as ``1``; ``None`` where there is no such number."""
    if b"." not in body and b"e" not in body.lower():
        return None
    document: Node = from_json(body)
    whole = _integral(document)
    return to_json(whole) if repr(whole) != repr(document) else None


def _integral(node: Node) -> Node:
    match node:
        case float() if node.is_integer():
            return int(node)
        case dict():
            return {name: _integral(member) for name, member in node.items()}
        case list():
            return [_integral(item) for item in node]
        case _:
            return node


def salvage(
    adapter: TypeAdapter[T],
    body: bytes,
    error: ValidationError,
    *,
    kept: str | None = None,
) -> T:
    """Read a body that ``decode_exactly`` refused with this error; see ``decode``."""
    gone: set[Path] = set()
    unfit = {misfit.place for misfit in misfits(error, body)}
    for _ in range(_MOST_ROUNDS):
        gone = _outermost(gone | unfit)
        if not unfit or () in gone or (kept,) in gone:
            break
        document: Node = from_json(body)
        taken = {place: _take(document, place) for place in gone}
        rest = to_json(document)
        try:
            value = decode_exactly(adapter, rest)
        except ValidationError as failure:
            unfit = {misfit.place for misfit in misfits(failure, rest)}
            continue
        homes = {place: _home(cast("Node", value), place) for place in taken}
        unfit = {place[:-1] for place, home in homes.items() if home is None}
        if not unfit:
            for place, home in homes.items():
                cast("dict[object, object]", home)[place[-1]] = plain(taken[place])
            return value
    raise error


def misfits(error: ValidationError, body: bytes) -> tuple[Misfit, ...]:
    """Say where in the document each error lies.

    Pydantic's locations also name tags and members of unions, which a document does not
    have. Several such names behind one location tell of a union of which no member
    fits. Nothing is said of a body that is not JSON or has too many errors.
    """
    if error.error_count() > _MOST_ERRORS or unreadable(error):
        return ()
    document: Node = from_json(body)
    forms: dict[tuple[Path, Path], set[str | int]] = defaultdict(set)
    places: list[tuple[Path, ErrorDetails]] = []
    for problem in error.errors(include_url=False, include_input=False):
        location = _present(problem)
        steps = [*_steps(document, location)]
        for number, (part, is_step) in enumerate(zip(location, steps, strict=True)):
            if not is_step:
                place = tuple(compress(location[:number], steps))
                forms[place, location[:number]].add(part)
        places.append((tuple(compress(location, steps)), problem))
    unions = {place for (place, _), names in forms.items() if len(names) > 1}
    found = (_misfit(document, place, problem, unions) for place, problem in places)
    return tuple(dict.fromkeys(found))


def unreadable(error: ValidationError) -> bool:
    """Tell whether the body is not JSON at all."""
    return error.error_count() == 1 and error.errors()[0]["type"] == "json_invalid"


def set_aside(value: object) -> dict[str, JsonValue]:
    """Find every raw value that did not fit its field, by JSON pointer."""
    return {pointer(place): raw for place, raw in _aside(cast("Node", value), ())}


def _steps(node: Node, location: Path) -> Iterator[bool]:
    """Tell the parts of a location that lead into the document from names of forms."""
    for part, after in zip_longest(location, location[1:]):
        try:
            inner = _child(node, part)
        except LookupError:
            yield False
            continue
        # A tag may be called like a field that nobody declared.
        is_tag = isinstance(node, dict) and part in node.values() and after in node
        node = node if is_tag else inner
        yield not is_tag


def _misfit(
    document: Node, place: Path, problem: ErrorDetails, unions: set[Path]
) -> Misfit:
    for length in range(len(place) + 1):
        outer = place[:length]
        if outer in unions:
            return Misfit(_field(outer), pointer(outer), "Input fits no allowed form")
    if problem["type"] in _TAG_ERRORS:
        return _untold(document, place, problem)
    missing = problem["loc"][len(_present(problem)) :]
    at = pointer((*place, *missing))
    tactless = problem["type"] in _TACTLESS
    detail = "Input is not an allowed value" if tactless else problem["msg"]
    return Misfit(_field(place), at, detail)


def _untold(document: Node, place: Path, problem: ErrorDetails) -> Misfit:
    """Say which tags there are, at the property that should have one of them."""
    context = problem.get("ctx", {})
    if problem["type"] == "union_tag":
        path: list[str] = context["path"].split("/")[1:]
        expected: str = context["expected"]
    else:
        path = [context["discriminator"].strip("'")]
        most, _, last = context.get("expected_tags", "").rpartition(", ")
        expected = f"{most} or {last}" if most else last
    if not path:
        return Misfit(_field(place), pointer(place), problem["msg"])
    tag = (*place, *(part.replace("~1", "/").replace("~0", "~") for part in path))
    try:
        for part in tag:
            document = _child(document, part)
    except LookupError:
        return Misfit(_field(place), pointer(tag), "Field required")
    return Misfit(_field(place), pointer(tag), f"Input should be {expected}")


def _present(problem: ErrorDetails) -> Path:
    """Cut the name of a field that is missing off the location."""
    return problem["loc"][:-1] if problem["type"] == "missing" else problem["loc"]


def _field(place: Path) -> Path:
    """Go up from an item to its list: items cannot be absent."""
    while place and isinstance(place[-1], int):
        place = place[:-1]
    return place


def _outermost(places: set[Path]) -> set[Path]:
    return {
        place
        for place in places
        if not any(place[:length] in places for length in range(len(place)))
    }


def _take(document: Node, place: Path) -> JsonValue:
    for part in place[:-1]:
        document = _child(document, part)
    return cast("dict[object, JsonValue]", document).pop(place[-1])


def _child(node: Node, part: str | int) -> Node:
    match node:
        case BaseModel() if part in (names := _names(type(node))):
            return cast("Node", getattr(node, names[part]))
        case BaseModel():
            extras: dict[str, Node] = node.__pydantic_extra__ or {}
            return extras[str(part)]
        case dict() if isinstance(part, str):
            return node[part]
        case list() | tuple() if isinstance(part, int):
            return node[part]
        case _:
            raise LookupError(part)


def _home(value: Node, place: Path) -> dict[str, object] | None:
    """Find where to keep a raw value: beside a field that is not written if unset."""
    *path, wire = place
    try:
        for part in path:
            value = _child(value, part)
    except LookupError:
        return None
    if not isinstance(value, Model):
        return None
    name = _names(type(value)).get(wire)
    optional = _types_extras(type(value))
    if name is not None:
        optional = _may_be_absent(type(value), name)
    return value.__pydantic_extra__ if optional else None


@cache
def _types_extras(model: type[BaseModel]) -> bool:
    """Tell whether fields that nobody declared have to be of a type."""
    own = (one for one in model.__mro__ if one not in (Model, BaseModel))
    return any("__pydantic_extra__" in get_annotations(one) for one in own)


def _may_be_absent(model: type[BaseModel], name: str) -> bool:
    field = model.model_fields[name]
    sparse = issubclass(model, SparseModel) and name in model.__sparse__
    return not field.is_required() and (sparse or field.exclude_if is not None)


@cache
def _names(model: type[BaseModel]) -> dict[str | int, str]:
    """Map wire names to attributes."""
    return {field.alias or name: name for name, field in model.model_fields.items()}


def _aside(node: Node, place: Path) -> Iterator[tuple[Path, JsonValue]]:
    match node:
        case BaseModel():
            names = _names(type(node))
            read = node.model_fields_set if _types_extras(type(node)) else None
            for wire, name in names.items():
                yield from _aside(getattr(node, name), (*place, wire))
            for wire, extra in (node.__pydantic_extra__ or {}).items():
                if wire in names or (read is not None and wire not in read):
                    yield (*place, wire), cast("JsonValue", extra)
                else:
                    yield from _aside(extra, (*place, wire))
        case dict():
            for key, item in node.items():
                yield from _aside(item, (*place, key))
        case list() | tuple():
            for index, item in enumerate(node):
                yield from _aside(item, (*place, index))
        case _:
            pass
