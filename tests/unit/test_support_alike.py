"""Asking a checker once of what is alike hides nothing: what each module says, it says of all."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from support import checkers
from support.alike import write_once
from support.packages import ORDERS, run, write

BASE = "SIZE = 1\n"
USER = "from ._base import (\n    SIZE,\n)\n\nTWICE = 2 * SIZE\n"

Checker = Callable[[Path], checkers.Findings]
MOVED = {"b/_base.py", "b/_user.py", "b/own.py"}


def project(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder / "project"


def written(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*.py")}


@pytest.fixture
def once(tmp_path: Path) -> Callable[[Mapping[str, str]], dict[str, str]]:
    def give(files: Mapping[str, str]) -> dict[str, str]:
        target = tmp_path / "once"
        alike = write_once(project(tmp_path, files), target)
        assert sorted(file for files in alike.values() for file in files) == sorted(files)
        assert alike.keys() == written(target).keys()
        return written(target)

    return give


def test_what_is_alike_stays_once_and_imports_lead_there_from_the_same_lines(
    once: Callable,
) -> None:
    own = "from ._user import TWICE\nfrom . import _user as it, own\nOWN = '{}', it, own.OWN\n"
    package = {"__init__.py": "", "_base.py": BASE, "_user.py": USER}
    files = {f"{name}/{file}": text for name in "ab" for file, text in package.items()}
    files |= {f"{name}/own.py": own.format(name) for name in "ab"}
    left = once(files)
    assert left.pop("b/own.py") == (
        "from a._user import TWICE\n"
        "from a import _user as it; from b import own\nOWN = 'b', it, own.OWN\n"
    )
    assert left == {file: files[file] for file in files.keys() - MOVED}


def test_another_text_below_tells_apart_whoever_imports_it(once: Callable) -> None:
    package = {"__init__.py": "", "_user.py": USER, "_top.py": "from ._user import TWICE\n"}
    files = {f"{name}/{file}": text for name in "ab" for file, text in package.items()}
    files |= {"a/_base.py": BASE, "b/_base.py": BASE.replace("1", "'1'")}
    assert once(files) == files


def test_a_module_that_one_package_lacks_tells_apart(once: Callable) -> None:
    files = {f"{name}/{file}": text for name in "ab" for file, text in [("_user.py", USER)]}
    files |= {"a/_base.py": BASE}
    assert once(files) == files


def test_modules_in_a_circle_are_alike_where_their_circles_are(once: Callable) -> None:
    circle = {"_one.py": "from ._two import X\n", "_two.py": "from ._one import X\n"}
    files = {f"{name}/{file}": text for name in "abc" for file, text in circle.items()}
    files["c/_two.py"] += "X = 1\n"
    assert once(files).keys() == {"a/_one.py", "a/_two.py", "c/_one.py", "c/_two.py"}


def test_what_is_imported_as_a_module_keeps_its_name(once: Callable) -> None:
    files = {"a/_base.py": BASE, "b/_base.py": BASE, "use.py": "import b._base\n"}
    assert once(files) == files


def test_lines_with_letters_of_several_bytes(once: Callable) -> None:
    files = {"a/_b.py": "größe = 1\n", "b/_b.py": "größe = 1\n"}
    files["use.py"] = "if True:\n    from b._b import größe; print(größe)  # größer\n"
    left = once(files)
    assert left["use.py"] == "if True:\n    from a._b import größe; print(größe)  # größer\n"


@pytest.fixture
def mistaken(tmp_path: Path) -> Path:
    """Write packages with mistakes in the run time of one, of all, and in what is the document's."""
    folder = tmp_path / "project"
    for name in ("first", "second", "third"):
        write(run(ORDERS, name, adapters=()), folder)
    plant(folder / "second" / "_http.py", "def wrong() -> int:\n    return ''\n")
    for path in folder.glob("*/_wire.py"):
        plant(path, "WRONG: int = ''\n")
    plant(folder / "third" / "models.py", "Order(no_such_field=1)\n")
    plant(folder / "third" / "operations.py", "OPERATIONS[0].no_such_thing\n")
    plant(folder / "first" / "asgi.py", "from ._http import no_such_name\n")
    return folder


def plant(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("once", "of_each"),
    [
        (checkers.mypy, checkers.mypy_of_each),
        (checkers.pyright, checkers.pyright_of_each),
    ],
    ids=["mypy", "pyright"],
)
def test_a_checker_finds_what_it_finds_in_each_module(
    once: Checker, of_each: Checker, mistaken: Path
) -> None:
    found = of_each(mistaken)
    assert found.keys() == {
        *(f"{name}/_wire.py" for name in ("first", "second", "third")),
        "second/_http.py",
        "third/models.py",
        "third/operations.py",
        "first/asgi.py",
    }
    assert once(mistaken) == found
