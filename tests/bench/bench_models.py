"""Models of large documents: what an import and a first use cost, and whether unions are decoded by tag.

Run by hand::

    python tests/bench/bench_models.py

Beside the generated package stands what datamodel-code-generator writes for the same schemas when it
is asked for pydantic models and nothing else. An object has ten properties: an identifier, a time, a
bounded string, two numbers, a boolean, an enum, a list, a reference and an inline object. Without
references they are *independent*; in a *tree* each refers to its parent; in a *graph* each refers to
any, in circles too. Figures are CPU time after pydantic was imported, the least of several processes;
of the first uses, the median and the worst of some models.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from asyncapi_pygen.config import Config
from asyncapi_pygen.pipeline import generate

ROOT = Path(__file__).parents[2]
COMPONENTS = "#/components/schemas/"

BEGIN = """
import sys, time
from datetime import datetime
from enum import Enum
from pydantic import AwareDatetime, BaseModel, RootModel, TypeAdapter
class Warm(BaseModel):
    time: datetime | None = None
TypeAdapter(Warm).validate_json('{}')
sys.path.insert(0, sys.argv[1])
"""
IMPORT = """
began = time.process_time()
__import__(sys.argv[2])
print(time.process_time() - began)
"""
FIRST_USE = """
import ours.models as models
body = '{"id": "123e4567-e89b-12d3-a456-426614174000", "name": "a"}'
began = time.process_time()
getattr(models, sys.argv[2]).model_validate_json(body)
print(time.process_time() - began)
print(sum(isinstance(value, type) for value in vars(models).values()))
"""
DECODE = """
from timeit import Timer
from ours.operations import OPERATIONS
codec = OPERATIONS[0].body.codec
for kind in sys.argv[2:]:
    body = ('{"kind": "%s", "name": "a"}' % kind).encode()
    assert type(codec.decode(body)).__name__.lower() == kind
    print(min(Timer(lambda: codec.decode(body)).repeat(7, 5000)) / 5000)
"""


def main() -> None:
    """Print a line for each shape, then the unions."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--objects", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sample", type=int, default=20, help="how many first uses are timed")
    arguments = parser.parse_args()
    print(
        f"{'':12} {'import':>8} {'theirs':>8} {'ratio':>6} {'first use':>10} {'worst':>8} classes"
    )
    for name, refer in SHAPES.items():
        with tempfile.TemporaryDirectory() as scratch:
            report(name, objects(arguments.objects, refer), Path(scratch), arguments)
    unions(arguments.runs)


def nothing(_number: int, _count: int, _chance: random.Random) -> None:
    """Refer to no other object."""


def parent(number: int, _count: int, _chance: random.Random) -> int | None:
    """Refer to the parent in a tree of pairs."""
    return (number - 1) // 2 if number else None


def anything(_number: int, count: int, chance: random.Random) -> int:
    """Refer to any object, itself included."""
    return chance.randrange(count)


Refer = Callable[[int, int, random.Random], int | None]
SHAPES: dict[str, Refer] = {"independent": nothing, "tree": parent, "graph": anything}


def objects(count: int, refer: Refer) -> dict[str, Any]:
    """Return the schemas of a shape by name."""
    chance = random.Random(1)
    return {f"Object{n}": one_object(n, refer(n, count, chance)) for n in range(count)}


def one_object(number: int, target: int | None) -> dict[str, Any]:
    """Return an object of ten properties; the inline one is like no other."""
    text = {"type": "string"}
    related = text if target is None else {"$ref": f"{COMPONENTS}Object{target}"}
    detail = {f"note{number}": text, "rank": {"type": "integer"}}
    properties = {
        "id": {"type": "string", "format": "uuid"},
        "createdAt": {"type": "string", "format": "date-time"},
        "name": {"type": "string", "minLength": 1, "maxLength": 40},
        "count": {"type": "integer"},
        "price": {"type": "number"},
        "active": {"type": "boolean"},
        "state": {"type": "string", "enum": ["open", "paid", "sent"]},
        "tags": {"type": "array", "items": text},
        "related": related,
        "detail": {"type": "object", "properties": detail},
    }
    return {"type": "object", "required": ["id", "name"], "properties": properties}


