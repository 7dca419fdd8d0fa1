"""Which file has the configuration: the nearest ``pyproject.toml`` upward with our table."""

from pathlib import Path
from typing import Final

from asyncapi_pygen.config import Limits
from asyncapi_pygen.source.inputs import read_regular

FILE: Final = "pyproject.toml"
_END: Final = ".git"


def find_file(start: Path) -> Path | None:
    """Return the file that holds in the folder ``start``, as it would be typed there, if any.

    It is looked for in the folder and in those above it, up to the first that has a ``.git``. A
    file without our table is passed by; one that cannot be read, or is no TOML and names us, is
    returned, so that whoever reads it says so.
    """
    way = Path()
    for folder in (start, *start.parents):
        if _is_ours(folder / FILE):
            return way / FILE
        if (folder / _END).exists():
            return None
        way = way / ".."
    return None


def _is_ours(path: Path) -> bool:
    try:
        content = read_regular(path, Limits().file_bytes)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    # Imported here because many folders have no such file.
    from asyncapi_pygen.source.toml_text import has_table

    return has_table(content.decode(errors="replace"))
