"""Which folders can be packages: what their names may be."""

import re
import sys
import unicodedata
from pathlib import Path
from typing import Final

from asyncapi_pygen.emit.files import why_unsafe
from asyncapi_pygen.naming.words import KEYWORDS

_NEEDED: Final = sys.stdlib_module_names | {
    "aiohttp",
    "asgiref",
    "django",
    "fastapi",
    "flask",
    "litestar",
    "msgspec",
    "multidict",
    "pydantic",
    "pydantic_core",
    "pytest",
    "starlette",
    "typing_extensions",
    "uvicorn",
    "werkzeug",
}
"""What the package, its stub and its test import, if only by way of others."""


_SHORT: Final = 60
"""How much is kept of a name that has to be changed anyway."""


def why_no_package(folder: Path) -> str | None:
    """Say why a folder cannot hold the package, or give ``None``."""
    name = folder.name
    if not is_importable(name) or not name.isascii():
        return "is not the name of a Python package"
    # Of all the paths that hold the name, that of the test is the longest.
    if why_unsafe(name) is not None or why_unsafe(f"test_{name}.py") is not None:
        return "is a name that not every file system takes"
    if name in _NEEDED and not (folder.resolve().parent / "__init__.py").is_file():
        return "would hide a package that the generated code imports"
    return None


def is_importable(name: str) -> bool:
    """Whether an import statement can name a folder."""
    # Python normalises the names in an import statement, and not those of folders.
    normal = unicodedata.normalize("NFKC", name)
    return name.isidentifier() and name == normal and name not in KEYWORDS


def as_package(name: str) -> str:
    """Return the nearest name that a package can have."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    cleaned = re.sub(r"[^a-z0-9_]+", "_", plain).strip("_")[:_SHORT]
    if not cleaned:
        return "package"
    return cleaned if why_no_package(Path(cleaned)) is None else f"package_{cleaned}"
