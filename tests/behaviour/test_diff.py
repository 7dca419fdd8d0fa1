"""``diff``: what is told of two documents, in which form, and when it stops a build."""

import json
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from asyncapi_pygen.diff.revisions import Revision, RevisionError
from support.commands import Outcome, command, process
from support.hostile import HOSTILE
from support.packages import ROOT

OLD = """\
asyncapi: 3.0.0
info: {title: Calls, version: 1.0.0}
channels:
  calls:
    address: /calls
    messages: {rung: {$ref: '#/components/messages/Rung'}}
  orders:
    address: /orders
    messages: {order: {$ref: '#/components/messages/Order'}}
operations:
  onCall: {action: receive, channel: {$ref: '#/channels/calls'}}
  placeOrder: {action: send, channel: {$ref: '#/channels/orders'}}
components:
  messages:
    Rung: {payload: {$ref: '#/components/schemas/Rung'}}
    Order: {payload: {$ref: '#/components/schemas/Order'}}
  schemas:
    Rung:
      type: object
      properties:
        state: {type: string, enum: [up, down]}
        leg: {$ref: '#/components/schemas/Leg'}
    Order:
      type: object
      required: [size]
      properties:
        size: {type: integer}
        leg: {$ref: '#/components/schemas/Leg'}
    Leg:
      description: A leg.
      type: object
      properties: {codec: {type: string, maxLength: 9}}
"""
NEW = (
    OLD.replace("enum: [up, down]", "enum: [up, down, held]")
    .replace("required: [size]", "required: [size, leg]")
    .replace("A leg.", "One leg.")
)
STATE = "/components/schemas/Rung/properties/state/enum"
REQUIRED = "/components/schemas/Order/required"


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write both documents, and work in their folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.yaml").write_text(OLD, "utf-8")
    (tmp_path / "new.yaml").write_text(NEW, "utf-8")
    return tmp_path


def diff(*words: str) -> Outcome:
    return command("diff", "old.yaml", "new.yaml", *words)


def test_as_text() -> None:
    outcome = diff()
    assert (outcome.code, outcome.err) == (1, "")
    assert outcome.out == (
        'breaking[diff-value-added]: `state` may be `"held"` now, which it could not\n'
        "  breaks who receives, in onCall (Rung)\n"
        f"  old old.yaml:21:37 {STATE}\n"
        f"  new new.yaml:21:37 {STATE}\n"
        "\n"
        "breaking[diff-required-added]: `leg` is required now, and could be left out\n"
        "  breaks who sends, in placeOrder (Order)\n"
        f"  old old.yaml:25:17 {REQUIRED}\n"
        f"  new new.yaml:25:17 {REQUIRED}\n"
        "\n"
        "note[diff-docs]: the description of `Leg` has changed\n"
        "  breaks nobody, in onCall (Rung), placeOrder (Order)\n"
        "  old old.yaml:30:20 /components/schemas/Leg/description\n"
        "  new new.yaml:30:20 /components/schemas/Leg/description\n"
        "\n"
        "old.yaml -> new.yaml: 2 breaking, 1 note\n"
    )


def test_what_differs_in_nothing_is_clean() -> None:
    outcome = command("diff", "old.yaml", "old.yaml")
    assert (outcome.code, outcome.out) == (0, "old.yaml -> old.yaml: nothing differs\n")


def test_the_text_shows_the_worst_where_there_are_many() -> None:
    outcome = diff("--max-findings", "1")
    assert outcome.out.count("\n\n") == 1
    assert outcome.out.startswith("breaking[diff-value-added]")
    assert "2 of them not shown: `--max-findings 0` shows all" in outcome.out


