"""``--role counterpart``: what a sender's package sends, the handler's takes and answers."""

import asyncio
import inspect
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from asyncapi_pygen.config import ModelBackend, ModelSettings, Role
from support.commands import command
from support.packages import ORDERS, ROOT, VOICE, VOICE_OVERLAY, Recorder, Written, importable, run
from support.packages import write as write_files
from support.pairs import Pair, written

GOLDEN = ROOT / "tests" / "golden"
DOCUMENTS: Mapping[str, tuple[Path, Sequence[Path], ModelBackend]] = {
    "voice": (VOICE, [], ModelBackend.PYDANTIC),
    "overlaid": (VOICE, [VOICE_OVERLAY], ModelBackend.PYDANTIC),
    **{f"orders_{backend.value}": (ORDERS, [], backend) for backend in ModelBackend},
    **{
        name.replace("-", "_"): (GOLDEN / name / "asyncapi.yaml", [], ModelBackend.PYDANTIC)
        for name in ("told-apart", "replies", "signed-webhooks", "secured-webhooks", "forms")
    },
}
MORE = {"voice", "orders_dataclass", "orders_typeddict", "orders_msgspec"}
UNSENT = {"signed_webhooks": {"adyen-items"}, "secured_webhooks": {"receivePartner"}}
"""What is signed inside a body of a kind that the samples are not, and what nothing verifies."""

KEYED = {"sinch-application": "c2VjcmV0", "receiveLetter": "secret"}
"""Operations whose signature says which key it is by, with their secrets."""


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Pair]]:
    """Make the packages of a document when they are asked for, each once."""
    folder = tmp_path_factory.mktemp("pairs")
    with ExitStack() as stack:

        def made(name: str, document: str, role: Role) -> Written:
            path, overlays, backend = DOCUMENTS[document]
            models = ModelSettings(backend=backend)
            result = run(path, name, overlays, models=models, role=role)
            write_files(result, folder)
            stack.enter_context(importable(folder, name))
            return Written(folder, name, result)

        @cache
        def pair(name: str) -> Pair:
            return Pair(
                made(f"{name}_handler", name, Role.HANDLER),
                made(f"{name}_sender", name, Role.COUNTERPART),
            )

        yield pair


@pytest.fixture
def secured(pairs: Callable[[str], Pair], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Pair]:
    """Make packages as well, and set each variable that their READMEs list."""

    def pair(name: str) -> Pair:
        made = pairs(name)
        for variable in made.variables():
            monkeypatch.setenv(variable, _secret(variable))
        return made

    return pair


def _secret(name: str) -> str:
    if name.endswith("_USER"):
        return "user:word"
    if "ADYEN" in name:
        return "00ff"
    return "c2VjcmV0" if "APPLICATION" in name or "STANDARD" in name else "secret"


def rows_of(pair: Pair) -> dict[str, Any]:
    """Return what a sender's package sends, by its method."""
    module = pair.sender.sender
    found = {
        name.lower(): row
        for name, row in vars(module).items()
        if isinstance(row, pair.sender.sending.Outgoing)
    }
    assert found
    return found


def samples_of(pair: Pair) -> list[tuple[str, Any, bytes, str]]:
    """Return operation ids, messages and samples, from the handler's package."""
    folder = pair.handler.folder / pair.handler.name / "samples"
    return [
        (file.stem.partition(".")[0], file.stem.partition(".")[2], file.read_bytes())  # type: ignore[misc]
        for file in sorted(folder.glob("*.json"))
    ]


def arguments_of(method: Callable[..., Any]) -> dict[str, str]:
    """Return a value for each parameter of the channel."""
    found = inspect.signature(method).parameters.values()
    return {one.name: f"{one.name}/1 å" for one in found if one.kind is one.KEYWORD_ONLY}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if name in MORE else [])
        for name in DOCUMENTS
        if name != "forms"
    ],
)
def test_every_sample_reaches_its_handler_once(secured: Callable[[str], Pair], name: str) -> None:
    pair = secured(name)
    sent = 0
    for method, message, sample in samples_of(pair):
        rows = rows_of(pair)
        sending = method if method in rows else f"{method}_{message}"
        row = rows[sending]
        if row.id in UNSENT.get(name, ()):
            continue
        handlers = Recorder(_replies(pair))
        options = {}
        if row.id in KEYED:
            options["sign"] = replace(row.signer, secrets={"the-key": KEYED[row.id]})
        send = getattr(pair.sends(handlers, **options), sending)
        event = row.event.codec.decode(sample)
        given = arguments_of(send)
        reply = asyncio.run(send(event, **given))
        ((handled, got, parameters),) = handlers.received
        assert (handled, parameters) == (method, given)
        to_json = pair.handler.runtime.to_json
        assert json.loads(to_json(got)) == json.loads(pair.sender.runtime.to_json(event))
        _check_reply(pair, row, reply)
        sent += 1
    assert sent


