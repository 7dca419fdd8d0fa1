"""Values out of a parser's events, with the place of each, inside the limits.

The YAML and the JSON reader drive one ``Builder``, so that both count, nest and refuse alike. What
is wrong becomes a ``Fault``; reading goes on after it where it can, so that one run names them all.
"""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final, NoReturn

from asyncapi_pygen.config import Limits
from asyncapi_pygen.diagnostics import Severity
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.deadline import Deadline
from asyncapi_pygen.source.places import Marks, Places, no_marks
from asyncapi_pygen.source.pointers import join_pointer

MERGE_KEY: Final = "<<"
_MOST_FAULTS: Final = 100
# Anchors are there to be used: a few times more values by alias than are written are no attack.
_ALIASED_TO_WRITTEN: Final = 10
_VALUES_BETWEEN_LOOKS: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with a text, at an offset in it; ``first`` is an earlier offset to look at.

    ``severity`` is given where it is not the one of the code.
    """

    code: str
    message: str
    offset: int
    hint: str = ""
    pointer: str = ""
    first: int | None = None
    severity: Severity | None = None


class RefusedError(Exception):
    """Reading stops here."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class _Slot(Enum):
    """What an open container takes next."""

    ITEM = "an item of an array"
    KEY = "a key of an object"
    FIELD = "the value of that key"
    DROPPED = "the value of a key that cannot be kept"
    MERGED = "the value of a merge key"


class _Frame:
    """A container that is still open."""

    __slots__ = ("anchor", "height", "key", "key_at", "marks", "merged", "opened", "slot", "value")

    def __init__(
        self, value: dict[str, Json] | list[Json], opened: int, anchor: str | None
    ) -> None:
        self.value = value
        self.marks: Marks = no_marks()
        self.slot = _Slot.KEY if isinstance(value, dict) else _Slot.ITEM
        self.key = ""
        self.key_at = 0
        self.opened = opened
        self.height = 1
        self.anchor = anchor
        self.merged: list[tuple[Json, int]] = []


@dataclass(frozen=True, slots=True)
class _Anchored:
    """A finished value with a name: how many values it has and how deep they nest."""

    value: Json
    size: int
    height: int


