"""``--level CODE=LEVEL``: what the findings of a code weigh in this run."""

from collections.abc import Iterable
from typing import Final

from click import BadParameter

from asyncapi_pygen.codes import CODES
from asyncapi_pygen.diagnostics import Levels, Severity
from asyncapi_pygen.source.suggestions import nearest

OFF: Final = "off"
LEVELS: Final = (*(str(severity) for severity in Severity), OFF)
_OPTION: Final = "--level"


def parse_levels(texts: Iterable[str]) -> Levels:
    """Read the values of the option, of which a later one goes before an earlier one.

    Raises:
        click.BadParameter: a text has another form, the code or the level is unknown, or the code
            is of an error that cannot be borne and would be lowered.
    """
    return dict(map(_parse, texts))


def _parse(text: str) -> tuple[str, Severity | None]:
    code, equals, level = text.partition("=")
    if not equals:
        raise BadParameter(f"`{text}` is not of the form CODE=LEVEL", param_hint=_OPTION)
    check_code(code, _OPTION)
    if level not in LEVELS:
        allowed = ", ".join(f"`{one}`" for one in LEVELS)
        raise BadParameter(f"`{level}` is none of the levels {allowed}", param_hint=_OPTION)
    if level != Severity.ERROR and is_final(code):
        raise BadParameter(
            f"`{code}` always stops the run: it can be neither lowered nor turned off",
            param_hint=_OPTION,
        )
    return code, None if level == OFF else Severity(level)


def check_code(code: str, option: str) -> None:
    """Make sure that there is such a code.

    Raises:
        click.BadParameter: there is none; the message names the nearest.
    """
    if code not in CODES:
        hint = nearest(code, CODES) or "`asyncapi-pygen explain` lists the codes"
        raise BadParameter(f"there is no code `{code}`; {hint}", param_hint=option)


def is_final(code: str) -> bool:
    """Whether findings of the code are errors and stay so, whatever the run is told."""
    return CODES[code].severity == "error" and not CODES[code].bearable
