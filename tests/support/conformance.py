"""What the JSON Schema Test Suite says of generated packages: the known differences, and a table."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from support.suite import DRAFTS, Judged, Verdict

_LIST: Final = Path(__file__).parents[1] / "suite" / "differences.tsv"


class Mode(StrEnum):
    """How the packages are made; the value is how the list of differences calls it."""

    LETTER = "letter"
    ASSUMED = "assumed"
    STRICT = "strict"


@cache
def differences(mode: Mode) -> Mapping[str, str]:
    """Return the cases in which a package knowingly does not agree, each with the reason."""
    with _LIST.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    assert all(row["reason"] for row in rows)
    return {row["case"]: row["reason"] for row in rows if row["mode"] == mode}


_HEAD: Final = """\
# Conformance

The public [JSON Schema Test Suite](https://github.com/json-schema-org/JSON-Schema-Test-Suite), required
cases, sent to generated packages: each schema is the payload of an operation, each case a body that a
dispatcher gets. Written by `python -m pytest -m suite --update-golden`.

- *by the letter*: `--no-assume-types`. Values that the schema refuses are *accepted* where the model
  does not say what the schema does, or accepted with a part *set aside*. No value that the schema
  accepts is *refused*{letter}.
- *types assumed*, the default: of a schema that has `properties` and no `type`, only objects are
  valid, and so on. What is *refused* therefore, though the schema accepts it, is refused on purpose.
- *strict*: `--strict-schemas --no-assume-types`. The cases that *agree*.

What is refused or does not agree is listed in `tests/suite/differences.tsv`, with reasons.
"""
_COLUMNS: Final = """\
| keyword | cases | by the letter: agree | accepted | set aside | refused | types assumed: accepted | set aside | refused | strict: agree |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
"""


def table(judged: Mapping[Mode, Sequence[Judged]]) -> str:
    """Return the page of the documentation that shows the verdicts by keyword."""
    refused = sum(one.refused for one in judged[Mode.LETTER])
    head = _HEAD.format(letter=f", but {refused}" if refused else "")
    return "\n".join([head, *(_section(draft, judged) for draft in DRAFTS)])


def _section(draft: str, judged: Mapping[Mode, Sequence[Judged]]) -> str:
    modes = {mode: [one for one in judged[mode] if one.group.draft == draft] for mode in Mode}
    keywords = sorted({one.group.keyword for one in modes[Mode.STRICT]})
    rows = [
        _row(f"`{keyword}`", {mode: _about(keyword, cases) for mode, cases in modes.items()})
        for keyword in keywords
    ]
    lines = "\n".join([*rows, _row("all", modes)])
    return f"## {DRAFTS[draft]}\n\n{_COLUMNS}{lines}\n"


def _about(keyword: str, cases: Iterable[Judged]) -> list[Judged]:
    return [one for one in cases if one.group.keyword == keyword]


def _row(name: str, modes: Mapping[Mode, Sequence[Judged]]) -> str:
    letter = [sum(one.agrees for one in modes[Mode.LETTER]), *_faults(modes[Mode.LETTER])]
    strict = sum(one.agrees for one in modes[Mode.STRICT])
    numbers = [len(modes[Mode.STRICT]), *letter, *_faults(modes[Mode.ASSUMED]), strict]
    return f"| {name} | {' | '.join(map(str, numbers))} |"


def _faults(cases: Sequence[Judged]) -> Iterator[int]:
    """Count what is accepted, set aside, and refused, and should not be."""
    accepted = Counter(one.verdict for one in cases if not one.case.valid)
    yield accepted[Verdict.ACCEPTED]
    yield accepted[Verdict.SET_ASIDE]
    yield sum(one.refused for one in cases)
