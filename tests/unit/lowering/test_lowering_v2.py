from pathlib import Path

from asyncapi_pygen.ir.api import Action
from asyncapi_pygen.ir.schema import Language, SchemaRef
from support.documents import Lowered, lowered


def v2(folder: Path, rest: str) -> Lowered:
    return lowered(folder, "asyncapi: 2.6.0\ninfo: {title: Test, version: '1'}\n" + rest)


def test_publish_means_that_the_application_receives(tmp_path: Path) -> None:
    found = v2(
        tmp_path,
        """
channels:
  /a:
    publish: {operationId: take}
    subscribe: {operationId: give}
""",
    )
    actions = {id_: one.action for id_, one in found.api.operations.items()}
    assert actions == {"take": Action.RECEIVE, "give": Action.SEND}


def test_the_key_of_a_channel_is_its_address(tmp_path: Path) -> None:
    found = v2(tmp_path, "channels:\n  /a/b: {description: Here.}\n")
    channel = found.api.channels["/a/b"]
    assert (channel.address, channel.description) == ("/a/b", "Here.")


def test_an_operation_without_id_is_called_after_what_it_does_where(tmp_path: Path) -> None:
    found = v2(tmp_path, "channels:\n  /a: {publish: {}, subscribe: {}}\n")
    assert list(found.api.operations) == ["receive /a", "send /a"]


def test_two_operations_with_one_id_are_reported(tmp_path: Path) -> None:
    found = v2(
        tmp_path,
        """
channels:
  /a: {publish: {operationId: same}}
  /b: {publish: {operationId: same}}
""",
    )
    assert found.codes == ["operation-id-duplicate"]
    assert found.api.operations["same"].channel == "/a"


def test_a_trait_beats_the_operation_and_a_later_trait_an_earlier_one(tmp_path: Path) -> None:
    found = v2(
        tmp_path,
        """
channels:
  /a:
    publish:
      operationId: take
      summary: of the operation
      description: of the operation
      tags: [{name: own}]
      traits:
        - {summary: first, description: first, tags: [{name: trait}]}
        - {$ref: '#/components/operationTraits/second'}
components:
  operationTraits:
    second: {summary: second}
""",
    )
    operation = found.api.operations["take"]
    assert (operation.summary, operation.description) == ("second", "first")
    assert [tag.name for tag in operation.tags] == ["trait"]


def test_a_null_in_a_trait_takes_the_field_away(tmp_path: Path) -> None:
    found = v2(
        tmp_path,
        """
channels:
  /a:
    publish:
      operationId: take
      summary: of the operation
      bindings: {http: {type: request, method: PUT}}
      traits:
        - {summary: null, bindings: {http: {method: null}}}
""",
    )
    operation = found.api.operations["take"]
    assert operation.summary == ""
    assert [dict(one.fields) for one in operation.bindings] == [{"type": "request"}]


def test_an_operations_trait_sets_no_message(tmp_path: Path) -> None:
    found = v2(
        tmp_path,
        """
channels:
  /a:
    publish:
      message: {messageId: own}
      traits: [{message: {messageId: other}}]
""",
    )
    assert [one.key for one in found.api.messages.values()] == ["own"]


def test_a_messages_trait_beats_it_but_sets_no_payload(tmp_path: Path) -> None:
    found = v2(
        tmp_path,
        """
channels:
  /a:
    publish:
      message:
        messageId: own
        contentType: application/json
        payload: {type: string}
        traits: [{contentType: text/plain, payload: {type: integer}}]
""",
    )
    (message,) = found.api.messages.values()
    assert message.content_type == "text/plain"
    assert found.api.schemas[message.payload or ""].body == {"type": "string"}


def test_headers_of_a_trait_and_of_messages_that_use_it_merge_apart(tmp_path: Path) -> None:
    found = v2(
        tmp_path,
        """
channels:
  /a:
    publish:
      message:
        oneOf:
          - messageId: one
            headers: {properties: {one: {type: string}}}
            traits: [{$ref: '#/components/messageTraits/common'}]
          - messageId: two
            headers: {properties: {two: {type: string}}}
            traits: [{$ref: '#/components/messageTraits/common'}]
components:
  messageTraits:
    common: {headers: {properties: {both: {type: string}}}}
""",
    )
    bodies = [found.api.schemas[one.headers or ""].body for one in found.api.messages.values()]
    names = [list(body["properties"]) for body in bodies]  # type: ignore[index,call-overload]
    assert names == [["one", "both"], ["two", "both"]]


