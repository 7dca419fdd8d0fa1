"""The entry of this room: a document of sound structure against all rules."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.validation.meaning import (
    channels,
    expressions,
    identifiers,
    messages,
    operations,
    schemas,
    security,
    servers,
    tags,
)
from asyncapi_pygen.validation.versions import Version

Rule: TypeAlias = Callable[[Node, Version, Diagnostics], None]
"""Takes the whole root document, its version, and the collector."""

RULES: Final[tuple[Rule, ...]] = (
    identifiers.check_component_keys,
    channels.check_addresses,
    channels.check_queries,
    channels.check_parameters,
    channels.check_channel_servers,
    servers.check_server_variables,
    servers.check_defaults,
    messages.check_content_types,
    messages.check_headers,
    expressions.check_expressions,
    expressions.check_correlation_ids,
    expressions.check_parameter_locations,
    tags.check_tags,
    schemas.check_schemas,
)
"""The rules of all versions."""

RULES_OF: Final[Mapping[int, tuple[Rule, ...]]] = {
    2: (
        identifiers.check_operation_ids,
        identifiers.check_message_ids,
        security.check_security_requirements,
    ),
    3: (
        channels.check_same_addresses,
        operations.check_operation_channels,
        operations.check_operation_messages,
        operations.check_reply_addresses,
        expressions.check_reply_locations,
        security.check_scheme_scopes,
    ),
}
"""The rules of one major version, besides."""


def check_meaning(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report where the document at ``root`` contradicts itself or the specification's text."""
    for rule in (*RULES, *RULES_OF[version.major]):
        rule(root, version, diagnostics)
