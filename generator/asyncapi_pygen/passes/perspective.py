"""Whose side of the document is taken: that of its application, or the other one."""

from dataclasses import replace
from typing import Final

from asyncapi_pygen.ir.api import Action, Api, Operation, nameless

_OTHER: Final = {Action.SEND: Action.RECEIVE, Action.RECEIVE: Action.SEND}


def counterpart(api: Api) -> Api:
    """Return the document as the other side sees it: what the application sends, that receives."""
    operations = [_turned(one) for one in api.operations.values()]
    return replace(api, operations={one.id: one for one in operations})


def _turned(operation: Operation) -> Operation:
    """Turn an operation around; one without a name of its own is called after what it does."""
    action = _OTHER[operation.action]
    is_nameless = operation.id == nameless(operation.action, operation.channel)
    id_ = nameless(action, operation.channel) if is_nameless else operation.id
    return replace(operation, action=action, id=id_)
