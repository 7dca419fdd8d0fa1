"""The package of a document that was understood: planned, written, checked, and proved."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from asyncapi_pygen.config import Config, Role
from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.memory import Memories, Met
from asyncapi_pygen.rendering.own import current

# Each stage is imported where it is used, as in the pipeline.
if TYPE_CHECKING:
    from asyncapi_pygen.emit.files import GeneratedFile
    from asyncapi_pygen.ir.api import Api
    from asyncapi_pygen.lowering.census import Census
    from asyncapi_pygen.payloads.engine import Engine
    from asyncapi_pygen.payloads.models import Models, ModelsText
    from asyncapi_pygen.summary import Summary
    from asyncapi_pygen.targets.webhook import Around, Package
    from asyncapi_pygen.targets.webhook.contract import Contract
    from asyncapi_pygen.targets.webhook.planning import Draft, Plan
    from asyncapi_pygen.understanding import Understood

_Result = TypeVar("_Result")
_Known = TypeVar("_Known")

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


class Ahead(Protocol):
    """Begins a piece of work that may not be wanted, and returns what takes its result.

    The work ends with something that is not known before its result is wanted: it is given what
    waits for that, and who wants the result gives it. The result is ``None`` where nobody does the
    work, or where it failed.
    """

    def __call__(
        self, work: Callable[[Callable[[], _Known]], _Result], /
    ) -> Callable[[_Known], _Result | None]:
        """Begin ``work``."""
        ...


def not_ahead(
    _: Callable[[Callable[[], _Known]], _Result], /
) -> Callable[[_Known], _Result | None]:
    """Do nothing before it is wanted."""
    return lambda _: None


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
    that can be done while the run goes on, ``ahead`` what may not be wanted after all. ``engine``
    is who types definitions.
    """

    enter: Enter = nowhere
    aside: Aside = in_turn
    ahead: Ahead = not_ahead
    engine: "Engine" = engine_here


ALONE: Final = Caller()
"""Who asks for nothing and does nothing."""

_MANY: Final = 50
"""From so many operations on it is worth the while to have work done aside."""


def load() -> None:
    """Import what makes packages, so that whoever is copied has it."""
    for name in _STAGES:
        import_module(name)


_STAGES: Final = (
    "asyncapi_pygen.emit.parts",
    "asyncapi_pygen.lowering.unused",
    "asyncapi_pygen.passes.perspective",
    "asyncapi_pygen.payloads.models",
    "asyncapi_pygen.shadowing",
    "asyncapi_pygen.targets.counterpart.package",
    "jinja2",
    "jsonschema_rs",
)
"""Modules that together import the others."""


def make(
    understood: "Understood",
    config: Config,
    diagnostics: Diagnostics,
    memories: Memories,
    caller: Caller,
) -> "Package":
    """Make and check the package."""
    from asyncapi_pygen.targets.webhook.planning import draft_package

    api, config = _seen_from_here(understood.api, config)
    caller.enter("planning the package")
    draft = draft_package(api, config, understood.bundle.locate, diagnostics)
    return _Making(draft, config, diagnostics, memories, caller).package()


def account(
    understood: "Understood",
    census: "Census",
    config: Config,
    package: "Package",
    diagnostics: Diagnostics,
) -> "Summary":
    """Count what became of the document's parts, by what it has: ``census``."""
    from asyncapi_pygen.lowering.unused import report_unused
    from asyncapi_pygen.summary import summarize

    api, _ = _seen_from_here(understood.api, config)
    report_unused(api, census, diagnostics)
    return summarize(api, census, package.outcome, diagnostics)


def _seen_from_here(api: "Api", config: Config) -> "tuple[Api, Config]":
    """Return what a package is made of: who sends all that there is has a counterpart for it."""
    from asyncapi_pygen.passes.perspective import counterpart
    from asyncapi_pygen.transports import http

    if config.role is Role.COUNTERPART and not http.receiving(api):
        return counterpart(api), replace(config, role=Role.HANDLER)
    return api, config


@dataclass(frozen=True, slots=True)
class _Making:
    """Makes the package of a draft: aside what can be, where there is much of it."""

    draft: "Draft"
    config: Config
    diagnostics: Diagnostics
    memories: Memories
    caller: Caller

    def package(self) -> "Package":
        """Make and check it."""
        from asyncapi_pygen.emit.files import check_files
        from asyncapi_pygen.targets.webhook import with_contract, write_around
        from asyncapi_pygen.targets.webhook.planning import plan_package

        enter, config = self.caller.enter, self.config
        written = self._all_models()
        plan = plan_package(self.draft, config, self.diagnostics)
        proved = self._aside(partial(self._proved, plan)) if self._is_served else None
        enter("writing the package")
        around = write_around(plan, config, self.diagnostics) if self._is_served else None
        enter("writing the models")
        text = self._models(plan.models) if written is None else written()
        package = self._put_together(plan, text, around)
        enter("checking the package")
        self._check(package.files)
        if proved is not None:
            enter("proving the package")
            contract, met = proved()
            self.diagnostics.extend(contract.diagnostics)
            self.memories.learn(met)
            package = with_contract(package, contract, config)
        check_files(package.files)
        return package

    @property
    def _is_served(self) -> bool:
        """Whether the package is one that receives."""
        return self.config.role is Role.HANDLER and not self.config.selection.models_only

    @property
    def _aside(self) -> Aside:
        from asyncapi_pygen.transports import http

        return self.caller.aside if len(http.receiving(self.draft.api)) >= _MANY else in_turn

    def _all_models(self) -> "Callable[[], ModelsText] | None":
        """Begin to write the models, if nothing is left out: else all is to be planned before.

        What becomes of somebody's own templates has to be known here, so that it is not done aside.
        """
        if self.draft.left_out or current() is not None:
            return None
        return self._aside(partial(self._models, self.draft.models))

    def _models(self, models: "Models") -> "ModelsText":
        from asyncapi_pygen.payloads.models import write_models

        return write_models(self.draft.api, models, self.memories.texts, self.caller.engine)

    def _proved(self, plan: "Plan") -> "tuple[Contract, Met]":
        """Return the contract, and what of it is to be remembered."""
        from asyncapi_pygen.targets.webhook import contract_of

        empty = self.diagnostics.empty()
        return contract_of(plan, self.config, empty, self.memories), self.memories.met

    def _put_together(self, plan: "Plan", text: "ModelsText", around: "Around | None") -> "Package":
        """Make the package that was asked for, but for its contract."""
        from asyncapi_pygen.targets.counterpart import counterpart_package
        from asyncapi_pygen.targets.models import models_package
        from asyncapi_pygen.targets.webhook import webhook_package

        if around is not None:
            return webhook_package(plan, text, around, self.config)
        make = models_package if self.config.selection.models_only else counterpart_package
        return make(plan, text, self.config, self.diagnostics)

    def _check(self, files: "Iterable[GeneratedFile]") -> None:
        """Check code, but for what is known to be sound."""
        from asyncapi_pygen.emit.grammar import GRAMMAR
        from asyncapi_pygen.emit.parts import check_remembered
        from asyncapi_pygen.shadowing import is_made_by_own

        grammar = GRAMMAR.within(self.config.package)
        for file in files:
            if not is_made_by_own(file):
                check_remembered(file, grammar, self.memories.code)
