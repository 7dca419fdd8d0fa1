"""The JSON schema of every generated class and alias is the source's, but for what is reported.

Each keyword that the report says is not enforced is taken out of the source at the place that the
report names; then the two must be equal. So the test also proves that the report is complete.
"""

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from support.documents import lowered, lowered_file, models_of
from support.normalised import normalised
from support.packages import (
    ORDERS,
    VOICE,
    VOICE_3_0,
    VOICE_OVERLAY,
    Written,
    importable,
    run,
    write,
)
from support.sources import sources

CASES: dict[str, tuple[Path, list[Path], int, int]] = {
    "founding": (VOICE, [], 5, 0),
    "founding_3_0": (VOICE_3_0, [], 5, 0),
    "overlaid": (VOICE, [VOICE_OVERLAY], 7, 38),
    "orders": (ORDERS, [], 22, 1),
}
"""The document, its overlays; how many of its own schemas are received, and how many only sent."""


@pytest.mark.parametrize("case", CASES)
def test_the_schema_of_each_model_is_the_source(case: str, tmp_path: Path) -> None:
    document, overlays, *counts = CASES[case]
    found = lowered_file(document, *overlays)
    expected = sources(found, models_of(found).models)
    name = f"equal_{case}"
    write(run(document, name, overlays), tmp_path)
    with importable(tmp_path, name):
        package = Written(tmp_path, name, run(document, name, overlays))
        for entry, (source, sent) in expected.items():
            made = TypeAdapter(getattr(package.models, entry)).json_schema(by_alias=True)
            assert (entry, normalised(made, sent=sent, strict=True)) == (
                entry,
                normalised(source, sent=sent, strict=True),
            )
    sent_only = [entry for entry, (_, sent) in expected.items() if sent]
    assert [len(expected) - len(sent_only), len(sent_only)] == counts


@pytest.mark.parametrize("case", ["founding", "founding_3_0", "overlaid"])
def test_nothing_of_the_founding_document_is_lost(case: str) -> None:
    document, overlays, *_ = CASES[case]
    found = lowered_file(document, *overlays)
    models_of(found)
    assert [one.message for one in found.diagnostics if one.code == "schema-weakened"] == []


LOSING = """
asyncapi: 2.6.0
info: {title: Lost, version: '1'}
channels:
  /a: {publish: {message: {payload: {$ref: '#/components/schemas/Code'}}}}
components: {schemas: {Code: {type: object, properties: {a: {type: string, pattern: '^(?!0)'}}}}}
"""


def test_a_loss_that_is_not_reported_is_noticed(tmp_path: Path) -> None:
    found = lowered(tmp_path, LOSING)
    models = models_of(found).models
    silent = replace(found, diagnostics=type(found.diagnostics)())
    reported = sources(found, models)
    unreported = sources(silent, models)
    differing = {
        name
        for name in reported
        if normalised(reported[name][0], strict=True)
        != normalised(unreported[name][0], strict=True)
    }
    assert differing == {"Code"}
