"""What a package proves of itself: an event of each message, and the trials of each operation."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from asyncapi_pygen.config import Config, Formats
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics
from asyncapi_pygen.payloads.original import Originals
from asyncapi_pygen.payloads.samples import Sampler
from asyncapi_pygen.targets.webhook.planning import Plan
from asyncapi_pygen.targets.webhook.samples import Sample, samples_of
from asyncapi_pygen.targets.webhook.trials import trials_of


@dataclass(frozen=True, slots=True)
class Contract:
    """The texts of samples and of trials by file name, and what was found on the way."""

    samples: Mapping[str, str]
    trials: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]


def contract_of(plan: Plan, config: Config, diagnostics: Diagnostics) -> Contract:
    """Make the contract of a plan; ``diagnostics`` holds nothing yet.

    It is the greater part of the work, and nothing else is made of it: it can be done aside.
    """
    sampler = Sampler(Originals(plan.api.schemas))
    strict_formats = config.models.formats is Formats.STRICT
    # Of what is left out, too: what no sample can be made of is told whatever is asked for.
    samples = samples_of(plan.whole, sampler, diagnostics, formats=strict_formats)
    trials = trials_of(
        plan,
        samples,
        sampler,
        one_url=plan.shared is not None,
        strict=config.models.strict_schemas,
    )
    return Contract(_texts(plan, samples), trials, tuple(diagnostics))


def _texts(plan: Plan, samples: Iterable[Sample]) -> dict[str, str]:
    return {
        f"{one.name}.json": f"{json.dumps(one.event, indent=2, ensure_ascii=False)}\n"
        for one in samples
        if one.handled.operation.id not in plan.left_out
    }
