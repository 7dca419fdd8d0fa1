from pathlib import Path

import pytest

from asyncapi_pygen.ir.api import Action
from asyncapi_pygen.ir.expressions import parse_expression
from asyncapi_pygen.ir.schema import Language
from support.documents import Lowered, lowered


def v3(folder: Path, rest: str) -> Lowered:
    return lowered(folder, "asyncapi: 3.0.0\ninfo: {title: Test, version: '1'}\n" + rest)


CHANNEL = """
channels:
  orders:
    address: /orders
    messages:
      created: {payload: {type: string}}
      deleted: {$ref: '#/components/messages/Deleted'}
components:
  messages:
    Deleted: {name: deletion, payload: {type: integer}}
"""


def test_operations_stand_at_the_root_and_say_what_the_application_does(tmp_path: Path) -> None:
    found = v3(
        tmp_path,
        CHANNEL
        + """
operations:
  take: {action: receive, channel: {$ref: '#/channels/orders'}}
  give: {action: send, channel: {$ref: '#/channels/orders'}}
""",
    )
    actions = {id_: one.action for id_, one in found.api.operations.items()}
    assert actions == {"take": Action.RECEIVE, "give": Action.SEND}
    assert found.api.channels["orders"].address == "/orders"


def test_an_operation_that_lists_no_messages_has_all_of_its_channel(tmp_path: Path) -> None:
    found = v3(
        tmp_path,
        CHANNEL
        + """
operations:
  all: {action: receive, channel: {$ref: '#/channels/orders'}}
  none: {action: receive, channel: {$ref: '#/channels/orders'}, messages: []}
  one:
    action: receive
    channel: {$ref: '#/channels/orders'}
    messages: [{$ref: '#/channels/orders/messages/deleted'}]
""",
    )
    keys = {
        id_: [found.api.messages[message].key for message in one.messages]
        for id_, one in found.api.operations.items()
    }
    assert keys == {"all": ["created", "Deleted"], "none": [], "one": ["Deleted"]}


def test_an_operation_on_a_channel_that_is_not_the_roots_is_left_out(tmp_path: Path) -> None:
    found = v3(
        tmp_path,
        """
operations:
  take: {action: receive, channel: {$ref: '#/components/channels/other'}}
components:
  channels:
    other: {address: /x}
""",
    )
    assert found.codes == ["operation-omitted"]
    assert found.api.operations == {}


def test_a_message_by_way_of_the_components_is_the_one_that_is_meant(tmp_path: Path) -> None:
    found = v3(
        tmp_path,
        CHANNEL
        + """
    Other: {payload: {}}
operations:
  take:
    action: receive
    channel: {$ref: '#/channels/orders'}
    messages: [{$ref: '#/components/messages/Other'}]
""",
    )
    (operation,) = found.api.operations.values()
    assert [found.api.messages[id_].key for id_ in operation.messages] == ["Other"]


def test_a_reply_on_a_channel_that_is_not_the_roots_has_its_messages(tmp_path: Path) -> None:
    found = v3(
        tmp_path,
        CHANNEL
        + """
    Other: {payload: {}}
  channels:
    replies: {messages: {other: {$ref: '#/components/messages/Other'}}}
operations:
  take:
    action: receive
    channel: {$ref: '#/channels/orders'}
    reply:
      channel: {$ref: '#/components/channels/replies'}
      messages: [{$ref: '#/components/channels/replies/messages/other'}]
""",
    )
    (operation,) = found.api.operations.values()
    assert operation.reply is not None
    assert operation.reply.channel is None
    assert [found.api.messages[id_].key for id_ in operation.reply.messages] == ["Other"]


def test_the_operation_beats_its_traits_and_a_later_trait_an_earlier_one(tmp_path: Path) -> None:
    found = v3(
        tmp_path,
        CHANNEL
        + """
operations:
  take:
    action: receive
    channel: {$ref: '#/channels/orders'}
    summary: of the operation
    traits:
      - {summary: first, description: first, title: first}
      - {description: second}
""",
    )
    operation = found.api.operations["take"]
    assert (operation.summary, operation.description) == ("of the operation", "second")


