"""The emitters: the only way for a document's text into generated code.

Each takes a plain string and returns ``Code``, and templates print nothing else. What an emitter
returns is one token (or, for docstrings and comments, whole lines) whatever the text holds.
"""

import math
import re
import textwrap
import unicodedata
from functools import lru_cache
from typing import Final

from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.naming.words import KEYWORDS

WIDTH: Final = 88
"""The line length of ``ruff format`` and black where nobody sets another."""

_QUOTES: Final = re.compile('"{3,}')
_LIST_MARK: Final = re.compile(r"[ *|#>-]|\d+[.)] |$")

_UNSHOWN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Zs"})
"""Controls, formats (also bidirectional ones), private use, surrogates, all blanks but one."""
_ONE_BYTE: Final = 0xFF
_TWO_BYTES: Final = 0xFFFF

Scalar = str | bytes | int | float | bool | None


class Code(str):
    """Finished source text. A template prints this type and no other."""

    __slots__ = ()


@lru_cache(maxsize=4096)
def identifier(name: str) -> Code:
    """Return ``name`` as it is.

    Raises:
        InternalError: it is not a normalised identifier, or is a keyword: naming made a mistake.
    """
    normal = unicodedata.normalize("NFKC", name)
    if not name.isidentifier() or normal != name or name in KEYWORDS:
        raise InternalError(f"{name!r} is not an identifier")
    return Code(name)


def dotted(name: str) -> Code:
    """Return a module's name, absolute or relative, each part of it an identifier.

    Raises:
        InternalError: a part is none.
    """
    bare = name.lstrip(".")
    if name and not bare:
        return Code(name)  # the package itself
    return Code(name[: len(name) - len(bare)] + ".".join(map(identifier, bare.split("."))))


def literal(value: Scalar) -> Code:
    """Return ``value`` as a Python literal, strings quoted as ``ruff format`` would quote them."""
    if isinstance(value, str):
        return Code(_string(value))
    if isinstance(value, bytes):
        return Code(_bytes(value))
    if isinstance(value, float) and not math.isfinite(value):
        raise InternalError(f"{value!r} has no literal")
    return Code(repr(value))


def _string(value: str) -> str:
    """Quote with double quotes unless that needs more escapes than single ones."""
    quote = "'" if value.count('"') > value.count("'") else '"'
    return f"{quote}{_all_escaped(value, quote)}{quote}"


def _bytes(value: bytes) -> str:
    quoted = _string(value.decode("latin-1"))
    return "b" + "".join(c if c.isascii() else f"\\x{ord(c):02x}" for c in quoted)


def _all_escaped(text: str, quote: str) -> str:
    if _is_plain(text) and "\\" not in text and quote not in text:
        return text
    return "".join(_escaped(character, quote) for character in text)


def _escaped(character: str, quote: str) -> str:
    """Escape the quote, the backslash and what does not print."""
    if character in ("\\", quote):
        return f"\\{character}"
    return _shown(character)


def docstring(text: str, *, indent: int = 0) -> Code:
    """Return ``text`` as a docstring whose lines after the first are indented by ``indent`` blanks.

    Paragraphs are wrapped to the line length; lines that begin with a blank or a list mark, and
    fenced blocks, stay as they are. Quotes, backslashes and what does not print are escaped.
    """
    # Leave room for the quotes: for those at both ends if it is to be one line.
    lines = _doc_lines(text, WIDTH - indent - 6)
    longer = _doc_lines(text, WIDTH - indent - 3)
    lines = longer if len(longer) > 1 else lines
    if not lines:
        raise InternalError("an empty docstring")
    last = len(lines) - 1
    safe = [_doc_safe(line, first=i == 0, last=i == last == 0) for i, line in enumerate(lines)]
    if last == 0:
        return Code(f'"""{safe[0]}"""')
    margin = " " * indent
    body = "\n".join(f"{margin}{line}" if line else "" for line in safe[1:])
    return Code(f'"""{safe[0]}\n{body}{chr(10) if body else ""}{margin}"""')


def _doc_lines(text: str, width: int) -> list[str]:
    lines: list[str] = []
    fenced = False
    for line in _clean_lines(text):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        verbatim = fenced or _LIST_MARK.match(line) is not None
        lines += [line] if verbatim else _wrap(line, width)
    return lines


def _clean_lines(text: str) -> list[str]:
    """Split at line feeds and carriage returns only, as Python's own tokenizer does.

    The first line loses its margin, the others what they all have of one (PEP 257).
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    first, _, others = unified.strip("\n ").partition("\n")
    lines = [line.rstrip(" ") for line in (first, *textwrap.dedent(others).split("\n"))]
    while lines and not lines[-1]:
        lines.pop()
    return _single_blank_lines(lines)


def _single_blank_lines(lines: list[str]) -> list[str]:
    return [line for i, line in enumerate(lines) if line or lines[i - 1]]


def _wrap(line: str, width: int) -> list[str]:
    return textwrap.wrap(line, width, break_long_words=False, break_on_hyphens=False) or [""]


def _doc_safe(line: str, *, first: bool, last: bool) -> str:
    """Escape what could end the docstring: runs of quotes, and a quote beside its own."""
    if '"' not in line:
        return _all_escaped(line, "\\")
    telling = {i for run in _QUOTES.finditer(line) for i in range(*run.span())}
    telling |= {0} if first else set()
    telling |= {len(line) - 1} if last else set()
    return "".join(
        '\\"' if c == '"' and i in telling else ('"' if c == '"' else _escaped(c, "\\"))
        for i, c in enumerate(line)
    )


def _shown(character: str) -> str:
    """Escape a character that does not print, or that changes how the text around it is read.

    ``str.isprintable`` would ask the Unicode version of the Python that runs, in which a new emoji
    is not yet a character.
    """
    if character == " " or unicodedata.category(character) not in _UNSHOWN:
        return character
    short = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(character)
    number = ord(character)
    wide = f"\\u{number:04x}" if number <= _TWO_BYTES else f"\\U{number:08x}"
    return short or (f"\\x{number:02x}" if number <= _ONE_BYTE else wide)


def _all_shown(text: str) -> str:
    return text if _is_plain(text) else "".join(map(_shown, text))


def _is_plain(text: str) -> bool:
    """Return whether all characters print, and did so in every version of Unicode."""
    return text.isascii() and text.isprintable()


def comment(text: str) -> Code:
    """Return ``text`` as one comment line; whatever would end the line is escaped or a blank."""
    shown = _all_shown(" ".join(text.split()))
    return Code(f"# {shown}".rstrip())


def markdown(text: str) -> Code:
    """Return ``text`` as one line of Markdown that may stand in a table cell, mark-up escaped."""
    flat = " ".join(text.split())
    special = "\\`*_{}[]<>|#"
    return Code("".join(f"\\{c}" if c in special else _shown(c) for c in flat))


def markdown_comment(text: str) -> Code:
    """Return ``text`` as an HTML comment, which Markdown does not show."""
    flat = " ".join(text.split()).replace("--", "- -").replace(">", "\\>")
    return Code(f"<!-- {_all_shown(flat)} -->")


def mermaid(text: str) -> Code:
    """Return ``text`` as a quoted Mermaid label."""
    flat = " ".join(text.split())
    safe = "".join(c if _shown(c) == c and c not in '"#;&<>\\`' else f"#{ord(c)};" for c in flat)
    return Code(f'"{safe}"')
