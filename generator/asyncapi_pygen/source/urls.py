"""URLs of remote files: one spelling for each, and the prefixes that a run may fetch from."""

import re
from typing import Final, NewType
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

Url = NewType("Url", str)
"""An absolute http or https URL as ``read_url`` spells it: without a fragment, without dots."""

_PORTS: Final = {"http": 80, "https": 443}
_NAME: Final = re.compile(r"[a-z0-9_-]+(\.[a-z0-9_-]+)*\.?")
_ENCODED_DOT: Final = re.compile("%2e", re.IGNORECASE)
_ODD: Final = re.compile("[\x00-\x1f\x7f\\\\]")
_KEPT: Final = "!$%&'()*+,/:;=@~"


class BadUrlError(ValueError):
    """A text that is no URL that we would fetch; the text says why."""


def read_url(text: str, base: Url | None = None) -> Url:
    """Read a URL, relative to ``base`` if there is one, and spell it in the one way that counts.

    Scheme and host are in lower case; the usual port, the fragment and the segments ``.`` and
    ``..`` are gone (RFC 3986, 6.2.2), also those written as ``%2e``.

    Raises:
        BadUrlError: it is no http or https URL, or it has a user, a password or an odd character.
    """
    if _ODD.search(text):
        raise BadUrlError("it holds a backslash or a control character")
    try:
        parts = urlsplit(text if base is None else urljoin(base, text))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise BadUrlError("it is not a URL") from None
    if parts.scheme not in _PORTS:
        raise BadUrlError("it is neither http nor https")
    if "@" in parts.netloc:
        raise BadUrlError("it holds a user name or a password")
    netloc = _host(host)
    if port not in {None, _PORTS[parts.scheme]}:
        netloc += f":{port}"
    path = quote(_without_dots(parts.path), safe=_KEPT)
    query = quote(parts.query, safe=_KEPT + "?")
    return Url(urlunsplit((parts.scheme, netloc, path, query, "")))


def read_prefix(text: str) -> Url:
    """Read a prefix of the URLs that may be fetched: a host with as much of the path as is wanted.

    Raises:
        BadUrlError: it is no URL, has a query, or is not https and not on this computer.
    """
    url = read_url(text)
    if "?" in text or "#" in text:
        raise BadUrlError("a prefix has neither a query nor a fragment")
    if not may_be_fetched(url):
        raise BadUrlError("only https is fetched, but from this computer")
    return url


def is_within(url: Url, prefix: Url) -> bool:
    """Whether a URL has the prefix's scheme, host and port, and its path segment by segment."""
    inner, outer = urlsplit(url), urlsplit(prefix)
    folder = outer.path.removesuffix("/") + "/"
    same_host = (inner.scheme, inner.netloc) == (outer.scheme, outer.netloc)
    return same_host and (inner.path == outer.path or inner.path.startswith(folder))


def may_be_fetched(url: Url) -> bool:
    """Whether anybody may be allowed to fetch a URL: what comes unencrypted may be anybody's."""
    return url.startswith("https:") or is_loopback(urlsplit(url).hostname or "")


def is_loopback(host: str) -> bool:
    """Whether a host is this computer: ``localhost``, or an address such as 127.0.0.1."""
    import ipaddress

    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def folder_of(url: Url) -> str:
    """Return the URL up to the last slash of its path: a prefix that would allow it."""
    return urljoin(url, ".")


def _host(host: str) -> str:
    import ipaddress

    try:
        if ":" in host:
            return f"[{ipaddress.IPv6Address(host)}]"
        name = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:  # UnicodeError is one
        name = ""
    if _NAME.fullmatch(name):
        return name
    raise BadUrlError(f"`{host}` is not a host" if host else "it names no host")


def _without_dots(path: str) -> str:
    """Resolve the segments ``.`` and ``..`` (RFC 3986, 5.2.4); none leads above the root."""
    kept: list[str] = []
    segments = _ENCODED_DOT.sub(".", path).split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1:] in (["."], [".."]):
        kept.append("")
    return "/" + "/".join(kept)
