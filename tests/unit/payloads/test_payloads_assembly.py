"""What declarations import is there to be imported."""

import ast

from asyncapi_pygen.payloads.assembly import PROVIDED
from asyncapi_pygen.rendering.environment import runtime_text


def test_the_run_time_has_every_name_that_models_import_from_it() -> None:
    body = ast.parse(runtime_text("_model.py")).body
    defined = {node.name for node in body if isinstance(node, ast.ClassDef)}
    defined |= {
        node.target.id
        for node in body
        if isinstance(node, ast.AnnAssign)
        if isinstance(node.target, ast.Name)
    }
    wanted = {name for name, module in PROVIDED.items() if module == "._model"}
    assert wanted
    assert wanted <= defined
