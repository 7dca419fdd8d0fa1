"""What a rendered Python file may hold, as lists to extend when a template needs more.

``structure`` reads these lists. Whatever is not listed is refused, so that a slip in a template, or
in how a document's text reaches one, ends the run instead of reaching the user's disk.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from typing import Final

OLDEST_PYTHON: Final = (3, 11)
"""The version of the language that generated files keep to."""

SPECIAL_TYPES: Final = frozenset({"Annotated", "Literal", "TypeAlias"})
"""The names that tell which strings are text and which are types: never to be redefined."""


class Shape(Enum):
    """What an argument of a call may be."""

    VALUE = auto()
    """A value made of constants, names, collections and listed calls; strings are mere text."""
    TYPE = auto()
    """A type; strings in it are types as well, since pydantic and ``typing`` evaluate them."""
    CONSTANT = auto()
    """A literal string, number, boolean or ``None``."""
    EMPTY = auto()
    """``[]`` or ``{}``."""
    LATER = auto()
    """``lambda: type``."""
    PARSED = auto()
    """A call of ``Parsed``."""
    KEYS = auto()
    """A literal string, or a dictionary from literal strings to types."""
    HANDLER_CALL = auto()
    """``lambda handlers, event, request: handlers.method(event, ...)``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """How one callable may be called.

    ``positional`` is the shape of each positional argument and ``others`` that of each keyword
    which ``keywords`` does not name; ``None`` allows none.
    """

    positional: Shape | None = None
    keywords: Mapping[str, Shape] = field(default_factory=dict[str, Shape])
    others: Shape | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Grammar:
    """What may stand in a file beside plain assignments, classes and functions.

    ``imports`` maps a module to the names that may be taken from it; ``modules`` may be imported
    whole. ``package`` is the dotted name of the user's package: what is generated may be imported
    from it and from below it, as relatively. ``calls`` has callables by the name that the file
    knows them under. ``builtins`` are the only names that need not be imported or defined.
    ``dunders`` may be assigned, ``class_keywords`` set to constants. ``receiver`` is the first
    parameter of a handler call.
    """

    imports: Mapping[str, frozenset[str]]
    modules: frozenset[str]
    calls: Mapping[str, Call]
    decorators: frozenset[str]
    builtins: frozenset[str]
    dunders: frozenset[str]
    class_keywords: frozenset[str]
    receiver: str
    package: str = ""

    def within(self, package: str) -> "Grammar":
        """Give the same grammar for the files of the package with this dotted name."""
        return replace(self, package=package)


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_FIELD: Final = Call(
    keywords={
        **dict.fromkeys(
            _names("alias discriminator ge gt le lt max_length min_length multiple_of pattern"),
            Shape.VALUE,
        ),
        "default": Shape.EMPTY,
        "default_factory": Shape.PARSED,
        "init": Shape.CONSTANT,
    }
)

_BOUNDS: Final = Call(
    keywords=dict.fromkeys(
        _names("ge gt le lt max_length min_length multiple_of pattern"), Shape.CONSTANT
    )
)

_PRESETS: Final = _names(
    "adyen adyen_items github shopify sinch_application sinch_numbers sinch_webhook slack "
    "standard_webhooks stripe twilio"
)

