"""Samples from files: JSON, or a line of JSON each."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from asyncapi_pygen.config import Limits
from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.ir.values import Json

_LINES: Final = (".jsonl", ".ndjson")
_SUFFIXES: Final = (".json", *_LINES)


@dataclass(frozen=True, slots=True)
class Sample:
    """The payload of one message, and where it was read."""

    value: Json
    at: Location


def read_samples(
    paths: Sequence[Path], limits: Limits, diagnostics: Diagnostics, *, whole: bool = False
) -> Iterator[Sample]:
    """Yield the samples of files, and of the files in folders, in the order of their names.

    A ``.json`` file holds one sample or, unless they are ``whole``, an array of them; a ``.jsonl``
    or ``.ndjson`` file holds one a line. What cannot be read is reported (``sample-unreadable``).
    """
    for path in paths:
        for file in _files(path, diagnostics):
            for text, at in _texts(file, limits, diagnostics):
                value = _read(text, at, limits, diagnostics)
                if value is not None:
                    yield from _split(value, whole=whole)


def _files(path: Path, diagnostics: Diagnostics) -> Iterable[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(one for one in path.rglob("*") if one.suffix in _SUFFIXES and one.is_file())
    if not found:
        hint = f"samples are in files that end in {', '.join(_SUFFIXES)}"
        message = f"`{path.as_posix()}` holds no samples"
        diagnostics.report("sample-unreadable", message, Location(path.as_posix()), hint=hint)
    return found


def _texts(path: Path, limits: Limits, diagnostics: Diagnostics) -> Iterator[tuple[str, Location]]:
    """Yield the texts that are a sample each, or several."""
    name = path.as_posix()
    try:
        if path.stat().st_size > limits.file_bytes:
            message = f"`{name}` has more than {limits.file_bytes} bytes"
            hint = "raise `--limit file-bytes`"
            diagnostics.report("sample-unreadable", message, Location(name), hint=hint)
            return
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        message = f"`{name}` cannot be read: {why}"
        diagnostics.report("sample-unreadable", message, Location(name))
        return
    if path.suffix not in _LINES:
        yield text, Location(name)
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield line, Location(name, number)


def _read(text: str, at: Location, limits: Limits, diagnostics: Diagnostics) -> Sample | None:
    try:
        value = json.loads(text, parse_constant=_refuse)
        deep = _depth(value) > limits.depth
        if not deep:
            json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        here = Location(at.file, at.line + error.lineno - 1, error.colno)
        diagnostics.report("sample-unreadable", f"this is not JSON: {error.msg}", here)
        return None
    except UnicodeEncodeError:
        diagnostics.report("sample-unreadable", "this is not JSON: half of a surrogate pair", at)
        return None
    except ValueError as error:
        diagnostics.report("sample-unreadable", f"this is not JSON: {error}", at)
        return None
    except RecursionError:
        deep, value = True, None
    if deep:
        message = f"the sample is nested more than {limits.depth} deep"
        diagnostics.report("sample-unreadable", message, at, hint="raise `--limit depth`")
        return None
    return Sample(value, at)


def _refuse(constant: str) -> NoReturn:
    message = f"it has no {constant}"
    raise ValueError(message)


def _depth(value: Json) -> int:
    """Return how many arrays and objects lie within one another, without recursion."""
    depth = 0
    level = [value]
    while level:
        inside: list[Json] = []
        for one in level:
            match one:
                case dict():
                    inside += one.values()
                case list():
                    inside += one
                case _:
                    continue
        depth += any(isinstance(one, dict | list) for one in level)
        level = inside
    return depth


def _split(sample: Sample, *, whole: bool) -> Iterator[Sample]:
    if isinstance(sample.value, list) and not whole:
        yield from (Sample(one, sample.at) for one in sample.value)
    else:
        yield sample
