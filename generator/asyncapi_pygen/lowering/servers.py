"""Servers of both versions: a 2.x ``url`` is split into what 3.x calls host and pathname."""

import re
from typing import Final

from asyncapi_pygen.ir.api import Server, ServerVariable
from asyncapi_pygen.ir.security import SecurityRequirement
from asyncapi_pygen.lowering import documentation
from asyncapi_pygen.lowering import fields as read
from asyncapi_pygen.lowering.bindings import lower_bindings
from asyncapi_pygen.lowering.fields import Fields
from asyncapi_pygen.lowering.messages import Lowering
from asyncapi_pygen.source.node import Node

# The scheme may be a variable, as any other part may.
_BEFORE_HOST: Final = re.compile(r"([^/?#]*:)?//")
_AFTER_HOST: Final = re.compile(r"[/?#]")


def lower_server(
    lowering: Lowering, id_: str, node: Node, security: tuple[SecurityRequirement, ...]
) -> Server:
    """Lower a Server Object; the scheme of a 2.x url says nothing that ``protocol`` does not."""
    fields = read.fields_of(node)
    host, pathname = read.text(fields, "host"), read.text(fields, "pathname")
    if not host:
        host, pathname = split_url(read.text(fields, "url"))
    userinfo, _, host = host.rpartition("@")
    return Server(
        id=id_,
        host=host,
        userinfo=userinfo,
        pathname=pathname,
        protocol=read.text(fields, "protocol"),
        protocol_version=read.text(fields, "protocolVersion"),
        title=read.text(fields, "title"),
        summary=read.text(fields, "summary"),
        description=read.text(fields, "description"),
        variables=_variables(fields),
        security=security,
        tags=documentation.tags(fields),
        external_docs=documentation.external_docs(fields),
        bindings=lower_bindings(fields, lowering.schemas),
        extensions=read.extensions(fields),
        at=node.at,
    )


def split_url(url: str) -> tuple[str, str]:
    """Split a url, with a scheme or without, into host (and port) and all that follows.

    A relative one, which begins with a slash or a dot, has no host.
    """
    before = _BEFORE_HOST.match(url)
    if before is None and url.startswith(("/", ".")):
        return "", url
    rest = url[before.end() :] if before is not None else url
    host = _AFTER_HOST.split(rest, maxsplit=1)[0]
    return host, rest[len(host) :]


def _variables(fields: Fields) -> tuple[ServerVariable, ...]:
    return tuple(_variable(name, node) for name, node in read.members(fields, "variables"))


def _variable(name: str, node: Node) -> ServerVariable:
    fields = read.fields_of(node)
    return ServerVariable(
        name=name,
        description=read.text(fields, "description"),
        enum=read.words(fields, "enum"),
        default=read.word(fields, "default"),
        examples=read.words(fields, "examples"),
        extensions=read.extensions(fields),
        at=node.at,
    )
