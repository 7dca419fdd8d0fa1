import json
from pathlib import Path

import pytest

from support.documents import Generated, generated, models


def classes(found: Generated) -> list[str]:
    return sorted(found.models.names.entries.values())


def attributes(folder: Path, *wires: str) -> dict[str, str]:
    schema = {"properties": {wire: {"type": "string"} for wire in wires}}
    found = models(folder, json.dumps(schema))
    (names,) = found.models.names.attributes.values()
    return dict(names)


def test_attributes_are_snake_case_and_the_wire_name_an_alias(tmp_path: Path) -> None:
    assert attributes(tmp_path, "callId", "X-Request-Id", "3d") == {
        "callId": "call_id",
        "X-Request-Id": "x_request_id",
        "3d": "field_3d",
    }


def test_the_exact_spelling_wins_whatever_the_order(tmp_path: Path) -> None:
    expected = {"a-b": "a_b_", "a_b": "a_b"}
    assert attributes(tmp_path, "a-b", "a_b") == expected
    assert attributes(tmp_path, "a_b", "a-b") == expected


def test_properties_that_differ_only_by_case_or_underscores(tmp_path: Path) -> None:
    assert attributes(tmp_path, "A", "a", "_a", "a_") == {
        "A": "a_2",
        "a": "a",
        "_a": "a_3",
        "a_": "a_4",
    }
    assert attributes(tmp_path, "callId", "callid", "ID", "id") == {
        "callId": "call_id",
        "callid": "callid",
        "ID": "id_",
        "id": "id",
    }


@pytest.mark.parametrize(
    ("wire", "name"),
    [
        ("copy", "copy_"),
        ("model_config", "model_config_"),
        ("model_dump", "field_model_dump"),
        ("modelValidateIt", "field_model_validate_it"),
        ("str", "str_"),
        ("dt", "dt_"),
        ("class", "class_"),
        ("type", "type"),
        ("_id", "id"),
        ("", "field"),
        ("\N{PILE OF POO}", "field"),
        ("\N{LATIN SMALL LIGATURE FI}le", "file"),
        ("__class__", "class_"),
        ("名前", "名前"),
    ],
)
def test_names_that_python_or_pydantic_keep(tmp_path: Path, wire: str, name: str) -> None:
    found = models(
        tmp_path, json.dumps({"required": [wire], "properties": {wire: {"type": "string"}}})
    )
    (names,) = found.models.names.attributes.values()
    assert names == {wire: name}
    event = found.load(tmp_path).Event
    assert json.loads(event.model_validate({wire: "x"}).model_dump_json()) == {wire: "x"}
    assert getattr(event(**{name: "x"}), name) == "x"


def test_a_field_is_never_called_as_its_own_type_is(tmp_path: Path) -> None:
    found = models(
        tmp_path, "{properties: {名: {properties: {a: {type: string}}, x-python-name: 名}}}"
    )
    module = found.load(tmp_path)
    assert module.Event.model_validate({"名": {"a": "x"}}).名_.a == "x"


def test_an_inline_object_is_named_after_its_parent_and_its_property(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        """
        properties:
          to: {properties: {number: {type: string}}}
          lines: {type: array, items: {properties: {tax: {properties: {rate: {}}}}}}
          byKey: {type: object, additionalProperties: {properties: {a: {}}}}
          either: {oneOf: [{properties: {a: {}}}, {properties: {b: {}}}]}
          both: {allOf: [{properties: {a: {}}}, {properties: {b: {}}}]}
    """,
    )
    assert classes(found) == [
        "Event",
        "EventBoth",
        "EventByKeyValue",
        "EventEitherOption1",
        "EventEitherOption2",
        "EventLinesItem",
        "EventLinesItemTax",
        "EventTo",
    ]


def test_a_payload_is_named_after_its_component_else_after_its_message(tmp_path: Path) -> None:
    assert classes(models(tmp_path, "{properties: {a: {}}}", name="order.created")) == [
        "OrderCreated"
    ]
    named = models(
        tmp_path, "{$ref: '#/components/schemas/order'}", "{order: {properties: {a: {}}}}"
    )
    assert classes(named) == ["Order"]


