"""Examples and defaults: that they are what their schemas describe."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress, islice
from typing import TYPE_CHECKING, Final

from asyncapi_pygen.diagnostics import Diagnostics, Location, Related, Severity
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.reference import reference_text
from asyncapi_pygen.validation.faults import UNIONS, Fault, read_faults
from asyncapi_pygen.validation.meaning.claims import Claim, claims
from asyncapi_pygen.validation.meaning.draft7 import Definitions
from asyncapi_pygen.validation.meaning.findings import Finding, report
from asyncapi_pygen.validation.meaning.mismatches import Mismatch, Mismatched, describe
from asyncapi_pygen.validation.meaning.schema_places import SchemaPlace
from asyncapi_pygen.validation.versions import Version

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_MOST_READ: Final = 20_000
_CODES: Final[Mapping[str, str]] = {"default": "default-mismatch", "example": "example-mismatch"}


def check_examples(
    root: Node, version: Version, places: Sequence[SchemaPlace], diagnostics: Diagnostics
) -> None:
    """Report examples and defaults that do not fit their schemas, each at its first fault.

    ``places`` are the schemas of the document.

    An error is only what the official parser refuses: it looks at 2.x alone, at few of the places
    where schemas stand, and not at schemas that contain themselves.
    """
    # The official parser puts in the place of a reference what it refers to; here it is data.
    made = [one for one in claims(root, version, places) if reference_text(one.value.value) is None]
    first: dict[Node, Finding] = {}
    for claim, finding in _findings(made):
        first.setdefault(claim.value, finding)
    report(first.values(), diagnostics)


def _findings(made: Sequence[Claim]) -> Iterator[tuple[Claim, Finding]]:
    """Yield what is found about the claims, in their order.

    All values are judged at once, as the fields of one object. The library refuses to look at half
    of a surrogate pair: where there is one, each value is judged alone, and that one not at all.
    """
    definitions = Definitions()
    named = [(claim, definitions.add(claim.schema)) for claim in made]
    effort = definitions.effort()
    bearable = [effort.is_bearable(name, claim.value.value) for claim, name in named]
    for (claim, _), is_judged in zip(named, bearable, strict=True):
        if not is_judged:
            yield claim, _unjudged(claim)
    made, names = _columns(compress(named, bearable))
    try:
        errors = _errors(made, names, definitions)
    except ValueError:
        for claim in made if len(made) > 1 else ():
            yield from _findings([claim])
        return
    for index, found in sorted(errors.items()):
        claim = made[index]
        is_lowered = definitions.is_circular(names[index]) or _holds_reference(claim.value.value)
        severity = Severity.WARNING if is_lowered else claim.severity
        fault = _first_fault(claim.value, found)
        yield claim, _finding(claim, fault, definitions, severity)


def _columns(named: Iterable[tuple[Claim, str]]) -> tuple[list[Claim], list[str]]:
    pairs = list(named)
    return [claim for claim, _ in pairs], [name for _, name in pairs]


def _unjudged(claim: Claim) -> Finding:
    return Finding(
        code="example-unjudged",
        message=f"this {claim.noun} is not held against its schema: its unions branch too often",
        at=claim.value.at,
        hint="let fewer schemas of a union refer to the same ones",
        related=(Related("its schema", claim.schema.node.at),),
    )


def _errors(
    made: Sequence[Claim], names: Sequence[str], definitions: Definitions
) -> dict[int, list["ValidationError"]]:
    """Return the library's errors by the index of the claim."""
    fields = [f"claim {index}" for index in range(len(made))]
    validator = definitions.validator(dict(zip(fields, names, strict=True)))
    values = (claim.value.value for claim in made)
    by_index: dict[int, list[ValidationError]] = defaultdict(list)
    for error in islice(validator.iter_errors(dict(zip(fields, values, strict=True))), _MOST_READ):
        by_index[int(str(error.instance_path[0]).removeprefix("claim "))].append(error)
    return by_index


def _first_fault(value: Node, errors: Sequence["ValidationError"]) -> Fault:
    """Return the fault that stands first in the document."""
    faults, _ = read_faults(errors, value.value, _MOST_READ)
    faults += map(_plain_fault, chain.from_iterable(map(_ambiguities, errors)))
    return min(
        faults or map(_plain_fault, errors),
        key=lambda fault: value.document.location(_place(value, fault)),
    )


def _ambiguities(error: "ValidationError") -> Iterator["ValidationError"]:
    """Yield the errors, also those behind unions, that several schemas of a ``oneOf`` fit.

    They are faults of none of the branches.
    """
    from jsonschema_rs import ValidationErrorKind

    if isinstance(error.kind, ValidationErrorKind.OneOfMultipleValid):
        yield error
    elif error.kind.name in UNIONS:
        for inner in chain.from_iterable(error.kind.value):
            yield from _ambiguities(inner)


def _plain_fault(error: "ValidationError") -> Fault:
    """Return an error of the library as it is."""
    return Fault(
        keyword=error.kind.name,
        pointer=tuple(error.instance_path[1:]),
        wanted=(),
        place=tuple(error.schema_path),
        text=error.message,
    )


def _place(value: Node, fault: Fault) -> tuple[str, ...]:
    return (*value.pointer, *map(str, fault.pointer))


def _finding(claim: Claim, fault: Fault, definitions: Definitions, severity: Severity) -> Finding:
    is_headers = claim.part == "headers"
    schema, keyword = _schema_of(fault, definitions)
    properties = schema.child("properties")
    mismatch = describe(
        Mismatched(
            fault=fault,
            value=claim.value.value,
            whole=f"the {claim.noun}'s header object" if is_headers else f"the {claim.noun}",
            owner=f"the {claim.noun}'s header" if is_headers else f"the {claim.noun}'s",
            properties=() if properties is None else tuple(name for name, _ in properties.items()),
        )
    )
    return Finding(
        code=_CODES[claim.noun],
        message=mismatch.message,
        at=_location(claim.value, fault, mismatch),
        hint=mismatch.hint,
        related=(Related("its schema", schema.document.location((*schema.pointer, keyword))),),
        severity=severity,
    )


def _schema_of(fault: Fault, definitions: Definitions) -> tuple[Node, str]:
    """Return the schema that a fault is against, and the keyword of it."""
    _, name, *inner = fault.place
    schema = definitions.places[str(name)].node
    *tokens, keyword = map(str, inner) if inner else ("",)
    for token in tokens:
        schema = schema.child(token) or schema
    return schema, keyword


def _location(value: Node, fault: Fault, mismatch: Mismatch) -> Location:
    """Say where the fault is: at a value, or at the key of what lacks a field or may not be."""
    place = _place(value, fault)
    if mismatch.field is not None:
        return value.document.location((*place, mismatch.field), key=True)
    return value.document.location(place, key=fault.keyword == "required")


def _holds_reference(value: Json) -> bool:
    """Whether there is a reference somewhere in data.

    The official parser would have put in its place what it refers to.
    """
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if reference_text(current) is not None:
            return True
        if isinstance(current, dict):
            waiting += current.values()
        elif isinstance(current, list):
            waiting += current
    return False