def _replies(pair: Pair) -> dict[str, object]:
    """Return what handlers answer, as read from the smallest bodies that fit."""
    bodies = (b'{"accepted": true}', b'{"amount": 1}', b'{"action": {"name": "hangup"}}')
    found: dict[str, object] = {}
    for row in pair.handler.operations.OPERATIONS:
        reply = written(row)
        codec = getattr(reply, "codec", None)
        if codec is None:
            found[row.handler] = "word" if type(reply).__name__ == "TextReply" else None
            continue
        for body in bodies:
            try:
                found[row.handler] = codec.decode(body)
            except Exception:  # noqa: BLE001 - of another type
                continue
            break
        else:
            pytest.fail(f"nothing that {row.handler} could answer")
    return found


def _check_reply(pair: Pair, row: Any, reply: Any) -> None:
    answered = next(one for one in pair.handler.operations.OPERATIONS if one.id == row.id)
    kind = type(written(answered)).__name__
    if kind == "AnyReply":
        assert isinstance(reply, pair.sender.runtime.Response)
        assert reply.status == 204
    elif kind == "EmptyReply":
        assert reply is None
    elif kind == "TextReply":
        assert reply == "word"
    else:
        expected = answered.reply.encode(_replies(pair)[answered.handler], 200).body
        assert json.loads(pair.sender.runtime.to_json(reply)) == json.loads(expected)
        assert reply is not None


