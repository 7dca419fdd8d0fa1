"""JSON Schema, where types say less: keywords of draft-07 and of what came after it.

Formats are annotations unless they are asked for, and a pattern that the engine does
not read accepts every text.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias, cast

from ._pattern import Matcher, python_matcher

Json: TypeAlias = (
    "Mapping[str, Json] | Sequence[Json] | str | int | float | Decimal | bool | None"
)
Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Violation:
    """What a value breaks: where in it, which keyword, and what to say of it."""

    path: Path
    keyword: str
    message: str


class Schema:
    """A schema, ready to judge.

    Attributes:
        source: The schema as it was given.

    """

    def __init__(
        self,
        source: Json,
        definitions: Mapping[str, Json] | None = None,
        *,
        matcher: Callable[[str], Matcher | None] = python_matcher,
        formats: Mapping[str, Callable[[object], bool]] | None = None,
    ) -> None:
        """Take in a schema.

        Args:
            source: The schema; its references are to ``#/definitions/...``.
            definitions: The schemas that it refers to, by name.
            matcher: Compiles a pattern.
            formats: The formats to assert, by name; of other types a value is valid.

        """
        self.source = source
        self._judge = _Judge(definitions or {}, matcher, formats or {})

    def accepts(self, value: Json) -> bool:
        """Tell whether a value is valid."""
        return self._judge.accepts(self.source, value)

    def errors(self, value: Json) -> Iterator[Violation]:
        """Yield what a value breaks, in the order of the schema's keywords."""
        return self._judge.errors(self.source, value, ())


class _Judge:
    """Reads schemas: a method for each keyword that looks into the value."""

    def __init__(
        self,
        definitions: Mapping[str, Json],
        matcher: Callable[[str], Matcher | None],
        formats: Mapping[str, Callable[[object], bool]],
    ) -> None:
        self.definitions = definitions
        self.matcher = matcher
        self.formats = formats

    def accepts(self, schema: Json, value: Json) -> bool:
        return next(self.errors(schema, value, ()), None) is None

    def errors(self, schema: Json, value: Json, path: Path) -> Iterator[Violation]:
        if schema is False:
            yield Violation(path, "false", "Nothing is allowed here")
        if not isinstance(schema, Mapping):
            return
        for keyword, argument in schema.items():
            rule = _RULES.get(keyword)
            if rule is not None:
                yield from rule(_Case(self, schema, value, path, keyword), argument)

    def pattern(self, pattern: str, text: str) -> bool:
        search = self.matcher(pattern)
        return search is None or search(text)

    def referred(self, reference: str) -> Json:
        return self.definitions[reference.rpartition("/")[2]]


@dataclass(frozen=True, slots=True)
class _Case:
    """A value under a schema, of which one keyword is read."""

    judge: _Judge
    schema: Mapping[str, Json]
    value: Json
    path: Path
    keyword: str

    def fault(self, message: str) -> Iterator[Violation]:
        yield Violation(self.path, self.keyword, message)

    def accepts(self, schema: Json) -> bool:
        return self.judge.accepts(schema, self.value)

    def again(self, schema: Json) -> Iterator[Violation]:
        return self.judge.errors(schema, self.value, self.path)

    def inside(self, schema: Json, value: Json, key: str | int) -> Iterator[Violation]:
        return self.judge.errors(schema, value, (*self.path, key))


_Rule: TypeAlias = Callable[[_Case, Json], Iterator[Violation]]


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _is_list(value: Json) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _is_integer(value: Json) -> bool:
    if isinstance(value, float | Decimal):
        return math.isfinite(value) and _exact(value).denominator == 1
    return isinstance(value, int) and not isinstance(value, bool)


_TYPES: Mapping[str, Callable[[Json], bool]] = {
    "array": _is_list,
    "boolean": lambda value: isinstance(value, bool),
    "integer": _is_integer,
    "null": lambda value: value is None,
    "number": _is_number,
    "object": lambda value: isinstance(value, Mapping),
    "string": lambda value: isinstance(value, str),
}


def _items(value: Json) -> Sequence[Json]:
    return cast("Sequence[Json]", value) if _is_list(value) else ()


