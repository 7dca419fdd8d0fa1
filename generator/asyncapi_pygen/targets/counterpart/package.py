"""The files of a counterpart's package: all of them are ours."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from asyncapi_pygen.config import USUAL_ADAPTERS, Config
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics, Location
from asyncapi_pygen.emit.files import GeneratedFile
from asyncapi_pygen.payloads.models import ModelsText
from asyncapi_pygen.rendering.code import docstring
from asyncapi_pygen.rendering.environment import render
from asyncapi_pygen.targets.counterpart.sending import sent_operations
from asyncapi_pygen.targets.counterpart.views import sender_view
from asyncapi_pygen.targets.webhook.alike import (
    VERIFYING,
    Package,
    modules_of,
    owned_files,
    package_of,
    runtime_of,
    title_of,
)
from asyncapi_pygen.targets.webhook.planning import Plan
from asyncapi_pygen.targets.webhook.readme import readme_view
from asyncapi_pygen.targets.webhook.security import security_view

_SENDING: Final = ("sending.py", "transports.py", *VERIFYING)
"""The vendored files that send requests, and sign them."""


def counterpart_package(
    plan: Plan, text: ModelsText, config: Config, diagnostics: Diagnostics
) -> Package:
    """Make all files of the package, and report what a sender cannot write or has no use for."""
    if config.telemetry or config.adapters != USUAL_ADAPTERS:
        diagnostics.report(
            "counterpart-unsupported",
            "`--adapter` and `--telemetry` have no effect: a sender receives nothing",
            Location(plan.api.file),
        )
    plan = replace(plan, whole=sent_operations(plan.whole, diagnostics))
    if not plan.handled:
        diagnostics.report(
            "counterpart-unsupported",
            "nothing here can be sent by HTTP: the package has models and no `Sender`",
            Location(plan.api.file),
        )
    return package_of(plan, text, _files(plan, text, config, tuple(diagnostics)))


def _files(
    plan: Plan, text: ModelsText, config: Config, found: Sequence[Diagnostic]
) -> list[GeneratedFile]:
    """Return the files; ``found`` is what was reported so far."""
    about = readme_view(plan, config, found)
    readme = _render(plan, "README.md", view=about)
    modules = _modules(plan, text)
    runtime = runtime_of(plan, modules, _SENDING if plan.handled else ())
    return owned_files(plan, config.folder, modules, runtime, readme)


def _modules(plan: Plan, text: ModelsText) -> dict[str, str]:
    """Return what is written of the document, by file name."""
    texts = modules_of(plan, text)
    if not plan.handled:
        return texts
    texts["sender.py"] = _render(
        plan,
        "sender.py",
        title=docstring(f"Sends the messages of {title_of(plan.api)}."),
        view=sender_view(plan),
    )
    if plan.security:
        view = security_view(plan.security, "SIGN")
        texts["security.py"] = _render(plan, "security.py", view=view)
    return texts


def _render(plan: Plan, name: str, **context: object) -> str:
    return render(f"counterpart/{name}.jinja", file=plan.api.file, **context)
