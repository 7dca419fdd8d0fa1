"""``drift``: how samples differ from a document, and the overlay that corrects it."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asyncapi_pygen.config import Config
from asyncapi_pygen.drift.found import What
from asyncapi_pygen.pipeline import Drift, measure_drift, validate
from support.commands import command
from support.hostile import HOSTILE
from support.packages import ROOT, SPECS, VOICE, VOICE_OVERLAY, posts
from support.shared import shared

CALLS = """\
asyncapi: 3.0.0
info: {title: Calls, version: 1.0.0}
channels:
  calls:
    address: /calls
    messages:
      rung: {$ref: '#/components/messages/Rung'}
      ended: {$ref: '#/components/messages/Ended'}
operations:
  onCall: {action: receive, channel: {$ref: '#/channels/calls'}}
components:
  messages:
    Rung: {payload: {$ref: '#/components/schemas/Rung'}}
    Ended: {payload: {$ref: '#/components/schemas/Ended'}}
  schemas:
    Call:
      type: object
      required: [callId]
      properties:
        callId: {type: string, maxLength: 4}
        legs: {type: array, items: {$ref: '#/components/schemas/Leg'}}
    Leg:
      type: object
      properties:
        state: {type: string, enum: [up, down]}
        codec: {const: opus}
        'odd''name': {type: object, properties: {a: {type: integer}}}
    Rung:
      allOf: [{$ref: '#/components/schemas/Call'}]
      required: [event]
      properties:
        event: {const: rung}
        from: {oneOf: [{$ref: '#/components/schemas/Phone'}, {$ref: '#/components/schemas/App'}]}
        labels: {type: object, additionalProperties: {type: string}}
    Ended:
      allOf: [{$ref: '#/components/schemas/Call'}]
      required: [event]
      properties: {event: {const: ended}, seconds: {type: integer}}
    Phone: {type: object, properties: {kind: {const: phone}, number: {type: string}}}
    App: {type: object, properties: {kind: {const: app}, user: {type: string}}}
