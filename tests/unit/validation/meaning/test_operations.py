from collections.abc import Callable

import pytest

from asyncapi_pygen.diagnostics import Diagnostic

Judge = Callable[..., list[Diagnostic]]
Say = Callable[..., list[str]]

CHANNELS = """
        asyncapi: 3.0.0
        channels:
          orders: {messages: {order: {$ref: '#/components/messages/order'}}}
          alias: {$ref: '#/components/channels/aside'}
        components:
          messages: {order: {payload: {}}, refund: {}}
          channels: {aside: {messages: {order: {}}}, elsewhere: {}}
"""
"""Eight lines, the first of them empty: what follows begins at line 8."""


def test_an_operation_of_the_root_is_on_a_channel_of_the_root(judged: Judge) -> None:
    (found,) = judged(
        CHANNELS
        + """
        operations:
          take: {channel: {$ref: '#/channels/orders'}}
          alias: {channel: {$ref: '#/channels/alias'}}
          give:
            channel:
              $ref: '#/components/channels/aside'
        """
    )
    assert (found.code, found.at.line) == ("operation-channel", 14)
    assert found.hint == "refer to `#/channels/…`; there are `orders`, `alias`"


@pytest.mark.parametrize("channel", ["{address: /}", "orders", "null"])
def test_a_channel_that_is_no_reference_is_left_to_the_structure(said: Say, channel: str) -> None:
    operation = f"{{channel: {channel}, messages: [{{$ref: '#/components/messages/order'}}]}}"
    assert said(f"{CHANNELS}\n        operations: {{take: {operation}}}\n") == []


def test_an_operation_of_the_components_may_be_on_any_channel(said: Say) -> None:
    assert (
        said("""
        asyncapi: 3.0.0
        components:
          channels: {aside: {}}
          operations: {take: {channel: {$ref: '#/components/channels/aside'}}}
        """)
        == []
    )


def test_an_operation_that_is_a_reference_names_its_channel_from_where_it_is(said: Say) -> None:
    assert said(
        """
        asyncapi: 3.0.0
        channels: {orders: {$ref: 'parts.yaml#/orders'}}
        operations:
          take: {$ref: 'parts.yaml#/take'}
          give: {$ref: 'parts.yaml#/give'}
        """,
        parts="""
        orders: {messages: {order: {}}}
        refunds: {}
        take: {channel: {$ref: '#/orders'}}
        give: {channel: {$ref: '#/refunds'}}
        """,
    ) == ["error operation-channel 4"]


def test_messages_are_named_by_way_of_the_channel(judged: Judge) -> None:
    found = judged(
        CHANNELS
        + """
        operations:
          take:
            channel: {$ref: '#/channels/orders'}
            messages:
            - $ref: '#/channels/orders/messages/order'
            - $ref: '#/components/messages/order'
            - $ref: '#/components/messages/refund'
            - $ref: '#/channels/orders/messages/order/payload'
            - {payload: {}}
        """
    )
    assert [(one.severity, one.code, one.at.line) for one in found] == [
        ("error", "operation-message", line) for line in (14, 15, 16)
    ]
    assert [one.hint for one in found] == [
        "refer to `#/channels/orders/messages/order`",
        "refer to `#/channels/orders/messages/…`",
        "refer to `#/channels/orders/messages/…`",
    ]


def test_messages_of_operations_in_the_components(said: Say) -> None:
    assert said("""
        asyncapi: 3.0.0
        operations: {take: {$ref: '#/components/operations/take'}}
        channels: {a: {$ref: '#/components/channels/aside'}}
        components:
          channels: {aside: {messages: {order: {}}}, elsewhere: {}}
          messages: {order: {}}
          operations:
            take:
              channel: {$ref: '#/components/channels/aside'}
              messages:
              - $ref: '#/components/messages/order'
        """) == ["error operation-message 11"]


def test_references_that_are_no_uris_are_a_warning(said: Say) -> None:
    """The official parser does not judge an operation with such a reference."""
    assert said("""
        asyncapi: 3.0.0
        channels: {'{id}': {address: '{id}', parameters: {id: {}}}}
        operations:
          take:
            channel: {$ref: '#/channels/{id}'}
            messages: [{$ref: '#/components/messages/order'}]
        components: {messages: {order: {}}}
        """) == ["warning operation-message 6"]


def test_a_reference_may_be_spelt_in_several_ways(said: Say) -> None:
    assert (
        said("""
        asyncapi: 3.0.0
        channels: {a/b: {messages: {order: {}}}}
        operations:
          take:
            channel: {$ref: '#/channels/a~1b'}
            messages: [{$ref: '#/channels/a%7E1b/messages/order'}]
        """)
        == []
    )


def test_a_reply_on_another_channel_is_a_warning(said: Say) -> None:
    assert said(
        CHANNELS
        + """
        operations:
          take:
            channel: {$ref: '#/channels/orders'}
            reply:
              channel: {$ref: '#/components/channels/elsewhere'}
          give:
            channel: {$ref: '#/channels/orders'}
            reply: {channel: {$ref: '#/components/channels/aside'}}
        """
    ) == ["warning reply-channel 13"]


def test_a_message_of_a_reply_that_its_channel_does_not_have_is_a_warning(said: Say) -> None:
    assert said(
        CHANNELS
        + """
          replies:
            done:
              channel: {$ref: '#/channels/orders'}
              messages: [{$ref: '#/components/messages/refund'}]
            asked: {messages: [{$ref: '#/components/messages/refund'}]}
        """
    ) == ["warning reply-message 12"]


def test_a_reply_has_one_address(judged: Judge) -> None:
    (found,) = judged("""
        asyncapi: 3.0.0
        channels:
          orders: {address: /orders}
          answers: {address: /answers}
          inbox: {address: null}
          unknown: {}
        operations:
          take:
            channel: {$ref: '#/channels/orders'}
            reply:
              address: {location: '$message.header#/replyTo'}
              channel: {$ref: '#/channels/answers'}
          give:
            channel: {$ref: '#/channels/orders'}
            reply:
              address: {location: '$message.header#/replyTo'}
              channel: {$ref: '#/channels/inbox'}
          ask:
            channel: {$ref: '#/channels/orders'}
            reply:
              address: {location: '$message.header#/replyTo'}
              channel: {$ref: '#/channels/unknown'}
          wait:
            channel: {$ref: '#/channels/orders'}
            reply: {channel: {$ref: '#/channels/answers'}}
        """)
    assert (found.severity, found.code, found.at.line) == ("warning", "reply-address", 11)
    assert [one.at.line for one in found.related] == [4]