def test_as_json() -> None:
    outcome = diff("--format", "json")
    told = json.loads(outcome.out)
    assert outcome.code == 1
    assert (told["version"], told["old"], told["new"]) == (1, "old.yaml", "new.yaml")
    assert told["counts"] == {"breaking": 2, "compatible": 0, "note": 1, "accepted": 0}
    assert told["breaking"] is True
    added = next(one for one in told["changes"] if one["code"] == "diff-value-added")
    assert added == {
        "code": "diff-value-added",
        "verdict": "breaking",
        "handler": "breaking",
        "sender": "compatible",
        "reason": '`state` may be `"held"` now, which it could not',
        "old": {"file": "old.yaml", "line": 21, "column": 37, "pointer": STATE},
        "new": {"file": "new.yaml", "line": 21, "column": 37, "pointer": STATE},
        "uses": [{"operation": "onCall", "message": "Rung", "action": "receive", "reply": False}],
        "accepted": None,
    }


def test_every_run_prints_the_same(work: Path) -> None:
    one, other = (
        process(
            *("diff", "old.yaml", "new.yaml", "--format", "json"),
            cwd=work,
            environment={"PYTHONHASHSEED": seed},
        )
        for seed in ("1", "2")
    )
    assert (one.code, one) == (1, other)


# Whose side is taken.


@pytest.mark.parametrize(
    ("role", "edit", "code"),
    [
        # The application receives `Rung` and sends `Order`.
        ("handler", ("enum: [up, down]", "enum: [up, down, held]"), 1),
        ("counterpart", ("enum: [up, down]", "enum: [up, down, held]"), 0),
        ("handler", ("enum: [up, down]", "enum: [up]"), 0),
        ("counterpart", ("enum: [up, down]", "enum: [up]"), 1),
        ("handler", ("required: [size]", "required: [size, leg]"), 1),
        ("counterpart", ("required: [size]", "required: [size, leg]"), 0),
        ("handler", ("required: [size]", "required: []"), 0),
        ("counterpart", ("required: [size]", "required: []"), 1),
        # `Leg` is in both.
        ("handler", ("maxLength: 9", "maxLength: 8"), 1),
        ("counterpart", ("maxLength: 9", "maxLength: 8"), 1),
        ("handler", ("address: /calls", "address: /call"), 1),
        ("counterpart", ("address: /calls", "address: /call"), 1),
    ],
)
def test_a_role_counts_what_breaks_it(
    role: str, edit: tuple[str, str], code: int, work: Path
) -> None:
    (work / "new.yaml").write_text(OLD.replace(*edit), "utf-8")
    assert diff("--role", role).code == code
    assert diff().code == 1


def test_the_reply_to_what_is_received_is_sent(work: Path) -> None:
    reply = (
        "  onCall:\n    reply: {messages: [{$ref: '#/components/messages/Order'}]}\n"
        "    action: receive\n    channel: {$ref: '#/channels/calls'}\n"
    )
    old = re.sub(r"  onCall: .*\n  placeOrder: .*\n", reply, OLD)
    (work / "old.yaml").write_text(old, "utf-8")
    (work / "new.yaml").write_text(
        old.replace("required: [size]", "required: [size, leg]"), "utf-8"
    )
    assert diff("--role", "handler").code == 1
    assert diff("--role", "counterpart").code == 0
    assert "breaks who sends, in the reply to onCall (Order)" in diff().out


# Other forms.


def test_findings_stand_at_their_lines_and_say_where_it_was_before() -> None:
    assert diff("--format", "concise").out == (
        'new.yaml:21:37: error[diff-value-added] `state` may be `"held"` now, which it could not: '
        "breaks who receives, in onCall (Rung)\n"
        "new.yaml:25:17: error[diff-required-added] `leg` is required now, and could be left out: "
        "breaks who sends, in placeOrder (Order)\n"
        "new.yaml:30:20: note[diff-docs] the description of `Leg` has changed: breaks nobody, in "
        "onCall (Rung), placeOrder (Order)\n"
    )
    lines = diff("--format", "github").out.splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["::error", "::error", "::notice"]
    (run,) = json.loads(diff("--format", "sarif").out)["runs"]
    assert [one["level"] for one in run["results"]] == ["error", "error", "note"]
    (before,) = run["results"][0]["relatedLocations"]
    assert before["physicalLocation"]["artifactLocation"]["uri"] == "old.yaml"


