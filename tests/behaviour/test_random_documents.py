"""Packages of documents by chance: what each says of itself in its trials holds.

A schema is of any keywords, contradictions among them, and refers to others in circles and unions.
"""

import json
import logging
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from asyncapi_pygen.config import Config, Formats, ModelBackend, ModelSettings, Numbers
from asyncapi_pygen.pipeline import generate
from support.packages import importable, write
from support.random_schemas import RandomSchemas, few_or_many

VERSIONS = ["draft-07", "2020-12"]
SETTINGS = {
    **{backend.value: ModelSettings(backend=backend) for backend in ModelBackend},
    "strict schemas": ModelSettings(strict_schemas=True),
    "by the letter": ModelSettings(assume_types=False),
    "strict formats": ModelSettings(formats=Formats.STRICT),
    "decimals": ModelSettings(numbers=Numbers.DECIMAL),
}


@pytest.fixture(autouse=True)
def silent() -> Iterator[None]:
    """Leave out what packages log of answers that they refuse."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def check(
    folder: Path, settings: ModelSettings, version: str, seed: int, *, surrounded: bool = False
) -> int:
    """Generate a package and run its contract; return how many checks there were."""
    name = f"chance_{seed}_{version.replace('-', '_')}"
    source = folder / f"{name}.json"
    chance = RandomSchemas(seed, version)
    document = chance.surrounded() if surrounded else chance.document()
    source.write_text(json.dumps(document), "utf-8")
    config = Config(package=name, models=settings)
    made = generate(source, source.name, config)
    assert made.files, [one.message for one in made.diagnostics]
    write(made, folder)
    with importable(folder, name):
        checks = import_module(f"{name}.contract").checks()
        for one in checks:
            try:
                one.run()
            except Exception as error:
                error.add_note(f"of {one.name}, in the document of seed {seed} in {version}")
                raise
    return len(checks)


@few_or_many(80, range(5, 15), 400)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("settings", SETTINGS)
def test_contracts_hold(
    settings: str, version: str, seeds: range, least: int, tmp_path: Path
) -> None:
    made = (check(tmp_path, SETTINGS[settings], version, seed) for seed in seeds)
    assert sum(made) > least


@few_or_many(60, range(5, 25), 700)
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("backend", ModelBackend)
def test_contracts_hold_with_more_around_events(
    backend: ModelBackend, version: str, seeds: range, least: int, tmp_path: Path
) -> None:
    settings = ModelSettings(backend=backend)
    made = (check(tmp_path, settings, version, seed, surrounded=True) for seed in seeds)
    assert sum(made) > least
