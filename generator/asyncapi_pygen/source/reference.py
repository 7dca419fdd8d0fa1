"""The text of a ``$ref``: a JSON Reference (draft-pbryan-zyp-json-ref-03).

AsyncAPI says so of every ``$ref``, those in schemas included: ``$id`` and ``$anchor`` play no part.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from asyncapi_pygen.diagnostics import Related
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.pointers import split_pointer

_SCHEME: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")


@dataclass(frozen=True, slots=True)
class Reference:
    """A ``$ref``: its text, the URI of a file as it is written there, and a pointer into it.

    ``file`` is empty for the file that holds the reference.
    """

    text: str
    file: str
    pointer: tuple[str, ...]

    @property
    def scheme(self) -> str:
        """The scheme of the URI in lower case, empty for a relative one."""
        match = _SCHEME.match(self.file)
        return match[1].lower() if match else ""


class BadReferenceError(Exception):
    """A ``$ref`` that is not followed, with the code, the message and the hint to report.

    ``related`` holds what may have been meant.
    """

    def __init__(
        self, code: str, message: str, hint: str = "", related: tuple[Related, ...] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.related = related


def reference_text(value: Json) -> str | None:
    """Return the text of a Reference Object, ``None`` for any other value.

    Only a string makes a reference: a property may be named ``$ref``.
    """
    if isinstance(value, dict):
        text = value.get("$ref")
        if isinstance(text, str):
            return text
    return None


def parse_reference(text: str) -> Reference:
    """Split a ``$ref`` into URI and pointer, which is percent-decoded (before ``~1`` and ``~0``).

    Raises:
        BadReferenceError: it is no JSON Reference.
    """
    file, _, fragment = text.partition("#")
    if not text or "\0" in unquote(file):
        message = "a $ref is empty" if not text else f"`{text}` is not a reference"
        raise BadReferenceError("ref-syntax", message, "write `#/` and a JSON pointer")
    try:
        pointer = split_pointer(unquote(fragment))
    except ValueError:
        raise _not_a_pointer(text, fragment) from None
    return Reference(text, file, pointer)


def _not_a_pointer(text: str, fragment: str) -> BadReferenceError:
    if fragment.startswith("/"):
        message = f"`{text}` holds a `~` that is neither `~0` nor `~1`"
        return BadReferenceError("ref-syntax", message, "write `~0` for a `~`")
    message = f"`{text}` has a fragment that is not a JSON pointer"
    if "/" in fragment:
        suggestion = text.replace("#", "#/", 1)
        return BadReferenceError("ref-syntax", message, f"did you mean `{suggestion}`?")
    hint = "AsyncAPI knows no anchors: write the path to the value, as in `#/components/schemas/A`"
    return BadReferenceError("ref-syntax", message, hint)
