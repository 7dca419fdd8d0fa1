"""Files to linked files: what the names of types mean, scope by scope from the inside out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from asyncapi_pygen.ir.protobuf import (
    Label,
    ProtoEnum,
    ProtoFault,
    ProtoField,
    ProtoFile,
    ProtoImport,
    ProtoMessage,
    Syntax,
)
from asyncapi_pygen.ir.schema import Schema
from asyncapi_pygen.lowering.protobuf.reading import PROVIDED
from asyncapi_pygen.payloads.findings import Finding
from asyncapi_pygen.payloads.protobuf import defaults
from asyncapi_pygen.payloads.protobuf.findings import Findings
from asyncapi_pygen.payloads.protobuf.known import (
    ENUMS_ELSEWHERE,
    FILE_OF,
    KNOWN,
    RULES,
    SCALARS,
)
from asyncapi_pygen.payloads.protobuf.roots import find_root
from asyncapi_pygen.payloads.protobuf.rules import check_enum, check_message, check_values
from asyncapi_pygen.payloads.protobuf.types import (
    Definition,
    Enum,
    Field,
    Known,
    Linked,
    Message,
    Named,
    Presence,
    Scalar,
    Type,
)
from asyncapi_pygen.source.suggestions import nearest

_OPTIONS: Final = "google.protobuf."
"""Where the messages are whose extensions are options, which data does not depend on."""

_ELSEWHERE: Final = "google.type."
_ELSEWHERE_FILES: Final = "google/type/"
_NUMBERS: Final = Scalar("int32")
_BYTES: Final = Scalar("bytes")


def check_protobuf(schemas: Mapping[str, Schema], id_: str) -> list[Finding]:
    """Return what is wrong with the schema ``id_``, and with the files that it imports."""
    findings = Findings(id_)
    _link(schemas, id_, findings)
    return findings.found


def link(schemas: Mapping[str, Schema], id_: str) -> Linked | None:
    """Link the file that the schema ``id_`` is, with all that it imports.

    ``None`` means that no data of it can be read: ``check_protobuf`` says why.
    """
    return _link(schemas, id_, Findings(id_))


def _link(schemas: Mapping[str, Schema], id_: str, findings: Findings) -> Linked | None:
    files = _reached(schemas, id_, findings)
    if files is None:
        return None
    definitions = _Linker(files, findings).definitions()
    root = find_root(definitions, id_, files[id_], findings)
    return None if root is None else Linked(root, files, definitions)


def _reached(
    schemas: Mapping[str, Schema], id_: str, findings: Findings
) -> Mapping[str, ProtoFile] | None:
    """Return the files by id, each after those that it imports; ``None`` if one was not read."""
    found: dict[str, ProtoFile] = {}
    path: dict[str, tuple[ProtoFile, Iterator[ProtoImport]]] = {}
    entered: str | None = id_
    while entered is not None or path:
        if entered is not None:
            read = schemas[entered].protobuf
            if isinstance(read, ProtoFault):
                findings.invalid(read.message, read.at, read.hint)
            if not isinstance(read, ProtoFile):
                return None
            path[entered] = (read, iter(read.imports))
        current, (file, imports) = next(reversed(path.items()))
        following = next((one for one in imports if one.schema and one.schema not in found), None)
        entered = None if following is None else following.schema
        if entered in path and following is not None:
            findings.invalid(f"`{following.name}` imports this file in turn", following.at)
            return None
        if entered is None:
            found[current] = file
            del path[current]
    return found


class _Linker:
    """Links the files of one schema, once all that they define is known by full name."""

    def __init__(self, files: Mapping[str, ProtoFile], findings: Findings) -> None:
        self._files = files
        self._findings = findings
        self._names: dict[str, tuple[str, ProtoMessage | ProtoEnum]] = {}
        imports = [one for file in files.values() for one in file.imports]
        self._imported = {one.name for one in imports}
        self._is_incomplete = any(
            one.schema is None and not one.name.startswith(PROVIDED) for one in imports
        )

    def definitions(self) -> Mapping[str, Definition]:
        """Return every message and enum by its full name, in the order of the files."""
        for id_, file in self._files.items():
            self._enter_all(id_, file.package, file.messages, file.enums)
            self._report_ignored(file)
        for package in {file.package: None for file in self._files.values()}:
            together = [file for file in self._files.values() if file.package == package]
            messages = [one for file in together for one in file.messages]
            enums = [one for file in together for one in file.enums]
            check_values(messages, enums, self._findings)
        return {name: self._linked(name, *found) for name, found in self._names.items()}

    def _enter_all(
        self,
        file: str,
        scope: str,
        messages: Iterable[ProtoMessage],
        enums: Iterable[ProtoEnum],
    ) -> None:
        for message in messages:
            self._enter(file, scope, message)
        for enum in enums:
            self._enter(file, scope, enum)

    def _enter(self, file: str, scope: str, declared: ProtoMessage | ProtoEnum) -> None:
        name = _joined(scope, declared.name)
        _, first = self._names.setdefault(name, (file, declared))
        if first is not declared:
            message = f"`{name}` is defined twice"
            self._findings.invalid(message, declared.at, first=first.at)
        if isinstance(declared, ProtoMessage):
            self._enter_all(file, name, declared.messages, declared.enums)

    def _report_ignored(self, file: ProtoFile) -> None:
        for one in file.imports:
            if one.name in RULES:
                message = "the rules for values that its options give are not enforced"
                self._findings.ignored(f"`{one.name}`: {message}", one.at)
            elif one.name.startswith(_ELSEWHERE_FILES):
                message = "what it defines is not known here: messages are bytes, enums numbers"
                self._findings.ignored(f"`{one.name}`: {message}", one.at)
            elif not one.name.endswith(".proto"):
                self._findings.invalid(f"`{one.name}` is no `.proto` file", one.at)
        for extension in file.extensions:
            if not extension.extended.removeprefix(".").startswith(_OPTIONS):
                message = (
                    f"extensions are not read: data is without those of `{extension.extended}`"
                )
                self._findings.ignored(message, extension.at)

    def _linked(self, name: str, file: str, declared: ProtoMessage | ProtoEnum) -> Definition:
        syntax = self._files[file].syntax
        if isinstance(declared, ProtoEnum):
            check_enum(declared, self._findings)
            return Enum(name, file, declared, closed=syntax is Syntax.PROTO2)
        check_message(declared, syntax, self._findings)
        fields = tuple(self._field(one, name, syntax) for one in declared.fields)
        return Message(name, file, declared, fields)

    def _field(self, declared: ProtoField, scope: str, syntax: Syntax) -> Field:
        type_ = self._type(declared, scope)
        return Field(
            self._with_fitting_default(declared, type_, syntax),
            type_,
            presence=_presence(declared, syntax, is_message=self._is_message(type_)),
            repeated=declared.label is Label.REPEATED and not declared.key,
            key=declared.key,
        )

    def _with_fitting_default(
        self, declared: ProtoField, type_: Type, syntax: Syntax
    ) -> ProtoField:
        """Take away a default that is no value of the type, as proto3 has none at all."""
        if declared.default is None:
            return declared
        _, definition = self._names.get(type_.name, ("", None))
        usable = syntax is Syntax.PROTO2 and declared.label is not Label.REPEATED
        if usable and defaults.fits(declared.default, type_, definition):
            return declared
        why = "proto3 has none" if syntax is Syntax.PROTO3 else "it is no value of its type"
        message = f"the default of `{declared.name}` is not set: {why}"
        self._findings.ignored(message, declared.at)
        return replace(declared, default=None)

    def _type(self, declared: ProtoField, scope: str) -> Type:
        """Return what the name of a type means within ``scope``."""
        name = declared.type
        if name in SCALARS:
            return Scalar(name)
        for full in _candidates(name, scope):
            if full in self._names:
                return self._own(full)
            if full in KNOWN and FILE_OF[full] in self._imported:
                return Known(full)
            if full.startswith(_ELSEWHERE) and self._is_elsewhere():
                last = full.removeprefix(_ELSEWHERE)
                return _NUMBERS if last in ENUMS_ELSEWHERE else _BYTES
        self._report_unknown(declared)
        return _BYTES

    def _own(self, full: str) -> Type:
        file, definition = self._names[full]
        if isinstance(definition, ProtoEnum) and self._files[file].syntax is Syntax.PROTO3:
            first = next(iter(definition.values), None)
            if first is not None and first.number != 0:
                message = f"the first value of an enum is 0 in proto3: `{full}` is read as numbers"
                self._findings.ignored(message, first.at)
                return _NUMBERS
        return Named(full)

    def _is_elsewhere(self) -> bool:
        return any(name.startswith(_ELSEWHERE_FILES) for name in self._imported)

    def _is_message(self, type_: Type) -> bool:
        if isinstance(type_, Named):
            return isinstance(self._names[type_.name][1], ProtoMessage)
        return isinstance(type_, Known) and type_.name != "google.protobuf.NullValue"

    def _report_unknown(self, declared: ProtoField) -> None:
        if self._is_incomplete:
            return  # a file is missing, which is said where it is imported
        name = declared.type.removeprefix(".")
        if name in KNOWN:
            hint = f'write `import "{FILE_OF[name]}";`'
        else:
            short = [known.rpartition(".")[2] for known in self._names]
            hint = nearest(name, [*SCALARS, *short, *self._names])
        self._findings.invalid(f"there is no type `{declared.type}`", declared.type_at, hint)


def _joined(scope: str, name: str) -> str:
    return f"{scope}.{name}" if scope else name


def _candidates(name: str, scope: str) -> Iterator[str]:
    """Yield the full names that a name may stand for in a scope, the innermost first."""
    if name.startswith("."):
        yield name[1:]
        return
    while scope:
        yield _joined(scope, name)
        scope = scope.rpartition(".")[0]
    yield name


def _presence(declared: ProtoField, syntax: Syntax, *, is_message: bool) -> Presence:
    if declared.label is Label.REPEATED or declared.key:
        return Presence.IMPLICIT
    if declared.label is Label.REQUIRED and syntax is Syntax.PROTO2:
        return Presence.ALWAYS
    explicit = is_message or declared.oneof or declared.label is Label.OPTIONAL
    return Presence.EXPLICIT if explicit or syntax is Syntax.PROTO2 else Presence.IMPLICIT
