"""Verifiers of requests, for ``Settings(verify=...)``: who sent it, and is it theirs.

Each sees the request as it was received, before anything of its body is decoded. What
it does not take is answered with 401 and nothing more; the log says what did not fit.

``signed`` makes requests that a verifier takes, for tests and for who sends them.
"""

from ._credentials import ApiKey, Basic, Bearer
from ._secrets import KeyForm, Secrets, environment
from ._signatures import Encoding, Hash, Seen, Signature, TimestampForm
from ._signed import Public
from ._vendors import AdyenItems, Twilio
from ._verdicts import (
    Refuse,
    Signer,
    UnverifiedError,
    Verifier,
    all_of,
    any_of,
    signed,
    unverified,
)

__all__ = [
    "AdyenItems",
    "ApiKey",
    "Basic",
    "Bearer",
    "Encoding",
    "Hash",
    "KeyForm",
    "Public",
    "Refuse",
    "Secrets",
    "Seen",
    "Signature",
    "Signer",
    "TimestampForm",
    "Twilio",
    "UnverifiedError",
    "Verifier",
    "all_of",
    "any_of",
    "environment",
    "signed",
    "unverified",
]
