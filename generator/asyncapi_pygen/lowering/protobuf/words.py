"""The words of a ``.proto`` text, taken one by one: names, numbers, strings and options."""

import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from asyncapi_pygen.ir.protobuf import ProtoConstant
from asyncapi_pygen.lowering.protobuf.tokens import Kind, ProtoSyntaxError, Token, tokens

Options = dict[str, ProtoConstant]
"""The options that give one plain value, by their names as written."""

_LARGEST_INTEGER: Final = 2**64
_LONGEST_NUMBER: Final = 30
"""How many digits an integer is written with at most, whatever its base."""

_OPENING: Final[Mapping[str, str]] = {"{": "}", "[": "]", "(": ")"}
_ESCAPE: Final = re.compile(
    r"\\([xX][0-9a-fA-F]{1,2}|[0-7]{1,3}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)"
)
_ESCAPED: Final[Mapping[str, str]] = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
}


class Words:
    """What is left of a text.

    Each method takes what it is called after, and raises ``ProtoSyntaxError`` if it is not there;
    ``what`` says in messages what is expected.
    """

    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._at = 0

    @property
    def next(self) -> Token:
        """The token that nobody took yet."""
        return self._tokens[self._at]

    def take(self) -> Token:
        """Take the next token; the end stays."""
        token = self._tokens[self._at]
        self._at += token.kind is not Kind.END
        return token

    def is_(self, *texts: str) -> bool:
        """Whether the next token is a name or a symbol of these."""
        token = self.next
        return token.kind in (Kind.NAME, Kind.SYMBOL) and token.text in texts

    def is_ahead(self, symbol: str) -> bool:
        """Whether the token after the next one is ``symbol``."""
        after = self._tokens[min(self._at + 1, len(self._tokens) - 1)]
        return after.kind is Kind.SYMBOL and after.text == symbol

    def accept(self, text: str) -> bool:
        """Take a name or a symbol if it is there, and say so."""
        found = self.is_(text)
        self._at += found
        return found

    def expect(self, text: str) -> Token:
        """Take a name or a symbol."""
        if not self.is_(text):
            raise self.unexpected(f"`{text}`")
        return self.take()

    def name(self, what: str) -> Token:
        """Take any name."""
        if self.next.kind is not Kind.NAME:
            raise self.unexpected(what)
        return self.take()

    def unexpected(self, wanted: str) -> ProtoSyntaxError:
        """Return the error that something else than the next token is wanted."""
        token = self.next
        return ProtoSyntaxError(f"{wanted} is expected here, not {token}", token.offset)

    def dotted(self, what: str) -> Token:
        """Read ``a.b.c``, with a dot before it or without."""
        first = self.next
        parts = [""] if self.accept(".") else []
        parts.append(self.name(what).text)
        while self.accept("."):
            parts.append(self.name(what).text)
        return replace(first, text=".".join(parts))

    def string(self, what: str) -> str:
        """Read a string."""
        parts: list[str] = []
        while self.next.kind is Kind.TEXT:  # neighbours are one string
            parts.append(_ESCAPE.sub(_unescaped, self.take().text[1:-1]))
        if not parts:
            raise self.unexpected(what)
        return "".join(parts)

    def integer(self, what: str) -> int:
        """Read an integer, with a sign or without."""
        token = self.next
        number = self.number(what)
        if not isinstance(number, int):
            raise ProtoSyntaxError(f"{what} is expected here, not {token}", token.offset)
        return number

    def number(self, what: str) -> int | float:
        """Read a number, with a sign or without."""
        negative = self.accept("-")
        if not negative:
            self.accept("+")
        token = self.next
        if token.kind is Kind.NAME and token.text in ("inf", "infinity", "nan"):
            number: int | float = float(self.take().text)
        elif token.kind is Kind.NUMBER:
            number = _number(self.take())
        else:
            raise self.unexpected(what)
        return -number if negative else number

    def plain(self, what: str) -> Token:
        """Take any token but one that opens or closes something."""
        if self.next.kind is Kind.END or self.is_("{", "}", "[", "]"):
            raise self.unexpected(what)
        return self.take()

    def options(self) -> Options:
        """Read ``[name = value, …]``, if it is there."""
        found: Options = {}
        if not self.accept("["):
            return found
        while True:
            name, value = self.option()
            if value is not None:
                found[name] = value
            if not self.accept(","):
                break
        self.expect("]")
        return found

    def option(self) -> tuple[str, ProtoConstant | None]:
        """Read ``name = value``; a value that is a message is no constant."""
        name = self._option_name()
        self.expect("=")
        if self.is_("{"):
            self.bracketed()
            return name, None
        return name, self._constant()

    def _option_name(self) -> str:
        parts: list[str] = []
        while True:
            if self.accept("("):
                parts.append(f"({self.dotted('the name of an option').text})")
                self.expect(")")
            else:
                parts.append(self.name("the name of an option").text)
            if not self.accept("."):
                return ".".join(parts)

    def _constant(self) -> ProtoConstant:
        token = self.next
        match token.kind:
            case Kind.TEXT:
                return self.string("a value")
            case Kind.NAME:
                name = self.dotted("a value").text
                return {"true": True, "false": False}.get(name, name)
            case _:
                return self.number("a value")

    def bracketed(self) -> None:
        """Pass over a bracket and all that it holds."""
        self.expect("{")
        open_ = ["}"]
        while open_:
            token = self.next
            if token.kind is Kind.SYMBOL and token.text in _OPENING:
                open_.append(_OPENING[self.take().text])
            elif token.kind is Kind.END or self.is_(*_OPENING.values()):
                self.expect(open_.pop())
            else:
                self.take()


def _number(token: Token) -> int | float:
    text = token.text.lower()
    is_octal = text.startswith("0") and not {"8", "9"} & {*text}
    is_hexadecimal = text.startswith("0x")
    if not (is_hexadecimal or text.isdigit()):
        return float(text.removesuffix("f"))
    base = 16 if is_hexadecimal else 8 if is_octal else 10
    number = int(text, base) if len(text) <= _LONGEST_NUMBER else _LARGEST_INTEGER
    if number >= _LARGEST_INTEGER:
        raise ProtoSyntaxError(f"{token} has more than 64 bits", token.offset)
    return number


def _unescaped(match: re.Match[str]) -> str:
    """Return the character that an escape stands for; bytes are taken for code points."""
    code = match[1]
    if code[0] in "xX" and len(code) > 1:
        return chr(int(code[1:], 16))
    if code[0] in "uU" and len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number <= sys.maxunicode else "\ufffd"
    if code[0] in "01234567":
        return chr(int(code, 8) & 0xFF)
    return _ESCAPED.get(code, code)
