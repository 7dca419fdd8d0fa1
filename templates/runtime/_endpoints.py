"""What serves a request: the operation of its address, or the one of its event."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Generic, NoReturn, TypeAlias, TypeVar
from urllib.parse import quote, unquote

from ._codec import TagReader
from ._encodings import json_in_utf8
from ._http import Fields, ProblemError, Request
from ._operation import Operation

H = TypeVar("H")

_PARAMETER = re.compile(r"\{([^{}]+)\}")
_UNESCAPED = "-._~!$&'()*+,;=:@"


class Endpoints(Generic[H]):
    """The operations by path and method.

    Attributes:
        operations: What is served at each path and method.

    Raises:
        ValueError: Several operations share an address and no tag tells them apart, or
            the one URL takes an operation whose own address has parameters.

    """

    def __init__(
        self,
        operations: Sequence[Operation[H, Any, Any]],
        one_url: str | None,
    ) -> None:
        """Find out what is served where."""
        self._literal: dict[str, dict[str, Endpoint[H]]] = {}
        self._templates: list[tuple[_Template, str, Endpoint[H]]] = []
        self.operations = _by_address(operations, one_url)
        for (path, method), sharing in self.operations.items():
            endpoint = _endpoint(sharing, every_event=path == one_url)
            template = _Template(path)
            if template.names:
                self._templates.append((template, method, endpoint))
            else:
                self._literal.setdefault(_normal(path), {})[method] = endpoint

    def find(self, request: Request) -> "Endpoint[H]":
        """Find what serves the path, or raise ``ProblemError`` if nothing does.

        The request gets the parameters of its path.
        """
        path = request.path.removeprefix(request.root)
        if "%" in path:
            path = _normal(path)
        methods = self._literal.get(path)
        if methods is not None and request.method in methods:
            return methods[request.method]
        allowed = set(methods or ())
        for template, method, endpoint in self._templates:
            parameters = template.match(path)
            if parameters is None:
                continue
            if method == request.method:
                request.parameters = parameters
                return endpoint
            allowed.add(method)
        if not allowed:
            raise ProblemError(404, "Not Found")
        return _Unserved(allowed)

    def serves(self, request: Request) -> bool:
        """Say whether something is served at the path, by whatever method."""
        try:
            self.find(request)
        except ProblemError:
            return False
        return True


class _Only(Generic[H]):
    """The one operation of an address."""

    allow: Fields = ()

    def __init__(self, operation: Operation[H, Any, Any]) -> None:
        self.first = operation.id
        self._operation = operation

    def choose(self, _request: Request) -> Operation[H, Any, Any] | None:
        return self._operation


class _Tagged(Generic[H]):
    """Operations of one address, told apart by a tag in the body."""

    allow: Fields = ()

    def __init__(self, tag: str, choices: Mapping[str, Operation[H, Any, Any]]) -> None:
        self.first = next(iter(choices.values())).id
        self._tag = TagReader(tag)
        self._choices = choices

    def choose(self, request: Request) -> Operation[H, Any, Any] | None:
        """Find the operation that the request is for; ``None`` if no tag says.

        Raises ``UnfitError`` if the body is not JSON.
        """
        value = self._tag.read(json_in_utf8(request))
        return None if value is None else self._choices.get(value)


class _Unserved:
    """An address that has operations, but none of this method."""

    first = ""

    def __init__(self, allowed: set[str]) -> None:
        self.allow: Fields = (("allow", ", ".join(sorted(allowed))),)

    def choose(self, _request: Request) -> NoReturn:
        raise ProblemError(405, "Method Not Allowed", headers=self.allow)


Endpoint: TypeAlias = _Only[H] | _Tagged[H] | _Unserved
"""What serves a request; ``allow`` is a header field if nothing serves its method."""


class _Template:
    """A path with ``{parameters}``, each within one segment."""

    def __init__(self, path: str) -> None:
        literals = (re.escape(_normal(part)) for part in _PARAMETER.split(path)[::2])
        self.names = _PARAMETER.findall(path)
        self._pattern = re.compile("([^/]+)".join(literals))

    def match(self, path: str) -> dict[str, str] | None:
        """Read the parameters out of a path, ``None`` if it is another path."""
        found = self._pattern.fullmatch(path)
        if found is None:
            return None
        return dict(zip(self.names, map(unquote, found.groups()), strict=True))


def _by_address(
    operations: Sequence[Operation[H, Any, Any]],
    one_url: str | None,
) -> dict[tuple[str, str], list[Operation[H, Any, Any]]]:
    """Group by path and method; the one URL takes all operations that have a tag."""
    everything = not any(operation.tag for operation in operations)
    found: dict[tuple[str, str], list[Operation[H, Any, Any]]] = {}
    for operation in operations:
        found.setdefault((operation.path, operation.method), []).append(operation)
        anywhere = everything or operation.tag is not None
        if anywhere and one_url not in (None, operation.path):
            _check_parameters(operation, one_url)
            found.setdefault((one_url, operation.method), []).append(operation)
    return found


def _check_parameters(operation: Operation[H, Any, Any], one_url: str) -> None:
    missing = set(_PARAMETER.findall(operation.path)) - {*_PARAMETER.findall(one_url)}
    if missing:
        names = ", ".join(sorted(missing))
        message = f"{operation.id} needs what the one URL does not have: {names}"
        raise ValueError(message)


def _endpoint(
    sharing: Sequence[Operation[H, Any, Any]],
    *,
    every_event: bool,
) -> Endpoint[H]:
    tags = [operation.tag for operation in sharing if operation.tag]
    if len(sharing) == 1 and not (every_event and tags):
        return _Only(sharing[0])
    choices = {
        value: operation
        for operation in sharing
        if operation.tag
        for value in operation.tag.values
    }
    one_property = len({tag.property for tag in tags}) == 1
    distinct = len(choices) == sum(len(tag.values) for tag in tags)
    if len(tags) < len(sharing) or not (one_property and distinct):
        names = ", ".join(operation.id for operation in sharing)
        message = f"no tag tells these operations apart: {names}"
        raise ValueError(message)
    return _Tagged(tags[0].property, choices)


def _normal(path: str) -> str:
    """Spell a path in one way: escaped where it has to be, and nowhere else."""
    return "/".join(quote(unquote(part), safe=_UNESCAPED) for part in path.split("/"))