def test_objects_merge_and_a_null_of_the_message_takes_nothing_away(tmp_path: Path) -> None:
    found = v3(
        tmp_path,
        """
channels:
  orders:
    messages:
      created:
        bindings: {http: {statusCode: 202, x-own: null}}
        traits: [{bindings: {http: {statusCode: 200, x-own: 1, x-trait: 2}}}]
""",
    )
    (message,) = found.api.messages.values()
    assert [dict(one.fields) for one in message.bindings] == [
        {"statusCode": 202, "x-own": None, "x-trait": 2}
    ]


def test_a_reply_names_its_channel_messages_and_address(tmp_path: Path) -> None:
    found = v3(
        tmp_path,
        """
channels:
  ask: {address: /ask, messages: {question: {payload: {type: string}}}}
  answers:
    address: null
    messages:
      yes: {payload: {const: true}, bindings: {http: {statusCode: 202}}}
      no: {payload: {const: false}}
operations:
  answer:
    action: receive
    channel: {$ref: '#/channels/ask'}
    reply:
      address: {location: '$message.header#/replyTo'}
      channel: {$ref: '#/channels/answers'}
      messages: [{$ref: '#/channels/answers/messages/yes'}]
  answerAnything:
    action: receive
    channel: {$ref: '#/channels/ask'}
    reply: {channel: {$ref: '#/channels/answers'}}
""",
    )
    reply = found.api.operations["answer"].reply
    assert reply is not None
    assert [found.api.messages[id_].key for id_ in reply.messages] == ["yes"]
    assert (reply.channel, reply.status, reply.empty) == ("answers", None, None)
    assert reply.address is not None
    assert reply.address.location == parse_expression("$message.header#/replyTo")
    anything = found.api.operations["answerAnything"].reply
    assert anything is not None
    assert [found.api.messages[id_].key for id_ in anything.messages] == ["yes", "no"]
    assert found.api.channels["answers"].address is None


def test_channels_name_servers_by_reference(tmp_path: Path) -> None:
    found = v3(
        tmp_path,
        """
servers:
  main: {host: example.com, pathname: /v1, protocol: https}
channels:
  orders: {address: /x, servers: [{$ref: '#/servers/main'}]}
""",
    )
    assert found.api.channels["orders"].servers == ("main",)
    server = found.api.servers["main"]
    assert (server.host, server.pathname, server.protocol) == ("example.com", "/v1", "https")


def test_parameters_are_texts(tmp_path: Path) -> None:
    found = v3(
        tmp_path,
        """
channels:
  orders:
    address: /{size}
    parameters: {size: {enum: [s, l], default: s, location: '$message.payload#/size'}}
""",
    )
    (parameter,) = found.api.channels["orders"].parameters
    assert (parameter.enum, parameter.default, parameter.schema) == (("s", "l"), "s", None)
    assert parameter.location == parse_expression("$message.payload#/size")


def test_a_multi_format_schema_is_unwrapped_wherever_it_stands(tmp_path: Path) -> None:
    found = v3(
        tmp_path,
        """
channels:
  orders:
    messages:
      avro: {payload: {schemaFormat: application/vnd.apache.avro, schema: {type: record}}}
      bare: {payload: {schema: {type: string}}}
      named: {payload: {$ref: '#/components/schemas/Wrapped'}}
      inside: {payload: {properties: {a: {$ref: '#/components/schemas/Wrapped'}}}}
components:
  schemas:
    Wrapped: {schemaFormat: application/schema+json;version=draft-07, schema: {type: integer}}
""",
    )
    schemas = [found.api.schemas[one.payload or ""] for one in found.api.messages.values()]
    assert [one.format.language for one in schemas] == [
        Language.AVRO,
        Language.ASYNCAPI,
        Language.JSON_SCHEMA,
        Language.ASYNCAPI,
    ]
    assert [one.body for one in schemas[:3]] == [
        {"type": "record"},
        {"type": "string"},
        {"type": "integer"},
    ]
    assert (schemas[2].key, schemas[2].component) == ("Wrapped", True)
    assert "'#/components/schemas/Wrapped/schema'" not in repr(schemas[3].body)
    assert schemas[2].id in repr(schemas[3].body)


