"""SARIF 2.1.0: the structure that the standard asks for, and what each finding becomes."""

import json
from typing import Any

import pytest
from jsonschema_rs import validator_for

from asyncapi_pygen import __version__
from asyncapi_pygen.cli.sarif import render_sarif
from asyncapi_pygen.cli.spans import Sources
from asyncapi_pygen.codes import CODES
from asyncapi_pygen.diagnostics import Diagnostic, Location, Related, Severity
from support.findings import finding


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """Return a schema for an object that has no other properties, as all of SARIF's are closed."""
    return {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": [*required],
        "additionalProperties": False,
    }


def _list(items: dict[str, Any], least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": least}


_TEXT = {"type": "string", "minLength": 1}
_NUMBER = {"type": "integer", "minimum": 1}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_MESSAGE = _object({"text": _TEXT})
_REGION = _object(
    {"startLine": _NUMBER, "startColumn": _NUMBER}, {"endLine": _NUMBER, "endColumn": _NUMBER}
)
_ARTIFACT = _object({"uri": {"type": "string", "format": "uri-reference"}}, {"uriBaseId": _TEXT})
_PLACE = _object({"artifactLocation": _ARTIFACT, "region": _REGION})
_LOCATION = _object(
    {"physicalLocation": _PLACE},
    {
        "id": {"type": "integer", "minimum": -1},
        "message": _MESSAGE,
        "logicalLocations": _list(_object({"fullyQualifiedName": _TEXT})),
    },
)
_RESULT = _object(
    {
        "ruleId": _TEXT,
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": _LEVEL,
        "message": _MESSAGE,
        "locations": _list(_LOCATION, 1),
        "partialFingerprints": {"type": "object", "additionalProperties": _TEXT},
    },
    {"relatedLocations": _list(_LOCATION, 1)},
)
_RULE = _object(
    {
        "id": _TEXT,
        "shortDescription": _MESSAGE,
        "fullDescription": _MESSAGE,
        "help": _MESSAGE,
        "defaultConfiguration": _object({"level": _LEVEL}),
    }
)
_RUN = _object(
    {
        "tool": _object(
            {"driver": _object({"name": _TEXT, "version": _TEXT, "rules": _list(_RULE)})}
        ),
        "invocations": _list(_object({"executionSuccessful": {"type": "boolean"}}), 1),
        "originalUriBaseIds": {
            "type": "object",
            "additionalProperties": _object({"description": _MESSAGE}),
        },
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "results": _list(_RESULT),
    }
)
LOG = _object({"$schema": _TEXT, "version": {"const": "2.1.0"}, "runs": _list(_RUN, 1)})
"""The part of the standard's structure that we use, in our own words."""

VALID = validator_for(LOG, validate_formats=True)


def run(*found: Diagnostic, text: str = "", completed: bool = True) -> dict[str, Any]:
    """Return the one run of a log whose structure is right."""
    sources = Sources({"asyncapi.yaml": text})
    log = json.loads(render_sarif(found, sources, completed=completed))
    VALID.validate(log)
    (only,) = log["runs"]
    assert isinstance(only, dict)
    for result in only["results"]:
        assert only["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    return only


def test_a_run_without_findings() -> None:
    assert run() == {
        "tool": {"driver": {"name": "asyncapi-pygen", "version": __version__, "rules": []}},
        "invocations": [{"executionSuccessful": True}],
        "originalUriBaseIds": {
            "%SRCROOT%": {"description": {"text": "The folder that the command ran in."}}
        },
        "columnKind": "unicodeCodePoints",
        "results": [],
    }


def test_a_finding_with_all_its_parts() -> None:
    at = Location("asyncapi.yaml", 2, 3, "/channels/adress")
    first = Related("it first stands here", Location("b.yaml", 4, 5, "/a"))
    found = finding(at=at, hint="did you mean `address`?", related=(first,))
    (result,) = run(found, text="channels:\n  adress: a\n")["results"]
    fingerprints = result.pop("partialFingerprints")
    assert [*fingerprints] == ["codeAndPointer/v1"]
    assert result == {
        "ruleId": "unknown-field",
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": "This channel has no field `adress`. Did you mean `address`?"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "asyncapi.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 9},
                },
                "logicalLocations": [{"fullyQualifiedName": "/channels/adress"}],
            }
        ],
        "relatedLocations": [
            {
                "id": 0,
                "message": {"text": "It first stands here."},
                "physicalLocation": {
                    "artifactLocation": {"uri": "b.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 4, "startColumn": 5},
                },
                "logicalLocations": [{"fullyQualifiedName": "/a"}],
            }
        ],
    }


def test_each_code_is_a_rule_with_its_help() -> None:
    found = [
        Diagnostic(code=code, severity=Severity.NOTE, message="a", at=Location("a.yaml"))
        for code in CODES
    ]
    rules = run(*found)["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(CODES)
    for rule in rules:
        entry = CODES[rule["id"]]
        assert entry.explanation in rule["help"]["text"]
        assert rule["defaultConfiguration"] == {"level": entry.severity}


def test_the_level_is_what_the_finding_weighs_in_this_run() -> None:
    found = [finding(severity=severity) for severity in Severity]
    assert [one["level"] for one in run(*found)["results"]] == ["error", "warning", "note"]


def test_a_mistake_of_ours_is_a_run_without_success() -> None:
    assert run(completed=False)["invocations"] == [{"executionSuccessful": False}]


@pytest.mark.parametrize(
    ("file", "artifact"),
    [
        ("specs/orders.yaml", {"uri": "specs/orders.yaml", "uriBaseId": "%SRCROOT%"}),
        ("../orders.yaml", {"uri": "../orders.yaml", "uriBaseId": "%SRCROOT%"}),
        ("the orders#1.yaml", {"uri": "the%20orders%231.yaml", "uriBaseId": "%SRCROOT%"}),
        ("a:b/注.yaml", {"uri": "a%3Ab/%E6%B3%A8.yaml", "uriBaseId": "%SRCROOT%"}),
        ("/specs/orders.yaml", {"uri": "file:///specs/orders.yaml"}),
        ("C:/my specs/a.yaml", {"uri": "file:///C:/my%20specs/a.yaml"}),
        ("a\udcff.yaml", {"uri": "a%5Cudcff.yaml", "uriBaseId": "%SRCROOT%"}),
    ],
)
def test_files_are_relative_to_where_the_command_ran(file: str, artifact: dict[str, str]) -> None:
    (result,) = run(finding(at=Location(file, 1, 1)))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == artifact


def fingerprints(*found: Diagnostic) -> list[str]:
    return [one["partialFingerprints"]["codeAndPointer/v1"] for one in run(*found)["results"]]


def test_a_fingerprint_does_not_change_with_the_lines_above() -> None:
    before = finding(at=Location("a.yaml", 2, 3, "/channels/adress"))
    after = finding(at=Location("a.yaml", 20, 5, "/channels/adress"))
    assert fingerprints(before) == fingerprints(after)


def test_fingerprints_tell_findings_apart() -> None:
    places = [
        Location("a.yaml", 2, 3, "/a"),
        Location("a.yaml", 2, 3, "/b"),
        Location("b.yaml", 2, 3, "/a"),
        Location("b.yaml", 2, 3, "/a"),
    ]
    assert len(set(fingerprints(*(finding(at=at) for at in places)))) == len(places)


def test_nothing_in_a_message_is_a_link() -> None:
    (result,) = run(finding("a [link](1) and [text]"))["results"]
    assert result["message"]["text"] == r"A [link\](1) and [text]."
