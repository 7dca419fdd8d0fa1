"""The time that a run may take, by a clock that is set by hand."""

from pathlib import Path
from typing import Any

import pytest

from asyncapi_pygen.config import Config, Limits
from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.pipeline import generate, validate
from asyncapi_pygen.source.bundle import load_bundle
from asyncapi_pygen.source.deadline import Deadline, OutOfTimeError
from asyncapi_pygen.source.files import Files

CONFIG = Config(package="package")


class Clock:
    """A clock that ticks once each time it is looked at, up to an hour."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


def test_there_is_time_until_there_is_none() -> None:
    clock = Clock()
    deadline = Deadline(3, clock)

    deadline.check()
    deadline.check()
    with pytest.raises(OutOfTimeError, match="the document takes longer than 3 seconds"):
        deadline.check()


@pytest.mark.parametrize("name", ["api.yaml", "api.json"])
def test_reading_looks_at_the_clock(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("[" + "1, " * 30_000 + "1]", "utf-8")
    files = Files(Limits(seconds=5), Diagnostics(), Clock())

    with pytest.raises(OutOfTimeError):
        load_bundle(path, name, CONFIG, files)


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"a{n}: {{x: {{y: 1}}}}\n" for n in range(50)),
        "".join(f"a{n}: {{$ref: '#/a{n + 1}'}}\n" for n in range(50)),
        "".join(f"a{n}: {{$ref: '#/a{n + 1}/x'}}\n" for n in range(50)),
    ],
)
def test_following_references_looks_at_the_clock(folder: Any, text: str) -> None:
    folder.write({"specs/api.yaml": text})
    files = Files(Limits(seconds=40), folder.diagnostics, Clock())
    bundle = load_bundle(folder.path / "specs/api.yaml", "api.yaml", CONFIG, files)

    assert bundle is not None
    with pytest.raises(OutOfTimeError):
        bundle.check_references()


@pytest.mark.parametrize("run", [validate, generate])
def test_a_run_without_time_is_a_finding(tmp_path: Path, run: Any) -> None:
    path = tmp_path / "asyncapi.yaml"
    path.write_text("asyncapi: 3.0.0\ninfo: {title: A, version: 1.0.0}\n", "utf-8")
    result = run(path, "asyncapi.yaml", Config(package="package", limits=Limits(seconds=0)))
    (found,) = result.diagnostics

    assert (found.code, found.at.file) == ("limit-time", "asyncapi.yaml")
    assert found.message == "the document takes longer than 0 seconds"
    assert found.hint == "raise `--limit seconds`"
