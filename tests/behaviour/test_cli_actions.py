"""Actions of an overlay in the configuration: rules that somebody else's document does not have."""

import re
from pathlib import Path

import pytest

from asyncapi_pygen.cli.options import PackageOptions
from asyncapi_pygen.config import Config, InlineActions
from asyncapi_pygen.pipeline import validate
from support.commands import command
from support.packages import ROOT

PROJECT = Path("pyproject.toml")

# A push and a ping at one address, as a third party sends them: nothing in the bodies tells them.
DOCUMENT = """\
asyncapi: 3.0.0
info: {title: Hooks, version: 1.0.0}
channels:
  hooks:
    address: /hooks
    messages:
      push: {payload: {type: object, properties: {id: {type: string}}}}
      ping: {payload: {type: object, properties: {id: {type: string}}}}
operations:
  receivePush:
    action: receive
    channel: {$ref: '#/channels/hooks'}
    messages: [{$ref: '#/channels/hooks/messages/push'}]
  receivePing:
    action: receive
    channel: {$ref: '#/channels/hooks'}
    messages: [{$ref: '#/channels/hooks/messages/ping'}]
"""

TABLE = """\
[tool.asyncapi-pygen.targets.hooks]
spec = "hooks.yaml"
output = "hooks"
"""

DISPATCH = """
[[tool.asyncapi-pygen.targets.hooks.actions]]
target = "$.channels.hooks"
update = { x-dispatch = { in = "header", name = "X-Event" } }

[[tool.asyncapi-pygen.targets.hooks.actions]]
target = "$.operations.receivePush"
update.x-dispatch.values = ["push"]

[[tool.asyncapi-pygen.targets.hooks.actions]]
target = "$.operations.receivePing"
update.x-dispatch.values = ["ping"]
"""

SIGNATURE = """
[[tool.asyncapi-pygen.targets.hooks.actions]]
target = "$"
description = "The sender's guide says so, and its document does not."
update = { x-signature = "github" }
"""


@pytest.fixture(autouse=True)
def _project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("hooks.yaml").write_text(DOCUMENT, "utf-8")


def configure(actions: str) -> None:
    PROJECT.write_text(f"{TABLE}{actions}", "utf-8")


def written(module: str) -> str:
    return Path("hooks", module).read_text("utf-8")


def test_dispatch_and_signatures_are_declared_in_the_configuration() -> None:
    configure("")
    assert "error[message-ambiguous]" in command("generate").err
    configure(DISPATCH + SIGNATURE)
    outcome = command("generate")
    assert outcome.code == 0, outcome.err
    assert 'Header("x-event", ("push",))' in written("operations.py")
    assert 'Header("x-event", ("ping",))' in written("operations.py")
    assert "github(" in written("security.py")
    assert command("check").code == 0
    configure(DISPATCH)
    drifted = command("check")
    assert drifted.code == 1
    assert drifted.err.endswith("to repair it, run: asyncapi-pygen generate hooks\n")


def test_what_the_documentation_shows_declares_both() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text("utf-8")
    (example,) = re.findall(r"^```toml\n([^`]*x-signature[^`]*)^```$", page, re.MULTILINE)
    PROJECT.write_text(example, "utf-8")
    outcome = command("generate")
    assert outcome.code == 0, outcome.err
    folder = Path("src/acme/hooks")
    assert 'Header("x-event", ("push",))' in (folder / "operations.py").read_text("utf-8")
    assert "github(" in (folder / "security.py").read_text("utf-8")


def test_actions_are_applied_after_the_overlays_in_order() -> None:
    Path("overlay.yaml").write_text(
        "overlay: 1.0.0\ninfo: {title: Ours, version: '1'}\nactions:\n"
        "  - target: $.info\n    update: {title: From the overlay, description: kept}\n",
        "utf-8",
    )
    configure(
        'overlays = ["overlay.yaml"]\n'
        f"{DISPATCH}"
        '[[tool.asyncapi-pygen.targets.hooks.actions]]\ntarget = "$.info"\n'
        'update.title = "From the file"\n'
        '[[tool.asyncapi-pygen.targets.hooks.actions]]\ntarget = "$.info.version"\nremove = true\n'
        '[[tool.asyncapi-pygen.targets.hooks.actions]]\ntarget = "$.info"\nupdate.version = "2"\n'
    )
    outcome = command("generate")
    assert outcome.code == 0, outcome.err
    assert written("__init__.py").splitlines()[1:4] == [
        '"""From the file, version 2.',
        "",
        "kept",
    ]


