"""One GET over the network, with everything refused that it does not need.

No proxy, no cookie, no password, no redirect that the caller does not allow, and no address that
is not public: a document must not make its reader's computer ask around in a private network.
"""

import io
import ipaddress
import socket
import ssl
import time
from contextlib import closing
from functools import partial
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import TYPE_CHECKING, Final, TypeAlias, cast
from urllib.parse import urlsplit

from asyncapi_pygen.source.fetched import Allow, Fetched, FetchError
from asyncapi_pygen.source.urls import BadUrlError, Url, is_loopback, read_url

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

SECONDS: Final = 10.0
_MOST_REDIRECTS: Final = 5
_CHUNK: Final = 65_536
_OK: Final = 200
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")

_Address: TypeAlias = "ipaddress.IPv4Address | ipaddress.IPv6Address"


def fetch(url: Url, allow: Allow, most: int) -> Fetched:
    """Fetch a file of at most ``most`` bytes; ``allow`` is asked of every URL on the way.

    Raises:
        FetchError: it took too long, is too large, is not there, or is where it may not be.
    """
    end = time.monotonic() + SECONDS
    for _ in range(_MOST_REDIRECTS + 1):
        if not allow(url):
            raise FetchError(f"it redirects to `{url}`, which is not allowed")
        try:
            with closing(_Connection(url, end)) as connection, connection.ask() as response:
                location = _redirect(response, url)
                if location is None:
                    return Fetched(content=_content(response, most, end), location=url)
        except (OSError, HTTPException) as error:
            raise FetchError(_reason(error)) from None
        url = location
    raise FetchError(f"it redirects more than {_MOST_REDIRECTS} times")


class _Connection(HTTPConnection):
    """A connection to the address that was looked at, whatever the name means a moment later."""

    def __init__(self, url: Url, end: float) -> None:
        parts = urlsplit(url)
        host = parts.hostname or ""
        self._is_encrypted = parts.scheme == "https"
        super().__init__(host, parts.port or (443 if self._is_encrypted else 80))
        self.timeout = _left(end)
        self._end = end
        self.response_class = cast("type[HTTPResponse]", partial(_Response, end))
        self._target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._name = parts.netloc

    def connect(self) -> None:
        address = _public_address(self.host, self.port)
        connected = socket.create_connection((address, self.port), self.timeout)
        if self._is_encrypted:
            context = ssl.create_default_context()
            connected.settimeout(_left(self._end))
            connected = context.wrap_socket(connected, server_hostname=self.host)
        self.sock = connected

    def ask(self) -> HTTPResponse:
        headers = {"Host": self._name, "Accept-Encoding": "identity", "Accept": "*/*"}
        self.request("GET", self._target, headers={**headers, "User-Agent": "asyncapi-pygen"})
        return self.getresponse()


class _Response(HTTPResponse):
    """A response of which every byte, those of its head included, has to arrive in time."""

    def __init__(self, end: float, sock: socket.socket, *, method: str | None) -> None:
        super().__init__(sock, method=method)
        self.fp = io.BufferedReader(_Timely(self.fp.detach(), sock, end))


class _Timely(io.RawIOBase):
    """What a socket sends until ``end``: its own time-out begins anew with each byte."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, end: float) -> None:
        self._raw = raw
        self._socket = sock
        self._end = end

    def readable(self) -> bool:
        """Return true."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int | None:
        """Wait no longer than there is time."""
        self._socket.settimeout(_left(self._end))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        """Let the socket be closed too."""
        self._raw.close()
        super().close()


def _public_address(host: str, port: int) -> str:
    """Look a host up, and return its first address if all of them may be asked."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(address[0]) for *_, address in found]
    for text in addresses:
        address = ipaddress.ip_address(text.partition("%")[0])
        if not (_is_public(address) or (is_loopback(host) and address.is_loopback)):
            raise FetchError(f"`{host}` has the address {address}, which is not public")
    return addresses[0]


def _is_public(address: _Address) -> bool:
    inner = _embedded(address)
    if inner is not None and not _is_public(inner):
        return False
    return address.is_global and not address.is_multicast


def _embedded(address: _Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address is a wrapping of."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def _redirect(response: HTTPResponse, url: Url) -> Url | None:
    """Return where a response sends us on to, ``None`` for the file itself."""
    location = response.getheader("Location")
    if response.status in _REDIRECTS and location is not None:
        try:
            return read_url(location, url)
        except BadUrlError as error:
            raise FetchError(f"it redirects to `{location}`, and {error}") from None
    if response.status != _OK:
        raise FetchError(f"the server answers {response.status} {response.reason}".rstrip())
    return None


def _content(response: HTTPResponse, most: int, end: float) -> bytes:
    encoding = response.getheader("Content-Encoding", "identity")
    if encoding != "identity":
        raise FetchError(f"the server sends the encoding `{encoding}`, which was not asked for")
    content = bytearray()
    while chunk := response.read1(_CHUNK):
        content += chunk
        if len(content) > most:
            raise FetchError(f"it is larger than {most} bytes, the limit `file-bytes`")
        _left(end)
    if response.length:
        raise FetchError("the connection ended before the file did")
    return bytes(content)


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise FetchError(f"it takes longer than {SECONDS:g} seconds")
    return left


def _reason(error: OSError | HTTPException) -> str:
    if isinstance(error, TimeoutError):
        return f"it takes longer than {SECONDS:g} seconds"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not valid: {error.verify_message}"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
