"""The files of a counterpart's package: all of them are ours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from asyncapi_pygen.config import USUAL_ADAPTERS, Config
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics, Location
from asyncapi_pygen.emit.files import GeneratedFile, Kind, Owner
from asyncapi_pygen.ir.api import Api
from asyncapi_pygen.payloads.models import own_modules
from asyncapi_pygen.rendering.code import docstring
from asyncapi_pygen.rendering.environment import render
from asyncapi_pygen.targets.counterpart.sending import sent_operations
from asyncapi_pygen.targets.counterpart.views import sender_view
from asyncapi_pygen.targets.webhook import avro, protobuf, strict
from asyncapi_pygen.targets.webhook.outcome import outcome_of
from asyncapi_pygen.targets.webhook.package import (
    VERIFYING,
    Package,
    about,
    title_of,
    vendored_text,
)
from asyncapi_pygen.targets.webhook.planning import Plan, plan_package
from asyncapi_pygen.targets.webhook.readme import readme_view
from asyncapi_pygen.targets.webhook.security import security_view

_SENDING: Final = ("sending.py", "transports.py", *VERIFYING)
"""The vendored files that send requests, and sign them."""


def counterpart_package(
    api: Api,
    config: Config,
    locate: Callable[[str], Location],
    diagnostics: Diagnostics,
    known: Mapping[str, str],
) -> Package:
    """Make all files of the package; the arguments are those of ``webhook_package``."""
    if config.telemetry or config.adapters != USUAL_ADAPTERS:
        diagnostics.report(
            "counterpart-unsupported",
            "`--adapter` and `--telemetry` have no effect: a sender receives nothing",
            Location(api.file),
        )
    plan = plan_package(api, config, locate, diagnostics, known)
    plan = replace(plan, handled=sent_operations(plan.handled, diagnostics))
    files = tuple(_Writer(plan, config).files(tuple(diagnostics)))
    stages = {"models": plan.models.stage}
    return Package(files, stages, outcome_of(plan.api, plan.models, plan.handled))


@dataclass(frozen=True, slots=True)
class _Writer:
    """Renders the files of one package."""

    plan: Plan
    config: Config

    def files(self, found: Sequence[Diagnostic]) -> list[GeneratedFile]:
        """Return the files; ``found`` is what was reported so far."""
        modules = self._modules()
        plan = self.plan
        about_it = readme_view(plan.api, self.config, plan.handled, plan.security, found)
        readme = render("counterpart/README.md.jinja", file=plan.api.file, view=about_it)
        kept = {f"{strict.FOLDER}/{name}": text for name, text in plan.kept.texts.items()}
        texts = {"README.md": readme, "py.typed": "", **kept}
        return [
            *(self._file(name, text, Kind.PYTHON) for name, text in modules.items()),
            *(
                self._file(name, vendored_text(source), Kind.RUNTIME)
                for name, source in sorted(self._vendored(modules).items())
            ),
            *(self._file(name, text, Kind.TEXT) for name, text in texts.items()),
        ]

    def _modules(self) -> dict[str, str]:
        """Return what is written of the document, by file name."""
        plan, models = self.plan, self.plan.models
        title = title_of(plan.api)
        sender = sender_view(plan.handled, plan.kept, deferred=models.deferred)
        texts = {
            "__init__.py": self._render("webhook/package.py", doc=docstring(about(plan.api))),
            "models.py": models.text,
            "sender.py": self._render(
                "counterpart/sender.py",
                title=docstring(f"Sends the messages of {title}."),
                view=sender,
            ),
        }
        if models.plan.avro:
            texts["avro.py"] = self._render("webhook/avro.py", view=avro.avro_view(models))
        if models.plan.protobuf:
            codecs = protobuf.protobuf_view(models)
            texts["protobuf.py"] = self._render("webhook/protobuf.py", view=codecs)
        if plan.security:
            view = security_view(plan.security, "SIGN")
            texts["security.py"] = self._render("counterpart/security.py", view=view)
        return texts

    def _vendored(self, texts: Mapping[str, str]) -> Mapping[str, str]:
        """Return the files of the run time, each with its path below ``templates/runtime/``."""
        models = self.plan.models
        names = [
            *(avro.RUNTIME if models.plan.avro else ()),
            *(protobuf.RUNTIME if models.plan.protobuf else ()),
            *(strict.RUNTIME if self.plan.kept.texts else ()),
            *_SENDING,
        ]
        behind = models.backend.behind(models.modules | own_modules(texts["sender.py"]))
        return {**models.backend.runtime, **{name: name for name in names}, **behind}

    def _render(self, name: str, **context: object) -> str:
        return render(f"{name}.jinja", file=self.plan.api.file, **context)

    def _file(self, name: str, text: str, kind: Kind) -> GeneratedFile:
        return GeneratedFile(PurePosixPath(self.config.folder, name), text, Owner.OWNED, kind)