def test_a_clash_makes_both_longer_and_is_told(tmp_path: Path) -> None:
    (tmp_path / "shop.json").write_text(
        json.dumps({"definitions": {"order": {"properties": {"a": {}}}}})
    )
    (tmp_path / "club.json").write_text(
        json.dumps({"definitions": {"order": {"properties": {"b": {}}}}})
    )
    found = models(
        tmp_path,
        """
        properties:
          a: {$ref: 'shop.json#/definitions/order'}
          b: {$ref: 'club.json#/definitions/order'}
    """,
    )
    assert classes(found) == ["ClubOrder", "Event", "ShopOrder"]
    assert found.lowered.codes == ["name-clash", "name-clash"]


def test_an_inline_object_that_clashes_with_a_component_gives_way_and_is_told(
    tmp_path: Path,
) -> None:
    found = models(
        tmp_path,
        "{properties: {to: {properties: {a: {}}}, other: {$ref: '#/components/schemas/EventTo'}}}",
        "{EventTo: {properties: {b: {}}}}",
    )
    assert classes(found) == ["Event", "EventTo", "EventToObject"]
    assert "became `EventTo`, `EventToObject`" in found.notes[0]


def test_names_that_the_module_needs_are_left_to_it(tmp_path: Path) -> None:
    found = models(tmp_path, "{properties: {a: {}}}", name="Model")
    assert classes(found) == ["ModelPayload"]
    assert found.notes == []


def test_a_document_may_choose_names(tmp_path: Path) -> None:
    found = models(
        tmp_path,
        """
        x-python-name: incoming call
        properties:
          callid: {type: string, x-python-name: callId}
          to: {x-python-name: Destination, properties: {a: {}}}
    """,
    )
    assert classes(found) == ["Destination", "IncomingCall"]
    assert '    call_id: Annotated[Maybe[str], Field(alias="callid")] = None' in found.text


@pytest.mark.parametrize("pin", ["copy", "class", 'x"; import os', "", "1"])
def test_a_chosen_name_is_made_one_that_works(tmp_path: Path, pin: str) -> None:
    schema = {"properties": {"a": {"type": "string", "x-python-name": pin}}}
    module = models(tmp_path, json.dumps(schema)).load(tmp_path)
    assert module.Event.model_validate({"a": "x"}).model_dump() == {"a": "x"}


def test_a_new_message_renames_nothing(tmp_path: Path) -> None:
    def document(extra: str) -> str:
        return f"""
asyncapi: 2.6.0
info: {{title: Test, version: '1'}}
channels:
  /a: {{publish: {{message: {{messageId: First, payload: {{properties: {{to: {{properties: {{a: {{}}}}}}}}}}}}}}}}
{extra}
"""

    before = generated(tmp_path, document(""))
    after = generated(
        tmp_path,
        document(
            "  /0: {publish: {message: {messageId: Another, payload: {properties: {to: {properties: {b: {}}}}}}}}"
        ),
    )
    names = after.models.names.entries
    assert before.models.names.entries.items() <= names.items()


def test_messages_that_share_an_inline_payload_name_it_whatever_their_order(tmp_path: Path) -> None:
    def document(first: str, second: str) -> str:
        return f"""
asyncapi: 3.0.0
info: {{title: Test, version: '1'}}
channels:
  a:
    address: /a
    messages:
      {first}: {{payload: {{$ref: 'shared.json#/x/payload'}}}}
      {second}: {{payload: {{$ref: 'shared.json#/x/payload'}}}}
operations: {{take: {{action: receive, channel: {{$ref: '#/channels/a'}}}}}}
"""

    (tmp_path / "shared.json").write_text('{"x": {"payload": {"properties": {"a": {}}}}}')
    assert classes(generated(tmp_path, document("One", "Two"))) == ["One"]
    assert classes(generated(tmp_path, document("Two", "One"))) == ["One"]


def test_inline_payloads_of_one_name_are_told_apart_by_their_channels(tmp_path: Path) -> None:
    found = generated(
        tmp_path,
        """
        asyncapi: 3.0.0
        info: {title: Test, version: '1'}
        channels:
          orders/new:
            address: /orders
            messages: {changed: {payload: {properties: {a: {type: string}}}}}
          refunds:
            address: /refunds
            messages: {changed: {payload: {properties: {a: {type: string}}}}}
        operations:
          one: {action: receive, channel: {$ref: '#/channels/orders~1new'}}
          two: {action: receive, channel: {$ref: '#/channels/refunds'}}
        """,
    )
    assert "class OrdersNewChanged(Model):" in found.text
    assert "class RefundsChanged(Model):" in found.text