def test_what_is_gone_is_found_in_the_new_document(work: Path) -> None:
    (work / "new.yaml").write_text(re.sub(r"  placeOrder: .*\n", "", OLD), "utf-8")
    outcome = diff("--format", "concise")
    assert "new.yaml:1:1: error[diff-operation-removed] `placeOrder` is gone" in outcome.out
    (run,) = json.loads(diff("--format", "sarif").out)["runs"]
    removed = next(one for one in run["results"] if one["ruleId"] == "diff-operation-removed")
    (before,) = removed["relatedLocations"]
    assert before["physicalLocation"]["artifactLocation"]["uri"] == "old.yaml"
    assert before["physicalLocation"]["region"]["startLine"] == 12


def test_as_markdown() -> None:
    outcome = diff("--format", "markdown")
    assert outcome.code == 1
    assert outcome.out == (
        "## <code>old.yaml</code> → <code>new.yaml</code>: 2 breaking, 1 note\n"
        "\n"
        "### Breaking\n"
        "\n"
        "| what | where | for whom |\n"
        "|---|---|---|\n"
        "| <code>state</code> may be <code>&#34;held&#34;</code> now, which it could not "
        "(<code>diff-value-added</code>) | <code>new.yaml&#58;21</code><br>"
        f"<code>{STATE}</code><br>onCall (Rung) | breaks who receives |\n"
        "| <code>leg</code> is required now, and could be left out "
        "(<code>diff-required-added</code>) | <code>new.yaml&#58;25</code><br>"
        f"<code>{REQUIRED}</code><br>placeOrder (Order) | breaks who sends |\n"
        "\n"
        "<details><summary>Notes (1)</summary>\n"
        "\n"
        "| what | where | for whom |\n"
        "|---|---|---|\n"
        "| the description of <code>Leg</code> has changed (<code>diff-docs</code>) | "
        "<code>new.yaml&#58;30</code><br><code>/components/schemas/Leg/description</code><br>"
        "onCall (Rung), placeOrder (Order) | breaks nobody |\n"
        "\n"
        "</details>\n"
    )


