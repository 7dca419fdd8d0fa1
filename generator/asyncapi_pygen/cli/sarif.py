"""Diagnostics as SARIF 2.1.0 (OASIS), which code scanning services and editors read.

Sections in comments are those of the standard.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from typing import Final, TypeAlias
from urllib.parse import quote

from asyncapi_pygen import __version__
from asyncapi_pygen.cli.spans import Sources
from asyncapi_pygen.codes import CODES
from asyncapi_pygen.diagnostics import Diagnostic, Location

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
VERSION: Final = "2.1.0"
BASE: Final = "%SRCROOT%"
FINGERPRINT: Final = "codeAndPointer/v1"

_DRIVE: Final = re.compile(r"[A-Za-z]:/")

Object: TypeAlias = dict[str, object]


def render_sarif(diagnostics: Iterable[Diagnostic], sources: Sources, *, completed: bool) -> str:
    """Return the diagnostics as a log of one run; ``completed`` unless we made a mistake."""
    found = list(diagnostics)
    codes = sorted({one.code for one in found})
    run: Object = {
        "tool": {
            "driver": {
                "name": "asyncapi-pygen",
                "version": __version__,
                "rules": [_rule(code) for code in codes],
            }
        },
        "invocations": [{"executionSuccessful": completed}],
        "originalUriBaseIds": {
            BASE: {"description": {"text": "The folder that the command ran in."}}
        },
        "columnKind": "unicodeCodePoints",
        "results": _results(found, codes, sources),
    }
    return json.dumps({"$schema": SCHEMA, "version": VERSION, "runs": [run]}, indent=2)


def _rule(code: str) -> Object:
    entry = CODES[code]
    return {
        "id": code,
        "shortDescription": {"text": _sentence(entry.title)},
        "fullDescription": {"text": entry.explanation},
        "help": {"text": f"{entry.explanation} See also: asyncapi-pygen explain {code}"},
        "defaultConfiguration": {"level": entry.severity},
    }


def _results(found: list[Diagnostic], codes: list[str], sources: Sources) -> list[Object]:
    results: list[Object] = []
    seen: Counter[str] = Counter()
    for one in found:
        fingerprint = _fingerprint(one)
        seen[fingerprint] += 1
        result: Object = {
            "ruleId": one.code,
            "ruleIndex": codes.index(one.code),
            "level": str(one.severity),
            "message": {"text": _message(one)},
            "locations": [_location(one.at, sources)],
            "partialFingerprints": {FINGERPRINT: f"{fingerprint}:{seen[fingerprint]}"},
        }
        if one.related:
            result["relatedLocations"] = [
                {"id": number, "message": {"text": _sentence(other.message)}}
                | _location(other.at, sources)
                for number, other in enumerate(one.related)
            ]
        results.append(result)
    return results


def _fingerprint(one: Diagnostic) -> str:
    """Return a digest of what a finding is about, which lines above it do not change (3.27.17)."""
    about = f"{one.code}\n{one.at.file}\n{one.at.pointer}"
    return hashlib.sha256(about.encode(errors="backslashreplace")).hexdigest()[:32]


def _location(at: Location, sources: Sources) -> Object:
    region: Object = {"startLine": at.line, "startColumn": at.column}
    end = sources.end(at)
    if end is not None:
        # The column behind the region (3.30.8).
        region |= {"endLine": at.line, "endColumn": end}
    location: Object = {
        "physicalLocation": {"artifactLocation": _artifact(at.file), "region": region}
    }
    if at.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": at.pointer}]
    return location


def _artifact(file: str) -> Object:
    """Return where a file is: relative to the working folder, as the user typed it (3.4)."""
    path = quote(file, errors="backslashreplace")
    if file.startswith("/"):
        return {"uri": f"file://{path}"}
    if _DRIVE.match(file):
        return {"uri": f"file:///{file[:2]}{quote(file[2:], errors='backslashreplace')}"}
    # A first segment with a colon would read as a scheme: `quote` has escaped it.
    return {"uri": path, "uriBaseId": BASE}


def _message(one: Diagnostic) -> str:
    """Return the message and the hint as plain text in which nothing is a link (3.11.6)."""
    sentences = [_sentence(one.message), *([_sentence(one.hint)] if one.hint else [])]
    return " ".join(sentences).replace("](", "\\](")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('?', '…')) else '.'}"
