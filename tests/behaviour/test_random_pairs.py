"""Both sides of documents by chance: what one package sends, the other takes and answers."""

import asyncio
import inspect
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from asyncapi_pygen.config import ModelBackend, ModelSettings, Role
from support.packages import Recorder, Written, importable, run, write
from support.pairs import Pair, written
from support.random_schemas import RandomSchemas, few_or_many

VERSIONS = ["draft-07", "2020-12"]


@pytest.fixture(autouse=True)
def silent() -> Iterator[None]:
    """Leave out what packages log of answers that they refuse."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@contextmanager
def paired(folder: Path, seed: int, version: str, backend: ModelBackend) -> Iterator[Pair]:
    """Make the packages of both sides of a document, importable meanwhile."""
    path = folder / f"chance{seed}.json"
    path.write_text(json.dumps(RandomSchemas(seed, version).surrounded()), "utf-8")
    sides: list[Written] = []
    with ExitStack() as stack:
        for role in (Role.HANDLER, Role.COUNTERPART):
            name = f"{path.stem}_{role.value}"
            result = run(path, name, models=ModelSettings(backend=backend), role=role)
            write(result, folder)
            stack.enter_context(importable(folder, name))
            sides.append(Written(folder, name, result))
        yield Pair(*sides)


def facts_of(pair: Pair) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what is said of each handler."""
    folder = pair.handler.folder / pair.handler.name / "trials"
    for file in sorted(folder.glob("*.json")):
        yield file.stem, json.loads(file.read_bytes())


def events_of(pair: Pair, facts: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the events that are models, and the part of a sample's name after the handler."""
    samples = pair.handler.folder / pair.handler.name / "samples"
    for event in facts["events"]:
        if "sample" in event:
            name = event["sample"].split(".")[1]
            yield name, json.loads((samples / event["sample"]).read_bytes())
        elif "value" in event and "class" in event:
            yield "", event["value"]


def as_sent(pair: Pair, value: Any) -> Any:
    """Return a value of the sender's as JSON."""
    return json.loads(pair.sender.runtime.to_json(value))


def as_received(pair: Pair, value: Any) -> Any:
    """Return a value of the handler's as JSON."""
    return json.loads(pair.handler.runtime.to_json(value))


def sent(pair: Pair) -> int:
    """Send every event that the handler's package has, and see each arrive and be answered."""
    operations = {one.handler: one for one in pair.handler.operations.OPERATIONS}
    count = 0
    for method, facts in facts_of(pair):
        codec = getattr(written(operations[method]), "codec", None)
        replies = [one["value"] for one in facts["answers"] if "value" in one]
        answers = [None] if codec is None else [codec.decode(to_json(one)) for one in replies]
        for message, value in events_of(pair, facts):
            for answer in answers:
                app = Recorder({method: answer})
                sender = pair.sends(app)
                send = getattr(sender, method, None) or getattr(sender, f"{method}_{message}")
                event, parameters, reply = posted(pair, send, value)
                ((handled, got, given),) = app.received
                assert (handled, given) == (method, parameters)
                assert as_received(pair, got) == as_sent(pair, event)
                if answer is not None:
                    assert as_sent(pair, reply) == as_received(pair, answer)
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
    with paired(folder, seed, version, backend) as pair:
        for variable in pair.variables():
            monkeypatch.setenv(variable, "user:word")
        try:
            return sent(pair)
        except Exception as error:
            error.add_note(f"in the document of seed {seed} in {version}")
            raise


@few_or_many(8, range(5, 20), 80)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("backend", ModelBackend)
def test_what_is_sent_arrives(  # noqa: PLR0917 - what is varied
    backend: ModelBackend,
    version: str,
    seeds: range,
    least: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = (check(tmp_path, seed, version, backend, monkeypatch) for seed in seeds)
    assert sum(made) > least
