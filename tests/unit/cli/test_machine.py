"""What machines read: JSON, GitHub annotations."""

import json

from asyncapi_pygen.cli.machine import render_github, render_json
from asyncapi_pygen.cli.spans import Sources
from asyncapi_pygen.diagnostics import Location, Related, Severity
from asyncapi_pygen.summary import Counts, Summary
from support.findings import finding

NO_TEXTS = Sources({})


def test_json_holds_each_finding() -> None:
    at = Location("asyncapi.yaml", 2, 3, "/channels/adress")
    first = Related("it first stands here", Location("b.yaml", 4, 5, "/a"))
    found = finding(at=at, hint="did you mean `address`?", related=(first,))
    assert json.loads(
        render_json([found], Sources({"asyncapi.yaml": "channels:\n  adress: a"}))
    ) == {
        "version": 2,
        "diagnostics": [
            {
                "code": "unknown-field",
                "severity": "error",
                "message": "this channel has no field `adress`",
                "file": "asyncapi.yaml",
                "line": 2,
                "column": 3,
                "end": {"line": 2, "column": 9},
                "pointer": "/channels/adress",
                "hint": "did you mean `address`?",
                "related": [
                    {
                        "message": "it first stands here",
                        "file": "b.yaml",
                        "line": 4,
                        "column": 5,
                        "end": None,
                        "pointer": "/a",
                    }
                ],
            }
        ],
        "summary": None,
    }


def test_json_of_nothing_is_an_empty_list() -> None:
    assert json.loads(render_json([], NO_TEXTS)) == {
        "version": 2,
        "diagnostics": [],
        "summary": None,
    }


def test_json_holds_the_counts() -> None:
    counts = Counts(in_document=3, generated=1, omitted={"send-unsupported": 2})
    none = Counts(in_document=0, generated=0, omitted={})
    summary = Summary(operations=counts, messages=none, schemas=none)
    assert json.loads(render_json([], NO_TEXTS, summary))["summary"] == {
        "operations": {"in_document": 3, "generated": 1, "left_out": {"send-unsupported": 2}},
        "messages": {"in_document": 0, "generated": 0, "left_out": {}},
        "schemas": {"in_document": 0, "generated": 0, "left_out": {}},
    }


def test_github_commands_are_escaped() -> None:
    at = Location("a,b:c%.yaml", 2, 3)
    found = finding("50% of\r\n::error::x \x1b[31m\u202e", at=at, hint="a hint")
    assert render_github([found], NO_TEXTS) == (
        "::error file=a%2Cb%3Ac%25.yaml,line=2,col=3,title=unknown-field::"
        "50%25 of\\u{d}\\u{a}::error::x \\u{1b}[31m\\u{202e}%0Aa hint\n"
    )


def test_github_is_told_where_a_place_ends() -> None:
    found = finding(at=Location("asyncapi.yaml", 1, 1, "/adress"))
    assert render_github([found], Sources({"asyncapi.yaml": "adress: a"})) == (
        "::error file=asyncapi.yaml,line=1,col=1,endLine=1,endColumn=7,title=unknown-field::"
        "this channel has no field `adress`\n"
    )


def test_github_gets_the_most_severe_first() -> None:
    found = [finding(severity=one) for one in (Severity.NOTE, Severity.WARNING, Severity.ERROR)]
    levels = [line.split()[0] for line in render_github(found, NO_TEXTS).splitlines()]
    assert levels == ["::error", "::warning", "::notice"]
