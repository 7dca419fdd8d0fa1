"""Diagnostics as people and machines read them: with excerpts, as JSON, as GitHub annotations."""

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from asyncapi_pygen.diagnostics import Diagnostic, Location, Severity

JSON_VERSION: Final = 1
# A longer source line is cut around the place, as no terminal shows it whole.
MOST_COLUMNS: Final = 160
TAB_STOP: Final = 4

BOLD: Final = "1"
BLUE: Final = "1;34"
COLOURS: Final[Mapping[Severity, str]] = {
    Severity.ERROR: "1;31",
    Severity.WARNING: "1;33",
    Severity.NOTE: "1;36",
}
GITHUB_LEVELS: Final[Mapping[Severity, str]] = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}
# Categories that a terminal obeys, or that change how the text around them is read: control,
# format (among them the bidirectional overrides), surrogates, separators of lines and paragraphs.
UNSAFE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


class Terminal(Protocol):
    """What is asked of a stream before colours are written to it."""

    def isatty(self) -> bool:
        """Return whether a person reads along."""
        ...


def wants_colour(stream: Terminal, environment: Mapping[str, str]) -> bool:
    """Tell whether to colour what is written to ``stream``.

    A non-empty ``NO_COLOR`` forbids it (no-color.org), then a non-empty ``FORCE_COLOR`` asks for
    it (force-color.org); else it is the stream, unless the terminal is ``dumb``.
    """
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return stream.isatty() and environment.get("TERM") != "dumb"


def render(diagnostics: Iterable[Diagnostic], texts: Mapping[str, str], *, colour: bool) -> str:
    """Return the diagnostics with the source lines they speak of, and a closing count.

    A note asks for nothing, so that it takes one line: a document may have hundreds of them.

    Args:
        diagnostics: the findings in the order to show them; notes come after the others.
        texts: the text of each source file, by the file name of the locations.
        colour: whether to write ANSI colour sequences.

    Returns:
        Lines that end with a line feed, or nothing when there is no finding.
    """
    found = list(diagnostics)
    if not found:
        return ""
    files = {at.file for one in found for at in _places(one)}
    sheet = _Sheet({name: texts[name].split("\n") for name in files & texts.keys()}, colour)
    blocks = ["\n".join(sheet.block(one)) for one in found if one.severity is not Severity.NOTE]
    notes = [sheet.line(one) for one in found if one.severity is Severity.NOTE]
    return "\n\n".join([*blocks, *(["\n".join(notes)] if notes else []), count(found)]) + "\n"


def count(diagnostics: Sequence[Diagnostic]) -> str:
    """Return how many findings there are of each severity, such as ``2 errors, 1 warning``."""
    numbers = {
        severity: sum(one.severity is severity for one in diagnostics) for severity in Severity
    }
    return ", ".join(
        f"{number} {severity}{'' if number == 1 else 's'}"
        for severity, number in numbers.items()
        if number
    )


