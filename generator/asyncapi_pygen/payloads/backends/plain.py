"""What the back ends without pydantic have in common: their run time, and words of it."""

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, str]] = {
    "Annotated": "typing",
    "ClassVar": "typing",
    "Decimal": "decimal",
    "Final": "typing",
    "Literal": "typing",
    "TypeAlias": "typing",
    "UUID": "uuid",
    "Check": "._marks",
    "Asserted": "._asserted",
    "AssertedCheck": "._asserted",
    "AwareDateTime": "._temporal",
    "DateTime": "._temporal",
    "IsoDate": "._temporal",
    "IsoTime": "._temporal",
    "OrText": "._temporal",
    "UtcDateTime": "._temporal",
    "Exact": "._marks",
    "Field": "._marks",
    "Format": "._marks",
    "JsonValue": "._marks",
    "Open": "._marks",
    "OpenInt": "._marks",
    "Rest": "._marks",
    "ToldBy": "._unions",
    "ToldByKey": "._unions",
    "When": "._unions",
}
"""Where the words of annotations come from."""

SERVING: Final = (
    "_batch.py",
    "_context.py",
    "_course.py",
    "_encodings.py",
    "_endpoints.py",
    "_form.py",
    "_guard.py",
    "_http.py",
    "_known.py",
    "_misfits.py",
    "_operation.py",
    "_policy.py",
    "_running.py",
    "_settings.py",
    "_verdicts.py",
    "deliveries.py",
    "handshakes.py",
    "runtime.py",
)
"""What answers requests, whatever the models are made of."""

_SHARED: Final = ("_pattern.py", "_schema.py", "_times.py")
_SHAPES: Final = (
    "_marks.py",
    "_override.py",
    "_scalars.py",
    "_shapes.py",
    "_temporal.py",
    "_types.py",
    "_unions.py",
)


FORMATS: Final = ("_ecma.py", "_formats.py", "_hostnames.py")
"""What asserts formats, whatever the back end."""

BEHIND_MODELS: Final[Mapping[str, Mapping[str, str]]] = {
    "_asserted": {"_asserted.py": "plain/_asserted.py", **{name: name for name in FORMATS}},
}
"""Vendored files, by the module of the run time that the models import."""


OWN: Final = ("._asserted", "._marks", "._model", "._temporal", "._unions")
"""The modules of the run time that models may import."""


def runtime(backend: str, *, codec: str) -> Mapping[str, str]:
    """Return the vendored files; the codec over our own shapes is called ``codec``."""
    return {
        **{name: name for name in (*SERVING, *_SHARED)},
        **{name: f"plain/{name}" for name in _SHAPES},
        "_model.py": f"{backend}/_model.py",
        codec: "plain/_codec.py",
    }
