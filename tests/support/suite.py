"""The public JSON Schema Test Suite, run through generated packages.

Each group's schema is a file of its own that the payload of one operation refers to, and each case
is a body that a dispatcher is sent. The documents that several groups refer to are locked copies.
"""

import asyncio
import hashlib
import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from asyncapi_pygen.config import Config, ModelSettings
from asyncapi_pygen.diagnostics import Diagnostic, Severity
from asyncapi_pygen.pipeline import Result, generate
from support.packages import Recorder, importable, write
from support.shared import shared

DRAFTS: Final = {"draft7": "draft-07", "draft2019-09": "2019-09", "draft2020-12": "2020-12"}
"""The folders of the suite, and how AsyncAPI's `schemaFormat` calls the drafts."""

_META: Final = {
    "draft7": "http://json-schema.org/draft-07/schema#",
    "draft2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft2020-12": "https://json-schema.org/draft/2020-12/schema",
}
_REMOTES: Final = "http://localhost:1234/"
_MOST: Final = 60
"""So many groups make one document."""

logging.getLogger("suite_package").setLevel(logging.CRITICAL)


class Verdict(StrEnum):
    """What became of a body."""

    ACCEPTED = "accepted"
    SET_ASIDE = "set aside"
    """It was accepted without a part that did not fit."""
    REJECTED = "rejected"
    CRASHED = "crashed"
    """It was answered as a mistake of the package's own."""
    NO_MODEL = "no model"
    """There was no package to send it to."""


@dataclass(frozen=True, eq=False)
class Case:
    """A value, and whether the schema of its group accepts it."""

    description: str
    value: Any
    valid: bool


@dataclass(frozen=True, eq=False)
class Group:
    """A schema with its cases; ``keyword`` is the file of the suite."""

    draft: str
    keyword: str
    number: int
    description: str
    schema: Any
    cases: tuple[Case, ...]

    @property
    def name(self) -> str:
        """A name for files and operations."""
        return f"{self.keyword}-{self.number}".replace("/", "-")


@dataclass(frozen=True)
class Judged:
    """What became of a case; ``why`` says more of one that has no model."""

    group: Group
    case: Case
    verdict: Verdict
    why: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the package and the suite are of one mind."""
        return self.verdict is (Verdict.ACCEPTED if self.case.valid else Verdict.REJECTED)

    @property
    def refused(self) -> bool:
        """Whether a valid value, or a part of it, is refused."""
        return self.case.valid and not self.agrees

    @property
    def key(self) -> str:
        """How lists call the case."""
        group = self.group
        return f"{group.draft}/{group.keyword}: {group.description}: {self.case.description}"

    @property
    def fault(self) -> str:
        """What is wrong, in a word or two; empty where the package agrees."""
        if self.agrees:
            return ""
        if self.verdict in {Verdict.CRASHED, Verdict.NO_MODEL}:
            return str(self.verdict)
        if self.case.valid:
            return "false reject"
        return "set aside" if self.verdict is Verdict.SET_ASIDE else "false accept"


def groups(draft: str, part: str = "") -> list[Group]:
    """Return the groups of one draft: the required ones, or those of a folder such as `optional`."""
    folder = shared(f"json-schema-test-suite/tests/{draft}") / part
    return [
        Group(
            draft=draft,
            keyword=str(Path(part, file.stem)),
            number=number,
            description=group["description"],
            schema=group["schema"],
            cases=tuple(
                Case(one["description"], one["data"], one["valid"]) for one in group["tests"]
            ),
        )
        for file in sorted(folder.glob("*.json"))
        for number, group in enumerate(json.loads(file.read_text("utf-8")))
    ]


def judge(found: Sequence[Group], settings: ModelSettings, folder: Path) -> Iterator[Judged]:
    """Send all cases of the groups, which are of one draft, to packages made below ``folder``."""
    for number, batch in enumerate(_batches(found)):
        yield from _judge(batch, settings, folder / str(number))


def _judge(batch: Sequence[Group], settings: ModelSettings, folder: Path) -> Iterator[Judged]:
    folder.mkdir(parents=True)
    try:
        result = _generated(batch, settings, folder)
        errors = [one for one in result.diagnostics if one.severity is Severity.ERROR]
        words = [f"{one.code}: {one.message}" for one in errors]
    except Exception as error:  # noqa: BLE001 - what a run raises is a verdict, too
        result, errors, words = None, [], [f"the run raises {error!r}"]
    if result is not None and not errors:
        yield from _sent(batch, result, folder)
        return
    blamed = {group: why for group in batch if (why := _blamed(group, errors))}
    if not blamed and len(batch) == 1:
        blamed = {batch[0]: words[0]}
    for group, why in blamed.items():
        yield from (Judged(group, case, Verdict.NO_MODEL, why) for case in group.cases)
    left = [group for group in batch if group not in blamed]
    half = 0 if blamed else len(left) // 2
    for number, part in enumerate((left[:half], left[half:])):
        if part:
            yield from _judge(part, settings, folder / str(number))


def _blamed(group: Group, errors: Sequence[Diagnostic]) -> str:
    """Return the error that the schema of a group is to blame for, if there is one."""
    file, channel = f"{group.name}.json", f"/channels/~1{group.name}/"
    for error in errors:
        if error.at.file == file or error.at.pointer.startswith(channel):
            return f"{error.code}: {error.message}"
    return ""


def _generated(batch: Sequence[Group], settings: ModelSettings, folder: Path) -> Result:
    for group in batch:
        text = json.dumps(_named(group.draft, group.schema))
        (folder / f"{group.name}.json").write_text(text, "utf-8")
    path = folder / "asyncapi.json"
    path.write_text(json.dumps(_document(batch)), "utf-8")
    _lock_remotes(folder)
    config = Config(package="suite_package", adapters=(), models=settings)
    return generate(path, path.name, config)


def _named(draft: str, schema: Any) -> Any:
    """Let a schema name its dialect, as files do; the older drafts of the suite do not."""
    return {"$schema": _META[draft], **schema} if isinstance(schema, dict) else schema


def _document(batch: Sequence[Group]) -> dict[str, Any]:
    return {
        "asyncapi": "2.6.0",
        "info": {"title": "The suite", "version": "1"},
        "channels": {f"/{group.name}": {"publish": _operation(group)} for group in batch},
    }


def _operation(group: Group) -> dict[str, Any]:
    format_ = f"application/schema+json;version={DRAFTS[group.draft]}"
    payload = {"$ref": f"{group.name}.json"}
    return {
        "operationId": group.name,
        "message": {
            "name": group.name,
            "contentType": "application/json",
            "schemaFormat": format_,
            "payload": payload,
        },
    }


def _lock_remotes(folder: Path) -> None:
    """Store copies of the suite's remote documents as a run would that had fetched them."""
    entries: dict[str, dict[str, str]] = {}
    copies = folder / "asyncapi-pygen.refs"
    copies.mkdir()
    for url, content in _remotes().items():
        digest = hashlib.sha256(content).hexdigest()
        entries[url] = {"sha256": digest}
        (copies / f"{digest}.json").write_bytes(content)
    text = json.dumps({"version": 1, "files": entries})
    (folder / "asyncapi-pygen.lock").write_text(text, "utf-8")


