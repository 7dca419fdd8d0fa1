from collections.abc import Callable

import pytest

from asyncapi_pygen.diagnostics import Diagnostic

Judge = Callable[..., list[Diagnostic]]
Say = Callable[..., list[str]]


@pytest.mark.parametrize("location", ["$message.header#id", "$message.payload#/a~2", "id", ""])
@pytest.mark.parametrize(
    "document",
    [
        "asyncapi: 2.6.0\ncomponents: {{correlationIds: {{a: {{location: '{}'}}}}}}\n",
        "asyncapi: 2.6.0\ncomponents: {{parameters: {{a: {{location: '{}'}}}}}}\n",
        "asyncapi: 3.0.0\ncomponents: {{replyAddresses: {{a: {{location: '{}'}}}}}}\n",
        "asyncapi: 3.0.0\ncomponents: {{messages: {{m: {{correlationId: {{location: '{}'}}}}}}}}\n",
    ],
)
def test_a_location_that_cannot_be_read(said: Say, document: str, location: str) -> None:
    assert said(document.format(location)) == ["warning expression-syntax 2"]


@pytest.mark.parametrize("location", ["$message.header", "$message.payload#/a~1b"])
def test_a_location_that_can_be_read(said: Say, location: str) -> None:
    text = f"asyncapi: 2.6.0\ncomponents: {{correlationIds: {{a: {{location: '{location}'}}}}}}\n"
    assert said(text) == []


def test_a_correlation_id_that_leads_to_nothing(judged: Judge) -> None:
    (found,) = judged("""
        asyncapi: 2.6.0
        components:
          correlationIds:
            id: {location: '$message.header#/id'}
          messages:
            good:
              headers: {properties: {id: {}}}
              correlationId: {$ref: '#/components/correlationIds/id'}
            bad:
              headers: {properties: {ID: {}}}
              correlationId: {$ref: '#/components/correlationIds/id'}
            unknown:
              correlationId: {$ref: '#/components/correlationIds/id'}
        """)
    assert (found.severity, found.code, found.at.line) == ("warning", "expression-dangling", 11)
    assert found.message == "`$message.header#/id` leads to nothing in the message's headers"


def test_a_trait_may_describe_the_header_or_the_correlation_id(said: Say) -> None:
    assert (
        said("""
        asyncapi: 3.0.0
        components:
          messages:
            one:
              headers: {properties: {other: {}}}
              correlationId: {location: '$message.header#/id'}
              traits: [{headers: {properties: {id: {}}}}]
            two:
              payload: {properties: {id: {}}}
              traits: [{correlationId: {location: '$message.payload#/id'}}]
        """)
        == []
    )


@pytest.mark.parametrize(
    ("version", "line"), [("2.6.0", 8), ("3.0.0", 5)], ids=["the last trait", "the message"]
)
def test_which_of_several_correlation_ids_counts(said: Say, version: str, line: int) -> None:
    assert said(f"""
        asyncapi: {version}
        components:
          messages:
            one:
              correlationId: {{location: '$message.payload#/own'}}
              payload: {{properties: {{id: {{}}}}}}
              traits:
              - correlationId: {{location: '$message.payload#/trait'}}
        """) == [f"warning expression-dangling {line}"]


@pytest.mark.parametrize("language", ["application/vnd.apache.avro;version=1.9.0", "text/x"])
def test_a_payload_in_another_language_may_hold_anything(said: Say, language: str) -> None:
    message = "{correlationId: {location: '$message.payload#/id'}, payload: {properties: {}}}"
    beside = message.replace("{corr", f"{{schemaFormat: '{language}', corr")
    around = message.replace(
        "{properties: {}}", f"{{schemaFormat: '{language}', schema: {{properties: {{}}}}}}"
    )
    for version, text in (("2.6.0", beside), ("3.0.0", around)):
        assert said(f"asyncapi: {version}\ncomponents: {{messages: {{m: {text}}}}}\n") == []


def test_a_payload_in_json_schema_is_looked_into(said: Say) -> None:
    format_ = "application/schema+json;version=draft-07"
    assert said(f"""
        asyncapi: 3.0.0
        components:
          messages:
            one:
              correlationId: {{location: '$message.payload#/id'}}
              payload: {{schemaFormat: '{format_}', schema: {{properties: {{}}}}}}
            two:
              correlationId: {{location: '$message.payload#/id'}}
              payload: {{schemaFormat: '{format_}'}}
        """) == ["warning expression-dangling 5"]


def test_a_parameter_stands_in_one_of_the_channels_messages(judged: Judge) -> None:
    found = judged("""
        asyncapi: 2.6.0
        channels:
          orders/{shop}/{id}/{any}:
            parameters:
              shop: {location: '$message.payload#/shop'}
              id: {location: '$message.payload#/id'}
              any: {}
            publish: {message: {payload: {properties: {shop: {}}}}}
            subscribe: {message: {payload: {properties: {other: {}}}}}
          empty/{id}:
            parameters: {id: {location: '$message.payload#/id'}}
        """)
    assert [(one.code, one.at.line) for one in found] == [("expression-dangling", 6)]
    assert found[0].message.endswith("leads to nothing in any message's payload")


def test_a_parameter_of_3_x_stands_in_one_of_the_channels_messages(said: Say) -> None:
    assert said("""
        asyncapi: 3.0.0
        channels:
          orders:
            address: '{shop}'
            parameters:
              shop:
                location: '$message.payload#/shop'
            messages: {order: {payload: {properties: {other: {}}}}}
        """) == ["warning expression-dangling 7"]


def test_a_reply_address_stands_in_what_is_asked(said: Say) -> None:
    assert said("""
        asyncapi: 3.0.0
        channels:
          orders:
            messages:
              order: {headers: {properties: {replyTo: {}}}}
              refund: {headers: {properties: {other: {}}}}
        operations:
          all:
            channel: {$ref: '#/channels/orders'}
            reply: {address: {location: '$message.header#/replyTo'}}
          one:
            channel: {$ref: '#/channels/orders'}
            messages: [{$ref: '#/channels/orders/messages/refund'}]
            reply: {address: {location: '$message.header#/replyTo'}}
          nowhere: {reply: {address: {location: '$message.header#/replyTo'}}}
          fixed: {reply: {address: {}}}
        """) == ["warning expression-dangling 14"]
