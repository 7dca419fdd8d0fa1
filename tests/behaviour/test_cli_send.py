"""``send``: samples of a document, posted to a server that runs."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from support.commands import ORDERS, command, on_a_terminal, process
from support.packages import ROOT

MORE = """\
  /users/{user}/notes/{day}:
    parameters:
      user: {schema: {type: string}, description: Who}
      day: {schema: {type: string, enum: [a/b, c]}}
    publish:
      operationId: receiveNote
      bindings: {http: {type: request, method: PUT, bindingVersion: 0.1.0}}
      message: {messageId: Note, payload: {type: object, required: [text], properties: {text: {type: string}}}}
"""


class Server(ThreadingHTTPServer):
    """Keeps what it gets, and answers 204, or 500 where the path is said to be broken."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Keeping)
        self.got: list[tuple[str, str, dict[str, str], bytes]] = []
        self.broken = ""


class Keeping(BaseHTTPRequestHandler):
    server: Server

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name not in ("do_POST", "do_PUT"):
            raise AttributeError(name)
        return self._take

    def _take(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        fields = {name.lower(): value for name, value in self.headers.items()}
        self.server.got.append((self.command, self.path, fields, body))
        self.send_response(500 if self.path == self.server.broken else 204)
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def url(server: Server) -> str:
    return f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(autouse=True)
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "orders.yaml"
    path.write_text(ORDERS + MORE, "utf-8")
    return path


def test_every_message_is_posted_where_it_arrives(server: Server, url: str) -> None:
    outcome = command("send", "orders.yaml", "--to", f"{url}/hooks/?key=1", "--all")
    assert outcome.code == 0
    assert [(method, path) for method, path, *_ in server.got] == [
        ("POST", "/hooks/orders?key=1"),
        ("POST", "/hooks/refunds?key=1"),
        ("PUT", "/hooks/users/user/notes/a%2Fb?key=1"),
    ]
    assert [json.loads(body) for *_, body in server.got] == [
        {"kind": "order", "id": "text", "note": "text"},
        {"kind": "refund", "amount": 0.5},
        {"text": "text"},
    ]
    assert {fields["content-type"] for _, _, fields, _ in server.got} == {"application/json"}
    first, *_, last = outcome.out.splitlines()
    assert first.startswith("receiveOrder receiveOrder message: POST /hooks/orders -> 204 ")
    assert last == "3 of 3 answered with 2xx"


def test_one_message_or_those_of_one_operation_are_posted_to_one_url(
    server: Server, url: str
) -> None:
    words = ["--message", "Note", "--message", "receiveRefund", "--one-url"]
    assert command("send", "orders.yaml", "--to", f"{url}/all", *words).code == 0
    assert [path for _, path, *_ in server.got] == ["/all", "/all"]


def test_headers_are_sent_along(server: Server, url: str) -> None:
    words = ["--message", "Note", "--header", "X-Key: secret", "--header", "content-type: text/x"]
    assert command("send", "orders.yaml", "--to", url, *words).code == 0
    ((_, _, fields, _),) = server.got
    assert (fields["x-key"], fields["content-type"]) == ("secret", "text/x")


def test_an_answer_that_is_no_success_is_a_finding(server: Server, url: str) -> None:
    server.broken = "/refunds"
    outcome = command("send", "orders.yaml", "--to", url, "--all")
    assert outcome.code == 1
    assert " /refunds -> 500 Internal Server Error in " in outcome.out
    assert outcome.out.endswith("2 of 3 answered with 2xx\n")


def test_a_server_that_is_not_there_is_a_finding(server: Server, url: str) -> None:
    server.server_close()
    outcome = command("send", "orders.yaml", "--to", url, "--message", "Note")
    assert outcome.code == 1
    assert "was not answered: " in outcome.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "ftp://x", "--all"], "give the URL of a server"),
        (["--to", "http://[", "--all"], "give the URL of a server"),
        (["--to", "http://127.0.0.1:1"], "say which messages with `--message NAME`"),
        (["--to", "http://127.0.0.1:1", "--all", "--message", "Note"], "say which messages"),
        (["--to", "http://127.0.0.1:1", "--message", "Not"], "did you mean `Note`?"),
        (["--to", "http://127.0.0.1:1", "--message", "zzz"], "nothing that arrives by HTTP"),
        (["--to", "http://127.0.0.1:1", "--all", "--header", "a b: c"], "give a header as"),
        (["--to", "http://127.0.0.1:1", "--all", "--header", "a: c\r\nd: e"], "give a header as"),
    ],
)
def test_a_call_that_cannot_be_meant_is_refused(words: list[str], said: str) -> None:
    outcome = command("send", "orders.yaml", *words)
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err


def test_a_bad_document_sends_nothing(document: Path, server: Server, url: str) -> None:
    document.write_text(ORDERS.replace("operationId", "operationID"), "utf-8")
    assert command("send", "orders.yaml", "--to", url, "--all").code == 2
    assert server.got == []


def test_a_document_without_anything_to_post_is_refused(document: Path, url: str) -> None:
    document.write_text(ORDERS.replace("publish", "subscribe"), "utf-8")
    outcome = command("send", "orders.yaml", "--to", url, "--all")
    assert outcome.code == 1
    assert "no message that could be sent by HTTP" in outcome.err


def test_what_has_no_sample_is_told_and_not_sent(document: Path, server: Server, url: str) -> None:
    document.write_text(
        ORDERS.replace("payload:", "contentType: application/xml\n        payload:", 1), "utf-8"
    )
    outcome = command("send", "orders.yaml", "--to", url, "--all")
    assert outcome.code == 0
    assert "sample-missing" in outcome.err
    assert [path for _, path, *_ in server.got] == ["/refunds"]


def test_progress_is_shown_on_a_terminal_while_the_lines_go_elsewhere(url: str) -> None:
    words = ("send", "orders.yaml", "--to", url, "--all")
    assert "100%" in on_a_terminal(*words, environment={})
    assert "100%" not in command(*words).err


def test_what_tells_events_apart_is_sent_along(server: Server, url: str) -> None:
    """``ce-type`` is a header of calls; a payment's tag stands in an item of a batch."""
    document = ROOT / "tests" / "golden" / "told-apart" / "asyncapi.yaml"
    words = ["--message", "receiveOther", "--message", "receiveReport"]
    assert command("send", document, "--to", url, *words, "--header", "X-Key: 1").code == 0
    report, other = server.got
    assert "ce-type" not in report[2]
    assert json.loads(report[3])["notificationItems"][0]["item"]["eventCode"] == "REPORT_AVAILABLE"
    assert (other[2]["ce-type"], other[2]["x-key"]) == ("call.webhook.", "1")


def test_a_header_that_is_given_takes_the_place_of_the_samples_own(
    server: Server, url: str
) -> None:
    document = ROOT / "tests" / "golden" / "told-apart" / "asyncapi.yaml"
    words = ["--message", "receiveOther", "--header", "CE-Type: call.hangup"]
    assert command("send", document, "--to", url, *words).code == 0
    ((_, _, fields, _),) = server.got
    assert fields["ce-type"] == "call.hangup"


def test_no_model_is_written_to_send(document: Path, server: Server, url: str) -> None:
    words = ("send", document, "--to", url, "--all")
    outcome = process(*words, cwd=document.parent, python=("-X", "importtime"))
    assert (outcome.code, len(server.got)) == (0, 3)
    loaded = {line.rpartition("|")[2].strip() for line in outcome.err.splitlines()}
    assert "asyncapi_pygen.targets.webhook.posts" in loaded
    assert loaded.isdisjoint({"jinja2", "datamodel_code_generator"})
