"""The wheel: what is in it, and that it works where nothing of the checkout is."""

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "specs" / "sinch-voice-callbacks.yaml"
VERSIONS = ("2.0", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "3.0", "3.1")

pytestmark = pytest.mark.slow


def python(*words: str | Path, cwd: Path, path: Path | None = None) -> str:
    """Run Python in ``cwd``, with ``path`` before all that is installed; return what it printed."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if path is not None:
        environment["PYTHONPATH"] = str(path)
    done = subprocess.run(
        [sys.executable, *map(str, words)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pip(*words: str | Path, cwd: Path) -> None:
    python("-m", "pip", "--quiet", "--disable-pip-version-check", *words, cwd=cwd)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    pip("install", "--no-deps", "--no-index", "--target", folder, wheel, cwd=folder)
    return folder


def test_the_wheel_holds_every_template(names: set[str]) -> None:
    templates = ROOT / "templates"
    files = {path for path in templates.rglob("*") if path.is_file() and path.suffix != ".pyc"}
    assert {
        f"asyncapi_pygen/templates/{path.relative_to(templates).as_posix()}" for path in files
    } == {name for name in names if name.startswith("asyncapi_pygen/templates/")}
    assert "asyncapi_pygen/templates/runtime/runtime.py" in names
    assert "asyncapi_pygen/templates/webhook/models.py.jinja" in names


def test_the_wheel_holds_every_module(names: set[str]) -> None:
    generator = ROOT / "generator"
    assert {path.relative_to(generator).as_posix() for path in generator.rglob("*.py")} <= names


def test_the_wheel_holds_the_schemas_and_their_licence(names: set[str]) -> None:
    schemas = "asyncapi_pygen/validation/schemas"
    expected = {f"{version}.json" for version in VERSIONS} | {"LICENSE", "NOTICE"}
    assert {f"{schemas}/{name}" for name in expected} <= names


def test_the_wheel_holds_the_schema_of_the_configuration(installed: Path, tmp_path: Path) -> None:
    words = ("-m", "asyncapi_pygen", "config", "schema")
    assert '"targets"' in python(*words, cwd=tmp_path, path=installed)


def test_the_wheel_is_marked_as_typed(names: set[str]) -> None:
    assert "asyncapi_pygen/py.typed" in names


def test_the_wheel_holds_its_own_licence(names: set[str]) -> None:
    assert {"LICENSE", "NOTICE"} <= {
        name.rpartition("/")[2] for name in names if ".dist-info/licenses/" in name
    }


def test_the_wheel_holds_nothing_else(names: set[str]) -> None:
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"asyncapi_pygen"}
    assert not [
        name
        for name in names
        if name.endswith(".pyc") or "tests" in name.split("/") or "/test_" in name
    ]


def test_the_wheel_works_elsewhere(installed: Path, tmp_path: Path) -> None:
    document = tmp_path / "callbacks.yaml"
    document.write_bytes(SPEC.read_bytes())
    where = "import asyncapi_pygen; print(asyncapi_pygen.__file__)"
    found = Path(python("-c", where, cwd=tmp_path, path=installed).strip())
    assert found.is_relative_to(installed)
    words = ("-m", "asyncapi_pygen")
    output = ("callbacks.yaml", "--output", "made/voice")
    assert "created" in python(*words, "generate", *output, cwd=tmp_path, path=installed)
    assert "is what" in python(*words, "check", *output, cwd=tmp_path, path=installed)
    assert "application" in python(
        "-c", "import voice_app; print(voice_app.app)", cwd=tmp_path / "made"
    )


def test_the_wheel_signs_what_it_sends(installed: Path, tmp_path: Path) -> None:
    signed = (
        "from asyncapi_pygen.rendering.environment import serving_module as module;"
        "token = module('verify').Bearer(secrets='token');"
        "request = module('_http').Request('POST', '/');"
        "print(token.sign(request).headers['authorization'])"
    )
    assert python("-c", signed, cwd=tmp_path, path=installed) == "Bearer token\n"


def test_the_command_is_installed(installed: Path, tmp_path: Path) -> None:
    script = next((installed / "bin").glob("asyncapi-pygen*"))
    assert python(script, "--version", cwd=tmp_path, path=installed).startswith("asyncapi-pygen, ")
