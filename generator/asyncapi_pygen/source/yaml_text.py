"""YAML 1.2 as JSON means it, over PyYAML's events: its resolver and constructors are YAML 1.1's."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Protocol

import yaml

from asyncapi_pygen.source.builder import MERGE_KEY, Builder, Fault, RefusedError
from asyncapi_pygen.source.scalars import (
    OLD_SCALAR_TAGS,
    NoJsonFormError,
    Scalar,
    TagError,
    plain_value,
    short_tag,
    tagged_value,
)


class _Events(Protocol):
    """What is used of PyYAML's loaders, in C and in Python."""

    def get_event(self) -> yaml.Event | None: ...

    def dispose(self) -> None: ...


_NO_TAG: Final = frozenset({None, "!"})
_OBJECT_TAGS: Final = frozenset({*_NO_TAG, "tag:yaml.org,2002:map"})
_ARRAY_TAGS: Final = frozenset({*_NO_TAG, "tag:yaml.org,2002:seq"})
# Tags of YAML 1.1 alone: the official tools read what they stand for, and so do we.
_OLD_OBJECT_TAGS: Final = frozenset({"tag:yaml.org,2002:set"})
_OLD_ARRAY_TAGS: Final = frozenset({"tag:yaml.org,2002:omap", "tag:yaml.org,2002:pairs"})

# YAML 1.1, and so PyYAML, ends lines at these; in YAML 1.2 they are text like any other.
_OLD_LINE_ENDS: Final = ("\x85", "\u2028", "\u2029")
_PRIVATE_USE: Final = range(0xE000, 0xF900)

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_UNPRINTABLE: Final = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)


def read_yaml(text: str, builder: Builder, *, pure: bool = False) -> None:
    """Read one YAML document into ``builder``.

    libyaml parses where PyYAML was built with it; ``pure`` asks for the slower parser in Python,
    which gives the same values.

    Raises:
        RefusedError: the text is not YAML, holds a second document, or is over a limit.
    """
    in_c = yaml.__with_libyaml__ and not pure
    _Reading(builder, text).read(yaml.CBaseLoader if in_c else yaml.BaseLoader)


class _Reading:
    """One text on its way from events to values."""

    def __init__(self, builder: Builder, text: str) -> None:
        self._builder = builder
        self._shield = _shield(text)
        self._unshield = {ord(stand_in): char for char, stand_in in self._shield.items()}
        self._text = text
        for char, stand_in in self._shield.items():
            self._text = self._text.replace(char, stand_in)
        self._documents = 0
        self._take: Mapping[type[yaml.Event], Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._object,
            yaml.SequenceStartEvent: self._array,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
            yaml.DocumentEndEvent: _pass,
            yaml.StreamStartEvent: _pass,
            yaml.StreamEndEvent: _pass,
        }

    def read(self, parser: Callable[[str], _Events]) -> None:
        """Pull the events one by one, so that a limit stops the parser before it does more."""
        take = self._take
        try:
            events = parser(self._text)
            try:
                while (event := events.get_event()) is not None:
                    take[type(event)](event)
            finally:
                events.dispose()
        except yaml.YAMLError as error:
            # libyaml looks ahead, and from 0.2.6 on goes no deeper than a thousand levels.
            if isinstance(error, yaml.MarkedYAMLError) and _TOO_DEEP in (error.problem or ""):
                self._builder.refuse_depth(error.problem_mark.index if error.problem_mark else 0)
            raise RefusedError(_syntax_fault(error, self._text)) from None

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            fault = self._builder.fault_at(
                "yaml-many-documents",
                "a second document begins here; a file holds one",
                _start(event),
                hint="split the file, or remove the line `---`",
            )
            raise RefusedError(fault)

    def _object(self, event: yaml.MappingStartEvent) -> None:
        self._check_tag(event, _OBJECT_TAGS, _OLD_OBJECT_TAGS)
        self._builder.open({}, _start(event), event.anchor)

    def _array(self, event: yaml.SequenceStartEvent) -> None:
        self._check_tag(event, _ARRAY_TAGS, _OLD_ARRAY_TAGS)
        self._builder.open([], _start(event), event.anchor)

    def _close(self, _event: yaml.CollectionEndEvent) -> None:
        self._builder.close()

    def _alias(self, event: yaml.AliasEvent) -> None:
        self._builder.add_alias(event.anchor or "", _start(event))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        text, offset = event.value, _start(event)
        if self._unshield:
            text = text.translate(self._unshield)
        plain = event.tag is None and event.implicit[0]
        if plain and text == MERGE_KEY and self._builder.wants_key:
            self._builder.add_merge_key(offset)
            return
        if event.style == '"' and not text.isascii() and _SURROGATE.search(text):
            raise RefusedError(_surrogate_fault(offset))
        value = self._value(event, text, offset) if plain or event.tag else text
        self._builder.add(value, offset, text, event.anchor)

    def _value(self, event: yaml.ScalarEvent, text: str, offset: int) -> Scalar:
        digits = self._builder.limits.integer_digits
        try:
            if event.tag is None:
                return plain_value(text, digits)
            if event.tag in OLD_SCALAR_TAGS:
                self._warn_of_tag(event.tag, offset)
            return text if event.tag == "!" else tagged_value(event.tag, text, digits)
        except NoJsonFormError as error:
            self._builder.fault("yaml-number", str(error), offset, hint="quote it to make it text")
        except TagError as error:
            self._builder.fault("yaml-tag", str(error), offset, hint="remove the tag")
        return None

    def _check_tag(
        self,
        event: yaml.CollectionStartEvent,
        known: frozenset[str | None],
        old: frozenset[str],
    ) -> None:
        tag, offset = event.tag, _start(event)
        if tag in old:
            self._warn_of_tag(tag, offset)
        elif tag not in known:
            message = f"the tag `{short_tag(str(tag))}` is not supported here"
            self._builder.fault("yaml-tag", message, offset, hint="remove the tag")

    def _warn_of_tag(self, tag: str, offset: int) -> None:
        message = f"the tag `{short_tag(tag)}` is not part of YAML 1.2 and has no effect"
        self._builder.warn("yaml-tag", message, offset, hint="remove the tag")


