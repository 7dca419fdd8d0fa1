"""Any text to a legal Python identifier in one of three styles: these two, and capitals.

======================  =====================  ===================
text                    ``snake``              ``pascal``
======================  =====================  ===================
``callResourceUrl``     ``call_resource_url``  ``CallResourceUrl``
``HTTPServer-2``        ``http_server_2``      ``HTTPServer2``
``order.created/v2``    ``order_created_v2``   ``OrderCreatedV2``
``from``, ``@id``       ``from_``, ``id``      ``From``, ``Id``
======================  =====================  ===================
"""

import keyword
import re
import unicodedata
from functools import lru_cache
from typing import Final

_BOUNDARY: Final = re.compile(
    r"(?<=[a-z0-9])(?=[A-Z])"  # callId
    r"|(?<=[A-Z])(?=[A-Z][a-z])"  # HTTPServer
)

SOFT_KEYWORDS: Final = frozenset({"_", "case", "match", "type"})
"""Python 3.12's list, written down so that names do not depend on the interpreter that runs."""

KEYWORDS: Final = frozenset(keyword.kwlist)
"""The hard keywords; the list has not changed since Python 3.7."""


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """Split ``text`` at case changes and at everything that an identifier may not hold.

    The text is normalised (NFKC) first, as Python's own parser does with identifiers, so that two
    names which Python would take for one are one here as well.
    """
    normal = unicodedata.normalize("NFKC", text)
    legal = "".join(c if _may_stand_in_a_name(c) else " " for c in normal)
    spaced = _BOUNDARY.sub(" ", legal.replace("_", " "))
    return tuple(spaced.split())


def _may_stand_in_a_name(character: str) -> bool:
    """Return whether every Python has the character in its identifiers.

    Each Python release knows more letters. Those of Unicode 3.2, which each ships beside its own
    tables, hold the scripts in use today, and give the same names everywhere.
    """
    known = unicodedata.ucd_3_2_0.category(character) != "Cn"
    return character == "_" or (known and f"a{character}".isidentifier())


def snake(text: str, *, empty: str = "value") -> str:
    """Return ``text`` as a lower-case identifier; ``1st`` becomes ``value_1st``."""
    name = "_".join(word.lower() for word in words(text))
    return _legal(name, joined=f"{empty}_", empty=empty)


def constant(text: str, *, empty: str = "VALUE") -> str:
    """Return ``text`` as an identifier in capitals; ``1st`` becomes ``VALUE_1ST``."""
    capitals = "_".join(words(text)).upper()
    # Capitals may be several characters, and not all of them letters.
    legal = "".join(c for c in unicodedata.normalize("NFKC", capitals) if _may_stand_in_a_name(c))
    return _legal(legal, joined=f"{empty}_", empty=empty)


def pascal(text: str, *, empty: str = "Value") -> str:
    """Return ``text`` as a class name, keeping the capitals that it has."""
    name = "".join(word[0].upper() + word[1:] for word in words(text))
    return _legal(name, joined=empty, empty=empty)


def _legal(name: str, *, joined: str, empty: str) -> str:
    # Changing case and joining can make new compatibility sequences, so normalise once more.
    name = unicodedata.normalize("NFKC", name)
    if not name:
        return empty
    if not name.isidentifier():
        name = unicodedata.normalize("NFKC", joined + name)
    return f"{name}_" if name in KEYWORDS else name
