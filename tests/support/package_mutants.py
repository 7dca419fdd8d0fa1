"""Small wrong changes of a generated package, each of which its generated test should notice.

Changed is what is written of the document (operations, models, security), by position, so that all
else stays as it is. What nobody could notice from outside is not changed: classes that no operation
reaches, and the listed values of enums that take any value on receipt.
"""

import ast
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

Edit = tuple[int, int, str]


@dataclass(frozen=True)
class Mutant:
    """A file with one change; ``edits`` are spans of its text, and what stands there instead."""

    kind: str
    file: str
    line: int
    text: str
    edits: tuple[Edit, ...]

    @property
    def changed(self) -> str:
        text = self.text
        for start, end, put in sorted(self.edits, reverse=True):
            text = text[:start] + put + text[end:]
        return text

    def __str__(self) -> str:
        told = "; ".join(
            f"`{_short(self.text[start:end])}` -> `{_short(put)}`" for start, end, put in self.edits
        )
        return f"{self.kind}: {self.file}:{self.line}: {told}"


def _short(text: str) -> str:
    return " ".join(text.split())[:70]


def mutants(package: Path, *, models: bool = True) -> list[Mutant]:
    """Return all changes of a package, in the order of their places, perhaps but for its models."""
    found = [*_Operations(package / "operations.py").mutants()]
    if models:
        found += _Models(package / "models.py", _reached(package)).mutants()
    if (package / "security.py").is_file():
        found += _Security(package / "security.py").mutants()
    return [one for one in found if one.changed != one.text]


