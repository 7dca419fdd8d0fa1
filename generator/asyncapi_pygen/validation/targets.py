"""What references lead to: each object once for each kind of object that it is referred to as."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from asyncapi_pygen.codes import CODES
from asyncapi_pygen.diagnostics import Location, Related, Severity
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.document import Document
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.pointers import join_pointer
from asyncapi_pygen.source.reference import reference_text
from asyncapi_pygen.validation.explain import Context, Explanation, explain
from asyncapi_pygen.validation.faults import Fault, Path, Referral, existing_path, read_faults
from asyncapi_pygen.validation.kinds import Kinds, family
from asyncapi_pygen.validation.versions import OLDEST, Version, version_of
from asyncapi_pygen.validation.vocabulary import DOCUMENT, listing, shortened, with_article

if TYPE_CHECKING:
    from jsonschema_rs import Validator

# The place of any schema in 3.x holds a Schema Object, but where the field ``schema`` is.
SCHEMA: Final = "schema"
ANY_SCHEMA: Final = "anySchema"
# As many faults are read of one object, and after as many no further object is looked at.
MOST_READ: Final = 2_000
# A chain of references is told from its end on, no further than somebody reads.
MOST_HOPS: Final = 4
HALF_A_CHARACTER: Final = Explanation(
    code="wrong-value",
    message="a key of the document is half of a surrogate pair, which is no text",
    at=(),
    hint=r"write the character itself, or both halves as `\ud83d\ude00`",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The schema of one version, as JSON and compiled: an object with a field for each kind."""

    version: Version
    schema: Mapping[str, Any]
    validator: "Validator"

    def read(self, value: Json, kind: str) -> tuple[list[Fault], list[Referral]]:
        """Return the faults of a value as an object of a kind, and the references in it.

        Raises:
            UnicodeEncodeError: a key in the value is half of a surrogate pair.
        """
        return read_faults(self.validator.iter_errors({kind: value}), value, MOST_READ)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One diagnostic to be; ``severity`` where it is not the one of its code."""

    code: str
    message: str
    at: Location
    hint: str
    related: tuple[Related, ...]
    severity: Severity | None = None

    @property
    def is_advice(self) -> bool:
        """Whether the finding is no error."""
        return (self.severity or CODES[self.code].severity) != Severity.ERROR


@dataclass(frozen=True, slots=True, kw_only=True)
class _Visit:
    """An object to look at as a kind, and the reference that led to it, none for the document.

    ``within`` is where that reference stands. What is reached from the binding of a protocol is
    ``in_binding``.
    """

    node: Node
    kind: str
    reference: Node | None = None
    within: "_Visit | None" = None
    in_binding: bool = False

    def trail(self) -> tuple[Related, ...]:
        """Return the references that led here, the last one first."""
        return _trail(self, "the reference is here")

    def origin(self) -> tuple[Related, ...]:
        """Return the references that led to the one that led here."""
        return _trail(self.within, "the object around it is referred to here")


def _trail(visit: _Visit | None, words: str) -> tuple[Related, ...]:
    """Return the last reference of a chain, and of those before it the one in each other file."""
    found: list[Related] = []
    shown: Document | None = None
    while visit is not None and visit.reference is not None and len(found) < MOST_HOPS:
        if visit.reference.document is not shown:
            shown = visit.reference.document
            found.append(Related(words, visit.reference.reference_at))
            words = "by way of this one"
        visit = visit.within
    return tuple(found)


class Inspection:
    """One walk over a document and all that its references lead to."""

    def __init__(self, rules: Rules, root: Node) -> None:
        self._rules = rules
        self._root = root
        self._kinds = Kinds(rules.schema)
        self._found: dict[tuple[Location, str, str], Finding] = {}
        # The references by document, text, kind, and whether they are in a binding.
        self._followed: set[tuple[str, str, str, bool]] = set()
        self._seen: set[tuple[Node, str]] = set()
        # Of objects of another kind than is wanted.
        self._refused: dict[tuple[Node, str], bool] = {}
        self._waiting: deque[_Visit] = deque()
        # What is in bindings comes last: what is wrong there and elsewhere is told for elsewhere.
        self._advised: deque[_Visit] = deque()

    def findings(self) -> list[Finding]:
        """Return what is wrong with the document, each fault once; not all if it is very much.

        References that lead nowhere report themselves.
        """
        self._visit(_Visit(node=self._root, kind=DOCUMENT))
        while (self._waiting or self._advised) and len(self._found) < MOST_READ:
            visit = (self._waiting or self._advised).popleft()
            mark = (visit.node, visit.kind)
            if mark not in self._seen and not self._is_looked_at(*mark):
                self._seen.add(mark)
                self._visit(visit)
        return list(self._found.values())

    def _visit(self, visit: _Visit) -> None:
        explained, referrals = self._read(visit)
        for one in explained:
            self._add(visit, one)
        for referral in referrals:
            self._refer(visit, referral)

    def _read(self, visit: _Visit) -> tuple[list[Explanation], list[Referral]]:
        """Return what is wrong with an object as the kind that is wanted, and its references."""
        try:
            faults, referrals = self._rules.read(visit.node.value, visit.kind)
        except UnicodeEncodeError:
            return [HALF_A_CHARACTER], []
        return explain(faults, self._context(visit)), referrals

    def _context(self, visit: _Visit) -> Context:
        key = visit.node.key or visit.node.document.name.rpartition("/")[2]
        return Context(
            root=visit.node.value,
            version=self._rules.version,
            schema=self._rules.schema,
            is_advice=lambda path: self._is_advice(visit, path),
            key=key if visit.reference else "",
        )

    def _add(self, visit: _Visit, one: Explanation) -> None:
        pointer = (*visit.node.pointer, *map(str, one.at))
        at = visit.node.document.location(pointer, key=one.on_key)
        related = (*visit.trail(), *self._other_version(visit.node.document))
        found = Finding(code=one.code, message=one.message, at=at, hint=one.hint, related=related)
        self._found.setdefault((at, one.code, one.message), found)

    def _other_version(self, document: Document) -> tuple[Related, ...]:
        """Say that another file is a document of another version, read by the rules of this one."""
        here, there = version_of(self._root.document), version_of(document)
        if document is self._root.document or there in (None, here):
            return ()
        message = f"this file is AsyncAPI {there}, and the document that refers to it {here}"
        return (Related(message, document.location(("asyncapi",))),)

    def _refer(self, visit: _Visit, referral: Referral) -> None:
        """Put what a reference leads to among the objects to look at, unless it is known."""
        in_binding = self._is_advice(visit, referral.pointer)
        known = (visit.node.document.id, referral.text, referral.kind, in_binding)
        if known in self._followed:
            return
        reference = _descendant(visit.node, existing_path(visit.node.value, referral.pointer))
        target = reference.follow()
        if target is None:
            return
        found = _Visit(
            node=target,
            kind=referral.kind,
            reference=reference,
            within=visit,
            in_binding=in_binding,
        )
        if self._is_of_other_kind(found):
            # Each such reference is told: it is the reference that is wrong.
            self._add_kind(found, reference)
            return
        self._followed.add(known)
        (self._advised if in_binding else self._waiting).append(found)

    def _is_advice(self, visit: _Visit, path: Path) -> bool:
        """Whether what is at a path of an object is checked by nobody else: it is in a binding."""
        if visit.in_binding or self._rules.version.major != OLDEST:
            return visit.in_binding
        return self._kinds.is_in_binding(visit.kind, tuple(map(str, path)))

    def _is_looked_at(self, target: Node, kind: str) -> bool:
        """Whether the object is looked at as this kind in its own place, with the document."""
        if target.document is not self._root.document:
            return False
        if kind == SCHEMA and not target.has("schema"):
            kind = ANY_SCHEMA if self._kinds.is_always(target.pointer, ANY_SCHEMA) else kind
        return self._kinds.is_always(target.pointer, kind)

    def _own_families(self, target: Node) -> set[str]:
        """Return what an object is by its place in a document, nothing when that says nothing."""
        version = version_of(target.document)
        if version is None or version.major != self._rules.version.major:
            return set()
        return {family(one) for one in self._kinds.at(target.pointer)} - {""}

    def _is_of_other_kind(self, visit: _Visit) -> bool:
        own, wanted = self._own_families(visit.node), family(visit.kind)
        return bool(own) and bool(wanted) and wanted not in own

    def _add_kind(self, visit: _Visit, reference: Node) -> None:
        """Report at the reference that it leads to an object of another kind.

        It is an error where the object has faults as the kind that is wanted.
        """
        own = listing(sorted(map(with_article, self._own_families(visit.node))))
        text = shortened(reference_text(reference.value) or "")
        message = f"`{text}` is {own}, where {with_article(family(visit.kind))} is wanted"
        found = Finding(
            code="ref-kind",
            message=message,
            at=reference.reference_at,
            hint=self._kind_hint(visit),
            related=(Related(f"this is {own}", visit.node.key_at), *visit.origin()),
            severity=Severity.ERROR if self._is_refused(visit) else Severity.WARNING,
        )
        self._found.setdefault((found.at, found.code, found.message), found)

    def _is_refused(self, visit: _Visit) -> bool:
        """Whether the object has errors as the kind that is wanted."""
        mark = (visit.node, visit.kind)
        if visit.in_binding:
            return False
        if mark not in self._refused:
            explained, _ = self._read(visit)
            self._refused[mark] = any(one.is_error for one in explained)
        return self._refused[mark]

    def _kind_hint(self, visit: _Visit) -> str:
        target, wanted = visit.node, family(visit.kind)
        for pointer in self._kinds.named(target.key, visit.kind):
            if target.document.has(pointer):
                return f"did you mean `#{join_pointer(pointer)}`?"
        if wanted == "schema" and target.child("payload") is not None:
            return "did you mean its `payload`?"
        if wanted == "message" and "schema" in self._own_families(target):
            return "refer to a message that has this schema as its `payload`"
        return f"refer to {with_article(wanted)}"


def _descendant(node: Node, path: Path) -> Node:
    """Return what a path leads to from a node, or the last that exists on its way.

    The library takes a key of digits for the index of an item.
    """
    for token in path:
        node = node.child(token) or node
    return node
