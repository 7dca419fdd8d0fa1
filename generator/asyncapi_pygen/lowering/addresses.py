"""Channel addresses: the parameters that an address uses, held against those declared."""

import re
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.ir.api import Parameter

_PARAMETER: Final = re.compile(r"\{([^{}]*)\}")


def parameter_names(address: str) -> list[str]:
    """Return the names between braces in ``address``, in order."""
    return _PARAMETER.findall(address)


def check_address(
    address: str | None, parameters: tuple[Parameter, ...], at: Location, diagnostics: Diagnostics
) -> None:
    """Report braces that do not pair, and parameters that are used but not declared."""
    if address is None:
        return
    rest = _PARAMETER.sub("", address)
    if "{" in rest or "}" in rest or "" in parameter_names(address):
        diagnostics.report(
            "channel-address",
            f"The address `{address}` has a brace without its partner, or no name between braces",
            at,
            hint="write parameters as `{name}`",
        )
        return
    declared = {parameter.name for parameter in parameters}
    for name in parameter_names(address):
        if name not in declared:
            diagnostics.report(
                "parameter-undeclared",
                f"The address `{address}` uses `{{{name}}}`, which the channel does not declare",
                at,
                hint=f"add `{name}` to the channel's `parameters`",
            )
