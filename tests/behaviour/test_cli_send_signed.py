"""``send --sign``: what a document's security asks for is put on what is sent."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.asgi import Application
from support.asgi import send as ask
from support.commands import command
from support.packages import ROOT, Recorder, Written, importable, run, write

GOLDEN = ROOT / "tests" / "golden"
SECURED = GOLDEN / "secured-webhooks" / "asyncapi.yaml"
ITEMS = {
    "notificationItems": [
        {
            "NotificationRequestItem": {
                "pspReference": "1",
                "merchantAccountCode": "shop",
                "merchantReference": "order",
                "amount": {"value": 100, "currency": "SEK"},
                "eventCode": "AUTHORISATION",
                "success": "true",
            }
        }
    ]
}
SECRETS = {
    "SIGNED_ADYEN_SECRET": "00ff",
    "SIGNED_ADYEN_ITEMS_SECRET": "00ff",
    "SIGNED_GITHUB_SECRET": "github",
    "SIGNED_SHOPIFY_SECRET": "shopify",
    "SIGNED_SINCH_APPLICATION_SECRET": "c2luY2g=",
    "SIGNED_SINCH_NUMBERS_SECRET": "numbers",
    "SIGNED_SINCH_WEBHOOK_SECRET": "webhook",
    "SIGNED_SLACK_SECRET": "slack",
    "SIGNED_STANDARD_WEBHOOKS_SECRET": "whsec_c2VjcmV0",
    "SIGNED_STRIPE_SECRET": "whsec_stripe",
    "SIGNED_TWILIO_SECRET": "twilio",
    "SECURED_SERVER_KEY": "server",
    "SECURED_USER": "user:word",
    "SECURED_SESSION": "session",
    "SECURED_TOKEN": "",
    "SECURED_X_LETTER_SIGNATURE_SECRET": "letter",
    "SECURED_GITHUB_SECRET": "github",
    "SECURED_IN_QUERY": "a&b",
}
VERIFIABLE = ["receiveOrder", "receiveParcel", "receiveLetter", "receiveCommit", "receiveCertified"]


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, secret in SECRETS.items():
        monkeypatch.setenv(name, secret)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden document, with items for the signature that stands in items."""
    told = yaml.safe_load((GOLDEN / "signed-webhooks" / "asyncapi.yaml").read_text("utf-8"))
    payload = {"type": "object", "examples": [ITEMS]}
    told["channels"]["adyen-items"]["messages"] = {"items": {"payload": payload}}
    path = tmp_path_factory.mktemp("document") / "signed.json"
    path.write_text(json.dumps(told), "utf-8")
    return path


@contextmanager
def generated(document: Path, folder: Path, name: str) -> Iterator[Written]:
    result = run(document, name)
    write(result, folder)
    with importable(folder, name):
        yield Written(folder, name, result)


@pytest.fixture(scope="module")
def signed(document: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    """The package of that document."""
    with generated(document, tmp_path_factory.mktemp("signed"), "signed") as package:
        yield package


@contextmanager
def serving(app: Application, strip: str = "") -> Iterator[str]:
    """Serve an application, behind a proxy that takes a part of the path off."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            path = self.path.removeprefix(strip)
            answer = ask(app, "POST", path, body, headers=self.headers.items())
            self.send_response(answer.status)
            self.end_headers()

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def mounted(package: Written, handlers: Any) -> Application:
    settings = package.runtime.Settings(verify=package.security.VERIFY)
    app: Application = package.asgi.application(handlers, settings)
    return app


def messages(ids: list[str]) -> list[str]:
    return [word for one in ids for word in ("--message", one)]


def test_a_package_takes_all_that_is_signed_and_nothing_else(
    signed: Written, document: Path
) -> None:
    handlers = Recorder()
    with serving(mounted(signed, handlers)) as url:
        words = ["send", document, "--to", url, "--all"]
        outcome = command(*words, "--sign", "signed", "--key-id", "app")
        assert outcome.out.endswith("11 of 11 answered with 2xx\n"), outcome
        assert len(handlers.received) == 11
        outcome = command(*words)
        assert outcome.out.endswith("0 of 11 answered with 2xx\n")
        assert outcome.out.count("-> 401 Unauthorized") == 11
        assert len(handlers.received) == 11


def test_a_path_that_senders_know_is_signed_behind_a_proxy_as_well(
    signed: Written, document: Path
) -> None:
    with serving(mounted(signed, Recorder()), strip="/hooks") as url:
        words = ["--message", "sinch-application", "--sign", "other.signed", "--key-id", "app"]
        assert command("send", document, "--to", f"{url}/hooks/", *words).code == 0
        assert command("send", document, "--to", f"{url}/other", *words).code == 1


def test_credentials_are_sent_where_they_belong(tmp_path: Path) -> None:
    handlers = Recorder()
    with (
        generated(SECURED, tmp_path, "secured") as package,
        serving(mounted(package, handlers)) as url,
    ):
        words = ["send", SECURED, "--to", f"{url}?a=1", *messages(VERIFIABLE)]
        outcome = command(*words, "--sign", "secured", "--key-id", "letters")
        assert outcome.out.endswith("5 of 5 answered with 2xx\n"), outcome
        assert "warning[security-unverified]" in outcome.err
        outcome = command(*words)
        assert outcome.out.endswith("0 of 5 answered with 2xx\n")
        assert len(handlers.received) == 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--all"], "`receivePartner` cannot be signed: nothing verifies certificate"),
        (["--message", "receiveLetter"], "name that with `--key-id`"),
        (["--message", "receiveCommit"], "set SECURED_GITHUB_SECRET"),
        (
            ["--message", "receiveParcel"],
            "set SECURED_USER; no secret is configured: set SECURED_TOKEN",
        ),
    ],
)
def test_what_cannot_be_signed_is_told_and_nothing_is_sent(
    monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
) -> None:
    monkeypatch.delenv("SECURED_USER")
    monkeypatch.setenv("SECURED_GITHUB_SECRET", "")
    key = ["--key-id", "letters"] if "--all" in words else []
    if key:
        monkeypatch.setenv("SECURED_TOKEN", "token")
        monkeypatch.setenv("SECURED_GITHUB_SECRET", "github")
    outcome = command(
        "send", SECURED, "--to", "http://127.0.0.1:1", "--sign", "secured", *words, *key
    )
    assert (outcome.code, outcome.out) == (2, "")
    assert said in " ".join(outcome.err.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--sign", "no package"], "`no package` is not the name of a Python package"),
        (["--sign", ""], "`` is not the name of a Python package"),
        (["--key-id", "x"], "give `--sign` as well"),
        (["--sign", "orders"], "does not ask for any proof of who sends these messages"),
    ],
)
def test_a_call_that_cannot_be_meant_is_refused(words: list[str], said: str) -> None:
    document = GOLDEN / "replies" / "asyncapi.yaml"
    outcome = command("send", document, "--to", "http://127.0.0.1:1", "--all", *words)
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err


def test_an_id_that_is_given_is_signed(signed: Written, document: Path) -> None:
    seen: list[str] = []

    def verify(request: Any) -> None:
        seen.append(request.headers["webhook-id"])
        signed.security.VERIFY["standard-webhooks"](request)

    settings = signed.runtime.Settings(
        verify={**signed.security.VERIFY, "standard-webhooks": verify}
    )
    with serving(signed.asgi.application(Recorder(), settings)) as url:
        words = ["--message", "standard-webhooks", "--sign", "signed", "--header"]
        assert command("send", document, "--to", url, *words, "Webhook-Id: again").code == 0
    assert seen == ["again"]