def test_a_signature_by_another_secret_is_a_401(
    secured: Callable[[str], Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = secured("signed_webhooks")
    handlers = Recorder()
    monkeypatch.setenv("SIGNED_WEBHOOKS_SENDER_GITHUB_SECRET", "another")
    sender = pair.sends(handlers)
    event = pair.sender.models.Event(number="1")
    with pytest.raises(pair.sender.sending.SendError, match=r"github: .* with 401") as raised:
        asyncio.run(sender.github(event))
    assert raised.value.status == 401
    assert json.loads(raised.value.body)["title"] == "Unauthorized"
    assert handlers.received == []
    monkeypatch.delenv("SIGNED_WEBHOOKS_SENDER_GITHUB_SECRET")
    with pytest.raises(ValueError, match="set SIGNED_WEBHOOKS_SENDER_GITHUB_SECRET"):
        asyncio.run(sender.github(event))


def test_a_handler_that_raises_is_a_500(pairs: Callable[[str], Pair]) -> None:
    pair = pairs("replies")
    handlers = Recorder({"price_asked": RuntimeError("no")})
    event = pair.sender.models.AskPrice(ask="price", item="tea")
    with pytest.raises(pair.sender.sending.SendError) as raised:
        asyncio.run(pair.sends(handlers).price_asked(event))
    assert (raised.value.operation, raised.value.status) == ("priceAsked", 500)


@pytest.mark.parametrize(
    ("name", "fields", "status"),
    [("Unknown", {"problem": "which tea?"}, 404), ("Secret", {"secret": True}, 403)],
)
def test_a_refusal_that_is_declared_is_a_reply(
    name: str, fields: dict[str, Any], status: int, pairs: Callable[[str], Pair]
) -> None:
    pair = pairs("replies")
    handlers = Recorder({"price_asked": getattr(pair.handler.models, name)(**fields)})
    statuses: list[int] = []
    transport = pair.sender.transports.AsgiTransport(pair.application(handlers))

    async def noting(request: Any) -> Any:
        response = await transport(request)
        statuses.append(response.status)
        return response

    event = pair.sender.models.AskPrice(ask="price", item="tea")
    reply = asyncio.run(pair.sender.sender.Sender(noting).price_asked(event))
    assert statuses == [status]
    assert reply == getattr(pair.sender.models, name)(**fields)


def test_a_refusal_of_somebody_else_is_none(pairs: Callable[[str], Pair]) -> None:
    """A proxy answers 404 as well, and not with what the document declares."""
    sender = pairs("replies").sender

    async def answer(request: Any) -> Any:
        return sender.runtime.Response(404, b"<p>not here", (("content-type", "text/html"),))

    event = sender.models.AskPrice(ask="price", item="tea")
    with pytest.raises(sender.sending.SendError, match="not of the type"):
        asyncio.run(sender.sender.Sender(answer).price_asked(event))


@pytest.mark.parametrize("body", [b"{", b'{"amount": "much"}', b"\xff"])
def test_a_reply_that_does_not_fit_is_told(pairs: Callable[[str], Pair], body: bytes) -> None:
    sender = pairs("replies").sender

    async def answer(request: Any) -> Any:
        return sender.runtime.Response(200, body, (("content-type", "application/json"),))

    event = sender.models.AskPrice(ask="price", item="tea")
    with pytest.raises(sender.sending.SendError, match="not of the type") as raised:
        asyncio.run(sender.sender.Sender(answer).price_asked(event))
    assert (raised.value.status, raised.value.body) == (200, body)


def test_several_events_of_a_batch_are_one_request(pairs: Callable[[str], Pair]) -> None:
    pair = pairs("told_apart")
    event = pair.sender.models.PaymentEvent
    handlers = Recorder()
    events = [event.model_validate({"eventCode": code}) for code in ("REPORT_A", 7)]
    asyncio.run(pair.sends(handlers).receive_report(*events))
    assert [name for name, _, _ in handlers.received] == ["receive_report", "receive_report"]


def test_forms_and_texts_are_sent_as_what_they_are(pairs: Callable[[str], Pair]) -> None:
    pair = pairs("forms")
    models = pair.sender.models
    answer = pair.handler.models.Answer(text="å & b")
    handlers = Recorder(
        {
            "receive_interaction": answer,
            "receive_call": "<Response/>",
            "receive_anything": {"c": ["1", ""]},
        }
    )
    sender = pair.sends(handlers)
    event = models.Interaction.model_validate({"payload": {"type": "click"}, "raw": "1"})
    reply = asyncio.run(sender.receive_interaction(event))
    assert reply == models.Answer(text="å & b")
    call = models.Call.model_validate({"CallSid": "1", "From": "+46", "To": "+47"})
    assert asyncio.run(sender.receive_call(call)) == "<Response/>"
    reply = asyncio.run(sender.receive_anything({"a": ["1", "2"], "b": ["å"]}))
    assert reply == {"c": ["1", ""]}
    to_json = pair.handler.runtime.to_json
    assert [json.loads(to_json(got)) for _, got, _ in handlers.received] == [
        json.loads(pair.sender.runtime.to_json(one))
        for one in (event, call, {"a": ["1", "2"], "b": ["å"]})
    ]


def test_header_fields_of_the_caller_take_the_place_of_others(pairs: Callable[[str], Pair]) -> None:
    sender = pairs("told_apart").sender
    seen: list[Any] = []

    async def keep(request: Any) -> Any:
        seen.append(request)
        return sender.runtime.Response(204)

    call = sender.models.Call()
    asyncio.run(sender.sender.Sender(keep).receive_other(call))
    fields = {"CE-Type": "call.hangup", "X-Trace": "1"}
    asyncio.run(sender.sender.Sender(keep, fields=fields, root="/hooks/").receive_other(call))
    first, second = seen
    assert (first.headers["ce-type"], first.path) == ("call.webhook.", "/calls")
    assert (second.headers["ce-type"], second.path) == ("call.hangup", "/hooks/calls")
    assert second.headers["x-trace"] == "1"
    assert second.headers["content-type"] == "application/json"


def test_what_the_application_converts_by_itself_is_reported_and_left_out(tmp_path: Path) -> None:
    document = GOLDEN / "own-codec" / "asyncapi.yaml"
    result = run(document, "sender", role=Role.COUNTERPART)
    told = [one.message for one in result.diagnostics if one.code == "counterpart-unsupported"]
    converted = [one for one in told if one.endswith("it has no method")]
    assert [one.split("`")[1] for one in converted] == ["receiveLetter", "decodeXml"]
    (rest,) = (one for one in told if one not in converted)
    assert rest.endswith("the package has models and no `Sender`")
    assert all(file.path.name != "sender.py" for file in result.files)


def test_check_knows_the_role(tmp_path: Path) -> None:
    output = tmp_path / "sender"
    words = (VOICE, "--role", "counterpart", "--output", output)
    assert command("generate", *words).code == 0
    assert not (tmp_path / "sender_app.py").exists()
    assert command("check", *words).code == 0
    (output / "sender.py").unlink()
    outcome = command("check", *words)
    assert outcome.code == 1
    assert "--role counterpart" in outcome.err


@pytest.mark.parametrize("option", [["--telemetry"], ["--adapter", "asgi"]])
def test_what_is_for_receivers_has_no_effect_and_is_told(option: list[str], tmp_path: Path) -> None:
    words = (VOICE, "--role", "counterpart", "--output", tmp_path / "sender")
    outcome = command("generate", *words, *option)
    assert outcome.code == 0
    assert "have no effect: a sender receives nothing" in outcome.err
