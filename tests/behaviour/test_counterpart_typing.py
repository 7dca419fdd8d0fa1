"""What strict checkers say of a sender's package, of a use of it, and of slips in that use."""

from dataclasses import replace
from pathlib import Path

import pytest

from asyncapi_pygen.config import ModelBackend, Numbers, Role
from support import checkers
from support.packages import ORDERS, VOICE, VOICE_OVERLAY, run, settings_beside, write

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).parents[1] / "golden"
DOCUMENTS = {
    "voice": (VOICE, [VOICE_OVERLAY]),
    "orders": (ORDERS, []),
    **{
        name.replace("-", "_"): (GOLDEN / name / "asyncapi.yaml", [])
        for name in (
            "avro-payloads",
            "forms",
            "many-schemas",
            "protobuf-payloads",
            "replies",
            "secured-webhooks",
            "told-apart",
        )
    },
}
USED = """\
from orders_sender import models
from orders_sender.runtime import Request, Response
from orders_sender.sender import Sender
from orders_sender.sending import SendError
from orders_sender.transports import HttpTransport
from orders_sender.verify import Bearer


async def own(request: Request) -> Response:
    return Response(204, request.body)


HTTP = Sender(HttpTransport(url="https://example.com"), sign=Bearer(secrets="token"))
OWN = Sender(own, fields={"x-trace": "1"})


async def place(event: models.OrderPlacedEvent, tenant: str) -> bool:
    try:
        receipt = await HTTP.receive_order_placed(event)
        response = await OWN.receive_tenant_order(event, tenant_id=tenant)
    except SendError as error:
        return error.status == 409
    return response.status == 204 and receipt is not None and receipt.accepted
"""
SLIPS = {
    "none_is_no_reply": ("receipt is not None and receipt.accepted", "receipt.accepted"),
    "another_event": ("receive_order_placed(event)", "receive_order_cancelled(event)"),
    "no_parameter": (", tenant_id=tenant", ""),
    "no_transport": ("Sender(own,", "Sender(print,"),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("senders")
    for name, (document, overlays) in DOCUMENTS.items():
        models = settings_beside(document)
        result = run(document, f"{name}_sender", overlays, models=models, role=Role.COUNTERPART)
        write(result, folder)
    for backend in ModelBackend:
        models = replace(settings_beside(ORDERS), backend=backend, numbers=Numbers.FLOAT)
        name = f"orders_{backend.value}_sender"
        write(run(ORDERS, name, models=models, role=Role.COUNTERPART), folder)
    (folder / "used.py").write_text(USED, "utf-8")
    for name, (right, wrong) in SLIPS.items():
        assert right in USED
        (folder / f"slip_{name}.py").write_text(USED.replace(right, wrong), "utf-8")
    return folder


EXPECTED = {f"slip_{name}.py" for name in SLIPS}


def test_mypy_finds_the_slips_alone(project: Path) -> None:
    found = checkers.mypy(project)
    assert found.keys() == EXPECTED, found


def test_pyright_finds_the_slips_alone(project: Path) -> None:
    found = checkers.pyright(project)
    assert found.keys() == EXPECTED, found


def test_ruff_leaves_it_as_it_is(project: Path) -> None:
    checkers.assert_clean_under_ruff(project)