@cache
def _remotes() -> Mapping[str, bytes]:
    folder = shared("json-schema-test-suite/remotes")
    return {
        f"{_REMOTES}{path.relative_to(folder).as_posix()}": path.read_bytes()
        for path in sorted(folder.rglob("*.json"))
    }


def _sent(batch: Sequence[Group], result: Result, folder: Path) -> Iterator[Judged]:
    """Send the cases of a batch to its package."""
    write(result, folder)
    with importable(folder, "suite_package") as package, asyncio.Runner() as runner:
        try:
            operations = __import__(f"{package.__name__}.operations", fromlist=["operations"])
            runtime = __import__(f"{package.__name__}.runtime", fromlist=["runtime"])
        except Exception as error:  # noqa: BLE001 - whatever an import raises is a verdict
            why = f"does not import: {error!r}"
            for group in batch:
                yield from (Judged(group, case, Verdict.NO_MODEL, why) for case in group.cases)
            return
        for group in batch:
            for case in group.cases:
                handlers = Recorder()
                body = json.dumps(case.value).encode()
                request = runtime.Request("POST", f"/{group.name}", body=body)
                settings = runtime.Settings(policy=runtime.Policy(unfit=422))
                response = runner.run(operations.dispatcher(handlers, settings)(request))
                yield Judged(group, case, _verdict(response.status, handlers, runtime))


def _verdict(status: int, handlers: Recorder, runtime: Any) -> Verdict:
    if status >= 500:
        return Verdict.CRASHED
    if status >= 400:
        return Verdict.REJECTED
    ((_, event, _),) = handlers.received
    return Verdict.SET_ASIDE if runtime.set_aside(event) else Verdict.ACCEPTED


def _batches(found: Sequence[Group]) -> list[list[Group]]:
    """Part the groups so that no document has two schemas that claim one URI."""
    batches: list[list[Group]] = []
    claims: list[set[str]] = []
    for group in found:
        own = set(_ids(group.schema))
        for batch, claimed in zip(batches, claims, strict=True):
            if len(batch) < _MOST and not own & claimed:
                batch.append(group)
                claimed.update(own)
                break
        else:
            batches.append([group])
            claims.append(own)
    return batches


def _ids(schema: Any) -> Iterator[str]:
    """Yield every URI that a schema or one inside of it calls itself."""
    if isinstance(schema, dict):
        own = schema.get("$id")
        if isinstance(own, str) and not own.startswith("#"):
            yield own
        schema = list(schema.values())
    if isinstance(schema, list):
        for inner in schema:
            yield from _ids(inner)
