"""The JSON schema of every class and alias that the corpus gives is the source's, or is listed.

What the report says is not enforced is taken out of the source first, so that the test also proves the
report complete. What else differs is in ``schemas.tsv`` by document and pointer, with a reason each; an
entry that is not needed any more fails the test.
"""

import csv
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from pydantic import TypeAdapter

from asyncapi_pygen.config import Limits
from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Api
from asyncapi_pygen.lowering.document import lower
from asyncapi_pygen.source.bundle import load_bundle
from asyncapi_pygen.source.files import Files
from support.corpus import Row, over_all_cores, rows
from support.documents import Lowered, models_of
from support.normalised import normalised
from support.sources import sources
from support.tally import tally

pytestmark = pytest.mark.corpus

LISTED = Path(__file__).with_name("schemas.tsv")


@dataclass(frozen=True)
class Compared:
    """How many schemas of a document were compared, and the pointers of those that differ."""

    path: str
    count: int
    different: tuple[str, ...]


def compare(row: Row) -> Compared:
    """Compare each class and alias of a document with its source."""
    diagnostics = Diagnostics()
    bundle = load_bundle(row.file, row.file.name, row.config(), Files(Limits(), diagnostics))
    assert bundle is not None, row.path
    major = int(str(bundle.root.text("asyncapi")).partition(".")[0])
    api = lower(bundle.root, major, row.file.name, diagnostics)
    found = models_of(Lowered(only_json(api), bundle, diagnostics))
    places = {name: id_ for id_, name in found.models.names.entries.items()}
    expected = sources(found.lowered, found.models)
    different: list[str] = []
    with TemporaryDirectory() as folder:
        module = found.load(Path(folder))
        for name, (source, sent) in expected.items():
            made = TypeAdapter(getattr(module, name)).json_schema(by_alias=True)
            if not is_equal(made, source, sent=sent):
                different.append(places[name])
    return Compared(row.path, len(expected), tuple(different))


def only_json(api: Api) -> Api:
    """Return the model without the payloads in Avro and Protobuf, which have no JSON schema."""
    messages = {
        id_: one
        if one.payload and api.schemas[one.payload].format.language.is_json_schema
        else replace(one, payload=None)
        for id_, one in api.messages.items()
    }
    return replace(api, messages=messages)


def is_equal(made: Any, source: Any, *, sent: bool) -> bool:
    try:
        ours = normalised(made, sent=sent, strict=True)
        return bool(ours == normalised(source, sent=sent, strict=True, assumed=True))
    except RecursionError:
        return False


def test_each_model_says_what_its_source_says() -> None:
    valid = [row for row in rows() if row.verdict == "valid"]
    found = over_all_cores(compare, valid)
    different = {(one.path, pointer) for one in found for pointer in one.different}
    count = sum(one.count for one in found)
    equal = [("schemas", "equal")] * (count - len(different))
    tally(
        "models of the corpus and their sources",
        [*equal, *[("schemas", "listed")] * len(different)],
    )
    with LISTED.open(encoding="utf-8", newline="") as file:
        listed = [*csv.DictReader(file, delimiter="\t")]
    assert all(row["reason"] for row in listed)
    known = {(row["path"], row["pointer"]) for row in listed}
    new = [f"{path}: {pointer}" for path, pointer in sorted(different - known)]
    gone = [
        f"{path}: {pointer} is listed, and is equal" for path, pointer in sorted(known - different)
    ]
    if new or gone:
        pytest.fail("\n".join([*new, *gone]), pytrace=False)
