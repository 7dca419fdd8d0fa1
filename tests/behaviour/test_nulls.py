"""Schemas that take null alone: their names stand in unions, which Python has no ``None | None`` for."""

from importlib import import_module
from pathlib import Path

import pytest

from asyncapi_pygen.config import ModelBackend, ModelSettings, Role
from support.packages import importable, packaged, run, write

DOCUMENT = """
asyncapi: 3.0.0
info: {title: Nulls, version: '1'}
servers: {here: {host: example.com, protocol: https}}
channels:
  orders: {address: /orders, messages: {order: {payload: {$ref: '#/components/schemas/Order'}}}}
  nothing:
    address: /nothing
    messages:
      nothing: {payload: {$ref: '#/components/schemas/Nothing'}}
      none: {payload: {$ref: '#/components/schemas/Named'}}
  one: {address: /one, messages: {nothing: {payload: {$ref: '#/components/schemas/Nothing'}}}}
  answers:
    messages:
      nothing: {payload: {$ref: '#/components/schemas/Nothing'}}
      none: {payload: {$ref: '#/components/schemas/Named'}}
      order: {payload: {$ref: '#/components/schemas/Order'}}
operations:
  take: {action: receive, channel: {$ref: '#/channels/orders'}, reply: {channel: {$ref: '#/channels/answers'}}}
  waste: {action: receive, channel: {$ref: '#/channels/nothing'}}
  empty: {action: receive, channel: {$ref: '#/channels/one'}, reply: {channel: {$ref: '#/channels/one'}}}
components:
  schemas:
    Nothing: {type: 'null'}
    None: {const: null}
    Named: {$ref: '#/components/schemas/None'}
    Order:
      type: object
      required: [id, gone]
      properties:
        id: {type: string}
        gone: {$ref: '#/components/schemas/Nothing'}
        either: {anyOf: [{$ref: '#/components/schemas/Nothing'}, {$ref: '#/components/schemas/None'}]}
        again: {anyOf: [{$ref: '#/components/schemas/Nothing'}, {type: 'null'}]}
        text: {anyOf: [{$ref: '#/components/schemas/Nothing'}, {type: string}]}
        list: {type: array, items: {anyOf: [{$ref: '#/components/schemas/Nothing'}, {$ref: '#/components/schemas/Named'}]}}
"""


@pytest.mark.parametrize("backend", ModelBackend)
def test_null_is_named_once(backend: ModelBackend, tmp_path: Path) -> None:
    name = f"nulls_{backend.value}"
    with packaged(tmp_path, name, DOCUMENT, ModelSettings(backend=backend)) as package:
        handlers = (package.folder / name / "handlers.py").read_text("utf-8")
        checks = import_module(f"{name}.contract").checks()
        for check in checks:
            check.run()
    assert len(checks) > 4
    assert "def take(self, event: models.Order, /) -> models.Order | None:" in handlers
    assert "def waste(self, event: None, /) -> Reply:" in handlers
    assert "def empty(self, event: models.Nothing, /) -> models.Nothing:" in handlers


def test_a_sender_gets_null_named_once(tmp_path: Path) -> None:
    path = tmp_path / "nulls.yaml"
    path.write_text(DOCUMENT, "utf-8")
    write(run(path, "nulls_sent", role=Role.COUNTERPART), tmp_path)
    with importable(tmp_path, "nulls_sent"):
        sender = import_module("nulls_sent.sender").Sender
    sender_text = (tmp_path / "nulls_sent" / "sender.py").read_text("utf-8")
    assert "def take(self, event: models.Order, /) -> models.Order | None:" in sender_text
    assert "def empty(self, event: models.Nothing, /) -> models.Nothing:" in sender_text
    assert callable(sender)
