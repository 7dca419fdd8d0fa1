"""The shape of a Python text: what is left of its syntax tree when the words are blanked.

A document's words must change the text of its package and never its shape, so that the package of a
hostile document can be compared with that of its harmless twin.
"""

import ast
from typing import Final

_BLANK: Final = "_"

_IDENTIFIERS: Final = frozenset(
    {"id", "attr", "arg", "name", "asname", "module", "names", "kwd_attrs", "rest"}
)
"""The fields of the syntax tree's nodes that hold names."""


def ast_shape(text: str, *, identifiers: bool = False) -> str:
    """Write the tree of a Python text, one node a line, with every string blanked.

    With ``identifiers`` the names are blanked as well: of modules, classes, functions, parameters,
    attributes and variables.

    Raises:
        SyntaxError: the text is not Python.
    """
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = _BLANK
        if identifiers:
            _blank_names(node)
    return ast.dump(tree, indent=1)


def _blank_names(node: ast.AST) -> None:
    for field in _IDENTIFIERS.intersection(node._fields):
        match getattr(node, field):
            case str():
                setattr(node, field, _BLANK)
            case [str(), *_] as names:
                setattr(node, field, [_BLANK] * len(names))
            case _:
                pass
