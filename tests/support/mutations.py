"""Breaks a valid document at one place of its text, and knows the lines that a report may name."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from asyncapi_pygen.config import Limits
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.files import Files

_ENTRY = re.compile(r"""(?P<head>\s*(?:- +)*["']?[\w$-]+["']?:)(?P<rest> +\S.*)""")
"""A line that holds one field and its scalar, block style."""


@dataclass(frozen=True)
class Mutant:
    """A broken text: what was done, and the lines of the place and of its parent."""

    what: str
    text: str
    line: int
    parent: int


@dataclass(frozen=True)
class _Place:
    """A field of the document: its pointer, and its line split into key and value."""

    document: Document
    pointer: tuple[str, ...]
    number: int

    @property
    def line(self) -> str:
        return self.document.text.split("\n")[self.number - 1]

    def with_line(self, *lines: str) -> str:
        text = self.document.text.split("\n")
        text[self.number - 1 : self.number] = lines
        return "\n".join(text)

    def with_value(self, value: str) -> str | None:
        entry = _ENTRY.fullmatch(self.line)
        return None if entry is None else self.with_line(f"{entry['head']} {value}")


def _misspelt(place: _Place, random: Random) -> str | None:
    key = place.pointer[-1]
    if len(key) < 4 or not key.isalpha() or place.line.count(key) != 1:
        return None
    cut = random.randrange(1, len(key) - 1)
    return place.with_line(place.line.replace(key, key[:cut] + key[cut + 1 :]))


def _without(place: _Place, random: Random) -> str | None:
    return place.with_line() if _ENTRY.fullmatch(place.line) else None


def _doubled(place: _Place, random: Random) -> str | None:
    plain = _ENTRY.fullmatch(place.line) and not place.line.lstrip().startswith("- ")
    return place.with_line(place.line, place.line) if plain else None


def _of_another_type(place: _Place, random: Random) -> str | None:
    return place.with_value(random.choice(["[]", "{}", "12", "true", "[1, 2]", "{a: b}"]))


def _unreadable(place: _Place, random: Random) -> str | None:
    return place.with_value(random.choice(["@", "[1, 2", "{a: b", "a: b: c", "*nowhere", "!odd x"]))


def _dangling(place: _Place, random: Random) -> str | None:
    entry = _ENTRY.fullmatch(place.line)
    if place.pointer[-1] != "$ref" or entry is None or "#/" not in entry["rest"]:
        return None
    return place.with_value(re.sub(r"(\w)(['\"]?)\s*$", r"\1Xy\2", entry["rest"].strip()))


_WAYS: Mapping[str, Callable[[_Place, Random], str | None]] = {
    "a key with a letter missing": _misspelt,
    "a field taken away": _without,
    "a field twice": _doubled,
    "a value of another type": _of_another_type,
    "a value that is no YAML": _unreadable,
    "a reference to nothing": _dangling,
}


def mutants(path: Path, random: Random, count: int) -> Iterator[Mutant]:
    """Yield ``count`` mutants of the document at ``path``, if it has that many block-style fields."""
    document = Files(Limits(), Diagnostics()).document(path, path.name, "", ())
    assert document is not None, path
    places = [*_places(document, (), document.root)]
    for _ in range(50 * count if places else 0):
        if count == 0:
            return
        place = random.choice(places)
        what, way = random.choice([*_WAYS.items()])
        text = way(place, random)
        if text is not None and text != document.text:
            parent = document.location(place.pointer[:-1], key=True)
            # Of a field that stands twice, the second one is the mistake.
            added = text.count("\n") - document.text.count("\n")
            yield Mutant(what, text, place.number + max(added, 0), parent.line)
            count -= 1


def _places(document: Document, pointer: tuple[str, ...], value: object) -> Iterator[_Place]:
    if isinstance(value, dict):
        for key, inner in value.items():
            at = (*pointer, key)
            yield _Place(document, at, document.location(at, key=True).line)
            yield from _places(document, at, inner)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _places(document, (*pointer, str(index)), inner)


def is_near(found: Diagnostic, mutant: Mutant) -> bool:
    """Tell whether a report speaks of the line that was broken, or of its parent's.

    Who refers to a name that was misspelt is told so at the reference, with the nearest name beside
    it.
    """
    places = [found.at, *(one.at for one in found.related)]
    return any(at.line in (mutant.line, mutant.parent) for at in places)
