"""The files of a package that has models, and what reads and writes them."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from asyncapi_pygen.config import USUAL_ADAPTERS, Config
from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.payloads.models import ModelsText
from asyncapi_pygen.rendering.environment import render, runtime_text
from asyncapi_pygen.targets.webhook.alike import (
    Package,
    modules_of,
    owned_files,
    package_of,
    runtime_of,
)
from asyncapi_pygen.targets.webhook.outcome import with_models_alone
from asyncapi_pygen.targets.webhook.planning import Plan
from asyncapi_pygen.targets.webhook.readme import readme_view
from asyncapi_pygen.targets.webhook.strict import Kept

_CODEC: Final = "codec.py"
"""The vendored file that offers what reads and writes JSON."""


def models_package(
    plan: Plan, text: ModelsText, config: Config, diagnostics: Diagnostics
) -> Package:
    """Make all files of the package, and report what has no use in it."""
    _report(plan, config, diagnostics)
    plan = replace(plan, kept=Kept())
    modules = modules_of(plan, text)
    about = readme_view(plan, config, tuple(diagnostics))
    readme = render("models/README.md.jinja", file=plan.api.file, view=about)
    files = owned_files(plan, config.folder, modules, _needed(plan, modules), readme)
    package = package_of(plan, text, files)
    return replace(package, outcome=with_models_alone(package.outcome, plan))


def _report(plan: Plan, config: Config, diagnostics: Diagnostics) -> None:
    at = Location(plan.api.file)
    message = "the package has models alone: nothing in it receives or sends"
    diagnostics.report("models-only", message, at)
    useless = {
        "`--adapter`": config.adapters != USUAL_ADAPTERS,
        "`--telemetry`": config.telemetry,
        "`--strict-schemas`": config.models.strict_schemas,
    }
    for flag in (flag for flag, said in useless.items() if said):
        diagnostics.report("models-only", f"{flag} has no effect on a package of models", at)


def _needed(plan: Plan, modules: Mapping[str, str]) -> dict[str, str]:
    """Return the files of the run time that the modules lead to, each with its path in ours."""
    there = runtime_of(plan, modules, [_CODEC])
    found: dict[str, str] = {}
    waiting = [_CODEC, *_imported(modules.values())]
    while waiting:
        name = waiting.pop()
        if name in there and name not in found:
            found[name] = there[name]
            waiting += _imported([runtime_text(there[name])])
    return found


def _imported(texts: Iterable[str]) -> Iterator[str]:
    """Yield the files beside them that modules import, or that could be in the names they do."""
    for text in texts:
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and node.level:
                names = [node.module] if node.module else [one.name for one in node.names]
                yield from (f"{name}.py" for name in names)
