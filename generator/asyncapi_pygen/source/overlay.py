"""OpenAPI Overlay 1.0 (spec.openapis.org/overlay): corrections beside an untouched document."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from asyncapi_pygen.config import Limits
from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.edit import Edit, Step
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.source.pointers import ABSENT, MaybeJson, member
from asyncapi_pygen.source.suggestions import nearest

_VERSION: Final = "1.0."
_ROOT_FIELDS: Final = ("overlay", "info", "extends", "actions")
_INFO_FIELDS: Final = ("title", "version")
_ACTION_FIELDS: Final = ("target", "description", "update", "remove")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Action:
    """One action, with the places to report and to graft from."""

    target: str
    target_at: Location
    update: MaybeJson
    update_at: Location
    update_place: int
    remove: bool


class _OverlayError(Exception):
    """An action, or the whole overlay, that cannot be applied."""

    def __init__(self, code: str, message: str, at: Location, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.at = at
        self.hint = hint


def apply_overlay(document: Document, overlay: Document, files: Files) -> Document | None:
    """Apply the actions of ``overlay`` in order and return the changed document.

    An update of an object is merged into it: objects merge recursively, arrays are concatenated,
    anything else is replaced. An update of an array is appended to it as one item. What comes from
    the overlay keeps its place in the overlay's file; a relative ``$ref`` in it is resolved against
    the document that it comes into. A target that matches nothing is an error, although the
    specification lets it pass: the action was written to have an effect.

    Returns:
        The document, or ``None`` with the faults of the overlay reported (``overlay-invalid``,
        ``overlay-target``).
    """
    return _applied(document, _actions(overlay), files)


def apply_actions(
    document: Document, settings: Document, pointer: Sequence[str], files: Files
) -> Document | None:
    """Apply the actions that stand at ``pointer`` in a file of settings, as ``apply_overlay`` does.

    Returns:
        The document, or ``None`` with the faults of the actions reported.
    """
    actions = _listed(settings, tuple(pointer))
    return _applied(document, actions, files)


def _applied(document: Document, checked: Iterator[_Action], files: Files) -> Document | None:
    edit = Edit(document)
    faults: list[_OverlayError] = []
    try:
        actions = list(checked)
    except _OverlayError as error:
        actions, faults = [], [error]
    for action in actions:
        try:
            _apply(edit, action, document.name, files.limits)
        except _OverlayError as error:
            faults.append(error)
    for fault in faults:
        files.diagnostics.report(fault.code, fault.message, fault.at, hint=fault.hint)
    if faults:
        return None
    document.places.keep(edit.root)
    return replace(document, root=edit.root)


def _apply(edit: Edit, action: _Action, name: str, limits: Limits) -> None:
    matches = _matches(action, edit.root, limits)
    if not matches:
        message = f"`{action.target}` matches nothing in `{name}`"
        hint = "`$` is the whole document; names are case-sensitive"
        raise _OverlayError("overlay-target", message, action.target_at, hint)
    if action.remove:
        _remove(edit, action, [path for path, _ in matches])
    else:
        for path, value in matches:
            _update(edit, action, path, value)


def _remove(edit: Edit, action: _Action, paths: Sequence[tuple[Step, ...]]) -> None:
    if () in paths:
        raise _invalid("the whole document cannot be removed", action.target_at)
    # From the last to the first, so that no index moves, and no holder goes, before its turn.
    for path in sorted(set(paths), reverse=True):
        edit.remove(path)


def _update(edit: Edit, action: _Action, path: Sequence[Step], value: object) -> None:
    if isinstance(value, list) and action.update is not ABSENT:
        edit.append(path, action.update, action.update_place)
    elif isinstance(value, dict) and isinstance(action.update, dict):
        edit.merge(path, action.update)
    elif isinstance(value, dict):
        message = f"`{action.target}` matches an object, and `update` is none"
        raise _invalid(message, action.update_at, "write the fields that are to change")
    else:
        message = f"`{action.target}` matches a value that is neither an object nor an array"
        hint = "select the object that holds it, and write the field in `update`"
        raise _invalid(message, action.target_at, hint)


def _matches(action: _Action, root: Json, limits: Limits) -> list[tuple[tuple[Step, ...], object]]:
    # Imported here because most runs have no overlay, and it takes 40 ms.
    from jsonpath import JSONPathEnvironment, JSONPathError

    environment = JSONPathEnvironment(strict=True)
    environment.max_recursion_depth = max(environment.max_recursion_depth, 2 * limits.depth)
    try:
        return [(match.parts, match.obj) for match in environment.finditer(action.target, root)]
    except RecursionError:  # the library's own one among them
        message = f"`{action.target}` is nested too deeply"
    except JSONPathError:
        message = f"`{action.target}` is not a JSONPath"
    raise _invalid(message, action.target_at, "write a JSONPath of RFC 9535, as in `$.channels.*`")


def _actions(overlay: Document) -> Iterator[_Action]:
    """Check the overlay's own form and yield its actions.

    Raises:
        _OverlayError: a field is missing, unknown, or of the wrong type.
    """
    if not isinstance(overlay.root, dict):
        raise _invalid("an overlay is an object", overlay.location(()))
    _check_fields(overlay, (), _ROOT_FIELDS)
    version = _string(overlay, ("overlay",))
    if not version.startswith(_VERSION):
        message = f"the version `{version}` of Overlay is not supported"
        raise _invalid(message, overlay.location(("overlay",)), "write `overlay: 1.0.0`")
    _check_fields(overlay, ("info",), _INFO_FIELDS)
    for name in _INFO_FIELDS:
        _string(overlay, ("info", name))
    yield from _listed(overlay, ("actions",))


def _listed(overlay: Document, pointer: tuple[str, ...]) -> Iterator[_Action]:
    """Check and yield the actions of the list at ``pointer``."""
    actions = _value(overlay, pointer)
    if not isinstance(actions, list) or not actions:
        hint = "write a list of objects with a `target` each"
        raise _invalid("`actions` is not a list of actions", overlay.location(pointer), hint)
    for index, fields in enumerate(actions):
        yield _action(overlay, (*pointer, str(index)), fields)


def _action(overlay: Document, pointer: tuple[str, ...], fields: Json) -> _Action:
    _check_fields(overlay, pointer, _ACTION_FIELDS)
    target = _string(overlay, (*pointer, "target"))
    remove = member(fields, "remove")
    if not isinstance(remove, bool) and remove is not ABSENT:
        at = overlay.location((*pointer, "remove"))
        raise _invalid("`remove` is neither true nor false", at)
    update = member(fields, "update")
    if update is ABSENT and remove is not True:
        message = f"the action on `{target}` has neither `update` nor `remove: true`"
        raise _invalid(message, overlay.location(pointer))
    place = overlay.start if update is ABSENT else overlay.places.member(fields, "update")[1]
    return _Action(
        target=target,
        target_at=overlay.location((*pointer, "target")),
        update=update,
        update_at=overlay.location((*pointer, "update")),
        update_place=place,
        remove=remove is True,
    )


def _check_fields(overlay: Document, pointer: tuple[str, ...], known: Sequence[str]) -> None:
    value = _value(overlay, pointer)
    if not isinstance(value, dict):
        name = pointer[-1] if pointer else "the overlay"
        raise _invalid(f"`{name}` is missing, or not an object", overlay.location(pointer))
    for key in value:
        if key not in known and not key.startswith("x-"):
            at = overlay.location((*pointer, key), key=True)
            raise _invalid(f"unknown field `{key}`", at, nearest(key, known))


def _string(overlay: Document, pointer: tuple[str, ...]) -> str:
    value = _value(overlay, pointer)
    if not isinstance(value, str):
        raise _invalid(f"`{pointer[-1]}` is missing, or not a string", overlay.location(pointer))
    return value


def _value(overlay: Document, pointer: Sequence[str]) -> MaybeJson:
    value: MaybeJson = overlay.root
    for token in pointer:
        value = ABSENT if value is ABSENT else member(value, token)
    return value


def _invalid(message: str, at: Location, hint: str = "") -> _OverlayError:
    return _OverlayError("overlay-invalid", message, at, hint)
