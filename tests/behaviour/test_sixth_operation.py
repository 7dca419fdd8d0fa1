"""What a change of the founding document costs in the generated package, as a reviewer sees it."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pytest

from asyncapi_pygen.emit.files import GeneratedFile, Owner
from support.packages import VOICE, run

CHANNEL = """\
  /voice/dtmf:
    publish:
      operationId: receiveKeyPress
      summary: Take note of a key.
      message:
        $ref: '#/components/messages/KeyPressEvent'
"""
MESSAGE = """\
    KeyPressEvent:
      contentType: application/json
      payload:
        $ref: '#/components/schemas/KeyPressPayload'
"""
SCHEMA = """\
    KeyPressPayload:
      type: object
      properties:
        event:
          type: string
          enum: [dtmf]
        key:
          type: string
          description: The key that was pressed.
"""
UNUSED = """\
    AuditRecord:
      type: object
      properties:
        event:
          type: string
          enum: [audit]
        IcePayload:
          $ref: '#/components/schemas/IcePayload'
"""

Edit = Callable[[str], str]


def before(place: str, text: str) -> Edit:
    """Insert text before the only line that is ``place``."""

    def edit(document: str) -> str:
        assert len(re.findall(rf"(?m)^{re.escape(place)}$", document)) == 1
        return document.replace(f"\n{place}\n", f"\n{text}{place}\n")

    return edit


def swapped(first: str, second: str) -> Edit:
    """Let two neighbouring blocks that begin with these lines change places."""

    def edit(document: str) -> str:
        start, middle = document.index(f"\n{first}\n"), document.index(f"\n{second}\n")
        indent = len(second) - len(second.lstrip())
        following = re.compile(rf"\n {{0,{indent}}}\S").search(document, middle + len(second) + 1)
        end = following.start() if following is not None else len(document.rstrip("\n"))
        assert start < middle < end
        return document[:start] + document[middle:end] + document[start:middle] + document[end:]

    return edit


def owned(folder: Path, *edits: Edit) -> Mapping[str, str]:
    """Generate from the founding document with these edits; return our files by name."""
    text = VOICE.read_text("utf-8")
    for edit in edits:
        changed = edit(text)
        assert changed != text
        text = changed
    folder.mkdir(exist_ok=True)
    path = folder / VOICE.name
    path.write_text(text, "utf-8")
    files = run(path, "voice").files
    assert files
    return {file.path.name: file.text for file in files if is_ours(file)}


def is_ours(file: GeneratedFile) -> bool:
    return file.owner is Owner.OWNED


def changes(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """Count the added and the removed lines of each file that differs."""
    found: dict[str, tuple[int, int]] = {}
    for name in sorted(old.keys() | new.keys()):
        lines = list(difflib.ndiff(split(old.get(name, "")), split(new.get(name, ""))))
        added = sum(line.startswith("+ ") for line in lines)
        removed = sum(line.startswith("- ") for line in lines)
        if added or removed:
            found[name] = (added, removed)
    return found


def split(text: str) -> list[str]:
    return text.splitlines()


@pytest.fixture(scope="module")
def founding(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    return owned(tmp_path_factory.mktemp("founding"))


def sixth() -> Iterable[Edit]:
    yield before("  /voice/dice:", CHANNEL)
    yield before("    DisconnectedCallEvent:", MESSAGE)
    yield before("    DicePayload:", SCHEMA)


def test_a_sixth_operation_costs_few_lines_and_removes_none(
    founding: Mapping[str, str], tmp_path: Path
) -> None:
    found = changes(founding, owned(tmp_path, *sixth()))
    code = {name: found.pop(name) for name in ("models.py", "handlers.py", "operations.py")}
    assert code == {"models.py": (6, 0), "handlers.py": (5, 0), "operations.py": (11, 0)}
    # What its contract is, in a file of its own.
    added, removed = found.pop("receive_key_press.json")
    assert (added < 50, removed) == (True, 0)
    # A row of the table and an arrow of the diagram; and the sample.
    assert found == {"README.md": (2, 0), "receive_key_press.key_press_event.json": (4, 0)}


def test_a_sixth_operation_names_what_it_brings_and_renames_nothing(
    founding: Mapping[str, str], tmp_path: Path
) -> None:
    new = owned(tmp_path, *sixth())
    brought = {"".join(name) for name in names(new) - names(founding)}
    assert brought == {"receive_key_press", "KeyPressPayload", "key"}
    assert names(founding) - names(new) == set()


def names(files: Mapping[str, str]) -> set[tuple[str, str]]:
    """Return the names of classes, attributes and handlers."""
    text = files["models.py"] + files["handlers.py"]
    return set(re.findall(r"(?m)^ *(?:class |async def )(\w+)|^    (\w+): ", text))


@pytest.mark.parametrize(
    "edit",
    [
        before("    IcePayload:", UNUSED),
        before("    DicePayload:", UNUSED),
        before("    DicePayload:", UNUSED.replace("AuditRecord", "IcePayload2")),
        swapped("    IcePayload:", "    AcePayload:"),
        swapped("    IncomingCallEvent:", "    AnsweredCallEvent:"),
        lambda document: f"{document}    Zebra:\n      type: string\n",
    ],
    ids=["added first", "added between", "named alike", "reordered", "reordered messages", "last"],
)
def test_a_component_that_no_operation_reaches_and_its_order_change_nothing(
    edit: Edit, founding: Mapping[str, str], tmp_path: Path
) -> None:
    assert changes(founding, owned(tmp_path, edit)) == {}


def test_another_order_of_operations_renames_nothing(
    founding: Mapping[str, str], tmp_path: Path
) -> None:
    new = owned(tmp_path, swapped("  /voice/ice:", "  /voice/ace:"))
    assert names(new) == names(founding)


def test_a_word_in_a_description_is_a_change_in_one_place(
    founding: Mapping[str, str], tmp_path: Path
) -> None:
    def edit(document: str) -> str:
        return document.replace("ISO 4217 code of the currency.", "ISO 4217 code.", 1)

    found = changes(founding, owned(tmp_path, edit))
    assert found == {"models.py": (1, 1)}
