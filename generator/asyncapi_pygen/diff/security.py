"""Security: which ways there are to prove who one is, and what each of them is."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, TypeAlias

from asyncapi_pygen.diff.change import Effect, Use
from asyncapi_pygen.diff.records import Comparing, said
from asyncapi_pygen.ir.api import Api, Operation, Server
from asyncapi_pygen.ir.security import SecurityScheme

_DIRECT: Final = frozenset({"http", "https", "ws", "wss"})

_Way: TypeAlias = frozenset[tuple[str, tuple[str, ...]]]
"""Schemes with their scopes, all of which are needed; none where nobody is asked."""


def is_direct(servers: Iterable[Server]) -> bool:
    """Whether who sends a message shows it to who receives it, and not to a broker."""
    return all(server.protocol.lower() in _DIRECT for server in servers)


def compare_security(
    comparing: Comparing,
    what: str,
    both: tuple[Server, Server] | tuple[Operation, Operation],
    *,
    direct: bool,
    uses: tuple[Use, ...] = (),
) -> None:
    """Compare the ways that are enough, one of which has to be gone."""
    old, new = both
    ways, others = _ways(comparing.old.api, old), _ways(comparing.new.api, new)
    if ways == others:
        return
    at = (old.at, new.at)
    for way in sorted(others - ways, key=sorted):
        effect = Effect.WIDER if direct else Effect.HARMLESS
        reason = f"{_called(way)} is enough for {what} now"
        comparing.tell("diff-security-added", effect, reason, *at, uses)
    for way in sorted(ways - others, key=sorted):
        effect = Effect.NARROWER if direct else Effect.OTHER
        reason = f"{_called(way)} is not enough for {what} any more"
        comparing.tell("diff-security-removed", effect, reason, *at, uses)


def _ways(api: Api, part: Server | Operation) -> frozenset[_Way]:
    found = (
        frozenset((_key(api, one.scheme), tuple(sorted(one.scopes))) for one in way.schemes)
        for way in part.security
    )
    return frozenset(found) or frozenset({_Way()})


def _key(api: Api, id_: str) -> str:
    scheme = api.security_schemes.get(id_)
    return id_ if scheme is None else scheme.key


def _called(way: _Way) -> str:
    schemes = (f"`{key}`{_scopes(scopes)}" for key, scopes in sorted(way))
    return " with ".join(schemes) or "no proof at all"


def _scopes(scopes: tuple[str, ...]) -> str:
    return f" ({', '.join(scopes)})" if scopes else ""


def compare_schemes(comparing: Comparing) -> None:
    """Compare the schemes by what the documents call them, those that share a name in order."""
    old, new = (_by_key(version.api) for version in (comparing.old, comparing.new))
    for key in old.keys() & new.keys():
        for one, other in zip(old[key], new[key], strict=False):
            _compare_scheme(comparing, one, other)
    places = [
        {one.key: one.at for one in version.api.components if one.kind == "securitySchemes"}
        for version in (comparing.old, comparing.new)
    ]
    # A scheme of a kind that nobody knows is a component, and no scheme.
    for key in (old.keys() ^ new.keys()) & places[0].keys() & places[1].keys():
        reason = f"the security scheme `{key}` was, or is, of a kind that is not known"
        at = (places[0][key], places[1][key])
        comparing.tell("diff-security-scheme", Effect.OTHER, reason, *at)


def _by_key(api: Api) -> dict[str, list[SecurityScheme]]:
    found: dict[str, list[SecurityScheme]] = {}
    for scheme in api.security_schemes.values():
        found.setdefault(scheme.key, []).append(scheme)
    return found


def _compare_scheme(comparing: Comparing, old: SecurityScheme, new: SecurityScheme) -> None:
    what, at = f"the security scheme `{new.key}`", (old.at, new.at)
    if _essence(old) != _essence(new):
        reason = f"{what} asks for another proof now"
        comparing.tell("diff-security-scheme", Effect.OTHER, reason, *at)
    if old.bearer_format != new.bearer_format or _offered(old) != _offered(new):
        reason = f"{what} says otherwise what tokens are like, or what scopes are for"
        comparing.tell("diff-docs", Effect.NOTE, reason, *at)
    comparing.tell_prose(what, old, new)
    comparing.tell_extensions(what, (old.extensions, old.at), (new.extensions, new.at))


def _essence(scheme: SecurityScheme) -> object:
    """Return what a client has to know."""
    flows = tuple(replace(flow, available_scopes={}, extensions={}) for flow in scheme.flows)
    essence = replace(scheme, id="", description="", bearer_format="", extensions={}, flows=flows)
    return said(essence)


def _offered(scheme: SecurityScheme) -> object:
    return [said((flow.kind, flow.available_scopes, flow.extensions)) for flow in scheme.flows]
