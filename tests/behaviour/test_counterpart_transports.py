"""The transports of a sender's package: HTTP over a socket, an application in this process."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from asyncapi_pygen.config import Role
from support.packages import Written, importable, run, write

DOCUMENT = """\
asyncapi: 3.0.0
info: {title: Notes, version: '1'}
channels:
  notes:
    address: /users/{user}/notes
    parameters: {user: {}}
    messages: {note: {payload: {type: object, required: [text], properties: {text: {type: string}}}}}
operations:
  receiveNote: {action: receive, channel: {$ref: '#/channels/notes'}, x-reply: {status: 204}}
"""


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    folder = tmp_path_factory.mktemp("notes")
    document = folder / "asyncapi.yaml"
    document.write_text(DOCUMENT, "utf-8")
    result = run(document, "notes_sender", role=Role.COUNTERPART)
    write(result, folder)
    with importable(folder, "notes_sender"):
        yield Written(folder, "notes_sender", result)


@contextmanager
def server(status: int = 204, body: bytes = b"", **headers: str) -> Iterator[tuple[str, list[Any]]]:
    """Answer in one way, and keep what was asked."""
    got: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["content-length"]))
            got.append((self.path, self.headers["content-type"], sent))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{running.server_port}", got
        finally:
            running.shutdown()
            thread.join()


def send(notes: Written, url: str, **options: Any) -> Any:
    transport = notes.transports.HttpTransport(url=url, **options)
    note = notes.models.Note(text="å")
    return asyncio.run(notes.sender.Sender(transport).receive_note(note, user="a/b"))


def test_an_event_is_posted_below_the_url(notes: Written) -> None:
    with server() as (url, got):
        assert send(notes, f"{url}/hooks/") is None
    body = '{"text":"å"}'.encode()
    assert got == [("/hooks/users/a%2Fb/notes", "application/json", body)]


@pytest.mark.parametrize("status", [302, 400, 401, 503])
def test_what_is_no_success_is_an_error_with_what_was_answered(notes: Written, status: int) -> None:
    with (
        server(status, b"why", location="/elsewhere") as (url, got),
        pytest.raises(notes.sending.SendError, match=f"receiveNote: .* {status}$") as raised,
    ):
        send(notes, url)
    assert (raised.value.status, raised.value.body) == (status, b"why")
    assert len(got) == 1


def test_an_answer_that_is_too_long_is_an_error(notes: Written) -> None:
    with server(200, b"x" * 100) as (url, _), pytest.raises(OSError, match="more than 99 bytes"):
        send(notes, url, most=99)
    with server(200, b"x" * 100) as (url, _):
        assert send(notes, url, most=100) is None


def test_a_server_that_is_not_there_is_an_error(notes: Written) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = bound.getsockname()[1]
    with pytest.raises(ConnectionRefusedError):
        send(notes, f"http://127.0.0.1:{port}")


@pytest.mark.parametrize("answer", [b"", b"no http\r\n\r\n"])
def test_an_answer_that_is_no_http_is_an_error(notes: Written, answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def reply() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(1 << 16)
                connection.sendall(answer)

        thread = threading.Thread(target=reply)
        thread.start()
        with pytest.raises(OSError, match=r"no HTTP|reset|closed"):
            send(notes, f"http://127.0.0.1:{listening.getsockname()[1]}")
        thread.join()


def test_a_server_that_is_silent_is_an_error(notes: Written) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening, pytest.raises(TimeoutError):
        send(notes, f"http://127.0.0.1:{listening.getsockname()[1]}", timeout=0.05)


@pytest.mark.parametrize("url", ["ftp://example.com", "example.com", "http://", "/hooks"])
def test_what_is_no_url_of_a_server_is_refused(notes: Written, url: str) -> None:
    with pytest.raises(ValueError, match="give the URL of a server"):
        notes.transports.HttpTransport(url=url)


def test_an_application_in_this_process_sees_the_request(notes: Written, tmp_path: Path) -> None:
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append((scope["raw_path"], scope["path"], await receive()))
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    sender = notes.sender.Sender(notes.transports.AsgiTransport(app))
    note = notes.models.Note(text="a")
    assert asyncio.run(sender.receive_note(note, user="a/b")) is None
    message = {"type": "http.request", "body": b'{"text":"a"}', "more_body": False}
    assert seen == [(b"/users/a%2Fb/notes", "/users/a/b/notes", message)]
