"""Chains of references to their ends, without recursion, so that their length costs no stack."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from asyncapi_pygen.source.deadline import Deadline
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.reference import reference_text

Steps: TypeAlias = Generator[Node, "Node | None", "Node | None"]
"""The resolution of one reference: it yields each reference that stands in its way, is sent the end
of that one, and returns its own end; ``None`` stands for an end that is not there, in both ways."""

_Key: TypeAlias = tuple[str, str, str]
"""A document's id, the scope of a reference in it, and its text."""


class Complaints(Protocol):
    """Who is told of chains that have no end."""

    def report_cycle(self, cycle: Sequence[Node]) -> None:
        """Take note of references each of which leads to the next, and the last to the first."""
        ...

    def report_length(self, node: Node) -> None:
        """Take note of a reference that takes more steps than are allowed."""
        ...


@dataclass(slots=True)
class _Link:
    """A reference whose end is being looked for; ``length`` counts the steps known so far."""

    node: Node
    steps: Steps
    length: int = 1


class Chains:
    """The ends that were found. One text in one scope of a document has one end."""

    def __init__(
        self,
        resolve: Callable[[Node, str], Steps],
        scope: Callable[[Node], str],
        most: int,
        complaints: Complaints,
        deadline: Deadline,
    ) -> None:
        self._resolve = resolve
        self._scope = scope
        self._most = most
        self._complaints = complaints
        self._deadline = deadline
        self._ends: dict[_Key, tuple[Node, int]] = {}
        self._broken: set[tuple[Node, str]] = set()

    def end(self, node: Node) -> Node | None:
        """Return where the references that begin at ``node`` end; ``None`` if that is nowhere.

        Raises:
            OutOfTimeError: the run took too long.
        """
        self._deadline.check()
        text = reference_text(node.value)
        if text is None:
            return node
        known = self._ends.get(self._key(node, text))
        if known is not None:
            return known[0]
        return None if (node, text) in self._broken else self._search(node)

    def forget_broken(self) -> None:
        """Look anew for ends that were not found."""
        self._broken.clear()

    def _search(self, start: Node) -> Node | None:
        links: dict[Node, _Link] = {}
        wanted: Node | None = start
        answer: Node | None = None
        while True:
            if wanted is not None:
                answer = self._answer(wanted, links)
            link = next(reversed(links.values()), None)
            if link is None:
                return answer
            try:
                wanted = link.steps.send(answer)
            except StopIteration as done:
                del links[link.node]
                wanted, answer = None, self._close(link, done.value)
                _lengthen(links, link.length)

    def _answer(self, wanted: Node, links: dict[Node, _Link]) -> Node | None:
        """Return the end of a reference that stands in the way, or put it in line and ``None``."""
        self._deadline.check()
        text = reference_text(wanted.value) or ""
        known = self._ends.get(self._key(wanted, text))
        if known is not None:
            _lengthen(links, known[1])
            return known[0]
        if wanted in links:
            places = list(links)
            self._complaints.report_cycle(places[places.index(wanted) :])
        elif (wanted, text) not in self._broken:
            links[wanted] = _Link(wanted, self._resolve(wanted, text))
        return None

    def _close(self, link: _Link, end: Node | None) -> Node | None:
        """Remember what became of a reference."""
        if end is not None and link.length > self._most:
            self._complaints.report_length(link.node)
            end = None
        text = reference_text(link.node.value) or ""
        if end is None:
            self._broken.add((link.node, text))
        else:
            self._ends[self._key(link.node, text)] = (end, link.length)
        return end

    def _key(self, node: Node, text: str) -> _Key:
        return node.document.id, self._scope(node), text


def _lengthen(links: dict[Node, _Link], by: int) -> None:
    """Let the innermost link be one step longer than what it asked for."""
    link = next(reversed(links.values()), None)
    if link is not None:
        link.length = max(link.length, by + 1)