class Builder:
    """Takes keys, values and the ends of containers in document order; offsets are code points."""

    def __init__(
        self, places: Places, base: int, limits: Limits, deadline: Deadline | None = None
    ) -> None:
        self.root: Json = None
        self.start = base
        self.faults: list[Fault] = []
        self.limits = limits
        self._places = places
        self._base = base
        self._frames: list[_Frame] = []
        self._anchors: dict[str, _Anchored | None] = {}
        self._count = 0
        self._aliased = 0
        self._deadline = deadline
        self._next_look = _VALUES_BETWEEN_LOOKS
        self._warned_of_merges = False

    @property
    def wants_key(self) -> bool:
        """Whether the next value is an object's key."""
        return bool(self._frames) and self._frames[-1].slot is _Slot.KEY

    @property
    def container(self) -> type[dict[str, Json] | list[Json]] | None:
        """The type of the innermost open container."""
        return type(self._frames[-1].value) if self._frames else None

    def open(
        self, value: dict[str, Json] | list[Json], offset: int, anchor: str | None = None
    ) -> None:
        """Begin an object or an array; what follows, up to ``close``, is put into it."""
        self._spend(1, offset)
        if len(self._frames) >= self.limits.depth:
            self.refuse_depth(offset)
        self._put(value, offset, "")
        if anchor is not None:
            self._anchors[anchor] = None
        self._frames.append(_Frame(value, self._count, anchor))

    def close(self) -> None:
        """End the innermost container."""
        frame = self._frames.pop()
        if frame.merged and isinstance(frame.value, dict):
            self._merge(frame.value, frame)
        self._places.record(frame.value, frame.marks)
        if self._frames:
            outer = self._frames[-1]
            outer.height = max(outer.height, frame.height + 1)
        if frame.anchor is not None:
            size = self._count - frame.opened + 1
            self._anchors[frame.anchor] = _Anchored(frame.value, size, frame.height)

    def add(self, value: Json, offset: int, text: str, anchor: str | None = None) -> None:
        """Put a scalar at the next slot; ``text`` is how it is written, for the message."""
        self._spend(1, offset)
        self._put(value, offset, text)
        if anchor is not None:
            self._anchors[anchor] = _Anchored(value, 1, 0)

    def add_merge_key(self, offset: int) -> None:
        """Take YAML 1.1's ``<<`` as the next key: its value gives fields that the object lacks.

        YAML 1.2 has no such key. It is honoured all the same, with one warning a file, because the
        official AsyncAPI tools honour it, so that documents rely on it.
        """
        frame = self._frames[-1]
        frame.slot = _Slot.MERGED
        frame.key, frame.key_at = MERGE_KEY, offset
        if not self._warned_of_merges:
            self._warned_of_merges = True
            message = "the merge key `<<` is not part of YAML 1.2, the YAML of AsyncAPI"
            hint = "write the fields out, or use a $ref or a trait"
            self.fault("yaml-merge", message, offset, hint=hint)

    def add_alias(self, name: str, offset: int) -> None:
        """Put the value of an anchor at the next slot; it counts with all that it holds."""
        anchored = self._anchors.get(name)
        if anchored is None:
            self._fault_alias(name, offset)
            anchored = _Anchored(None, 1, 0)
        self._spend_by_alias(anchored.size, offset)
        if len(self._frames) + anchored.height > self.limits.depth:
            self.refuse_depth(offset)
        if self._frames:
            frame = self._frames[-1]
            frame.height = max(frame.height, anchored.height + 1)
        self._put(anchored.value, offset, f"*{name}")

    def warn(self, code: str, message: str, offset: int, *, hint: str) -> None:
        """Note something that is understood and yet not as it should be."""
        found = self.fault_at(code, message, offset, hint=hint)
        self.faults.append(replace(found, severity=Severity.WARNING))

    def fault(
        self, code: str, message: str, offset: int, *, hint: str = "", first: int | None = None
    ) -> None:
        """Note that something is wrong and go on, up to a hundred times.

        Raises:
            RefusedError: it is the hundredth time: the text is not worth reading on.
        """
        found = self.fault_at(code, message, offset, hint=hint, first=first)
        if len(self.faults) + 1 >= _MOST_FAULTS:
            raise RefusedError(found)
        self.faults.append(found)

    def fault_at(
        self, code: str, message: str, offset: int, *, hint: str = "", first: int | None = None
    ) -> Fault:
        """Return a fault inside the innermost open container."""
        return Fault(
            code=code,
            message=message,
            offset=offset,
            hint=hint,
            pointer=self._pointer(),
            first=first,
        )

    def _put(self, value: Json, offset: int, text: str) -> None:
        if not self._frames:
            self.root, self.start = value, self._base + offset
            return
        frame = self._frames[-1]
        if frame.slot is _Slot.KEY:
            self._put_key(frame, value, offset, text)
        elif isinstance(frame.value, list):
            frame.value.append(value)
            frame.marks.append(self._base + offset)
        else:
            self._put_field(frame, frame.value, value, offset)

    def _put_key(self, frame: _Frame, value: Json, offset: int, text: str) -> None:
        if isinstance(value, str) and len(value) > self.limits.key_length:
            self._refuse_key(value, offset)
        frame.slot = _Slot.FIELD
        frame.key = value if isinstance(value, str) else text
        frame.key_at = offset
        if not isinstance(value, str):
            frame.slot = _Slot.DROPPED
            # In what is itself such a key, nothing more is said of keys.
            if all(outer.slot is not _Slot.DROPPED for outer in self._frames[-2:-1]):
                self._fault_key(value, offset, text)
        elif value in frame.value:
            frame.slot = _Slot.DROPPED
            first = self._places.offset(frame.marks[2 * list(frame.value).index(value)])
            message = f"the key `{value}` stands twice in one object"
            hint = "remove or rename one of the two"
            self.fault("yaml-duplicate-key", message, offset, hint=hint, first=first)

    def _put_field(self, frame: _Frame, fields: dict[str, Json], value: Json, offset: int) -> None:
        if frame.slot is _Slot.FIELD:
            fields[frame.key] = value
            frame.marks.append(self._base + frame.key_at)
            frame.marks.append(self._base + offset)
        elif frame.slot is _Slot.MERGED:
            frame.merged.append((value, offset))
        frame.slot = _Slot.KEY

    def _merge(self, fields: dict[str, Json], frame: _Frame) -> None:
        for value, offset in frame.merged:
            for source in value if isinstance(value, list) else [value]:
                if not isinstance(source, dict):
                    message = "the merge key `<<` takes an object, or a list of objects"
                    self.fault("yaml-syntax", message, offset)
                    continue
                marks = self._places.marks(source)
                for index, (key, inner) in enumerate(source.items()):
                    if key not in fields:
                        fields[key] = inner
                        frame.marks.extend(marks[2 * index : 2 * index + 2])

    def _spend(self, size: int, offset: int) -> None:
        # Keys count as values do: they take as much room.
        self._count += size
        if self._count > self.limits.nodes:
            message = f"the file has more than {self.limits.nodes} values"
            hint = "split it over several files, or raise `--limit nodes`"
            raise RefusedError(self.fault_at("limit-nodes", message, offset, hint=hint))
        if self._deadline is not None and self._count >= self._next_look:
            self._next_look = self._count + _VALUES_BETWEEN_LOOKS
            self._deadline.check()

    def _spend_by_alias(self, size: int, offset: int) -> None:
        written = self._count - self._aliased
        self._aliased += size
        if self._aliased > max(self.limits.aliases, _ALIASED_TO_WRITTEN * written):
            message = f"aliases stand for {self._aliased} values, and {written} are written"
            hint = "write fewer aliases of aliases, or raise `--limit aliases`"
            raise RefusedError(self.fault_at("limit-aliases", message, offset, hint=hint))
        self._spend(size, offset)

    def refuse_depth(self, offset: int) -> NoReturn:
        """Refuse what lies too deep at ``offset``.

        Raises:
            RefusedError: always.
        """
        message = f"values are nested deeper than {self.limits.depth}"
        hint = "flatten the document, or raise `--limit depth`"
        raise RefusedError(self.fault_at("limit-depth", message, offset, hint=hint))

    def _refuse_key(self, key: str, offset: int) -> None:
        most = self.limits.key_length
        message = f"a key of {len(key)} characters is longer than {most}"
        hint = "shorten it, or raise `--limit key-length`"
        raise RefusedError(self.fault_at("limit-key", message, offset, hint=hint))

    def _fault_alias(self, name: str, offset: int) -> None:
        message = f"the alias `*{name}` has no anchor before it"
        if name in self._anchors:
            message = f"the alias `*{name}` is inside the value that it stands for"
        self.fault("yaml-alias", message, offset)

    def _fault_key(self, value: Json, offset: int, text: str) -> None:
        if isinstance(value, (dict, list)):
            message = f"a key is {'an object' if isinstance(value, dict) else 'an array'}"
            self.fault("yaml-key-not-string", message, offset, hint="write a word or quoted text")
            return
        kind = "null" if value is None else "a boolean" if isinstance(value, bool) else "a number"
        message = f"the key `{text}` is {kind} and not a string" if text else "a key is empty"
        self.fault("yaml-key-not-string", message, offset, hint=f"quote it: `'{text}'`")

    def _pointer(self) -> str:
        if not self._frames:
            return ""
        # What is open was put into its container already: it is the last item, the last key.
        tokens = [
            frame.key if isinstance(frame.value, dict) else str(len(frame.value) - 1)
            for frame in self._frames[:-1]
        ]
        inner = self._frames[-1]
        if isinstance(inner.value, list):
            tokens.append(str(len(inner.value)))
        elif inner.slot is not _Slot.KEY:
            tokens.append(inner.key)
        return join_pointer(tokens)
