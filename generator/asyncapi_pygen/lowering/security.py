"""Security schemes by id, and the two ways in which the versions ask for them."""

from collections.abc import Iterator, Mapping

from asyncapi_pygen.ir.security import (
    OAuthFlow,
    RequiredScheme,
    SecurityRequirement,
    SecurityScheme,
    SecurityType,
)
from asyncapi_pygen.lowering import fields as read
from asyncapi_pygen.lowering.fields import Fields
from asyncapi_pygen.source.node import Node

_TYPES = frozenset(SecurityType)


class SecurityTable:
    """The schemes of a document: its components, and those that are written where they are used."""

    def __init__(self, components: Fields) -> None:
        self._found: dict[str, SecurityScheme] = {}
        self._id_of_place: dict[str, str] = {}
        for key, node in read.members(components, "securitySchemes"):
            self._add(key, key, node)

    @property
    def schemes(self) -> Mapping[str, SecurityScheme]:
        """The schemes so far, by id: a component's key, else the place."""
        return self._found

    def by_name(self, fields: Fields) -> tuple[SecurityRequirement, ...]:
        """Read a list of Security Requirement Objects (2.x): scheme names to lists of scopes."""
        return tuple(
            SecurityRequirement(
                schemes=tuple(
                    RequiredScheme(scheme=name, scopes=node.strings(name))
                    for name, _ in node.items()
                )
            )
            for node in read.elements(fields, "security")
        )

    def by_reference(self, fields: Fields) -> tuple[SecurityRequirement, ...]:
        """Read a list of Security Scheme Objects or references (3.x), each of which is enough."""
        return tuple(
            SecurityRequirement(schemes=(required,)) for required in self._referred(fields)
        )

    def _referred(self, fields: Fields) -> Iterator[RequiredScheme]:
        node = read.followed(fields, "security")
        for item in node.elements() if node is not None else ():
            target = item.follow()
            if target is not None:
                key = target.key if item.is_reference else target.text("type")
                id_ = self._id_of_place.get(target.id) or self._add(target.id, key, target)
                yield RequiredScheme(scheme=id_, scopes=target.strings("scopes"))

    def _add(self, id_: str, key: str, node: Node) -> str:
        if node.text("type") in _TYPES:
            self._found[id_] = _scheme(id_, key, node)
        return self._id_of_place.setdefault(node.id, id_)


def _scheme(id_: str, key: str, node: Node) -> SecurityScheme:
    fields = read.fields_of(node)
    return SecurityScheme(
        id=id_,
        key=key,
        type=SecurityType(read.text(fields, "type")),
        description=read.text(fields, "description"),
        name=read.text(fields, "name"),
        location=read.text(fields, "in"),
        scheme=read.text(fields, "scheme").lower(),
        bearer_format=read.text(fields, "bearerFormat"),
        openid_connect_url=read.text(fields, "openIdConnectUrl"),
        flows=tuple(_flow(kind, flow) for kind, flow in read.members(fields, "flows")),
        extensions=read.extensions(fields),
        at=node.at,
    )


def _flow(kind: str, node: Node) -> OAuthFlow:
    fields = read.fields_of(node)
    # `scopes` in 2.x, where no scheme says which of them are needed.
    offered = fields.get("availableScopes") or fields.get("scopes")
    scopes = offered.items() if offered is not None else ()
    return OAuthFlow(
        kind=kind,
        authorization_url=read.text(fields, "authorizationUrl"),
        token_url=read.text(fields, "tokenUrl"),
        refresh_url=read.text(fields, "refreshUrl"),
        available_scopes={
            name: about.value for name, about in scopes if isinstance(about.value, str)
        },
        extensions=read.extensions(fields),
        at=node.at,
    )
