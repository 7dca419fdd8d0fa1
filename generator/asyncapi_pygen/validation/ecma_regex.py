"""The syntax of regular expressions in ECMA-262: what JSON Schema's ``pattern`` is written in.

Read is the grammar without the ``u`` flag, annex B included, as JavaScript engines do: a brace, a
bracket or an escape that means nothing stands for itself.
"""

import re
from dataclasses import dataclass
from typing import Final

_QUANTIFIER: Final = re.compile(r"(?:[*+?]|\{(?P<least>[0-9]+)(?:,(?P<most>[0-9]*))?\})\??")
_GROUP: Final = re.compile(
    r"\((?:\?(?:"
    r"(?P<plain>:|=|!|(?=[ims-]+:)(?:[ims]+|[ims]*-[ims]+):)"
    r"|(?P<behind><[=!])"
    r"|<(?P<name>[^\W\d][\w$]*|\$[\w$]*)>"
    r"))?"
)
_CODE: Final = re.compile(r"x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|c[A-Za-z]|[0-3][0-7]{0,2}|[4-7][0-7]?")
_LETTERS: Final = {"b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}
_CLASSES: Final = frozenset("dDsSwW")


def regex_fault(pattern: str) -> str:
    """Say what makes ``pattern`` no regular expression of ECMA-262; nothing when it is one."""
    try:
        _Reader(pattern).read()
    except _FaultError as error:
        return str(error)
    return ""


class _FaultError(Exception):
    """The text is not a regular expression; the message says why."""


class _Reader:
    """Reads one pattern from the left; ``_open`` says of each open group if it may be repeated."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._open: list[bool] = []
        self._names: set[str] = set()
        self._referred: list[str] = []
        self._has_bare_k = False

    def read(self) -> None:
        """Raise ``_FaultError`` if the pattern is not well-formed."""
        repeatable = False
        while self._at < len(self._pattern):
            repeatable = self._term(repeatable=repeatable)
        if self._open:
            raise _FaultError("a group is not closed")
        # Only where a group has a name is `\k` more than the letter.
        unknown = [name for name in self._referred if name not in self._names]
        if self._names and (unknown or self._has_bare_k):
            raise _FaultError(r"a `\k` refers to no group")

    def _term(self, *, repeatable: bool) -> bool:
        """Read one term, and return whether a quantifier may follow."""
        quantifier = _QUANTIFIER.match(self._pattern, self._at)
        if quantifier is not None:
            self._repeat(quantifier, repeatable=repeatable)
            return False
        character = self._pattern[self._at]
        match character:
            case "(":
                self._enter()
                return False
            case ")":
                return self._leave()
            case "[":
                self._class()
                return True
            case "\\":
                return self._escape()
            case _:
                self._at += 1
                return character not in "|^$"

    def _repeat(self, quantifier: re.Match[str], *, repeatable: bool) -> None:
        if not repeatable:
            raise _FaultError(f"there is nothing that `{quantifier[0]}` could repeat")
        least, most = quantifier["least"], quantifier["most"]
        if least and most and _is_less(most, least):
            raise _FaultError(f"the numbers of `{quantifier[0]}` are out of order")
        self._at = quantifier.end()

    def _enter(self) -> None:
        group = _GROUP.match(self._pattern, self._at)
        if group is None or (group[0] == "(" and self._pattern.startswith("?", group.end())):
            found = self._pattern[self._at : self._at + 4]
            raise _FaultError(f"`{found}` begins no group")
        if group["name"]:
            self._names.add(group["name"])
        self._open.append(group["behind"] is None)
        self._at = group.end()

    def _leave(self) -> bool:
        if not self._open:
            raise _FaultError("a `)` closes no group")
        self._at += 1
        return self._open.pop()

    def _escape(self) -> bool:
        following = self._pattern[self._at + 1 : self._at + 2]
        if not following:
            raise _FaultError(r"a `\` stands at the end")
        if following == "k":
            name = re.compile(r"<([^>]+)>").match(self._pattern, self._at + 2)
            if name is None:
                self._has_bare_k = True
            else:
                self._referred.append(name[1])
        self._at += 2
        return following not in "bB"

    def _class(self) -> None:
        """Read a character class, in which only ranges can be wrong."""
        start = self._at
        self._at += 1 + self._pattern.startswith("^", self._at + 1)
        while not self._pattern.startswith("]", self._at):
            first = self._member(start)
            if not self._pattern.startswith("-", self._at) or self._pattern.startswith(
                "-]", self._at
            ):
                continue
            self._at += 1
            last = self._member(start)
            if first is not None and last is not None and last < first:
                raise _FaultError("the ends of a range of characters are out of order")
        self._at += 1

    def _member(self, start: int) -> int | None:
        """Read one character of the class that began at ``start``; a class of its own has none."""
        if self._at >= len(self._pattern):
            raise _FaultError(f"the `[` of `{self._pattern[start : start + 8]}` is not closed")
        character = self._pattern[self._at]
        self._at += 1
        if character != "\\":
            return ord(character)
        code = _CODE.match(self._pattern, self._at)
        if code is not None:
            self._at = code.end()
            return _character(code[0])
        escaped = self._pattern[self._at : self._at + 1]
        if not escaped:
            raise _FaultError(r"a `\` stands at the end")
        self._at += 1
        return None if escaped in _CLASSES else _LETTERS.get(escaped, ord(escaped))


def _character(code: str) -> int:
    """Return the character that ``x41``, ``u0041``, ``cA`` or the octal ``101`` stands for."""
    if code[0] == "c":
        return ord(code[1]) % 32
    return int(code[1:], 16) if code[0] in "xu" else int(code, 8)


def _is_less(one: str, other: str) -> bool:
    """Compare decimal numbers of any length."""
    one, other = one.lstrip("0"), other.lstrip("0")
    return (len(one), one) < (len(other), other)


@dataclass(frozen=True, slots=True)
class Surprise:
    """What a regular expression says otherwise than in other languages, and what to write."""

    what: str
    hint: str


_SURPRISES: Final = (
    (
        re.compile(r"(?<!\\)(?:\\\\)*\\[AZz]"),
        Surprise(
            r"`\A`, `\Z` and `\z` stand for these letters", "the ends of a text are `^` and `$`"
        ),
    ),
    (
        re.compile(r"\[\[:[a-z]+:\]"),
        Surprise("`[:…:]` is no class of characters", "write the characters, such as `[A-Za-z]`"),
    ),
    (
        re.compile(r"^/\^.*/[a-z]*$|^/.*\$/[a-z]*$", re.DOTALL),
        Surprise("the slashes at the ends are part of the text", "leave them out"),
    ),
)


def regex_surprise(pattern: str) -> Surprise | None:
    """Return what the author of a regular expression most likely did not mean, if there is such."""
    return next((said for form, said in _SURPRISES if form.search(pattern)), None)
