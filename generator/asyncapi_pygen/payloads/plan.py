"""What becomes of the schemas: classes and aliases, each at its place in the document.

A *place* is a schema's id or such an id with further pointer tokens. Property schemas are lowered
JSON Schema draft-07, self-contained but for ``{"$ref": place}`` between the plan's own entries.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from asyncapi_pygen.config import ModelSettings
from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.ir.values import Json

Lowered: TypeAlias = "dict[str, Json]"
MemberValue: TypeAlias = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an entry comes from, for its name: its own key, or its parent and what it is there.

    ``pin`` is the name that the document asks for with ``x-python-name``.
    """

    place: str
    parent: str | None
    hint: str
    scope: str
    pin: str
    at: Location = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """One property of an object.

    ``nullable`` is set for optional ones only; a required property says so in its ``schema``.
    ``constant`` means that the schema allows one value, which is then the default.
    """

    wire: str
    schema: Lowered
    required: bool
    nullable: bool
    constant: bool
    has_default: bool
    default: "Json | bytes"
    pin: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassPlan:
    """An object with properties: a class.

    ``record`` means an Avro record or a Protobuf message, whose class inherits from ``base``: no
    fields but those declared are on the wire, and a default stands for what is not set.

    ``extra`` is the schema of properties that are not declared, where they have one. ``checks`` is
    what no type says of the object, as JSON Schema; ``closing`` is more of it, for what is sent.
    """

    origin: Origin
    properties: tuple[Property, ...]
    closed: bool
    description: str
    record: bool = False
    base: str = "AvroRecord"
    extra: "Lowered | None" = None
    checks: Lowered = field(default_factory=dict[str, Json])
    closing: Lowered = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasPlan:
    """A named schema that is no object with properties: a type alias.

    A ``closed`` one is an enum with no values but its own, whoever sends it.
    """

    origin: Origin
    schema: Lowered
    description: str
    closed: bool = False


Entry: TypeAlias = ClassPlan | AliasPlan


@dataclass(frozen=True, slots=True)
class Member:
    """A value of an enum, and what the document calls it and says of it."""

    value: MemberValue
    name: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConstantsPlan:
    """The values of an enum that have names: a class of constants beside the entry ``owner``.

    ``hint`` is what the enum is in there: the name of a property, or nothing for the entry itself.
    """

    owner: str
    hint: str
    members: tuple[Member, ...]
    at: Location = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AvroPayload:
    """How the data of an Avro payload is written.

    ``schema`` is self-contained and holds full names only, and ``records`` maps the full name of
    each record to the place of its class.
    """

    schema: Json
    records: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtobufPayload:
    """How the data of a Protobuf payload is written.

    ``message`` is the payload's full name, ``files`` are descriptors in their JSON form, each after
    those that it imports, and ``classes`` maps the full name of each message to its class's place.
    """

    message: str
    files: Json
    classes: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a document says of a union: the property that names a value's member.

    ``values`` has the values by the member's place: those of a mapping, else what it is called.
    ``place`` is where the union is written.
    """

    property: str
    values: Mapping[str, tuple[str, ...]]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All entries by place, in the order in which the messages reach them.

    ``sent`` holds the places that the application only ever sends: there an enum stays closed, and
    an object that the schema closes refuses what it does not know. ``avro`` and ``protobuf`` have
    the payloads in those languages by place. ``merged`` are the schemas that are part of entries by
    an ``allOf``. ``settings`` say which types values get. ``constants`` are, by the place of the
    enum, the classes of its named values, and ``declared`` is what the document says of unions, by
    the places of their members.
    With ``deferred``, the module makes its classes when somebody asks for them.
    """

    entries: Mapping[str, Entry]
    sent: frozenset[str]
    avro: Mapping[str, AvroPayload] = field(default_factory=dict[str, AvroPayload])
    protobuf: Mapping[str, ProtobufPayload] = field(default_factory=dict[str, ProtobufPayload])
    merged: frozenset[str] = frozenset()
    settings: ModelSettings = field(default_factory=ModelSettings)
    constants: Mapping[str, ConstantsPlan] = field(default_factory=dict[str, ConstantsPlan])
    declared: Mapping[frozenset[str], Declared] = field(
        default_factory=dict[frozenset[str], Declared]
    )
    deferred: bool = False

    def of(
        self, places: AbstractSet[str], payloads: AbstractSet[str], merged: frozenset[str]
    ) -> "Plan":
        """Return what is left where nothing but these places stay, with all that they refer to.

        ``payloads`` are the places that stay for their own sake, ``merged`` what is merged into
        those that stay. What is only ever sent and what is deferred is decided by all of it.
        """
        return replace(
            self,
            entries={place: one for place, one in self.entries.items() if place in places},
            sent=self.sent & places,
            avro={place: one for place, one in self.avro.items() if place in payloads},
            protobuf={place: one for place, one in self.protobuf.items() if place in payloads},
            merged=merged,
            constants={p: one for p, one in self.constants.items() if one.owner in places},
            declared={of: told for of, told in self.declared.items() if of <= places},
        )
