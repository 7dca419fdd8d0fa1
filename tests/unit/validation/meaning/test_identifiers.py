from collections.abc import Callable

import pytest

from asyncapi_pygen.diagnostics import Diagnostic

Judge = Callable[..., list[Diagnostic]]
Say = Callable[..., list[str]]


def test_an_operation_id_that_two_operations_have(judged: Judge) -> None:
    (found,) = judged("""
        asyncapi: 2.6.0
        channels:
          orders:
            publish: {operationId: take}
          refunds:
            publish:
              operationId: take
        """)
    assert (found.code, found.at.line) == ("operation-id-duplicate", 7)
    assert [one.at.line for one in found.related] == [4]


def test_subscribing_comes_first_as_it_does_for_the_official_parser(said: Say) -> None:
    assert said("""
        asyncapi: 2.6.0
        channels:
          orders:
            publish: {operationId: take}
            subscribe: {operationId: take}
        """) == ["error operation-id-duplicate 4"]


def test_the_last_trait_with_an_id_gives_it(said: Say) -> None:
    assert said("""
        asyncapi: 2.6.0
        channels:
          orders:
            publish:
              operationId: take
              traits: [{operationId: other}, {operationId: give}, {summary: x}]
          refunds:
            publish: {operationId: take}
            subscribe: {operationId: give}
        """) == ["error operation-id-duplicate 9"]


def test_one_trait_with_an_id_in_two_operations(said: Say) -> None:
    assert said("""
        asyncapi: 2.6.0
        channels:
          orders:
            publish: {traits: [{$ref: '#/components/operationTraits/named'}]}
            subscribe: {traits: [{$ref: '#/components/operationTraits/named'}]}
        components:
          operationTraits:
            named: {operationId: take}
        """) == ["error operation-id-duplicate 8"]


def test_a_channel_at_two_addresses_has_its_operations_twice(said: Say) -> None:
    assert said("""
        asyncapi: 2.6.0
        channels:
          orders: {$ref: '#/components/channels/orders'}
          more: {$ref: '#/components/channels/orders'}
        components:
          channels:
            orders:
              publish: {operationId: take}
        """) == ["error operation-id-duplicate 8"]


@pytest.mark.parametrize("id_", ["12", "[take]", "null"])
def test_what_is_no_text_is_no_id(said: Say, id_: str) -> None:
    assert (
        said(f"""
        asyncapi: 2.6.0
        channels:
          orders:
            publish: {{operationId: {id_}}}
            subscribe: {{operationId: {id_}}}
        """)
        == []
    )


def test_operations_of_3_x_have_keys_and_no_ids(said: Say) -> None:
    assert (
        said("""
        asyncapi: 3.0.0
        channels:
          orders:
            publish: {operationId: take}
            subscribe: {operationId: take}
        """)
        == []
    )


def test_a_message_id_that_two_messages_have(judged: Judge) -> None:
    (found,) = judged("""
        asyncapi: 2.6.0
        channels:
          orders:
            publish: {message: {messageId: order}}
            subscribe: {message: {oneOf: [{messageId: refund}, {oneOf: [{messageId: order}]}]}}
        """)
    assert (found.code, found.at.line) == ("message-id-duplicate", 4)
    assert [one.at.line for one in found.related] == [5]


def test_a_message_that_two_operations_share_is_one(said: Say) -> None:
    assert (
        said("""
        asyncapi: 2.6.0
        channels:
          orders:
            publish: {message: {$ref: '#/components/messages/order'}}
            subscribe: {message: {oneOf: [{$ref: '#/components/messages/order'}]}}
        components:
          messages:
            order: {messageId: order}
            unused: {messageId: order}
        """)
        == []
    )


def test_a_trait_gives_a_message_its_id(said: Say) -> None:
    assert said("""
        asyncapi: 2.6.0
        channels:
          orders:
            publish: {message: {messageId: order}}
            subscribe:
              message: {messageId: refund, traits: [{messageId: order}]}
        """) == ["error message-id-duplicate 4"]


def test_messages_that_hold_themselves_come_to_an_end(said: Say) -> None:
    found = said("""
        asyncapi: 2.6.0
        channels:
          orders:
            publish: {message: {$ref: '#/components/messages/a'}}
        components:
          messages:
            a: {oneOf: [{$ref: '#/components/messages/a'}, {messageId: one}]}
        """)
    assert found == []


@pytest.mark.parametrize("version", ["2.0.0", "3.0.0"])
def test_the_keys_of_components_have_few_characters(said: Say, version: str) -> None:
    assert said(f"""
        asyncapi: {version}
        components:
          schemas:
            an order: {{}}
            an-order_2.0: {{}}
          messages:
            Bestätigung: {{}}
          tags: [not a map]
          x-own: {{any key: 1}}
        """) == ["warning component-key 4", "warning component-key 7"]
