"""``--role counterpart`` of a document that says what its application sends: somebody handles that."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from asyncapi_pygen.config import Role
from asyncapi_pygen.pipeline import Result
from support.packages import ORDERS, VOICE, VOICE_3_0, VOICE_OVERLAY, run, write

GOLDEN = Path(__file__).parents[1] / "golden"

OTHER_WORDS = {
    VOICE: (r"\bpublish:", "subscribe:"),
    VOICE_3_0: (r"action: receive\b", "action: send"),
}


def reversed_document(document: Path, folder: Path) -> Path:
    """Write the document as who sends its messages would write it."""
    shutil.copytree(document.parent, folder, dirs_exist_ok=True)
    text, count = re.subn(*OTHER_WORDS[document], document.read_text("utf-8"))
    assert count
    (folder / document.name).write_text(text, "utf-8")
    return folder / document.name


def texts(result: Result) -> dict[str, str]:
    assert result.files, [f"{one.code}: {one.message}" for one in result.diagnostics]
    return {str(file.path): file.text for file in result.files}


@pytest.mark.parametrize("document", OTHER_WORDS, ids=lambda path: path.stem)
def test_the_counterpart_of_who_sends_is_who_receives(document: Path, tmp_path: Path) -> None:
    sent = reversed_document(document, tmp_path)
    assert texts(run(sent, "voice", role=Role.COUNTERPART)) == texts(run(document, "voice"))


def test_an_operation_without_a_name_is_called_after_what_is_done(tmp_path: Path) -> None:
    document = tmp_path / "asyncapi.yaml"
    document.write_text(
        "asyncapi: 2.6.0\n"
        "info: {title: Bells, version: '1'}\n"
        "channels:\n"
        "  /rung: {subscribe: {message: {payload: {type: object}}}}\n"
        "  /named: {subscribe: {operationId: send_it, message: {payload: {type: object}}}}\n",
        "utf-8",
    )
    operations = texts(run(document, "bells", role=Role.COUNTERPART))["bells/operations.py"]
    assert re.findall(r'handler="(.*)"', operations) == ["receive_rung", "send_it"]


def test_a_method_of_a_sender_without_a_name_is_called_after_what_is_done(tmp_path: Path) -> None:
    document = tmp_path / "asyncapi.yaml"
    document.write_text(
        "asyncapi: 2.6.0\n"
        "info: {title: Bells, version: '1'}\n"
        "channels:\n"
        "  /rung: {publish: {message: {payload: {type: object}}}}\n"
        "  /heard: {publish: {message: {payload: {type: object}}}}\n"
        "  /named: {publish: {operationId: send_heard, message: {payload: {type: object}}}}\n"
        "  /kept: {publish: {operationId: receive_kept, message: {payload: {type: object}}}}\n",
        "utf-8",
    )
    sender = texts(run(document, "bells", role=Role.COUNTERPART))["bells/sender.py"]
    names = re.findall(r"async def (\w+)\(", sender)
    assert names == ["send_rung", "send_heard_2", "send_heard", "receive_kept"]


def test_where_nothing_is_sent_by_http_there_is_no_sender(tmp_path: Path) -> None:
    document = GOLDEN / "kafka-consumer" / "asyncapi.yaml"
    result = run(document, "events", role=Role.COUNTERPART)
    written = {Path(name).name for name in texts(result)}
    assert "models.py" in written
    assert not written & {"sender.py", "security.py", "sending.py", "transports.py", "verify.py"}
    told = [one.message for one in result.diagnostics if one.code == "counterpart-unsupported"]
    assert told == ["nothing here can be sent by HTTP: the package has models and no `Sender`"]
    write(result, tmp_path)
    modules = [name[:-3].replace("/", ".") for name in texts(result) if name.endswith(".py")]
    lines = [f"import {name.removesuffix('.__init__')}" for name in modules]
    subprocess.run([sys.executable, "-c", "\n".join(lines)], cwd=tmp_path, check=True)


def test_what_is_answered_is_so_on_either_side(tmp_path: Path) -> None:
    sent = reversed_document(VOICE, tmp_path)
    overlay = tmp_path / VOICE_OVERLAY.name
    overlay.write_text(
        VOICE_OVERLAY.read_text("utf-8").replace("].publish", "].subscribe"), "utf-8"
    )
    handler = texts(run(VOICE, "voice", [VOICE_OVERLAY]))
    assert texts(run(sent, "voice", [overlay], role=Role.COUNTERPART)) == handler


def test_without_the_role_nothing_is_received_and_the_report_says_how(tmp_path: Path) -> None:
    result = run(reversed_document(VOICE, tmp_path), "voice")
    (found,) = [one for one in result.diagnostics if one.code == "nothing-received"]
    assert "--role counterpart" in found.hint


def test_of_both_the_sender_is_written_and_the_rest_reported(tmp_path: Path) -> None:
    shutil.copytree(ORDERS.parent, tmp_path, dirs_exist_ok=True)
    document = tmp_path / ORDERS.name
    text, count = re.subn(r"action: receive\b", "action: send", ORDERS.read_text("utf-8"), count=1)
    assert count == 1
    document.write_text(text, "utf-8")
    result = run(document, "orders", role=Role.COUNTERPART)
    assert "orders/sender.py" in texts(result)
    assert [one.code for one in result.diagnostics].count("send-unsupported") == 1
