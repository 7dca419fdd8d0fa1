"""The package of a document that was understood: planned, written, checked, and proved."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from asyncapi_pygen.config import Config, Role
from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.values import Json

# Each stage is imported where it is used, as in the pipeline.
if TYPE_CHECKING:
    from asyncapi_pygen.ir.api import Api
    from asyncapi_pygen.payloads.engine import Engine
    from asyncapi_pygen.payloads.models import ModelsText
    from asyncapi_pygen.summary import Summary
    from asyncapi_pygen.targets.webhook import Package
    from asyncapi_pygen.targets.webhook.planning import Plan
    from asyncapi_pygen.understanding import Understood

_Result = TypeVar("_Result")

Enter = Callable[[str], None]
"""Takes in which stage a run enters."""


def nowhere(stage: str) -> None:
    """Tell nobody."""


class Aside(Protocol):
    """Begins a piece of work, and returns what waits for its result.

    What the work does but for its result may be lost.
    """

    def __call__(self, work: Callable[[], _Result], /) -> Callable[[], _Result]:
        """Begin ``work``."""
        ...


def in_turn(work: Callable[[], _Result], /) -> Callable[[], _Result]:
    """Do nothing aside: work when the result is asked for."""
    return work


def engine_here(definitions: Mapping[str, Json], /) -> str:
    """Have the engine of this process make a module of definitions, which loads it."""
    from asyncapi_pygen.payloads.engine import run

    return run(definitions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """What a run can ask of who called it.

    ``enter`` is told what the run is at, in words, for somebody who waits. ``aside`` takes work
    that can be done while the run goes on. ``engine`` is who types definitions.
    """

    enter: Enter = nowhere
    aside: Aside = in_turn
    engine: "Engine" = engine_here


ALONE: Final = Caller()
"""Who asks for nothing and does nothing."""

_MANY: Final = 50
"""From so many operations on it is worth the while to have their contract made aside."""


def make(
    understood: "Understood",
    config: Config,
    diagnostics: Diagnostics,
    known: Mapping[str, str],
    caller: Caller,
) -> "tuple[Package, Summary]":
    """Make and check the package, and count what became of the document's parts.

    ``known`` maps digests of earlier runs to the text that the stage gave then.
    """
    from asyncapi_pygen.lowering.document import count
    from asyncapi_pygen.lowering.unused import report_unused
    from asyncapi_pygen.summary import summarize
    from asyncapi_pygen.targets.webhook.planning import plan_package

    bundle = understood.bundle
    api, config = _seen_from_here(understood.api, config)
    caller.enter("planning the package")
    plan = plan_package(api, config, bundle.locate, diagnostics)
    package = _made(plan, config, diagnostics, known, caller)
    census = count(bundle.root, understood.version.major)
    report_unused(api, census, diagnostics)
    return package, summarize(api, census, package.outcome, diagnostics)


def _seen_from_here(api: "Api", config: Config) -> "tuple[Api, Config]":
    """Return what a package is made of: who sends all that there is has a counterpart for it."""
    from asyncapi_pygen.passes.perspective import counterpart
    from asyncapi_pygen.transports import http

    if config.role is Role.COUNTERPART and not http.receiving(api):
        return counterpart(api), replace(config, role=Role.HANDLER)
    return api, config


def _made(
    plan: "Plan",
    config: Config,
    diagnostics: Diagnostics,
    known: Mapping[str, str],
    caller: Caller,
) -> "Package":
    """Make the package; what it proves of itself is made aside where there is much of it."""
    from asyncapi_pygen.emit.files import check_files
    from asyncapi_pygen.payloads.models import write_models
    from asyncapi_pygen.targets.webhook import contract_of, with_contract

    aside = caller.aside if len(plan.whole) >= _MANY and _is_served(config) else in_turn
    contract = aside(lambda: contract_of(plan, config, diagnostics.empty()))
    caller.enter("writing the models")
    models = write_models(plan.api, plan.models, known, caller.engine)
    caller.enter("writing the package")
    package = _package(plan, models, config, diagnostics)
    caller.enter("checking the package")
    _check(package, config.package)
    if _is_served(config):
        caller.enter("proving the package")
        proved = contract()
        diagnostics.extend(proved.diagnostics)
        package = with_contract(package, proved, config)
    check_files(package.files)
    return package


def _is_served(config: Config) -> bool:
    """Return whether the package is one that receives."""
    return config.role is Role.HANDLER and not config.selection.models_only


def _package(
    plan: "Plan",
    models: "ModelsText",
    config: Config,
    diagnostics: Diagnostics,
) -> "Package":
    """Make the package that was asked for, but for its contract."""
    from asyncapi_pygen.targets.counterpart import counterpart_package
    from asyncapi_pygen.targets.models import models_package
    from asyncapi_pygen.targets.webhook import webhook_package

    if config.selection.models_only:
        return models_package(plan, models, config, diagnostics)
    if config.role is Role.COUNTERPART:
        return counterpart_package(plan, models, config, diagnostics)
    return webhook_package(plan, models, config, diagnostics)


def _check(package: "Package", name: str) -> None:
    """Check the code of a package."""
    from asyncapi_pygen.emit.grammar import GRAMMAR
    from asyncapi_pygen.emit.structure import check_python
    from asyncapi_pygen.shadowing import is_made_by_own

    grammar = GRAMMAR.within(name)
    for file in package.files:
        if not is_made_by_own(file):
            check_python(file, grammar)