def test_one_of_several_messages_may_nest(tmp_path: Path) -> None:
    found = v2(
        tmp_path,
        """
channels:
  /a:
    publish:
      operationId: take
      message:
        oneOf:
          - {$ref: '#/components/messages/A'}
          - oneOf:
              - {messageId: B}
              - {name: C}
              - {}
components:
  messages:
    A: {messageId: something else}
""",
    )
    keys = [found.api.messages[id_].key for id_ in found.api.operations["take"].messages]
    assert keys == ["A", "B", "C", "take message4"]


def test_a_message_that_two_channels_use_is_one(tmp_path: Path) -> None:
    found = v2(
        tmp_path,
        """
channels:
  /a: {publish: {message: {$ref: '#/components/messages/A'}}}
  /b: {publish: {message: {$ref: '#/components/messages/A'}}}
components:
  messages:
    A: {payload: {type: string}}
""",
    )
    assert len(found.api.messages) == 1
    assert found.api.channels["/a"].messages == found.api.channels["/b"].messages


def test_a_channel_may_be_a_reference(tmp_path: Path) -> None:
    found = v2(
        tmp_path,
        """
channels:
  /a: {$ref: '#/components/channels/A'}
components:
  channels:
    A: {publish: {operationId: take}}
""",
    )
    assert found.api.operations["take"].channel == "/a"


def test_a_parameter_keeps_its_schema_and_what_that_lists(tmp_path: Path) -> None:
    found = v2(
        tmp_path,
        """
channels:
  /a/{size}:
    parameters:
      size: {description: How big., schema: {type: string, enum: [s, l], default: s}}
""",
    )
    (parameter,) = found.api.channels["/a/{size}"].parameters
    assert (parameter.name, parameter.enum, parameter.default) == ("size", ("s", "l"), "s")
    assert parameter.schema is not None


def test_the_payloads_language_stands_beside_it(tmp_path: Path) -> None:
    found = v2(
        tmp_path,
        """
channels:
  /a:
    publish:
      message:
        oneOf:
          - {messageId: avro, schemaFormat: application/vnd.apache.avro;version=1.9.0, payload: {type: record}}
          - {messageId: json, schemaFormat: application/schema+json;version=draft-07, payload: {}}
          - {messageId: ours, schemaFormat: 'application/vnd.aai.asyncapi;version=2.6.0', payload: {}}
          - {messageId: upper, schemaFormat: Application/Schema+JSON, payload: {}}
""",
    )
    formats = [found.api.schemas[one.payload or ""].format for one in found.api.messages.values()]
    assert [(one.language, one.version) for one in formats] == [
        (Language.AVRO, "1.9.0"),
        (Language.JSON_SCHEMA, "draft-07"),
        (Language.ASYNCAPI, "2.6.0"),
        (Language.JSON_SCHEMA, ""),
    ]


def test_a_reference_in_avro_leads_to_more_avro_and_in_a_default_it_is_data(
    tmp_path: Path,
) -> None:
    (tmp_path / "line.avsc").write_text('{"type": "fixed", "name": "Line", "size": 2}')
    found = v2(
        tmp_path,
        """
channels:
  /a:
    publish:
      message:
        schemaFormat: application/vnd.apache.avro
        payload:
          type: record
          name: Order
          fields:
            - {name: line, type: {$ref: line.avsc}, default: {$ref: '#/nowhere'}}
""",
    )
    assert found.codes == []
    order, line = found.api.schemas.values()
    assert line.format.language is Language.AVRO
    assert isinstance(order.body, dict)
    assert order.body["fields"] == [
        {"name": "line", "type": SchemaRef("line.avsc#"), "default": {"$ref": "#/nowhere"}}
    ]


def test_a_schema_in_a_language_that_is_not_read_is_not_searched_for_references(
    tmp_path: Path,
) -> None:
    found = v2(
        tmp_path,
        """
channels:
  /a:
    publish:
      message:
        schemaFormat: application/vnd.example
        payload: {type: array, items: {$ref: '#/nowhere'}}
""",
    )
    assert found.codes == []


def test_the_default_content_type_is_that_of_messages_without_one(tmp_path: Path) -> None:
    found = v2(
        tmp_path,
        """
defaultContentType: application/json
channels:
  /a: {publish: {message: {messageId: A}}}
""",
    )
    assert [one.content_type for one in found.api.messages.values()] == ["application/json"]
