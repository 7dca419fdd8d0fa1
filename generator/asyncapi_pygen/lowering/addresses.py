"""Channel addresses: the parameters that an address uses, beside those declared."""

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.ir.api import Parameter
from asyncapi_pygen.ir.templates import parameter_names


def complete_parameters(
    address: str | None, declared: tuple[Parameter, ...], at: Location
) -> tuple[Parameter, ...]:
    """Return the parameters of a channel: those declared, and those that only its address names."""
    known = {parameter.name for parameter in declared}
    missing = [name for name in parameter_names(address or "") if name not in known]
    return (*declared, *(_undeclared(name, at) for name in missing))


def _undeclared(name: str, at: Location) -> Parameter:
    return Parameter(
        name=name,
        description="",
        enum=(),
        default=None,
        examples=(),
        location=None,
        schema=None,
        extensions={},
        at=at,
    )
