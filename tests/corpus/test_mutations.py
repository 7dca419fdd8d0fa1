"""Valid documents broken at a random place: the first error is there, or at the place's parent."""

import re
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from asyncapi_pygen.config import Config
from asyncapi_pygen.diagnostics import Severity
from asyncapi_pygen.pipeline import validate
from support.corpus import Row, over_all_cores, rows
from support.mutations import Mutant, is_near, mutants
from support.tally import tally

pytestmark = pytest.mark.corpus

PLACED = 0.95
"""How many of the first errors have to stand at the place that was broken."""
EACH = 4
"""How many mutants are made of each document."""
_OTHER_FILE = re.compile(r"""\$ref["']?: *["']?[^#"' ]""")


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant; ``told`` is its first error, empty if it is still valid."""

    path: str
    mutant: Mutant
    told: str
    near: bool

    @property
    def place(self) -> str:
        if not self.told:
            return "still valid"
        return "near" if self.near else "elsewhere"

    def __str__(self) -> str:
        one = self.mutant
        return f"{self.path}: {one.what} at {one.line} (parent {one.parent}): {self.told}"


@dataclass(frozen=True)
class Breaker:
    """Breaks a document, one place at a time, and validates what comes of it in ``folder``."""

    folder: Path

    def __call__(self, row: Row) -> list[Verdict]:
        path = self.folder / f"{rows().index(row)}.yaml"
        return [self._verdict(row, path, one) for one in mutants(row.file, Random(row.path), EACH)]

    def _verdict(self, row: Row, path: Path, mutant: Mutant) -> Verdict:
        path.write_text(mutant.text, encoding="utf-8", newline="\n")
        found = validate(path, path.name, Config(package="package")).diagnostics
        first = next((one for one in found if one.severity is Severity.ERROR), None)
        if first is None:
            return Verdict(row.path, mutant, "", near=False)
        told = f"{first.code}@{first.at.line}: {first.message}"
        return Verdict(row.path, mutant, told, near=is_near(first, mutant))


def test_the_first_error_is_where_the_document_was_broken(tmp_path: Path) -> None:
    documents = [row for row in rows() if row.verdict == "valid" and _is_whole_yaml(row)]
    found = [one for some in over_all_cores(Breaker(tmp_path), documents) for one in some]
    tally("mutants", [(one.mutant.what, one.place) for one in found])
    refused = [one for one in found if one.told]
    elsewhere = [str(one) for one in refused if not one.near]
    assert len(refused) > 1_000
    assert len(elsewhere) <= (1 - PLACED) * len(refused), "\n".join(elsewhere)


def _is_whole_yaml(row: Row) -> bool:
    """Whether the document is one YAML file, so that it means the same in another folder."""
    text = row.file.read_text(encoding="utf-8")
    return row.file.suffix in {".yaml", ".yml"} and not _OTHER_FILE.search(text)