def _members(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, Mapping) else {}


def _exact(value: Json) -> Fraction:
    """Read a number as it is written in decimals, and not as it is stored."""
    return Fraction(value) if isinstance(value, int) else Fraction(str(value))


def identity(value: Json) -> object:
    """Return what equal values have in common: ``1`` is ``1.0`` and not ``true``."""
    if isinstance(value, Mapping):
        return frozenset((key, identity(inner)) for key, inner in value.items())
    if _is_list(value):
        return tuple(map(identity, _items(value)))
    if isinstance(value, float | Decimal):
        return _exact(value)
    return (bool, value) if isinstance(value, bool) else value


def _type(case: _Case, names: Json) -> Iterator[Violation]:
    wanted = (
        [names] if isinstance(names, str) else [str(name) for name in _items(names)]
    )
    if not any(_TYPES[name](case.value) for name in wanted if name in _TYPES):
        article = "an" if wanted[:1] in (["array"], ["integer"], ["object"]) else "a"
        known = (
            f"{article} {wanted[0]}" if len(wanted) == 1 else f"of {', '.join(wanted)}"
        )
        yield from case.fault(f"Input should be {known}")


def _enum(case: _Case, values: Json) -> Iterator[Violation]:
    if identity(case.value) not in set(map(identity, _items(values))):
        yield from case.fault("Input is not an allowed value")


def _const(case: _Case, value: Json) -> Iterator[Violation]:
    if identity(case.value) != identity(value):
        yield from case.fault("Input is not the allowed value")


def _bound(word: str, fits: Callable[[Fraction, Fraction], bool]) -> _Rule:
    """Make the rule of a bound on numbers."""

    def rule(case: _Case, bound: Json) -> Iterator[Violation]:
        if not _is_number(case.value) or not _is_number(bound):
            return
        if not fits(_exact(case.value), _exact(bound)):
            yield from case.fault(f"Input should be {word} {bound}")

    return rule


def _size(of: Callable[[Json], int | None], word: str, *, least: bool) -> _Rule:
    """Make the rule of a bound on how long or how large something is."""

    def rule(case: _Case, bound: Json) -> Iterator[Violation]:
        size = of(case.value)
        if size is None or not isinstance(bound, int | float):
            return
        if size < bound if least else size > bound:
            limit = "at least" if least else "at most"
            yield from case.fault(f"Input should have {limit} {bound} {word}")

    return rule


def _length(value: Json) -> int | None:
    return len(value) if isinstance(value, str) else None


def _count(value: Json) -> int | None:
    return len(_items(value)) if _is_list(value) else None


def _breadth(value: Json) -> int | None:
    return len(value) if isinstance(value, Mapping) else None


def _pattern(case: _Case, pattern: Json) -> Iterator[Violation]:
    text = case.value
    if isinstance(text, str) and not case.judge.pattern(str(pattern), text):
        yield from case.fault("Input should match the pattern")


def _format(case: _Case, name: Json) -> Iterator[Violation]:
    known = case.judge.formats.get(str(name))
    if known is not None and not known(case.value):
        yield from case.fault(f"Input should be of the format {name}")


def _properties(case: _Case, schemas: Json) -> Iterator[Violation]:
    members = _members(case.value)
    for name, schema in _members(schemas).items():
        if name in members:
            yield from case.inside(schema, members[name], name)


def _pattern_properties(case: _Case, schemas: Json) -> Iterator[Violation]:
    for pattern, schema in _members(schemas).items():
        for name, member in _members(case.value).items():
            if case.judge.pattern(pattern, name):
                yield from case.inside(schema, member, name)


def _additional_properties(case: _Case, schema: Json) -> Iterator[Violation]:
    declared = _members(case.schema.get("properties"))
    patterns = _members(case.schema.get("patternProperties"))
    for name, member in _members(case.value).items():
        known = name in declared or any(
            case.judge.pattern(one, name) for one in patterns
        )
        if not known:
            yield from _further(case, schema, member, name)


def _further(
    case: _Case, schema: Json, value: Json, key: str | int
) -> Iterator[Violation]:
    """Judge a value of which the schema does not speak."""
    if schema is False:
        yield Violation(
            (*case.path, key), case.keyword, "Extra inputs are not permitted"
        )
    else:
        yield from case.inside(schema, value, key)


