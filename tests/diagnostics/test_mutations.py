"""Our own documents, broken at a random place: the first error is there, or at the place's parent."""

from pathlib import Path
from random import Random

import pytest

from asyncapi_pygen.config import Config
from asyncapi_pygen.diagnostics import Severity
from asyncapi_pygen.pipeline import validate
from support.mutations import is_near, mutants
from support.packages import VOICE, VOICE_3_0

PLACED = 0.95


@pytest.mark.parametrize("document", [VOICE, VOICE_3_0], ids=lambda path: path.stem)
def test_the_first_error_is_where_the_document_was_broken(document: Path, tmp_path: Path) -> None:
    refused, elsewhere = 0, []
    for mutant in mutants(document, Random(document.name), 60):
        path = tmp_path / "asyncapi.yaml"
        path.write_text(mutant.text, encoding="utf-8", newline="\n")
        found = validate(path, path.name, Config(package="package")).diagnostics
        first = next((one for one in found if one.severity is Severity.ERROR), None)
        if first is not None:
            refused += 1
            if not is_near(first, mutant):
                elsewhere.append(f"{mutant.what}: {mutant.line} ({mutant.parent}): {first}")
    assert refused > 30
    assert len(elsewhere) <= (1 - PLACED) * refused, "\n".join(elsewhere)