GRAMMAR: Final = Grammar(
    imports={
        "__future__": _names("annotations"),
        "abc": _names("abstractmethod"),
        "dataclasses": _names("dataclass field"),
        "decimal": _names("Decimal"),
        # ImportString imports what its value names, so pydantic is no module to take all from.
        "msgspec": _names("Meta UNSET field"),
        "pydantic": _names("Field JsonValue"),
        "typing": _names(
            "Annotated Any ClassVar Final Literal NotRequired Protocol TypeAlias TypedDict"
        ),
        "uuid": _names("UUID"),
    },
    modules=_names("datetime"),
    calls={
        "AnyReply": Call(),
        "ApiKey": Call(others=Shape.VALUE),
        "App": Call(),
        "AvroBody": Call(positional=Shape.VALUE),
        "AvroCodec": Call(positional=Shape.VALUE),
        "AvroJsonBody": Call(positional=Shape.VALUE),
        "AvroJsonReply": Call(positional=Shape.VALUE),
        "AvroReply": Call(positional=Shape.VALUE),
        "Basic": Call(others=Shape.VALUE),
        "Batch": Call(others=Shape.VALUE),
        "Bearer": Call(others=Shape.VALUE),
        "Codec": Call(positional=Shape.TYPE),
        "Check": Call(positional=Shape.VALUE),
        "Asserted": Call(positional=Shape.CONSTANT),
        "AssertedCheck": Call(positional=Shape.VALUE),
        "Dispatcher": Call(positional=Shape.VALUE, others=Shape.VALUE),
        "EmptyReply": Call(),
        "Field": _FIELD,
        "FieldsBody": Call(positional=Shape.CONSTANT),
        "FieldsReply": Call(positional=Shape.CONSTANT),
        "FormBody": Call(positional=Shape.TYPE, others=Shape.VALUE),
        "FormReply": Call(positional=Shape.TYPE, others=Shape.VALUE),
        "Format": Call(positional=Shape.CONSTANT),
        "Header": Call(positional=Shape.VALUE),
        "InBody": Call(positional=Shape.VALUE),
        "InHeader": Call(positional=Shape.CONSTANT),
        "JsonBody": Call(positional=Shape.TYPE, others=Shape.VALUE),
        "Key": Call(positional=Shape.VALUE, others=Shape.VALUE),
        "Later": Call(positional=Shape.LATER),
        "JsonReply": Call(positional=Shape.TYPE, others=Shape.VALUE),
        "LeftOut": Call(others=Shape.VALUE),
        "Meta": _BOUNDS,
        "NoBody": Call(),
        "NotImplementedError": Call(positional=Shape.CONSTANT),
        "Operation": Call(
            positional=Shape.VALUE,
            keywords=dict.fromkeys(_names("call decode encode"), Shape.HANDLER_CALL),
            others=Shape.VALUE,
        ),
        "Outgoing": Call(others=Shape.VALUE),
        "Parsed": Call(positional=Shape.LATER, keywords={"text": Shape.CONSTANT}),
        "Partial": Call(positional=Shape.VALUE, others=Shape.VALUE),
        "ProtobufBody": Call(positional=Shape.VALUE),
        "ProtobufCodec": Call(positional=Shape.VALUE),
        "ProtobufJsonBody": Call(positional=Shape.VALUE),
        "ProtobufJsonReply": Call(positional=Shape.VALUE),
        "ProtobufReply": Call(positional=Shape.VALUE),
        "RawBody": Call(positional=Shape.CONSTANT),
        "RawReply": Call(positional=Shape.CONSTANT),
        "Refuse": Call(others=Shape.CONSTANT),
        "Rest": Call(),
        "SeveralReplies": Call(positional=Shape.VALUE, others=Shape.VALUE),
        "Settings": Call(keywords={"verify": Shape.VALUE}, others=Shape.CONSTANT),
        "Signature": Call(keywords={"secrets": Shape.VALUE}, others=Shape.CONSTANT),
        "StrictCodec": Call(positional=Shape.TYPE, others=Shape.VALUE),
        "Tag": Call(positional=Shape.VALUE, others=Shape.VALUE),
        "TextBody": Call(positional=Shape.CONSTANT),
        "TextReply": Call(positional=Shape.CONSTANT),
        "ToldBy": Call(positional=Shape.CONSTANT),
        "ToldByKey": Call(),
        "TypedDict": Call(positional=Shape.KEYS),
        "When": Call(positional=Shape.CONSTANT, others=Shape.CONSTANT),
        **dict.fromkeys(_PRESETS, Call(positional=Shape.VALUE, others=Shape.CONSTANT)),
        "all_of": Call(positional=Shape.VALUE),
        "any_of": Call(positional=Shape.VALUE),
        "application": Call(positional=Shape.VALUE),
        "dataclass": Call(others=Shape.CONSTANT),
        "defer": Call(positional=Shape.VALUE),
        "field": Call(
            keywords={
                "default": Shape.VALUE,
                "default_factory": Shape.PARSED,
                "name": Shape.CONSTANT,
            }
        ),
        "environment": Call(positional=Shape.CONSTANT),
        "frozenset": Call(positional=Shape.VALUE),
        "self._answer": Call(positional=Shape.VALUE),
        "self._send": Call(positional=Shape.VALUE),
    },
    decorators=_names("abstractmethod dataclass override"),
    builtins=_names(
        "NotImplementedError __name__ bool bytes dict float frozenset int list str tuple"
    ),
    dunders=_names("__check__ __closed__ __extra__ __pydantic_extra__ __sparse__"),
    class_keywords=_names("kw_only"),
    receiver="handlers",
)
