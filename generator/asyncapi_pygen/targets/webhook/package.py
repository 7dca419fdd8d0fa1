"""The files of the package: what is ours, and what is the user's and written once."""

import ast
import json
from collections.abc import Sequence
from pathlib import PurePosixPath

from asyncapi_pygen.config import Config, Formats
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics
from asyncapi_pygen.emit.files import GeneratedFile, Kind, Owner
from asyncapi_pygen.payloads.models import ModelsText
from asyncapi_pygen.payloads.original import Originals
from asyncapi_pygen.payloads.samples import Sampler
from asyncapi_pygen.rendering.code import docstring
from asyncapi_pygen.rendering.environment import render
from asyncapi_pygen.rendering.layout import import_from, statement
from asyncapi_pygen.rendering.syntax import call, const, ref
from asyncapi_pygen.targets.webhook import adapters
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
from asyncapi_pygen.targets.webhook.samples import Sample, samples_of
from asyncapi_pygen.targets.webhook.security import security_view
from asyncapi_pygen.targets.webhook.trials import CONTRACT, FOLDER, trials_of
from asyncapi_pygen.targets.webhook.views import handlers_view, operations_view


def webhook_package(
    plan: Plan, text: ModelsText, config: Config, diagnostics: Diagnostics
) -> Package:
    """Make all files of the package, and report what no sample can be made of."""
    told = tuple(diagnostics)
    strict_formats = config.models.formats is Formats.STRICT
    sampler = Sampler(Originals(plan.api.schemas))
    # Of what is left out, too: what no sample can be made of is told whatever is asked for.
    samples = samples_of(plan.whole, sampler, diagnostics, formats=strict_formats)
    writer = _Writer(plan, text, config, sampler, samples)
    files = (*writer.owned(told), *_sample_files(plan, samples, config.folder), *writer.yours())
    return package_of(plan, text, files)


class _Writer:
    """Renders the files of one package."""

    def __init__(
        self,
        plan: Plan,
        text: ModelsText,
        config: Config,
        sampler: Sampler,
        samples: Sequence[Sample],
    ) -> None:
        self._plan = plan
        self._text = text
        self._config = config
        self._sampler = sampler
        self._handled = plan.handled
        self._security = plan.security
        self._samples = samples
        self._handlers = handlers_view(plan.handled, deferred=plan.models.deferred)
        self._served = any(one.route is not None for one in plan.handled)
        self._title = title_of(plan.api)

    def owned(self, found: Sequence[Diagnostic]) -> list[GeneratedFile]:
        """Return the files that a later run rewrites; ``found`` is what was reported so far."""
        plan, config = self._plan, self._config
        about = readme_view(plan, config, found)
        readme = self._render("README.md", view=about)
        modules = self._modules()
        runtime = runtime_of(plan, modules, self._vendored())
        files = owned_files(plan, config.folder, modules, runtime, readme)
        return [*files, *self._trials()]

    def _modules(self) -> dict[str, str]:
        """Return what is written of the document, by file name."""
        plan = self._plan
        texts = modules_of(plan, self._text)
        texts["handlers.py"] = self._render(
            "handlers.py",
            title=docstring(f"What an application does with the messages of {self._title}."),
            view=self._handlers,
        )
        if self._served:
            view = operations_view(plan)
            texts["operations.py"] = self._render("operations.py", view=view)
        if self._security:
            texts["security.py"] = self._render("security.py", view=security_view(self._security))
        return texts

    def _vendored(self) -> list[str]:
        """Return the files of the run time that serve requests, if any arrive."""
        if not self._served:
            return []
        telemetry = ["telemetry.py"] if self._config.telemetry else []
        return [*adapters.runtime(self._config.adapters), *VERIFYING, *CONTRACT, *telemetry]

    def yours(self) -> list[GeneratedFile]:
        """Return the stub, and its test where there are requests to post."""
        folder = self._config.folder
        stub, test = PurePosixPath(f"{folder}_app.py"), PurePosixPath(f"tests/test_{folder}.py")
        files = [GeneratedFile(stub, self._stub(), Owner.YOURS, Kind.PYTHON)]
        if self._served:
            files.append(GeneratedFile(test, self._test(), Owner.YOURS, Kind.TEXT))
        return files

    def _stub(self) -> str:
        package = self._config.package
        settings = self._settings()
        runtime = [
            *(["JsonValue"] if self._handlers.uses_json else []),
            *(["Reply"] if self._handlers.uses_reply else []),
            *(["Settings"] if settings else []),
            *(["override"] if self._handlers.methods else []),
        ]
        modules = [
            *(["models"] if self._handlers.uses_models else []),
            *(["security"] if self._security else []),
        ]
        arguments = [call(ref("App")), *([call(ref("Settings"), **settings)] if settings else [])]
        return render(
            "webhook/stub.py.jinja",
            doc=docstring(
                f"The application behind {self._title}. This file is yours: it is written once."
            ),
            imports=[
                *([import_from(package, modules)] if modules else []),
                *([import_from(f"{package}.asgi", ["application"])] if self._served else []),
                import_from(f"{package}.handlers", ["Handlers"]),
                *([import_from(f"{package}.runtime", runtime)] if runtime else []),
            ],
            view=self._handlers,
            served=self._served,
            application=statement("app = ", call(ref("application"), *arguments)),
        )

    def _settings(self) -> dict[str, ast.expr]:
        """Return what the stub sets: one URL where the events allow that, and the verifier."""
        one_url = {"one_url": const("/")} if self._served and self._plan.shared else {}
        return {
            **one_url,
            **({"verify": ref("security.VERIFY")} if self._security else {}),
        }

    def _test(self) -> str:
        package = self._config.package
        return render(
            "webhook/sample_test.py.jinja",
            doc=docstring(
                f"Tests the package for {self._title}, and the application behind it. "
                "This file is yours: it is written once."
            ),
            imports=[
                import_from(package, ["contract"]),
                import_from(f"{package}_app", ["App"]),
            ],
        )

    def _trials(self) -> list[GeneratedFile]:
        """Return what the package's contract runs, if there are requests to send."""
        told = trials_of(
            self._plan,
            self._samples,
            self._sampler,
            one_url="one_url" in self._settings(),
            strict=self._config.models.strict_schemas,
        )
        return [
            GeneratedFile(
                PurePosixPath(self._config.folder, FOLDER, name), text, Owner.OWNED, Kind.TEXT
            )
            for name, text in told.items()
        ]

    def _render(self, name: str, **context: object) -> str:
        return render(f"webhook/{name}.jinja", file=self._plan.api.file, **context)


def _sample_files(plan: Plan, samples: Sequence[Sample], folder: str) -> list[GeneratedFile]:
    return [
        GeneratedFile(
            PurePosixPath(folder, "samples", f"{one.name}.json"),
            f"{json.dumps(one.event, indent=2, ensure_ascii=False)}\n",
            Owner.OWNED,
            Kind.TEXT,
        )
        for one in samples
        if one.handled.operation.id not in plan.left_out
    ]
