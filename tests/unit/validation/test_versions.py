"""Which versions are read, and what is said about the others."""

from collections.abc import Callable

import pytest

from asyncapi_pygen.diagnostics import Diagnostics, Severity
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.validation.versions import Version, find_version, version_of

DocumentOf = Callable[[str], Document]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("2.0.0", Version(2, 0)),
        ("2.6.0", Version(2, 6)),
        ("2.6.11", Version(2, 6)),
        ("3.0.0", Version(3, 0)),
        ("3.0.1", Version(3, 0)),
    ],
)
def test_the_patch_number_does_not_matter(
    text: str, version: Version, document_of: DocumentOf
) -> None:
    diagnostics = Diagnostics()
    assert find_version(document_of(f"asyncapi: {text}"), diagnostics) == version
    assert not diagnostics


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("2.7.0", Version(2, 6)),
        ("2.10.0", Version(2, 6)),
        ("3.2.0", Version(3, 1)),
        ("3.9.1-rc.1", Version(3, 1)),
    ],
)
def test_a_newer_minor_version_is_read_as_the_newest_that_is_known(
    text: str, version: Version, document_of: DocumentOf
) -> None:
    diagnostics = Diagnostics()
    assert find_version(document_of(f"asyncapi: {text}"), diagnostics) == version
    (found,) = diagnostics
    assert (found.code, found.severity) == ("version-newer", Severity.NOTE)
    assert found.message == f"`{text}` is newer than the generator: it is read as {version}"


@pytest.mark.parametrize(
    ("text", "version"),
    [("2.0.0-rc2", Version(2, 0)), ("3.1.0-rc.1", Version(3, 1)), ("3.0.0-draft", Version(3, 0))],
)
def test_a_release_candidate_is_read_as_the_release(
    text: str, version: Version, document_of: DocumentOf
) -> None:
    diagnostics = Diagnostics()
    assert find_version(document_of(f"asyncapi: {text}"), diagnostics) == version
    (found,) = diagnostics
    assert (found.code, found.severity) == ("version-candidate", Severity.NOTE)


def test_any_file_may_name_a_version(document_of: DocumentOf) -> None:
    assert version_of(document_of("asyncapi: 2.6.3")) == Version(2, 6)
    assert version_of(document_of("asyncapi: latest")) is None
    assert version_of(document_of("type: object")) is None
    assert version_of(document_of("[]")) is None


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("1.2.0", "convert the document to AsyncAPI 2 or 3 first"),
        ("'2'", "write the version as three numbers: `2.0.0`"),
        ("'2.6'", "write the version as three numbers: `2.6.0`"),
        ("4.0.0", "this version is newer than the generator: look for a newer release of it"),
        ("'3.0'", "write the version as three numbers: `3.0.0`"),
        ("'3'", "write the version as three numbers: `3.0.0`"),
        ("3.0.0.0", "write the version as three numbers: `3.0.0`"),
        ("v3.0.0", "write the version as three numbers: `3.0.0`"),
        ("latest", "write the version as three numbers, such as `3.0.0`"),
    ],
)
def test_other_versions_are_refused_with_what_to_do(
    text: str, hint: str, document_of: DocumentOf
) -> None:
    diagnostics = Diagnostics()
    assert find_version(document_of(f"asyncapi: {text}"), diagnostics) is None
    (found,) = diagnostics
    assert (found.code, found.hint) == ("version-unsupported", hint)
    assert (found.at.line, found.at.column) == (1, 11)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("asyncapi: 2.6", "write all three numbers: `asyncapi: 2.6.0`"),
        ("asyncapi: 3", "write all three numbers: `asyncapi: 3.0.0`"),
        ("asyncapi: true", "give the version as text, such as `asyncapi: 3.0.0`"),
        ("asyncapi:", "give the version as text, such as `asyncapi: 3.0.0`"),
        ("AsyncApi: 3.0.0", "write `asyncapi`, not `AsyncApi`"),
        ("openapi: 3.0.3", "this looks like an OpenAPI document"),
        ("swagger: '2.0'", "this looks like a Swagger (OpenAPI 2) document"),
        ("info: {}", "begin it with the version, such as `asyncapi: 3.0.0`"),
        ("[]", "an AsyncAPI document begins with `asyncapi: 3.0.0`"),
    ],
)
def test_a_document_of_another_kind_is_told_from_what_it_holds(
    text: str, hint: str, document_of: DocumentOf
) -> None:
    diagnostics = Diagnostics()
    assert find_version(document_of(text), diagnostics) is None
    (found,) = diagnostics
    assert (found.code, found.hint) == ("not-asyncapi", hint)
