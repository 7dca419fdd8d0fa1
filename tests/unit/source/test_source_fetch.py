"""One GET: what is asked, what is taken, and whom nobody asks."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from threading import Event, Thread
from typing import Any

import pytest

from asyncapi_pygen.source import fetch as module
from asyncapi_pygen.source.fetch import fetch
from asyncapi_pygen.source.fetched import FetchError
from asyncapi_pygen.source.urls import Url, read_url
from support.web import Answer, Web, web_server


@pytest.fixture
def web() -> Iterator[Web]:
    with web_server() as found:
        yield found


def get(url: str, most: int = 1000) -> Any:
    return fetch(read_url(url), lambda one: one.startswith("http://127.0.0.1:"), most)


def test_a_file_is_fetched_with_nothing_said_of_who_asks(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    url = web.serve("/a/b.json?c=d", "{}")
    fetched = get(url)

    assert (fetched.content, fetched.location) == (b"{}", url)
    assert web.asked == ["/a/b.json?c=d"]
    assert web.headers == [
        {
            "Host": f"127.0.0.1:{web.port}",
            "Accept-Encoding": "identity",
            "Accept": "*/*",
            "User-Agent": "asyncapi-pygen",
        }
    ]


def test_a_redirect_is_followed_where_it_is_allowed(web: Web) -> None:
    target = web.serve("/b/c.json", "{}")
    fetched = get(web.redirect("/a", "b/./c.json"))

    assert fetched.location == target


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("https://example.com/", "it redirects to `https://example.com/`, which is not allowed"),
        ("file:///etc/hostname", "it redirects to `file:///etc/hostname`, and it is neither"),
        ("/a", "it redirects more than 5 times"),
    ],
)
def test_a_redirect_elsewhere_is_not(web: Web, location: str, reason: str) -> None:
    with pytest.raises(FetchError, match=reason):
        get(web.redirect("/a", location))


def test_a_redirect_to_nowhere_is_an_answer_like_another(web: Web) -> None:
    web.answers["/a"] = Answer(status=302)
    with pytest.raises(FetchError, match="the server answers 302 Found"):
        get(web.url + "a")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(status=404), "the server answers 404 Not Found"),
        (Answer(status=204), "the server answers 204 No Content"),
        (Answer(b"x" * 1001), "it is larger than 1000 bytes, the limit `file-bytes`"),
        (Answer(b"x", headers={"Content-Encoding": "gzip"}), "sends the encoding `gzip`"),
        (Answer(b"x", length=5), "the connection ended before the file did"),
    ],
)
def test_what_is_not_the_file_is_refused(web: Web, answer: Answer, reason: str) -> None:
    web.answers["/a"] = answer
    with pytest.raises(FetchError, match=reason):
        get(web.url + "a")


def test_a_server_that_is_not_there(web: Web) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(FetchError, match="refused"):
            get(f"http://127.0.0.1:{taken.getsockname()[1]}/")


def test_a_server_that_speaks_otherwise(web: Web) -> None:
    url = Url(web.url.replace("http:", "https:"))
    with pytest.raises(FetchError, match=r"SSL|record"):
        fetch(url, lambda _: True, 1000)


def test_a_server_that_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.05)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(FetchError, match=r"it takes longer than 0\.05 seconds"):
            get(f"http://127.0.0.1:{silent.getsockname()[1]}/")


@pytest.mark.parametrize(
    ("start", "again"),
    [
        (b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["a head", "the length of a chunk", "a body", "what comes before a head"],
)
def test_a_server_that_never_comes_to_an_end(
    start: bytes, again: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.3)
    gone = Event()

    def drip(listener: socket.socket) -> None:
        connection = listener.accept()[0]
        with connection, suppress(OSError):
            connection.sendall(start)
            # It ends all the same, so that the test fails where it would hang.
            for _ in range(100):
                connection.sendall(again)
                if gone.wait(0.02):
                    break

    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Thread(target=drip, args=(listener,))
        server.start()
        with pytest.raises(FetchError, match=r"it takes longer than 0\.3 seconds"):
            get(f"http://127.0.0.1:{listener.getsockname()[1]}/")
        gone.set()
        server.join()


def test_the_time_is_that_of_all_redirects(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SECONDS", -1)
    with pytest.raises(FetchError, match="it takes longer"):
        get(web.serve("/a", "{}"))


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "127.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
    ],
)
def test_an_address_that_is_not_public_is_not_asked(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers_with(monkeypatch, "93.184.216.34", address)
    with pytest.raises(FetchError, match="which is not public"):
        fetch(Url("https://example.com/"), lambda _: True, 1000)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_the_address_that_was_looked_at_is_the_one_that_is_asked(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers_with(monkeypatch, address)
    asked: list[object] = []

    def refuse(place: object, _timeout: float) -> None:
        asked.append(place)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(FetchError, match="OSError"):
        fetch(Url("https://example.com/"), lambda _: True, 1000)
    assert asked == [(address, 443)]


def answers_with(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name have these addresses."""

    def look_up(_host: str, port: int, **_options: object) -> list[Any]:
        return [(None, None, None, "", (address, port)) for address in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def test_a_certificate_that_is_not_valid_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import ssl

    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "self-signed certificate"

    def refuse(*_arguments: object) -> None:
        raise error

    answers_with(monkeypatch, "93.184.216.34")
    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(FetchError, match="its certificate is not valid: self-signed certificate"):
        fetch(Url("https://example.com/"), lambda _: True, 1000)
