"""Servers: their variables, held against what their url, or host and pathname, say."""

from collections.abc import Iterator

from asyncapi_pygen.diagnostics import Diagnostics, Severity
from asyncapi_pygen.ir.templates import is_well_formed, parameter_names
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.validation.meaning.objects import Kind, entries, find
from asyncapi_pygen.validation.versions import Version
from asyncapi_pygen.validation.vocabulary import listing, quoted, shortened

_TEMPLATES = {2: ("url",), 3: ("host", "pathname")}


def check_server_variables(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report variables that a server uses and does not declare, or the reverse.

    The official parser asks for both in 2.x where variables are used and some are declared.
    """
    for _, server in find(root, version, Kind.SERVER):
        templates = list(_templates(server, version))
        for template in templates:
            _check_braces(template, diagnostics)
        declared = server.get("variables")
        is_map = declared is None or isinstance(declared.value, dict)
        if is_map and all(is_well_formed(str(template.value)) for template in templates):
            _check_undeclared(server, templates, version, diagnostics)
            _check_unused(server, templates, version, diagnostics)


def _templates(server: Node, version: Version) -> Iterator[Node]:
    for field in _TEMPLATES[version.major]:
        template = server.child(field)
        if template is not None and isinstance(template.value, str):
            yield template


def _check_braces(template: Node, diagnostics: Diagnostics) -> None:
    if not is_well_formed(str(template.value)):
        diagnostics.report(
            "server-address",
            f"the `{template.key}` of this server has a brace without its partner, or no name "
            "between braces",
            template.at,
            hint="write variables as `{name}`",
        )


def _check_undeclared(
    server: Node, templates: list[Node], version: Version, diagnostics: Diagnostics
) -> None:
    declared = server.get("variables")
    for template in templates:
        for name in parameter_names(str(template.value)):
            if declared is None or not declared.has(name):
                diagnostics.report(
                    "variable-undeclared",
                    f"the {template.key} `{shortened(str(template.value))}` uses `{{{name}}}`, "
                    "which the server does not declare",
                    template.at if declared is None else declared.key_at,
                    hint=f"add `{name}` to the server's `variables`",
                    severity=_severity(is_error=declared is not None and version.is_v2),
                )


def _check_unused(
    server: Node, templates: list[Node], version: Version, diagnostics: Diagnostics
) -> None:
    used = frozenset(name for one in templates for name in parameter_names(str(one.value)))
    for written, _ in entries(server, "variables"):
        if written.key not in used:
            places = listing(quoted(_TEMPLATES[version.major]))
            diagnostics.report(
                "variable-unused",
                f"the server does not use the variable `{shortened(written.key)}`",
                written.key_at,
                hint=f"put `{{{shortened(written.key)}}}` into {places}, or remove it here",
                severity=_severity(is_error=bool(used) and version.is_v2),
            )


def _severity(*, is_error: bool) -> Severity:
    return Severity.ERROR if is_error else Severity.WARNING


def check_defaults(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report defaults of server variables, and of parameters of 3.x, that their enum lacks.

    A parameter of 2.x has a schema, which is held against its default as any other schema is.
    """
    kinds = [Kind.SERVER_VARIABLE, *([] if version.is_v2 else [Kind.PARAMETER])]
    for _, node in find(root, version, *kinds):
        default = node.child("default")
        allowed = node.strings("enum")
        if default is not None and node.has("enum") and default.value not in allowed:
            diagnostics.report(
                "default-not-in-enum",
                f"the default `{shortened(str(default.value))}` is not one of the values of `enum`",
                default.at,
                hint=f"the values are {listing(quoted(allowed))}" if allowed else "",
            )