class Page(HTMLParser):
    """Reads a page: its elements with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.text = ""
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= set(attrs)
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


ELEMENTS = {
    *("article", "body", "code", "h1", "h2", "head", "html", "meta", "p", "pre", "section"),
    *("style", "title"),
}


def test_as_a_page() -> None:
    outcome = diff("--format", "html")
    page = Page(outcome.out)
    assert outcome.code == 1
    assert page.open == []
    assert page.elements == ELEMENTS
    for said in ("2 breaking, 1 note", "breaks who receives, in onCall (Rung)", "new.yaml:21"):
        assert said in page.text
    # The lines that a change is about, as they were and as they are.
    assert "state: {type: string, enum: [up, down]}" in page.text
    assert "state: {type: string, enum: [up, down, held]}" in page.text


def test_a_page_needs_nothing_and_may_load_nothing() -> None:
    page = Page(diff("--format", "html").out)
    policy = ("content", "default-src 'none'; style-src 'unsafe-inline'")
    assert policy in page.attributes
    assert not {name for name, _ in page.attributes} & {"href", "src", "style", "onclick"}
    assert "url(" not in page.text
    assert "@import" not in page.text


def hostile_documents(text: str) -> tuple[str, str]:
    """Return two documents that differ in much, where all that can be is a hostile text."""
    payload: dict[str, Any] = {"type": "object", "properties": {text: {"enum": [text, "b"]}}}
    document: dict[str, Any] = {
        "asyncapi": "3.0.0",
        "info": {"title": text, "version": "1"},
        "channels": {
            "one": {"address": "/one", "messages": {"one": {"name": text, "payload": payload}}}
        },
        "operations": {"onOne": {"action": "receive", "channel": {"$ref": "#/channels/one"}}},
    }
    old = json.dumps(document)
    payload["properties"] = {text: {"enum": [text + text, "b"]}, f"{text}2": {"description": text}}
    document["info"]["title"] = f"{text}2"
    document["operations"]["onTwo"] = {**document["operations"]["onOne"], "title": text}
    return old, json.dumps(document)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_text_in_every_form(text: str, work: Path) -> None:
    old, new = hostile_documents(text)
    (work / "old.json").write_text(old, "utf-8")
    (work / "new.json").write_text(new, "utf-8")
    outcomes = {
        form: command("diff", "old.json", "new.json", "--format", form)
        for form in ("text", "concise", "json", "github", "sarif", "markdown", "html")
    }
    assert {one.code for one in outcomes.values()} == {1}, outcomes["text"]
    page = Page(outcomes["html"].out)
    assert (page.open, page.elements <= ELEMENTS) == ([], True)
    markdown = outcomes["markdown"].out
    assert set(re.findall(r"<[^>]*>", markdown)) <= {
        *("<code>", "</code>", "<br>", "<details>", "</details>", "<summary>", "</summary>"),
    }
    for line in markdown.splitlines():
        if line.startswith("|"):
            assert line.count("|") == 4
        assert not re.search(r"[`*_\[\]{}\\]", line)
    for form in ("text", "concise", "markdown", "html", "github"):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202e\u2028\u0085]", outcomes[form].out)
    for form in ("json", "sarif"):
        json.loads(outcomes[form].out)


def test_of_a_long_line_the_page_shows_what_is_around_the_change(work: Path) -> None:
    for name, text in (("old.json", OLD), ("new.json", NEW)):
        (work / name).write_text(json.dumps(yaml.safe_load(text)), "utf-8")
    page = command("diff", "old.json", "new.json", "--format", "html").out
    added, *_ = re.findall(r"<article>.*?</article>", page, re.DOTALL)
    before, after = re.findall(r"<pre[^>]*>(.*?)</pre>", added)
    assert "&quot;enum&quot;: [&quot;up&quot;, &quot;down&quot;]}" in before
    assert "&quot;enum&quot;: [&quot;up&quot;, &quot;down&quot;, &quot;held&quot;]}" in after
    assert (before[0], before[-1]) == ("…", "…")


RENDERED = {
    *(
        "br",
        "code",
        "details",
        "h2",
        "h3",
        "p",
        "summary",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
    ),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_text_in_what_markdown_becomes(text: str, work: Path) -> None:
    markdown_it = pytest.importorskip("markdown_it")
    old, new = hostile_documents(text)
    (work / "old.json").write_text(old, "utf-8")
    (work / "new.json").write_text(new, "utf-8")
    outcome = command("diff", "old.json", "new.json", "--format", "markdown")
    parser = markdown_it.MarkdownIt("commonmark", {"html": True}).enable(["table"])
    elements: set[str] = set()
    attributes: set[str] = set()
    for tag, rest in re.findall(r"<([a-z0-9]+)([^>]*)>", parser.render(outcome.out)):
        elements.add(tag)
        attributes |= {rest.strip()} - {""}
    assert elements <= RENDERED
    assert attributes == set()


# What somebody accepts.


def accepting(work: Path, *entries: dict[str, str]) -> Outcome:
    (work / "accepted.yaml").write_text(yaml.safe_dump([*entries], sort_keys=False), "utf-8")
    return diff("--accept", "accepted.yaml")


ACCEPTED = (
    {"code": "diff-value-added", "pointer": STATE, "reason": "Handlers know `held`."},
    {"code": "diff-required-added", "pointer": REQUIRED, "reason": "All send it."},
)


def test_accepted_changes_break_nobody(work: Path) -> None:
    outcome = accepting(work, *ACCEPTED)
    assert (outcome.code, outcome.err) == (0, "")
    assert "accepted[diff-value-added]" in outcome.out
    assert "  accepted: Handlers know `held`.\n" in outcome.out
    assert outcome.out.endswith(": 1 note, 2 accepted\n")
    one = accepting(work, ACCEPTED[0])
    assert one.code == 1
    assert one.out.endswith(": 1 breaking, 1 note, 1 accepted\n")


def test_accepted_changes_say_why_in_every_form(work: Path) -> None:
    accepting(work, *ACCEPTED)
    for form in ("markdown", "html", "json", "sarif"):
        outcome = diff("--accept", "accepted.yaml", "--format", form)
        assert (outcome.code, "All send it." in outcome.out) == (0, True), form
    assert "::error" not in diff("--accept", "accepted.yaml", "--format", "github").out


def test_an_entry_that_matches_nothing_is_told(work: Path) -> None:
    outcome = accepting(work, *ACCEPTED, {**ACCEPTED[0], "pointer": "/nowhere"})
    assert outcome.code == 0
    assert "warning[accept-unused]: there is no change `diff-value-added` at `/nowhere`" in (
        outcome.err
    )
    assert "--> accepted.yaml:7:3" in outcome.err


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: b\n", 1),
        ("- {code: diff-docs, pointer: /a, reason: b}\n- {code: diff-docs, pointer: /a}\n", 2),
        ("- {code: diff-docs, pointer: /a, reason: ' '}\n", 1),
        ("- {code: diff-docs, pointer: /a, reason: 1}\n", 1),
        ("- {code: diff-docs, pointer: /a, reason: b, more: c}\n", 1),
        ("- {code: diff-doc, pointer: /a, reason: b}\n", 1),
        ("- {code: yaml-syntax, pointer: /a, reason: b}\n", 1),
        ("- a\n", 1),
    ],
)
def test_a_file_of_accepted_changes_that_is_none_is_told_at_its_line(
    text: str, line: int, work: Path
) -> None:
    (work / "accepted.yaml").write_text(text, "utf-8")
    outcome = diff("--accept", "accepted.yaml")
    assert (outcome.code, outcome.out) == (2, "")
    assert "error[accept-invalid]" in outcome.err
    assert f"--> accepted.yaml:{line}:" in outcome.err


def test_a_file_of_accepted_changes_that_is_not_there_is_told() -> None:
    outcome = diff("--accept", "none.yaml")
    assert (outcome.code, "error[file-missing]" in outcome.err) == (2, True)


def test_a_level_weighs_a_change() -> None:
    lowered = diff("--level", "diff-value-added=note", "--level", "diff-required-added=off")
    assert (lowered.code, lowered.out.endswith(": 2 notes\n")) == (0, True)
    raised = command("diff", "old.yaml", "new.yaml", "--level", "diff-docs=error")
    assert "breaking[diff-docs]" in raised.out


# Bad input.


def test_a_document_with_faults_is_told_and_compared_with_nothing(work: Path) -> None:
    (work / "new.yaml").write_text(OLD.replace("action: send", "action: sned"), "utf-8")
    for form in ("text", "markdown", "html"):
        outcome = diff("--format", form)
        assert (outcome.code, outcome.out) == (2, "")
        assert "error[wrong-value]" in outcome.err
        assert "new.yaml:12" in outcome.err
    told = json.loads(diff("--format", "json").out)
    assert [one["code"] for one in told["diagnostics"]] == ["wrong-value"]


@pytest.mark.parametrize(
    "words",
    [
        ("old.yaml",),
        ("old.yaml", "new.yaml", "--git", "HEAD"),
        ("HEAD:old.yaml", "new.yaml"),
        ("--git", "HEAD", "old.yaml"),
        ("--git", "HEAD...HEAD", "old.yaml"),
    ],
)
def test_a_call_that_asks_for_no_two_documents_is_refused(words: tuple[str, ...]) -> None:
    outcome = command("diff", *words)
    assert (outcome.code, outcome.out) == (2, "")
    assert "Error: " in outcome.err


# Revisions of git.


@pytest.fixture
def repository(work: Path) -> Path:
    """Return a repository with two revisions of a document, and a third in the working tree."""
    (work / "specs").mkdir()
    spec, shared = work / "specs" / "calls.yaml", work / "specs" / "common" / "leg.yaml"
    shared.parent.mkdir()
    document = OLD.replace(
        "leg: {$ref: '#/components/schemas/Leg'}", "leg: {$ref: common/leg.yaml}"
    )
    git(work, "init", "-q")
    git(work, "config", "core.autocrlf", "false")
    for length, enum in ((9, "[up, down]"), (8, "[up, down]")):
        spec.write_text(document.replace("[up, down]", enum), "utf-8")
        shared.write_text(f"type: object\nproperties: {{codec: {{maxLength: {length}}}}}\n")
        git(work, "add", "specs")
        git(work, "commit", "-q", "-m", "a revision")
    spec.write_text(document.replace("[up, down]", "[up]"), "utf-8")
    shared.unlink()
    (work / "specs" / "common" / "other.yaml").write_text("type: object\n")
    text = spec.read_text("utf-8").replace("common/leg.yaml", "common/other.yaml")
    spec.write_text(text, "utf-8")
    return work


def git(folder: Path, *words: str) -> None:
    who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.com"]
    subprocess.run(["git", "-C", str(folder), *who, *words], check=True, capture_output=True)


def codes(outcome: Outcome) -> list[str]:
    assert outcome.code in (0, 1), outcome.err
    return [one["code"] for one in json.loads(outcome.out)["changes"]]


def test_two_revisions_with_what_they_refer_to(repository: Path) -> None:
    outcome = command("diff", "HEAD~1:specs/calls.yaml", "HEAD:specs/calls.yaml")
    assert outcome.code == 1
    # The file that only the revisions have is read from each of them.
    assert "  old HEAD~1:specs/common/leg.yaml:2:33 /properties/codec/maxLength\n" in outcome.out
    assert "  new HEAD:specs/common/leg.yaml:2:33 /properties/codec/maxLength\n" in outcome.out
    assert outcome.out.endswith("HEAD~1:specs/calls.yaml -> HEAD:specs/calls.yaml: 1 breaking\n")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--git", "HEAD~1..HEAD"), ["diff-bound-tightened"]),
        (("--git", "HEAD~1.."), ["diff-bound-tightened"]),
        (("--git", "HEAD..HEAD"), []),
        (("--git", "HEAD"), ["diff-property-removed", "diff-schema-renamed", "diff-value-removed"]),
    ],
)
def test_revisions_of_one_document(
    words: tuple[str, ...], expected: list[str], repository: Path
) -> None:
    outcome = command("diff", *words, "specs/calls.yaml", "--format", "json")
    assert sorted(codes(outcome)) == expected


def test_paths_of_revisions_are_from_the_top_or_from_here(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "specs")
    for old in ("HEAD~1:specs/calls.yaml", "HEAD~1:./calls.yaml"):
        outcome = command("diff", old, "HEAD:specs/calls.yaml", "--format", "json")
        assert codes(outcome) == ["diff-bound-tightened"]
    outcome = command("diff", "--git", "HEAD~1..HEAD", "calls.yaml", "--format", "json")
    assert codes(outcome) == ["diff-bound-tightened"]


def test_a_hook_of_git_may_compare(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    outcome = command("diff", "--git", "HEAD~1..HEAD", "specs/calls.yaml", "--format", "json")
    assert codes(outcome) == ["diff-bound-tightened"]


@pytest.mark.parametrize("name", ["none", "--output=stolen", "-h", "HEAD~9", "HEAD;touch stolen"])
def test_a_revision_that_is_none_is_refused(name: str, repository: Path) -> None:
    outcome = command("diff", f"--git={name}", "specs/calls.yaml")
    assert (outcome.code, outcome.out) == (2, "")
    assert "cannot be read" in outcome.err
    assert not (repository / "stolen").exists()


def test_a_file_that_a_revision_does_not_have_is_told(repository: Path) -> None:
    outcome = command("diff", "HEAD:specs/none.yaml", "HEAD:specs/calls.yaml")
    assert outcome.code == 2
    assert "error[file-missing]: the file `HEAD:specs/none.yaml` does not exist" in outcome.err


def test_a_link_of_a_revision_is_not_followed(repository: Path) -> None:
    (repository / "specs" / "link.yaml").symlink_to("calls.yaml")
    git(repository, "add", "specs/link.yaml")
    git(repository, "commit", "-q", "-m", "a link")
    (repository / "specs" / "link.yaml").unlink()
    outcome = command("diff", "HEAD:specs/link.yaml", "HEAD:specs/calls.yaml")
    assert outcome.code == 2
    assert "it is not a regular file of the revision" in outcome.err


def test_a_file_outside_of_the_repository_is_that_of_the_disk(repository: Path) -> None:
    overlay = repository.parent / "overlay.yaml"
    overlay.write_text(
        "overlay: 1.0.0\ninfo: {title: More, version: '1'}\n"
        "actions: [{target: $.info, update: {title: Other}}]\n",
        "utf-8",
    )
    words = ("--git", "HEAD~1..HEAD", "specs/calls.yaml", "--format", "json")
    assert codes(command("diff", *words, "--overlay", str(overlay))) == ["diff-bound-tightened"]


def test_without_git_there_are_no_revisions(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(repository))
    outcome = command("diff", "--git", "HEAD", "specs/calls.yaml")
    assert (outcome.code, "git cannot be run" in outcome.err) == (2, True)


@pytest.mark.parametrize(
    ("method", "code"), [("blob", "file-unreadable"), ("entry", "file-missing")]
)
def test_what_git_does_not_give_is_told(
    method: str, code: str, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a part of a repository was never fetched."""

    def fail(_revision: Revision, _name: str) -> bytes:
        raise RevisionError

    monkeypatch.setattr(Revision, method, fail)
    outcome = command("diff", "--git", "HEAD", "specs/calls.yaml")
    assert (outcome.code, f"error[{code}]" in outcome.err) == (2, True)


