"""The report's table: what became of a document's operations, messages and schemas."""

from pathlib import Path

from asyncapi_pygen.config import Config, Role
from asyncapi_pygen.pipeline import Result, generate
from asyncapi_pygen.summary import Counts


def result(folder: Path, text: str, *, lenient: bool = False, role: Role = Role.HANDLER) -> Result:
    path = folder / "asyncapi.yaml"
    path.write_text(f"info: {{title: Test, version: '1'}}\n{text}", "utf-8")
    return generate(path, path.name, Config(package="package", lenient=lenient, role=role))


def tables(found: Result) -> tuple[Counts, Counts, Counts]:
    assert found.summary is not None, list(found.diagnostics)
    rows = (found.summary.operations, found.summary.messages, found.summary.schemas)
    codes = {one.code for one in found.diagnostics}
    for row in rows:
        assert row.in_document == row.generated + sum(row.omitted.values())
        assert row.omitted.keys() <= codes
    return rows


DOCUMENT = """
asyncapi: 3.0.0
channels:
  orders:
    address: /orders
    bindings: {ws: {bindingVersion: 0.1.0, query: {type: object, properties: {a: {$ref: '#/components/schemas/Query'}}}}}
    messages:
      taken:
        headers: {$ref: '#/components/schemas/Headers'}
        payload:
          type: object
          allOf: [{$ref: '#/components/schemas/Merged'}]
          properties: {part: {$ref: '#/components/schemas/Part'}}
          not: {$ref: '#/components/schemas/Not'}
      image: {contentType: image/png, payload: {$ref: '#/components/schemas/Image'}}
      line: {contentType: text/plain, payload: {type: string}}
      listed: {payload: {type: string}}
  idle:
    address: /idle
    messages: {never: {payload: {type: string}}}
  given:
    address: /given
    messages: {given: {payload: {$ref: '#/components/schemas/Given'}}}
operations:
  take:
    action: receive
    channel: {$ref: '#/channels/orders'}
    messages: [{$ref: '#/channels/orders/messages/taken'}]
  takeImage:
    action: receive
    channel: {$ref: '#/channels/orders'}
    messages: [{$ref: '#/channels/orders/messages/image'}]
    bindings: {http: {method: PUT, bindingVersion: 0.3.0}}
  takeLine:
    action: receive
    channel: {$ref: '#/channels/orders'}
    messages: [{$ref: '#/channels/orders/messages/line'}]
    bindings: {http: {method: PATCH, bindingVersion: 0.3.0}}
  give: {action: send, channel: {$ref: '#/channels/given'}}
components:
  operations:
    Keep: {action: send, channel: {$ref: '#/channels/given'}}
  schemas:
    Query: {type: string}
    Headers: {type: object, properties: {a: {$ref: '#/components/schemas/InHeaders'}}}
    InHeaders: {type: string}
    Merged: {type: object, properties: {a: {type: string}}}
    Part: {type: object, properties: {a: {type: string}}}
    Not: {type: object, properties: {b: {$ref: '#/components/schemas/Not'}}}
    Image: {type: string}
    Given: {type: string}
    Nobody: {type: string}
"""


def test_each_thing_is_generated_or_left_out_for_a_reason(tmp_path: Path) -> None:
    operations, messages, schemas = tables(result(tmp_path, DOCUMENT))
    assert operations == Counts(
        in_document=5, generated=3, omitted={"send-unsupported": 1, "component-unused": 1}
    )
    assert messages == Counts(
        in_document=6,
        generated=3,
        omitted={"send-unsupported": 1, "message-unreached": 1, "channel-unused": 1},
    )
    assert schemas == Counts(
        in_document=14,
        # the payload, what is merged into it, its part, and the text
        generated=4,
        omitted={
            "binding-ignored": 2,
            "channel-unused": 1,
            "component-unused": 1,
            "content-type": 1,
            "headers-untyped": 2,
            "message-unreached": 1,
            "schema-weakened": 1,
            "send-unsupported": 1,
        },
    )


def test_parameters_of_2_x_have_schemas(tmp_path: Path) -> None:
    _, _, schemas = tables(
        result(
            tmp_path,
            """
asyncapi: 2.6.0
channels:
  /a/{id}:
    parameters: {id: {schema: {type: string, enum: [a]}}}
    publish: {message: {name: a, payload: {type: string}}}
  /b/{id}:
    parameters: {id: {schema: {type: string, enum: [b]}}}
""",
        )
    )
    assert schemas.omitted == {"parameter-untyped": 1, "channel-unused": 1}


def test_what_is_generated_for_one_operation_is_generated(tmp_path: Path) -> None:
    _, messages, schemas = tables(
        result(
            tmp_path,
            """
asyncapi: 2.6.0
channels:
  /a:
    publish: {operationId: take, message: {$ref: '#/components/messages/A'}}
    subscribe: {operationId: give, message: {$ref: '#/components/messages/A'}}
components: {messages: {A: {payload: {type: string}}}}
""",
        )
    )
    assert (messages.generated, messages.omitted) == (1, {})
    assert (schemas.generated, schemas.omitted) == (1, {})


def test_a_run_that_bears_errors_names_them(tmp_path: Path) -> None:
    text = """
asyncapi: 3.0.0
channels:
  a: {address: /a, messages: {a: {payload: {type: string}}}}
  b: {address: /b, messages: {b: {payload: {type: string}}}}
operations:
  take: {action: gather, channel: {$ref: '#/channels/b'}}
  give: {action: receive, channel: {$ref: '#/channels/a'}}
"""
    operations, _, _ = tables(result(tmp_path, text, lenient=True))
    assert operations == Counts(in_document=2, generated=1, omitted={"operation-omitted": 1})


def test_a_document_that_is_refused_has_no_table(tmp_path: Path) -> None:
    assert result(tmp_path, "asyncapi: 3.0.0\noperations: []").summary is None


SENT = """
asyncapi: 3.0.0
servers: {queue: {host: example.com, protocol: kafka}, web: {host: example.com, protocol: https}}
channels:
  web: {address: /web, servers: [{$ref: '#/servers/web'}], messages: {a: {payload: {type: string}}}}
  xml:
    address: /xml
    servers: [{$ref: '#/servers/web'}]
    messages: {b: {contentType: text/xml, x-codec: xml, payload: {type: object}}}
  queue: {address: queue, servers: [{$ref: '#/servers/queue'}], messages: {c: {payload: {type: string}}}}
operations:
  takeWeb: {action: receive, channel: {$ref: '#/channels/web'}}
  takeXml: {action: receive, channel: {$ref: '#/channels/xml'}}
  takeQueued: {action: receive, channel: {$ref: '#/channels/queue'}}
  sendQueued: {action: send, channel: {$ref: '#/channels/queue'}}
"""


def test_what_a_sender_leaves_out_counts_for_what_is_said_of_it(tmp_path: Path) -> None:
    operations, _, _ = tables(result(tmp_path, SENT, role=Role.COUNTERPART))
    assert operations.generated == 1
    assert operations.omitted == {
        "counterpart-unsupported": 1,
        "protocol-unsupported": 1,
        "send-unsupported": 1,
    }
