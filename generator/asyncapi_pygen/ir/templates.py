"""Text with parameters in braces: the addresses of channels and of servers."""

import re
from typing import Final

_PARAMETER: Final = re.compile(r"\{([^{}]*)\}")


def parameter_names(template: str) -> tuple[str, ...]:
    """Return the names between braces in order, each once."""
    return tuple(dict.fromkeys(_PARAMETER.findall(template)))


def is_well_formed(template: str) -> bool:
    """Tell whether each brace has its partner, with a name between them and no brace."""
    rest = _PARAMETER.sub("", template)
    return "{" not in rest and "}" not in rest and "" not in parameter_names(template)
