"""Which version of AsyncAPI a document is written in, and whether it is read."""

import re
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.validation.vocabulary import shortened

# The patch number never changes what a document means ("AsyncAPI Version String" of the
# specification), hence any is taken; a suffix marks a version before the release.
WRITTEN: Final = re.compile(r"([0-9]|[1-9][0-9]{1,3})\.([0-9]|[1-9][0-9]{1,3})\.[0-9]+(-.+)?")
# The newest minor version of each major one that there is a schema of.
NEWEST: Final = {2: 6, 3: 1}
OLDEST: Final = 2
SUPPORTED_TEXT: Final = "2.0 to 2.6, 3.0 and 3.1"
NEIGHBOURS: Final = {"openapi": "an OpenAPI", "swagger": "a Swagger (OpenAPI 2)"}


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A version of the specification that is read, such as 2.6 or 3.0."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"

    @property
    def is_v2(self) -> bool:
        """Whether it is 2.0 to 2.6, where the key of a channel is its address."""
        return self.major == OLDEST


def find_version(document: Document, diagnostics: Diagnostics) -> Version | None:
    """Return the version that the document names, or report why none can be read from it."""
    root = document.root
    if not isinstance(root, dict):
        diagnostics.report(
            "not-asyncapi",
            "the document is not an object",
            document.location(()),
            hint="an AsyncAPI document begins with `asyncapi: 3.0.0`",
        )
        return None
    if "asyncapi" not in root:
        _report_missing(document, root, diagnostics)
        return None
    version = root["asyncapi"]
    if not isinstance(version, str):
        diagnostics.report(
            "not-asyncapi",
            "the field `asyncapi` is not text",
            document.location(("asyncapi",)),
            hint=_quoting_hint(version),
        )
        return None
    return _parse(document, version, diagnostics)


def _report_missing(document: Document, root: dict[str, Json], diagnostics: Diagnostics) -> None:
    near = next((key for key in root if key.strip().casefold() == "asyncapi"), None)
    neighbour = next((name for key, name in NEIGHBOURS.items() if key in root), None)
    if near is not None:
        at, hint = document.location((near,), key=True), f"write `asyncapi`, not `{near}`"
    elif neighbour is not None:
        at, hint = document.location(()), f"this looks like {neighbour} document"
    else:
        at, hint = document.location(()), "begin it with the version, such as `asyncapi: 3.0.0`"
    diagnostics.report("not-asyncapi", "the document has no field `asyncapi`", at, hint=hint)


def _quoting_hint(version: Json) -> str:
    full = {1: "{}.0.0", 2: "{}.0"}
    parts = str(version).split(".")
    if isinstance(version, bool) or not isinstance(version, int | float) or len(parts) not in full:
        return "give the version as text, such as `asyncapi: 3.0.0`"
    return f"write all three numbers: `asyncapi: {full[len(parts)].format(version)}`"


def _parse(document: Document, text: str, diagnostics: Diagnostics) -> Version | None:
    match = WRITTEN.fullmatch(text)
    at = document.location(("asyncapi",))
    if match is None or int(match[1]) not in NEWEST:
        message = f"the version `{shortened(text)}` is not supported: AsyncAPI {SUPPORTED_TEXT} are"
        diagnostics.report("version-unsupported", message, at, hint=_version_hint(text))
        return None
    major, minor = int(match[1]), int(match[2])
    version = Version(major, min(minor, NEWEST[major]))
    if minor > NEWEST[major]:
        message = f"`{shortened(text)}` is newer than the generator: it is read as {version}"
        hint = "look for a newer release of the generator"
        diagnostics.report("version-newer", message, at, hint=hint)
    elif match[3]:
        message = f"`{shortened(text)}` is no release: it is read as {version}"
        hint = f"write `{version}.0` once the document follows the release"
        diagnostics.report("version-candidate", message, at, hint=hint)
    return version


def version_of(document: Document) -> Version | None:
    """Return the version in the root of any file, ``None`` if it names none."""
    root = document.root
    text = root.get("asyncapi") if isinstance(root, dict) else None
    match = WRITTEN.fullmatch(text) if isinstance(text, str) else None
    return Version(int(match[1]), int(match[2])) if match else None


def _version_hint(text: str) -> str:
    numbers = re.fullmatch(r"\s*v?([0-9]{1,4})(?:\.([0-9]{1,4}))?(.*)", text, re.DOTALL)
    if numbers is None:
        return "write the version as three numbers, such as `3.0.0`"
    major, minor = int(numbers[1]), int(numbers[2] or 0)
    if major < OLDEST:
        return "convert the document to AsyncAPI 2 or 3 first"
    if major in NEWEST:
        return f"write the version as three numbers: `{major}.{minor}.0`"
    return "this version is newer than the generator: look for a newer release of it"
