"""From faults to explanations: what is wrong in the user's words, where, and what to do."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from asyncapi_pygen.codes import CODES
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.pointers import ABSENT, member
from asyncapi_pygen.validation.faults import Fault, Path
from asyncapi_pygen.validation.versions import OLDEST, Version
from asyncapi_pygen.validation.vocabulary import (
    BINDING,
    DOCUMENT,
    FORMATS,
    LIMITS,
    MOVED,
    OTHER_VALUES,
    PATTERNS,
    REFERENCE,
    TYPES,
    definition_of,
    listing,
    noun,
    quoted,
    shortened,
    shown,
)

# Below this likeness a suggestion is noise.
LIKENESS: Final = 0.7
# Comparing takes time by length, and no name of the specification is this long.
LONGEST_SLIP: Final = 80
YAML_1_1_BOOLEANS: Final = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One diagnostic to be.

    ``at`` leads to the value, or with ``on_key`` to its key. ``field`` is the field that is missing
    at ``at``; ``accounts_for`` the missing fields beside ``at`` that are the same mistake.
    """

    code: str
    message: str
    at: Path
    on_key: bool = False
    hint: str = ""
    field: str = ""
    accounts_for: tuple[str, ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether the code is the one of an error."""
        return CODES[self.code].severity == "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the faults are about: a value, how it is read, and the schema as JSON.

    ``key`` is the name of the value in messages, no text for the whole document. ``is_advice`` says
    of the path to a value whether its faults are of no weight.
    """

    root: Json
    version: Version
    schema: Mapping[str, Any]
    is_advice: Callable[[Path], bool]
    key: str = ""


@dataclass(frozen=True, slots=True)
class _Case:
    """One fault with what there is to say about its place."""

    fault: Fault
    context: Context

    @property
    def wanted(self) -> tuple[Any, ...]:
        return self.fault.wanted

    @property
    def value(self) -> Json:
        return _descend(self.context.root, self.fault.pointer)

    @property
    def definition(self) -> str:
        return definition_of(self.fault.place)

    @property
    def label(self) -> str:
        """The words for the value."""
        if not self.fault.pointer:
            return f"`{shortened(self.context.key)}`" if self.context.key else "the document"
        last = self.fault.pointer[-1]
        named = f"`{shortened(self.last_key)}`"
        return named if isinstance(last, str) else f"item {last + 1} of {named}"

    @property
    def subject(self) -> str:
        """The words for the value as an object of the specification, if it is one."""
        if self.definition == DOCUMENT:
            return "the document"
        known = noun(self.definition)
        return self.label if known == "object" else f"this {known}"

    @property
    def last_key(self) -> str:
        keys = (one for one in reversed(self.fault.pointer) if isinstance(one, str))
        return next(keys, self.context.key)

    @property
    def addable(self) -> list[str]:
        """The fields that the object may have and does not have."""
        place = _descend(cast("Json", self.context.schema), self.fault.place[:-1])
        fields = place.get("properties") if isinstance(place, dict) else None
        present = self.value if isinstance(self.value, dict) else {}
        return [one for one in fields if one not in present] if isinstance(fields, dict) else []


def explain(faults: Iterable[Fault], context: Context) -> list[Explanation]:
    """Return one explanation a fault, except for missing fields that another fault accounts for.

    A misspelt required field is one mistake, though the schema misses it and refuses its slip.
    """
    cases = [_Case(fault, context) for fault in faults]
    explained = [_explain(case) for case in cases]
    same = {(one.at[:-1], field) for one in explained for field in one.accounts_for}
    return [one for one in explained if not one.field or (one.at, one.field) not in same]


def _explain(case: _Case) -> Explanation:
    found = _EXPLAINERS.get(case.fault.keyword, _explain_rest)(case)
    is_advice = case.context.is_advice(case.fault.pointer)
    return replace(found, code="binding-invalid") if is_advice else found


def _explain_unknown(case: _Case) -> Explanation:
    (name,) = case.wanted
    if name == "$ref":
        message = f"{case.subject} may not be a reference"
        return _refused(case, message, "write the object itself here", tuple(case.addable))
    near = _nearest(name, case.addable)
    suggestion = f"did you mean `{near}`?" if near else ""
    if case.definition.endswith("BindingsObject"):
        return replace(
            _refused(case, f"the specification lists no protocol `{shortened(name)}`", suggestion),
            code="binding-unknown",
        )
    moved = MOVED[case.context.version.major].get((case.definition, name))
    meant = moved.here if moved else near
    way = moved.way if moved else _elsewhere_hint(case, name)
    return _refused(
        case,
        f"{case.subject} has no field `{shortened(name)}`",
        way or suggestion or _fields_hint(case.addable),
        (meant,) if meant else (),
    )


def _elsewhere_hint(case: _Case, name: str) -> str:
    """Say where a field is one that the object has not for what else is in it."""
    if case.definition == "message" and member(case.value, "oneOf") is not ABSENT:
        return "a message with `oneOf` has no other field: each of those in it has its own"
    binding = BINDING.fullmatch(case.definition)
    if binding is None or member(case.value, "bindingVersion") is not ABSENT:
        return ""
    return _older_binding_hint(case, binding, name)


def _older_binding_hint(case: _Case, newest: re.Match[str], name: str) -> str:
    """Say which version of a binding has the field that the newest has no more, if one does."""
    protocol, _, level = newest.groups()
    for known, one in case.context.schema["definitions"].items():
        other = BINDING.fullmatch(known)
        if other and other.group(1, 3) == (protocol, level) and name in one["properties"]:
            return f"version {other[2]} has it: say so with `bindingVersion: {other[2]}`"
    return ""


def _explain_forbidden(case: _Case) -> Explanation:
    message = f"{case.subject} may not have the field `{case.wanted[0]}`"
    return _refused(case, message, "remove it")


def _refused(
    case: _Case, message: str, hint: str, accounts_for: tuple[str, ...] = ()
) -> Explanation:
    return Explanation(
        code="unknown-field",
        message=message,
        at=(*case.fault.pointer, case.wanted[0]),
        on_key=True,
        hint=hint,
        accounts_for=accounts_for,
    )


def _fields_hint(addable: Sequence[str]) -> str:
    if not addable:
        return "remove it, or make it an extension that begins with `x-`"
    return f"what can be added here: {', '.join(quoted(addable))}, or an `x-` extension"


def _explain_missing(case: _Case) -> Explanation:
    fields = listing(quoted(case.wanted))
    message, hint = f"{case.subject} lacks the field {fields}", f"add {fields}"
    if case.wanted == ("$ref",):
        message = f"{case.label} must be a reference: an object with the field `$ref`"
        hint = "describe it where it belongs, and refer to it from here"
    return Explanation(
        code="missing-field",
        message=message,
        at=case.fault.pointer,
        on_key=True,
        hint=hint,
        field=case.wanted[0],
    )


def _explain_type(case: _Case) -> Explanation:
    if case.last_key == "$ref" and isinstance(case.value, str):
        return _explain_map_reference(case)
    is_reference = case.definition.startswith(REFERENCE)
    types = "a reference" if is_reference else listing([TYPES[name] for name in case.wanted])
    return Explanation(
        code="wrong-type",
        message=f"{case.label} must be {types}, but is {shown(case.value)}",
        at=case.fault.pointer,
        hint=_reference_hint(case) if is_reference else _type_hint(case),
    )


def _explain_map_reference(case: _Case) -> Explanation:
    """Explain a reference in the place of a map, where ``$ref`` is one of the names."""
    keys = [one for one in case.fault.pointer[:-1] if isinstance(one, str)]
    owner = f"`{shortened(keys[-1])}`" if keys else "this"
    return Explanation(
        code="wrong-type",
        message=f"{owner} may not be a reference: its keys are names",
        at=case.fault.pointer,
        hint="refer to each of its members, or to the object around it",
    )


def _type_hint(case: _Case) -> str:
    match case.value:
        case None if case.last_key == "type":
            return "write the type of null as text: `type: 'null'`"
        case None:
            return "give it a value, or remove the field"
        case str() as text if "boolean" in case.wanted and text.lower() in YAML_1_1_BOOLEANS:
            return "YAML 1.2 knows the booleans `true` and `false`"
        case str() if "object" in case.wanted and case.definition == "schema":
            return "a schema is wanted here, such as `{type: string}`"
        case _ if case.last_key == "$ref":
            return "a reference is the text of a URI, such as `#/components/messages/Hello`"
        case bool() | int() | float() if "string" in case.wanted:
            return "put it in quotes"
        case dict() as value if "$ref" in value:
            return "a reference is not allowed here: write the value itself"
        case list() if case.wanted == ("object",):
            return "write it as an object, with a key for each item"
        case _ if case.wanted == ("array",):
            return "write it as a list, even of one item"
        case _:
            return ""


def _reference_hint(case: _Case) -> str:
    value = case.value
    if not isinstance(value, str) or not value:
        return "write it as `{$ref: '#/…'}`"
    target = value if "#" in value or "/" in value else f"#/{case.last_key}/{value}"
    return f"write it as `{{$ref: '{shortened(target)}'}}`"


def _explain_choice(case: _Case) -> Explanation:
    words = [str(word) for word in case.wanted]
    value = case.value
    what = f"must be {listing(quoted(words))}, but is {shown(value)}"
    if not isinstance(value, str):
        return _wrong(case, what)
    near = _nearest(value, words)
    suggestion = f"did you mean `{near}`?" if near else ""
    if case.last_key == "bindingVersion" and case.context.version.major == OLDEST:
        suggestion = "the fields beside it are read as those of the newest version"
    return replace(_wrong(case, what), hint=OTHER_VALUES.get((case.last_key, value), suggestion))


def _explain_text(case: _Case) -> Explanation:
    (limit,) = case.wanted
    is_pattern = case.fault.keyword == "pattern"
    fallback = f"text that matches `{limit}`" if is_pattern else f"text of the format `{limit}`"
    words = (PATTERNS if is_pattern else FORMATS).get(limit, fallback)
    if case.fault.name is not None:
        return _wrong(case, f"must be {words}")
    return _wrong(case, f"must be {words}, but is {shown(case.value)}")


def _explain_limit(case: _Case) -> Explanation:
    (limit,) = case.wanted
    if limit == 1 and case.fault.keyword in ("minItems", "minLength", "minProperties"):
        return _wrong(case, "must not be empty")
    return _wrong(case, f"must {LIMITS[case.fault.keyword].format(limit)}")


def _explain_unique(case: _Case) -> Explanation:
    return _wrong(case, "has an item twice")


def _explain_rest(case: _Case) -> Explanation:
    """Pass on what the library says: the verdict is never kept silent."""
    return _wrong(case, f"is not valid here: {shortened(case.fault.text, 160)}")


def _wrong(case: _Case, what: str) -> Explanation:
    name, pointer = case.fault.name, case.fault.pointer
    if name is None:
        return Explanation(code="wrong-value", message=f"{case.label} {what}", at=pointer)
    message = f"the key `{shortened(name)}` of {case.label} {what}"
    return Explanation(code="wrong-value", message=message, at=(*pointer, name), on_key=True)


_EXPLAINERS: Final[Mapping[str, Callable[[_Case], Explanation]]] = {
    "additionalProperties": _explain_unknown,
    "const": _explain_choice,
    "enum": _explain_choice,
    "forbidden": _explain_forbidden,
    "format": _explain_text,
    "pattern": _explain_text,
    "required": _explain_missing,
    "type": _explain_type,
    "uniqueItems": _explain_unique,
    **dict.fromkeys(LIMITS, _explain_limit),
}


def _nearest(word: str, words: Sequence[str]) -> str:
    """Return the word that was likely meant, or no text."""
    if len(word) > LONGEST_SLIP:
        return ""
    same = {known.casefold(): known for known in words}
    if word.casefold() in same:
        return same[word.casefold()]
    return next(iter(difflib.get_close_matches(word, words, 1, LIKENESS)), "")


def _descend(node: Json, path: Path) -> Json:
    """Return the value at a path that exists."""
    for token in path:
        if isinstance(token, int):
            node = cast("list[Json]", node)[token]
        else:
            node = cast("dict[str, Json]", node)[token]
    return node
