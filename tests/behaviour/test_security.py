"""What a document says of who may send: verified in the package, from the first start on."""

import asyncio
import importlib
import json
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from hashlib import md5, sha256
from hmac import digest
from pathlib import Path
from typing import Any

import pytest
import yaml

from asyncapi_pygen.config import ModelBackend, ModelSettings
from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.emit.grammar import GRAMMAR
from asyncapi_pygen.targets.webhook.signature import PRESETS, read_signature
from support.asgi import send
from support.packages import ROOT, VOICE, Recorder, Written, importable, run, write

SINCH = {"preset": "sinch-application", "window": None}
DIAGNOSTICS = ROOT / "tests" / "diagnostics"
BODY = b'{"number": "1"}'
ORDERS: dict[str, Any] = {
    "asyncapi": "2.6.0",
    "info": {"title": "Orders", "version": "1"},
    "channels": {
        "/orders": {
            "publish": {
                "operationId": "receiveOrder",
                "message": {"payload": {"type": "object"}},
            }
        }
    },
    "components": {
        "securitySchemes": {
            "user": {"type": "http", "scheme": "basic"},
            "login": {"type": "userPassword"},
            "api-key": {"type": "httpApiKey", "in": "header", "name": "X-Key"},
            "api_key": {"type": "httpApiKey", "in": "header", "name": "X-Other"},
            "digest": {"type": "http", "scheme": "digest"},
            "hook": {
                "type": "httpApiKey",
                "in": "header",
                "name": "X-Hub-Signature-256",
                "x-signature": "github",
            },
        }
    },
}


@pytest.fixture
def secured(packages: dict[str, Written]) -> Written:
    """A document with most kinds of security."""
    return packages["secured_webhooks"]


@pytest.fixture
def signed(packages: dict[str, Written]) -> Written:
    """A document with a preset for each of its channels."""
    return packages["signed_webhooks"]


def ask(
    package: Written,
    path: str,
    headers: Mapping[str, str],
    query: str = "",
    verify: Mapping[str, Any] | None = None,
) -> int:
    """Post to a package that is mounted as its stub does, and return the status."""
    verifiers = {**package.security.VERIFY, **(verify or {})}
    settings = package.runtime.Settings(verify=verifiers)
    dispatch = package.operations.dispatcher(Recorder(), settings)
    fields = [(name.encode(), value.encode()) for name, value in headers.items()]
    request = package.runtime.Request("POST", path, query, fields, BODY)
    return int(asyncio.run(dispatch(request)).status)


def basic(text: str) -> str:
    return f"Basic {b64encode(text.encode()).decode()}"


def files_of(document: Mapping[str, Any], tmp_path: Path) -> dict[str, str]:
    """Generate, and return the texts of the files."""
    path = tmp_path / "asyncapi.json"
    path.write_text(json.dumps(document), "utf-8")
    return {str(file.path): file.text for file in run(path, "shop").files}


def security_of(document: Mapping[str, Any], tmp_path: Path) -> str:
    return files_of(document, tmp_path)["shop/security.py"]


def orders(**changes: Any) -> dict[str, Any]:
    """Return the document with changes of its one operation."""
    document: dict[str, Any] = json.loads(json.dumps(ORDERS))
    document["channels"]["/orders"]["publish"].update(changes)
    return document


@pytest.mark.parametrize("make", ["operations.dispatcher", "asgi.application", "router"])
def test_without_a_word_about_security_nothing_starts(secured: Written, make: str) -> None:
    module, _, name = make.partition(".")
    start = getattr(secured.module(module), name or "create_router")
    with pytest.raises(ValueError, match=r"receiveOrder is secured: .*verify\.unverified"):
        start(Recorder())
    assert start(Recorder(), secured.runtime.Settings(verify=secured.verify.unverified))


