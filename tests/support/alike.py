"""Leaves out of a folder of packages what is alike, so that a checker reads each module once.

Every package holds the run time that it needs, so that a thousand packages hold a thousand copies
of the same few modules. Two modules are alike when they have the same name and the same text, and
what they import of their packages is alike, pair by pair: what a checker says of one, it says of the
other. One of them stays, and whoever imports another imports that one instead.

What stays is written with its lines where they were. A checker takes classes of modules that are alike
for the same, so that this is not for code that brings the classes of two packages together.
"""

import ast
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

Alike = Mapping[str, list[str]]
"""By each file that stays, below the folder: the files that it stands for, itself among them."""

_Place = tuple[ast.alias, str, bool]
"""A name, the module that it leads to, and whether the name is that module itself."""


@dataclass(frozen=True)
class _Import:
    """A statement ``from … import …``: what it names, each with the module where that is found."""

    node: ast.ImportFrom
    places: tuple[_Place, ...]


@dataclass(frozen=True)
class _Module:
    """A module of the folder under its full name."""

    name: str
    file: PurePosixPath
    text: str

    @property
    def is_package(self) -> bool:
        return self.file.name == "__init__.py"

    def imports(self, names: Container[str]) -> tuple[_Import, ...]:
        """Return what is imported from modules, those of the folder or others."""
        return tuple(_Import(node, self._places(node, names)) for node in _statements(self.text)[0])

    def _places(self, node: ast.ImportFrom, names: Container[str]) -> tuple[_Place, ...]:
        base = self._base(node)
        inner = [f"{base}.{one.name}" for one in node.names]
        return tuple(
            (one, at if at in names else base, at in names)
            for one, at in zip(node.names, inner, strict=True)
        )

    def _base(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        above = self.name.split(".")
        up = node.level - self.is_package
        return ".".join([*above[: len(above) - up], *([node.module] if node.module else [])])


@cache
def _statements(text: str) -> tuple[tuple[ast.ImportFrom, ...], frozenset[str]]:
    """Return what a text imports from modules, and the modules that it imports as such."""
    nodes = [*ast.walk(ast.parse(text))]
    whole = [one.name for node in nodes if isinstance(node, ast.Import) for one in node.names]
    return tuple(node for node in nodes if isinstance(node, ast.ImportFrom)), frozenset(whole)


def write_once(source: Path, target: Path) -> Alike:
    """Write each module of ``source`` to ``target`` that is not alike to one that is written."""
    modules = dict(sorted(_modules(source)))
    imports = {name: module.imports(modules) for name, module in modules.items()}
    kept = _kept(modules, imports)
    alike: dict[str, list[str]] = defaultdict(list)
    for name, module in modules.items():
        # A package is one by its own file, which is short: it is written beside what stands for it.
        stays = name if module.is_package else kept[name]
        alike[modules[stays].file.as_posix()].append(module.file.as_posix())
        if stays == name:
            path = target / module.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_redirected(module, imports[name], kept), "utf-8", newline="\n")
    return alike


def _modules(source: Path) -> Iterator[tuple[str, _Module]]:
    for path in source.rglob("*.py"):
        file = PurePosixPath(path.relative_to(source).as_posix())
        parts = file.parent.parts if file.name == "__init__.py" else file.with_suffix("").parts
        name = ".".join(parts)
        yield name, _Module(name, file, path.read_text("utf-8"))


def _kept(
    modules: Mapping[str, _Module], imports: Mapping[str, tuple[_Import, ...]]
) -> dict[str, str]:
    """Return the module that stays for each: the first of those that no import tells apart."""
    # What is imported as a whole module keeps its name.
    whole = frozenset[str]().union(*(_statements(one.text)[1] for one in modules.values()))
    seeds = {
        name: (one.file.name, one.text, name if name in whole else "")
        for name, one in modules.items()
    }
    class_of = _numbered(seeds)
    while True:
        refined = _numbered(
            {
                name: (
                    class_of[name],
                    *(class_of.get(at) for one in imports[name] for _, at, _ in one.places),
                )
                for name in modules
            }
        )
        if len(set(refined.values())) == len(set(class_of.values())):
            break
        class_of = refined
    first: dict[int, str] = {}
    return {name: first.setdefault(class_of[name], name) for name in modules}


def _numbered(keys: Mapping[str, tuple[object, ...]]) -> dict[str, int]:
    numbers: dict[tuple[object, ...], int] = {}
    return {name: numbers.setdefault(key, len(numbers)) for name, key in keys.items()}


def _redirected(module: _Module, imports: tuple[_Import, ...], kept: Mapping[str, str]) -> str:
    """Return the text, its imports led to what stays, each statement on its first line."""
    lines = module.text.split("\n")
    for one in sorted(imports, key=_position, reverse=True):
        if all(kept.get(at, at) == at for _, at, _ in one.places):
            continue
        start, end = one.node.lineno - 1, (one.node.end_lineno or one.node.lineno) - 1
        # Columns are counted in bytes.
        before = lines[start].encode()[: one.node.col_offset].decode()
        after = lines[end].encode()[one.node.end_col_offset :].decode()
        lines[start : end + 1] = [before + _statement(one, kept) + after, *[""] * (end - start)]
    return "\n".join(lines)


def _position(found: _Import) -> tuple[int, int]:
    return found.node.lineno, found.node.col_offset


def _statement(found: _Import, kept: Mapping[str, str]) -> str:
    told: dict[str, list[str]] = defaultdict(list)
    for name, at, is_module in found.places:
        place = kept[at].rpartition(".")[0] if is_module else kept.get(at, at)
        told[place].append(name.name + (f" as {name.asname}" if name.asname else ""))
    return "; ".join(f"from {place} import {', '.join(names)}" for place, names in told.items())
