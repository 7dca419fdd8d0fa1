"""CPU per request: a package's ASGI application against one written by hand.

Run by hand, with the folder of a generated package that has the operation
``receiveIncomingCallEvent`` with a model ``IcePayload``::

    python tests/bench/bench_asgi.py path/to/voice

Without a folder, the package of the run time's own tests is put together and measured.
Both applications use the same model and answer the same reply. They run in this
process without a network; their rounds alternate, and each one's least time counts.
"""

import argparse
import asyncio
import importlib
import json
import runpy
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import TypeAdapter, ValidationError

ROOT = Path(__file__).parents[2]
BODY = json.dumps(
    {
        "event": "ice",
        "callId": "4398599d1ba84ef3bde0a82dfb61abed",
        "callResourceUrl": "https://calling-euc1.api.example.com/calling/v1/calls/id/4398599d",
        "timestamp": "2024-01-16T16:46:36Z",
        "version": 1,
        "custom": "my custom",
        "userRate": {"currencyId": "USD", "amount": 0.0},
        "cli": "46708000000",
        "to": {"type": "did", "endpoint": "+46708000001"},
        "domain": "pstn",
        "applicationKey": "669e367e-6bba-48ab-af15-266871c28135",
        "originationType": "PSTN",
        "rdnis": "",
    }
).encode()
FIELDS = [
    (b"host", b"hooks.example.com"),
    (b"user-agent", b"callbacks/1"),
    (b"content-type", b"application/json"),
    (b"content-length", str(len(BODY)).encode()),
    (b"accept", b"*/*"),
    (b"authorization", b"application 669e367e:Tg6fMyo8mj9pYfWQ9ssbx3Tc1BNC87IEygAfLbJqZb4="),
    (b"x-timestamp", b"2024-01-16T16:46:36Z"),
]

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Scope]]
Send = Callable[[Scope], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Round = Callable[[int], Awaitable[None]]


def main() -> None:
    """Print a line for each way to answer."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("package", type=Path, nargs="?", help="folder of a generated package")
    parser.add_argument("--rounds", type=int, default=25)
    parser.add_argument("--requests", type=int, default=2000, help="in each round")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder: Path = arguments.package or _assembled(Path(scratch))
        sys.path.insert(0, str(folder.resolve().parent))
        least = asyncio.run(_measure(_ways(folder.name), arguments.rounds, arguments.requests))
    by_hand = least["by hand, raw ASGI"]
    for name, microseconds in least.items():
        print(f"{name:32} {microseconds:6.2f} us CPU  x {microseconds / by_hand:.2f}")


def _assembled(folder: Path) -> Path:
    sys.path.insert(0, str(ROOT / "tests"))
    conftest = runpy.run_path(str(ROOT / "tests" / "unit" / "runtime" / "conftest.py"))
    package: Path = conftest["assemble"](folder, "voice")
    return package


def _ways(name: str) -> dict[str, Round]:
    models = importlib.import_module(f"{name}.models")
    runtime = importlib.import_module(f"{name}.runtime")
    operations = importlib.import_module(f"{name}.operations")
    asgi = importlib.import_module(f"{name}.asgi")
    handlers = _handlers(operations)
    every = runtime.Settings(one_url="/callbacks")
    dispatch = operations.dispatcher(handlers)
    return {
        "by hand, raw ASGI": _over_asgi(_by_hand(models, operations), "/voice/ice"),
        "package, ASGI": _over_asgi(asgi.application(handlers), "/voice/ice"),
        "package, ASGI, one URL": _over_asgi(asgi.application(handlers, every), "/callbacks"),
        "package, dispatcher alone": _over_dispatcher(dispatch, runtime.Request, "/voice/ice"),
        "package, decoding alone": _decoding(models, runtime),
    }


def _handlers(operations: ModuleType) -> Any:
    reply = _reply(operations)

    async def answer(_event: object) -> object:
        return reply

    class Handlers:
        receive_incoming_call_event = staticmethod(answer)

    return Handlers()


def _reply(operations: ModuleType) -> object:
    """Make what both applications answer: a model if the package has one, else JSON."""
    plain = {"action": {"name": "hangup"}}
    adapter = _reply_adapter(operations)
    return adapter.validate_python(plain) if adapter else plain


def _reply_adapter(operations: ModuleType) -> TypeAdapter[Any] | None:
    rows = {row.id: row for row in operations.OPERATIONS}
    codec = getattr(rows["receiveIncomingCallEvent"].reply, "codec", None)
    return codec.adapter if codec else None


def _by_hand(models: ModuleType, operations: ModuleType) -> Application:
    """Write the application that somebody who has one event would write."""
    event: TypeAdapter[Any] = TypeAdapter(models.IcePayload)
    answer = _reply_adapter(operations) or TypeAdapter(dict[str, object])
    reply = _reply(operations)

    async def handle(_event: object) -> object:
        return reply

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise NotImplementedError
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        if scope["path"] != "/voice/ice":
            status, content = 404, b""
        elif scope["method"] != "POST":
            status, content = 405, b""
        else:
            try:
                payload = event.validate_json(body)
            except ValidationError:
                status, content = 422, b""
            else:
                status, content = 200, answer.dump_json(await handle(payload), by_alias=True)
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(content)).encode()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    return app


def _over_asgi(app: Application, path: str) -> Round:
    received = {"type": "http.request", "body": BODY, "more_body": False}
    statuses: list[int] = []

    async def receive() -> Scope:
        return received

    async def send(message: Scope) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async def run(requests: int) -> None:
        statuses.clear()
        for _ in range(requests):
            scope = {
                "type": "http",
                "http_version": "1.1",
                "method": "POST",
                "path": path,
                "raw_path": path.encode(),
                "root_path": "",
                "query_string": b"",
                "headers": FIELDS,
            }
            await app(scope, receive, send)
        if statuses != [200] * requests:
            message = f"{path} answered {set(statuses)}"
            raise RuntimeError(message)

    return run


def _over_dispatcher(dispatch: Any, request: Any, path: str) -> Round:
    async def run(requests: int) -> None:
        for _ in range(requests):
            await dispatch(request("POST", path, "", FIELDS, BODY))

    return run


def _decoding(models: ModuleType, runtime: ModuleType) -> Round:
    codec = runtime.Codec(models.IcePayload)

    async def run(requests: int) -> None:
        for _ in range(requests):
            codec.decode(BODY)

    return run


async def _measure(ways: dict[str, Round], rounds: int, requests: int) -> dict[str, float]:
    """Run the ways in turn; return the least CPU time of a request, in microseconds."""
    least = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, run in ways.items():
            start = time.process_time()
            await run(requests)
            spent = (time.process_time() - start) / requests * 1e6
            least[name] = min(least[name], spent)
    return least


if __name__ == "__main__":
    main()
