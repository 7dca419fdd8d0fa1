"""Every way to tell the members of a union apart, at every place, by tags of every name.

All cases are schemas of one document: a *shape* of a union, the *means* that tell its members apart,
and the name of the tag. Each is a payload of its own, and a property, an item, a value of a map and a
member of another union in a second payload. A member that is sent becomes its own class and is
written back as it was; a wrong tag, a missing one and a bad body are one error each, at their place.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from support.asgi import send
from support.packages import Recorder, Written, importable, run, write

OPENAPI = "application/vnd.oai.openapi+json;version=3.0.0"
TAGS = ("kind", "class", "$type", "eventType")
PLACES = ("top", "property", "item", "value", "union")


@dataclass(frozen=True, kw_only=True)
class Member:
    """A member: what its schema says of the tag, and what its values hold."""

    tag: Any
    required: bool = True
    values: tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A union of two members; ``pointer`` is where the tag is, in a value."""

    name: str
    shape: str
    means: str
    tag: str
    members: tuple[Member, Member]
    pointer: str
    allowed: tuple[Any, ...]
    schema_format: str = ""
    discriminator: Any = None
    untagged: int | None = None
    schemas: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.shape}-{self.means}-{self.tag}"

    def names(self) -> tuple[str, str]:
        return f"{self.name}A", f"{self.name}B"

    def value(self, member: int, tag: Any) -> dict[str, Any]:
        """Return a value of a member, with this tag."""
        body = [{"size": 1}, {"title": "x"}][member]
        return {**self.tagged(tag), **body}

    def tagged(self, tag: Any) -> dict[str, Any]:
        if self.means == "key":
            return {tag: 1}
        return {"head": {self.tag: tag}} if self.means == "inside" else {self.tag: tag}


def value_of(schema: Any, *, required: bool = True) -> Member:
    values = schema["enum"] if "enum" in schema else [schema["const"]]
    return Member(tag=schema, required=required, values=tuple(values))


def members(means: str, name: str, tag: str) -> tuple[Member, Member]:
    text = {"type": "string"}
    return {
        "mapping": (
            Member(tag=text, values=("a", "also-a")),
            Member(tag=text, values=("b",)),
        ),
        "name": (Member(tag=text, values=(f"{name}A",)), Member(tag=text, values=(f"{name}B",))),
        "const": (value_of({"const": "a"}), value_of({"const": "b"})),
        "enum-of-one": (value_of({"enum": ["a"]}), value_of({"enum": ["b"]})),
        "enums": (value_of({"enum": ["a", "aa"]}), value_of({"enum": ["b", "bb"]})),
        "integer": (value_of({"const": 1}), value_of({"const": -2})),
        "boolean": (value_of({"const": True}), value_of({"const": False})),
        "one-or-true": (value_of({"const": 1}), value_of({"const": True})),
        "optional": (value_of({"const": "a"}), value_of({"const": "b"}, required=False)),
        "inside": (value_of({"const": "a"}), value_of({"const": "b"})),
        "key": (
            Member(tag={"type": "integer"}, values=(tag,)),
            Member(tag={"type": "integer"}, values=("other",)),
        ),
    }[means]


def case(number: int, shape: str, means: str, tag: str) -> Case:
    name = f"Case{number}"
    found = members(means, name, tag)
    format_ = OPENAPI if means == "mapping" else ""
    refs = [pointer_to(f"{name}{letter}", format_) for letter in "AB"]
    mapping = {"a": refs[0], "also-a": f"{name}A", "b": refs[1]}
    parent = shape == "parent"
    discriminator: Any = {
        "mapping": {"propertyName": tag, "mapping": mapping},
        "name": tag,
    }.get(means, tag if parent else None)
    schemas = {
        f"{name}{letter}": object_of(
            one, means, tag, letter, parent=pointer_to(name, format_) if parent else ""
        )
        for one, letter in zip(found, "AB", strict=True)
    }
    if parent:
        schemas[name] = {
            "type": "object",
            "required": [tag],
            "discriminator": discriminator,
            "properties": {tag: {"type": "string"}},
        }
    else:
        union = {shape: [{"$ref": ref} for ref in refs]}
        schemas[name] = (
            union if discriminator is None else {**union, "discriminator": discriminator}
        )
    own = (name,) if parent else ()
    return Case(
        name=name,
        shape=shape,
        means=means,
        tag=tag,
        members=found,
        pointer={"key": "", "inside": f"/head/{tag}"}.get(means, f"/{tag}"),
        allowed=(*own, *(value for one in found for value in one.values)),
        schema_format=format_,
        untagged=1 if means == "optional" else None,
        schemas=schemas,
    )


