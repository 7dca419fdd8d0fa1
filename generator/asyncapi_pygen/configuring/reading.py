"""A ``pyproject.toml`` to the settings of its targets, each with the place where it is written."""

import os.path
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from asyncapi_pygen.config import InlineActions, Limits
from asyncapi_pygen.configuring.setting import Setting, Value
from asyncapi_pygen.configuring.settings import ACTIONS, BY_FIELD, BY_KEY, SPEC, TARGETS
from asyncapi_pygen.configuring.values import Misfit, kind_of, read_value
from asyncapi_pygen.diagnostics import Diagnostics, Location, Related
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.source.folders import real_path
from asyncapi_pygen.source.pointers import ABSENT, MaybeJson, member
from asyncapi_pygen.source.suggestions import nearest
from asyncapi_pygen.source.toml_text import TABLE

NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
"""What targets may be called: nothing that a shell or an option would take for its own."""

_OUTPUT: Final = BY_KEY["output"].field_name
_OF_A_TARGET: Final = (SPEC, *BY_KEY, ACTIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is said of one package, with the defaults for all of them.

    ``name`` is empty where a configuration has no names for targets. ``values`` are by the fields
    of the records of options, paths relative to the working directory. ``at`` says where each of
    them is written, ``here`` where the target is.
    """

    name: str
    here: Location
    spec: Path | None = None
    values: Mapping[str, Value] = field(default_factory=dict[str, Value])
    at: Mapping[str, Location] = field(default_factory=dict[str, Location])
    actions: InlineActions | None = None

    @property
    def document(self) -> Path:
        """The path of its document.

        Raises:
            ValueError: there is none, which for a target is a fault of the configuration.
        """
        if self.spec is None:
            raise ValueError(self.name)
        return self.spec

    def over(self, others: "Target") -> "Target":
        """Return this target, with what it does not say taken from ``others``."""
        return Target(
            name=self.name,
            here=self.here,
            spec=self.spec if self.spec is not None else others.spec,
            values={**others.values, **self.values},
            at={**others.at, **self.at},
            actions=self.actions if self.actions is not None else others.actions,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """A file that was read: ``defaults`` are for a document that no target is made from.

    ``name`` is the file as it would be typed, ``texts`` are for excerpts. ``targets`` are by name,
    in the order of the file; a single one without a name is the file's own level.
    """

    name: str
    texts: Mapping[str, str]
    here: Location
    defaults: Target
    targets: Mapping[str, Target]


def read_configuration(path: Path, diagnostics: Diagnostics) -> tuple[Configuration | None, Files]:
    """Read a file, and report all that is wrong with its form.

    Returns:
        The configuration, or ``None`` where it has faults; the files with the text for excerpts.
    """
    files = Files(Limits(), diagnostics)
    document = files.settings(real_path(path), path.as_posix())
    if document is None:
        return None, files
    configuration = _Reading(document, path, diagnostics).configuration()
    return (None if diagnostics.has_errors else configuration), files


class _Reading:
    """One document on its way to a configuration."""

    def __init__(self, document: Document, path: Path, diagnostics: Diagnostics) -> None:
        self._document = document
        self._path = path
        self._diagnostics = diagnostics

    def configuration(self) -> Configuration:
        table = self._table(TABLE) or {}
        top = self._target("", TABLE, table, (*_OF_A_TARGET, TARGETS))
        targets = {one.name: one.over(top) for one in self._targets(table)}
        if not targets and top.spec is not None:
            targets = {top.name: top}
        self._check(targets)
        return Configuration(
            name=self._document.name,
            texts=self._document.places.texts(),
            here=top.here,
            defaults=_for_others(top),
            targets=targets,
        )

    def _table(self, pointer: tuple[str, ...]) -> Mapping[str, Json] | None:
        """Return the table at ``pointer``, or report that there is none."""
        value: MaybeJson = self._document.root
        for token in pointer:
            value = ABSENT if value is ABSENT else member(value, token)
        if isinstance(value, dict):
            return value
        if value is ABSENT:
            message = f"there is no table `[{'.'.join(pointer)}]` in `{self._document.name}`"
            hint = "`asyncapi-pygen init` writes one"
            self._report("config-target", message, pointer, hint=hint)
        else:
            message = f"`{pointer[-1]}` takes a table, not {kind_of(value)}"
            self._report("config-value", message, pointer)
        return None

    def _targets(self, table: Mapping[str, Json]) -> Iterator[Target]:
        pointer = (*TABLE, TARGETS)
        targets = self._table(pointer) if TARGETS in table else None
        for name in targets or ():
            inner = (*pointer, name)
            if NAME.fullmatch(name) is None:
                message = f"`{name}` is no name for a target"
                hint = "write letters of ASCII, digits, `-`, `_` and `.`"
                self._report("config-value", message, inner, key=True, hint=hint)
                continue
            fields = self._table(inner)
            if fields is not None:
                yield self._target(name, inner, fields, _OF_A_TARGET)

    def _target(
        self,
        name: str,
        pointer: tuple[str, ...],
        table: Mapping[str, Json],
        known: tuple[str, ...],
    ) -> Target:
        self._check_keys(pointer, table, known)
        values: dict[str, Value] = {}
        at: dict[str, Location] = {}
        for key, setting in BY_KEY.items():
            if key in table:
                values[setting.field_name] = self._value(setting, table[key], (*pointer, key))
                at[setting.field_name] = self._document.location((*pointer, key))
        return Target(
            name=name,
            here=self._document.location(pointer, key=True),
            spec=self._spec(table, pointer),
            values=values,
            at=at,
            actions=self._actions(table, pointer),
        )

    def _check_keys(
        self, pointer: tuple[str, ...], table: Mapping[str, Json], known: tuple[str, ...]
    ) -> None:
        for key in table:
            if key not in known:
                hint = nearest(key, known) or "`asyncapi-pygen config schema` lists the keys"
                message = f"there is no setting `{key}`"
                self._report("config-key", message, (*pointer, key), key=True, hint=hint)

    def _value(self, setting: Setting, value: Json, pointer: tuple[str, ...]) -> Value:
        misfits: list[Misfit] = []
        found = read_value(setting, value, misfits)
        for one in misfits:
            self._report("config-value", one.message, (*pointer, *one.path), hint=one.hint)
        if not setting.kind.is_path or found is None:
            return found
        if isinstance(found, tuple):
            return tuple(self._path.parent / one for one in found)
        return self._path.parent / str(found)

    def _spec(self, table: Mapping[str, Json], pointer: tuple[str, ...]) -> Path | None:
        spec = table.get(SPEC)
        if isinstance(spec, str) and spec and "\0" not in spec:
            return self._path.parent / spec
        if SPEC in table:
            message = f"`{SPEC}` takes the path of a document, not {kind_of(spec)}"
            self._report("config-value", message, (*pointer, SPEC))
        return None

    def _actions(self, table: Mapping[str, Json], pointer: tuple[str, ...]) -> InlineActions | None:
        if ACTIONS not in table:
            return None
        return InlineActions(file=self._path, name=self._document.name, pointer=(*pointer, ACTIONS))

    def _check(self, targets: Mapping[str, Target]) -> None:
        """Report targets without a document, and those that are one folder."""
        for one in targets.values():
            if one.spec is None:
                message = f"the target `{one.name}` has no `{SPEC}`"
                hint = f'write `{SPEC} = "…"`, the path of its document'
                self._diagnostics.report("config-target", message, one.here, hint=hint)
        owners: dict[str, Target] = {}
        for other in targets.values() if len(targets) > 1 else ():
            if _OUTPUT in other.values:
                one = owners.setdefault(os.path.normpath(str(other.values[_OUTPUT])), other)
                self._check_apart(one, other)

    def _check_apart(self, one: Target, other: Target) -> None:
        if one is not other:
            message = f"the targets `{one.name}` and `{other.name}` write to one folder"
            first = (Related(f"the folder of `{one.name}` is said here", one.at[_OUTPUT]),)
            self._diagnostics.report("config-target", message, other.at[_OUTPUT], related=first)

    def _report(
        self,
        code: str,
        message: str,
        pointer: tuple[str, ...],
        *,
        key: bool = False,
        hint: str = "",
    ) -> None:
        at = self._document.location(pointer, key=key)
        self._diagnostics.report(code, message, at, hint=hint)


def _for_others(top: Target) -> Target:
    """Return what a file's own level says of documents that no target is made from.

    Its folder is not theirs, and neither is what corrects the one document that it names.
    """
    values = {
        name: value
        for name, value in top.values.items()
        if name != _OUTPUT and not (BY_FIELD[name].own and top.spec is not None)
    }
    actions = top.actions if top.spec is None else None
    return Target(name="", here=top.here, values=values, at=top.at, actions=actions)
