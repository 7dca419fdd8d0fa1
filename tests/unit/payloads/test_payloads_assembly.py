"""What declarations import is there to be imported."""

import ast
from collections.abc import Iterable, Iterator

import pytest

from asyncapi_pygen.payloads.backends.backend import Backend
from asyncapi_pygen.payloads.backends.registry import BACKENDS
from asyncapi_pygen.rendering.environment import runtime_text


@pytest.mark.parametrize("module", ["_marks", "_model"])
@pytest.mark.parametrize("backend", BACKENDS.values(), ids=lambda one: one.name)
def test_the_run_time_has_every_name_that_models_import_from_it(
    backend: Backend, module: str
) -> None:
    wanted = {name for name, found in backend.provided.items() if found == f".{module}"}
    text = runtime_text(backend.runtime[f"{module}.py"]) if wanted else ""
    defined = set(_defined(ast.parse(text).body))
    assert wanted <= defined
    assert wanted or (backend.name, module) in [("pydantic", "_marks"), ("typeddict", "_model")]


def _defined(body: Iterable[ast.stmt]) -> Iterator[str]:
    for node in body:
        match node:
            case ast.ClassDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.If(body=inner):
                yield from _defined(inner)
            case _:
                pass
