"""The syntax of regular expressions in ECMA-262 with the flag ``u``.

That is how JSON Schema asks for patterns to be read: nothing stands for itself there
that could mean something.
"""

import re

_NAME = r"[$\w](?:[$\w\u200c\u200d])*"
_ATOM_ESCAPE = re.compile(
    r"\\(?:[dDsSwWbBfnrtv0](?![0-9])|[1-9][0-9]*|[\^$\\.*+?()\[\]{}|/]|c[A-Za-z]"
    r"|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|u\{0*(?:10|[0-9A-Fa-f])?[0-9A-Fa-f]{1,4}\}"
    rf"|[pP]\{{[A-Za-z_]+(?:=[A-Za-z0-9_]+)?\}}|k<({_NAME})>)"
)
_CLASS_ESCAPE = re.compile(
    r"\\(?:[dDsSwWbfnrtv0](?![0-9])|[\^$\\.*+?()\[\]{}|/-]|c[A-Za-z]"
    r"|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|u\{0*(?:10|[0-9A-Fa-f])?[0-9A-Fa-f]{1,4}\}"
    r"|[pP]\{[A-Za-z_]+(?:=[A-Za-z0-9_]+)?\})"
)
_GROUP = re.compile(rf"\((?:\?(?:[:=!]|<[=!]|<({_NAME})>)|(?!\?))")
_QUANTIFIER = re.compile(r"(?:[*+?]|\{([0-9]+)(?:,([0-9]*))?\})\??")
_LETTERS = {"b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "0": 0}


def is_regular_expression(text: str) -> bool:
    """Tell whether the text is a pattern."""
    try:
        _Pattern(text).read()
    except _SyntaxFaultError:
        return False
    return True


class _SyntaxFaultError(Exception):
    """The text is no pattern."""


class _Pattern:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._open: list[str] = []
        self._groups = 0
        self._names: set[str] = set()
        self._referred: list[str] = []

    def read(self) -> None:
        repeatable = False
        while self._at < len(self._text):
            repeatable = self._term(repeatable=repeatable)
        numbers = [int(one) for one in self._referred if one.isdecimal()]
        names = {one for one in self._referred if not one.isdecimal()}
        if (
            self._open
            or not names <= self._names
            or max(numbers, default=0) > self._groups
        ):
            raise _SyntaxFaultError

    def _term(self, *, repeatable: bool) -> bool:
        """Read one term, and tell whether it may be repeated."""
        match self._text[self._at]:
            case "(":
                self._group()
                return False
            case ")":
                return self._end_of_group()
            case "[":
                self._class()
                return True
            case "\\":
                return self._escape()
            case "*" | "+" | "?" | "{":
                return self._repeated(repeatable=repeatable)
            case "]" | "}":
                raise _SyntaxFaultError
            case character:
                self._at += 1
                return character not in "|^$"

    def _group(self) -> None:
        group = self._expect(_GROUP)
        if group[1] is not None:
            if group[1] in self._names:
                raise _SyntaxFaultError
            self._names.add(group[1])
        self._groups += group[0] == "(" or group[1] is not None
        self._open.append(group[0])

    def _end_of_group(self) -> bool:
        if not self._open:
            raise _SyntaxFaultError
        self._at += 1
        # What looks ahead or behind cannot be repeated.
        return self._open.pop() not in {"(?=", "(?!", "(?<=", "(?<!"}

    def _repeated(self, *, repeatable: bool) -> bool:
        least, most = self._expect(_QUANTIFIER).groups()
        if not repeatable or (least and most and int(most) < int(least)):
            raise _SyntaxFaultError
        return False

    def _escape(self) -> bool:
        escape = self._expect(_ATOM_ESCAPE)
        if escape[1] is not None:
            self._referred.append(escape[1])
        elif escape[0][1] in "123456789":
            self._referred.append(escape[0][1:])
        return escape[0] not in {r"\b", r"\B"}

    def _class(self) -> None:
        self._at += 1 + self._text.startswith("^", self._at + 1)
        while not self._text.startswith("]", self._at):
            first = self._member()
            if self._text.startswith("-", self._at) and not self._text.startswith(
                "-]", self._at
            ):
                self._at += 1
                last = self._member()
                # A class of characters is no end of a range.
                if first is None or last is None or last < first:
                    raise _SyntaxFaultError
        self._at += 1

    def _member(self) -> int | None:
        """Read a member of a class: its code, or nothing for a class of its own."""
        if self._at >= len(self._text):
            raise _SyntaxFaultError
        character = self._text[self._at]
        if character != "\\":
            self._at += 1
            return ord(character)
        return _code(self._expect(_CLASS_ESCAPE)[0])

    def _expect(self, form: re.Pattern[str]) -> re.Match[str]:
        match = form.match(self._text, self._at)
        if match is None:
            raise _SyntaxFaultError
        self._at = match.end()
        return match


def _code(escape: str) -> int | None:
    kind, rest = escape[1], escape[2:]
    if kind in "dDsSwWpP":
        return None
    if kind in "xu" and rest:
        return int(rest.strip("{}"), 16)
    if kind == "c" and rest:
        return ord(rest) % 32
    return _LETTERS.get(kind, ord(kind))