def report(
    name: str, schemas: Mapping[str, Any], folder: Path, arguments: argparse.Namespace
) -> None:
    """Print the line of a shape."""
    write_ours(schemas, folder, [[one] for one in schemas])
    write_theirs(schemas, folder / "theirs.py")
    ours, theirs = (
        min(timed(BEGIN + IMPORT, folder, module)[0] for _ in range(arguments.runs + 1))
        for module in ("ours.operations", "theirs")
    )
    sample = random.Random(2).sample([*schemas], min(arguments.sample, len(schemas)))
    first = [timed(BEGIN + FIRST_USE, folder, one) for one in sample]
    times = [seconds * 1000 for seconds, _ in first]
    classes = statistics.median(count for _, count in first)
    print(
        f"{name:12} {ours:6.3f} s {theirs:6.3f} s {ours / theirs:6.2f}"
        f" {statistics.median(times):7.1f} ms {max(times):5.1f} ms {classes:7.0f}"
    )


def unions(runs: int) -> None:
    """Print how long a union of two and one of 46 take for their first and last member."""
    found: dict[int, list[float]] = {}
    for count in (2, 46):
        kinds = [f"kind{n}" for n in range(count)]
        members = {
            kind.title(): {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"const": kind}, "name": {"type": "string"}},
            }
            for kind in kinds
        }
        with tempfile.TemporaryDirectory() as scratch:
            write_ours(members, Path(scratch), [[*members]])
            times = [timed(BEGIN + DECODE, Path(scratch), kinds[0], kinds[-1]) for _ in range(runs)]
        found[count] = [min(column) for column in zip(*times, strict=True)]
    floor = found[2][0]
    print(f"\n{'union of':12} {'first':>9} {'last':>9}   as many times the first of two")
    for count, (first, last) in found.items():
        print(
            f"{count:<12} {first * 1e6:6.2f} us {last * 1e6:6.2f} us"
            f"   {first / floor:.2f} and {last / floor:.2f}"
        )


def write_ours(schemas: Mapping[str, Any], folder: Path, channels: list[list[str]]) -> None:
    """Generate the package ``ours``: one operation a channel, which takes one of its schemas."""
    bindings = {"http": {"type": "request", "method": "POST", "bindingVersion": "0.1.0"}}
    told = {
        "asyncapi": "2.6.0",
        "info": {"title": "Objects", "version": "1"},
        "channels": {
            f"/{number}": {
                "publish": {
                    "operationId": f"receive{number}",
                    "bindings": bindings,
                    "message": {
                        "oneOf": [
                            {"messageId": one, "payload": {"$ref": f"{COMPONENTS}{one}"}}
                            for one in names
                        ]
                    },
                }
            }
            for number, names in enumerate(channels)
        },
        "components": {"schemas": schemas},
    }
    document = folder / "document.json"
    document.write_text(json.dumps(told), encoding="utf-8")
    for file in generate(document, document.name, Config(package="ours")).files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8")


def write_theirs(schemas: Mapping[str, Any], path: Path) -> None:
    """Have datamodel-code-generator write its models, formatted by nobody."""
    import datamodel_code_generator as engine
    from datamodel_code_generator.enums import DataModelType

    text = json.dumps({"definitions": schemas}).replace(COMPONENTS, "#/definitions/")
    engine.generate(
        text,
        input_file_type=engine.InputFileType.JsonSchema,
        output_model_type=DataModelType.PydanticV2BaseModel,
        formatters=[],
        output=path,
    )


def timed(code: str, folder: Path, *words: str) -> list[float]:
    """Return the numbers that a process of this code prints."""
    command = [sys.executable, "-c", code, str(folder), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    return [float(word) for word in done.stdout.split()]


if __name__ == "__main__":
    main()