def chosen(found: Sequence[Mutant], most: int) -> list[Mutant]:
    """Return at most so many of each kind, spread over the package."""
    kinds: dict[str, list[Mutant]] = {}
    for one in found:
        kinds.setdefault(one.kind, []).append(one)
    return [
        several[number * len(several) // min(most, len(several))]
        for several in kinds.values()
        for number in range(min(most, len(several)))
    ]


class _File:
    """A file and its tree, with the offsets of nodes in its text."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self.text = path.read_text("utf-8")
        self.tree = ast.parse(self.text)
        self._starts = [0]
        for line in self.text.split("\n"):
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._lines = self.text.split("\n")

    def span(self, node: ast.expr | ast.stmt | ast.keyword) -> tuple[int, int]:
        return (
            self._offset(node.lineno, node.col_offset),
            self._offset(node.end_lineno or 0, node.end_col_offset or 0),
        )

    def source(self, node: ast.expr) -> str:
        start, end = self.span(node)
        return self.text[start:end]

    def _offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())

    def put(self, kind: str, node: ast.expr | ast.keyword | ast.stmt, text: str) -> Mutant:
        return self.edit(kind, node.lineno, (*self.span(node), text))

    def drop(self, kind: str, node: ast.expr | ast.keyword) -> Mutant:
        """Take an element of a list away, with the comma behind it or before it."""
        start, end = self.span(node)
        behind = re.match(r"\s*,", self.text[end:])
        if behind is not None:
            return self.edit(kind, node.lineno, (start, end + behind.end(), ""))
        before = re.search(r",\s*$", self.text[:start])
        return self.edit(kind, node.lineno, (before.start() if before else start, end, ""))

    def edit(self, kind: str, line: int, *edits: Edit) -> Mutant:
        return Mutant(kind, self.name, line, self.text, edits)


class _Operations(_File):
    """Changes of ``operations.py``."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._trials = path.parent / "trials"

    def mutants(self) -> Iterator[Mutant]:
        rows = [node for node in ast.walk(self.tree) if _is_row(node)]
        models = sorted({one.attr for one in _models_in(self.tree)})
        for number, row in enumerate(rows):
            said = {one.arg or "": one for one in row.keywords}
            if len(rows) > 1:
                yield self.drop("drop a row", row)
            after = rows[(number + 1) % len(rows)]
            yield from self._swapped(row, after)
            yield from self._addressed(said)
            yield from self._answering(said)
            yield from self._known(said)
            for name in ("body", "reply"):
                for model in _models_in(said[name].value) if name in said else ():
                    others = [one for one in models if one != model.attr]
                    if others:
                        put = f"models.{others[number % len(others)]}"
                        yield self.put(f"another {name}", model, put)
        for node in self.tree.body:
            if isinstance(node, ast.AnnAssign) and node.value is not None:
                is_codec = self.source(node.annotation).startswith("Codec[")
                yield from self._codec(node.value) if is_codec else ()

    def _swapped(self, row: ast.Call, after: ast.Call) -> Iterator[Mutant]:
        one, other = _handler_of(row), _handler_of(after)
        if one is not None and other is not None and one.attr != other.attr:
            edits = [(*self._attribute(one), other.attr), (*self._attribute(other), one.attr)]
            yield self.edit("swap two handlers", row.lineno, *edits)

    def _attribute(self, node: ast.Attribute) -> tuple[int, int]:
        _, end = self.span(node)
        return end - len(node.attr), end

    def _addressed(self, said: Mapping[str, ast.keyword]) -> Iterator[Mutant]:
        method = said["method"].value
        yield self.put("method", method, '"PUT"' if '"POST"' in self.source(method) else '"POST"')
        path = said["path"].value
        if isinstance(path, ast.Constant):
            yield self.put("path", path, repr(f"{path.value}/more"))
        yield self.put("id", said["id"].value, '"another"')
        if "secured" in said:
            yield self.drop("secured", said["secured"])
        else:
            last = [*said.values()][-1]
            _, end = self.span(last)
            yield self.edit("secured", last.lineno, (end, end, ", secured=True"))
        for node in ast.walk(said["call"].value):
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                yield self.put("parameter", node.slice, '"other"')

    def _answering(self, said: Mapping[str, ast.keyword]) -> Iterator[Mutant]:
        reply = said["reply"].value
        for node in ast.walk(reply):
            if isinstance(node, ast.Call):
                for one in node.keywords:
                    if one.arg in ("empty", "statuses"):
                        yield self.drop(f"reply {one.arg}", one)
                    if one.arg == "content_type":
                        yield self.put("reply content type", one.value, '"text/other"')
        if isinstance(reply, ast.Call) and "AnyReply" not in self.source(reply):
            yield self.put("class of a reply", reply, "AnyReply()")
        if "status" in said:
            yield self.put("status", said["status"].value, "299")
        else:
            _, end = self.span(said["reply"])
            yield self.edit("status", reply.lineno, (end, end, ", status=299"))
        for name in ("batch", "decode", "encode"):
            if name in said:
                yield self.drop(name, said[name])

    def _known(self, said: Mapping[str, ast.keyword]) -> Iterator[Mutant]:
        if "tag" not in said or not self._tells(said):
            return
        yield self.drop("drop a tag", said["tag"])
        for node in ast.walk(said["tag"].value):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield self.put("change a tag", node, repr(f"{node.value}_"))

    def _tells(self, said: Mapping[str, ast.keyword]) -> bool:
        """Return whether events of the row arrive where others do: else nobody asks for the tag."""
        address = [self.source(said[name].value) for name in ("method", "path")]
        handler = self.source(said["handler"].value)
        shared = [
            row
            for row in ast.walk(self.tree)
            if _is_row(row)
            and [self.source(one.value) for one in row.keywords if one.arg in ("method", "path")]
            == address
        ]
        facts = self._trials / f"{ast.literal_eval(handler)}.json"
        return len(shared) > 1 or json.loads(facts.read_bytes())["one_url"]

    def _codec(self, value: ast.expr) -> Iterator[Mutant]:
        for node in ast.walk(value):
            if isinstance(node, ast.BinOp):
                yield self.put("member of a union", node, self.source(node.left))
            if _is_call(node, "ToldBy", "When") and node.args:
                yield self.put("tag of a union", node.args[0], '"other"')


class _Models(_File):
    """Changes of ``models.py``."""

    def __init__(self, path: Path, reached: frozenset[str]) -> None:
        super().__init__(path)
        self._reached = reached
        self._imported = {
            alias.name
            for node in self.tree.body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        self._classes = [node for node in self.tree.body if isinstance(node, ast.ClassDef)]
        self._forms = _of_forms(path.with_name("operations.py"))

    def mutants(self) -> Iterator[Mutant]:
        for node in self._classes:
            if node.name in self._reached:
                yield from self._class(node)
        for node in self.tree.body:
            match node:
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    yield from self._type(value) if name in self._reached else ()
                case _:
                    continue

    def _class(self, node: ast.ClassDef) -> Iterator[Mutant]:
        for base in node.bases:
            other = {"Model": "ClosedModel", "ClosedModel": "Model"}.get(self.source(base))
            if other in self._imported:
                yield self.put("base of a class", base, other)
        for field in node.body:
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                if field.target.id.startswith("__"):
                    continue
                yield from self._field(field, node)

    def _field(self, field: ast.AnnAssign, class_: ast.ClassDef) -> Iterator[Mutant]:
        if len(class_.body) > 2:
            yield self.put("drop a field", field, "pass")
        text = self.source(field.annotation)
        names = self.source(field.annotation)
        maybe = [one for one in ast.walk(field.annotation) if _is_generic(one, "Maybe")]
        if isinstance(field.value, ast.Constant) and field.value.value is None and maybe:
            inner = self.source(maybe[0].slice)
            start, _ = self.span(field.annotation)
            _, end = self.span(field.value)
            required = names.replace(self.source(maybe[0]), inner)
            yield self.edit("required", field.lineno, (start, end, required))
            sees_null = inner != "JsonValue" and class_.name not in self._forms
            if "Nullable" in self._imported and sees_null:
                # Where anything may be, null stands for what is not there; no form has null.
                yield self.put("nullable", maybe[0].value, "Nullable")
        elif field.value is None and "Maybe" in self._imported and "Literal" not in text:
            yield self.put("optional", field.annotation, f"Maybe[{text}] = None")
        yield from self._type(field.annotation)

    def _type(self, annotation: ast.expr) -> Iterator[Mutant]:
        opened = {
            id(inner)
            for node in ast.walk(annotation)
            if _is_generic(node, "Open") or _is_generic(node, "OpenInt")
            for inner in ast.walk(node)
        }
        for node in ast.walk(annotation):
            if isinstance(node, ast.Name):
                yield from self._name(node)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                yield from self._mark(node)
            elif _is_generic(node, "Literal") and id(node) not in opened:
                yield from self._literal(node)
            elif _is_generic(node, "Open"):
                yield self.put("close an enum", node, self.source(node.slice))
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
                yield self.put("member of a union", node, self.source(node.left))
            elif _is_generic(node, "Annotated") and isinstance(node.slice, ast.Tuple):
                first, *marks = node.slice.elts
                if any("Check" in self.source(one) for one in marks):
                    yield self.put("drop a check", node, self.source(first))

    def _name(self, node: ast.Name) -> Iterator[Mutant]:
        others = {
            "str": "int", "int": "str", "float": "int", "bool": "str",
            "DateTime": "str", "UtcDateTime": "str", "AwareDateTime": "str", "IsoDate": "str", "IsoTime": "str", "UUID": "str",
            "ExactNumber": "str", "ExactInt": "str",
        }  # fmt: skip
        if node.id in others:
            yield self.put("type", node, others[node.id])
        bodies = {one.name: _body(one) for one in self._classes}
        others = [name for name, body in bodies.items() if body != bodies.get(node.id)]
        if node.id in bodies and others:
            # A class that is alike in all but its name could not be told from this one.
            yield self.put("another model", node, others[len(node.id) % len(others)])

    def _mark(self, node: ast.Call) -> Iterator[Mutant]:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        for one in node.keywords:
            if one.arg == "alias" and isinstance(one.value, ast.Constant):
                yield self.put("alias", one.value, repr(f"{one.value.value}_"))
            elif name in ("Field", "Meta") and one.arg != "discriminator":
                # Without a discriminator, the members are tried one after the other.
                yield self.drop("drop a bound", one)
                if isinstance(one.value, ast.Constant) and isinstance(one.value.value, int):
                    yield self.put("change a bound", one.value, repr(one.value.value + 1))
        if name in ("ToldBy", "ToldByKey", "When") and node.args:
            yield self.put("tag of a union", node.args[0], '"other"')

    def _literal(self, node: ast.Subscript) -> Iterator[Mutant]:
        values = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        for value in values:
            if isinstance(value, ast.Constant):
                yield self.put("value of an enum", value, '"no such value"')
        if len(values) > 1:
            yield self.drop("drop a value of an enum", values[-1])


class _Security(_File):
    """Changes of ``security.py``."""

    def mutants(self) -> Iterator[Mutant]:
        for statement in self.tree.body:
            if not isinstance(statement, ast.AnnAssign) or statement.value is None:
                continue
            for node in ast.walk(statement.value):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    yield from self._verifier(node, node.func)

    def _verifier(self, node: ast.Call, called: ast.Name) -> Iterator[Mutant]:
        if called.id == "environment":
            yield self.put("secret", node.args[0], '"ANOTHER_VARIABLE"')
            return
        yield self.put("verify nothing", node, "lambda request: None")
        if called.id in ("any_of", "all_of"):
            other = "all_of" if called.id == "any_of" else "any_of"
            yield self.put(
                "any or all", called, f"__import__('{{package}}.verify', fromlist=['x']).{other}"
            )
            for one in node.args:
                yield self.drop("drop a proof", one)
        for one in node.keywords:
            yield from self._setting(one)

    def _setting(self, one: ast.keyword) -> Iterator[Mutant]:
        value = one.value
        if not isinstance(value, ast.Constant) or one.arg in ("reason", "realm"):
            return
        if isinstance(value.value, str):
            parts = re.findall(r"\{[^{}]*\}", value.value)
            others = {"hex": "base64", "base64": "hex", "sha1": "sha256", "sha256": "sha512"}
            put = others.get(value.value, f"{value.value}x")
            if one.arg == "place":
                put = "header" if value.value != "header" else "query"
            if one.arg not in ("signed", "value", "key_form", "timestamp_form"):
                yield self.put(f"setting {one.arg}", value, repr(put))
            for part in parts if one.arg == "signed" and len(parts) > 1 else ():
                yield self.put("part of a signature", value, repr(value.value.replace(part, "", 1)))
        elif isinstance(value.value, int | float):
            yield self.put(f"setting {one.arg}", value, repr(value.value * 2))
        elif value.value is None:
            yield self.put(f"setting {one.arg}", value, "0.001")


def _body(node: ast.ClassDef) -> str:
    """Return what a class declares, without what it says of it."""
    fields = [one for one in node.body if not isinstance(one, ast.Expr)]
    return ast.dump(ast.Module(body=fields, type_ignores=[])) + str([*map(ast.dump, node.bases)])


def _is_row(node: ast.AST) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and {"handler", "call"} <= {one.arg for one in node.keywords}


def _handler_of(row: ast.Call) -> ast.Attribute | None:
    call = next(one.value for one in row.keywords if one.arg == "call")
    for node in ast.walk(call):
        match node:
            case ast.Attribute(value=ast.Name(id="handlers")):
                return node
            case _:
                continue
    return None


def _models_in(node: ast.AST) -> list[ast.Attribute]:
    return [
        one
        for one in ast.walk(node)
        if isinstance(one, ast.Attribute)
        and isinstance(one.value, ast.Name)
        and one.value.id == "models"
    ]


def _is_call(node: ast.AST, *names: str) -> TypeGuard[ast.Call]:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in names


def _is_generic(node: ast.AST, name: str) -> bool:
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.value, ast.Name)
        and node.value.id == name
    )


def _of_forms(operations: Path) -> frozenset[str]:
    """Return the models that are the body of a form."""
    tree = ast.parse(operations.read_text("utf-8"))
    codecs = {
        node.target.id: {one.attr for one in _models_in(node)}
        for node in tree.body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if _is_call(node, "FormBody"):
            found |= {one.attr for one in _models_in(node)}
            names = [one.id for one in ast.walk(node) if isinstance(one, ast.Name)]
            found |= {model for name in names for model in codecs.get(name, ())}
    return frozenset(found)


def _reached(package: Path) -> frozenset[str]:
    """Return the names of ``models.py`` that the operations lead to."""
    tree = ast.parse((package / "models.py").read_text("utf-8"))
    uses: dict[str, set[str]] = {}
    for node in tree.body:
        name = getattr(node, "name", None) or getattr(getattr(node, "target", None), "id", None)
        if name is not None:
            uses[name] = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
            texts = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
            uses[name] |= {one for one in texts if isinstance(one, str)}
    operations = ast.parse((package / "operations.py").read_text("utf-8"))
    waiting = [one.attr for one in _models_in(operations)]
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [one for one in uses.get(name, ()) if one in uses]
    return frozenset(found)
