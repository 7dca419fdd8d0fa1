"""Parts of real documents: what is kept is as it is in the package of the whole."""

from dataclasses import replace

import pytest

from asyncapi_pygen.config import ModelBackend, ModelSettings, Selection
from asyncapi_pygen.pipeline import Result, generate
from asyncapi_pygen.transports import http
from support.corpus import Row, rows
from support.documents import lowered_file
from support.parts import escaped, expect_as_in, only, parts

pytestmark = pytest.mark.corpus

EACH = 2
"""Of so many documents, one is looked at."""

BACKENDS = tuple(ModelBackend)


def made(row: Row, backend: ModelBackend, selection: Selection) -> Result:
    models = ModelSettings(backend=backend)
    config = replace(row.config(), models=models, selection=selection)
    return generate(row.file, row.file.name, config)


def test_the_first_and_the_last_operation_are_as_among_all() -> None:
    looked_at = 0
    for number, row in enumerate([row for row in rows() if row.verdict == "valid"][::EACH]):
        backend = BACKENDS[number % len(BACKENDS)]
        whole = made(row, backend, Selection())
        ids = [one.id for one in http.receiving(lowered_file(row.file).api)] if whole.files else []
        for id_ in {ids[0], ids[-1]} if len(ids) > 1 else ():
            part = made(row, backend, Selection(only=only(f"operation:{escaped(id_)}")))
            assert part.files, f"{row.path}: {id_}"
            expect_as_in(parts(whole), parts(part))
            looked_at += 1
    assert looked_at > 50
