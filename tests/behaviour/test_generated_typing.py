"""What mypy and pyright say of a generated package, of its stub, and of mistakes in the stub.

Each checker runs once, over all packages and all mistakes: a process costs seconds.
"""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from support import checkers
from support.exceptions import EXTRA_IS_OVERRIDDEN
from support.packages import Written
from support.shared import tool

CHECKERS = ("mypy", "pyright")

RULES = "A,ANN,ASYNC,B,BLE,C4,C90,E,F,FURB,I,N,PERF,PIE,PL,PYI,RET,RSE,RUF,SIM,TRY,UP,W"
EXCEPT = "ANN401,E501,N801,PLC2401"
"""What a document may make necessary: long verbatim lines and names, numbered or not in ASCII."""

ICE = '        """Decide what happens to an incoming call."""\n        raise NotImplementedError'


@dataclass(frozen=True)
class Mistake:
    """One edit of the stub that a checker must refuse at the line that holds ``marker``."""

    old: str
    new: str
    marker: str


def answering(expression: str) -> Mistake:
    """Let the handler of an incoming call return the expression."""
    line = f"return {expression}"
    return Mistake(ICE, f"        {line}", line)


NOTIFICATION = '''    @override
    async def receive_notification(self, event: models.NotifyPayload, /) -> None:
        """Take note of something beside the flow of a call."""
        raise NotImplementedError
'''

MISTAKES = {
    "reply_of_another_event": answering("models.PieSvaml(action=models.Hangup())"),
    "reply_as_dictionary": answering('{"action": {"name": "hangup"}}'),
    "no_reply": answering("None"),
    "action_of_other_events": answering("models.IceSvaml(action=models.Continue())"),
    "misspelt_field": answering("models.IceSvaml(actoin=models.Hangup())"),
    "misspelt_field_beside_the_right_one": answering(
        "models.IceSvaml(action=models.Hangup(), instruction=[])"
    ),
    "wrong_type_of_a_field": answering(
        "models.IceSvaml(action=models.Hangup(), instructions=models.Say())"
    ),
    "value_beyond_an_enum": answering("models.IceSvaml(action=models.Hangup(name='hangUp'))"),
    "field_that_no_event_has": answering(
        "models.IceSvaml(action=models.ConnectPstn(number=event.caller))"
    ),
    "optional_field_taken_for_granted": answering(
        "models.IceSvaml(action=models.ConnectPstn(number=event.to.endpoint.lower()))"
    ),
    "handler_is_missing": Mistake(NOTIFICATION, "", "application(App()"),
    "operation_was_removed": Mistake(
        NOTIFICATION,
        f"{NOTIFICATION}\n{NOTIFICATION.replace('receive_notification', 'receive_reminder')}",
        "receive_reminder",
    ),
    "payload_has_changed": Mistake(
        "event: models.NotifyPayload, /", "event: models.DicePayload, /", "models.DicePayload, /)"
    ),
    "reply_has_changed": Mistake(
        "event: models.NotifyPayload, /) -> None",
        "event: models.NotifyPayload, /) -> models.IceSvaml",
        "event: models.NotifyPayload, /) -> models.IceSvaml",
    ),
    "handler_is_not_async": Mistake(
        "    async def receive_notification", "    def receive_notification", "receive_notification"
    ),
}


NAMED_VALUES = """from named_values import models

ORDER = models.Order(colour=models.OrderColourValues.RED, state=models.WantedValues.ON)
LAMP = models.ReceiveLampMessage(state=models.StateValues.ON)


def is_off(lamp: models.ReceiveLampMessage) -> bool:
    return lamp.state == models.StateValues.OFF
"""
"""Code that uses the constants of enums where the fields have literals."""

ANOTHER_VALUE = NAMED_VALUES.replace(
    "state=models.WantedValues.ON", "state=models.OrderColourValues.RED"
)


NARROWED = """from typing import assert_never

from unions import models
from unions.handlers import Handlers


class Shelter(Handlers):
    async def pet_arrived(self, event: models.Pet, /) -> str:
        match event:
            case models.Dog():
                return ", ".join(event.tricks or [event.pet_type])
            case models.Cat() | models.Kitten():
                return f"{event.name}, indoors: {event.indoors}"
            case models.PetBase():
                return event.name
            case _:
                assert_never(event)

    async def note_changed(self, event: models.Opened | models.Closed, /) -> str | None:
        return event.by if isinstance(event, models.Opened) else event.type

    async def visit_ended(self, event: models.Visit, /) -> str | None:
        match event.remark:
            case models.VisitRemarkText(text=text):
                return text
            case models.VisitRemarkPictureObject2() | models.VisitRemarkPictureObject3() as it:
                return it.size
            case models.VisitRemarkOption4() | None:
                return None


MOTHER = models.PetBase(pet_type="Pet", name="Ma")
SPOT = models.Dog(pet_type="good dog", name="Spot", mother=MOTHER)
"""
FORGOTTEN = NARROWED.replace("models.Cat() | models.Kitten()", "models.Cat()")


