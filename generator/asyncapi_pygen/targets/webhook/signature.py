"""``x-signature``: how whoever sends the requests signs them, by name or part by part.

What is accepted here is what ``Signature`` of the run time accepts: a mistake is told when the
package is generated, not when it is started.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.rendering.code import Scalar
from asyncapi_pygen.source.suggestions import nearest

EXTENSION: Final = "x-signature"

_TIMED: Final = frozenset({"window"})
_PLACED: Final = frozenset({"public"})

PRESETS: Final[Mapping[str, frozenset[str]]] = {
    "adyen": frozenset(),
    "adyen-items": frozenset(),
    "github": frozenset(),
    "shopify": frozenset(),
    "sinch-application": _TIMED | _PLACED,
    "sinch-numbers": frozenset(),
    "sinch-webhook": _TIMED,
    "slack": _TIMED,
    "standard-webhooks": _TIMED,
    "stripe": _TIMED,
    "twilio": _PLACED,
}
"""The senders whose way of signing is known, and what may be said besides their names."""

_TEXTS: Final[Mapping[str, str]] = {
    "header": "header",
    "signed": "signed",
    "hash": "hash",
    "encoding": "encoding",
    "value": "value",
    "separator": "separator",
    "keyForm": "key_form",
    "keyPrefix": "key_prefix",
    "timestamp": "timestamp",
    "timestampForm": "timestamp_form",
    "id": "id",
    "public": "public",
}
"""The fields of a signature that is described part by part, with the attributes they become."""

_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "hash": ("sha1", "sha256", "sha384", "sha512"),
    "encoding": ("hex", "base64"),
    "keyForm": ("text", "base64", "hex"),
    "timestampForm": ("unix", "iso"),
}

_NAME: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_HEADER: Final = re.compile(_NAME)
_PLACE: Final = re.compile(rf"header:{_NAME}|item:[^\s=,:;]+")
_TOKEN: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_PART: Final = re.compile(
    rf"method|path|query|url|body|timestamp|id|header:{_NAME}\??"
    r"|body:(md5|sha1|sha256|sha384|sha512):(hex|base64)\??"
)
_VALUE: Final = re.compile(
    r"[^{}]*(\{key\}[^{}]+\{signature\}|\{signature\}([^{}]+\{key\})?)[^{}]*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A signature that a document declares.

    ``callable`` is the name of what makes its verifier, in ``presets.py`` or, for ``Signature``, in
    ``verify.py``; ``settings`` are its keyword arguments but for the secrets. ``name`` is what the
    secret is called after.
    """

    callable: str
    settings: Mapping[str, Scalar]
    name: str


class _InvalidError(Exception):
    """What is wrong with a signature, and perhaps what was meant."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def read_signature(value: Json, at: Location, diagnostics: Diagnostics) -> Declared | None:
    """Return what an ``x-signature`` declares; report what is wrong with it."""
    try:
        return _declared({"preset": value} if isinstance(value, str) else value)
    except _InvalidError as error:
        message = f"`{EXTENSION}`: {error}"
        diagnostics.report("signature-invalid", message, at, hint=error.hint)
        return None


def _declared(fields: Json) -> Declared:
    if not isinstance(fields, dict):
        raise _InvalidError("it is neither a name nor an object")
    known = ["preset", "window", *_TEXTS]
    for name in fields:
        if name not in known:
            raise _InvalidError(f"it has no field `{name}`", nearest(name, known))
    if "preset" in fields:
        return _preset(fields["preset"], fields)
    problem = _problem(fields)
    if problem:
        raise _InvalidError(problem)
    settings = {**_texts(fields), **_window(fields)}
    return Declared(callable="Signature", settings=settings, name=str(fields["header"]))


def _preset(name: Json, fields: Mapping[str, Json]) -> Declared:
    if not isinstance(name, str):
        raise _InvalidError("`preset` is no text")
    if name not in PRESETS:
        raise _InvalidError(f"nobody knows how `{name}` signs", nearest(name, PRESETS))
    for field in fields:
        if field not in ("preset", *PRESETS[name]):
            raise _InvalidError(f"`{field}` cannot be set where `{name}` signs")
    problem = _mistyped(fields)
    if not problem and name == "twilio" and "://" not in str(fields.get("public", "")):
        problem = "`public` has to say with which URL the paths begin: the URL is signed"
    if problem:
        raise _InvalidError(problem)
    settings = {**_texts(fields), **_window(fields)}
    return Declared(callable=name.replace("-", "_"), settings=settings, name=name)


def _texts(fields: Mapping[str, Json]) -> dict[str, Scalar]:
    return {_TEXTS[key]: str(value) for key, value in fields.items() if key in _TEXTS}


def _window(fields: Mapping[str, Json]) -> dict[str, Scalar]:
    window = fields.get("window")
    if isinstance(window, int | float):
        return {"window": window}
    return {"window": None} if "window" in fields else {}


def _problem(fields: Mapping[str, Json]) -> str:
    """Return what is wrong with a signature that is described part by part, if anything is."""
    problems: Iterable[str] = (
        _mistyped(fields),
        _header(str(fields.get("header", ""))),
        _choices(fields),
        _value(str(fields.get("value", "{signature}"))),
        _signed(str(fields.get("signed", "{body}"))),
        _places(fields),
    )
    return next(filter(None, problems), "")


def _mistyped(fields: Mapping[str, Json]) -> str:
    for name in _TEXTS:
        if name in fields and not isinstance(fields[name], str):
            return f"`{name}` is no text"
    window = fields.get("window", 0)
    number = isinstance(window, int | float) and not isinstance(window, bool) and window >= 0
    return "" if number or window is None else "`window` is no number of seconds"


def _header(name: str) -> str:
    return "" if _HEADER.fullmatch(name) else "`header` has to name the header of the signature"


def _choices(fields: Mapping[str, Json]) -> str:
    for name, choices in _CHOICES.items():
        if fields.get(name, choices[0]) not in choices:
            return f"`{name}` is one of {', '.join(f'`{one}`' for one in choices)}"
    return ""


def _value(value: str) -> str:
    fits = _VALUE.fullmatch(value)
    return "" if fits else "`value` has `{signature}` once, and perhaps `{key}` apart from it"


def _signed(template: str) -> str:
    for token in _TOKEN.finditer(template):
        if token[1] is None and len(token[0]) == 1:
            return "`signed` has a lone brace: one that stands for itself is written twice"
        if token[1] is not None and not _PART.fullmatch(token[1]):
            return f"`signed` has the part `{token[0]}`, which nobody knows"
    return ""


def _places(fields: Mapping[str, Json]) -> str:
    """Return what is signed or judged and is nowhere, if anything."""
    signed = str(fields.get("signed", "{body}"))
    names = {token[1].lower() for token in _TOKEN.finditer(signed) if token[1]}
    for name in ("timestamp", "id"):
        place = str(fields.get(name, ""))
        if place and not _PLACE.fullmatch(place):
            return f"`{name}` is `header:NAME` or `item:NAME`"
        if name in names and not place:
            return f"`{{{name}}}` is signed, and `{name}` does not say where it is"
    timestamp = str(fields.get("timestamp", "")).lower()
    if fields.get("window") is not None and not names & {"timestamp", timestamp}:
        return "`window` is of a time that is not signed"
    if "url" in names and "://" not in str(fields.get("public", "")):
        return "`{url}` is signed, and `public` does not say with which URL the paths begin"
    return ""
