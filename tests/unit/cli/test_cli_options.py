"""Options as a configuration: what the package is called, and which names none can have."""

from pathlib import Path

import pytest
from click import BadParameter

from asyncapi_pygen.cli.options import Options, PackageOptions
from asyncapi_pygen.config import Adapter
from asyncapi_pygen.configuring.settings import Format
from asyncapi_pygen.diagnostics import Severity


def options(output: str | Path) -> PackageOptions:
    return PackageOptions(
        spec=Path("orders.yaml"),
        overlays=(Path("overlay.yaml"),),
        ref_roots=(Path("shared"),),
        format=Format.TEXT,
        levels=("unknown-field=note",),
        lenient=True,
        output=Path(output),
        adapters=("asgi", "flask"),
    )


def package(output: Path) -> str:
    return options(output).config.package


def test_options_become_a_configuration(tmp_path: Path) -> None:
    config = options(tmp_path / "voice").config
    assert config.package == "voice"
    assert config.overlays == (Path("overlay.yaml"),)
    assert config.ref_roots == (Path("shared"),)
    assert config.adapters == (Adapter.ASGI, Adapter.FLASK)
    assert config.levels == {"unknown-field": Severity.NOTE}
    assert config.lenient


def test_the_document_is_called_as_it_was_typed() -> None:
    made = Options(spec=Path("specs/orders.yaml"), overlays=(), ref_roots=(), format=Format.TEXT)
    assert made.name == "specs/orders.yaml"


def test_a_folder_in_packages_is_imported_by_all_their_names(tmp_path: Path) -> None:
    inner = tmp_path / "src" / "acme" / "events"
    inner.mkdir(parents=True)
    for folder in (inner, inner.parent):
        (folder / "__init__.py").write_text("")
    assert package(inner / "voice") == "acme.events.voice"


@pytest.mark.parametrize("parent", ["my-project", "class", "2024"])
def test_a_folder_that_cannot_be_imported_is_no_part_of_the_name(
    tmp_path: Path, parent: str
) -> None:
    (tmp_path / parent).mkdir()
    (tmp_path / parent / "__init__.py").write_text("")
    assert package(tmp_path / parent / "voice") == "voice"


@pytest.mark.parametrize("output", [".", "../voice", "sub/..", "", "./"])
def test_a_folder_without_a_name_is_called_as_it_is_on_the_disk(
    output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "voice" / "sub").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "voice")
    made = options(output)
    assert made.folder.resolve() == tmp_path / "voice"
    assert made.folder.name == "voice"


@pytest.mark.parametrize(
    ("output", "suggestion"),
    [
        pytest.param("my-package", "my_package", id="hyphen"),
        pytest.param("My Package", "my_package", id="blank"),
        pytest.param("voice.", "voice", id="dot at the end"),
        pytest.param("voice.events", "voice_events", id="dotted"),
        pytest.param("2024", "package_2024", id="digits"),
        pytest.param("class", "package_class", id="keyword"),
        pytest.param("None", "none", id="keyword by its capital"),
        pytest.param("d\xe9p\xf4t", "depot", id="accents"),
        pytest.param("\u6ce8\u6587", "package", id="another script"),
        pytest.param("\U0001f4a9", "package", id="emoji"),
        pytest.param("a\nb", "a_b", id="line feed"),
        pytest.param("con", "package_con", id="device of Windows"),
        pytest.param("COM1", "package_com1", id="device of Windows in capitals"),
        pytest.param("C:\\voice", "c_voice", id="path of Windows"),
        pytest.param("a" * 236, "a" * 60, id="too long for the test beside it"),
        pytest.param("json", "package_json", id="module of the standard library"),
        pytest.param("pydantic", "package_pydantic", id="what the package imports"),
        pytest.param("/", "package", id="root"),
    ],
)
def test_a_name_that_no_package_can_have_is_refused_with_one_that_it_can(
    output: str, suggestion: str
) -> None:
    with pytest.raises(BadParameter, match=f"; try `{suggestion}`$"):
        assert options(output).folder
    assert options(suggestion).folder.name == suggestion


@pytest.mark.parametrize("name", ["voice", "match", "_private", "Voice2", "tests", "a" * 100])
def test_a_name_that_a_package_can_have_is_taken(name: str) -> None:
    assert options(name).folder == Path(name)


def test_a_module_of_the_standard_library_may_be_called_so_in_a_package(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").write_text("")
    assert options(tmp_path / "calendar").folder.name == "calendar"
