"""Tokens to a file (language specifications proto2 and proto3).

What neither types nor data depend on is read and dropped: services, extensions, and all options but
a few. Whether names and numbers go together is judged later, when all files are known.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.ir.protobuf import (
    Label,
    ProtoEnum,
    ProtoExtension,
    ProtoField,
    ProtoFile,
    ProtoImport,
    ProtoMessage,
    ProtoValue,
    Syntax,
)
from asyncapi_pygen.lowering.protobuf.tokens import Kind, ProtoSyntaxError, Token
from asyncapi_pygen.lowering.protobuf.words import Words

LARGEST_NUMBER: Final = 2**29 - 1
"""The largest number that a field may have."""

_DEEPEST: Final = 64
"""How many messages, and how many brackets of an option, may lie in one another."""

_ROOT_MARK: Final = "@RootNode"
_LABELS: Final = frozenset(label.value for label in Label if label)


def parse(text: str, locate: Callable[[int], Location]) -> ProtoFile:
    """Parse the text of a file; ``locate`` says where the character at an offset stands.

    Raises:
        ProtoSyntaxError: the text is not Protobuf.
    """
    return _Parser(text, locate).file()


@dataclass(slots=True)
class _Body:
    """What a message was found to hold so far."""

    fields: list[ProtoField] = field(default_factory=list[ProtoField])
    messages: list[ProtoMessage] = field(default_factory=list[ProtoMessage])
    enums: list[ProtoEnum] = field(default_factory=list[ProtoEnum])
    oneofs: list[str] = field(default_factory=list[str])
    reserved: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    reserved_names: list[str] = field(default_factory=list[str])


class _Parser(Words):
    def __init__(self, text: str, locate: Callable[[int], Location]) -> None:
        super().__init__(text)
        self._locate = locate
        self._depth = 0
        self._extensions: list[ProtoExtension] = []

    # Files

    def file(self) -> ProtoFile:
        start = self.next
        syntax = self._syntax()
        package, imports, body = "", list[ProtoImport](), _Body()
        while self.next.kind is not Kind.END:
            if self.accept("package"):
                package = self.dotted("the name of the package").text
                self.expect(";")
            elif self.is_("import"):
                imports.append(self._import())
            elif not self._definition(body) and not self._dropped():
                raise self.unexpected("a message, an enum or another definition")
        return ProtoFile(
            syntax=syntax,
            package=package,
            imports=tuple(imports),
            extensions=tuple(self._extensions),
            messages=tuple(body.messages),
            enums=tuple(body.enums),
            at=self._where(start),
        )

    def _syntax(self) -> Syntax:
        if self.is_("edition"):
            raise ProtoSyntaxError(
                "editions of Protobuf are not read",
                self.next.offset,
                'AsyncAPI knows `syntax = "proto2"` and `syntax = "proto3"`',
            )
        if not self.accept("syntax"):
            return Syntax.PROTO2  # as protoc has it
        self.expect("=")
        token = self.next
        text = self.string("the version of the language")
        self.expect(";")
        if text not in tuple(Syntax):
            hint = "write `proto2` or `proto3`"
            raise ProtoSyntaxError(f"`{text}` is no version of Protobuf", token.offset, hint)
        return Syntax(text)

    def _import(self) -> ProtoImport:
        start = self.take()
        public = self.accept("public")
        if not public:
            self.accept("weak")
        name = self.string("the name of a file")
        self.expect(";")
        return ProtoImport(name=name, public=public, schema=None, at=self._where(start))

    def _definition(self, body: _Body) -> bool:
        """Read what may stand in files and in messages alike; say whether there was one."""
        if self.is_("message"):
            body.messages.append(self._message())
        elif self.is_("enum"):
            body.enums.append(self._enum())
        else:
            return False
        return True

    def _dropped(self) -> bool:
        """Pass over what is of no consequence; say whether there was some."""
        if self.accept(";"):
            return True
        if self.accept("option"):
            self.option()
            self.expect(";")
            return True
        if self.is_("service", "extend"):
            keyword = self.take()
            name = self.dotted("a name")
            if keyword.text == "extend":
                self._extensions.append(ProtoExtension(extended=name.text, at=self._where(name)))
            self.bracketed()
            return True
        return False

    # Messages

    def _message(self) -> ProtoMessage:
        keyword = self.take()
        name = self.name("the name of a message")
        return self._message_body(name, keyword)

    def _message_body(self, name: Token, start: Token) -> ProtoMessage:
        opening = self.next
        if self._depth == _DEEPEST:
            raise ProtoSyntaxError("messages are nested too deeply", opening.offset)
        self._depth += 1
        self.expect("{")
        body = _Body()
        while not self.accept("}"):
            self._member(body)
        self._depth -= 1
        doc = _doc(start, opening)
        return ProtoMessage(
            name=name.text,
            fields=tuple(body.fields),
            messages=tuple(body.messages),
            enums=tuple(body.enums),
            oneofs=tuple(body.oneofs),
            reserved=tuple(body.reserved),
            reserved_names=frozenset(body.reserved_names),
            is_root=_ROOT_MARK in doc,
            doc=_without_annotations(doc),
            at=self._where(name),
        )

    def _member(self, body: _Body) -> None:
        if self.accept("reserved"):
            self._reserved(body)
        elif self.accept("extensions"):
            while not self.is_(";", "["):
                self.plain("a range of numbers")
            self.options()
            self.expect(";")
        elif self.accept("oneof"):
            self._oneof(body)
        elif not (self._definition(body) or self._dropped()):
            self._field(body, oneof="")

    def _oneof(self, body: _Body) -> None:
        name = self.name("the name of a oneof").text
        body.oneofs.append(name)
        self.expect("{")
        while not self.accept("}"):
            if not self._dropped():
                self._field(body, oneof=name)

    def _field(self, body: _Body, oneof: str) -> None:
        start = self.next
        label = Label(self.take().text) if self.is_(*_LABELS) else Label.NONE
        if self.accept("group"):
            self._group(body, start, label, oneof)
        else:
            body.fields.append(self._plain_field(start, label, oneof))

    def _group(self, body: _Body, start: Token, label: Label, oneof: str) -> None:
        name = self.name("the name of a group")
        number = self._field_number()
        self.options()
        message = self._message_body(name, start)
        body.messages.append(message)
        body.fields.append(
            ProtoField(
                name=name.text.lower(),
                number=number,
                type=name.text,
                label=label,
                oneof=oneof,
                group=True,
                doc="",
                at=self._where(name),
                type_at=self._where(name),
            )
        )

    def _plain_field(self, start: Token, label: Label, oneof: str) -> ProtoField:
        key = self._map_key()
        type_ = self.dotted("the type of a field")
        if key:
            self.expect(">")
        name = self.name("the name of a field")
        number = self._field_number()
        options = self.options()
        end = self.expect(";")
        packed = options.get("packed")
        json_name = options.get("json_name")
        return ProtoField(
            name=name.text,
            number=number,
            type=type_.text,
            label=label,
            key=key,
            oneof=oneof,
            packed=packed if isinstance(packed, bool) else None,
            default=options.get("default"),
            json_name=json_name if isinstance(json_name, str) else "",
            deprecated=options.get("deprecated") is True,
            doc=_without_annotations(_doc(start, end)),
            at=self._where(name),
            type_at=self._where(type_),
        )

    def _map_key(self) -> str:
        """Read ``map<key,`` and return the key's type, or nothing if it is no map."""
        if not (self.is_("map") and self.is_ahead("<")):
            return ""
        self._at += 2
        key = self.name("the type of the keys").text
        self.expect(",")
        return key

    def _field_number(self) -> int:
        self.expect("=")
        token = self.next
        number = self.integer("the number of the field")
        if not 0 < number <= LARGEST_NUMBER:
            message = f"the number of a field is between 1 and {LARGEST_NUMBER}"
            raise ProtoSyntaxError(message, token.offset)
        return number

    def _reserved(self, body: _Body) -> None:
        while not self.accept(";"):
            token = self.next
            if token.kind is Kind.TEXT:
                body.reserved_names.append(self.string("a name"))
            elif token.kind is Kind.NAME:
                body.reserved_names.append(self.take().text)
            else:
                body.reserved.append(self._range())
            if not self.is_(";"):
                self.expect(",")

    def _range(self) -> tuple[int, int]:
        first = self.integer("a number or a name")
        if not self.accept("to"):
            return first, first
        last = LARGEST_NUMBER if self.accept("max") else self.integer("a number")
        return first, last

    # Enums

    def _enum(self) -> ProtoEnum:
        start = self.take()
        name = self.name("the name of an enum")
        opening = self.expect("{")
        values: list[ProtoValue] = []
        aliased = False
        while not self.accept("}"):
            if self.is_ahead("="):
                values.append(self._value())
            elif self.accept("option"):
                aliased |= self.option() == ("allow_alias", True)
                self.expect(";")
            elif self.accept("reserved"):
                while not self.accept(";"):
                    self.plain("a number or a name")
            elif not self.accept(";"):
                raise self.unexpected("a value of the enum")
        return ProtoEnum(
            name=name.text,
            values=tuple(values),
            aliased=aliased,
            doc=_without_annotations(_doc(start, opening)),
            at=self._where(name),
        )

    def _value(self) -> ProtoValue:
        name = self.name("the name of a value")
        self.expect("=")
        number_at = self.next
        number = self.integer("the number of the value")
        if not -(2**31) <= number < 2**31:
            raise ProtoSyntaxError("the number of an enum's value has 32 bits", number_at.offset)
        self.options()
        end = self.expect(";")
        doc = _without_annotations(_doc(name, end))
        return ProtoValue(name=name.text, number=number, doc=doc, at=self._where(name))

    def _where(self, token: Token) -> Location:
        return self._locate(token.offset)


def _doc(first: Token, end: Token) -> str:
    """Return the comment before a definition, else the one behind what ends or opens it."""
    return first.before or end.behind


def _without_annotations(doc: str) -> str:
    """Take out the lines that speak to the official tool and not to people."""
    lines = (
        line for line in doc.split("\n") if not line.lstrip().startswith((_ROOT_MARK, "@Option"))
    )
    return "\n".join(lines).strip()
