"""One fault for one mistake, whatever the schema library says about it."""

from typing import Any

import pytest
from jsonschema_rs import validator_for

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.validation.faults import Fault, existing_path, read_faults

DRAFT = "http://json-schema.org/draft-07/schema#"


def faults_of(schema: dict[str, Any], value: Json) -> list[Fault]:
    whole = {"$schema": DRAFT, "properties": {"kind": schema}}
    faults, _ = read_faults(validator_for(whole).iter_errors({"kind": value}), value, most=100)
    return faults


def shapes(faults: list[Fault]) -> set[tuple[Any, ...]]:
    return {(fault.keyword, fault.pointer, fault.wanted) for fault in faults}


def test_each_unexpected_field_is_a_fault() -> None:
    schema = {"properties": {"a": {}}, "additionalProperties": False}
    assert shapes(faults_of(schema, {"b": 1, "c": 2})) == {
        ("additionalProperties", (), ("b",)),
        ("additionalProperties", (), ("c",)),
    }


def test_no_more_faults_are_read_than_asked_for() -> None:
    value: Json = {str(number): 1 for number in range(200)}
    schema = {"properties": {"a": {}}, "additionalProperties": False}
    assert len(faults_of(schema, value)) == 100


def test_a_wrong_type_is_told_before_wrong_words() -> None:
    schema = {"properties": {"a": {"type": "string", "enum": ["x"], "minimum": 7}}}
    assert shapes(faults_of(schema, {"a": 5})) == {("type", ("a",), ("string",))}


def test_wrong_words_are_told_before_their_form() -> None:
    schema = {"properties": {"a": {"pattern": "^x", "enum": ["x"]}}}
    assert shapes(faults_of(schema, {"a": "y"})) == {("enum", ("a",), ("x",))}


def test_what_two_branches_say_alike_is_told_once() -> None:
    one = {"required": ["a"]}
    assert shapes(faults_of({"allOf": [one, dict(one)]}, {})) == {("required", (), ("a",))}


def test_nothing_is_said_inside_a_field_that_may_not_be_there() -> None:
    schema = {
        "properties": {"a": {"type": "string"}},
        "allOf": [{"not": {"required": ["a"]}}],
    }
    assert shapes(faults_of(schema, {"a": 1})) == {("forbidden", (), ("a",))}


def test_a_field_is_forbidden_only_where_it_is() -> None:
    schema = {"type": "object", "not": {"required": ["a"]}}
    assert shapes(faults_of(schema, 5)) == {("type", (), ("object",))}


def test_a_union_speaks_of_the_branch_of_the_json_type() -> None:
    schema = {"anyOf": [{"type": "string"}, {"type": "object", "required": ["a"]}]}
    assert shapes(faults_of(schema, {})) == {("required", (), ("a",))}


def test_a_union_of_other_json_types_asks_for_any_of_them() -> None:
    schema = {"anyOf": [{"type": "string"}, {"type": "array"}]}
    assert shapes(faults_of(schema, 5)) == {("type", (), ("string", "array"))}


KINDS = {
    "anyOf": [
        {"properties": {"is": {"const": "queue"}}, "required": ["queue"]},
        {"properties": {"is": {"const": "topic"}}, "required": ["topic", "name"]},
    ]
}


def test_a_union_speaks_of_the_branch_that_a_constant_names() -> None:
    assert shapes(faults_of(KINDS, {"is": "topic", "name": "x"})) == {("required", (), ("topic",))}


def test_a_constant_of_no_branch_asks_for_any_of_them() -> None:
    assert shapes(faults_of(KINDS, {"is": "tpoic"})) == {("const", ("is",), ("queue", "topic"))}


def test_a_union_speaks_of_the_branch_that_fits_deepest() -> None:
    deep = {"properties": {"a": {"properties": {"b": {"type": "string"}}}}}
    schema = {"anyOf": [{"required": ["x"]}, deep]}
    assert shapes(faults_of(schema, {"a": {"b": 1}})) == {("type", ("a", "b"), ("string",))}


def test_a_union_of_required_fields_asks_for_any_of_them() -> None:
    schema = {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}
    assert shapes(faults_of(schema, {})) == {("required", (), ("a", "b"))}


def test_a_union_in_a_union_is_one_fault() -> None:
    schema = {"anyOf": [{"anyOf": [{"type": "string"}, {"type": "array"}]}, {"type": "null"}]}
    assert shapes(faults_of(schema, 5)) == {("type", (), ("string", "array", "null"))}


def test_a_bad_key_is_a_fault_of_the_key() -> None:
    (fault,) = faults_of({"propertyNames": {"minLength": 3}}, {"ab": 1})
    assert (fault.keyword, fault.pointer, fault.name) == ("minLength", (), "ab")


def test_empty_keys_that_the_library_leaves_out_are_put_back() -> None:
    schema = {"additionalProperties": {"additionalProperties": {"type": "string"}}}
    (fault,) = faults_of(schema, {"": {"a": 1}})
    assert fault.pointer == ("", "a")


@pytest.mark.parametrize(
    ("root", "path", "found"),
    [
        ({"a": [1]}, ("a", 0), ("a", 0)),
        ({"a": {"": {"": {"b": 1}}}}, ("a", "b"), ("a", "", "", "b")),
        ({"a": [1]}, ("a", 3, "b"), ("a",)),
        (5, ("a",), ()),
    ],
)
def test_a_path_is_followed_as_far_as_it_leads(
    root: Json, path: tuple[str | int, ...], found: tuple[str | int, ...]
) -> None:
    assert existing_path(root, path) == found


REFERENCE = {"properties": {"$ref": {"format": "reference-to-message"}}}


def referrals_of(schema: dict[str, Any], value: Json) -> list[tuple[Any, ...]]:
    whole = {"$schema": DRAFT, "properties": {"kind": schema}}
    validator = validator_for(whole, formats={"reference-to-message": lambda _: False})
    faults, referrals = read_faults(validator.iter_errors({"kind": value}), value, most=1)
    assert not faults
    return [(one.pointer, one.text, one.kind) for one in referrals]


def test_a_reference_is_no_fault() -> None:
    schema = {"additionalProperties": REFERENCE}
    assert referrals_of(schema, {"a": {"$ref": "#/x"}}) == [(("a",), "#/x", "message")]


def test_any_number_of_references_is_read() -> None:
    schema = {"items": REFERENCE}
    assert len(referrals_of(schema, [{"$ref": "#/x"}] * 5)) == 5


def test_a_branch_of_a_union_with_references_only_is_sound() -> None:
    schema = {"anyOf": [{"type": "string"}, REFERENCE, {"required": ["b"]}]}
    assert referrals_of(schema, {"$ref": "#/x"}) == [((), "#/x", "message")]


def test_references_in_a_union_without_a_sound_branch_are_left_alone() -> None:
    schema = {"anyOf": [{"type": "string"}, {**REFERENCE, "required": ["b"]}]}
    whole = {"$schema": DRAFT, "properties": {"kind": schema}}
    validator = validator_for(whole, formats={"reference-to-message": lambda _: False})
    faults, referrals = read_faults(validator.iter_errors({"kind": {"$ref": "a"}}), {}, most=9)
    assert shapes(faults) == {("required", (), ("b",))}
    assert not referrals
