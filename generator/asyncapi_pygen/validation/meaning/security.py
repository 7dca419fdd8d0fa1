"""Security: the schemes that servers and operations require, and the scopes of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.diagnostics import Diagnostics, Severity
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.validation.meaning.objects import (
    Kind,
    entries,
    find,
    members,
    operations_of,
)
from asyncapi_pygen.validation.meaning.references import there_are
from asyncapi_pygen.validation.versions import Version
from asyncapi_pygen.validation.vocabulary import shortened

_FLOWS: Final = ("implicit", "password", "clientCredentials", "authorizationCode")
_OAUTH: Final = "oauth2"
_OPEN_ID: Final = "openIdConnect"
"""Its scopes are listed at the URL of the provider."""


@dataclass(frozen=True, slots=True)
class _Schemes:
    """The security schemes of a 2.x document by name: as written, and what that refers to."""

    by_name: Mapping[str, tuple[Node, Node]]

    @classmethod
    def of(cls, root: Node) -> "_Schemes":
        components = root.get("components")
        found = entries(components, "securitySchemes") if components is not None else ()
        return cls({written.key: (written, scheme) for written, scheme in found})


def check_security_requirements(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report requirements of 2.x that name no security scheme, or no scope of it.

    The official parser looks at what the root's servers and channels lead to.
    """
    schemes = _Schemes.of(root)
    judged = {*members(root, "servers")}
    judged.update(one for channel in members(root, "channels") for one in operations_of(channel))
    kinds = (Kind.SERVER, Kind.OPERATION, Kind.OPERATION_TRAIT)
    for _, node in find(root, version, *kinds):
        severity = Severity.ERROR if node in judged else Severity.WARNING
        for requirement in members(node, "security"):
            _check_requirement(requirement, schemes, severity, diagnostics)


def _check_requirement(
    requirement: Node, schemes: _Schemes, severity: Severity, diagnostics: Diagnostics
) -> None:
    for name, scopes in requirement.items():
        if name in schemes.by_name:
            written, scheme = schemes.by_name[name]
            known = Severity.WARNING if written.is_reference else severity
            _check_scopes(scopes, scheme, known, diagnostics)
        else:
            diagnostics.report(
                "security-unknown",
                f"there is no security scheme `{shortened(name)}` in the document's components",
                scopes.key_at,
                hint=there_are(schemes.by_name),
                severity=severity,
            )


def _check_scopes(scopes: Node, scheme: Node, severity: Severity, diagnostics: Diagnostics) -> None:
    kind = scheme.text("type")
    if kind == _OAUTH:
        _check_offered(scopes, _offered(scheme, "scopes"), severity, diagnostics)
    elif kind not in {_OPEN_ID, ""} and any(scopes.elements()):
        diagnostics.report(
            "security-scope",
            f"a security scheme of the type `{shortened(kind)}` has no scopes",
            scopes.at,
            hint="write an empty list",
            severity=Severity.WARNING,
        )


def check_scheme_scopes(root: Node, version: Version, diagnostics: Diagnostics) -> None:
    """Report scopes that a security scheme of 3.x needs and none of its flows offers."""
    for _, scheme in find(root, version, Kind.SECURITY_SCHEME):
        scopes = scheme.get("scopes")
        if scopes is not None and scheme.text("type") == _OAUTH:
            offered = _offered(scheme, "availableScopes")
            _check_offered(scopes, offered, Severity.WARNING, diagnostics)


def _check_offered(
    scopes: Node, offered: Mapping[str, None], severity: Severity, diagnostics: Diagnostics
) -> None:
    for scope in scopes.elements():
        if isinstance(scope.value, str) and scope.value not in offered:
            diagnostics.report(
                "security-scope",
                f"no flow of the security scheme offers the scope `{shortened(scope.value)}`",
                scope.at,
                hint=there_are(offered),
                severity=severity,
            )


def _offered(scheme: Node, field: str) -> Mapping[str, None]:
    """Return the scopes that the flows of an OAuth scheme have between them."""
    flows = scheme.get("flows")
    return dict.fromkeys(name for flow in _flows(flows) for name, _ in _items(flow, field))


def _flows(flows: Node | None) -> Iterator[Node]:
    for name in _FLOWS:
        flow = None if flows is None else flows.get(name)
        if flow is not None:
            yield flow


def _items(flow: Node, field: str) -> Iterator[tuple[str, Node]]:
    scopes = flow.get(field)
    return iter(()) if scopes is None else scopes.items()
