"""Whether a JSON pointer can lead anywhere in the values that schemas describe."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.pointers import array_index
from asyncapi_pygen.validation.meaning.objects import members

_SCALARS: Final = frozenset({"string", "number", "integer", "boolean", "null"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What a schema says of one name: schemas of its value, and of names that it does not list.

    ``listed`` means that it lists names or can hold none, ``open`` that it asks for others itself.
    """

    inner: tuple[Node, ...] = ()
    listed: bool = False
    open: bool = False


def may_reach(schemas: Iterable[Node], pointer: tuple[str, ...]) -> bool:
    """Tell whether a value that satisfies all the schemas may have something at ``pointer``.

    It may not where properties are listed and the name is none of them: JSON Schema would let it
    be there all the same, but nobody who refers to a place leaves it undescribed on purpose. An
    object that is not described, or is open by its own words, may hold anything.
    """
    here = tuple(schemas)
    for token in pointer:
        answer = _together([_ask(schema, token, set()) for schema in here])
        if not answer.inner:
            return answer.open or not answer.listed
        here = answer.inner
    return True


def _ask(schema: Node, token: str, asked: set[Node]) -> _Answer:
    if schema in asked:
        return _Answer()
    asked.add(schema)
    answers = [_own(schema, token)]
    answers += [_ask(one, token, asked) for one in members(schema, "allOf")]
    for keyword in ("anyOf", "oneOf"):
        answers.append(_either([_ask(one, token, asked) for one in members(schema, keyword)]))
    branches = [branch for key in ("then", "else") if (branch := schema.get(key)) is not None]
    asides = [_ask(branch, token, asked) for branch in branches]
    answers += [_Answer(inner=aside.inner, open=aside.open) for aside in asides]
    return _together(answers)


def _own(schema: Node, token: str) -> _Answer:
    properties, items = schema.get("properties"), schema.get("items")
    found = None if properties is None else properties.get(token)
    if found is None and items is not None and array_index(token) is not None:
        found = items
    others = schema.child("additionalProperties")
    is_closed = others is not None and others.value is False
    return _Answer(
        inner=() if found is None else (found,),
        listed=properties is not None or is_closed or schema.text("type") in _SCALARS,
        open=schema.has("patternProperties") or (others is not None and not is_closed),
    )


def _together(answers: list[_Answer]) -> _Answer:
    """Join what schemas say that hold at once."""
    return _Answer(
        inner=tuple(one for answer in answers for one in answer.inner),
        listed=any(answer.listed for answer in answers),
        open=any(answer.open for answer in answers),
    )


def _either(answers: list[_Answer]) -> _Answer:
    """Join what schemas say of which one holds: names are listed where all of them list names."""
    joined = _together(answers)
    listed = joined.listed and all(answer.listed for answer in answers)
    return _Answer(inner=joined.inner, listed=listed, open=joined.open)
