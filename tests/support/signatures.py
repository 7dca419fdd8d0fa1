"""Published signatures of webhooks, and requests made of them."""

import asyncio
import dataclasses
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

VECTORS = json.loads((Path(__file__).parent / "signature_vectors.json").read_bytes())["vectors"]
VALID = [one for one in VECTORS if one["valid"]]
SIGNED_HEADERS = {
    "sinch_application": ("authorization", "x-timestamp", "content-type"),
    "sinch_webhook": (
        "x-sinch-webhook-signature",
        "x-sinch-webhook-signature-nonce",
        "x-sinch-webhook-signature-timestamp",
    ),
    "standard_webhooks": ("webhook-id", "webhook-timestamp", "webhook-signature"),
    "slack": ("x-slack-request-timestamp", "x-slack-signature"),
    "twilio": ("x-twilio-signature",),
    "sinch_numbers": ("x-sinch-signature",),
    "github": ("x-hub-signature-256",),
    "stripe": ("stripe-signature",),
    "shopify": ("x-shopify-hmac-sha256",),
    "adyen": ("hmacsignature",),
}


def by_id(vector: Mapping[str, Any]) -> str:
    return str(vector["id"])


def named(id_: str) -> dict[str, Any]:
    (found,) = (one for one in VECTORS if one["id"] == id_)
    return dict(found)


def verifier(voice: Any, vector: Mapping[str, Any], **changes: Any) -> Any:
    """Make the preset of a vector, with its secret and its time."""
    secrets: Any = vector["secret"]
    if vector["preset"] == "sinch_application":
        key = vector["headers"]["authorization"].removeprefix("application ").split(":")[0]
        secrets = {key: secrets}
    preset = getattr(voice.presets, vector["preset"])
    made = preset(changes.pop("secrets", secrets), **vector.get("options", {}))
    if "sent" in vector:
        changes.setdefault("clock", lambda: vector["sent"])
    return dataclasses.replace(made, **changes)


def request_of(voice: Any, vector: Mapping[str, Any], **changes: Any) -> Any:
    """Make the request of a vector; ``headers`` are changes of some of them."""
    headers = {**vector["headers"], **changes.pop("headers", {})}
    fields = [
        (name.encode(), value if isinstance(value, bytes) else value.encode("latin-1"))
        for name, value in headers.items()
        if value is not None
    ]
    parts = {
        "method": vector["method"],
        "path": vector["path"],
        "query": vector.get("query", ""),
        "body": vector["body"].encode(),
        **changes,
    }
    return voice.runtime.Request(fields=fields, **parts)


def refusal(voice: Any, verify: Any, request: Any) -> str:
    """Return why a request is refused, or nothing if it is taken."""

    async def run() -> None:
        verdict = verify(request)
        if verdict is not None:
            await verdict

    try:
        asyncio.run(run())
    except voice.verify.UnverifiedError as error:
        return str(error.reason)
    return ""


def holds(voice: Any, verify: Any, request: Any) -> bool:
    """Tell whether a verifier that never waits takes a request."""
    try:
        assert verify(request) is None
    except voice.verify.UnverifiedError:
        return False
    return True


def flips(text: bytes) -> Iterator[bytes]:
    """Yield the text with each of its bits changed."""
    for at in range(len(text)):
        for bit in range(8):
            yield text[:at] + bytes([text[at] ^ (1 << bit)]) + text[at + 1 :]