def render_json(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the diagnostics as one JSON object; ``version`` changes when its shape does."""
    shape = {"version": JSON_VERSION, "diagnostics": [_as_json(one) for one in diagnostics]}
    return json.dumps(shape, indent=2)


def _as_json(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        **_place_as_json(diagnostic.at),
        "hint": diagnostic.hint or None,
        "related": [
            {"message": one.message, **_place_as_json(one.at)} for one in diagnostic.related
        ],
    }


def _place_as_json(at: Location) -> dict[str, object]:
    return {"file": at.file, "line": at.line, "column": at.column, "pointer": at.pointer}


def render_github(diagnostics: Iterable[Diagnostic]) -> str:
    """Return the diagnostics as GitHub workflow commands, which become annotations.

    GitHub shows ten annotations of each level a step, hence the most severe come first.
    """
    ranks = list(Severity)
    ordered = sorted(diagnostics, key=lambda one: ranks.index(one.severity))
    return "".join(_as_command(one) + "\n" for one in ordered)


def _as_command(diagnostic: Diagnostic) -> str:
    at = diagnostic.at
    properties = {"file": at.file, "line": at.line, "col": at.column, "title": diagnostic.code}
    listed = ",".join(
        f"{name}={_escaped_property(str(value))}" for name, value in properties.items()
    )
    text = f"{diagnostic.message}\n{diagnostic.hint}" if diagnostic.hint else diagnostic.message
    return f"::{GITHUB_LEVELS[diagnostic.severity]} {listed}::{_escaped_command(text)}"


def _escaped_command(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped_command(text).replace(":", "%3A").replace(",", "%2C")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the blocks of a report share: the lines of each file, and whether to colour."""

    lines: Mapping[str, Sequence[str]]
    colour: bool

    def block(self, diagnostic: Diagnostic) -> list[str]:
        """Return the lines of one finding."""
        style = COLOURS[diagnostic.severity]
        gutter = len(str(max(at.line for at in _places(diagnostic))))
        title = self._paint(f"{diagnostic.severity}[{diagnostic.code}]", style)
        lines = [title + self._paint(f": {visible(diagnostic.message)}", BOLD)]
        lines += self._excerpt(diagnostic.at, gutter, style)
        for related in diagnostic.related:
            lines.append(self._remark(gutter, "note", related.message))
            lines += self._excerpt(related.at, gutter, BLUE)
        if diagnostic.hint:
            lines.append(self._remark(gutter, "hint", diagnostic.hint))
        return lines

    def line(self, diagnostic: Diagnostic) -> str:
        """Return one finding on one line, its hint left out."""
        at = diagnostic.at
        style = COLOURS[diagnostic.severity]
        title = self._paint(f"{diagnostic.severity}[{diagnostic.code}]", style)
        place = f"{visible(at.file)}:{at.line}:{at.column}"
        return f"{title}: {place}: {visible(diagnostic.message)}"

    def _remark(self, gutter: int, kind: str, text: str) -> str:
        return f"{' ' * gutter} {self._paint('=', BLUE)} {kind}: {visible(text)}"

    def _excerpt(self, at: Location, gutter: int, style: str) -> list[str]:
        """Return the line that names the place, and the source line with a caret below it."""
        margin = " " * gutter
        arrow = self._paint("-->", BLUE)
        lines = [f"{margin}{arrow} {visible(at.file)}:{at.line}:{at.column}"]
        written = self.lines.get(at.file, ())
        source = written[at.line - 1] if at.line <= len(written) else ""
        if source.strip():
            shown, caret = _cut(source, at.column)
            bar = self._paint("|", BLUE)
            number = self._paint(f"{at.line:>{gutter}}", BLUE)
            lines += [
                f"{margin} {bar}",
                f"{number} {bar} {shown}".rstrip(),
                f"{margin} {bar} {' ' * caret}{self._paint('^', style)}",
            ]
        return lines

    def _paint(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour else text


def _places(diagnostic: Diagnostic) -> list[Location]:
    return [diagnostic.at, *(one.at for one in diagnostic.related)]


def _cut(source: str, column: int) -> tuple[str, int]:
    """Return the visible part of a source line, and in which column of it the caret stands."""
    cells = _cells(source)
    position = min(column - 1, len(cells))
    before = sum(map(_width, cells[:position]))
    if before + sum(map(_width, cells[position:])) <= MOST_COLUMNS:
        return "".join(cells), before
    start, end = position, position
    width = 0
    # Grow to the left to the middle of the room, then to the right as far as it goes.
    while start > 0 and width + _width(cells[start - 1]) <= MOST_COLUMNS // 2:
        start -= 1
        width += _width(cells[start])
    caret = width
    while end < len(cells) and width + _width(cells[end]) <= MOST_COLUMNS:
        width += _width(cells[end])
        end += 1
    head = "…" if start else ""
    tail = "…" if end < len(cells) else ""
    return f"{head}{''.join(cells[start:end])}{tail}", caret + len(head)


def _cells(source: str) -> list[str]:
    """Return what is shown for each character: tabs as blanks, unsafe characters as escapes."""
    cells: list[str] = []
    width = 0
    for character in source:
        tab = " " * (TAB_STOP - width % TAB_STOP)
        cells.append(tab if character == "\t" else _visible_character(character))
        width += _width(cells[-1])
    return cells


def visible(text: str) -> str:
    """Return the text with each character that a terminal might obey written as an escape."""
    return "".join(map(_visible_character, text))


def _visible_character(character: str) -> str:
    if unicodedata.category(character) not in UNSAFE:
        return character
    return f"\\u{{{ord(character):x}}}"


def _width(text: str) -> int:
    """Return how many columns of a terminal the text takes: wide characters two, marks none."""
    return sum(map(_character_width, text))


def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
