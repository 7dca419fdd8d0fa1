from pathlib import Path

from asyncapi_pygen.lowering.census import Census
from asyncapi_pygen.lowering.document import count
from support.documents import lowered

HEAD = "info: {title: Test, version: '1'}\n"


def census(folder: Path, text: str) -> Census:
    found = lowered(folder, text)
    return count(found.bundle.root, int(found.bundle.root.text("asyncapi")[0]))


def short(ids: tuple[str, ...]) -> list[str]:
    return [id_.partition("#")[2] for id_ in ids]


def test_operations_of_2_x_are_those_of_channels(tmp_path: Path) -> None:
    found = census(
        tmp_path,
        f"""
asyncapi: 2.6.0
{HEAD}
channels:
  /a: {{publish: {{}}, subscribe: {{}}}}
  /b: {{$ref: '#/components/channels/Shared'}}
  /c: {{$ref: '#/components/channels/Shared'}}
components:
  channels:
    Shared: {{publish: {{}}}}
    Other: {{subscribe: {{}}}}
""",
    )
    assert len(found.operations.used) == 4
    assert short(found.operations.unused) == ["/components/channels/Other/subscribe"]


def test_operations_of_3_x_are_those_of_the_root(tmp_path: Path) -> None:
    found = census(
        tmp_path,
        f"""
asyncapi: 3.0.0
{HEAD}
channels: {{a: {{address: /a}}}}
operations:
  take: {{action: receive, channel: {{$ref: '#/channels/a'}}}}
  give: {{$ref: '#/components/operations/Give'}}
components:
  operations:
    Give: {{action: send, channel: {{$ref: '#/channels/a'}}}}
    Keep: {{action: send, channel: {{$ref: '#/channels/a'}}}}
""",
    )
    assert len(found.operations.used) == 2
    assert short(found.operations.unused) == ["/components/operations/Keep"]


def test_a_message_counts_where_it_is_written(tmp_path: Path) -> None:
    found = census(
        tmp_path,
        f"""
asyncapi: 2.6.0
{HEAD}
channels:
  /a: {{publish: {{message: {{$ref: '#/components/messages/Either'}}}}}}
  /b: {{publish: {{message: {{$ref: '#/components/messages/One'}}, x-reply: {{$ref: '#/components/messages/Answer'}}}}}}
components:
  messages:
    Either: {{oneOf: [{{$ref: '#/components/messages/One'}}, {{payload: {{type: string}}}}]}}
    One: {{payload: {{type: string}}}}
    Answer: {{payload: {{type: string}}}}
    Nobody: {{payload: {{type: string}}}}
""",
    )
    assert short(found.messages.used) == [
        "/components/messages/One",
        "/components/messages/Either/oneOf/1",
        "/components/messages/Answer",
    ]
    assert short(found.messages.unused) == ["/components/messages/Nobody"]


def test_schemas_are_components_payloads_headers_and_what_they_refer_to(tmp_path: Path) -> None:
    (tmp_path / "line.json").write_text('{"definitions": {"Price": {}, "Unused": {}}}')
    found = census(
        tmp_path,
        f"""
asyncapi: 2.6.0
{HEAD}
channels:
  /{{id}}:
    parameters: {{id: {{schema: {{type: string}}}}}}
    publish:
      bindings: {{http: {{type: request, query: {{$ref: '#/components/schemas/Query'}}}}}}
      x-reply: {{type: string}}
      message:
        headers: {{type: object}}
        payload:
          properties:
            inline: {{type: object, properties: {{price: {{$ref: 'line.json#/definitions/Price'}}}}}}
            known: {{$ref: '#/components/schemas/Known'}}
          definitions: {{never: {{$ref: 'line.json#/definitions/Unused'}}}}
components:
  schemas:
    Query: {{type: object}}
    Known: {{$ref: '#/components/schemas/Meant'}}
    Meant: {{type: string}}
    Nobody: {{type: string}}
""",
    )
    place = "/channels/~1{id}"
    assert sorted(short(found.schemas.used)) == [
        f"{place}/parameters/id/schema",
        f"{place}/publish/message/headers",
        f"{place}/publish/message/payload",
        f"{place}/publish/x-reply",
        "/components/schemas/Meant",
        "/components/schemas/Query",
        "/definitions/Price",
    ]
    assert short(found.schemas.unused) == ["/components/schemas/Nobody"]


def test_schemas_of_other_languages_refer_in_their_own_way(tmp_path: Path) -> None:
    found = census(
        tmp_path,
        f"""
asyncapi: 3.0.0
{HEAD}
channels:
  a:
    address: /a
    messages:
      avro:
        payload:
          schemaFormat: application/vnd.apache.avro;version=1.9.0
          schema:
            type: record
            name: A
            fields: [{{name: b, type: {{$ref: '#/components/schemas/B/schema'}}, default: {{$ref: '#/x'}}}}]
      later:
        payload:
          schemaFormat: application/schema+json;version=2020-12
          schema:
            $ref: '#/components/schemas/C'
            properties: {{d: {{$ref: '#/components/schemas/D'}}}}
      opaque:
        payload: {{schemaFormat: text/other, schema: {{$ref: '#/components/schemas/D'}}}}
components:
  schemas:
    B: {{schemaFormat: application/vnd.apache.avro;version=1.9.0, schema: {{type: enum, name: B, symbols: [X]}}}}
    C: {{type: object}}
    D: {{type: object}}
""",
    )
    assert sorted(short(found.schemas.used)) == [
        "/channels/a/messages/avro/payload/schema",
        "/channels/a/messages/later/payload/schema",
        "/components/schemas/B/schema",
        "/components/schemas/C",
        "/components/schemas/D",
    ]
    assert found.schemas.unused == ()
