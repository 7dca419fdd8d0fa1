from pathlib import Path

from asyncapi_pygen.ir.api import Action
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


def test_a_channel_that_is_not_the_roots_is_reported(tmp_path: Path) -> None:
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
    assert found.codes == ["operation-channel"]
    assert found.api.operations == {}


def test_a_message_that_its_channel_does_not_have_is_reported(tmp_path: Path) -> None:
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
    assert found.codes == ["operation-message"]
    assert "`Other`" in found.messages[0]


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
    assert (reply.channel, reply.address_location, reply.status) == (
        "answers",
        "$message.header#/replyTo",
        202,
    )
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
    assert parameter.location == "$message.payload#/size"


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
    assert [one.format for one in schemas] == ["application/vnd.apache.avro", "", "", ""]
    assert [one.body for one in schemas[:3]] == [
        {"type": "record"},
        {"type": "string"},
        {"type": "integer"},
    ]
    assert (schemas[2].key, schemas[2].component) == ("Wrapped", True)
    assert "'#/components/schemas/Wrapped/schema'" not in repr(schemas[3].body)
    assert schemas[2].id in repr(schemas[3].body)