def test_the_stub_mounts_what_the_document_asks_for(
    secured: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub = importlib.import_module(f"{secured.name}_app")
    assert send(stub.app, "POST", "/orders", BODY).status == 401
    monkeypatch.setenv("SECURED_WEBHOOKS_SERVER_KEY", "k")
    assert send(stub.app, "POST", "/orders", BODY).status == 401
    # The method of the stub is not written yet, but it was called.
    assert send(stub.app, "POST", "/orders", BODY, headers={"x-key": "k"}).status == 501


def test_what_the_server_asks_for_is_asked_of_each_operation(
    secured: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, secret in {"SERVER_KEY": "k", "IN_QUERY": "q"}.items():
        monkeypatch.setenv(f"SECURED_WEBHOOKS_{name}", secret)
    assert ask(secured, "/orders", {"x-key": "k"}) == 204
    assert ask(secured, "/orders", {"x-key": "other"}) == 401
    assert ask(secured, "/certified", {"x-key": "k"}, "key=q") == 204
    assert ask(secured, "/certified", {"x-key": "k"}) == 401
    assert ask(secured, "/certified", {}, "key=q") == 401


def test_schemes_stand_together_or_for_one_another(
    secured: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = {"SERVER_KEY": "k", "USER": "me:pass", "SESSION": "s", "TOKEN": "t"}
    for name, secret in secrets.items():
        monkeypatch.setenv(f"SECURED_WEBHOOKS_{name}", secret)
    user = {"x-key": "k", "authorization": basic("me:pass")}
    assert ask(secured, "/parcels", {**user, "cookie": "session=s"}) == 204
    assert ask(secured, "/parcels", {"x-key": "k", "authorization": "Bearer t"}) == 204
    assert ask(secured, "/parcels", user) == 401
    assert ask(secured, "/parcels", {"x-key": "k", "cookie": "session=s"}) == 401
    assert ask(secured, "/parcels", {"authorization": "Bearer t"}) == 401


def test_what_nothing_verifies_is_refused_until_somebody_says_otherwise(
    secured: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECURED_WEBHOOKS_SERVER_KEY", "k")
    assert ask(secured, "/partners", {"x-key": "k"}) == 401
    said = {**secured.security.VERIFY, "receivePartner": secured.verify.unverified}
    settings = secured.runtime.Settings(verify=said)
    dispatch = secured.operations.dispatcher(Recorder(), settings)
    request = secured.runtime.Request("POST", "/partners", body=BODY)
    assert asyncio.run(dispatch(request)).status == 204


def test_a_declared_signature_is_verified(
    secured: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECURED_WEBHOOKS_X_LETTER_SIGNATURE_SECRET", "letters")
    verify = secured.security.VERIFY["receiveLetter"]
    time = "2023-11-14T22:13:20Z"
    text = f"POST /letters\n{sha256(BODY).hexdigest()}\n{time}".encode()
    signature = b64encode(digest(b"letters", text, "sha256")).decode()
    headers = {"x-letter-signature": f"t=me, s={signature}", "x-letter-time": time}
    later = {**headers, "x-letter-time": "2023-11-14T22:13:21Z"}

    def ask_at(seconds: float, headers: Mapping[str, str]) -> int:
        dated = replace(verify, clock=lambda: seconds)
        return ask(secured, "/letters", headers, verify={"receiveLetter": dated})

    assert ask_at(1_700_000_000, headers) == 204
    assert ask_at(1_700_000_000, later) == 401
    assert ask_at(1_700_000_061, headers) == 401


def test_a_preset_takes_the_place_of_what_the_server_asks_for(
    secured: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECURED_WEBHOOKS_GITHUB_SECRET", "hub")
    signature = digest(b"hub", BODY, "sha256").hex()
    assert ask(secured, "/commits", {"x-hub-signature-256": f"sha256={signature}"}) == 204
    assert ask(secured, "/commits", {"x-hub-signature-256": f"sha256={signature[:-1]}0"}) == 401


def test_each_preset_can_be_named_in_a_document(signed: Written) -> None:
    assert {*signed.security.VERIFY} == {*PRESETS}
    for name, verifier in signed.security.VERIFY.items():
        function = getattr(signed.presets, name.replace("-", "_"))
        options: dict[str, Any] = {
            "twilio": {"public": "https://hooks.example.com"},
            "stripe": {"window": 60},
            "sinch-application": {"public": "/hooks", "window": None},
        }.get(name, {})
        assert verifier == function(verifier.secrets, **options)
    assert {*signed.presets.__all__} == {name.replace("-", "_") for name in PRESETS}
    assert {*signed.presets.__all__} <= GRAMMAR.calls.keys()


@pytest.mark.parametrize("backend", [one for one in ModelBackend if one != "pydantic"])
def test_whatever_models_are_made_of_requests_are_verified(
    backend: ModelBackend, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"by_{backend}"
    document = tmp_path / "asyncapi.json"
    document.write_text(json.dumps(orders(security=[{"user": []}])), "utf-8")
    write(run(document, name, models=ModelSettings(backend=backend)), tmp_path)
    monkeypatch.setenv(f"{name.upper()}_USER", "me:pass")
    with importable(tmp_path, name):
        app = importlib.import_module(f"{name}_app").app
        right, wrong = ({"authorization": basic(f"me:{word}")} for word in ("pass", "word"))
        assert send(app, "POST", "/orders", BODY, headers=wrong).status == 401
        assert send(app, "POST", "/orders", BODY, headers=right).status == 501


def test_all_operations_may_have_one_verifier(tmp_path: Path) -> None:
    files = files_of(orders(security=[{"user": []}]), tmp_path)
    assert files["shop/security.py"].endswith(
        'VERIFY: Final[Verifier] = Basic(secrets=environment("SHOP_USER"))\n'
        '"""Sees each request before its body is read: give it to ``Settings(verify=...)``."""\n'
    )
    readme = files["shop/README.md"]
    assert "| `SHOP_USER` | the `user:password` of `user` |" in readme
    assert "api.include_router(create_router(App(), Settings(verify=security.VERIFY)))" in readme


@pytest.mark.parametrize(
    ("security", "verifier"),
    [
        ([{"login": []}], 'Basic(secrets=environment("SHOP_LOGIN"))'),
        ([{"hook": []}], 'github(environment("SHOP_HOOK"))'),
        ([{"api-key": []}, {"api-key": []}], 'ApiKey(name="X-Key", secrets='),
        ([{"digest": []}], "Refuse("),
        ([{"digest": [], "user": []}, {"login": []}], 'Basic(secrets=environment("SHOP_LOGIN"))'),
    ],
    ids=repr,
)
def test_a_scheme_has_a_verifier(tmp_path: Path, security: Any, verifier: str) -> None:
    text = security_of(orders(security=security), tmp_path)
    assert f"VERIFY: Final[Verifier] = {verifier}" in text


def test_schemes_of_like_names_have_variables_of_their_own(tmp_path: Path) -> None:
    text = security_of(orders(security=[{"api-key": [], "api_key": []}]), tmp_path)
    assert text.count("environment(") == 2
    assert 'environment("SHOP_API_KEY")' in text
    assert 'environment("SHOP_API_KEY2")' in text


@pytest.mark.parametrize(
    "document",
    [
        orders(),
        orders(security=[]),
        orders(security=[{"user": []}, {}]),
        {**orders(), "servers": {"own": {"url": "x", "protocol": "https"}}},
    ],
    ids=["not said", "empty", "optional", "server without"],
)
def test_where_nobody_is_asked_nothing_verifies(document: dict[str, Any], tmp_path: Path) -> None:
    files = files_of(document, tmp_path)
    assert "shop/security.py" not in files
    assert "secured" not in files["shop/operations.py"]
    assert "verify" not in files["shop_app.py"]
    assert "unverified" not in files["tests/test_shop.py"]


@pytest.mark.parametrize("level", ["document", "server", "channel", "operation"])
def test_a_signature_may_be_declared_at_each_level(tmp_path: Path, level: str) -> None:
    document = orders()
    server = {"url": "https://example.com", "protocol": "https", "security": [{"user": []}]}
    document["servers"] = {"own": server}
    channel = document["channels"]["/orders"]
    levels = {
        "document": document,
        "server": server,
        "channel": channel,
        "operation": channel["publish"],
    }
    names = [*levels]
    for name in names[: names.index(level)]:
        levels[name]["x-signature"] = "github"
    levels[level]["x-signature"] = "shopify"
    assert 'shopify(environment("SHOP_SHOPIFY_SECRET"))' in security_of(document, tmp_path)


def test_the_founding_document_is_signed_by_an_overlay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    overlay = tmp_path / "overlay.yaml"
    action = {"target": "$", "update": {"x-signature": SINCH}}
    told = {"overlay": "1.0.0", "info": {"title": "Signed", "version": "1"}, "actions": [action]}
    overlay.write_text(yaml.safe_dump(told), "utf-8")
    write(run(VOICE, "calls", [overlay]), tmp_path)
    monkeypatch.setenv("CALLS_SINCH_APPLICATION_SECRET", b64encode(b"secret").decode())
    body = b'{ "event":"ace", "callid" : "\xc3\xa5" }\n'
    time = "2014-09-24T10:59:41Z"
    digested = b64encode(md5(body, usedforsecurity=False).digest()).decode()
    text = f"POST\n{digested}\napplication/json\nx-timestamp:{time}\n/".encode()
    signature = b64encode(digest(b"secret", text, "sha256")).decode()
    headers = {"content-type": "application/json", "x-timestamp": time}
    by_us = {**headers, "authorization": f"application key:{signature}"}
    with importable(tmp_path, "calls"):
        stub = importlib.import_module("calls_app")
        assert send(stub.app, "POST", "/", body, headers=headers).status == 401
        assert send(stub.app, "POST", "/", body + b" ", headers=by_us).status == 401
        # The method of the stub is not written yet, but it was called.
        assert send(stub.app, "POST", "/", body, headers=by_us).status == 501


def test_one_address_asks_for_the_proofs_of_all_its_operations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = tmp_path / "asyncapi.yaml"
    document.write_text((DIAGNOSTICS / "security-shared/two-keys/asyncapi.yaml").read_text())
    write(run(document, "both"), tmp_path)
    monkeypatch.setenv("BOTH_HTTP", "t")
    monkeypatch.setenv("BOTH_HTTP_API_KEY", "k")
    body = b'{"kind": "order"}'
    token, key = {"authorization": "Bearer t"}, {"x-key": "k"}
    with importable(tmp_path, "both"):
        app = importlib.import_module("both_app").app
        assert send(app, "POST", "/orders", body, headers=token).status == 401
        assert send(app, "POST", "/orders", body, headers=key).status == 401
        assert send(app, "POST", "/orders", body, headers={**token, **key}).status == 501


WRONG: list[dict[str, Any]] = [
    {"signed": "{nobody}"},
    {"signed": "{body"},
    {"signed": "body}"},
    {"signed": "{body:md5:text}"},
    {"signed": "{timestamp}"},
    {"signed": "{id}"},
    {"signed": "{url}"},
    {"signed": "{url}", "public": "/path"},
    {"timestamp": "x-timestamp"},
    {"id": "item:"},
    {"window": 5},
    {"window": 5, "timestamp": "header:t"},
    {"value": "sha256="},
    {"value": "{signature}{signature}"},
    {"value": "{secret}:{signature}"},
    {"value": "{key}{signature}"},
    {"value": "{signature}}"},
    {"hash": "md5"},
    {"encoding": "base32"},
    {"keyForm": "pem"},
    {"timestampForm": "http"},
]
RIGHT: list[dict[str, Any]] = [
    {},
    {"signed": "{{{header:X-A}}}{header:b?}{body:sha512:base64?}{query}", "hash": "sha512"},
    {"signed": "{url}", "public": "https://example.com", "encoding": "base64"},
    {"value": "{signature}.{key}"},
    {"value": "HMAC {key}:{signature}", "keyForm": "hex", "keyPrefix": "k_"},
    {"value": "v1={signature}", "separator": ",", "timestamp": "item:t", "signed": "{timestamp}"},
    {"signed": "{header:X-Time}", "timestamp": "header:x-time", "window": 1.5},
    {"window": None, "id": "header:x-id", "timestampForm": "iso"},
]


def mistakes(value: Any) -> list[str]:
    """Return what is told of an `x-signature`."""
    diagnostics = Diagnostics()
    declared = read_signature(value, Location(file="asyncapi.yaml", pointer=""), diagnostics)
    found = [one.message for one in diagnostics if one.code == "signature-invalid"]
    assert (declared is None) is bool(found)
    return found


def _snake(name: str) -> str:
    return {
        "keyForm": "key_form",
        "keyPrefix": "key_prefix",
        "timestampForm": "timestamp_form",
    }.get(name, name)


@pytest.mark.parametrize("fields", WRONG, ids=repr)
def test_what_the_run_time_refuses_is_refused_in_the_document(
    fields: dict[str, Any], secured: Written
) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        secured.verify.Signature(
            header="s", secrets="k", **{_snake(name): value for name, value in fields.items()}
        )
    assert len(mistakes({"header": "s", **fields})) == 1


def test_what_is_right_in_the_document_is_right_at_run_time(
    tmp_path: Path, secured: Written
) -> None:
    document = orders()
    operation = document["channels"]["/orders"]["publish"]
    document["channels"] = {
        f"/{number}": {
            "publish": {
                **operation,
                "operationId": f"receive{number}",
                "x-signature": {"header": "s", **fields},
            }
        }
        for number, fields in enumerate(RIGHT)
    }
    path = tmp_path / "asyncapi.json"
    path.write_text(json.dumps(document), "utf-8")
    write(run(path, "right"), tmp_path)
    with importable(tmp_path, "right"):
        verify = importlib.import_module("right.security").VERIFY
        signature = importlib.import_module("right.verify").Signature
        for number, fields in enumerate(RIGHT):
            made = verify[f"receive{number}"]
            told = {_snake(name): value for name, value in fields.items()}
            assert made == signature(header="s", secrets=made.secrets, **told)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (5, "neither a name nor an object"),
        ({}, "`header` has to name"),
        ({"header": "a b"}, "`header` has to name"),
        ({"header": 5}, "`header` is no text"),
        ({"header": "s", "window": "soon"}, "`window` is no number"),
        ({"header": "s", "window": True}, "`window` is no number"),
        ({"header": "s", "window": -1}, "`window` is no number"),
        ({"preset": 5}, "`preset` is no text"),
        ({"preset": "githab"}, "nobody knows how `githab` signs"),
        ({"preset": "stripe", "public": "/x"}, "`public` cannot be set"),
        ({"preset": "stripe", "window": "x"}, "`window` is no number"),
        ({"preset": "twilio"}, "`public` has to say"),
        ({"preset": "twilio", "public": "/x"}, "`public` has to say"),
    ],
    ids=repr,
)
def test_a_mistake_in_a_signature_is_told(value: Any, message: str) -> None:
    (found,) = mistakes(value)
    assert message in found


@pytest.mark.parametrize("document", ["README.md", "docs/verification.md"])
def test_the_documents_list_every_preset(document: str) -> None:
    text = (ROOT / document).read_text("utf-8")
    for name in PRESETS:
        assert f"`{name}`" in text
        assert f"`{name.replace('-', '_')}`" in text


def test_the_example_of_a_signature_works(secured: Written) -> None:
    text = (ROOT / "docs" / "verification.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(Signature\(.*?)```", text, re.DOTALL)
    made = eval(example, {"Signature": secured.verify.Signature})
    assert made.window == 60
    for written in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL):
        assert mistakes(yaml.safe_load(written)["x-signature"]) == []
