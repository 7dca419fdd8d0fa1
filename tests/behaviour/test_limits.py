"""Documents that are made to hurt: each is refused, in a process that may not take much.

How long each takes is printed by ``bench/bench_limits.py``.
"""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench.bench_limits import CASES
from support.commands import GENERATOR, ORDERS, command

SECONDS = 30
MEMORY = 1_000_000_000
CODES = {
    "a bomb of aliases, 30 levels": "limit-aliases",
    "a bomb of merge keys, 30 levels": "limit-aliases",
    "an alias in the value that it stands for": "yaml-alias",
    "10,000 nested lists, YAML in brackets": "limit-depth",
    "10,000 nested lists, YAML with dashes": "limit-depth",
    "3,000 nested objects, YAML by indentation": "limit-depth",
    "10,000 nested lists, JSON": "limit-depth",
    "10,000 nested objects, JSON": "limit-depth",
    "1,000,000 opening brackets, YAML": "limit-depth",
    "1,000,000 opening brackets, JSON": "limit-depth",
    "1,000,000 opening braces, YAML": "limit-depth",
    "a ring of 10,000 references": "ref-cycle",
    "a chain of 10,000 references": "limit-chain",
    "a file of more than 20 MB": "limit-size",
    "a file of almost 20 MB, one text": None,
    "a key of 1 MB": "limit-key",
    "a number of 1,000,000 digits": "yaml-number",
    "2,000,000 values, JSON": "limit-nodes",
}
SLOW = "2,000,000 values, JSON"


def set_bounds() -> None:
    """Let the process that is about to begin be ended if it takes much more than it should."""
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@pytest.mark.skipif(sys.platform == "win32", reason="needs resource limits")
@pytest.mark.parametrize(
    ("name", "code"),
    [
        pytest.param(name, code, marks=[pytest.mark.slow] if name == SLOW else [])
        for name, code in CODES.items()
    ],
)
def test_a_document_made_to_hurt_is_one_finding(
    tmp_path: Path, name: str, code: str | None
) -> None:
    suffix, text = CASES[name]
    (tmp_path / f"api.{suffix}").write_text(text(), "utf-8")
    words = [sys.executable, "-m", "asyncapi_pygen", "validate", f"api.{suffix}"]
    done = subprocess.run(
        [*words, "--format", "concise"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(GENERATOR)},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
        preexec_fn=set_bounds,
    )

    assert done.returncode == (0 if code is None else 2), done.stderr
    assert re.findall(r"\[([\w-]+)\]", done.stdout + done.stderr) == (
        [] if code is None else [code]
    )


def test_each_case_is_tested() -> None:
    assert CODES.keys() == CASES.keys()


@pytest.fixture
def document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "orders.yaml"
    path.write_text(ORDERS, "utf-8")
    return path


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("file-bytes=100", "limit-size"),
        ("total-bytes=100", "limit-size"),
        ("depth=3", "limit-depth"),
        ("nodes=5", "limit-nodes"),
        ("key-length=3", "limit-key"),
        ("files=0", "limit-files"),
        ("seconds=0", "limit-time"),
    ],
)
@pytest.mark.parametrize(
    "words", [("validate",), ("check", "-o", "shop"), ("generate", "-o", "shop")]
)
def test_every_limit_can_be_set_and_names_itself(
    document: Path, words: tuple[str, ...], limit: str, code: str
) -> None:
    outcome = command(*words, "orders.yaml", "--limit", limit)

    assert outcome.code == 2
    assert f"error[{code}]" in outcome.err
    assert f"`--limit {limit.partition('=')[0]}`" in outcome.err
    assert outcome.err.rstrip().endswith("1 error")


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("node=5", "there is no limit `node`; did you mean `nodes`?"),
        ("tallness=5", "there is no limit `tallness`; there are file-bytes, total-bytes,"),
        ("nodes", "`nodes` is not of the form NAME=VALUE"),
        ("nodes=many", "`many` is not a whole number"),
        ("nodes=-1", "`-1` is not a whole number"),
        (f"nodes={'9' * 5000}", "`nodes` has more than 18 digits"),
        ("depth=301", "`depth` may be 300 at most"),
    ],
)
def test_a_limit_that_there_is_not_is_a_bad_call(document: Path, option: str, message: str) -> None:
    outcome = command("validate", "orders.yaml", "--limit", option)

    assert outcome.code == 2
    assert message in re.sub(r"\s+", " ", outcome.err)


def test_of_two_values_for_a_limit_the_later_one_holds(document: Path) -> None:
    words = ("validate", "orders.yaml", "--limit", "nodes=5", "--limit", "nodes=500")

    assert command(*words).code == 0
