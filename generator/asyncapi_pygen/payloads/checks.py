"""The rules of the languages that payloads may be described in, beside AsyncAPI's own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from asyncapi_pygen.codes import CODES
from asyncapi_pygen.diagnostics import Diagnostics, Related, Severity
from asyncapi_pygen.ir.api import Api
from asyncapi_pygen.ir.schema import Language, Schema
from asyncapi_pygen.payloads.avro.parsing import check_avro
from asyncapi_pygen.payloads.findings import Finding
from asyncapi_pygen.payloads.making import Locate
from asyncapi_pygen.payloads.protobuf.linking import check_protobuf

Check: TypeAlias = Callable[[Mapping[str, Schema], str], Sequence[Finding]]
"""Judges one schema of those given, by its id."""

CHECKS: Final[Mapping[Language, Check]] = {
    Language.AVRO: check_avro,
    Language.PROTOBUF: check_protobuf,
}
"""The languages whose schemas are judged."""

_JUDGED: Final[Mapping[tuple[int, Language], frozenset[str]]] = {
    (2, Language.AVRO): frozenset({"1.8.2", "1.9.0"}),
    (2, Language.PROTOBUF): frozenset({"2", "3"}),
    (3, Language.PROTOBUF): frozenset({"2", "3"}),
}
"""The versions of schemas that the official parser judges, in which AsyncAPI."""

_FIRST: Final = "the first one is here"


def check_payloads(api: Api, major: int, locate: Locate, diagnostics: Diagnostics) -> Api:
    """Judge the payload of each message of the document by the rules of its language.

    What is wrong is an error where the official parser refuses it as well. Elsewhere it is a
    warning, and in the document that is returned nobody reads that schema.
    """
    schemas = dict(api.schemas)
    ids = dict.fromkeys(
        message.payload for message in api.messages.values() if message.payload is not None
    )
    for id_ in ids:
        schema = api.schemas[id_]
        check = CHECKS.get(schema.format.language)
        found = check(api.schemas, id_) if check is not None else []
        for one in found:
            diagnostics.report(
                one.code,
                one.message,
                one.at or locate(one.place),
                hint=one.hint,
                related=() if one.first is None else (Related(_FIRST, one.first),),
                severity=one.severity or _severity(one.code, schema, major),
            )
        if any(_is_error(one.code) for one in found):
            schemas[id_] = replace(schema, format=replace(schema.format, language=Language.OTHER))
    return replace(api, schemas=schemas)


def _is_error(code: str) -> bool:
    return CODES[code].severity == "error"


def _severity(code: str, schema: Schema, major: int) -> Severity | None:
    judged = _JUDGED.get((major, schema.format.language), frozenset())
    strict = schema.format.version in judged
    return None if strict or not _is_error(code) else Severity.WARNING
