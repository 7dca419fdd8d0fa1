"""What docs/configuration.md says of settings is what the table has, and its examples work."""

import re
import tomllib
from pathlib import Path

import jsonschema_rs
import pytest

from asyncapi_pygen.configuring.reading import read_configuration
from asyncapi_pygen.configuring.schema import schema
from asyncapi_pygen.configuring.setting import Kind, Setting
from asyncapi_pygen.configuring.settings import SETTINGS
from asyncapi_pygen.diagnostics import Diagnostics
from support.packages import ROOT

PAGE = ROOT / "docs" / "configuration.md"
TEXTS = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
}
EXAMPLES = [
    pytest.param(block, id=f"{name}-{number}")
    for name, text in TEXTS.items()
    for number, block in enumerate(
        re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    )
]
VALUES = {
    Kind.SWITCH: "`true`, `false`",
    Kind.TEXT: "a text",
    Kind.COUNT: "a whole number",
    Kind.FILE: "a path",
    Kind.FOLDER: "a path",
    Kind.FOLDER_THERE: "a path",
}


def table() -> str:
    """Return the table of settings as the page has it."""
    head = "| key | option | takes | default | |\n|---|---|---|---|---|\n"
    own = (
        "| `spec` | SPEC | a path | | the AsyncAPI document |\n"
        "| `actions` | | a list of tables | | [actions of an overlay](#rules-that-a-document-lacks) |\n"
    )
    return head + "".join(map(row, SETTINGS)) + own


def row(setting: Setting) -> str:
    option = f"`{setting.flag}`"
    if setting.kind is Kind.SWITCH:
        option = f"`{setting.flag}`, `{setting.negation}`"
    cells = [f"`{setting.key_name}`", option, takes(setting), default(setting), told(setting)]
    return re.sub(r" +\|", " |", f"| {' | '.join(cells)} |") + "\n"


def takes(setting: Setting) -> str:
    if setting.kind is Kind.PAIRS:
        words = " or ".join(f"`{one}`" for one in setting.levels) or "whole numbers"
        return f"a table of {words}"
    value = ", ".join(f"`{one}`" for one in setting.words) or VALUES[setting.kind]
    return f"a list: {value}" if setting.many else value


def default(setting: Setting) -> str:
    match setting.usual:
        case bool():
            return f"`{str(setting.usual).lower()}`"
        case tuple():
            return ", ".join(f"`{one}`" for one in setting.usual)
        case None:
            return ""
        case _:
            return f"`{setting.usual}`"


def told(setting: Setting) -> str:
    text = setting.help.replace("Repeatable, in order.", "").replace("Repeatable.", "").strip()
    return (text[0].lower() + text[1:]).rstrip(".")


def test_the_table_of_settings_is_that_of_the_command_line(
    request: pytest.FixtureRequest,
) -> None:
    text = PAGE.read_text("utf-8")
    found = re.search(r"<!-- settings -->\n\n(.*?)\n\n`spec` and", text, re.DOTALL)
    if request.config.getoption("--update-golden"):
        before, _, rest = text.partition("<!-- settings -->\n\n")
        after = rest[rest.index("`spec` and `actions` have no") :]
        PAGE.write_text(f"{before}<!-- settings -->\n\n{table()}\n{after}", "utf-8")
        return
    assert found is not None
    assert found[1] + "\n" == table()


@pytest.mark.parametrize("block", EXAMPLES)
def test_every_example_is_valid(block: str, tmp_path: Path) -> None:
    ours = tomllib.loads(block)["tool"]["asyncapi-pygen"]
    jsonschema_rs.Draft7Validator(schema()).validate(ours)
    path = tmp_path / "pyproject.toml"
    path.write_text(block, "utf-8")
    diagnostics = Diagnostics()
    configuration, _ = read_configuration(path, diagnostics)
    assert configuration is not None, list(diagnostics)
    assert all("output" in one.values for one in configuration.targets.values())


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 4
