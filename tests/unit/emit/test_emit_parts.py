"""Files that are checked by parts, of which those are passed over that are known to be sound."""

from collections.abc import Sequence
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncapi_pygen.emit import parts
from asyncapi_pygen.emit.files import GeneratedFile, Kind, Owner
from asyncapi_pygen.emit.grammar import GRAMMAR
from asyncapi_pygen.emit.parts import check_remembered
from asyncapi_pygen.emit.refusal import StructureError
from asyncapi_pygen.emit.structure import check_python
from asyncapi_pygen.memory import Memory
from support.findings import why_refused

HEAD = '''"""Payloads."""

from __future__ import annotations

from ._model import Model'''
ICE = '''class Ice(Model):
    """An incoming call, in


three paragraphs."""

    call: Call'''
CALL = "class Call(Model):\n    id: str"
RUN_TIME = "import os\n"


def module(*texts: str) -> GeneratedFile:
    text = "\n\n\n".join(texts) + "\n"
    return GeneratedFile(PurePosixPath("voice/models.py"), text, Owner.OWNED, Kind.PYTHON)


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note which parts are looked at, and which files as a whole."""
    noted: list[str] = []
    check_part, whole = parts.check_part, parts.check_python

    def part_noted(file: GeneratedFile, text: str, *others: object) -> object:
        noted.append(text)
        return check_part(file, text, *others)  # type: ignore[arg-type]

    def whole_noted(file: GeneratedFile, *others: object) -> None:
        noted.append(file.text)
        whole(file, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(parts, "check_part", part_noted)
    monkeypatch.setattr(parts, "check_python", whole_noted)
    return noted


def test_a_part_that_was_sound_is_not_looked_at_again(checked: list[str]) -> None:
    memory = Memory()
    call = CALL.replace("str", "int")
    for texts in ((HEAD, CALL), (HEAD, CALL, call), (HEAD, call)):
        check_remembered(module(*texts), GRAMMAR, memory)
    assert checked == [HEAD, CALL, call]


def test_another_run_takes_it_over(checked: list[str]) -> None:
    memory = Memory()
    check_remembered(module(HEAD, CALL), GRAMMAR, memory)
    known = memory.met
    check_remembered(module(HEAD, CALL), GRAMMAR, Memory(lambda: known))
    assert len(checked) == 2


def test_a_part_may_use_what_another_binds_and_nothing_else() -> None:
    memory = Memory()
    check_remembered(module(HEAD, CALL, "class Ice(Model):\n    call: Call"), GRAMMAR, memory)
    with pytest.raises(StructureError, match="unknown name `Call`"):
        check_remembered(module(HEAD, "class Ice(Model):\n    call: Call"), GRAMMAR, memory)


def test_a_text_is_not_taken_apart(checked: list[str]) -> None:
    for _ in range(2):
        check_remembered(module(HEAD, CALL, ICE), GRAMMAR, Memory())
    assert module(HEAD, CALL, ICE).text in checked  # as a whole


def test_what_may_only_come_first_is_refused_later() -> None:
    memory = Memory()
    late = "from __future__ import annotations"
    check_remembered(module(late), GRAMMAR, memory)
    with pytest.raises(StructureError):
        check_remembered(module(HEAD, CALL, late), GRAMMAR, memory)


def test_what_one_package_may_import_another_may_not() -> None:
    memory = Memory()
    text = "from acme.voice import models"
    check_remembered(module(text), GRAMMAR.within("acme.voice"), memory)
    with pytest.raises(StructureError):
        check_remembered(module(text), GRAMMAR.within("acme.other"), memory)


def test_a_file_of_the_run_time_is_compiled_once(checked: list[str]) -> None:
    memory = Memory()
    path = PurePosixPath("voice/_model.py")
    for _ in range(2):
        check_remembered(GeneratedFile(path, RUN_TIME, Owner.OWNED, Kind.RUNTIME), GRAMMAR, memory)
    assert checked == [RUN_TIME]
    # As a rendered file, it is one that may not import what it likes.
    with pytest.raises(StructureError):
        check_remembered(module(RUN_TIME), GRAMMAR, memory)


@pytest.mark.parametrize("odd", [1, [], [[]], [[], [], []], {}, [1, 2], "text"])
def test_a_piece_that_is_something_else_is_none(odd: object, checked: list[str]) -> None:
    memory = Memory()
    check_remembered(module(HEAD, CALL), GRAMMAR, memory)
    known = dict.fromkeys(memory.met, odd)
    check_remembered(module(HEAD, CALL), GRAMMAR, Memory(lambda: known))  # type: ignore[arg-type, return-value]
    assert len(checked) == 4


PIECES = (
    *(HEAD, ICE, CALL, "class Ice(Model):\n    call: Call", "X: int = 1", "Y = X", "import os"),
    *("from __future__ import annotations", "x = eval(1)", '"""', "# coding: latin-1", "(", ")"),
    *("    y = 1", "", "\\", "Ice = Call", "def f() -> X: ...", "class Call(Call): ..."),
)


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=4), max_size=4))
def test_the_verdict_is_the_one_on_the_whole(several: Sequence[Sequence[str]]) -> None:
    memory = Memory()
    for texts in several:
        file = module(*texts)
        told = why_refused(lambda: check_python(file))  # noqa: B023 - called at once
        assert why_refused(lambda: check_remembered(file, GRAMMAR, memory)) == told  # noqa: B023
