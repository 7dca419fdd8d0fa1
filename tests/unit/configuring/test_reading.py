"""A pyproject.toml as targets: what is taken from where, and what is wrong with it."""

from pathlib import Path

import pytest

from asyncapi_pygen.config import InlineActions
from asyncapi_pygen.configuring.reading import Configuration, read_configuration
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics

FILE = Path("pyproject.toml")


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(text: str, path: Path = FILE) -> tuple[Configuration | None, list[Diagnostic]]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    diagnostics = Diagnostics()
    configuration, _ = read_configuration(path, diagnostics)
    return configuration, list(diagnostics)


def good(text: str, path: Path = FILE) -> Configuration:
    configuration, found = read(text, path)
    assert configuration is not None, found
    return configuration


TWO = """\
[tool.asyncapi-pygen]
lenient = true
numbers = "decimal"
levels = { name-clash = "off", unknown-field = "warning" }

[tool.asyncapi-pygen.targets.voice]
spec = "specs/voice.yaml"
output = "src/voice"
overlays = ["specs/one.yaml", "/etc/two.yaml"]
lenient = false
limits = { depth = 100, files = 3 }

[tool.asyncapi-pygen.targets.sms]
spec = "specs/sms.yaml"
adapters = ["asgi", "flask"]
max-findings = 0
"""


def test_what_a_target_does_not_say_is_taken_from_above() -> None:
    targets = good(TWO).targets
    assert list(targets) == ["voice", "sms"]
    assert targets["voice"].spec == Path("specs/voice.yaml")
    assert targets["voice"].values == {
        "lenient": False,
        "numbers": "decimal",
        "levels": ("name-clash=off", "unknown-field=warning"),
        "output": Path("src/voice"),
        "overlays": (Path("specs/one.yaml"), Path("/etc/two.yaml")),
        "limits": ("depth=100", "files=3"),
    }
    assert targets["sms"].values == {
        "lenient": True,
        "numbers": "decimal",
        "levels": ("name-clash=off", "unknown-field=warning"),
        "adapters": ("asgi", "flask"),
        "max_findings": 0,
    }


def test_places_are_where_each_value_is_written() -> None:
    voice = good(TWO).targets["voice"]
    assert {name: at.line for name, at in voice.at.items()} == {
        "lenient": 10,
        "numbers": 3,
        "levels": 4,
        "output": 8,
        "overlays": 9,
        "limits": 11,
    }


def test_paths_are_relative_to_the_file() -> None:
    voice = good(TWO, Path("a/b/pyproject.toml")).targets["voice"]
    assert voice.spec == Path("a/b/specs/voice.yaml")
    assert voice.values["overlays"] == (Path("a/b/specs/one.yaml"), Path("/etc/two.yaml"))


def test_a_file_without_targets_that_names_a_document_is_one_target() -> None:
    text = '[tool.asyncapi-pygen]\nspec = "a.yaml"\noutput = "shop"\nlenient = true\n'
    configuration = good(text)
    (target,) = configuration.targets.values()
    assert (target.name, target.spec) == ("", Path("a.yaml"))
    assert target.values["output"] == Path("shop")
    # Another document is not written into the folder of this one.
    assert configuration.defaults.values == {"lenient": True}
    assert configuration.defaults.spec is None


def test_what_is_no_target_has_no_document() -> None:
    with pytest.raises(ValueError, match=r"^$"):
        assert good("[tool.asyncapi-pygen]\n").defaults.document


def test_what_corrects_a_document_is_of_no_other() -> None:
    own = "overlays = ['a']\nlock = 'b'\nactions = [{target = '$', remove = true}]\nlenient = true"
    defaults = good(f"[tool.asyncapi-pygen]\n{own}\n").defaults
    assert defaults.values.keys() == {"overlays", "lock", "lenient"}
    assert defaults.actions is not None
    defaults = good(f"[tool.asyncapi-pygen]\nspec = 'a.yaml'\n{own}\n").defaults
    assert defaults.values.keys() == {"lenient"}
    assert defaults.actions is None


