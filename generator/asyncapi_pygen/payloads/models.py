"""The room's entry: the document's messages to a name per schema, and to the text of ``models.py``.

First all is planned and named, then the text is written: of all of it, or of what is left of it.
"""

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Final

from asyncapi_pygen.ir.api import Api
from asyncapi_pygen.ir.schema import Schema
from asyncapi_pygen.payloads.assembly import assemble, defers
from asyncapi_pygen.payloads.backends.backend import Backend
from asyncapi_pygen.payloads.backends.registry import backend_of
from asyncapi_pygen.payloads.bodies import reached, references
from asyncapi_pygen.payloads.definitions import FIELDS, define
from asyncapi_pygen.payloads.discriminators.writing import UnionWriter
from asyncapi_pygen.payloads.engine import Engine, engine_version, run, type_definitions
from asyncapi_pygen.payloads.making import Making
from asyncapi_pygen.payloads.naming import ModelNames, codec_names, name_models
from asyncapi_pygen.payloads.ordering import reachable
from asyncapi_pygen.payloads.plan import ClassPlan, Plan
from asyncapi_pygen.payloads.planning import Roots, make_plan
from asyncapi_pygen.rendering.code import docstring
from asyncapi_pygen.rendering.environment import builtin_templates, render
from asyncapi_pygen.rendering.own import current
from asyncapi_pygen.rendering.syntax import ref
from asyncapi_pygen.source.pointers import join_pointer

_TEMPLATE: Final = "webhook/models.py.jinja"
_OWN_IMPORT: Final = re.compile(r"^from \.(_\w+) import", re.MULTILINE)
_ROOMS: Final = ("ir", "naming", "payloads", "rendering")


@dataclass(frozen=True, slots=True)
class Models:
    """What the module has, and what all of it is called.

    ``codecs`` names the constant that reads and writes each payload in Avro or Protobuf.
    """

    plan: Plan
    names: ModelNames
    backend: Backend
    codecs: Mapping[str, str] = field(default_factory=dict[str, str])

    def name(self, schema: str) -> str:
        """Return the class or alias of the schema with this id."""
        return self.names.entries[schema]

    def told_apart(self, schemas: Sequence[str]) -> ast.expr | None:
        """Return the union of these schemas' types with what tells its members apart, if any."""
        return UnionWriter(
            self.plan,
            self.names,
            lambda schema: ref(f"models.{self.name(schema)}"),
            ref,
            self.backend.discriminates,
        ).told_apart(schemas)

    @property
    def deferred(self) -> bool:
        """Whether the module makes its classes when somebody asks for them."""
        return self.plan.deferred

    def is_class(self, schema: str) -> bool:
        """Return whether the schema became a class that type checkers take for one."""
        return self.backend.is_generic and isinstance(self.plan.entries[schema], ClassPlan)

    def class_of(self, schema: str) -> str:
        """Return the name of the class that values of the schema have; empty if they have none."""
        is_class = isinstance(self.plan.entries.get(schema), ClassPlan)
        return self.name(schema) if is_class and self.backend.knows_class else ""

    def of(self, payloads: Iterable[str], schemas: Mapping[str, Schema]) -> "Models":
        """Return what these payloads need, by the names and in the order that it has in all.

        ``schemas`` are those of the document: they tell what is merged into what is left.
        """
        roots = {one: None for one in payloads if one in self.plan.entries}
        places = reachable(self.plan.entries, self._all_named(roots))
        merged = self.plan.merged.intersection(
            reached(roots, lambda one: references(schemas[one].body))
        )
        return replace(self, plan=self.plan.of(places.keys(), roots.keys(), merged))

    def _all_named(self, roots: Iterable[str]) -> Iterator[str]:
        """Yield the payloads, and the classes that codecs know beside what a payload refers to."""
        for root in roots:
            yield root
            if root in self.plan.avro:
                yield from self.plan.avro[root].records.values()
            if root in self.plan.protobuf:
                yield from self.plan.protobuf[root].classes.values()


@dataclass(frozen=True, slots=True)
class ModelsText:
    """The text of the module, and the digest of all that it was made from."""

    text: str
    stage: str


def own_modules(text: str) -> frozenset[str]:
    """Return the modules of the run time that the text of a module imports."""
    return frozenset(_OWN_IMPORT.findall(text))


def plan_models(api: Api, roots: Roots, making: Making) -> Models:
    """Plan and name the models of the messages of ``roots``."""
    backend = backend_of(making.settings)
    plan = _nameable(make_plan(api, roots, making), backend, making)
    plan = replace(plan, deferred=defers(plan, backend))
    names = name_models(plan, making.diagnostics, backend)
    return Models(plan, names, backend, codec_names(plan, names))


def write_models(
    api: Api, models: Models, known: Mapping[str, str], engine: Engine = run
) -> ModelsText:
    """Write ``models.py``, with types by ``engine``.

    ``known`` maps a digest to the text that was made from it before: typing the models is the
    dearest stage by far, and a run that would type the same again takes the text from there.
    """
    title = f"The payloads of {api.title or 'the document'}."
    # What somebody's own template makes is vouched for by nothing.
    stage = _digest(api.file, title, models) if current() is None else ""
    text = known.get(stage) if stage else None
    if text is None:
        definitions = define(models.plan)
        typing = type_definitions(definitions.bodies, FIELDS, engine)
        view = assemble(models.plan, models.names, definitions, typing, models.backend)
        text = render(_TEMPLATE, file=api.file, title=docstring(title), view=view)
    return ModelsText(text, stage)


def _nameable(plan: Plan, backend: Backend, making: Making) -> Plan:
    """Leave out the properties that the back end has no way to name, and say so."""
    entries = dict(plan.entries)
    for place, entry in plan.entries.items():
        if not isinstance(entry, ClassPlan):
            continue
        reasons = {one.wire: backend.why_unnamed(one.wire) for one in entry.properties}
        named = tuple(one for one in entry.properties if not reasons[one.wire])
        entries[place] = replace(entry, properties=named)
        for wire, reason in reasons.items():
            if reason:
                message = f"`{wire}` is no field of the class: {reason}"
                at = making.locate(place + join_pointer(("properties", wire)))
                making.diagnostics.report("schema-weakened", message, at)
    return replace(plan, entries=entries)


def _digest(file: str, title: str, models: Models) -> str:
    plan, names = models.plan, models.names.of(models.plan)
    constants = dict(plan.constants)
    declared = sorted((sorted(places), told) for places, told in plan.declared.items())
    told = (
        (file, title, dict(plan.entries), constants, sorted(plan.sent), declared, names),
        (plan.deferred, plan.settings, engine_version(), _makers()),
    )
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def _makers() -> str:
    """Return a digest of the code that makes the text, so that a change of it is noticed."""
    package = Path(__file__).parents[1]
    sources = sorted(path for room in _ROOMS for path in (package / room).rglob("*.py"))
    hasher = hashlib.sha256()
    for path in (*sources, builtin_templates() / _TEMPLATE):
        hasher.update(path.read_bytes())
    return hasher.hexdigest()
