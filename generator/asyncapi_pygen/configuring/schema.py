"""The JSON Schema of the configuration, made from the table of settings."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Final

from asyncapi_pygen.configuring.reading import NAME
from asyncapi_pygen.configuring.setting import Kind, Setting
from asyncapi_pygen.configuring.settings import ACTIONS, FINAL_CODES, SETTINGS, SPEC, TARGETS
from asyncapi_pygen.ir.values import Json

FILE: Final = "schema.json"
"""The published schema, in this folder."""

_DIALECT: Final = "http://json-schema.org/draft-07/schema#"
"""The dialect that editors and SchemaStore take."""

_TYPES: Final[Mapping[Kind, dict[str, Json]]] = {
    Kind.SWITCH: {"type": "boolean"},
    Kind.WORD: {"type": "string"},
    Kind.COUNT: {"type": "integer", "minimum": 0},
}
_TEXT: Final[dict[str, Json]] = {"type": "string", "minLength": 1}


def schema() -> dict[str, Json]:
    """Return the schema of the table ``[tool.asyncapi-pygen]``."""
    return {
        "$schema": _DIALECT,
        "title": "asyncapi-pygen",
        "description": "Packages to generate: the table [tool.asyncapi-pygen] of pyproject.toml.",
        **_object({**_members(), TARGETS: _targets()}),
        "definitions": {
            "target": _object(_members()),
            "action": _action(),
            **{one.key_name: _setting(one) for one in SETTINGS},
        },
    }


def schema_text() -> str:
    """Return the schema as text, as ``schema.json`` beside this module has it."""
    return json.dumps(schema(), indent=2) + "\n"


def published() -> str:
    """Return the schema that is published: the file beside this module."""
    return (files("asyncapi_pygen.configuring") / FILE).read_text("utf-8")


def _members() -> dict[str, Json]:
    """Return what a target may say, and the file's own level for all of them."""
    spec: dict[str, Json] = {**_TEXT, "description": "The AsyncAPI document, relative to the file."}
    actions: dict[str, Json] = {
        "type": "array",
        "minItems": 1,
        "items": _reference("action"),
        "description": "Actions of an OpenAPI Overlay, applied in order after the overlays.",
    }
    shared = {one.key_name: _reference(one.key_name) for one in SETTINGS}
    return {SPEC: spec, **shared, ACTIONS: actions}


def _reference(name: str) -> Json:
    return {"$ref": f"#/definitions/{name}"}


def _setting(setting: Setting) -> Json:
    usual = setting.usual
    told: dict[str, Json] = {"description": setting.help}
    if usual not in (None, ()):
        told["default"] = list(usual) if isinstance(usual, tuple) else usual
    if setting.kind is Kind.PAIRS:
        return {**_pairs(setting), **told}
    one = {**_TYPES.get(setting.kind, _TEXT)}
    if setting.words:
        one["enum"] = list(setting.words)
    return {"type": "array", "items": one, **told} if setting.many else {**one, **told}


def _pairs(setting: Setting) -> dict[str, Json]:
    if not setting.levels:
        return _object({name: {"type": "integer", "minimum": 0} for name in setting.names})
    levels: dict[str, Json] = {"enum": list(setting.levels)}
    final: dict[str, Json] = {"const": "error"}
    return _object({name: final if name in FINAL_CODES else levels for name in setting.names})


def _targets() -> Json:
    return {
        "type": "object",
        "propertyNames": {"pattern": f"^{NAME.pattern}$"},
        "additionalProperties": _reference("target"),
        "description": "The packages by name; what one does not say is taken from above.",
    }


def _action() -> Json:
    members: dict[str, Json] = {
        "target": {"type": "string", "description": "A JSONPath (RFC 9535)."},
        "description": {"type": "string"},
        "update": {"description": "Merged into each object that is matched, appended to an array."},
        "remove": {"type": "boolean", "default": False},
    }
    return {
        **_object(members, required=["target"]),
        "patternProperties": {"^x-": {}},
        "anyOf": [
            {"required": ["update"]},
            {"required": ["remove"], "properties": {"remove": {"const": True}}},
        ],
    }


def _object(members: dict[str, Json], *, required: list[Json] | None = None) -> dict[str, Json]:
    shape: dict[str, Json] = {"type": "object", "properties": members}
    if required is not None:
        shape["required"] = required
    return {**shape, "additionalProperties": False}
