"""datamodel-code-generator, driven in process: no other module imports it, and a call is needed.

It gets names of ours (``M0E``, ``f3``) and self-contained definitions, so that of a document's text
only enum values, constants and patterns reach it; its output is read back as a syntax tree, from
which nothing but annotations is taken.
"""

import ast
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.ir.values import Json

DISTRIBUTION: Final = "datamodel-code-generator"

_DRAFT_7: Final = "http://json-schema.org/draft-07/schema#"


Engine: TypeAlias = Callable[[Mapping[str, Json]], str]
"""Takes definitions, and returns the module that datamodel-code-generator makes of them."""


@dataclass(frozen=True, slots=True)
class Typing:
    """The engine's answer: the annotations of one class's fields, and that of each root model."""

    fields: Mapping[str, ast.expr]
    roots: Mapping[str, ast.expr]


@cache
def engine_version() -> str:
    """Return the version whose output is part of ours, without importing it."""
    return version(DISTRIBUTION)


def is_loaded() -> bool:
    """Return whether a call would find the engine imported."""
    return _MODULES.issubset(sys.modules)


def load() -> None:
    """Import the engine, and what it imports itself when it is called."""
    for name in sorted(_MODULES):
        import_module(name)


_MODULES: Final = frozenset(
    {
        "datamodel_code_generator.config",
        "datamodel_code_generator.model.pydantic_v2",
        "datamodel_code_generator.parser.jsonschema",
    }
)
"""Modules of the engine that together import the others."""


def type_definitions(definitions: Mapping[str, Json], fields: str, engine: Engine) -> Typing:
    """Have ``definitions`` (plain draft-07, references only among themselves) typed.

    ``fields`` names the object whose properties are wanted.

    Raises:
        InternalError: the answer is not what we read: our own mistake, or a changed engine.
    """
    if not definitions:
        return Typing({}, {})
    return _read(engine(definitions), fields)


def run(definitions: Mapping[str, Json], /) -> str:
    """Have the engine of this process make a module of definitions.

    Raises:
        InternalError: it makes several.
    """
    import datamodel_code_generator as engine
    from datamodel_code_generator.enums import DataModelType

    schema = {"$schema": _DRAFT_7, "definitions": dict(definitions)}
    # Formatting settings are looked up from `settings_path` upwards: give it a folder without any.
    with TemporaryDirectory() as folder:
        text = engine.generate(
            json.dumps(schema),
            input_file_type=engine.InputFileType.JsonSchema,
            output_model_type=DataModelType.PydanticV2BaseModel,
            target_python_version=engine.PythonVersion.PY_311,
            output_datetime_class=engine.DatetimeClassType.Datetime,
            enum_field_as_literal=engine.LiteralType.All,
            settings_path=Path(folder),
            formatters=[],
            disable_timestamp=True,
            skip_root_model=True,
            use_annotated=True,
            field_constraints=True,
            strict_nullable=True,
            use_standard_collections=True,
            use_union_operator=False,
            collapse_root_models=False,
            keep_model_order=True,
            treat_dot_as_module=False,
            allow_remote_refs=False,
            strict_refs=True,
        )
    if not isinstance(text, str):
        raise InternalError("datamodel-code-generator answered with several modules")
    return text


def _read(text: str, wanted: str) -> Typing:
    typed: Mapping[str, ast.expr] = {}
    roots: dict[str, ast.expr] = {}
    for node in ast.parse(text).body:
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.Call(func=ast.Name(id="TypeAliasType"), args=[_, annotation]),
            ):
                # What the engine makes of the values of an object that are lists or have bounds.
                roots[name] = annotation
                continue
            case ast.ClassDef():
                fields = dict(_fields(node))
            case _:
                continue
        if _is_root_model(node):
            roots[node.name] = fields["root"]
        elif node.name == wanted:
            typed = fields
    return Typing(typed, roots)


def _fields(node: ast.ClassDef) -> list[tuple[str, ast.expr]]:
    return [
        (line.target.id, line.annotation)
        for line in node.body
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name)
    ]


def _is_root_model(node: ast.ClassDef) -> bool:
    return any(
        isinstance(base, ast.Subscript)
        and isinstance(base.value, ast.Name)
        and base.value.id == "RootModel"
        for base in node.bases
    )
