"""What a WSGI server (PEP 3333) hands over, as a request."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from ._http import Request
from ._paths import root_of

_PLAIN = {"CONTENT_LENGTH", "CONTENT_TYPE"}
_AS_SENT = ("REQUEST_URI", "RAW_URI")  # no part of WSGI, but most servers have one


def request_of(
    environ: Mapping[str, Any],
    path: str,
    own: str,
) -> Request:
    """Make a request, without its body.

    Args:
        environ: The server's.
        path: The whole path, decoded.
        own: The end of it that is below the prefix, decoded.

    """
    sent = _sent(environ, path)
    return Request(
        environ["REQUEST_METHOD"].upper(),
        sent,
        environ.get("QUERY_STRING", ""),
        tuple(_fields(environ)),
        root=root_of(sent, path.removesuffix(own).rstrip("/")),
    )


def path_of(environ: Mapping[str, Any]) -> str:
    """Return the whole path, decoded."""
    path: str = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    return path.encode("latin-1").decode(errors="replace")


def _sent(environ: Mapping[str, Any], path: str) -> str:
    """Return the path as it was sent, or spelt anew where nothing tells.

    What the server keeps tells nothing where something between has changed the path.
    """
    script = quote(environ.get("SCRIPT_NAME", ""))
    for name in _AS_SENT:
        kept: str = environ.get(name, "").partition("?")[0]
        for sent in (kept, script + kept):
            if unquote_to_bytes(sent).decode(errors="replace") == path:
                return sent
    return quote(path)


def _fields(environ: Mapping[str, Any]) -> Iterator[tuple[bytes, bytes]]:
    """Yield the header fields; the server has joined repeated ones."""
    for key, value in environ.items():
        if key.startswith("HTTP_") or (key in _PLAIN and value):
            name = key.removeprefix("HTTP_").lower().replace("_", "-")
            yield name.encode("latin-1"), str(value).encode("latin-1")
