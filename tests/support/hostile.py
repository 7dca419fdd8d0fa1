"""Hostile texts, and the founding document with every string of it replaced, keys included."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml

HOSTILE = {
    "three double quotes": '"""',
    "three single quotes": "'''",
    "quote at the end": 'x"',
    "backslash at the end": "x\\",
    "backslash and quotes": '\\"""\\',
    "carriage return": "a\rimport os",
    "line feed": "a\nimport os\n",
    "line separator": "a\u2028import os",
    "next line": "a\u0085import os",
    "form feed": "a\fimport os",
    "nul": "a\0b",
    "escape": "\x1b[31m",
    "bidi": "\u202eabc",
    "template expression": "{{ x }}",
    "template statement": "{% raw %}{# x #}",
    "format field": "{x!r:>{width}}",
    "percent": "%(x)s %s",
    "keyword": "class",
    "soft keyword": "match",
    "dunder": "__class__",
    "module dunder": "__import__('os').system('touch pwned')",
    "pydantic attribute": "model_config",
    "builtin": "str",
    "emoji": "\U0001f4a9",
    "ligature": "\ufb01",
    "full width keyword": "\uff44\uff45\uff46",
    "escape sequence": "\\N{BULLET}\\x41\\u0041",
    "code": '"); __import__("os").system("touch pwned"); ("',
    "docstring code": '"""\n__import__("os").system("touch pwned")\n"""',
    "comment": "# noqa # type: ignore",
    "encoding": "# -*- coding: utf-7 -*-",
    "surrogate pair": "\U00010000",
    "path": "../../../etc/passwd",
    "markdown": "|`</a><script>alert(1)</script>",
}
"""Texts that break out of code which quotes them carelessly, by what they do."""

TEXTS = {"title", "description", "summary", "name", "default", "operationId"}
NAME_MAPS = {"properties", "messages", "schemas", "servers", "variables", "operations"}
ROOMS = {"", "#", "channels", "components", "messages", "schemas", "servers"}
"""The tokens of references that are AsyncAPI's own."""

Rewrite = Callable[[str], str]

WORST = frozenset({"three double quotes", "backslash at the end", "code", "docstring code", "nul"})
"""Those that stand for all of them where trying all takes long."""


def hostile_or_slow(name: str, *values: object, id: str | None = None) -> Any:  # noqa: A002
    """Return a test's parameters; only those of the worst texts are tried by default."""
    marks = () if name in WORST else pytest.mark.slow
    return pytest.param(*values, id=id or name, marks=marks)


def rewritten(document: Path, rewrite: Rewrite) -> dict[str, Any]:
    """Return the document with each text, name and enum value replaced by ``rewrite`` of it."""
    with document.open(encoding="utf-8") as file:
        value: dict[str, Any] = yaml.load(file, Loader=yaml.BaseLoader)
    return _object(value, rewrite, channel=_name if value["asyncapi"] >= "3" else _address)


def _object(value: dict[str, Any], rewrite: Rewrite, *, channel: Any) -> dict[str, Any]:
    return {
        key: _field(key, inner, rewrite, channel)
        for key, inner in value.items()
        if key != "examples"
    }


def _field(key: str, inner: Any, rewrite: Rewrite, channel: Any) -> Any:
    """Replace what one field holds; the names of a map of named things are text as well."""
    if isinstance(inner, dict):
        rename = {"channels": channel}.get(key, _name if key in NAME_MAPS else _same)
        named = {rename(name, rewrite): one for name, one in inner.items()}
        return _object(named, rewrite, channel=channel)
    if isinstance(inner, list):
        return [_element(key, one, rewrite, channel) for one in inner]
    return _text(key, inner, rewrite)


def _element(key: str, one: Any, rewrite: Rewrite, channel: Any) -> Any:
    if isinstance(one, dict):
        return _object(one, rewrite, channel=channel)
    return rewrite(one) if key == "enum" else one


def _text(key: str, text: str, rewrite: Rewrite) -> str:
    match key:
        case "$ref":
            return "/".join(_token(token, rewrite) for token in text.split("/"))
        case "address":
            return _braceless(rewrite(text))
        case "url":
            return "https://example.com"
        case "host":
            return "example.com"
        case _:
            return rewrite(text) if key in TEXTS else text


def _name(name: str, rewrite: Rewrite) -> str:
    return rewrite(name)


def _same(name: str, _rewrite: Rewrite) -> str:
    return name


def _address(name: str, rewrite: Rewrite) -> str:
    """A channel's key in 2.x is a URI template: everything else is percent-encoded there."""
    return _percent(rewrite(name))


def _braceless(text: str) -> str:
    """Braces in an address are parameters, and what follows ``?`` or ``#`` is no path."""
    return text.translate(str.maketrans("{}?#", "()!+"))


def _token(token: str, rewrite: Rewrite) -> str:
    if token in ROOMS:
        return token
    return _percent(rewrite(token).replace("~", "~0").replace("/", "~1"))


def _percent(text: str) -> str:
    return quote(text, safe="~_-.", errors="surrogatepass")
