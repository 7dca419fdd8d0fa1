"""What a document says of a schema, for the docstrings that readers and editors show."""

import json
from collections.abc import Mapping
from textwrap import shorten
from typing import Final

from asyncapi_pygen.ir.schema import Body
from asyncapi_pygen.naming.words import snake
from asyncapi_pygen.payloads.bodies import listed, mapped
from asyncapi_pygen.payloads.original import plain
from asyncapi_pygen.payloads.plan import Member
from asyncapi_pygen.payloads.schemas import enums

_MARKS: Final = {
    "deprecated": "Deprecated.",
    "readOnly": "Read-only: whoever owns the object sets it.",
    "writeOnly": "Write-only: whoever owns the object does not send it.",
}
"""What is said of a schema whose keyword is true."""

_EXAMPLES: Final = 2
_LONGEST_EXAMPLE: Final = 60
_MOST_VALUES: Final = 20
_LONGEST_VALUE: Final = 100


_TOLD: Final = {"allOf", "description", "example", "examples", "title", *_MARKS} | enums.SOURCES
"""The keywords of which something may be told."""


def described(body: Body, called: str) -> str:
    """Return the title and the description of a schema, and in short what else is said of it.

    A title that only says again what the schema is ``called`` is left out. The parts of an
    ``allOf`` that are written there speak for it too: one beside a reference is often there to
    describe it.
    """
    words = mapped(body)
    if _TOLD.isdisjoint(words):
        return ""
    for part in listed(words.get("allOf")):
        words = {**mapped(part), **words}
    parts = (words.get("title"), words.get("description"))
    texts = [part.strip() for part in parts if isinstance(part, str) and part.strip()]
    if len(texts) > 1 and snake(texts[0]) == snake(called):
        del texts[0]
    texts += [text for keyword, text in _MARKS.items() if words.get(keyword) is True]
    texts += filter(None, (_values(words), _examples(words)))
    return "\n\n".join(dict.fromkeys(texts))


def _values(words: Mapping[str, Body]) -> str:
    """Return a line for each value of an enum that is explained, or that nothing but names."""
    known = "enum" not in words and bool(listed(words.get("x-extensible-enum")))
    told = [one for one in enums.members(words) if one.description or known]
    more = len(told) - _MOST_VALUES
    lines = [*map(_value, told[:_MOST_VALUES]), *([f"- and {more} more"] if more > 0 else [])]
    return "\n".join(["Values:", *lines]) if lines else ""


def _value(one: Member) -> str:
    line = f"- `{_json(one.value)}`"
    if not one.description:
        return line
    return shorten(f"{line}: {one.description}", _LONGEST_VALUE, placeholder=" …")


def _examples(words: Mapping[str, Body]) -> str:
    """Return the first short examples."""
    given = [*listed(words.get("examples")), *([words["example"]] if "example" in words else [])]
    short = [text for text in map(_json, map(plain, given)) if len(text) <= _LONGEST_EXAMPLE]
    shown = [f"`{text}`" for text in dict.fromkeys(short)][:_EXAMPLES]
    return f"For example {' or '.join(shown)}." if shown else ""


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