def _start(event: yaml.Event) -> int:
    return 0 if event.start_mark is None else event.start_mark.index


def _pass(_event: yaml.Event) -> None:
    """Take an event that says nothing about values."""


def _shield(text: str) -> dict[str, str]:
    """Return stand-ins, unused in the text, for characters that PyYAML would end a line at."""
    found = [char for char in _OLD_LINE_ENDS if char in text]
    if not found:
        return {}
    unused = (chr(code) for code in _PRIVATE_USE if chr(code) not in text)
    return dict(zip(found, unused, strict=False))


def _surrogate_fault(offset: int) -> Fault:
    return Fault(
        code="yaml-syntax",
        message="the text is not YAML: an escape `\\u` stands for half of a character",
        offset=offset,
        hint="write the character itself, or `\\U` and eight digits",
    )


# What PyYAML's two parsers say, what that means, and what to do. The first that is found is taken.
_REWORDED: Final = tuple(
    (re.compile(pattern), meaning, hint)
    for pattern, meaning, hint in (
        (
            "mapping values are not allowed",
            "a `:` cannot make a key here",
            "quote a text that holds `: `, or indent the line as its neighbours are",
        ),
        (
            "tab character",
            "a tab stands where only spaces may indent",
            "indent with spaces",
        ),
        (
            r"expected ',' or '\]'",
            "a `,` or `]` is missing in a list in brackets",
            "close the bracket, or quote a text that holds brackets or commas",
        ),
        (
            r"expected ',' or '\}'",
            "a `,` or `}` is missing in an object in braces",
            "close the brace, or quote a text that holds braces or commas",
        ),
        (
            "did not find expected key|expected <block end>",
            "a key was expected",
            "check the indentation of this line and of those before it",
        ),
        (
            "did not find expected node content|expected the node content",
            "a value was expected",
            "quote a text that begins with a sign of YAML",
        ),
        (
            "expected '-' indicator",
            "a `-` was expected",
            "check the indentation of this line and of those before it",
        ),
        (
            "could not find expected ':'",
            "a `:` is missing after a key",
            "write `key: value`, and indent the further lines of a text",
        ),
        (
            "unknown escape character",
            "a backslash in double quotes begins no known escape",
            "write `\\\\` for a backslash, or use single quotes",
        ),
        (
            "unexpected end of stream",
            "a quoted text is not closed",
            "add the closing quote",
        ),
    )
)
_AT_CONTEXT: Final = "found unexpected end of stream"
_FLOW: Final = "while parsing a flow"
_TOO_DEEP: Final = "maximum nesting depth"


def _syntax_fault(error: yaml.YAMLError, text: str) -> Fault:
    if isinstance(error, yaml.MarkedYAMLError):
        return _marked_fault(error, text)
    match = _UNPRINTABLE.search(text)
    offset = match.start() if match else 0
    shown = f"U+{ord(text[offset]):04X}" if match else "a character"
    return _yaml_fault(f"{shown} may not stand in it", offset, "write it as an escape in quotes")


def _marked_fault(error: yaml.MarkedYAMLError, text: str) -> Fault:
    problem = error.problem or "it cannot be parsed"
    mark = error.problem_mark or error.context_mark
    opening = error.context_mark
    if opening is not None and (problem == _AT_CONTEXT or _is_left_open(error, text)):
        mark = opening
    offset = min(mark.index, len(text)) if mark is not None else 0
    if "cannot start any token" in problem:
        return _first_character_fault(text, offset)
    for pattern, meaning, hint in _REWORDED:
        if pattern.search(problem):
            return _yaml_fault(meaning, offset, hint)
    return _yaml_fault(problem, offset, "")


def _is_left_open(error: yaml.MarkedYAMLError, text: str) -> bool:
    """Tell whether a bracket or brace is not closed, rather than a comma missing inside of it.

    The parser reads on to the next line that makes no sense inside; one that is not indented deeper
    than the line of the bracket was never meant to be inside.
    """
    opening, found = error.context_mark, error.problem_mark
    if opening is None or found is None or _FLOW not in (error.context or ""):
        return False
    if not text[found.index :].strip():
        return True
    lines = text.split("\n")
    return opening.line < found.line and _indent(lines[found.line]) <= _indent(lines[opening.line])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _first_character_fault(text: str, offset: int) -> Fault:
    first = text[offset : offset + 1]
    if first == "\t":
        return _yaml_fault(
            "a tab stands where only spaces may indent", offset, "indent with spaces"
        )
    return _yaml_fault(f"no value begins with `{first}`", offset, "quote the text")


def _yaml_fault(meaning: str, offset: int, hint: str) -> Fault:
    message = f"the text is not YAML: {meaning}"
    return Fault(code="yaml-syntax", message=message, offset=offset, hint=hint)