def test_the_limits_hold_for_revisions(repository: Path) -> None:
    outcome = command("diff", "--git", "HEAD", "specs/calls.yaml", "--limit", "file-bytes=100")
    assert outcome.code == 2
    assert "error[limit-size]: the file `HEAD:specs/calls.yaml` is larger" in outcome.err


# The documentation.

PAGE = (ROOT / "docs" / "diff.md").read_text("utf-8")


def test_the_documentation_shows_what_is_printed() -> None:
    lines = diff().out.splitlines()
    assert "".join(f"    {line}\n" if line else "\n" for line in lines) in PAGE


def test_the_commands_that_the_documentation_shows_work(repository: Path) -> None:
    git(repository, "update-ref", "refs/remotes/origin/main", "HEAD~1")
    commands = re.findall(r"^    asyncapi-pygen (diff .*)$", PAGE, re.MULTILINE)
    assert len(commands) == 5
    for one in commands:
        outcome = command(*one.split())
        assert (outcome.code, outcome.err) == (1, ""), one


def test_the_accepted_change_that_the_documentation_shows_is_one(work: Path) -> None:
    (entries,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    (work / "accepted.yaml").write_text(entries, "utf-8")
    outcome = diff("--accept", "accepted.yaml")
    assert (outcome.err, "1 accepted" in outcome.out) == ("", True)


@pytest.mark.parametrize("code", ["diff-docs", "diff-value-added", "accept-unused"])
def test_a_code_is_explained(code: str) -> None:
    assert command("explain", code).out.startswith(f"warning[{code}]: ")
