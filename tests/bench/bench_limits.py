"""Documents that are made to hurt: what they cost before they are refused, in time and memory.

Run by hand::

    python tests/bench/bench_limits.py

Each is validated in a process of its own; time and memory are what ``validate`` takes beyond the
imports, which a document that is well has paid for before.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAD = "asyncapi: 3.0.0\ninfo: {title: A, version: 1.0.0}\n"
JSON_HEAD = '{"asyncapi": "3.0.0", "info": {"title": "A", "version": "1.0.0"}, '
MEASURE = """
import json, resource, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from asyncapi_pygen.config import Config
from asyncapi_pygen.pipeline import validate
config = Config(package="package")
folder = Path(sys.argv[1]).parent
for name in ("well.yaml", "well.json"):
    (folder / name).write_text('{"asyncapi": "3.0.0", "info": {"title": "A", "version": "1.0.0"}}')
    validate(folder / name, name, config)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began = time.process_time()
result = validate(Path(sys.argv[1]), "asyncapi", config)
seconds = time.process_time() - began
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
found = [f"{one.severity}[{one.code}]" for one in result.diagnostics]
print(json.dumps([seconds, grown / 1024, found]))
"""


def references(size: int, last: str) -> str:
    """Return schemas each of which is a reference to the next, and the last to ``last``."""
    names = [f"S{number}" for number in range(size)]
    targets = [*names[1:], last]
    rows = "".join(
        f"    {name}: {{$ref: '#/components/schemas/{target}'}}\n"
        for name, target in zip(names, targets, strict=True)
    )
    return f"{HEAD}components:\n  schemas:\n{rows}    End: {{type: string}}\n"


def bomb(levels: int, first: str, level: Callable[[str], str]) -> str:
    """Return values each of which holds the one before nine times, by alias."""
    rows = "".join(
        f"x-a{number}: &a{number} {level(', '.join([f'*a{number - 1}'] * 9))}\n"
        for number in range(1, levels)
    )
    return f"{HEAD}x-a0: &a0 {first}\n{rows}"


CASES: dict[str, tuple[str, Callable[[], str]]] = {
    "a bomb of aliases, 30 levels": ("yaml", lambda: bomb(30, "[x, x]", "[{}]".format)),
    "a bomb of merge keys, 30 levels": (
        "yaml",
        lambda: bomb(30, "{x: 1, y: 2}", "{{<<: [{}]}}".format),
    ),
    "an alias in the value that it stands for": ("yaml", lambda: HEAD + "x-a: &a [*a]\n"),
    "10,000 nested lists, YAML in brackets": (
        "yaml",
        lambda: HEAD + "x-a: " + "[" * 10_000 + "]" * 10_000,
    ),
    "10,000 nested lists, YAML with dashes": ("yaml", lambda: "- " * 10_000 + "1\n"),
    "3,000 nested objects, YAML by indentation": (
        "yaml",
        lambda: "".join(f"{' ' * depth}a:\n" for depth in range(3_000)),
    ),
    "10,000 nested lists, JSON": (
        "json",
        lambda: JSON_HEAD + '"x-a": ' + "[" * 10_000 + "]" * 10_000 + "}",
    ),
    "10,000 nested objects, JSON": (
        "json",
        lambda: JSON_HEAD + '"x-a": ' + '{"a": ' * 10_000 + "1" + "}" * 10_001,
    ),
    "1,000,000 opening brackets, YAML": ("yaml", lambda: "[" * 1_000_000),
    "1,000,000 opening brackets, JSON": ("json", lambda: "[" * 1_000_000),
    "1,000,000 opening braces, YAML": ("yaml", lambda: "{" * 1_000_000),
    "a ring of 10,000 references": ("yaml", lambda: references(10_000, "S0")),
    "a chain of 10,000 references": ("yaml", lambda: references(10_000, "End")),
    "a file of more than 20 MB": ("yaml", lambda: HEAD + "x-a: " + "a" * 20_000_000),
    "a file of almost 20 MB, one text": ("yaml", lambda: HEAD + "x-a: " + "a" * 19_900_000),
    "a key of 1 MB": ("json", lambda: JSON_HEAD + '"x-' + "a" * 1_000_000 + '": 1}'),
    "a number of 1,000,000 digits": (
        "json",
        lambda: JSON_HEAD + '"x-a": ' + "9" * 1_000_000 + "}",
    ),
    "2,000,000 values, JSON": ("json", lambda: JSON_HEAD + '"x-a": [' + "1," * 2_000_000 + "1]}"),
}


def main() -> None:
    """Print a line for each document."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=3)
    runs: int = parser.parse_args().runs
    print(f"{'':42} {'size':>9} {'CPU':>8} {'memory':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for name, (suffix, text) in CASES.items():
            path = Path(folder) / f"asyncapi.{suffix}"
            size = path.write_text(text(), "utf-8") / 1024
            found = [measure(path) for _ in range(runs)]
            seconds, memory = min(one[0] for one in found), min(one[1] for one in found)
            codes = ", ".join(found[0][2]) or "nothing"
            print(f"{name:42} {size:6.0f} kB {seconds:6.3f} s {memory:6.1f} MB  {codes}")


def measure(path: Path) -> tuple[float, float, list[str]]:
    """Return CPU seconds, megabytes and findings of one validation."""
    command = [sys.executable, "-c", MEASURE, str(path), str(ROOT / "generator")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=120)
    seconds, memory, found = json.loads(done.stdout)
    return seconds, memory, found


if __name__ == "__main__":
    main()
