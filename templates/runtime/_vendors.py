"""Two signatures that no template describes: Twilio's, and Adyen's inside a body."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias
from urllib.parse import unquote_to_bytes, urlsplit

from ._credentials import pairs
from ._http import Request
from ._secrets import Secrets, first, keys, known
from ._signatures import canonical, differs, mac, padded
from ._signed import Ingredients, Public, octets
from ._signing import with_field, with_parameter
from ._verdicts import UnverifiedError

_SIGNATURE = "x-twilio-signature"
_DIGEST = "bodySHA256"
_FORM = "application/x-www-form-urlencoded"
_NO_ITEMS = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
_STANDARD_PORTS = {"https": 443, "http": 80}

Item: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Twilio:
    """Verifies ``x-twilio-signature``: the URL, and the form or a digest of the body.

    A form is taken apart to be put in order, as the scheme demands; its names and
    values stay bytes. Any other body has to have its digest in the URL.

    Attributes:
        secrets: The account's auth token; see ``Secrets``. With none, every request is
            refused.
        public: The address as Twilio knows it: what stands before the path, such as
            ``https://example.com``, or what makes of a request the whole URL.

    Raises:
        ValueError: ``public`` is no URL.

    """

    secrets: Secrets = field(repr=False)
    public: Public

    def __post_init__(self) -> None:
        """Refuse an address that cannot be the one that is signed."""
        if not callable(self.public) and "://" not in self.public:
            message = "`public` is the beginning of a URL, such as https://example.com"
            raise ValueError(message)

    def __call__(self, request: Request, /) -> None:
        """Return, or raise ``UnverifiedError``."""
        presented = request.headers.get(_SIGNATURE)
        if presented is None:
            reason = f"the header {_SIGNATURE} is missing"
            raise UnverifiedError(reason)
        found = Ingredients(request=request, public=self.public, timestamp="", id="")
        given = canonical(presented, "base64")
        added = self._added(request)
        secrets = [secret.encode() for secret in known(self.secrets)]
        if not secrets:
            reason = "no secret is configured"
            raise UnverifiedError(reason)
        holds = False
        for url in _with_and_without_port(found.url):
            for secret in secrets:
                made = mac(secret, octets(url) + added, "sha1", "base64")
                holds |= hmac.compare_digest(made, given)
        if not holds:
            raise UnverifiedError(differs(found))

    def sign(self, request: Request, /) -> Request:
        """Give the request with the signature, and the digest that its URL needs.

        Raises:
            ValueError: There is no secret.

        """
        _, secret = first(self.secrets)
        if request.body and not _is_form(request):
            digest = hashlib.sha256(request.body).hexdigest()
            request = with_parameter(request, _DIGEST, digest)
        found = Ingredients(request=request, public=self.public, timestamp="", id="")
        text = octets(found.url) + self._added(request)
        made = mac(secret.encode(), text, "sha1", "base64")
        return with_field(request, _SIGNATURE, padded(made, "base64"))

    def _added(self, request: Request) -> bytes:
        """Give what is signed after the URL, or refuse a body that is not signed."""
        if _is_form(request):
            return _in_order(request.body)
        if not request.body:
            return b""
        made = hashlib.sha256(request.body).hexdigest().encode()
        stated = [v for k, v in pairs(octets(request.query)) if k == _DIGEST]
        if len(stated) != 1 or not hmac.compare_digest(made, stated[0]):
            reason = f"the body is not that of {_DIGEST} in the URL"
            raise UnverifiedError(reason)
        return b""


def _is_form(request: Request) -> bool:
    content_type = request.headers.get("content-type", "").partition(";")[0]
    return content_type.strip(" \t").lower() == _FORM


def _in_order(form: bytes) -> bytes:
    """Write names and values by name, the same pair once."""
    parts = (part.partition(b"=") for part in form.split(b"&") if part)
    found = {(_plain(name), _plain(value)) for name, _, value in parts}
    return b"".join(name + value for name, value in sorted(found))


def _plain(text: bytes) -> bytes:
    return unquote_to_bytes(text.replace(b"+", b" "))


def _with_and_without_port(url: str) -> list[str]:
    """Spell a URL with the port that its scheme has anyway, and without it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return [url]
    standard = _STANDARD_PORTS.get(parts.scheme)
    if standard is None or port not in (None, standard):
        return [url]
    before, _, after = url.partition(parts.netloc)
    host = parts.netloc.removesuffix(f":{standard}")
    return [f"{before}{host}{after}", f"{before}{host}:{standard}{after}"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdyenItems:
    """Verifies ``hmacSignature`` inside each item of a standard notification of Adyen.

    It is the one verifier that has to read the body before the signature held, for the
    signature is in there; and it covers eight fields of each item, not the whole body.
    Where the account signs in the header, take ``presets.adyen``.

    Attributes:
        secrets: The HMAC key, in hex; see ``Secrets``. With none, every request is
            refused.

    Raises:
        ValueError: A secret is not in hex.

    """

    secrets: Secrets = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a key that is none."""
        if not callable(self.secrets):
            keys(known(self.secrets), "hex")

    def __call__(self, request: Request, /) -> None:
        """Return, or raise ``UnverifiedError``."""
        try:
            secrets = keys(known(self.secrets), "hex")
        except ValueError as error:
            raise UnverifiedError(str(error)) from error
        if not secrets:
            reason = "no secret is configured"
            raise UnverifiedError(reason)
        try:
            items = _items(json.loads(request.body))
            signed = [(_signed_item(one), _signature(one)) for one in items]
        except _NO_ITEMS:
            reason = "the body has no items that are signed"
            raise UnverifiedError(reason) from None
        verdicts = [_holds(secrets, text, given) for text, given in signed]
        if not verdicts or not all(verdicts):
            reason = f"a signature differs, in one of {len(signed)} items"
            raise UnverifiedError(reason)

    def sign(self, request: Request, /) -> Request:
        """Give the request with a signature in each item of its body.

        Raises:
            ValueError: There is no secret, or the body has no such items.

        """
        _, secret = first(self.secrets)
        (key,) = keys([secret], "hex")
        message = "the body has no items that can be signed"
        try:
            notification = json.loads(request.body)
            items = list(_items(notification))
            for one in items:
                made = mac(key, _signed_item(one), "sha256", "base64")
                added = one.setdefault("additionalData", {})
                added["hmacSignature"] = padded(made, "base64").decode()
        except _NO_ITEMS as error:
            raise ValueError(message) from error
        if not items:
            raise ValueError(message)
        body = json.dumps(notification, separators=(",", ":")).encode()
        return replace(request, body=body)


def _items(notification: Item) -> Iterator[Item]:
    for item in notification["notificationItems"]:
        yield item["NotificationRequestItem"]


def _signature(item: Item) -> bytes:
    return canonical(item["additionalData"]["hmacSignature"], "base64")


def _signed_item(item: Item) -> bytes:
    """Give the signed text of an item."""
    amount = item["amount"]
    fields = [
        item["pspReference"],
        item.get("originalReference") or "",
        item["merchantAccountCode"],
        item["merchantReference"],
        str(amount["value"]),
        amount["currency"],
        item["eventCode"],
        str(item["success"]).lower(),
    ]
    return ":".join(fields).encode()


def _holds(secrets: list[bytes], text: bytes, signature: bytes) -> bool:
    holds = False
    for secret in secrets:
        made = mac(secret, text, "sha256", "base64")
        holds |= hmac.compare_digest(made, signature)
    return holds