def test_those_above_the_targets_are_for_each_that_has_none() -> None:
    above = DISPATCH.replace("targets.hooks.", "")
    PROJECT.write_text(f"{above}{TABLE}", "utf-8")
    assert command("generate").code == 0
    configure(f"{above}{SIGNATURE}")
    assert "error[message-ambiguous]" in command("generate").err


def test_a_value_that_is_brought_in_is_told_where_it_stands() -> None:
    configure(
        f"{DISPATCH}\n[[tool.asyncapi-pygen.targets.hooks.actions]]\n"
        'target = "$.info"\nupdate = { license = { nam = "MIT" } }\n'
    )
    outcome = command("validate", "hooks")
    assert outcome.code == 2
    assert "error[unknown-field]" in outcome.err
    assert "--> pyproject.toml:19:24" in outcome.err
    assert '19 | update = { license = { nam = "MIT" } }' in outcome.err


@pytest.mark.parametrize(
    ("action", "code", "place", "told", "hint"),
    [
        (
            'target = "$.chanels"\nremove = true',
            "overlay-target",
            "5:10",
            "`$.chanels` matches nothing in `hooks.yaml`",
            "`$` is the whole document; names are case-sensitive",
        ),
        (
            'target = "$.["\nremove = true',
            "overlay-invalid",
            "5:10",
            "`$.[` is not a JSONPath",
            "write a JSONPath of RFC 9535, as in `$.channels.*`",
        ),
        (
            'target = "$"\nupdat = {}',
            "overlay-invalid",
            "6:1",
            "unknown field `updat`",
            "did you mean `update`?",
        ),
        (
            'target = "$"',
            "overlay-invalid",
            "4:37",
            "the action on `$` has neither `update` nor `remove: true`",
            "",
        ),
        (
            'target = "$"\nupdate = 1',
            "overlay-invalid",
            "6:10",
            "`$` matches an object, and `update` is none",
            "write the fields that are to change",
        ),
        (
            'target = "$"\nupdate = { x-day = 2026-01-01 }',
            "config-value",
            "6:20",
            "`2026-01-01` has no JSON form",
            "quote it to make it text",
        ),
    ],
)
def test_a_fault_of_an_action_is_told_at_its_line(
    action: str, code: str, place: str, told: str, hint: str
) -> None:
    configure(f"[[tool.asyncapi-pygen.targets.hooks.actions]]\n{action}\n")
    outcome = command("validate", "hooks")
    assert outcome.code == 2
    assert f"error[{code}]: {told}\n" in outcome.err
    assert f"--> pyproject.toml:{place}\n" in outcome.err
    assert not hint or f"= hint: {hint}\n" in outcome.err


@pytest.mark.parametrize("value", ["1", "{}", "[]"])
def test_what_is_no_list_of_actions_is_told(value: str) -> None:
    configure(f"actions = {value}\n")
    outcome = command("validate", "hooks")
    assert outcome.code == 2
    assert "error[overlay-invalid]: `actions` is not a list of actions" in outcome.err
    assert "--> pyproject.toml:4:11" in outcome.err


def test_a_reference_in_an_action_is_one_of_the_document() -> None:
    Path("parts").mkdir()
    Path("parts/hooks.yaml").write_text(DOCUMENT, "utf-8")
    Path("parts/push.json").write_text('{"type": "object", "properties": {"sha": {}}}', "utf-8")
    configure(
        f"{DISPATCH}\n[[tool.asyncapi-pygen.targets.hooks.actions]]\n"
        'target = "$.channels.hooks.messages.push"\nupdate.payload = { "$ref" = "push.json" }\n'
    )
    PROJECT.write_text(
        PROJECT.read_text("utf-8").replace('"hooks.yaml"', '"parts/hooks.yaml"'), "utf-8"
    )
    # Beside what the document has, which a reference does not replace: its siblings are ignored.
    assert command("generate").code == 0
    assert "sha: " in written("models.py")


def test_the_file_is_one_of_those_that_the_package_is_made_from() -> None:
    configure(DISPATCH)
    pointer = ("tool", "asyncapi-pygen", "targets", "hooks", "actions")
    actions = InlineActions(file=PROJECT, name="pyproject.toml", pointer=pointer)
    spec = Path("hooks.yaml")
    result = validate(spec, spec.name, Config(package="hooks", actions=actions))
    assert "pyproject.toml" in result.texts
    assert result.diagnostics == ()


def test_actions_are_no_option() -> None:
    assert "actions" in PackageOptions.__dataclass_fields__
    # Before click 8.4, the option stands behind a colon.
    assert re.search(
        "No such option(: --actions| '--actions')", command("check", "--actions", "x").err
    )
