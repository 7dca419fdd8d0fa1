"""What a back end answers: how classes and fields are declared, and with which words."""

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import Enum, auto
from typing import ClassVar, Final, TypeAlias

from asyncapi_pygen.rendering.code import Code

MARGIN: Final = 4
"""Blanks before what stands in the body of a class."""

Use: TypeAlias = Callable[[str], ast.expr]
"""Returns a name, and has the module import it."""


class Presence(Enum):
    """When a member of an object is there, and what stands for it where it is not."""

    REQUIRED = auto()
    CONSTANT = auto()
    """There with its one value, even if nobody set it."""
    OPTIONAL = auto()
    """There or not, and never ``null``."""
    NULLABLE = auto()
    """There, ``null``, or not."""
    DEFAULTED = auto()
    """There or not, and where it is not, another value stands for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One property of a class, typed.

    ``default`` is that of the schema, or the one value of a constant; where it is no literal, it is
    ``fresh``, as JSON. ``required`` says that the
    schema wants the property, ``nullable`` that ``null`` fits beside its ``annotation``.
    """

    name: str
    wire: str
    annotation: ast.expr
    presence: Presence
    required: bool
    nullable: bool = False
    default: ast.expr | None = None
    fresh: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassBody:
    """One class, typed.

    ``base`` is set where the plan asks for one: in a record of Avro or Protobuf. ``check`` is what
    no type says of the object, ``extra`` the type of properties that are not declared. ``is_later``
    tells of a name whether it is defined in the module only from here on.
    """

    name: str
    base: str
    closed: bool
    description: str
    members: tuple[Member, ...]
    check: ast.Call | None
    extra: ast.expr | None
    is_later: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class FieldView:
    """One attribute: its whole declaration, and what the document says of it."""

    declaration: Code
    doc: Code | None


@dataclass(frozen=True, slots=True)
class ClassView:
    """One model class; ``declared`` is what it says of itself, before its fields."""

    heading: Code
    doc: Code | None
    declared: tuple[Code, ...]
    fields: tuple[FieldView, ...]
    decorator: Code | None = None


@dataclass(frozen=True, slots=True)
class DeclarationView:
    """A class or an alias that is declared by one assignment."""

    declaration: Code
    doc: Code | None


class Backend(ABC):
    """How models are declared.

    Attributes:
        name: What the setting calls it.
        provided: Where each word comes from that a declaration may use.
        groups: The modules of the import lines, in groups.
        bounds: What carries bounds in an annotation.
        discriminates: Whether unions are told apart as pydantic does it by itself, where it can.
        is_generic: Whether type checkers take a class for what a codec is made of.
        knows_class: Whether a value knows of which class it is.
        has_codecs: Whether there are classes for Avro and Protobuf.
        keeps_unknown: Whether what nobody declared is written again.
        late: Where words come from if classes are made when somebody asks for them; there are none
            where all classes are made at once.
        fields: Names that no field may have.
        runtime: The vendored files by name, each with its path below ``templates/runtime/``.
        behind_models: More of them, by a module that models may import.
        needs: What the package needs to be imported, for people; nothing if it is empty.
    """

    name: ClassVar[str]
    provided: ClassVar[Mapping[str, str]]
    groups: ClassVar[Sequence[Sequence[str]]]
    bounds: ClassVar[str] = "Field"
    discriminates: ClassVar[bool] = False
    is_generic: ClassVar[bool] = True
    knows_class: ClassVar[bool] = True
    has_codecs: ClassVar[bool] = False
    keeps_unknown: ClassVar[bool] = True
    late: ClassVar[Mapping[str, str]] = {}
    fields: ClassVar[frozenset[str]] = frozenset()
    runtime: ClassVar[Mapping[str, str]]
    behind_models: ClassVar[Mapping[str, Mapping[str, str]]]
    needs: ClassVar[str] = ""

    def behind(self, modules: AbstractSet[str]) -> Mapping[str, str]:
        """Return the vendored files that are there only where the models import these modules."""
        return {
            name: path
            for module in sorted(modules & self.behind_models.keys())
            for name, path in self.behind_models[module].items()
        }

    @abstractmethod
    def class_(self, body: ClassBody, use: Use) -> ClassView | DeclarationView:
        """Declare a class."""

    def closing(self, bodies: Sequence[ClassBody], use: Use) -> tuple[Code, ...]:
        """Return what stands at the end of the module: nothing, as a rule."""
        del bodies, use
        return ()

    def why_unnamed(self, wire: str) -> str:
        """Say why no field can be called ``wire`` in JSON; empty if one can."""
        del wire
        return ""

    def reads(self, pattern: str) -> bool:
        """Return whether bounds may hold a regular expression that a check reads as well."""
        del pattern
        return True

    def bounded(self, bounds: Sequence[ast.keyword]) -> Sequence[ast.keyword]:
        """Return bounds that say the same in the back end's words."""
        return bounds
