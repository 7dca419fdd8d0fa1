"""How known senders sign: each gives a verifier for ``Settings(verify=...)``.

What a preset leaves open is changed with ``dataclasses.replace``, such as
``replace(stripe(secret), seen=seen)``.
"""

from ._secrets import Secrets
from ._signatures import Signature
from ._signed import Public
from ._vendors import AdyenItems, Twilio

__all__ = [
    "adyen",
    "adyen_items",
    "github",
    "shopify",
    "sinch_application",
    "sinch_numbers",
    "sinch_webhook",
    "slack",
    "standard_webhooks",
    "stripe",
    "twilio",
]

_FIVE_MINUTES = 300.0


def sinch_application(
    secrets: Secrets,
    *,
    window: float | None = _FIVE_MINUTES,
    public: Public = "",
) -> Signature:
    """Verify callbacks of Sinch Voice and Verification, signed by the application.

    Given a mapping, secrets are looked up by the application's key. ``public`` is
    where Sinch knows the application, if a proxy takes a part of the path off. The
    query is not signed.
    """
    return Signature(
        header="authorization",
        value="application {key}:{signature}",
        encoding="base64",
        signed=(
            "{method}\n{body:md5:base64?}\n{header:content-type?}\nx-timestamp:{timestamp}\n{path}"
        ),
        secrets=secrets,
        key_form="base64",
        timestamp="header:x-timestamp",
        timestamp_form="iso",
        window=window,
        public=public,
    )


def sinch_webhook(
    secrets: Secrets,
    *,
    window: float | None = _FIVE_MINUTES,
) -> Signature:
    """Verify events of Sinch Conversation and SMS; the id is the nonce."""
    return Signature(
        header="x-sinch-webhook-signature",
        encoding="base64",
        signed="{body}.{id}.{timestamp}",
        secrets=secrets,
        timestamp="header:x-sinch-webhook-signature-timestamp",
        id="header:x-sinch-webhook-signature-nonce",
        window=window,
    )


def sinch_numbers(secrets: Secrets) -> Signature:
    """Verify events of Sinch Numbers; they say nothing of when they were sent."""
    return Signature(header="x-sinch-signature", hash="sha1", secrets=secrets)


def github(secrets: Secrets) -> Signature:
    """Verify webhooks of GitHub; the id, which is not signed, is the delivery's."""
    return Signature(
        header="x-hub-signature-256",
        value="sha256={signature}",
        secrets=secrets,
        id="header:x-github-delivery",
    )


def stripe(
    secrets: Secrets,
    *,
    window: float | None = _FIVE_MINUTES,
) -> Signature:
    """Verify events of Stripe; the secret is the endpoint's, with its ``whsec_``."""
    return Signature(
        header="stripe-signature",
        value="v1={signature}",
        separator=",",
        signed="{timestamp}.{body}",
        secrets=secrets,
        timestamp="item:t",
        window=window,
    )


def slack(
    secrets: Secrets,
    *,
    window: float | None = _FIVE_MINUTES,
) -> Signature:
    """Verify requests of Slack with the application's signing secret."""
    return Signature(
        header="x-slack-signature",
        value="v0={signature}",
        signed="v0:{timestamp}:{body}",
        secrets=secrets,
        timestamp="header:x-slack-request-timestamp",
        window=window,
    )


def standard_webhooks(
    secrets: Secrets,
    *,
    window: float | None = _FIVE_MINUTES,
) -> Signature:
    """Verify what follows Standard Webhooks with a symmetric secret (``v1``)."""
    return Signature(
        header="webhook-signature",
        value="v1,{signature}",
        separator=" ",
        encoding="base64",
        signed="{id}.{timestamp}.{body}",
        secrets=secrets,
        key_form="base64",
        key_prefix="whsec_",
        timestamp="header:webhook-timestamp",
        id="header:webhook-id",
        window=window,
    )


def shopify(secrets: Secrets) -> Signature:
    """Verify webhooks of Shopify; the id, which is not signed, is the webhook's."""
    return Signature(
        header="x-shopify-hmac-sha256",
        encoding="base64",
        secrets=secrets,
        id="header:x-shopify-webhook-id",
    )


def adyen(secrets: Secrets) -> Signature:
    """Verify webhooks of Adyen that are signed in the header ``hmacsignature``."""
    return Signature(
        header="hmacsignature",
        encoding="base64",
        secrets=secrets,
        key_form="hex",
    )


def adyen_items(secrets: Secrets) -> AdyenItems:
    """Verify standard notifications of Adyen, which are signed inside the body."""
    return AdyenItems(secrets=secrets)


def twilio(secrets: Secrets, *, public: Public) -> Twilio:
    """Verify requests of Twilio, which knows the application as ``public``."""
    return Twilio(secrets=secrets, public=public)
