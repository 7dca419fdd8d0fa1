"""Requests with a proof added: a header field, a parameter of the query, a cookie."""

from dataclasses import replace
from urllib.parse import quote, unquote_plus

from ._http import Request

_UNSENDABLE = (b"\r", b"\n", b"\0")


def with_field(request: Request, name: str, value: bytes) -> Request:
    """Give the request with this header field, in place of any of that name.

    Raises:
        ValueError: No header field holds the value; the message does not say what it
            is.

    """
    if value != value.strip() or any(one in value for one in _UNSENDABLE):
        message = f"what has to stand in the header {name} cannot stand in a header"
        raise ValueError(message)
    key = name.lower().encode()
    kept = [field for field in request.fields if field[0].lower() != key]
    return replace(request, fields=(*kept, (key, value)))


def with_parameter(request: Request, name: str, value: str) -> Request:
    """Give the request with this parameter, in place of any of that name."""
    parts = request.query.split("&") if request.query else []
    kept = [part for part in parts if unquote_plus(part.partition("=")[0]) != name]
    added = f"{quote(name, safe='')}={quote(value, safe='')}"
    return replace(request, query="&".join([*kept, added]))


def with_cookie(request: Request, name: str, value: bytes) -> Request:
    """Give the request with this cookie, in place of any of that name.

    Raises:
        ValueError: No cookie holds the value; the message does not say what it is.

    """
    if b";" in value:
        message = f"what has to stand in the cookie {name} cannot stand in a cookie"
        raise ValueError(message)
    given = request.headers.get("cookie", "").encode("latin-1")
    parts = [part.strip(b" \t") for part in given.split(b";") if part.strip(b" \t")]
    key = name.encode()
    kept = [part for part in parts if part.partition(b"=")[0] != key]
    return with_field(request, "cookie", b"; ".join([*kept, key + b"=" + value]))
