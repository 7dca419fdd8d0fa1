"""How many steps it takes to judge a value, counted without taking them."""

from typing import Any

import pytest

from asyncapi_pygen.validation.effort import MOST_STEPS, Effort


def is_bearable(schema: Any, value: Any, **definitions: Any) -> bool:
    return Effort({"root": schema, **definitions}).is_bearable("root", value)


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/definitions/{name}"}


def chain(keyword: str, length: int) -> dict[str, Any]:
    """Return schemas each of which judges by the next one twice."""
    twice = {f"s{n}": {keyword: [ref(f"s{n + 1}"), ref(f"s{n + 1}")]} for n in range(length)}
    return {**twice, f"s{length}": {"type": "string"}}


@pytest.mark.parametrize("keyword", ["allOf", "anyOf", "oneOf"])
def test_branches_that_meet_again_multiply(keyword: str) -> None:
    assert is_bearable(ref("s0"), 5, **chain(keyword, 10))
    assert not is_bearable(ref("s0"), 5, **chain(keyword, 20))


def test_a_schema_that_contains_itself_ends_where_the_value_does() -> None:
    tree = {"properties": {"left": ref("tree"), "right": ref("tree")}}
    assert is_bearable(tree, {"left": {"left": {}}, "right": {}}, tree=tree)


def test_a_schema_that_contains_itself_at_one_value_has_no_end() -> None:
    assert not is_bearable(ref("loop"), 5, loop={"not": ref("loop")})


def test_branches_multiply_from_level_to_level_of_the_value() -> None:
    value: Any = {}
    for _ in range(20):
        value = {"x": value}
    both = {"anyOf": [{"properties": {"x": ref("both")}}, {"additionalProperties": ref("both")}]}
    assert not is_bearable(both, value, both=both)


def test_a_nesting_deeper_than_people_write_is_not_judged() -> None:
    value: Any = []
    for _ in range(400):
        value = [value]
    assert not is_bearable(ref("lists"), value, lists={"items": ref("lists")})


@pytest.mark.parametrize(
    "schema",
    [
        {"items": True, "contains": ref("s0")},
        {"items": [True, ref("s0")], "additionalItems": ref("s0")},
        {"prefixItems": [ref("s0")]},
    ],
)
def test_items_are_judged_by_all_that_speaks_of_them(schema: Any) -> None:
    assert not is_bearable(schema, [1, 2, 3], **chain("anyOf", 20))
    assert is_bearable(schema, [], **chain("anyOf", 20))


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"a": ref("s0")}},
        {"patternProperties": {"^a": ref("s0")}},
        {"dependencies": {"a": ref("s0"), "b": ["a"]}},
        {"if": {"properties": {"a": ref("s0")}}},
    ],
)
def test_fields_are_judged_by_all_that_speaks_of_them(schema: Any) -> None:
    assert not is_bearable(schema, {"a": 1}, **chain("anyOf", 20))
    assert is_bearable(schema, 1, **chain("anyOf", 20))


def test_a_long_list_of_plain_values_is_judged() -> None:
    assert is_bearable({"items": {"type": "integer"}}, [0] * 1_000)
    assert not is_bearable({"items": {"type": "integer"}}, [*range(MOST_STEPS)])
