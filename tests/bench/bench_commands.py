"""Whole processes: the commands on the founding document, with time and peak memory.

Run by hand::

    python tests/bench/bench_commands.py

The least of several runs counts. ``python -c pass`` stands beside them as the floor.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
SPEC = str(ROOT / "specs" / "sinch-voice-callbacks.yaml")


def main() -> None:
    """Print a line for each command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=10)
    runs: int = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        package = str(Path(folder) / "kept" / "voice")
        measure_once(["generate", SPEC, "--output", package])
        commands = {
            "--help": ["--help"],
            "validate": ["validate", SPEC],
            "check, clean": ["check", SPEC, "--output", package],
            "generate, nothing to do": ["generate", SPEC, "--output", package],
            "generate, from nothing": ["generate", SPEC, "--output", f"{folder}/{{}}/voice"],
        }
        print(f"{'':26} {'wall':>8} {'CPU':>8} {'peak':>9}")
        report("python -c pass", [measure([sys.executable, "-c", "pass"]) for _ in range(runs)])
        for name, words in commands.items():
            report(name, [measure_once([w.format(run) for w in words]) for run in range(runs)])


def measure_once(words: list[str]) -> tuple[float, float, float]:
    """Run the command line in a process of its own."""
    return measure([sys.executable, "-m", "asyncapi_pygen", *words])


def measure(command: list[str]) -> tuple[float, float, float]:
    """Return wall seconds, CPU seconds and peak megabytes of a process."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def report(name: str, runs: list[tuple[float, float, float]]) -> None:
    """Print the least of each column."""
    wall, cpu, peak = (min(column) for column in zip(*runs, strict=True))
    print(f"{name:26} {wall:6.3f} s {cpu:6.3f} s {peak:6.1f} MB")


if __name__ == "__main__":
    main()
