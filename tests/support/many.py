"""A document of so many schemas that its classes are made when somebody asks for them."""

import json
from pathlib import Path
from typing import Any

LENGTH = 70
"""The length of a circle of objects, and of a chain of them: pydantic alone would not build either."""


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def linked(name: str, number: int, *, circle: bool) -> dict[str, Any]:
    """Return an object that leads to the next one of its kind, the last to the first, or to none."""
    following = number + 1
    if following == LENGTH:
        following = 0
    ends = not circle and following == 0
    link = {"type": "string"} if ends else ref(f"{name}{following}")
    return {"type": "object", "properties": {"next": link, "size": {"type": "integer"}}}


def objects(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


SCHEMAS: dict[str, Any] = {
    **{f"Circle{n}": linked("Circle", n, circle=True) for n in range(LENGTH)},
    **{f"Chain{n}": linked("Chain", n, circle=False) for n in range(LENGTH)},
    "Tree": objects(name={"type": "string"}, children=ref("Trees"), kind=ref("Kind")),
    "Trees": {"type": "array", "items": ref("Tree")},
    "Kind": {"type": "string", "enum": ["oak", "elm"]},
    "Pet": {"oneOf": [ref("Cat"), ref("Dog")]},
    "Cat": {**objects(type={"const": "cat"}, friend=ref("Pet")), "required": ["type"]},
    "Dog": {
        **objects(type={"const": "dog"}, age={"type": ["integer", "null"], "default": 3}),
        "required": ["type"],
    },
}


def channel(*names: str) -> dict[str, Any]:
    messages = [{"messageId": f"told{name}", "payload": ref(name)} for name in names]
    return {
        "publish": {
            "operationId": f"receive{names[0]}",
            "message": {"oneOf": messages},
            "bindings": {"http": {"type": "request", "method": "POST", "bindingVersion": "0.1.0"}},
        }
    }


def write_document(path: Path) -> None:
    """Write the document: messages that lead to all schemas."""
    told = {
        "asyncapi": "2.6.0",
        "info": {"title": "Many", "version": "1"},
        "channels": {
            "/circle": channel("Circle0"),
            "/chain": channel("Chain0"),
            "/tree": channel("Trees"),
            "/pet": channel("Pet"),
            "/animal": channel("Cat", "Dog"),
        },
        "components": {"schemas": SCHEMAS},
    }
    path.write_text(json.dumps(told), "utf-8")