"""

SAMPLES: list[dict[str, Any]] = [
    {"event": "rung", "callid": "1", "legs": [{"state": "up"}, {"state": "held", "codec": "g711"}]},
    {"event": "rung", "callId": "12345", "from": {"kind": "app", "user": "a", "number": 7}},
    {
        "event": "rung",
        "callId": "2",
        "labels": {"a": "b", "c": 1},
        "legs": [{"odd'name": {"b": 1}}],
    },
    {"event": "ended", "callId": "3", "seconds": None, "cause": {"code": 1, "texts": ["a"]}},
    {"event": "ended", "callId": "3", "seconds": 1.5, "cause": {"code": "b"}},
    {"event": "moved", "callId": "4"},
]


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write the document and the samples, and work in their folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "calls.yaml").write_text(CALLS, "utf-8")
    lines = [json.dumps(one) + "\n" for one in SAMPLES]
    (tmp_path / "seen.jsonl").write_text("".join(lines), "utf-8")
    return tmp_path


def test_the_table() -> None:
    outcome = command("drift", "calls.yaml", "seen.jsonl")
    assert (outcome.code, outcome.err) == (1, "")
    assert outcome.out == (
        "Rung: 3 samples\n"
        "  unknown field  /callid             1 of 3  string\n"
        "  unknown field  /from/number        1 of 3  integer\n"
        "  unknown field  /legs/*/odd'name/b  1 of 3  integer\n"
        '  unknown value  /legs/*/state       1 of 3  "held"\n'
        '  unknown value  /legs/*/codec       1 of 3  "g711"\n'
        "  wrong type     /labels/*           1 of 3  integer\n"
        "  missing        /callId             1 of 3\n"
        "  out of bounds  /callId             1 of 3  maxLength\n"
        '  never seen     /legs/*/state               "down"\n'
        "  never seen     /legs/*/odd'name/a\n"
        "\n"
        "Ended: 2 samples\n"
        "  unknown field  /cause    2 of 2  object\n"
        "  wrong type     /seconds  1 of 2  null\n"
        "  wrong type     /seconds  1 of 2  number\n"
        "  never seen     /legs\n"
        "\n"
        'no message: 1 with /event = "moved"\n'
    )


def test_as_findings_each_stands_at_its_line_and_says_where_it_was_seen() -> None:
    outcome = command("drift", "calls.yaml", "seen.jsonl", "--format", "json")
    assert outcome.code == 1
    told = json.loads(outcome.out)["diagnostics"]
    assert {one["code"] for one in told} == {
        *("drift-event", "drift-field", "drift-keyword", "drift-required", "drift-type"),
        *("drift-unseen", "drift-value"),
    }
    found = {one["message"]: one for one in told}
    value = found[
        '`/legs/*/state` has the value "held", which the document does not list, in 1 of 3 samples'
        " of `Rung`"
    ]
    assert (value["code"], value["line"]) == (
        "drift-value",
        CALLS[: CALLS.index("enum")].count("\n") + 1,
    )
    assert value["pointer"] == "/components/schemas/Leg/properties/state"
    assert [(one["file"], one["line"]) for one in value["related"]] == [("seen.jsonl", 1)]


def test_a_field_that_is_never_seen_is_perhaps_spelt_otherwise(work: Path) -> None:
    (work / "one.json").write_text('{"event": "ended", "callid": "1"}', "utf-8")
    outcome = command("drift", "calls.yaml", "one.json")
    assert "unknown field  /callid   1 of 1  string; perhaps callId\n" in outcome.out


def test_what_differs_in_nothing_is_clean(work: Path) -> None:
    (work / "one.json").write_text(
        '[{"event": "ended", "callId": "1", "seconds": 1.0, "legs": []}]', "utf-8"
    )
    outcome = command("drift", "calls.yaml", "one.json")
    assert (outcome.code, outcome.out) == (0, "Ended: 1 sample, nothing differs\n")


def test_the_proposed_overlay_corrects_the_document(work: Path) -> None:
    assert command("drift", "calls.yaml", "seen.jsonl", "--propose", "o.yaml").code == 1
    overlay = (work / "o.yaml").read_text("utf-8")
    (cause,) = (
        one for one in yaml.safe_load(overlay)["actions"] if one["target"].endswith("Ended")
    )
    assert cause == {
        "target": "$.components.schemas.Ended",
        "description": "Samples: /cause of Ended in 2 of 2",
        "update": {
            "properties": {
                "cause": {
                    "type": "object",
                    "properties": {
                        "code": {"type": ["integer", "string"]},
                        "texts": {"type": "array", "items": {"type": "string"}},
                    },
                },
            }
        },
    }
    after = command("drift", "calls.yaml", "seen.jsonl", "--overlay", "o.yaml")
    told = [line.split("  ")[1] for line in after.out.splitlines() if line.startswith("  ")]
    assert set(told) == {"out of bounds", "never seen"}
    assert 'no message: 1 with /event = "moved"' in after.out


def test_the_overlay_may_go_to_standard_output_and_overwrites_nothing(work: Path) -> None:
    printed = command("drift", "calls.yaml", "seen.jsonl", "--propose", "-")
    assert "overlay: 1.0.0\n" in printed.out
    (work / "o.yaml").write_text("mine\n", "utf-8")
    refused = command("drift", "calls.yaml", "seen.jsonl", "--propose", "o.yaml")
    assert refused.code == 2
    assert "`o.yaml` cannot be written: File exists" in refused.err
    assert (work / "o.yaml").read_text("utf-8") == "mine\n"


def test_a_message_can_be_named_where_nothing_tells_it(work: Path) -> None:
    (work / "one.json").write_text('{"callId": "1"}', "utf-8")
    told = command("drift", "calls.yaml", "one.json")
    assert told.code == 0
    assert "warning[sample-ambiguous]: 1 sample could be of each of `Rung`, `Ended`" in told.err
    named = command("drift", "calls.yaml", "one.json", "--message", "Ended")
    assert "missing     /event" in named.out
    wrong = command("drift", "calls.yaml", "one.json", "--message", "Endet")
    assert (wrong.code, "did you mean `Ended`?" in wrong.err) == (2, True)


@pytest.mark.parametrize(
    ("name", "text", "line", "said"),
    [
        ("a.json", '{"a": 1,\n "b": }', 2, "this is not JSON: Expecting value"),
        (
            "a.jsonl",
            '{"event": "ended"}\n{"event"\n',
            2,
            "this is not JSON: Expecting ':' delimiter",
        ),
        ("a.json", "NaN", 1, "this is not JSON: it has no NaN"),
        ("a.json", "[" * 100_000 + "]" * 100_000, 1, "the sample is nested more than 200 deep"),
        ("a.json", "[" * 300 + "]" * 300, 1, "the sample is nested more than 200 deep"),
        ("a.json", '{"a": "\\ud800"}', 1, "this is not JSON: half of a surrogate pair"),
        ("a.json", '{"a": ' + "9" * 5_000 + "}", 1, "this is not JSON: Exceeds the limit"),
    ],
    ids=["syntax", "line", "constant", "bomb", "deep", "half", "digits"],
)
def test_what_cannot_be_read_is_an_error_with_its_line(
    work: Path, name: str, text: str, line: int, said: str
) -> None:
    (work / name).write_text(text, "utf-8")
    outcome = command("drift", "calls.yaml", "seen.jsonl", name, "--format", "concise")
    assert outcome.code == 2
    found = next(one for one in outcome.out.splitlines() if "error[sample-unreadable]" in one)
    assert found.startswith(f"{name}:{line}:")
    assert said in outcome.out
    assert "drift-field" in outcome.out


def test_no_escape_sequence_of_a_sample_reaches_the_terminal(work: Path) -> None:
    (work / "one.json").write_text(
        json.dumps({"event": "ended", "callId": "1", "\x1b[2J": 1, "legs": [{"state": "\x1b[2J"}]}),
        "utf-8",
    )
    outcome = command("drift", "calls.yaml", "one.json")
    assert outcome.code == 1
    assert "\x1b" not in outcome.out


def test_a_folder_is_read_whole_and_one_without_samples_is_told(work: Path) -> None:
    folder = work / "payloads" / "inner"
    folder.mkdir(parents=True)
    told = command("drift", "calls.yaml", "payloads")
    assert (told.code, "`payloads` holds no samples" in told.err) == (2, True)
    (folder / "a.json").write_text('{"event": "ended", "callId": "1"}', "utf-8")
    (folder / "notes.txt").write_text("no sample", "utf-8")
    assert "Ended: 1 sample\n" in command("drift", "calls.yaml", "payloads").out


def test_what_is_no_file_and_what_is_too_large_is_told(work: Path) -> None:
    assert "No such file" in command("drift", "calls.yaml", "none.json").err
    (work / "latin.json").write_bytes(b'{"a": "\xe9"}')
    assert "it is not UTF-8" in command("drift", "calls.yaml", "latin.json").err
    (work / "large.json").write_text(json.dumps("a" * 20_000_001), "utf-8")
    large = command("drift", "calls.yaml", "large.json")
    assert "raise `--limit file-bytes`" in large.err


def test_a_document_with_faults_is_compared_with_nothing(work: Path) -> None:
    (work / "calls.yaml").write_text(CALLS.replace("action: receive", "action: take"), "utf-8")
    outcome = command("drift", "calls.yaml", "seen.jsonl")
    assert (outcome.code, outcome.out) == (2, "")


def test_what_is_in_another_file_is_told_and_not_overlaid(work: Path) -> None:
    text = CALLS.replace("items: {$ref: '#/components/schemas/Leg'}", "items: {$ref: leg.yaml}")
    (work / "calls.yaml").write_text(text, "utf-8")
    (work / "leg.yaml").write_text("type: object\nproperties: {state: {enum: [up]}}\n", "utf-8")
    (work / "one.json").write_text('{"event": "ended", "callId": "1", "legs": [{"a": 1}]}', "utf-8")
    found = drift(work / "calls.yaml", work / "one.json")
    assert [one.at.file for one in found.diagnostics if one.code == "drift-field"] == ["leg.yaml"]
    assert yaml.safe_load(found.overlay)["actions"] == []


def test_a_message_that_no_schema_describes_is_told(work: Path) -> None:
    text = CALLS.replace("Ended: {payload: {$ref: '#/components/schemas/Ended'}}", "Ended: {}")
    (work / "calls.yaml").write_text(text, "utf-8")
    outcome = command("drift", "calls.yaml", "seen.jsonl")
    assert "warning[sample-unmatched]: `Ended` has no payload" in outcome.err


def test_items_by_position_and_names_by_pattern_are_compared(work: Path) -> None:
    text = CALLS.replace(
        "properties: {event: {const: ended}, seconds: {type: integer}}",
        "properties:\n"
        "        event: {const: ended}\n"
        "        pair: {type: array, items: [{type: string}], additionalItems: {type: integer}}\n"
        "        kind: {type: string, enum: [a]}\n"
        "      patternProperties: {'^x-': {type: string}, '[': {type: string}}",
    )
    (work / "calls.yaml").write_text(text, "utf-8")
    sample = {"event": "ended", "callId": "1", "pair": [1, 2, "c"], "x-a": 1, "kind": 1}
    (work / "one.json").write_text(json.dumps(sample), "utf-8")
    found = drift(work / "calls.yaml", work / "one.json")
    told = [one.message.split(" in ")[0] for one in found.diagnostics if one.code == "drift-type"]
    assert sorted(one.split("`")[1] for one in told) == ["/*", "/kind", "/pair/*", "/pair/0"]
    actions = {one["target"]: one["update"] for one in yaml.safe_load(found.overlay)["actions"]}
    kind = "$.components.schemas.Ended.properties.kind"
    assert actions[kind] == {"type": ["string", "integer"], "enum": [1]}


def test_a_schema_within_itself_ends(work: Path) -> None:
    text = CALLS.replace(
        "codec: {const: opus}",
        "codec: {anyOf: [{$ref: '#/components/schemas/Loop'}, {type: string}]}",
    )
    text += "    Loop: {anyOf: [{$ref: '#/components/schemas/Loop'}, {type: integer}]}\n"
    (work / "calls.yaml").write_text(text, "utf-8")
    (work / "one.json").write_text(
        '{"event": "ended", "callId": "1", "legs": [{"codec": true}]}', "utf-8"
    )
    found = drift(work / "calls.yaml", work / "one.json")
    assert [one.code for one in found.diagnostics if one.severity == "warning"] == ["drift-type"]


def test_a_null_of_openapi_3_0_is_proposed_as_nullable(work: Path) -> None:
    openapi = "schemaFormat: 'application/vnd.oai.openapi+json;version=3.0.0'"
    schema = (
        "schema: {type: object, properties: {a: {type: string}, b: {type: string, nullable: true}}}"
    )
    text = CALLS.replace(
        "Ended: {payload: {$ref: '#/components/schemas/Ended'}}",
        f"Ended: {{payload: {{{openapi}, {schema}}}}}",
    )
    (work / "calls.yaml").write_text(text, "utf-8")
    (work / "one.json").write_text('[{"a": null, "b": null, "c": null}, {"c": 1}]', "utf-8")
    found = drift(work / "calls.yaml", work / "one.json", "Ended")
    first, second = yaml.safe_load(found.overlay)["actions"]
    schema = "$.components.messages.Ended.payload.schema"
    assert (first["target"], first["update"]) == (
        schema,
        {"properties": {"c": {"nullable": True}}},
    )
    assert second["target"] == f"{schema}.properties.a"
    assert second["update"] == {"nullable": True}


def test_other_types_of_openapi_3_0_are_proposed_by_no_type(work: Path) -> None:
    openapi = "schemaFormat: 'application/vnd.oai.openapi+json;version=3.0.0'"
    text = CALLS.replace(
        "Ended: {payload: {$ref: '#/components/schemas/Ended'}}",
        f"Ended: {{payload: {{{openapi}, schema: {{properties: {{a: {{type: string}}}}}}}}}}",
    )
    (work / "calls.yaml").write_text(text, "utf-8")
    (work / "one.json").write_text('{"a": 1}', "utf-8")
    (action,) = yaml.safe_load(drift(work / "calls.yaml", work / "one.json", "Ended").overlay)[
        "actions"
    ]
    assert action["target"].endswith(".payload.schema.properties.a.type")
    assert action["remove"] is True


def test_a_branch_of_a_union_is_targeted_by_its_index(work: Path) -> None:
    text = CALLS.replace(
        "from: {oneOf: [{$ref: '#/components/schemas/Phone'}, {$ref: '#/components/schemas/App'}]}",
        "from: {oneOf: [{type: string}, {type: object, properties: {user: {enum: [a, b]}}}]}",
    )
    (work / "calls.yaml").write_text(text, "utf-8")
    sample = {"event": "rung", "callId": "1", "from": {"user": None, "other": 1}}
    (work / "one.json").write_text(json.dumps(sample), "utf-8")
    found = drift(work / "calls.yaml", work / "one.json")
    actions = {one["target"]: one["update"] for one in yaml.safe_load(found.overlay)["actions"]}
    branch = "$.components.schemas.Rung.properties.from.oneOf[1]"
    assert actions == {
        branch: {"properties": {"other": {"type": "integer"}}},
        f"{branch}.properties.user": {"enum": [None]},
    }


def test_the_founding_vendors_payloads_fit_the_document_with_its_overlay(work: Path) -> None:
    payloads = shared("sinch/payloads")
    bare = drift(VOICE, payloads)
    fields = [one.message for one in bare.diagnostics if one.code == "drift-field"]
    assert any(one.startswith("`/callid` is not in the document") for one in fields)
    overlaid = drift(VOICE, payloads, overlays=(VOICE_OVERLAY,))
    told = {one.code for one in overlaid.diagnostics if one.severity != "note"}
    assert told <= {"drift-keyword"}
    (work / "o.yaml").write_text(bare.overlay, "utf-8")
    corrected = drift(VOICE, payloads, overlays=(work / "o.yaml",))
    assert {one.code for one in corrected.diagnostics} <= {"drift-keyword", "drift-unseen"}


DOCUMENTS = sorted(
    one
    for one in SPECS.rglob("*.yaml")
    if yaml.safe_load(one.read_text("utf-8")).get("asyncapi") is not None
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(SPECS).as_posix())
def test_the_samples_of_a_document_do_not_differ_from_it(document: Path, work: Path) -> None:
    differing = (What.FIELD, What.VALUE, What.TYPE, What.ABSENT, What.KEYWORD)
    for number, post in enumerate(posts(document)):
        sample = work / f"{number}.jsonl"
        sample.write_bytes(post.body)
        found = drift(document, sample, post.message)
        codes = {one.code for one in found.diagnostics}
        assert codes.isdisjoint({what.value for what in differing}), post.body


TEXTS = st.text(max_size=6) | st.sampled_from(sorted(HOSTILE.values()))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(-9, 9) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def changed(draw: st.DrawFn) -> dict[str, Any]:
    """Return a sample of which some parts are others, are gone, or are new."""
    sample = copy.deepcopy(draw(st.sampled_from(SAMPLES[:5])))
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from([one for one in sample if one != "event"] or ["a"]) | TEXTS)
        if name != "event":
            sample[name] = draw(JSON)
    return sample


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(samples=st.lists(changed(), min_size=1, max_size=3))
def test_whatever_samples_hold_the_overlay_corrects_it(
    samples: list[dict[str, Any]], work: Path
) -> None:
    seen = work / "any.jsonl"
    seen.write_text("".join(json.dumps(one) + "\n" for one in samples), "utf-8")
    found = drift(work / "calls.yaml", seen)
    (work / "o.yaml").write_text(found.overlay, "utf-8")
    if not yaml.safe_load(found.overlay)["actions"]:
        return
    config = Config(package="calls", overlays=(work / "o.yaml",))
    judged = validate(work / "calls.yaml", "calls.yaml", config)
    assert [one for one in judged.diagnostics if one.severity == "error"] == []
    after = drift(work / "calls.yaml", seen, overlays=(work / "o.yaml",))
    differing = {what.value for what in (What.FIELD, What.VALUE, What.TYPE, What.ABSENT)}
    assert differing.isdisjoint({one.code for one in after.diagnostics})


def test_the_documentation_shows_what_is_printed(work: Path) -> None:
    text = (ROOT / "docs" / "drift.md").read_text("utf-8")
    outcome = command("drift", "calls.yaml", "seen.jsonl")
    assert "".join(f"    {line}\n" if line else "\n" for line in outcome.out.splitlines()) in text


@pytest.mark.parametrize(
    "samples",
    [
        # One schema of two messages: a new type, and a new field, of which each shows another side.
        [{"event": "rung", "callId": {"": False}}, {"event": "ended", "callId": {"": None}}],
        [
            {"event": "rung", "callId": "1", "legs": [{"state": "up", "x": 1}]},
            {"event": "ended", "callId": "2", "legs": [{"state": "up", "x": {"y": "z"}}]},
        ],
    ],
)
def test_what_several_messages_show_of_one_schema_is_taken_together(
    samples: list[dict[str, Any]], work: Path
) -> None:
    seen = work / "both.jsonl"
    seen.write_text("".join(json.dumps(one) + "\n" for one in samples), "utf-8")
    (work / "o.yaml").write_text(drift(work / "calls.yaml", seen).overlay, "utf-8")
    after = drift(work / "calls.yaml", seen, overlays=(work / "o.yaml",))
    assert {one.code for one in after.diagnostics} <= {"drift-unseen"}


def drift(document: Path, samples: Path, *messages: str, overlays: tuple[Path, ...] = ()) -> Drift:
    config = Config(package="package", overlays=overlays)
    return measure_drift(document, document.name, config, [samples], messages)
