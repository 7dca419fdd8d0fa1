"""Changes to a tree of values that leave the tree as it was: what changes is copied on the way."""

from array import array
from collections.abc import Sequence
from typing import TypeAlias

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.source.document import Document

Step: TypeAlias = "str | int"


class Edit:
    """A tree in change; what is unchanged is shared with the document that it began as.

    ``root`` is the tree so far. Every container that is made here is entered in the table of
    places, its members with the places that they were written at.
    """

    def __init__(self, document: Document) -> None:
        self.root = document.root
        self._places = document.places
        self._copies: dict[int, Json] = {}

    def merge(self, path: Sequence[Step], fields: dict[str, Json]) -> None:
        """Merge fields into the object at ``path``.

        Objects merge recursively, arrays are concatenated, anything else is replaced.
        """
        self._merge(self._reach(path), fields)

    def append(self, path: Sequence[Step], item: Json, place: int) -> None:
        """Add one item, written at ``place``, to the end of the array at ``path``."""
        items = self._reach(path)
        if isinstance(items, list):
            items.append(item)
            self._places.marks(items).append(place)

    def remove(self, path: Sequence[Step]) -> None:
        """Take the field or item at ``path``, which is not the root, out of its container."""
        container, step = self._reach(path[:-1]), path[-1]
        marks = self._places.marks(container)
        if isinstance(container, dict):
            index = 2 * list(container).index(str(step))
            del container[str(step)], marks[index : index + 2]
        elif isinstance(container, list):
            del container[int(step)], marks[int(step)]
        self._places.record(container, marks)

    def _reach(self, path: Sequence[Step]) -> Json:
        """Return the container at ``path``, made ours together with all that hold it."""
        self.root = here = self._copy(self.root)
        for step in path:
            if isinstance(here, dict):
                inner = here[str(step)] = self._copy(here[str(step)])
            elif isinstance(here, list):
                inner = here[int(step)] = self._copy(here[int(step)])
            else:
                raise TypeError(path)
            here = inner
        return here

    def _copy(self, value: Json) -> Json:
        """Return a copy of a container, to be changed; the same one when it is ours already."""
        if not isinstance(value, (dict, list)) or id(value) in self._copies:
            return value
        copy = value.copy()
        # Kept, so that no later value can take over the identity of a copy that was removed.
        self._copies[id(copy)] = copy
        self._places.record(copy, array("Q", self._places.marks(value)))
        return copy

    def _merge(self, target: Json, fields: dict[str, Json]) -> None:
        if not isinstance(target, dict):
            raise TypeError(target)
        for key, value in fields.items():
            if key in target:
                self._merge_field(target, key, value, self._places.member(fields, key))
            else:
                target[key] = value
                marks = self._places.marks(target)
                marks.extend(self._places.member(fields, key))
                self._places.record(target, marks)

    def _merge_field(
        self, target: dict[str, Json], key: str, value: Json, places: tuple[int, int]
    ) -> None:
        mine = target[key]
        if isinstance(mine, dict) and isinstance(value, dict):
            target[key] = self._copy(mine)
            self._merge(target[key], value)
        elif isinstance(mine, list) and isinstance(value, list):
            target[key] = items = [*mine, *value]
            marks = self._places.marks(mine) + self._places.marks(value)
            self._copies[id(items)] = items
            self._places.record(items, marks)
        else:
            target[key] = value
            index = 2 * list(target).index(key)
            self._places.marks(target)[index : index + 2] = array("Q", places)
