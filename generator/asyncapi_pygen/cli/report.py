"""Diagnostics as people read them: with excerpts of the source, or one line each."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from asyncapi_pygen.cli.spans import Sources
from asyncapi_pygen.diagnostics import Diagnostic, Location, Severity

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


def render(
    diagnostics: Iterable[Diagnostic],
    texts: Mapping[str, str],
    *,
    colour: bool,
    most: int | None = None,
) -> str:
    """Return the diagnostics with the source lines they speak of, and a closing count.

    A note asks for nothing, so that it takes one line: a document may have hundreds of them.

    Args:
        diagnostics: the findings in the order to show them; notes come after the others.
        texts: the text of each source file, by the file name of the locations.
        colour: whether to write ANSI colour sequences.
        most: how many findings to show, the most severe ones; all are counted.

    Returns:
        Lines that end with a line feed, or nothing when there is no finding.
    """
    found = list(diagnostics)
    if not found:
        return ""
    shown = _most_severe(found, most)
    sheet = _Sheet(Sources(texts), colour)
    blocks = ["\n".join(sheet.block(one)) for one in shown if one.severity is not Severity.NOTE]
    notes = [sheet.line(one) for one in shown if one.severity is Severity.NOTE]
    closing = count(found) + _left_out(len(found) - len(shown))
    return "\n\n".join([*blocks, *(["\n".join(notes)] if notes else []), closing]) + "\n"


def render_concise(diagnostics: Iterable[Diagnostic]) -> str:
    """Return one line a finding, ``file:line:column: severity[code] message``, for editors."""
    return "".join(
        f"{_place(one.at)}: {one.severity}[{one.code}] {visible(one.message)}\n"
        for one in diagnostics
    )


def _most_severe(found: list[Diagnostic], most: int | None) -> list[Diagnostic]:
    """Return at most so many findings, in their order; those that weigh least are left out."""
    if most is None or len(found) <= most:
        return found
    ranks = list(Severity)
    chosen = sorted(range(len(found)), key=lambda index: ranks.index(found[index].severity))
    return [found[index] for index in sorted(chosen[:most])]


def _left_out(number: int) -> str:
    return f"; {number} of them not shown: `--max-findings 0` shows all" if number else ""


def _place(at: Location) -> str:
    return f"{visible(at.file)}:{at.line}:{at.column}"


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


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What the blocks of a report share: the lines of each file, and whether to colour."""

    sources: Sources
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
        style = COLOURS[diagnostic.severity]
        title = self._paint(f"{diagnostic.severity}[{diagnostic.code}]", style)
        return f"{title}: {_place(diagnostic.at)}: {visible(diagnostic.message)}"

    def _remark(self, gutter: int, kind: str, text: str) -> str:
        return f"{' ' * gutter} {self._paint('=', BLUE)} {kind}: {visible(text)}"

    def _excerpt(self, at: Location, gutter: int, style: str) -> list[str]:
        """Return the line that names the place, and the source line with carets below it."""
        margin = " " * gutter
        arrow = self._paint("-->", BLUE)
        lines = [f"{margin}{arrow} {_place(at)}"]
        source = self.sources.line(at)
        if source.strip():
            shown, before, carets = _cut(source, at.column, self.sources.end(at))
            bar = self._paint("|", BLUE)
            number = self._paint(f"{at.line:>{gutter}}", BLUE)
            lines += [
                f"{margin} {bar}",
                f"{number} {bar} {shown}".rstrip(),
                f"{margin} {bar} {' ' * before}{self._paint('^' * carets, style)}",
            ]
        return lines

    def _paint(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.colour else text


def _places(diagnostic: Diagnostic) -> list[Location]:
    return [diagnostic.at, *(one.at for one in diagnostic.related)]


def _cut(source: str, column: int, end: int | None) -> tuple[str, int, int]:
    """Return the visible part of a source line, the columns before the carets, and how many.

    ``column`` is where the carets begin, ``end`` the column behind them, if that is known.
    """
    # A line of megabytes shows no more of itself than this.
    offset = max(0, column - 1 - MOST_COLUMNS)
    cells = _cells(source[offset : column + MOST_COLUMNS])
    position = min(column - 1 - offset, len(cells))
    start, stop = _window(cells, position)
    head = "…" if offset or start else ""
    tail = "…" if stop < len(cells) or column + MOST_COLUMNS < len(source) else ""
    behind = position + 1 if end is None else min(end - 1 - offset, stop)
    carets = max(1, sum(map(_width, cells[position:behind])))
    before = len(head) + sum(map(_width, cells[start:position]))
    return f"{head}{''.join(cells[start:stop])}{tail}", before, 1 if end is None else carets


def _window(cells: list[str], position: int) -> tuple[int, int]:
    """Return which cells are shown: all, or those around the place that there is room for."""
    if sum(map(_width, cells)) <= MOST_COLUMNS:
        return 0, len(cells)
    start, stop = position, position
    width = 0
    # Grow to the left to the middle of the room, then to the right as far as it goes.
    while start > 0 and width + _width(cells[start - 1]) <= MOST_COLUMNS // 2:
        start -= 1
        width += _width(cells[start])
    while stop < len(cells) and width + _width(cells[stop]) <= MOST_COLUMNS:
        width += _width(cells[stop])
        stop += 1
    return start, stop


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
