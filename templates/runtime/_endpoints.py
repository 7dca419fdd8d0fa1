"""What serves a request: the operation of its address, or the one of its event."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Generic, NoReturn, TypeAlias, TypeVar
from urllib.parse import quote, unquote

from ._encodings import json_in_utf8
from ._form import FieldsBody, FormBody, as_json
from ._http import Fields, ProblemError, Request
from ._known import Chooser
from ._misfits import UnfitError
from ._operation import LeftOut, Operation, Partial
from ._settings import Settings

H = TypeVar("H")

_PARAMETER = re.compile(r"\{([^{}]+)\}")
_UNESCAPED = "-._~!$&'()*+,;=:@"
_NO_HEADERS: Mapping[str, str] = {}


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
        settings: Settings,
    ) -> None:
        """Find out what is served where."""
        one_url = settings.one_url
        self._most = settings.max_body
        self._literal: dict[str, dict[str, _Served[H]]] = {}
        self._templates: list[tuple[_Template, str, _Served[H]]] = []
        left_out = _left_out_of(operations)
        self.operations = _by_address(operations, left_out, one_url)
        for (path, method), sharing in self.operations.items():
            known = path == one_url and any(one.tag for one in sharing)
            most = max(settings.bound_of(one.id) for one in sharing)
            others = [
                one
                for one in left_out
                if path in (one.path, one_url) and method == one.method
            ]
            endpoint = _Served(sharing, others, most, known=known)
            template = _Template(path)
            if template.names:
                self._templates.append((template, method, endpoint))
            else:
                self._literal.setdefault(_normal(path), {})[method] = endpoint

    def find(self, request: Request) -> "Endpoint[H]":
        """Find what serves the path and the method; raises ``ProblemError`` if nothing.

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
        return _Unserved(allowed, self._most)

    def serves(self, request: Request) -> bool:
        """Say whether something is served at the path, by whatever method."""
        try:
            self.find(request)
        except ProblemError:
            return False
        return True


class _Served(Generic[H]):
    """What serves one path and method.

    Attributes:
        first: The id of one of the operations.
        only: The operation that serves every event, if there is one.
        batch: Where the events are, if a request holds several.
        most: The size of the largest body that one of them takes, in bytes.
        allow: No header field, since the method is served.

    Args:
        sharing: The operations. One alone serves all events, if none need be known.
        left_out: Others whose events arrive here, and that nothing serves.
        most: The size of the largest body.
        known: Whether even that one gets no events but those that it knows.

    Raises:
        ValueError: Nothing tells the operations apart; or some take batches or forms,
            and others do not.

    """

    allow: Fields = ()

    def __init__(
        self,
        sharing: Sequence[Operation[H, Any, Any]],
        left_out: Sequence[LeftOut],
        most: int,
        *,
        known: bool,
    ) -> None:
        """Find out how to tell the operations apart."""
        first, *others = sharing
        self.first = first.id
        self.batch = first.batch
        self.most = most
        alone = not others and not left_out
        self.only = first if alone and not known else None
        self._chooser = _chooser(sharing, left_out) if self.only is None else None
        self._form = _form(sharing)
        mixed = self._form is not None and not all(map(_is_form, sharing))
        if mixed and self._chooser is not None and self._chooser.asks_body:
            message = f"some of these are forms and some are not: {_ids(sharing)}"
            raise ValueError(message)
        if any(one.batch != self.batch for one in others):
            message = f"not all of these take the same batches: {_ids(sharing)}"
            raise ValueError(message)

    def choose(self, request: Request) -> Operation[H, Any, Any] | None:
        """Find the operation that an event is for; ``None`` if nothing tells.

        Raises ``UnfitError`` if the body has to tell, and is not JSON, or no form.
        """
        if self._chooser is None:
            return self.only
        headers = request.headers if self._chooser.asks_headers else _NO_HEADERS
        body = self._told(self._chooser, request) if self._chooser.asks_body else b""
        return self._chooser.choose(headers, body)

    def _told(self, chooser: Chooser[Any], request: Request) -> bytes:
        """Give what the body tells, as JSON."""
        if self._form is None:
            return json_in_utf8(request)
        try:
            return as_json(request, self._form, chooser.objects)
        except ProblemError as problem:
            raise UnfitError(is_json=False) from problem


class _Unserved:
    """An address that has operations, but none of this method."""

    first = ""
    only = None
    batch = None

    def __init__(self, allowed: set[str], most: int) -> None:
        self.most = most
        self.allow: Fields = (("allow", ", ".join(sorted(allowed))),)

    def choose(self, _request: Request) -> NoReturn:
        raise ProblemError(405, "Method Not Allowed", headers=self.allow)


Endpoint: TypeAlias = _Served[H] | _Unserved
"""What serves a request; ``allow`` is a header field if nothing serves its method."""


def _left_out_of(operations: object) -> Sequence[LeftOut]:
    return operations.left_out if isinstance(operations, Partial) else ()


def _chooser(
    sharing: Sequence[Operation[H, Any, Any]],
    left_out: Sequence[LeftOut],
) -> Chooser[Operation[H, Any, Any] | None]:
    known = [(one.tag, one) for one in sharing if one.tag is not None]
    message = f"no tag tells these operations apart: {_ids(sharing, left_out)}"
    if len(known) < len(sharing):
        raise ValueError(message)
    try:
        return Chooser([*known, *((one.tag, None) for one in left_out)])
    except ValueError as error:
        raise ValueError(message) from error


def _is_form(operation: Operation[H, Any, Any]) -> bool:
    return isinstance(operation.body, FormBody | FieldsBody)


def _form(sharing: Sequence[Operation[H, Any, Any]]) -> str | None:
    """Give the content type of forms, ``None`` if there are none."""
    bodies = (one.body for one in sharing)
    types = (
        one.content_type for one in bodies if isinstance(one, FormBody | FieldsBody)
    )
    return next(types, None)


def _ids(
    operations: Sequence[Operation[H, Any, Any]],
    left_out: Sequence[LeftOut] = (),
) -> str:
    ids = [*(one.id for one in operations), *(one.id for one in left_out)]
    return ", ".join(dict.fromkeys(ids))


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
    left_out: Sequence[LeftOut],
    one_url: str | None,
) -> dict[tuple[str, str], list[Operation[H, Any, Any]]]:
    """Group by path and method; the one URL takes all operations that have a tag."""
    everything = not left_out and not any(one.tag for one in operations)
    found: dict[tuple[str, str], list[Operation[H, Any, Any]]] = {}
    for operation in operations:
        found.setdefault((operation.path, operation.method), []).append(operation)
        anywhere = everything or operation.tag is not None
        # Not `not in`: before 2.2, mypy takes the text for one that may be missing.
        if anywhere and one_url is not None and one_url != operation.path:
            _check_parameters(operation, one_url)
            found.setdefault((one_url, operation.method), []).append(operation)
    return found


def _check_parameters(operation: Operation[H, Any, Any], one_url: str) -> None:
    missing = set(_PARAMETER.findall(operation.path)) - {*_PARAMETER.findall(one_url)}
    if missing:
        names = ", ".join(sorted(missing))
        message = f"{operation.id} needs what the one URL does not have: {names}"
        raise ValueError(message)


def _normal(path: str) -> str:
    """Spell a path in one way: escaped where it has to be, and nowhere else."""
    return "/".join(quote(unquote(part), safe=_UNESCAPED) for part in path.split("/"))
