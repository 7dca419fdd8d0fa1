"""The corpus of real documents: what the official parser says of each, and what we say."""

import csv
import importlib
import os
import re
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType
from typing import TypeVar

import pytest

from asyncapi_pygen.config import Config
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics, Severity
from asyncapi_pygen.pipeline import Result, generate, validate
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.files import Files
from asyncapi_pygen.source.pointers import split_pointer
from asyncapi_pygen.summary import Summary
from support.packages import importable, write
from support.shared import shared

T = TypeVar("T")

DIFFERENCES = Path(__file__).parents[1] / "corpus" / "differences.tsv"
_PATIENCE = 120
"""Seconds of a document's run after which it counts as hanging."""
_FIRST = re.compile(r"(?P<code>[\w-]+)@(?P<line>\d+)-(?P<end>\d+):(?P<path>.*?): ")
_UNION = re.compile(
    r'must match "(then|else)" schema|must match exactly one schema|must not be valid'
    r'|must have required property "(oneOf|in|\$ref)"|Property "(oneOf|payload|traits)" is not expected'
    r"|^asyncapi-is-asyncapi@1-|^uncaught-error"
)
"""What the official parser says of an object as a whole, because no branch of a union fits it."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A document and the official parser's verdict; ``first`` is its first error."""

    path: str
    verdict: str
    category: str
    first: str

    @property
    def file(self) -> Path:
        return shared("corpus") / "docs" / self.path

    @property
    def source(self) -> Path:
        """The folder of the repository that the document comes from."""
        return shared("corpus") / "docs" / self.path.split("/", 1)[0]

    def config(self, package: str = "package", *, lenient: bool = False) -> Config:
        """Return settings under which references may lead anywhere in the document's repository."""
        return Config(package=package, ref_roots=(self.source,), lenient=lenient)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a run gave: its diagnostics and its summary, or the exception that escaped it."""

    row: Row
    diagnostics: tuple[Diagnostic, ...]
    summary: Summary | None = None
    failure: str = ""

    @property
    def errors(self) -> list[Diagnostic]:
        return [one for one in self.diagnostics if one.severity is Severity.ERROR]

    @property
    def first(self) -> str:
        """The first error on one line, empty without any."""
        if self.failure:
            return self.failure.splitlines()[-1]
        errors = self.errors
        return f"{errors[0].code}@{errors[0].at.line}: {errors[0].message}" if errors else ""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A place where we differ from an expectation on purpose; ``test`` names the expectation."""

    test: str
    path: str
    reason: str


@cache
def rows() -> tuple[Row, ...]:
    """Return every document of the corpus."""
    csv.field_size_limit(10**8)
    fields = ("path", "verdict", "category", "first")
    return tuple(Row(**{name: row[name] for name in fields}) for row in table("index.tsv"))


