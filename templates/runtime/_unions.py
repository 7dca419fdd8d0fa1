"""Unions that look at a value before they read it.

``Annotated[Annotated[A, When("a")] | Annotated[B, When("b")], ToldBy("kind")]`` reads a
value whose ``kind`` is ``"a"`` as an ``A`` and as nothing else: what is wrong with it
is told of ``A`` alone, and a value of no known kind is one error, however many members
there are. An instance is of its own class, whatever its tag says.
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast, get_args, get_origin

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

_ABSENT = object()
_SEVERAL = object()
_Seen: TypeAlias = Hashable
"""A tag beside whether it is a boolean (``1 == True``), or one of the above."""
_Tags: TypeAlias = tuple[str | int, ...]
_Object: TypeAlias = dict[str | int, object]
_Group: TypeAlias = tuple[int, ...]
"""The members, by number, that may be meant: they are tried in order."""


class When:
    """Marks a member of a union: it is meant where the tag is one of these values.

    Args:
        values: The tags. Several members may have the same.
        absent: Whether it may be meant where there is no tag.
        others: Whether it may be meant where the tag is one that no member names.

    """

    def __init__(
        self,
        *values: str | int,
        absent: bool = False,
        others: bool = False,
    ) -> None:
        """Say when."""
        self.values = values
        self.absent = absent
        self.others = others


class ToldBy:
    """Tells the members of a union apart by a tag: ``ToldBy("kind")``.

    Args:
        path: The wire name of the property, behind those of the objects around it.

    """

    def __init__(self, *path: str) -> None:
        """Say where the tag is."""
        self._path = path
        self._at = "".join(f"/{_escaped(step)}" for step in path)

    def __get_pydantic_core_schema__(
        self,
        source: object,
        handler: GetCoreSchemaHandler,
    ) -> CoreSchema:
        """Make the schema of a union of marked members."""
        return _Chooser.of(source, handler).schema(self, self._message(), self._at)

    def __get_pydantic_json_schema__(
        self,
        schema: CoreSchema,
        handler: GetJsonSchemaHandler,
    ) -> JsonSchemaValue:
        """Say what a plain union says."""
        return handler(_plain(schema))

    def seen(self, value: _Object, _known: _Tags, /) -> _Seen:
        """Read the tag of an object."""
        tag: object = value
        for step in self._path:
            tag = _inside(tag, step)
        return tag if tag is _ABSENT else _key(tag)

    def _message(self) -> str:
        return "Input should have {expected} at {path}"


class ToldByKey(ToldBy):
    """Tells the members apart by a property that only one of them has: its mark."""

    def seen(self, value: _Object, known: _Tags, /) -> _Seen:
        """Find the one property that is there."""
        found = [key for key in known if key in value]
        return _key(found[0]) if len(found) == 1 else _SEVERAL if found else _ABSENT

    def _message(self) -> str:
        return "Input should have {expected}"


@dataclass(frozen=True, slots=True)
class _Chooser:
    """Which members are meant by what was seen, and by the class of an instance."""

    names: tuple[str, ...]
    schemas: tuple[CoreSchema, ...]
    classes: Mapping[type, _Group]
    known: Mapping[_Seen, _Group]
    loose: Mapping[_Seen, _Group]
    others: _Group
    values: _Tags

    @classmethod
    def of(cls, source: object, handler: GetCoreSchemaHandler) -> "_Chooser":
        members = get_args(source)
        marks = [_mark(member) for member in members]
        values = {_key(value): value for mark in marks for value in mark.values}
        return cls(
            names=tuple(_name(member) for member in members),
            schemas=tuple(handler.generate_schema(member) for member in members),
            classes={
                one: (number,)
                for number, member in reversed([*enumerate(members)])
                for one in _classes(member)
            },
            known={
                key: _numbers(key in map(_key, mark.values) for mark in marks)
                for key in values
            },
            loose={
                _ABSENT: _numbers(mark.absent for mark in marks),
                _SEVERAL: tuple(range(len(members))),
            },
            others=_numbers(mark.others for mark in marks),
            values=tuple(values.values()),
        )

    def schema(self, told: ToldBy, message: str, at: str) -> CoreSchema:
        singles = [(number,) for number in range(len(self.schemas))]
        groups = dict.fromkeys([*singles, *self.known.values(), *self.loose.values()])
        groups.setdefault(self.others)
        labels = {group: self._label(group) for group in groups if group}
        known = {seen: labels[group] for seen, group in self.known.items()}
        loose = {seen: labels.get(group) for seen, group in self.loose.items()}
        table = {**loose, **known}
        others = labels.get(self.others)
        classes = {one: labels[group] for one, group in self.classes.items()}
        first = labels[singles[0]]

        def choose(value: object) -> str | None:
            if isinstance(value, dict):
                seen = told.seen(cast("_Object", value), self.values)
                return table.get(seen, others)
            for one in type(value).__mro__:
                if one in classes:
                    return classes[one]
            return first  # it says what kind of value it wants

        return core_schema.tagged_union_schema(
            {label: self._choice(group) for group, label in labels.items()},
            choose,
            custom_error_type="union_tag",
            custom_error_message=message,
            custom_error_context={"path": at, "expected": _either(self.values)},
            metadata={"members": len(self.schemas)},
        )

    def _label(self, group: _Group) -> str:
        # Locations hold labels beside properties: hardly one is called like this.
        return f"case[{', '.join(self.names[number] for number in group)}]"

    def _choice(self, group: _Group) -> CoreSchema:
        if len(group) == 1:
            return self.schemas[group[0]]
        # Of members with the same tag, the first is the one that says so outright.
        told = group in self.known.values()
        choices: list[CoreSchema | tuple[CoreSchema, str]] = [
            (self.schemas[number], self.names[number]) for number in group
        ]
        mode: Literal["left_to_right", "smart"] = "left_to_right" if told else "smart"
        return core_schema.union_schema(choices, mode=mode)


def _plain(schema: CoreSchema) -> CoreSchema:
    """Make a plain union of the members; other choices are groups of them."""
    told = cast("core_schema.TaggedUnionSchema", schema)
    number: int = told.get("metadata", {})["members"]
    every: list[CoreSchema | tuple[CoreSchema, str]] = [*told["choices"].values()]
    return core_schema.union_schema(every[:number])


def _mark(member: object) -> When:
    marks: tuple[object, ...] = getattr(member, "__metadata__", ())
    (mark,) = [one for one in marks if isinstance(one, When)]
    return mark


def _name(member: object) -> str:
    return " or ".join(one.__name__ for one in _classes(member)) or "value"


def _classes(member: object) -> Iterator[type]:
    """Find the classes that a member is, or is a union of."""
    if get_origin(member) is None and isinstance(member, type):
        yield member
    for part in get_args(member):
        yield from _classes(part)


def _numbers(flags: Iterator[bool]) -> _Group:
    return tuple(number for number, flag in enumerate(flags) if flag)


def _inside(value: object, step: str) -> object:
    return (
        cast("_Object", value).get(step, _ABSENT)
        if isinstance(value, dict)
        else _ABSENT
    )


def _key(tag: object) -> _Seen:
    return (type(tag) is bool, tag) if isinstance(tag, str | int | float) else None


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")


def _either(values: _Tags) -> str:
    *most, last = [_said(value) for value in values] or ["nothing"]
    return f"{', '.join(most)} or {last}" if most else last


def _said(value: str | int) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)
