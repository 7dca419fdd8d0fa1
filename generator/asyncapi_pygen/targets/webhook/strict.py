"""``schemas/``: the document's own schemas, which bodies are held against."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from asyncapi_pygen.config import Formats
from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.ir.api import Api
from asyncapi_pygen.naming.table import Wish, assign
from asyncapi_pygen.payloads.kept import kept_schema
from asyncapi_pygen.payloads.models import Models
from asyncapi_pygen.payloads.validators import why_not_compiled
from asyncapi_pygen.targets.webhook.content import Content
from asyncapi_pygen.targets.webhook.handled import Handled

RUNTIME: Final[tuple[str, ...]] = ("_strict.py",)
"""The vendored files of a package that holds schemas."""

FOLDER: Final = "schemas"


@dataclass(frozen=True, slots=True)
class Kept:
    """The names of the files by the id of the payload, and their texts by name.

    ``formats`` says whether the keyword ``format`` is asserted.
    """

    names: Mapping[str, str] = field(default_factory=dict[str, str])
    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    formats: bool = False

    def of(self, handled: Iterable[Handled]) -> "Kept":
        """Return it with the texts alone that the bodies of these operations are held against."""
        contents = [body for one in handled for body in (one.event, one.reply) if body is not None]
        files = {file for one in contents for file in self.files(one)}
        texts = {name: text for name, text in self.texts.items() if name in files}
        return replace(self, texts=texts)

    def files(self, content: Content) -> tuple[str, ...]:
        """Return the files of the schemas that a body is held against; none if it is not."""
        return tuple(self.names[id_] for id_ in content.payloads if id_ in self.names)


def keep_schemas(
    api: Api, models: Models, handled: Sequence[Handled], diagnostics: Diagnostics
) -> Kept:
    """Return the schemas of all JSON bodies, and report those that no validator reads."""
    routed = [row for row in handled if row.route is not None]
    contents = [one for row in routed for one in (row.event, row.reply) if one is not None]
    ids = dict.fromkeys(id_ for one in contents for id_ in one.payloads)
    names = _names(models, ids)
    texts: dict[str, str] = {}
    for id_ in ids:
        schema = kept_schema(api.schemas, api.schema_files, id_)
        why = why_not_compiled(schema)
        if why:
            diagnostics.report(
                "schema-uncompiled",
                f"no validator reads the schema `{api.schemas[id_].key}`: {why}",
                api.schemas[id_].at,
                hint="correct it, or generate without `--strict-schemas`",
            )
        texts[names[id_]] = f"{json.dumps(schema, indent=2, ensure_ascii=False)}\n"
    if texts:
        diagnostics.report(
            "schemas-kept",
            "bodies are held against the document's schemas: the package needs jsonschema-rs",
            Location(api.file),
            hint="install jsonschema-rs with it, and its folder `schemas`",
        )
    return Kept(names, texts, models.plan.settings.formats is Formats.STRICT)


def _names(models: Models, ids: Iterable[str]) -> Mapping[str, str]:
    """Name each file as its model, but no two by names that differ in nothing but case."""
    caseless = [(id_, models.name(id_)) for id_ in ids]
    wishes = [Wish(id_, (name.casefold(), f"{name.casefold()}_")) for id_, name in caseless]
    unique = assign(wishes).names
    return {
        id_: f"{name}{unique[id_].removeprefix(name.casefold())}.json" for id_, name in caseless
    }