def _required(case: _Case, names: Json) -> Iterator[Violation]:
    if isinstance(case.value, Mapping):
        for name in _items(names):
            if name not in case.value:
                yield Violation((*case.path, str(name)), "required", "Field required")


def _property_names(case: _Case, schema: Json) -> Iterator[Violation]:
    for name in _members(case.value):
        yield from case.inside(schema, name, name)


def _dependencies(case: _Case, dependencies: Json) -> Iterator[Violation]:
    for name, needed in _members(dependencies).items():
        if name in _members(case.value):
            yield from (
                _required(case, needed) if _is_list(needed) else case.again(needed)
            )


def _prefix_items(case: _Case, schemas: Json) -> Iterator[Violation]:
    pairs = zip(_items(schemas), _items(case.value), strict=False)
    for index, (schema, item) in enumerate(pairs):
        yield from case.inside(schema, item, index)


def _all_items(case: _Case, schema: Json) -> Iterator[Violation]:
    """Judge all items, or those that are not judged by their number."""
    if _is_list(schema):
        return _prefix_items(case, schema)
    return _items_from(case, schema, len(_items(case.schema.get("prefixItems"))))


def _additional_items(case: _Case, schema: Json) -> Iterator[Violation]:
    first = case.schema.get("items")
    if _is_list(first):
        yield from _items_from(case, schema, len(_items(first)))


def _items_from(case: _Case, schema: Json, start: int) -> Iterator[Violation]:
    for index, item in enumerate(_items(case.value)[start:], start):
        yield from _further(case, schema, item, index)


def _contains(case: _Case, schema: Json) -> Iterator[Violation]:
    if not _is_list(case.value):
        return
    least, most = (
        case.schema.get("minContains", 1),
        case.schema.get("maxContains", math.inf),
    )
    found = sum(case.judge.accepts(schema, item) for item in _items(case.value))
    if not cast("float", least) <= found <= cast("float", most):
        yield from case.fault("Input does not contain the items that it should")


def _unique_items(case: _Case, unique: Json) -> Iterator[Violation]:
    items = _items(case.value)
    if unique is True and len(set(map(identity, items))) < len(items):
        yield from case.fault("Input should have no item twice")


def _multiple_of(case: _Case, step: Json) -> Iterator[Violation]:
    if _is_number(case.value) and _exact(case.value) % _exact(step) != 0:
        yield from case.fault(f"Input should be a multiple of {step}")


def _all_of(case: _Case, schemas: Json) -> Iterator[Violation]:
    for schema in _items(schemas):
        yield from case.again(schema)


def _any_of(case: _Case, schemas: Json) -> Iterator[Violation]:
    if not any(map(case.accepts, _items(schemas))):
        yield from case.fault("Input fits no allowed form")


def _one_of(case: _Case, schemas: Json) -> Iterator[Violation]:
    fitting = sum(map(case.accepts, _items(schemas)))
    if fitting != 1:
        yield from case.fault(
            "Input fits several forms that exclude one another"
            if fitting
            else "Input fits no allowed form"
        )


def _not(case: _Case, schema: Json) -> Iterator[Violation]:
    if case.accepts(schema):
        yield from case.fault("Input has a form that is not allowed")


def _if(case: _Case, schema: Json) -> Iterator[Violation]:
    branch = "then" if case.accepts(schema) else "else"
    yield from case.again(case.schema.get(branch))


def _ref(case: _Case, reference: Json) -> Iterator[Violation]:
    return case.again(case.judge.referred(str(reference)))


def _unevaluated_properties(case: _Case, schema: Json) -> Iterator[Violation]:
    members = _members(case.value)
    if members:
        known = _Evaluated(case.judge, case.value).keys(case.schema, own=False)
        for name, member in members.items():
            if name not in known:
                yield from _further(case, schema, member, name)


def _unevaluated_items(case: _Case, schema: Json) -> Iterator[Violation]:
    items = _items(case.value)
    if items:
        known = _Evaluated(case.judge, case.value).indices(case.schema, own=False)
        for index in sorted(set(range(len(items))) - known):
            yield from _further(case, schema, items[index], index)


