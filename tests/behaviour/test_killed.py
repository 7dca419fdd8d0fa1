"""``generate`` killed at whatever moment: the next run repairs the package, and nothing is lost."""

import os
import random
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from asyncapi_pygen.emit.disk import TEMPORARY_SUFFIX
from support.commands import ORDERS, command

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="processes are forked"),
]

MOMENTS = 100
"""How many times each of the five tests is killed."""

DOCUMENTS = [
    ORDERS,
    ORDERS.replace("note:", "remark:"),
    ORDERS.replace("type: string", "type: integer"),
    f"{ORDERS}tags: [{{name: shop}}]\n",
]
MINE: Mapping[str, bytes] = {
    "shop_app.py": b"# mine\r\nclass App: ...\r\n",
    "tests/test_shop.py": b"# mine too\n",
    "shop/notes.txt": b"a stranger in the package\n",
    "shop/trials/mine.txt": b"and deeper\n",
    "elsewhere/models.py": b"another package\n",
}


@pytest.mark.parametrize("seed", range(5))
def test_killed_at_any_moment_the_next_run_repairs(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    chance = random.Random(seed)
    duration = _prepared()
    halfway = 0
    for _ in range(MOMENTS):
        Path("orders.yaml").write_text(chance.choice(DOCUMENTS), "utf-8")
        before = _package()
        _killed_after(chance.uniform(0, 1.2 * duration))
        halfway += _package() != before
        assert _mine() == MINE
        # Of the same document, or of one that has changed meanwhile.
        Path("orders.yaml").write_text(chance.choice(DOCUMENTS), "utf-8")
        assert command("generate", "orders.yaml", "--output", "shop").code == 0
        repaired = _package()
        assert command("check", "orders.yaml", "--output", "shop", "--fresh").code == 0
        assert _mine() == MINE
        assert not [name for name in repaired if name.endswith(TEMPORARY_SUFFIX)]
    assert halfway > MOMENTS / 50  # else nothing was ever killed while it was writing


def _prepared() -> float:
    """Write the document and the user's files, and return how long a whole run takes."""
    Path("orders.yaml").write_text(DOCUMENTS[0], "utf-8")
    assert command("generate", "orders.yaml", "--output", "shop").code == 0
    for name, content in MINE.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(content)
    Path("orders.yaml").write_text(DOCUMENTS[1], "utf-8")
    began = time.perf_counter()
    os.waitpid(_started(), 0)
    return time.perf_counter() - began


def _started() -> int:
    """Start a run in a process of its own, which has imported what it needs already."""
    child = os.fork()
    if child == 0:
        try:
            command("generate", "orders.yaml", "--output", "shop")
        finally:
            os._exit(0)
    return child


def _killed_after(seconds: float) -> None:
    child = _started()
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _mine() -> Mapping[str, bytes]:
    return {name: Path(name).read_bytes() for name in MINE}


def _package() -> Mapping[str, bytes]:
    files = (path for path in Path("shop").rglob("*") if path.is_file())
    return {path.as_posix(): path.read_bytes() for path in files}
