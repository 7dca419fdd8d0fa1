"""Channel addresses: the parameters that an address uses, held against those declared."""

import re
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.ir.api import Parameter

_PARAMETER: Final = re.compile(r"\{([^{}]*)\}")


def parameter_names(address: str) -> list[str]:
    """Return the names between braces in ``address``, in order."""
    return _PARAMETER.findall(address)


def complete_parameters(
    address: str | None, declared: tuple[Parameter, ...], at: Location, diagnostics: Diagnostics
) -> tuple[Parameter, ...]:
    """Return the parameters of a channel: those declared, and those that only its address names.

    Braces that do not pair are reported as an error, undeclared parameters as a warning.
    """
    if address is None:
        return declared
    rest = _PARAMETER.sub("", address)
    if "{" in rest or "}" in rest or "" in parameter_names(address):
        diagnostics.report(
            "channel-address",
            f"the address `{address}` has a brace without its partner, or no name between braces",
            at,
            hint="write parameters as `{name}`",
        )
        return declared
    known = {parameter.name for parameter in declared}
    missing = [name for name in dict.fromkeys(parameter_names(address)) if name not in known]
    for name in missing:
        diagnostics.report(
            "parameter-undeclared",
            f"the address `{address}` uses `{{{name}}}`, which the channel does not declare",
            at,
            hint=f"add `{name}` to the channel's `parameters`",
        )
    return (*declared, *(_undeclared(name, at) for name in missing))


def _undeclared(name: str, at: Location) -> Parameter:
    return Parameter(
        name=name, description="", enum=(), default=None, location="", schema=None, at=at
    )
