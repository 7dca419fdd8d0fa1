"""Servers of both versions: a 2.x ``url`` is split into what 3.x calls host and pathname."""

import re
from typing import Final

from asyncapi_pygen.ir.api import Server, ServerVariable
from asyncapi_pygen.lowering import fields as read
from asyncapi_pygen.lowering.fields import Fields
from asyncapi_pygen.source.node import Node

_URL: Final = re.compile(r"^(?:[A-Za-z][A-Za-z0-9+.\-]*://)?(?P<host>[^/]*)(?P<pathname>/.*)?$")


def lower_server(id_: str, node: Node) -> Server:
    """Lower a Server Object; the scheme of a 2.x url says nothing that ``protocol`` does not."""
    fields = read.fields_of(node)
    host, pathname = read.text(fields, "host"), read.text(fields, "pathname")
    url = _URL.match(read.text(fields, "url"))
    if url is not None and not host:
        host, pathname = url["host"], url["pathname"] or ""
    return Server(
        id=id_,
        host=host,
        pathname=pathname,
        protocol=read.text(fields, "protocol"),
        protocol_version=read.text(fields, "protocolVersion"),
        description=read.text(fields, "description"),
        variables=_variables(fields),
        security=read.security(fields),
        bindings=read.bindings(fields),
        at=node.at,
    )


def _variables(fields: Fields) -> tuple[ServerVariable, ...]:
    return tuple(_variable(name, node) for name, node in read.members(fields, "variables"))


def _variable(name: str, node: Node) -> ServerVariable:
    fields = read.fields_of(node)
    return ServerVariable(
        name=name,
        description=read.text(fields, "description"),
        enum=read.strings(fields, "enum"),
        default=read.text(fields, "default") or None,
        at=node.at,
    )
