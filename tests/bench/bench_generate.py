"""Documents of many messages: ``generate`` beside datamodel-code-generator, and after a change.

Run by hand::

    python tests/bench/bench_generate.py

Each message has an operation of its own and an object of ten properties: an identifier, a time, a
bounded string, two numbers, a boolean, an enum, a list, an inline object and a reference to its
parent in a tree. Beside ``generate``, which writes models, handlers, a router, samples, trials and a
test, stands what datamodel-code-generator takes as a process to write models of the same schemas
alone. Then one message gets a property more, and the package is generated again; then an object
that an eighth of the messages lead to gets one, and so do they. After that nothing differs, and is
checked. Seconds of the clock and of CPU; the least of several runs counts.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench_commands import measure
from bench_models import COMPONENTS, objects, parent

DCG = """
import sys
from pathlib import Path
from datamodel_code_generator import DataModelType, InputFileType, generate
generate(
    Path(sys.argv[1]),
    input_file_type=InputFileType.JsonSchema,
    output=Path(sys.argv[2]),
    output_model_type=DataModelType.PydanticV2BaseModel,
    formatters=[],
)
"""


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--messages", type=int, nargs="*", default=[100, 300, 1000])
    arguments = parser.parse_args()
    print(f"{'messages':>8} {'generate':>17} {'models alone':>17} {'ratio':>6}", end="")
    print(f" {'one changed':>17} {'an eighth changed':>17} {'check, clean':>17}")
    # Nothing is removed before the end: a file system may take long to use again what was freed.
    with tempfile.TemporaryDirectory() as folder:
        for count in arguments.messages:
            own = Path(folder, str(count))
            own.mkdir()
            report(count, own, arguments.runs)


def report(count: int, folder: Path, runs: int) -> None:
    """Print the line of a document with so many messages."""
    schemas = objects(count, parent)
    told = json.dumps({"definitions": schemas}).replace(COMPONENTS, "#/definitions/")
    (folder / "schemas.json").write_text(told, "utf-8")
    columns: list[Sequence[tuple[float, float]]] = [[], [], [], [], []]
    for number in range(runs):
        # What is remembered lies in a folder of its own: a first run remembers nothing.
        os.environ["XDG_CACHE_HOME"] = str(folder / f"remembered{number}")
        words = [str(folder / "document.json"), "--output", str(folder / f"run{number}" / "ours")]
        write(schemas, folder)
        theirs = [sys.executable, "-c", DCG, str(folder / "schemas.json"), str(folder / "m.py")]
        rows = [command("generate", *words), measure(theirs)[:2]]
        changing = dict(schemas)
        for name in (f"Object{count - 1}", "Object7"):  # the former has no children
            changing[name] = with_property(changing[name], f"new{number}")
            write(changing, folder)
            rows.append(command("generate", *words))
        rows.append(command("check", *words))
        columns = [[*column, row] for column, row in zip(columns, rows, strict=True)]
    least = [tuple(map(min, zip(*one, strict=True))) for one in columns]
    ours, alone, *others = (f"{wall:6.2f} s {cpu:6.2f} s" for wall, cpu in least)
    print(f"{count:8} {ours} {alone} {least[0][0] / least[1][0]:6.2f} {' '.join(others)}")


def with_property(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the schema with a property more."""
    return {**schema, "properties": {**schema["properties"], name: {"type": "string"}}}


def command(*words: str) -> tuple[float, float]:
    """Return what a command takes: seconds of the clock and of CPU."""
    return measure([sys.executable, "-m", "asyncapi_pygen", *words, "--limit", "seconds=600"])[:2]


def write(schemas: dict[str, Any], folder: Path) -> None:
    """Write the document: an operation that receives each of the schemas."""
    channels = {
        f"/{name}": {
            "publish": {
                "operationId": f"receive{name}",
                "message": {"messageId": name, "payload": {"$ref": f"{COMPONENTS}{name}"}},
            }
        }
        for name in schemas
    }
    document = {
        "asyncapi": "2.6.0",
        "info": {"title": "Objects", "version": "1"},
        "channels": channels,
        "components": {"schemas": schemas},
    }
    (folder / "document.json").write_text(json.dumps(document), "utf-8")


if __name__ == "__main__":
    main()
