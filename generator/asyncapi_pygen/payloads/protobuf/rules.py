"""The rules of messages and enums that concern no other definition."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.ir.protobuf import (
    Label,
    ProtoEnum,
    ProtoField,
    ProtoMessage,
    Syntax,
)
from asyncapi_pygen.payloads.protobuf.findings import Findings
from asyncapi_pygen.payloads.protobuf.known import KEYS

_OWN_NUMBERS: Final = range(19_000, 20_000)
"""The numbers that Protobuf keeps for itself."""


def check_message(message: ProtoMessage, syntax: Syntax, findings: Findings) -> None:
    """Judge the names, numbers and labels of a message's fields."""
    _check_names(message, findings)
    numbers: dict[int, ProtoField] = {}
    for one in message.fields:
        first = numbers.setdefault(one.number, one)
        if first is not one:
            text = f"`{one.name}` has the number {one.number}, as `{first.name}` has"
            findings.invalid(text, one.at, "give each field a number of its own", first=first.at)
        _check_reserved(one, message, findings)
        _check_label(one, syntax, findings)
        if one.key and one.key not in KEYS:
            text = f"the keys of a map are integers, booleans or strings, not `{one.key}`"
            findings.invalid(text, one.at)


def check_enum(enum: ProtoEnum, findings: Findings) -> None:
    """Judge the names and numbers of an enum's values."""
    if not enum.values:
        findings.invalid(f"the enum `{enum.name}` has no values", enum.at)
    _check_unique(((one.name, one.at) for one in enum.values), findings)
    numbers: dict[int, str] = {}
    for one in enum.values:
        first = numbers.setdefault(one.number, one.name)
        if first != one.name and not enum.aliased:
            text = f"`{one.name}` has the number {one.number}, as `{first}` has"
            hint = "write `option allow_alias = true;` if it is another name for it"
            findings.invalid(text, one.at, hint)


def check_values(
    messages: Iterable[ProtoMessage], enums: Sequence[ProtoEnum], findings: Findings
) -> None:
    """Judge the names of the values of enums that are written beside one another.

    They belong to what is around the enum, as in C++, and so differ from all that is there.
    """
    types = {one.name: one.at for one in messages} | {one.name: one.at for one in enums}
    values = (value for enum in enums for value in {one.name: one for one in enum.values}.values())
    _check_unique(((one.name, one.at) for one in values), findings, types)


def _check_names(message: ProtoMessage, findings: Findings) -> None:
    nested = {one.name for one in message.messages}
    named = [(one.name, one.at) for one in message.fields]
    named += [(one, message.at) for one in message.oneofs]
    # A nested message or enum that is there twice is told with the full names.
    for name, at in named:
        if name in nested or any(name == one.name for one in message.enums):
            findings.invalid(f"`{name}` is a type of this message as well", at)
    _check_unique(named, findings)
    check_values(message.messages, message.enums, findings)


def _check_unique(
    named: Iterable[tuple[str, Location]],
    findings: Findings,
    others: Mapping[str, Location] | None = None,
) -> None:
    """Report the names that are there twice, or among ``others``."""
    first: dict[str, Location] = {**(others or {})}
    for name, at in named:
        if name in first:
            findings.invalid(f"`{name}` is there twice", at, first=first[name])
        else:
            first[name] = at


def _check_reserved(one: ProtoField, message: ProtoMessage, findings: Findings) -> None:
    if one.number in _OWN_NUMBERS:
        text = f"the numbers from {_OWN_NUMBERS[0]} to {_OWN_NUMBERS[-1]} are Protobuf's own"
        findings.invalid(text, one.at)
    if any(low <= one.number <= high for low, high in message.reserved):
        findings.invalid(f"the number {one.number} of `{one.name}` is reserved", one.at)
    if one.name in message.reserved_names:
        findings.invalid(f"the name `{one.name}` is reserved", one.at)


def _check_label(one: ProtoField, syntax: Syntax, findings: Findings) -> None:
    free = bool(one.key or one.oneof)
    if free and one.label:
        what = "a map" if one.key else "a field of a oneof"
        findings.invalid(f"{what} has no `{one.label}` before it", one.at)
    if syntax is Syntax.PROTO2 and not one.label and not free:
        findings.invalid(
            f"`{one.name}` is neither `optional`, `required` nor `repeated`, as proto2 wants it",
            one.at,
            'add one of them, or begin the text with `syntax = "proto3";`',
        )
    if syntax is Syntax.PROTO3:
        _check_proto3(one, findings)


def _check_proto3(one: ProtoField, findings: Findings) -> None:
    if one.label is Label.REQUIRED:
        text = f"proto3 has no `required` fields: `{one.name}` is read without the word"
        findings.ignored(text, one.at)
    if one.group:
        findings.invalid("proto3 has no groups", one.at, "write a message and a field of it")