def pointer_to(name: str, schema_format: str) -> str:
    """Return a reference to a component, which may be wrapped to say its format."""
    return f"#/components/schemas/{name}{'/schema' if schema_format else ''}"


def object_of(member: Member, means: str, tag: str, letter: str, parent: str) -> Any:
    """Write the schema of a member; ``parent`` is the schema that it inherits from."""
    body = {"A": {"size": {"type": "integer"}}, "B": {"title": {"type": "string"}}}[letter]
    properties = {tag: member.tag}
    required = [tag] if member.required else []
    if means == "key":
        properties = {member.values[0]: member.tag}
        required = [*properties]
    if means == "inside":
        head = {"type": "object", "required": [tag], "properties": properties}
        properties, required = {"head": head}, ["head"]
    if parent:
        properties = {} if means in ("name", "mapping") else properties
        own = {"properties": {**properties, **body}}
        return {"allOf": [{"$ref": parent}, own]}
    return {"type": "object", "required": required, "properties": {**properties, **body}}


def cases() -> Iterator[Case]:
    number = 0
    plain = (
        "mapping",
        "name",
        "const",
        "enum-of-one",
        "enums",
        "integer",
        "boolean",
        "one-or-true",
        "optional",
        "inside",
        "key",
    )
    inherited = ("mapping", "name", "const", "enum-of-one")
    for shape, every in (("oneOf", plain), ("anyOf", plain), ("parent", inherited)):
        for means in every:
            # The tag's name and the shape have little to do with each other: anyOf has two of them.
            for tag in TAGS if shape != "anyOf" else TAGS[1:3]:
                yield case(number, shape, means, tag)
                number += 1


CASES = [*cases()]


def formatted(one: Case, schema: Any) -> Any:
    return {"schemaFormat": one.schema_format, "schema": schema} if one.schema_format else schema


def document() -> str:
    schemas: dict[str, Any] = {"Point": {"type": "array", "items": {"type": "number"}}}
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for one in CASES:
        for key, schema in one.schemas.items():
            schemas[key] = formatted(one, schema)
        ref = {"$ref": pointer_to(one.name, one.schema_format)}
        holder = {
            "type": "object",
            "properties": {
                "property": ref,
                "item": {"type": "array", "items": ref},
                "value": {"type": "object", "additionalProperties": ref},
                "union": {"oneOf": [ref, {"type": "array", "items": {"type": "number"}}]},
            },
        }
        for suffix, schema in (("", ref), ("Holder", holder)):
            name = f"{one.name}{suffix}"
            payload = formatted(one, schema)
            channels[name] = {"address": f"/{name}", "messages": {name: {"payload": payload}}}
            operations[name] = {"action": "receive", "channel": {"$ref": f"#/channels/{name}"}}
    return json.dumps(
        {
            "asyncapi": "3.0.0",
            "info": {"title": "Unions", "version": "1"},
            "channels": channels,
            "operations": operations,
            "components": {"schemas": schemas},
        }
    )


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    folder = tmp_path_factory.mktemp("unions")
    path = folder / "unions.json"
    path.write_text(document(), "utf-8")
    result = run(path, "union_cases")
    write(result, folder)
    with importable(folder, "union_cases"):
        yield Written(folder, "union_cases", result)


def codec(package: Written, one: Case, place: str) -> Any:
    name = one.name if place == "top" else f"{one.name}Holder"
    return package._codec.Codec(getattr(package.models, name))


def at(place: str, value: Any) -> Any:
    """Put a value where a case has it."""
    return {
        "top": value,
        "property": {"property": value},
        "item": {"item": [value, value]},
        "value": {"value": {"x": value}},
        "union": {"union": value},
    }[place]


def found_at(place: str, event: Any) -> Any:
    match place:
        case "top":
            return event
        case "item":
            return event.item[0]
        case "value":
            return event.value["x"]
        case _:
            return getattr(event, place)


@pytest.mark.parametrize("one", CASES, ids=str)
def test_a_value_becomes_the_class_of_its_tag_and_is_written_as_it_was(
    package: Written, one: Case
) -> None:
    for place in PLACES:
        reader = codec(package, one, place)
        for number, member in enumerate(one.members):
            for tag in member.values:
                sent = at(place, one.value(number, tag))
                event = reader.decode(json.dumps(sent).encode())
                assert type(found_at(place, event)).__name__ == one.names()[number], (place, tag)
                assert json.loads(reader.encode(event)) == sent


