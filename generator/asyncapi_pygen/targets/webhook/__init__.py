"""The package for webhooks: requests in, answers out, over a framework-neutral dispatcher."""

from asyncapi_pygen.targets.webhook.alike import Package
from asyncapi_pygen.targets.webhook.outcome import Outcome
from asyncapi_pygen.targets.webhook.package import webhook_package

__all__ = ["Outcome", "Package", "webhook_package"]
