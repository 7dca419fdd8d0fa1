"""Whose side of the document is taken: that of its application, or the other one."""

from dataclasses import replace
from typing import Final

from asyncapi_pygen.ir.api import Action, Api

_OTHER: Final = {Action.SEND: Action.RECEIVE, Action.RECEIVE: Action.SEND}


def counterpart(api: Api) -> Api:
    """Return the document as the other side sees it: what the application sends, that receives."""
    operations = {
        id_: replace(one, action=_OTHER[one.action]) for id_, one in api.operations.items()
    }
    return replace(api, operations=operations)