def test_a_document_that_targets_share_is_said_once() -> None:
    configuration = good(
        '[tool.asyncapi-pygen]\nspec = "a.yaml"\n'
        '[tool.asyncapi-pygen.targets.one]\noutput = "one"\n'
        '[tool.asyncapi-pygen.targets.other]\noutput = "other"\nrole = "counterpart"\n'
    )
    assert {one.spec for one in configuration.targets.values()} == {Path("a.yaml")}


def test_actions_are_named_by_where_they_stand() -> None:
    table = "[tool.asyncapi-pygen"
    targets = good(
        f'{table}]\nspec = "a.yaml"\n[{table}.actions]]\ntarget = "$"\nremove = true\n'
        f"{table}.targets.one]\n{table}.targets.other]\n"
        f'[{table}.targets.other.actions]]\ntarget = "$"\nupdate = {{}}\n'
    ).targets
    above = ("tool", "asyncapi-pygen")
    name = "pyproject.toml"
    assert targets["one"].actions == InlineActions(
        file=FILE, name=name, pointer=(*above, "actions")
    )
    assert targets["other"].actions == InlineActions(
        file=FILE, name=name, pointer=(*above, "targets", "other", "actions")
    )


def wrong(text: str) -> list[tuple[str, int, str, str]]:
    configuration, found = read(f"[tool.asyncapi-pygen]\n{text}\n")
    assert configuration is None
    for said in (said for one in found for said in (one.message, one.hint) if said):
        assert not said.endswith(".")
        assert not said.split()[0].istitle()
    return [(one.code, one.at.line, one.message, one.hint) for one in found]


@pytest.mark.parametrize(
    ("text", "code", "message", "hint"),
    [
        (
            'overlay = "a.yaml"',
            "config-key",
            "there is no setting `overlay`",
            "did you mean `overlays`?",
        ),
        (
            "nothing-like-it = 1",
            "config-key",
            "there is no setting `nothing-like-it`",
            "`asyncapi-pygen config schema` lists the keys",
        ),
        (
            "lenient = 'yes'",
            "config-value",
            "`lenient` takes true or false, not the text `yes`",
            "",
        ),
        ("lenient = 1", "config-value", "`lenient` takes true or false, not the number 1", ""),
        (
            f"lenient = '{'a' * 100}'",
            "config-value",
            f"`lenient` takes true or false, not the text `{'a' * 60}…`",
            "",
        ),
        ("lenient = []", "config-value", "`lenient` takes true or false, not a list", ""),
        ("lenient = {}", "config-value", "`lenient` takes true or false, not a table", ""),
        (
            "numbers = 'decimals'",
            "config-value",
            "`numbers` takes no `decimals`",
            "did you mean `decimal`?",
        ),
        (
            "numbers = true",
            "config-value",
            "`numbers` takes a word, not `true`",
            "there are `float`, `decimal`",
        ),
        (
            "max-findings = -1",
            "config-value",
            "`max-findings` takes a whole number that is not negative, not the number -1",
            "",
        ),
        (
            "max-findings = true",
            "config-value",
            "`max-findings` takes a whole number that is not negative, not `true`",
            "",
        ),
        (
            "overlays = 'a.yaml'",
            "config-value",
            "`overlays` takes a list, not the text `a.yaml`",
            "write it in brackets, even if it is one",
        ),
        (
            "overlays = ['']",
            "config-value",
            "`overlays` takes the path of a file, not the text ``",
            "",
        ),
        ('output = "a\\u0000"', "config-value", "a path has no character NUL", ""),
        (
            "output = {}",
            "config-value",
            "`output` takes the path of a folder, not a table",
            "",
        ),
        ("spec = []", "config-value", "`spec` takes the path of a document, not a list", ""),
        (
            "levels = ['unknown-field=off']",
            "config-value",
            "`levels` takes a table, not a list",
            "write `{ config-syntax = … }`",
        ),
        (
            "levels.unknown-fild = 'off'",
            "config-value",
            "there is no code `unknown-fild`",
            "did you mean `unknown-field`?",
        ),
        (
            "levels.unknown-field = 'of'",
            "config-value",
            "`of` is none of the levels `error`, `warning`, `note`, `off`",
            "",
        ),
        (
            "levels.unknown-field = 1",
            "config-value",
            "`unknown-field` takes a word, not the number 1",
            "",
        ),
        (
            "levels.ref-dangling = 'off'",
            "config-value",
            "`ref-dangling` always stops the run: it can be neither lowered nor turned off",
            "",
        ),
        (
            "limits.dept = 1",
            "config-value",
            "there is no limit `dept`",
            "did you mean `depth`?",
        ),
        ("limits.depth = 301", "config-value", "`depth` may be 300 at most", ""),
        (
            "limits.depth = '1'",
            "config-value",
            "`depth` takes a whole number, not the text `1`",
            "",
        ),
        (
            "allow-remote = ['ftp://a']",
            "config-value",
            "`ftp://a` is no prefix of URLs: it is neither http nor https",
            "",
        ),
        ("targets = 1", "config-value", "`targets` takes a table, not the number 1", ""),
        (
            "targets.'a b'.spec = 'a'",
            "config-value",
            "`a b` is no name for a target",
            "write letters of ASCII, digits, `-`, `_` and `.`",
        ),
        ("targets.a = 1", "config-value", "`a` takes a table, not the number 1", ""),
        (
            "targets.a = {}",
            "config-target",
            "the target `a` has no `spec`",
            'write `spec = "…"`, the path of its document',
        ),
        (
            "targets.a = {spec = 'a', outptu = 'b'}",
            "config-key",
            "there is no setting `outptu`",
            "did you mean `output`?",
        ),
        (
            "targets.a = {spec = 'a', targets = {}}",
            "config-key",
            "there is no setting `targets`",
            "`asyncapi-pygen config schema` lists the keys",
        ),
    ],
)
def test_what_is_wrong_is_one_finding_with_its_line(
    text: str, code: str, message: str, hint: str
) -> None:
    first, *others = wrong(text)
    assert first == (code, 2, message, hint)
    assert [one for one in others if one[0] != "config-target"] == []