def test_what_only_3_0_says_of_servers_channels_and_operations(tmp_path: Path) -> None:
    found = v3(
        tmp_path,
        """
servers:
  main: {host: example.com, protocol: ws, title: Main, summary: Ours., externalDocs: {url: https://example.com}}
channels:
  orders:
    address: /x
    title: Orders
    summary: All.
    tags: [{$ref: '#/components/tags/shop'}]
    externalDocs: {$ref: '#/components/externalDocs/more'}
operations:
  take: {action: receive, title: Take, channel: {$ref: '#/channels/orders'}}
components:
  tags: {shop: {name: shop}}
  externalDocs: {more: {url: https://example.com/more}}
""",
    )
    server, channel = found.api.servers["main"], found.api.channels["orders"]
    assert (server.title, server.summary) == ("Main", "Ours.")
    assert server.external_docs is not None
    assert (channel.title, channel.summary) == ("Orders", "All.")
    assert [tag.name for tag in channel.tags] == ["shop"]
    assert channel.external_docs is not None
    assert channel.external_docs.url == "https://example.com/more"
    assert found.api.operations["take"].title == "Take"
    kinds = [(one.kind, one.key) for one in found.api.components]
    assert kinds == [("tags", "shop"), ("externalDocs", "more")]


def test_the_address_of_a_reply_is_described(tmp_path: Path) -> None:
    found = v3(
        tmp_path,
        CHANNEL
        + """
  replyAddresses:
    inHeader: {location: $message.header#/replyTo, description: Where., x-kind: queue}
operations:
  take:
    action: receive
    channel: {$ref: '#/channels/orders'}
    reply: {address: {$ref: '#/components/replyAddresses/inHeader'}, x-own: 1}
""",
    )
    reply = found.api.operations["take"].reply
    assert reply is not None
    assert reply.address is not None
    assert reply.address.location == parse_expression("$message.header#/replyTo")
    assert (reply.address.description, reply.address.extensions) == ("Where.", {"x-kind": "queue"})
    assert (reply.messages, reply.extensions) == ((), {"x-own": 1})


@pytest.mark.parametrize("location", ["$message.body#/id", "somewhere"])
def test_an_expression_that_cannot_be_read_says_nothing(tmp_path: Path, location: str) -> None:
    found = v3(
        tmp_path,
        f"""
channels:
  orders:
    address: /{{id}}
    parameters: {{id: {{location: {location}}}}}
    messages: {{created: {{correlationId: {{location: {location}}}}}}}
operations:
  take:
    action: receive
    channel: {{$ref: '#/channels/orders'}}
    reply: {{address: {{location: {location}}}}}
""",
    )
    (message,) = found.api.messages.values()
    (parameter,) = found.api.channels["orders"].parameters
    reply = found.api.operations["take"].reply
    assert reply is not None
    assert (message.correlation_id, parameter.location, reply.address) == (None, None, None)


def test_what_leads_nowhere_is_not_there(tmp_path: Path) -> None:
    nowhere = "{$ref: '#/nowhere'}"
    found = v3(
        tmp_path,
        f"""
info: {{title: Test, version: '1', tags: [{{}}]}}
servers:
  main: {{host: example.com, protocol: ws, security: [{nowhere}]}}
channels:
  orders: {{address: /x, messages: {{created: {{examples: [1], payload: {{}}}}}}}}
components:
  x-own: {{}}
  messages: {{lost: {nowhere}}}
  schemas: {{lost: {nowhere}}}
""".replace("info:", "x-info:"),
    )
    assert (found.api.components, found.api.servers["main"].security) == ((), ())
    assert set(found.codes) == {"ref-dangling"}
