"""Host names, internationalised ones by the rules of IDNA 2008 (RFC 5890 to 5893).

Which characters a label may hold is derived from Python's own tables of Unicode, as
RFC 5892 says. Around a zero width non-joiner, letters of cursive scripts count as
joining, without a look at each letter's own way to join.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from unicodedata import (
    bidirectional,
    category,
    combining,
    is_normalized,
    name,
    normalize,
)

_LONGEST_LABEL = 63
_LONGEST_NAME = 253
_SEPARATORS = re.compile("[.\u3002\uff0e\uff61]")
_LDH = re.compile("[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", re.IGNORECASE | re.ASCII)
_PREFIX = "xn--"
_VIRAMA = 9

_LETTERS = frozenset({"Ll", "Lu", "Lo", "Nd", "Lm", "Mn", "Mc"})
_VALID = frozenset("\u00df\u03c2\u06fd\u06fe\u0f0b\u3007-")
_REFUSED = frozenset("\u0640\u07fa\u302e\u302f\u3031\u3032\u3033\u3034\u3035\u303b")
_IGNORABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0000-\U000e0fff"  # ignorable by default
    "\u20d0-\u20ff\U0001d100-\U0001d24f"  # marks of symbols, musical notes
    "\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]"  # old Hangul
)
_CURSIVE = (
    "ADLAM",
    "ARABIC",
    "CHORASMIAN",
    "HANIFI ROHINGYA",
    "MANDAIC",
    "MANICHAEAN",
    "MONGOLIAN",
    "NKO",
    "OLD UYGHUR",
    "PHAGS-PA",
    "PSALTER PAHLAVI",
    "SOGDIAN",
    "SYRIAC",
)
_JAPANESE = ("CJK UNIFIED", "CJK COMPATIBILITY IDEO", "HIRAGANA", "KATAKANA")

_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_IN_LEFT = frozenset({"L", "EN", "ES", "CS", "ET", "ON", "BN", "NSM"})
_IN_RIGHT = frozenset({"R", "AL", "AN", "EN", "ES", "CS", "ET", "ON", "BN", "NSM"})


def is_hostname(text: str) -> bool:
    """Tell whether the text is a name of RFC 1123, its A-labels valid."""
    return (
        text.isascii() and len(text) <= _LONGEST_NAME and _are_labels(text.split("."))
    )


def is_idn_hostname(text: str) -> bool:
    """Tell whether the text is a name of RFC 5890, in U-labels, A-labels or both."""
    labels = _SEPARATORS.split(text)
    return _are_labels(labels) and len(".".join(map(_ascii, labels))) <= _LONGEST_NAME


def _are_labels(labels: Sequence[str]) -> bool:
    decoded = [_decoded(label) for label in labels]
    known = [label for label in decoded if label is not None]
    if len(known) < len(labels):
        return False
    if not any(bidirectional(c) in _RIGHT_TO_LEFT for label in known for c in label):
        return True
    return all(map(_is_directed, known))


def _decoded(label: str) -> str | None:
    """Return a valid label in Unicode, and nothing for one that is not valid."""
    if not label.isascii():
        return label if _is_u_label(label) and _fits(_ascii(label)) else None
    if not (_LDH.fullmatch(label) and _fits(label)):
        return None
    if label[:4].lower() != _PREFIX:
        return label
    try:
        found = label[4:].lower().encode().decode("punycode")
    except UnicodeError:
        return None
    same = not found.isascii() and _ascii(found) == label.lower()
    return found if same and _is_u_label(found) else None


def _fits(label: str) -> bool:
    return len(label) <= _LONGEST_LABEL


def _ascii(label: str) -> str:
    if label.isascii():
        return label
    return _PREFIX + label.encode("punycode", "surrogatepass").decode()


def _is_u_label(label: str) -> bool:
    return (
        is_normalized("NFC", label)
        and label[2:4] != "--"
        and not label.startswith("-")
        and not label.endswith("-")
        and category(label[0])[0] != "M"
        and all(_may_stand(label, place) for place in range(len(label)))
    )


def _may_stand(label: str, place: int) -> bool:
    character = label[place]
    if character in _CONTEXTS:
        return _CONTEXTS[character](label, place)
    if character in _VALID:
        return True
    if character in _REFUSED or _IGNORABLE.match(character):
        return False
    folded = normalize("NFKC", normalize("NFKC", character).casefold())
    return folded == character and category(character) in _LETTERS


def _before(label: str, place: int) -> str:
    return label[place - 1 : place] if place else ""


def _after(label: str, place: int) -> str:
    return label[place + 1 : place + 2]


def _script(character: str) -> str:
    return name(character, "") if character else ""


def _follows_virama(label: str, place: int) -> bool:
    return place > 0 and combining(label[place - 1]) == _VIRAMA


def _may_part(label: str, place: int) -> bool:
    """Tell whether a zero width non-joiner parts letters that would be joined."""
    if _follows_virama(label, place):
        return True
    before = [c for c in label[:place] if category(c) != "Mn"]
    after = [c for c in label[place + 1 :] if category(c) != "Mn"]
    ends = (before[-1:], after[:1])
    return all(end and _script(end[0]).startswith(_CURSIVE) for end in ends)


def _between_ls(label: str, place: int) -> bool:
    return _before(label, place) == "l" == _after(label, place)


def _before_greek(label: str, place: int) -> bool:
    return _script(_after(label, place)).startswith("GREEK")


def _after_hebrew(label: str, place: int) -> bool:
    return _script(_before(label, place)).startswith("HEBREW")


def _in_japanese(label: str, _place: int) -> bool:
    letters = (c for c in label if c != "\u30fb")
    return any(_script(c).startswith(_JAPANESE) for c in letters)


def _without_persian_digits(label: str, _place: int) -> bool:
    return not any("\u06f0" <= c <= "\u06f9" for c in label)


def _without_arabic_digits(label: str, _place: int) -> bool:
    return not any("\u0660" <= c <= "\u0669" for c in label)


_CONTEXTS: Mapping[str, Callable[[str, int], bool]] = {
    "\u00b7": _between_ls,
    "\u0375": _before_greek,
    "\u05f3": _after_hebrew,
    "\u05f4": _after_hebrew,
    "\u30fb": _in_japanese,
    "\u200c": _may_part,
    "\u200d": _follows_virama,
    **{chr(digit): _without_persian_digits for digit in range(0x660, 0x66A)},
    **{chr(digit): _without_arabic_digits for digit in range(0x6F0, 0x6FA)},
}
"""The characters that may stand in some places only, and which."""


def _is_directed(label: str) -> bool:
    """Tell whether a label keeps the rule for names that run in two directions."""
    found = [bidirectional(character) for character in label]
    kinds = set(found)
    last = [kind for kind in found if kind != "NSM"][-1:]
    if found[0] in {"R", "AL"}:
        ends = last and last[0] in {"R", "AL", "EN", "AN"}
        return bool(ends) and kinds <= _IN_RIGHT and not {"EN", "AN"} <= kinds
    return found[0] == "L" and kinds <= _IN_LEFT and last[0] in {"L", "EN"}