class _Evaluated:
    """What of a value a schema, and those that it applies in place, speak of."""

    def __init__(self, judge: _Judge, value: Json) -> None:
        self._judge = judge
        self._value = value

    def keys(self, schema: Json, *, own: bool = True) -> set[str]:
        """Return names of properties; ``own`` counts what is unevaluated elsewhere."""
        if not isinstance(schema, Mapping):
            return set()
        members = _members(self._value)
        if "additionalProperties" in schema or (
            own and "unevaluatedProperties" in schema
        ):
            return set(members)
        found = members.keys() & _members(schema.get("properties")).keys()
        for pattern in _members(schema.get("patternProperties")):
            found |= {name for name in members if self._judge.pattern(pattern, name)}
        return found.union(*map(self.keys, self._applied(schema)))

    def indices(self, schema: Json, *, own: bool = True) -> set[int]:
        """Return the indices of items; ``own`` counts what is unevaluated elsewhere."""
        if not isinstance(schema, Mapping):
            return set()
        items = _items(self._value)
        listed = _is_list(schema.get("items"))
        first = schema.get("items") if listed else schema.get("prefixItems")
        others = "additionalItems" if listed else "items"
        if others in schema or (own and "unevaluatedItems" in schema):
            return set(range(len(items)))
        found = set(range(min(len(_items(first)), len(items))))
        if "contains" in schema:
            sought = schema["contains"]
            found |= {
                i for i, one in enumerate(items) if self._judge.accepts(sought, one)
            }
        return found.union(*map(self.indices, self._applied(schema)))

    def _applied(self, schema: Mapping[str, Json]) -> Iterator[Json]:
        """Yield the schemas that are applied to the value itself, and accept it."""
        for keyword in ("allOf", "anyOf", "oneOf"):
            yield from filter(self._fits, _items(schema.get(keyword)))
        if "$ref" in schema:
            yield self._judge.referred(str(schema["$ref"]))
        for keyword in ("dependencies", "dependentSchemas"):
            for name, inner in _members(schema.get(keyword)).items():
                if name in _members(self._value):
                    yield inner
        if "if" in schema:
            fits = self._fits(schema["if"])
            yield from (
                (schema["if"], schema.get("then")) if fits else (schema.get("else"),)
            )

    def _fits(self, schema: Json) -> bool:
        return self._judge.accepts(schema, self._value)


_RULES: Mapping[str, _Rule] = {
    "$ref": _ref,
    "additionalItems": _additional_items,
    "additionalProperties": _additional_properties,
    "allOf": _all_of,
    "anyOf": _any_of,
    "const": _const,
    "contains": _contains,
    "dependencies": _dependencies,
    "dependentRequired": _dependencies,
    "dependentSchemas": _dependencies,
    "enum": _enum,
    "exclusiveMaximum": _bound("less than", lambda value, bound: value < bound),
    "exclusiveMinimum": _bound("greater than", lambda value, bound: value > bound),
    "format": _format,
    "if": _if,
    "items": _all_items,
    "maxItems": _size(_count, "items", least=False),
    "maxLength": _size(_length, "characters", least=False),
    "maxProperties": _size(_breadth, "properties", least=False),
    "maximum": _bound("at most", lambda value, bound: value <= bound),
    "minItems": _size(_count, "items", least=True),
    "minLength": _size(_length, "characters", least=True),
    "minProperties": _size(_breadth, "properties", least=True),
    "minimum": _bound("at least", lambda value, bound: value >= bound),
    "multipleOf": _multiple_of,
    "not": _not,
    "oneOf": _one_of,
    "pattern": _pattern,
    "prefixItems": _prefix_items,
    "patternProperties": _pattern_properties,
    "properties": _properties,
    "propertyNames": _property_names,
    "required": _required,
    "type": _type,
    "unevaluatedItems": _unevaluated_items,
    "unevaluatedProperties": _unevaluated_properties,
    "uniqueItems": _unique_items,
}
"""How each keyword is read; what others read, such as ``then``, is none of them."""
