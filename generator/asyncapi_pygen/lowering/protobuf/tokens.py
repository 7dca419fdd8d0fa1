"""The words of a ``.proto`` text, with the comments that stand before and behind them."""

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final


class Kind(Enum):
    """What a token is."""

    NAME = auto()
    NUMBER = auto()
    TEXT = auto()
    SYMBOL = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """One token and where it begins.

    ``before`` is the comment that ends on the line above, or beside the token, ``behind`` the one
    that follows it on its own line.
    """

    kind: Kind
    text: str
    offset: int
    before: str = ""
    behind: str = ""

    def __str__(self) -> str:
        return "the end of the text" if self.kind is Kind.END else f"`{self.text[:_SHOWN]}`"


class ProtoSyntaxError(Exception):
    """The text is not Protobuf, from the character at ``offset`` on."""

    def __init__(self, message: str, offset: int, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset
        self.hint = hint


_SHOWN: Final = 40
_TOKEN: Final = re.compile(
    r"""
    (?P<blank> [\ \t\n\r\f\v\ufeff]+ )
    | (?P<comment> //[^\n]* | /\*(?s:.*?)\*/ )
    | (?P<NAME> [A-Za-z_][A-Za-z0-9_]* )
    | (?P<NUMBER>
        0[xX][0-9a-fA-F]+
        | (?: [0-9]+ (?:\.[0-9]*)? | \.[0-9]+ ) (?: [eE][+-]?[0-9]+ )? [fF]?
      )
    | (?P<TEXT> "(?:[^"\\\n]|\\[^\n])*" | '(?:[^'\\\n]|\\[^\n])*' )
    | (?P<SYMBOL> [;{}()\[\]<>=,.:+-] | /(?!\*) )
    """,
    re.VERBOSE,
)
_LINE_END: Final = re.compile(r"[ \t]*(?:\n|\Z)")
_STARS: Final = re.compile(r"^[ \t]*\*[ \t]?", re.MULTILINE)


def tokens(text: str) -> list[Token]:
    """Split ``text``; the last token is its end.

    Raises:
        ProtoSyntaxError: it holds what is no token.
    """
    return _Splitter(text).run()


class _Splitter:
    def __init__(self, text: str) -> None:
        self._text = text
        self._found: list[Token] = []
        self._comment: list[str] = []
        """The comments since the last token that belong to the next one."""
        self._lines_since = 0
        """How many lines ended since the last token or comment."""

    def run(self) -> list[Token]:
        at = 0
        while at < len(self._text):
            match = _TOKEN.match(self._text, at)
            if match is None:
                raise _no_token(self._text, at)
            at = match.end()
            if match.lastgroup == "comment":
                self._take_comment(match[0], ends_line=_LINE_END.match(self._text, at) is not None)
            else:
                self._take(str(match.lastgroup), match[0], match.start())
        self._add(Kind.END, "", at)
        return self._found

    def _take(self, group: str, text: str, at: int) -> None:
        match group:
            case "blank":
                self._lines_since += text.count("\n")
                if self._lines_since > 1:
                    self._comment.clear()  # a blank line parts it from what follows
            case _:
                self._add(Kind[group], text, at)

    def _add(self, kind: Kind, text: str, at: int) -> None:
        self._found.append(Token(kind, text, at, before="\n".join(self._comment)))
        self._comment.clear()
        self._lines_since = 0

    def _take_comment(self, text: str, *, ends_line: bool) -> None:
        words = _words(text)
        if ends_line and self._found and not self._lines_since and not self._comment:
            last = self._found[-1]
            behind = "\n".join(filter(None, (last.behind, words)))
            self._found[-1] = Token(last.kind, last.text, last.offset, last.before, behind)
        else:
            self._comment.append(words)
            self._lines_since = 0


def _words(comment: str) -> str:
    """Return what a comment says, without its marks."""
    if comment.startswith("//"):
        words = comment[2:].lstrip("/")
        return words.removeprefix(" ").rstrip()
    inner = comment[2:-2].removeprefix("*")
    return "\n".join(line.rstrip() for line in _STARS.sub("", inner).strip().split("\n"))


def _no_token(text: str, at: int) -> ProtoSyntaxError:
    if text.startswith("/*", at):
        return ProtoSyntaxError("a comment does not end", at, "close it with `*/`")
    if text[at] in "\"'":
        return ProtoSyntaxError(
            "a string does not end", at, "it ends on the line that it begins on"
        )
    return ProtoSyntaxError(f"`{text[at]}` has no meaning in Protobuf", at)