@pytest.mark.parametrize("one", CASES, ids=str)
def test_a_wrong_tag_is_one_error_that_lists_the_allowed_ones(package: Written, one: Case) -> None:
    (misfit,) = misfits(package, one, one.value(0, "SECRET"))
    assert misfit.pointer == one.pointer
    assert "SECRET" not in misfit.detail
    for value in one.allowed:
        said = json.dumps(value) if isinstance(value, bool) else repr(value)
        assert said in misfit.detail


@pytest.mark.parametrize("one", [one for one in CASES if one.means != "key"], ids=str)
def test_a_missing_tag_is_one_error_at_its_place(package: Written, one: Case) -> None:
    if one.untagged is not None:
        event = codec(package, one, "top").decode(b'{"title": "x"}')
        assert type(event).__name__ == one.names()[one.untagged]
    else:
        (misfit,) = misfits(package, one, {"title": "SECRET"})
        assert (misfit.pointer, misfit.detail) == (one.pointer, "Field required")


@pytest.mark.parametrize("one", CASES, ids=str)
def test_a_known_tag_with_a_bad_body_gives_the_errors_of_its_member(
    package: Written, one: Case
) -> None:
    for number, wrong in enumerate(({"size": "SECRET"}, {"title": 7})):
        for place in PLACES[:2]:
            value = {**one.value(number, one.members[number].values[0]), **wrong}
            (misfit,) = misfits(package, one, value, place)
            assert misfit.pointer == f"{'' if place == 'top' else '/property'}/{next(iter(wrong))}"


def misfits(package: Written, one: Case, value: Any, place: str = "top") -> Any:
    with pytest.raises(package._misfits.UnfitError) as caught:
        codec(package, one, place).decode(json.dumps(at(place, value)).encode())
    return caught.value.misfits


def post(package: Written, app: Recorder, path: str, value: Any) -> tuple[int, Any]:
    runtime = package.runtime
    told = runtime.Settings(policy=runtime.Policy(unfit=422))
    answer = send(package.asgi.application(app, told), "POST", path, json.dumps(value).encode())
    return answer.status, json.loads(answer.body) if answer.body else None


def test_a_wrong_tag_is_one_error_of_the_problem_that_is_answered(
    packages: dict[str, Written],
) -> None:
    app = Recorder()
    status, problem = post(packages["unions"], app, "/notes", {"@type": "SECRET"})
    assert (status, problem["errors"], app.received) == (
        422,
        [{"pointer": "/@type", "detail": "Input should be 'opened', 'closed' or 'shut'"}],
        [],
    )


def test_a_wrong_tag_where_a_value_may_be_absent_sets_it_aside(
    packages: dict[str, Written],
) -> None:
    app, shelter = Recorder(), packages["unions"]
    visit = {"outcome": {"code": 7}, "remark": {"kind": "picture", "size": "large"}}
    assert post(shelter, app, "/visits", visit) == (204, None)
    ((_, event, _),) = app.received
    assert (event.outcome, type(event.remark)) == (None, shelter.models.VisitRemarkPictureObject3)
    assert shelter.runtime.set_aside(event) == {"/outcome": {"code": 7}}
    assert json.loads(shelter._codec.to_json(event)) == visit


@pytest.mark.parametrize(
    ("name", "value", "member"),
    [
        ("outcome", {"code": 0}, "VisitOutcomeOption1"),
        ("outcome", {"code": -1.0}, "VisitOutcomeOption2"),
        ("reason", {"head": {"why": "adoption"}}, "VisitReasonOption2"),
        ("paid", {"card": "x"}, "VisitPaidOption2"),
        ("paid", {"thanks": "x"}, "VisitPaidOption3"),
        ("paid", {"cash": 1, "card": "x"}, "VisitPaidOption1"),
        ("paid", {"cash": "no integer", "card": "x"}, "VisitPaidOption2"),
        ("remark", {"kind": "text", "text": "x"}, "VisitRemarkText"),
        ("remark", {"kind": "picture", "size": "small"}, "VisitRemarkPictureObject2"),
        ("remark", {"kind": "picture", "size": "new"}, "VisitRemarkOption4"),
        ("remark", {"kind": "new"}, "VisitRemarkOption4"),
    ],
)
def test_a_member_that_fits_is_found_where_several_may(
    packages: dict[str, Written], name: str, value: Any, member: str
) -> None:
    app = Recorder()
    assert post(packages["unions"], app, "/visits", {name: value}) == (204, None)
    ((_, event, _),) = app.received
    assert type(getattr(event, name)).__name__ == member
