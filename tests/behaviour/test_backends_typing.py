"""What is generated without pydantic pleases the tools, and answers the samples that it comes with."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from asyncapi_pygen.config import ModelBackend, Numbers
from asyncapi_pygen.pipeline import Result
from support import checkers
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
    found = checkers.mypy(project)
    assert found.keys() == {f"slip_{backend.value}.py" for backend in BACKENDS}, found


@pytest.mark.slow
def test_pyright_finds_the_slips_alone(project: Path) -> None:
    found = checkers.pyright(project)
    assert found.keys() == {f"slip_{backend.value}.py" for backend in BACKENDS}, found


@pytest.mark.slow
def test_ruff_leaves_it_as_it_is(project: Path) -> None:
    checkers.assert_clean_under_ruff(project)


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
