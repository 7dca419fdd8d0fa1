"""Both sides of documents by chance: what one package sends, the other takes and answers."""

import asyncio
import inspect
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from asyncapi_pygen.config import ModelBackend, ModelSettings, Role
from support.packages import Recorder, Written, importable, run, write
from support.random_schemas import RandomSchemas

VERSIONS = ["draft-07", "2020-12"]


@pytest.fixture(autouse=True)
def silent() -> Iterator[None]:
    """Leave out what packages log of answers that they refuse."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


class Pair:
    """The packages of both sides of a document, importable while the stack is open."""

    def __init__(self, folder: Path, seed: int, version: str, backend: ModelBackend) -> None:
        self._stack = ExitStack()
        path = folder / f"chance{seed}.json"
        path.write_text(json.dumps(RandomSchemas(seed, version).surrounded()), "utf-8")
        self.handler, self.sender = (self._made(path, role, backend) for role in Role)

    def _made(self, path: Path, role: Role, backend: ModelBackend) -> Written:
        name = f"{path.stem}_{role.value}"
        result = run(path, name, models=ModelSettings(backend=backend), role=role)
        write(result, path.parent)
        self._stack.enter_context(importable(path.parent, name))
        return Written(path.parent, name, result)

    def close(self) -> None:
        self._stack.close()

    def verifier(self) -> Any:
        is_there = (self.handler.folder / self.handler.name / "security.py").is_file()
        return self.handler.security.VERIFY if is_there else None

    def sent(self, value: Any) -> Any:
        """Return a value of the sender's as JSON."""
        return json.loads(self.sender.runtime.to_json(value))

    def received(self, value: Any) -> Any:
        """Return a value of the handler's as JSON."""
        return json.loads(self.handler.runtime.to_json(value))

    def facts(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield what is said of each handler."""
        folder = self.handler.folder / self.handler.name / "trials"
        for file in sorted(folder.glob("*.json")):
            yield file.stem, json.loads(file.read_bytes())

    def events(self, facts: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """Yield the events that are models, and the part of a sample's name after the handler."""
        samples = self.handler.folder / self.handler.name / "samples"
        for event in facts["events"]:
            if "sample" in event:
                name = event["sample"].split(".")[1]
                yield name, json.loads((samples / event["sample"]).read_bytes())
            elif "value" in event and "class" in event:
                yield "", event["value"]


def written(operation: Any) -> Any:
    """Return how a reply is written, whichever of several it is."""
    several = type(operation.reply).__name__ == "SeveralReplies"
    return operation.reply.reply if several else operation.reply


def sent(pair: Pair) -> int:
    """Send every event that the handler's package has, and see each arrive and be answered."""
    operations = {one.handler: one for one in pair.handler.operations.OPERATIONS}
    settings = pair.handler.runtime.Settings(verify=pair.verifier())
    count = 0
    for method, facts in pair.facts():
        codec = getattr(written(operations[method]), "codec", None)
        replies = [one["value"] for one in facts["answers"] if "value" in one]
        answers = [None] if codec is None else [codec.decode(to_json(one)) for one in replies]
        for message, value in pair.events(facts):
            for answer in answers:
                app = Recorder({method: answer})
                application = pair.handler.asgi.application(app, settings)
                sender = pair.sender.sender.Sender(
                    pair.sender.transports.AsgiTransport(application)
                )
                send = getattr(sender, method, None) or getattr(sender, f"{method}_{message}")
                event, parameters, reply = posted(pair, send, value)
                ((handled, got, given),) = app.received
                assert (handled, given) == (method, parameters)
                assert pair.received(got) == pair.sent(event)
                if answer is not None:
                    assert pair.sent(reply) == pair.received(answer)
                count += 1
    return count


def posted(pair: Pair, send: Callable[..., Any], value: Any) -> tuple[Any, dict[str, str], Any]:
    """Send a value; return the event that it is, the channel's parameters, and the reply."""
    row = getattr(pair.sender.sender, send.__name__.upper())
    event = row.event.codec.decode(to_json(value))
    keywords = inspect.signature(send).parameters.values()
    parameters = {one.name: "c/d" for one in keywords if one.kind is one.KEYWORD_ONLY}
    return event, parameters, asyncio.run(send(event, **parameters))


def to_json(value: Any) -> bytes:
    return json.dumps(value).encode()


def check(
    folder: Path, seed: int, version: str, backend: ModelBackend, monkeypatch: pytest.MonkeyPatch
) -> int:
    pair = Pair(folder, seed, version, backend)
    try:
        for side in (pair.handler, pair.sender):
            for line in (side.folder / side.name / "README.md").read_text("utf-8").splitlines():
                variable = line[3:].partition("`")[0] if line.startswith("| `") else ""
                if variable.isupper():
                    monkeypatch.setenv(variable, "user:word")
        return sent(pair)
    except Exception as error:
        error.add_note(f"in the document of seed {seed} in {version}")
        raise
    finally:
        pair.close()


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("backend", ModelBackend)
def test_what_is_sent_arrives(
    backend: ModelBackend, version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sum(check(tmp_path, seed, version, backend, monkeypatch) for seed in range(2)) > 8


@pytest.mark.slow
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("backend", ModelBackend)
def test_much_that_is_sent_arrives(
    backend: ModelBackend, version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeds = range(5, 20)
    assert sum(check(tmp_path, seed, version, backend, monkeypatch) for seed in seeds) > 80