def mistaken(stub: str, mistake: Mistake) -> tuple[str, int]:
    """Return the stub with the mistake in it, and the line where it must be found."""
    assert stub.count(mistake.old) == 1
    text = stub.replace(mistake.old, mistake.new)
    (line,) = (number for number, one in enumerate(text.split("\n"), 1) if mistake.marker in one)
    return text, line


@pytest.fixture(scope="module")
def project(packages: dict[str, Written], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy all packages to a project of their own, and put the mistaken stubs beside them."""
    source = packages["overlaid"].folder
    ignored = shutil.ignore_patterns("__pycache__", ".*_cache")
    folder = Path(shutil.copytree(source, tmp_path_factory.mktemp("typing") / "p", ignore=ignored))
    stub = (folder / "overlaid_app.py").read_text("utf-8")
    for name, mistake in MISTAKES.items():
        (folder / f"{name}.py").write_text(mistaken(stub, mistake)[0], "utf-8")
    (folder / "uses_named_values.py").write_text(NAMED_VALUES, "utf-8")
    (folder / "another_value.py").write_text(ANOTHER_VALUE, "utf-8")
    (folder / "narrowed.py").write_text(NARROWED, "utf-8")
    (folder / "forgotten.py").write_text(FORGOTTEN, "utf-8")
    return folder


@pytest.fixture(scope="module")
def mypy(project: Path) -> checkers.Findings:
    found = checkers.mypy(project)
    assert found
    return found


@pytest.fixture(scope="module")
def pyright(project: Path) -> checkers.Findings:
    return checkers.pyright(project)


@pytest.fixture(params=CHECKERS)
def findings(request: pytest.FixtureRequest) -> checkers.Findings:
    """What each of the checkers found."""
    found: checkers.Findings = request.getfixturevalue(request.param)
    return found


@pytest.mark.slow
def test_packages_stubs_and_their_tests_are_clean(findings: checkers.Findings) -> None:
    mistaken_files = {f"{name}.py" for name in (*MISTAKES, "another_value", "forgotten")}
    assert {file: found for file, found in findings.items() if file not in mistaken_files} == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_refused_at_its_line(
    name: str, findings: checkers.Findings, project: Path
) -> None:
    stub = (project / "overlaid_app.py").read_text("utf-8")
    _, line = mistaken(stub, MISTAKES[name])
    assert {at for at, _ in findings.get(f"{name}.py", [])} == {line}


@pytest.mark.slow
def test_a_constant_of_another_enum_is_refused(findings: checkers.Findings) -> None:
    assert {at for at, _ in findings["another_value.py"]} == {3}


@pytest.mark.slow
def test_a_member_of_a_union_that_was_forgotten_is_told(findings: checkers.Findings) -> None:
    (line,) = [n for n, one in enumerate(FORGOTTEN.split("\n"), 1) if "assert_never(" in one]
    assert {at for at, _ in findings["forgotten.py"]} == {line}


@pytest.mark.parametrize(
    "command",
    [
        [
            "check",
            "--isolated",
            "--target-version=py311",
            f"--select={RULES}",
            f"--ignore={EXCEPT}",
        ],
        ["format", "--isolated", "--diff"],
    ],
    ids=["check", "format"],
)
def test_the_linter_has_nothing_to_say(command: list[str], packages: dict[str, Written]) -> None:
    folder = packages["overlaid"].folder
    command = [*tool("ruff"), *command, "--no-cache", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) in [(0, ""), (0, "All checks passed!\n")]


def test_nothing_is_switched_off_for_a_tool(packages: dict[str, Written]) -> None:
    for package in packages.values():
        for file in package.result.files:
            words = ("noqa", "type: ignore", "pyright:", "mypy:", "fmt: off", "isort:")
            text = file.text.replace(EXTRA_IS_OVERRIDDEN, "")
            assert not any(word in text for word in words), file.path