def test_all_that_is_wrong_is_told_at_once() -> None:
    text = "lenient = 1\nx = 1\n[tool.asyncapi-pygen.targets.a]\nspec = 'a'\nrole = 'b'\n"
    assert [line for _, line, _, _ in wrong(text)] == [2, 3, 6]


def test_targets_that_share_a_folder_are_told_with_the_other() -> None:
    _, found = read(
        "[tool.asyncapi-pygen]\nspec = 'a.yaml'\n"
        "[tool.asyncapi-pygen.targets.one]\noutput = 'src/shop'\n"
        "[tool.asyncapi-pygen.targets.other]\noutput = 'src/../src/shop/'\n"
    )
    (one,) = found
    assert (one.code, one.at.line) == ("config-target", 6)
    assert one.message == "the targets `one` and `other` write to one folder"
    assert [related.at.line for related in one.related] == [4]


def test_a_folder_said_above_the_targets_is_one_that_they_share() -> None:
    _, found = read(
        "[tool.asyncapi-pygen]\nspec = 'a.yaml'\noutput = 'shop'\ntargets.a = {}\ntargets.b = {}\n"
    )
    assert [(one.code, one.at.line) for one in found] == [("config-target", 3)]


def test_a_file_without_the_table_is_told() -> None:
    configuration, (found,) = read("[project]\nname = 'a'\n")
    assert configuration is None
    assert (found.code, found.hint) == ("config-target", "`asyncapi-pygen init` writes one")


def test_a_file_that_is_not_there_is_told() -> None:
    diagnostics = Diagnostics()
    assert read_configuration(Path("none.toml"), diagnostics)[0] is None
    assert [one.code for one in diagnostics] == ["file-missing"]
