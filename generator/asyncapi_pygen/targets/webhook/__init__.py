"""The package for webhooks: requests in, answers out, over a framework-neutral dispatcher."""

from asyncapi_pygen.targets.webhook.alike import Package
from asyncapi_pygen.targets.webhook.contract import contract_of
from asyncapi_pygen.targets.webhook.outcome import Outcome
from asyncapi_pygen.targets.webhook.package import (
    Around,
    webhook_package,
    with_contract,
    write_around,
)

__all__ = [
    "Around",
    "Outcome",
    "Package",
    "contract_of",
    "webhook_package",
    "with_contract",
    "write_around",
]
