"""What is made once for all schemas of a document is what would be made for each alone."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.ir.schema import Language, Schema, SchemaFormat, SchemaRef
from asyncapi_pygen.payloads.original import Originals
from asyncapi_pygen.payloads.samples import FORMATS, Sampler
from asyncapi_pygen.payloads.trials.view import View
from asyncapi_pygen.payloads.validators import Judge, Member, compiled
from support.documents import Lowered, lowered, models_of
from support.random_schemas import VALUES, RandomSchemas

VERSIONS = ["draft-07", "2020-12"]
SCALARS: Sequence[Any] = [*VALUES, *FORMATS.values(), 2, "no date"]
INSTANCES: Sequence[Any] = [
    *SCALARS,
    *({"p": value, "k": "S1"} for value in SCALARS),
    *([value, value] for value in SCALARS),
]


def chance(folder: Path, seed: int, version: str) -> Lowered:
    return lowered(folder, json.dumps(RandomSchemas(seed, version).document()))


def verdicts(judge: Judge | None) -> list[bool]:
    return [] if judge is None else [judge.is_valid(value) for value in INSTANCES]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("seed", range(12))
def test_a_sample_is_the_same_after_others(seed: int, version: str, tmp_path: Path) -> None:
    api = chance(tmp_path, seed, version).api
    shared = Sampler(Originals(api.schemas))
    for message in api.messages.values():
        for formats in (False, True):
            alone = Sampler(Originals(api.schemas)).sample(message, formats=formats)
            assert shared.sample(message, formats=formats) == alone
    for id_ in api.schemas:
        assert shared.smallest(id_) == Sampler(Originals(api.schemas)).smallest(id_)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("seed", range(12))
def test_schemas_judge_together_as_they_do_alone(seed: int, version: str, tmp_path: Path) -> None:
    originals = Originals(chance(tmp_path, seed, version).api.schemas)
    for id_ in originals.schemas:
        whole = originals.self_contained(id_)
        usual, without = originals.reading(id_)
        assert isinstance(usual, Member)
        assert verdicts(usual) == verdicts(compiled(whole))
        assert verdicts(without) == verdicts(compiled(whole, formats=False))
        assert verdicts(originals.asserting(id_)) == verdicts(compiled(whole, formats=True))


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("seed", range(12))
def test_models_judge_together_as_they_do_alone(seed: int, version: str, tmp_path: Path) -> None:
    plan = models_of(chance(tmp_path, seed, version)).models.plan
    view = View(plan)
    for place in plan.entries:
        alone = compiled(View(plan).whole({"$ref": place}, place), formats=True)
        assert isinstance(view.judge(place), Member)
        assert verdicts(view.judge(place)) == verdicts(alone)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("seed", range(12))
def test_less_is_refused_without_formats_where_that_is_said(
    seed: int, version: str, tmp_path: Path
) -> None:
    originals = Originals(chance(tmp_path, seed, version).api.schemas)
    looser = [id_ for id_ in originals.schemas if originals.is_looser_without_formats(id_)]
    for id_ in looser:
        _, without = originals.reading(id_)
        pairs = zip(verdicts(originals.asserting(id_)), verdicts(without), strict=True)
        assert all(loose or not strict for strict, loose in pairs)


def originals_of(version: str, **bodies: Any) -> Originals:
    format_ = SchemaFormat(Language.JSON_SCHEMA, version)
    return Originals(
        {
            id_: Schema(
                id=id_, key=id_, component=True, format=format_, body=body, at=Location("x")
            )
            for id_, body in bodies.items()
        }
    )


def test_where_a_part_is_turned_round_nobody_knows() -> None:
    date = {"type": "string", "format": "date"}
    led = {"properties": {"at": SchemaRef("turned")}}
    originals = originals_of("draft-07", plain=date, turned={"not": date}, led=led)
    known = [originals.is_looser_without_formats(id_) for id_ in originals.schemas]
    assert known == [True, False, False]


def test_a_schema_that_does_not_compile_takes_no_other_with_it() -> None:
    originals = originals_of("draft-07", bad={"pattern": "("}, good={"maxLength": 3})
    assert originals.validator("bad") is None
    good = originals.validator("good")
    assert good is not None
    assert [good.is_valid(text) for text in ("abc", "abcd")] == [True, False]


def test_anchors_of_one_name_are_those_of_each_schema() -> None:
    one, other = (
        {"$ref": "#here", "$defs": {"x": {"$anchor": "here", "type": type_}}}
        for type_ in ("string", "integer")
    )
    originals = originals_of("2020-12", one=one, other=other)
    for id_, right, wrong in (("one", "text", 1), ("other", 1, "text")):
        judge = originals.validator(id_)
        assert judge is not None
        assert not isinstance(judge, Member)
        assert judge.is_valid(right)
        assert not judge.is_valid(wrong)
