"""The founding document with every string of it replaced, keys included."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import yaml

TEXTS = {"title", "description", "summary", "name", "default"}
NAME_MAPS = {"properties", "messages", "schemas", "servers", "variables", "operations"}
ROOMS = {"", "#", "channels", "components", "messages", "schemas", "servers"}
"""The tokens of references that are AsyncAPI's own."""

Rewrite = Callable[[str], str]


def rewritten(document: Path, rewrite: Rewrite) -> dict[str, Any]:
    """Return the document with each text, name and enum value replaced by ``rewrite`` of it."""
    with document.open(encoding="utf-8") as file:
        value: dict[str, Any] = yaml.load(file, Loader=yaml.BaseLoader)
    return _object(value, rewrite, channel=_name if value["asyncapi"] >= "3" else _address)


def _object(value: dict[str, Any], rewrite: Rewrite, *, channel: Any) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, inner in value.items():
        if key == "examples":
            continue
        if key in NAME_MAPS and isinstance(inner, dict):
            named = {rewrite(name): one for name, one in inner.items()}
            result[key] = {n: _object(one, rewrite, channel=channel) for n, one in named.items()}
        elif key == "channels":
            named = {channel(name, rewrite): one for name, one in inner.items()}
            result[key] = {n: _object(one, rewrite, channel=channel) for n, one in named.items()}
        elif key == "$ref":
            result[key] = "/".join(_token(token, rewrite) for token in inner.split("/"))
        elif key == "operationId" or (key in TEXTS and isinstance(inner, str)):
            result[key] = rewrite(inner)
        elif key == "address":
            result[key] = _braceless(rewrite(inner))
        elif key == "enum":
            result[key] = [rewrite(one) for one in inner]
        elif key == "url":
            result[key] = "https://example.com"
        elif key == "host":
            result[key] = "example.com"
        elif isinstance(inner, dict):
            result[key] = _object(inner, rewrite, channel=channel)
        elif isinstance(inner, list):
            result[key] = [
                _object(one, rewrite, channel=channel) if isinstance(one, dict) else one
                for one in inner
            ]
        else:
            result[key] = inner
    return result


def _name(name: str, rewrite: Rewrite) -> str:
    return rewrite(name)


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
