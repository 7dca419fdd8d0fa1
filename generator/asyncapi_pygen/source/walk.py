"""Every reference of a run, looked at once."""

from collections.abc import Iterator
from typing import TypeAlias

from asyncapi_pygen.diagnostics import Diagnostics, Related
from asyncapi_pygen.source.deadline import Deadline
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.positions import Position, parts, position_in
from asyncapi_pygen.source.reference import reference_text

_Mark: TypeAlias = "tuple[int, Position]"
_Step: TypeAlias = "tuple[Node, Position]"


def check_references(root: Node, diagnostics: Diagnostics, deadline: Deadline) -> None:
    """Follow every reference among all that ``root`` reaches, in all its files, each value once.

    What does not resolve reports itself. Reported here are fields beside a ``$ref``, which have no
    effect, and objects other than schemas that contain themselves.

    Raises:
        OutOfTimeError: the run took too long.
    """
    _Walk(diagnostics, deadline).check(root)


class _Walk:
    """A walk in depth, without recursion: ``_open`` are the values that it is inside of."""

    def __init__(self, diagnostics: Diagnostics, deadline: Deadline) -> None:
        self._diagnostics = diagnostics
        self._deadline = deadline
        self._seen: set[_Mark] = set()
        self._open: set[_Mark] = set()

    def check(self, root: Node) -> None:
        stack = [self._enter(root, Position.OBJECT)]
        while stack:
            mark, steps = stack[-1]
            step = next(steps, None)
            if step is None:
                stack.pop()
                self._open.discard(mark)
            elif (id(step[0].value), step[1]) not in self._seen:
                stack.append(self._enter(*step))

    def _enter(self, node: Node, position: Position) -> tuple[_Mark, Iterator[_Step]]:
        self._deadline.check()
        mark = (id(node.value), position)
        self._seen.add(mark)
        self._open.add(mark)
        return mark, self._steps(node, position)

    def _steps(self, node: Node, position: Position) -> Iterator[_Step]:
        if node.is_reference and position is Position.LATER_SCHEMA:
            yield from self._beyond(node, position)
        for token, value, at in parts(node.value, position):
            inner = Node(node.bundle, node.document, (*node.pointer, token), value)
            if inner.is_reference and at is not Position.LATER_SCHEMA:
                self._warn_of_siblings(inner)
                yield from self._beyond(inner, at)
            else:
                yield inner, at

    def _beyond(self, node: Node, position: Position) -> Iterator[_Step]:
        """Yield the end of a reference, if it leads to what may hold further ones."""
        target = node.follow()
        if target is None or not isinstance(target.value, (dict, list)):
            return
        if (id(target.value), position) in self._open and not position.may_be_circular:
            text = reference_text(node.value)
            message = f"`{text}` refers to an object that holds this reference"
            hint = "only schemas may contain themselves"
            related = (Related("the object is here", target.at),)
            report = self._diagnostics.report
            report("ref-cycle", message, node.reference_at, hint=hint, related=related)
        yield target, position_in(target.document.root, position)

    def _warn_of_siblings(self, node: Node) -> None:
        siblings = [key for key, _ in node.items() if key != "$ref"]
        if siblings:
            named = ", ".join(f"`{key}`" for key in siblings)
            verb = "is" if len(siblings) == 1 else "are"
            at = node.child(siblings[0])
            self._diagnostics.report(
                "ref-siblings",
                f"{named} beside a $ref {verb} ignored",
                node.key_at if at is None else at.key_at,
                hint="remove it, or move it to where the reference points",
            )
