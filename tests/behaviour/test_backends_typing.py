"""What is generated without pydantic pleases the tools, and answers the samples that it comes with."""

import asyncio
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from asyncapi_pygen.config import ModelBackend, Numbers
from asyncapi_pygen.pipeline import Result
from support.packages import (
    ORDERS,
    VOICE,
    VOICE_OVERLAY,
    Recorder,
    Written,
    importable,
    posts,
    run,
    settings_beside,
    write,
)
from support.shared import tool

GOLDEN = Path(__file__).parents[1] / "golden"
DOCUMENTS = {
    "voice": (VOICE, [VOICE_OVERLAY]),
    "orders": (ORDERS, []),
    **{path.parent.name.replace("-", "_"): (path, []) for path in GOLDEN.glob("*/asyncapi.yaml")},
}
# Nothing fits `not: {format: uri}` where a format asserts nothing, and so does no sample.
del DOCUMENTS["formats_by_the_letter"]
BACKENDS = [one for one in ModelBackend if one is not ModelBackend.PYDANTIC]

USED = {
    ModelBackend.DATACLASS: """\
from orders_dataclass import models


def told(order: models.Order) -> str:
    placed = order.placed_on
    payment = order.payment
    if isinstance(payment, models.CardPayment):
        return payment.last_digits.upper()
    return "" if placed is None else placed.isoformat() + order.class_


receipt = models.Receipt(accepted=True)
""",
    ModelBackend.TYPEDDICT: """\
from orders_typeddict import models


def told(order: models.Order) -> str:
    payment = order.get("payment")
    if payment is not None and payment["method"] == "card":
        return payment["lastDigits"].upper()
    return order["placedOn"].isoformat() if "placedOn" in order else ""


receipt: models.Receipt = {"accepted": True}
""",
    ModelBackend.MSGSPEC: """\
from msgspec import UNSET

from orders_msgspec import models


def told(order: models.Order) -> str:
    payment = order.payment
    if isinstance(payment, models.CardPayment):
        return payment.last_digits.upper()
    return "" if order.placed_on is UNSET else order.placed_on.isoformat()


receipt = models.Receipt(accepted=True)
""",
}
"""What somebody writes: it has to please both checkers, and a slip in it none of them."""

SLIPS = {
    ModelBackend.DATACLASS: ("accepted=True", "accepted=True, more=1"),
    ModelBackend.TYPEDDICT: ('"accepted": True', '"accepted": True, "more": 1'),
    ModelBackend.MSGSPEC: ("accepted=True", "accepted=True, more=1"),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backends")
    for backend in BACKENDS:
        for name, (document, overlays) in DOCUMENTS.items():
            # Only models of pydantic keep every digit of a number.
            models = replace(settings_beside(document), backend=backend, numbers=Numbers.FLOAT)
            write(run(document, f"{name}_{backend.value}", overlays, models=models), folder)
        used = USED[backend]
        (folder / f"used_{backend.value}.py").write_text(used, "utf-8")
        (folder / f"slip_{backend.value}.py").write_text(used.replace(*SLIPS[backend]), "utf-8")
    return folder


@pytest.mark.slow
def test_mypy_finds_the_slips_alone(project: Path) -> None:
    words = [*tool("mypy"), "--strict", "--no-error-summary", "--hide-error-context", "."]
    done = subprocess.run(words, cwd=project, capture_output=True, text=True, check=False)
    found = {line.partition(":")[0] for line in done.stdout.splitlines() if ": error:" in line}
    assert found == {f"slip_{backend.value}.py" for backend in BACKENDS}, done.stdout[:4000]


@pytest.mark.slow
def test_pyright_finds_the_slips_alone(project: Path) -> None:
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (project / "pyrightconfig.json").write_text(json.dumps(settings), "utf-8")
    words = [*tool("pyright"), "--outputjson", "--pythonpath", sys.executable]
    done = subprocess.run(words, cwd=project, capture_output=True, text=True, check=False)
    told = json.loads(done.stdout)["generalDiagnostics"]
    found = {Path(one["file"]).name for one in told}
    expected = {f"slip_{backend.value}.py" for backend in BACKENDS}
    assert found == expected, [(one["file"], one["message"]) for one in told][:20]


@pytest.mark.slow
def test_ruff_leaves_it_as_it_is(project: Path) -> None:
    for words in (["check"], ["format", "--diff"]):
        command = [*tool("ruff"), *words, "--isolated", "--no-cache", "."]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[:4000]


@pytest.mark.slow
@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_samples_are_answered(name: str, backend: ModelBackend, project: Path) -> None:
    package = f"{name}_{backend.value}"
    with importable(project, package):
        written = Written(project, package, Result(diagnostics=(), texts={}))
        if not (project / package / "operations.py").is_file():
            pytest.skip("nothing arrives by HTTP")
        settings = written.runtime.Settings(verify=written.verify.unverified)
        handlers = {row.id: row.handler for row in written.operations.OPERATIONS}
        for post in posts(*DOCUMENTS[name]):
            recorder = Recorder()
            dispatch = written.operations.dispatcher(recorder, settings)
            asyncio.run(dispatch(written.request(post)))
            ((handler, event, _),) = recorder.received
            assert handler == handlers[post.operation]
            assert written.runtime.set_aside(event) == {}
