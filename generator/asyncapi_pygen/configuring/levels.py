"""What the findings of a code weigh in a run: texts ``CODE=LEVEL``."""

from collections.abc import Iterable
from typing import Final

from asyncapi_pygen.codes import CODES
from asyncapi_pygen.configuring.refusal import BadValueError
from asyncapi_pygen.diagnostics import Levels, Severity
from asyncapi_pygen.source.suggestions import nearest

OFF: Final = "off"
LEVELS: Final = (*(str(severity) for severity in Severity), OFF)


def parse_levels(texts: Iterable[str]) -> Levels:
    """Read texts, of which a later one goes before an earlier one.

    Raises:
        BadValueError: a text has another form, the code or the level is unknown, or the code
            is of an error that cannot be borne and would be lowered.
    """
    return dict(map(parse_level, texts))


def parse_level(text: str) -> tuple[str, Severity | None]:
    """Read one text.

    Raises:
        BadValueError: as for ``parse_levels``.
    """
    code, equals, level = text.partition("=")
    if not equals:
        raise BadValueError(f"`{text}` is not of the form CODE=LEVEL")
    check_code(code)
    if level not in LEVELS:
        allowed = ", ".join(f"`{one}`" for one in LEVELS)
        raise BadValueError(f"`{level}` is none of the levels {allowed}")
    if level != Severity.ERROR and is_final(code):
        message = f"`{code}` always stops the run: it can be neither lowered nor turned off"
        raise BadValueError(message)
    return code, None if level == OFF else Severity(level)


def check_code(code: str) -> None:
    """Make sure that there is such a code.

    Raises:
        BadValueError: there is none; the hint names the nearest.
    """
    if code not in CODES:
        hint = nearest(code, CODES) or "`asyncapi-pygen explain` lists the codes"
        raise BadValueError(f"there is no code `{code}`", hint)


def is_final(code: str) -> bool:
    """Whether findings of the code are errors and stay so, whatever the run is told."""
    return CODES[code].severity == "error" and not CODES[code].bearable
