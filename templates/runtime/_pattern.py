"""Regular expressions of ECMA-262, which JSON Schema's are, for other engines."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TypeAlias

Matcher: TypeAlias = Callable[[str], bool]

_SPACES = r"\t\n\x0b\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_HEX = "[0-9A-Fa-f]"
_TOKEN = re.compile(
    r"\\c[A-Za-z]|\\k<[^>]*>|\\[pP]\{[^}]*\}"
    rf"|\\u[Dd][89ABab]{_HEX}{{2}}\\u[Dd][C-Fc-f]{_HEX}{{2}}|\\u\{{{_HEX}+\}}"
    r"|\\0(?![0-9])|\\.|\{[0-9]+(?:,[0-9]*)?\}|\(\?<(?![=!])|\[\^?\]|\[\^?|.",
    re.DOTALL,
)
_CLASSES = {r"\d", r"\D", r"\s", r"\S", r"\w", r"\W"}
_ESCAPED = re.compile(r"\\[^0-9A-Za-z.*+?()\[\]{}|^$\\#&~/-]", re.DOTALL)

PYTHON: Mapping[str, str] = {
    "$": r"\Z",
    "(?<": "(?P<",
    "[]": "(?!)",
    "[^]": r"[\s\S]",
    r"\s": f"[{_SPACES}]",
    r"\S": f"[^{_SPACES}]",
}
"""What reads otherwise in ``re``, whose classes are those of ASCII here."""

RUST: Mapping[str, str] = {
    "[]": r"[^\s\S]",
    "[^]": r"[\s\S]",
    r"\/": "/",
    r"\d": "[0-9]",
    r"\D": "[^0-9]",
    r"\w": "[0-9A-Za-z_]",
    r"\W": "[^0-9A-Za-z_]",
    r"\s": "[{}]".format(re.sub(r"\\u(....)", r"\\u{\1}", _SPACES)),
    r"\S": "[^{}]".format(re.sub(r"\\u(....)", r"\\u{\1}", _SPACES)),
    r"\b": r"(?-u:\b)",
}
"""What reads otherwise in Rust's ``regex``, where classes hold classes."""


def translated(pattern: str, words: Mapping[str, str]) -> str:
    """Write a pattern for an engine; ``words`` says what it reads otherwise."""
    return "".join(_translated(pattern, words))


@cache
def python_matcher(pattern: str) -> Matcher | None:
    """Return a function that looks for the pattern, ``None`` if ``re`` has no such."""
    try:
        search = re.compile(translated(pattern, PYTHON), re.ASCII).search
    except (re.error, RecursionError, OverflowError):
        return None
    return lambda text: search(text) is not None


def _translated(pattern: str, words: Mapping[str, str]) -> Iterator[str]:
    in_class = False
    before = ""
    for match in _TOKEN.finditer(pattern):
        part = match[0]
        if in_class:
            in_class = part != "]"
            # A class is no end of a range.
            ranged = part != "-" or before not in _CLASSES
            yield _in_class(part, words) if ranged else r"\-"
        else:
            in_class = part in {"[", "[^"}
            yield words.get(part, _plain(part))
        before = part


def _plain(part: str) -> str:
    if part.startswith(r"\k<"):
        return f"(?P={part[3:-1]})"
    return r"\{" if part == "{" else _character(part)


def _character(part: str) -> str:
    """Write what stands for one character as every engine reads it."""
    if part.startswith(r"\c"):
        return f"\\x{ord(part[2]) % 32:02x}"
    if part == r"\0":
        return r"\x00"
    if part.startswith(r"\u") and part != r"\u":
        return f"\\U{_code_point(part):08x}"
    return part[1:] if _ESCAPED.fullmatch(part) else part


def _code_point(part: str) -> int:
    """Read a number in braces, or two halves of a pair."""
    if part[2] == "{":
        return int(part[3:-1], 16)
    pair: str = json.loads(f'"{part}"')
    return ord(pair)


def _in_class(part: str, words: Mapping[str, str]) -> str:
    """Write a member of a class; what joins classes elsewhere is a letter here."""
    if part == r"\s":
        return words[part][1:-1]
    if part == r"\b":
        return r"\x08"
    if words is RUST and part in words and part[0] == "\\":
        return words[part]
    return f"\\{part}" if part in {"[", "[^", "&", "~", "|"} else _character(part)
