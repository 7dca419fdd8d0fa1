"""How far the key or the scalar reaches that a finding is about, read off its source line.

A location says where something begins. Where that is a key or a scalar, its end stands on the same
line as a rule; of objects, arrays, block scalars and text over several lines no end is known.
"""

import json
import re
from collections.abc import Mapping
from typing import Final

from asyncapi_pygen.diagnostics import Location

_QUOTED: Final = re.compile(r'"(?!"")(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'')
_QUOTED_INSIDE: Final = re.compile(rf"(?:(?<=[\s\[{{,:])|^)(?:{_QUOTED.pattern})")
_PLAIN_IN_BLOCK: Final = re.compile(r"(?=\s+#|\s*:(?:\s|$)|\s*$)")
_PLAIN_IN_FLOW: Final = re.compile(r"(?=\s*[,\[\]{}]|\s+#|\s*:(?:[\s,\[\]{}]|$)|\s*$)")
_TOML: Final = ".toml"
_BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+(?=\s*[=.\]])")
_IS_KEY: Final = re.compile(r"\s*:(?:[\s,\[\]{}\"']|$)")
_OTHER: Final = re.compile(r"[\[{&!|>#%@`,\]}]|[-?:](?:\s|$)|$")
"""What begins no key and no scalar whose end can be seen."""

_REACH: Final = 1_000
"""How many characters of a line are looked at on either side: a line may have megabytes."""

_COMMA_AT_END: Final = re.compile(r",\s*(?:#.*)?$")
_COMMA_BEFORE_KEY: Final = re.compile(r",[^:]*:\s")


class Sources:
    """The files that findings are about, by line."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self._lines: dict[str, list[str]] = {}

    def line(self, at: Location) -> str:
        """Return the line of a place, empty where the text of the file was never read."""
        if at.file not in self._lines:
            self._lines[at.file] = self._texts.get(at.file, "").split("\n")
        lines = self._lines[at.file]
        return lines[at.line - 1] if at.line <= len(lines) else ""

    def end(self, at: Location) -> int | None:
        """Return the column behind the key or scalar at a place; ``None`` where it is not known."""
        return end_column(self.line(at), at)


def end_column(line: str, at: Location) -> int | None:
    """Return the column behind the key or scalar that begins at ``at`` on ``line``.

    ``None`` means that something else begins there, or that it does not end on this line. A place
    without a pointer is the one of a whole file, or the one where a parser stopped.
    """
    start = at.column - 1
    before, rest = line[max(0, start - _REACH) : start], line[start : start + _REACH]
    if not at.pointer or _OTHER.match(rest):
        return None
    if at.file.endswith(_TOML) and (bare := _BARE_KEY.match(rest)):
        return at.column + bare.end()
    quoted = _QUOTED.match(rest)
    if rest[0] in "\"'" and quoted is None:
        return None
    length = quoted.end() if quoted else _plain_length(before, rest)
    if length == _REACH:
        return None
    if _IS_KEY.match(rest, length) and _text(rest[:length]) != _last_token(at.pointer):
        # The first key of an object, which is where the object begins.
        return None
    return at.column + length


def _plain_length(before: str, rest: str) -> int:
    end = _PLAIN_IN_FLOW if _is_in_flow(before, rest) else _PLAIN_IN_BLOCK
    match = end.search(rest)
    return match.start() if match else len(rest)


def _is_in_flow(before: str, rest: str) -> bool:
    """Tell whether a plain scalar stands between brackets, as far as its line shows."""
    if _depth(before) > 0 or _depth(rest) < 0:
        return True
    # Brackets that opened on a line before show by the comma that parts their members.
    return bool(_COMMA_AT_END.search(rest) or _COMMA_BEFORE_KEY.search(rest))


def _depth(text: str) -> int:
    bare = _QUOTED_INSIDE.sub("", text)
    opened = bare.count("{") + bare.count("[")
    return opened - bare.count("}") - bare.count("]")


def _text(scalar: str) -> str:
    """Return what a key says, its quotes taken off."""
    if scalar.startswith("'"):
        return scalar[1:-1].replace("''", "'")
    if scalar.startswith('"'):
        try:
            return str(json.loads(scalar))
        except ValueError:
            return scalar[1:-1]
    return scalar


def _last_token(pointer: str) -> str:
    return pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
