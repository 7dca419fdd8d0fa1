"""The files of the package: what is ours, and what is the user's and written once."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from asyncapi_pygen.config import Config
from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics
from asyncapi_pygen.emit.files import GeneratedFile, Kind, Owner
from asyncapi_pygen.payloads.models import ModelsText
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
from asyncapi_pygen.targets.webhook.contract import Contract
from asyncapi_pygen.targets.webhook.planning import Plan
from asyncapi_pygen.targets.webhook.readme import readme_view
from asyncapi_pygen.targets.webhook.security import security_view
from asyncapi_pygen.targets.webhook.trials import CONTRACT
from asyncapi_pygen.targets.webhook.views import handlers_view, operations_view


@dataclass(frozen=True, slots=True)
class Around:
    """What is written around the models: modules by file name, a README, and the user's files."""

    modules: Mapping[str, str]
    readme: str
    yours: tuple[GeneratedFile, ...]


def write_around(plan: Plan, config: Config, diagnostics: Diagnostics) -> Around:
    """Write what needs the names of the models alone; ``diagnostics`` has all that was found."""
    return _Writer(plan, config).around(tuple(diagnostics))


def webhook_package(plan: Plan, text: ModelsText, around: Around, config: Config) -> Package:
    """Put all files of the package together but for those of its contract."""
    modules = {**modules_of(plan, text), **around.modules}
    runtime = runtime_of(plan, modules, _vendored(plan, config))
    files = owned_files(plan, config.folder, modules, runtime, around.readme)
    return package_of(plan, text, (*files, *around.yours))


def with_contract(package: Package, contract: Contract, config: Config) -> Package:
    """Return the package with the files of its contract."""
    folder = PurePosixPath(config.folder)
    made = (
        GeneratedFile(folder / path, text, Owner.OWNED, Kind.TEXT)
        for path, text in contract.texts.items()
    )
    return replace(package, files=(*package.files, *made))


def _is_served(plan: Plan) -> bool:
    """Return whether any requests arrive."""
    return any(one.route is not None for one in plan.handled)


def _vendored(plan: Plan, config: Config) -> list[str]:
    """Return the files of the run time that serve requests, if any arrive."""
    if not _is_served(plan):
        return []
    telemetry = ["telemetry.py"] if config.telemetry else []
    return [*adapters.runtime(config.adapters), *VERIFYING, *CONTRACT, *telemetry]


class _Writer:
    """Renders the files of one package."""

    def __init__(self, plan: Plan, config: Config) -> None:
        self._plan = plan
        self._config = config
        self._handled = plan.handled
        self._security = plan.security
        self._handlers = handlers_view(plan.handled, deferred=plan.models.deferred)
        self._served = _is_served(plan)
        self._title = title_of(plan.api)

    def around(self, found: Sequence[Diagnostic]) -> Around:
        """Return what is written around the models; ``found`` is what was reported so far."""
        about = readme_view(self._plan, self._config, found)
        readme = self._render("README.md", view=about)
        return Around(self._modules(), readme, tuple(self._yours()))

    def _modules(self) -> dict[str, str]:
        """Return what is written of the document, by file name."""
        plan = self._plan
        title = docstring(f"What an application does with the messages of {self._title}.")
        texts = {"handlers.py": self._render("handlers.py", title=title, view=self._handlers)}
        if self._served:
            view = operations_view(plan)
            texts["operations.py"] = self._render("operations.py", view=view)
        if self._security:
            texts["security.py"] = self._render("security.py", view=security_view(self._security))
        return texts

    def _yours(self) -> list[GeneratedFile]:
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

    def _render(self, name: str, **context: object) -> str:
        return render(f"webhook/{name}.jinja", file=self._plan.api.file, **context)