def table(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table of the corpus."""
    with (shared("corpus") / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


@cache
def differences(test: str) -> dict[str, Difference]:
    """Return the differences from one expectation by path."""
    with DIFFERENCES.open(encoding="utf-8", newline="") as file:
        listed = [Difference(**row) for row in csv.DictReader(file, delimiter="\t")]
    found = {one.path: one for one in listed if one.test == test}
    assert len(found) == sum(one.test == test for one in listed), "a path is listed twice"
    assert all(one.reason for one in listed), "each difference has a reason"
    return found


def agrees_with_the_list(test: str, faults: dict[str, str]) -> None:
    """Fail on what disagrees with the list of differences: those not listed, entries not needed.

    ``faults`` tells by path what does not hold.
    """
    listed = differences(test)
    wrong = [f"{path}: {text}" for path, text in faults.items() if path not in listed]
    wrong += [f"{path}: listed as a difference, and is none" for path in listed.keys() - faults]
    if wrong:
        pytest.fail("\n".join(sorted(wrong)), pytrace=False)


def over_all_cores(work: Callable[[Row], T], documents: Sequence[Row]) -> list[T]:
    """Do the work for each document in processes of their own."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, documents, chunksize=4))


def judge(row: Row) -> Outcome:
    """Validate a document."""
    return _guarded(row, lambda: validate(row.file, row.file.name, row.config()))


@dataclass(frozen=True)
class Maker:
    """Generates a document's package into ``folder`` under a name of its own, and imports it.

    With ``lenient``, the errors of the document that can be borne are borne.
    """

    folder: Path
    lenient: bool = False

    def __call__(self, row: Row) -> Outcome:
        return _guarded(row, lambda: self._made(row))

    def name(self, row: Row) -> str:
        return f"corpus_{rows().index(row)}"

    def _made(self, row: Row) -> Result:
        package = self.name(row)
        result = generate(row.file, row.file.name, row.config(package, lenient=self.lenient))
        if result.files:
            write(result, self.folder)
            with importable(self.folder, package):
                app = importlib.import_module(f"{package}_app").App()
                if (self.folder / package / "router.py").is_file():
                    # Where the document asks who sends, nothing starts without an answer.
                    verify = importlib.import_module(f"{package}.verify").unverified
                    settings = importlib.import_module(f"{package}.runtime").Settings(verify=verify)
                    importlib.import_module(f"{package}.router").create_router(app, settings)
                if (self.folder / package / "contract.py").is_file():
                    for check in importlib.import_module(f"{package}.contract").checks():
                        check.run()
        return result


def _guarded(row: Row, run: Callable[[], Result]) -> Outcome:
    def give_up(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"no end after {_PATIENCE} s")

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(_PATIENCE)
    try:
        result = run()
        return Outcome(row=row, diagnostics=result.diagnostics, summary=result.summary)
    except Exception as error:  # noqa: BLE001 - whatever escapes is what the test reports
        return Outcome(row=row, diagnostics=(), failure="".join(traceback.format_exception(error)))
    finally:
        signal.alarm(0)


def place(outcome: Outcome) -> str | None:
    """Say where our first error stands from the official parser's first one.

    That parser tells of a union that fails at the object whose branches all fail, and then of the
    faults in each branch. Ours tells of the one fault, so that its place is one of those, or is
    inside of that object, or of what it refers to. ``None`` means that the official parser names no
    line of this file.
    """
    told = outcome.row.first.split(" | ")
    officials = [_FIRST.match(text) for text in told]
    first = officials[0]
    document = _document(outcome.row)
    if first is None or document is None or " @ '" in told[0]:
        return None
    at = outcome.errors[0].at
    pointer = split_pointer(at.pointer.removesuffix("/$ref"))
    lines = {at.line, document.location(pointer, key=True).line} if at.pointer else {at.line}
    official = _pointer(document, first["path"])
    same, parent = _lines(document, official)
    if lines & {int(first["line"]), *same}:
        return "same line"
    if lines & parent:
        return "its parent"
    if _UNION.search(told[0]):
        branches = [one for one in officials[1:] if one and one["path"].startswith(first["path"])]
        if lines & {int(one["line"]) for one in branches}:
            return "in a branch"
        if int(first["line"]) <= at.line <= int(first["end"]):
            return "in the union"
        if official is not None and _reaches(document, official, pointer):
            return "referred to"
    return "elsewhere"


def _document(row: Row) -> Document | None:
    return Files(row.config().limits, Diagnostics()).document(row.file, row.file.name, "", ())


def _lines(document: Document, official: tuple[str, ...] | None) -> tuple[set[int], set[int]]:
    """Return the lines of key and value of the official place, and those of its parent."""
    if official is None:
        return set(), set()
    own, parent = (
        {document.location(at, key=key).line for key in (False, True)}
        for at in (official, official[:-1])
    )
    return own, parent


def _reaches(document: Document, start: tuple[str, ...], pointer: tuple[str, ...]) -> bool:
    """Tell whether references inside of the value at ``start`` lead to what holds ``pointer``."""
    waiting, seen = [start], {start}
    while waiting:
        place = waiting.pop()
        if pointer[: len(place)] == place:
            return True
        for target in _targets(_value(document.root, place)):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return False


def _targets(value: object) -> Iterator[tuple[str, ...]]:
    """Yield where the references inside of a value lead in its own file."""
    text = value.get("$ref") if isinstance(value, dict) else None
    if isinstance(text, str) and text.startswith("#/"):
        yield split_pointer(text[1:])
    members = value.values() if isinstance(value, dict) else value
    for inner in members if isinstance(value, dict | list) else ():
        yield from _targets(inner)


def _value(value: object, pointer: Sequence[str]) -> object:
    for token in pointer:
        if isinstance(value, dict):
            value = value.get(token)
        else:
            value = value[int(token)] if isinstance(value, list) else None
    return value


def _pointer(document: Document, path: str) -> tuple[str, ...] | None:
    """Return the pointer that tokens joined by slashes stand for, whatever the keys hold."""

    def search(value: object, rest: str) -> tuple[str, ...] | None:
        if not rest:
            return ()
        members = (
            value.items()
            if isinstance(value, dict)
            else ((str(index), item) for index, item in enumerate(value))
            if isinstance(value, list)
            else ()
        )
        for key, inner in members:
            if rest == key or rest.startswith(f"{key}/"):
                found = search(inner, rest[len(key) + 1 :])
                if found is not None:
                    return (key, *found)
        return None

    return search(document.root, path)
