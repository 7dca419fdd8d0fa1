"""Packages of a part of a document, held against those of the whole of it."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from asyncapi_pygen.config import Part, Selection, Selector
from asyncapi_pygen.emit.files import GeneratedFile, Owner
from asyncapi_pygen.pipeline import Result
from asyncapi_pygen.transports import http
from support.documents import lowered_file
from support.packages import SPECS, role_beside, run, settings_beside

GOLDEN = Path(__file__).parents[1] / "golden"


@dataclass(frozen=True)
class Document:
    """A document, its overlays, and the file beside the settings that it is generated with."""

    path: Path
    overlays: tuple[Path, ...]
    beside: Path


def documents() -> Iterator[tuple[str, Document]]:
    """Yield all documents of ``specs/`` and of the golden cases, as these generate them."""
    for folder in sorted(GOLDEN.iterdir()):
        name, beside = folder.name.replace("-", "_"), folder / "asyncapi.yaml"
        if beside.is_file():
            yield name, Document(beside, tuple(sorted(folder.glob("overlay*.yaml"))), beside)
        elif (folder / "documents.txt").is_file():
            lines = (folder / "documents.txt").read_text().splitlines()
            for number, line in enumerate(lines):
                document, *overlays = (SPECS / path for path in line.split())
                yield f"{name}_{number}", Document(document, tuple(overlays), beside)


DOCUMENTS = dict(documents())
MODULES = ("models.py", "handlers.py", "operations.py", "sender.py", "avro.py", "protobuf.py")
"""The modules of which parts are left out."""

BETWEEN = {"README.md", "__init__.py", "security.py", *MODULES}
"""The files of a package that may differ in more than that they are there."""


def only(*selectors: str) -> tuple[Selector, ...]:
    pairs = (text.partition(":") for text in selectors)
    return tuple(Selector(Part(kind), pattern) for kind, _, pattern in pairs)


def result(name: str, package: str, selection: Selection) -> Result:
    document = DOCUMENTS[name]
    return run(
        document.path,
        package,
        document.overlays,
        models=settings_beside(document.beside),
        role=role_beside(document.beside),
        selection=selection,
    )


def operations(name: str) -> list[str]:
    """Return the ids of the operations that a package of a document has."""
    document = DOCUMENTS[name]
    return [one.id for one in http.receiving(lowered_file(document.path, *document.overlays).api)]


@dataclass(frozen=True)
class Parts:
    """The files of a package by name, without its folder; and what is the user's."""

    package: str
    owned: Mapping[str, GeneratedFile]
    yours: Mapping[str, GeneratedFile]

    def text(self, name: str) -> str:
        return self.owned[name].text if name in self.owned else ""


def parts(made: Result) -> Parts:
    assert made.files, [f"{one.code}: {one.message}" for one in made.diagnostics]
    owned = [one for one in made.files if one.owner is Owner.OWNED]
    folder = owned[0].path.parts[0]
    return Parts(
        folder,
        {str(one.path.relative_to(folder)): one for one in owned},
        {str(one.path): one for one in made.files if one.owner is Owner.YOURS},
    )


def pieces(text: str) -> Iterator[str]:
    """Yield the source of each class, alias, constant, row and method, with what is said of it."""
    body = ast.parse(text).body
    lines = text.split("\n")
    for node, after in zip_longest(body, body[1:]):
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Expr | ast.FunctionDef):
            continue
        if isinstance(node, ast.ClassDef) and node.name in {"Handlers", "Sender"}:
            yield from (source(lines, one) for one in node.body if not isinstance(one, ast.Expr))
        elif is_table(node):
            yield from (source(lines, one) for one in rows(node))
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).startswith("__"):
            # What the module says of its classes, such as `__closed__`: a member a class.
            yield from (f"{ast.unparse(node.targets[0])} {one}" for one in members(node.value))
        else:
            said = after if isinstance(after, ast.Expr) and not_call(after) else None
            yield source(lines, node, said)


def members(node: ast.expr) -> list[str]:
    """Return what a set or a dictionary of literals holds."""
    inner = node.args[0] if isinstance(node, ast.Call) else node
    if isinstance(inner, ast.Dict):
        pairs = zip(inner.keys, inner.values, strict=True)
        return [f"{key and ast.unparse(key)}: {ast.unparse(value)}" for key, value in pairs]
    assert isinstance(inner, ast.Set | ast.Tuple | ast.List)
    return [ast.unparse(one) for one in inner.elts]


def is_table(node: ast.stmt) -> bool:
    return (
        isinstance(node, ast.AnnAssign)
        and isinstance(node.target, ast.Name)
        and node.target.id == "OPERATIONS"
    )


def rows(node: ast.stmt) -> list[ast.expr]:
    assert isinstance(node, ast.AnnAssign)
    if isinstance(node.value, ast.Call):
        return node.value.args
    assert isinstance(node.value, ast.Tuple)
    return node.value.elts


def not_call(node: ast.Expr) -> bool:
    return isinstance(node.value, ast.Constant)


def source(lines: list[str], node: ast.AST, said: ast.AST | None = None) -> str:
    """Return whole lines: indentation and commas are compared as well."""
    decorators = getattr(node, "decorator_list", [])
    first = min(one.lineno for one in (node, *decorators))  # type: ignore[attr-defined]
    last = (said or node).end_lineno  # type: ignore[attr-defined]
    return "\n".join(lines[first - 1 : last])


def escaped(name: str) -> str:
    return re.sub(r"([*?[])", r"[\1]", name)


def inside(text: str, whole: str) -> bool:
    """Whether one module verifies as the other does, if perhaps fewer operations."""
    mine, all_ = (
        next(node for node in ast.parse(one).body if isinstance(node, ast.AnnAssign))
        for one in (text, whole)
    )
    if not isinstance(all_.value, ast.Dict):
        return ast.dump(mine) == ast.dump(all_)
    assert isinstance(mine.value, ast.Dict)
    found = zip(mine.value.keys, mine.value.values, strict=True)
    known = zip(all_.value.keys, all_.value.values, strict=True)
    dumped = {ast.dump(k or v) + ast.dump(v) for k, v in known}
    return all(ast.dump(k or v) + ast.dump(v) in dumped for k, v in found)


def expect_as_in(whole: Parts, kept: Parts) -> set[str]:
    """Hold what is kept against the package of all; return the pieces of its modules."""
    found: set[str] = set()
    for file in kept.owned.keys() - BETWEEN:
        assert kept.text(file) == whole.text(file), file
    assert kept.owned.keys() <= whole.owned.keys()
    for module in MODULES:
        own, every = [*pieces(kept.text(module))], [*pieces(whole.text(module))]
        known = {*own}
        assert own == [one for one in every if one in known], module
        found |= known
    if "security.py" in kept.owned:
        assert inside(kept.text("security.py"), whole.text("security.py"))
    return found
