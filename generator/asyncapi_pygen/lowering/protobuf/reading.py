"""A schema of the document, or a file that it imports, as a ``.proto`` file."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import quote

from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.ir.protobuf import ProtoFault, ProtoFile, ProtoImport
from asyncapi_pygen.lowering.protobuf.parsing import parse
from asyncapi_pygen.lowering.protobuf.tokens import ProtoSyntaxError
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.source.texts import LocateCharacter, characters

LONGEST: Final = 1_000_000
"""How many characters a text may have; the largest one that is published has a tenth of it."""

PROVIDED: Final = ("google/protobuf/", "google/type/", "validate/", "buf/validate/")
"""The beginnings of the names of files that come with the tools, and with no document."""

AddFile = Callable[[Node], str | None]
"""Takes in the file that a node refers to and returns its id, ``None`` if there is none."""


def read_protobuf(
    node: Node, add: AddFile, diagnostics: Diagnostics
) -> ProtoFile | ProtoFault | None:
    """Parse the text at ``node`` and take in what it imports; ``None`` if it is too long.

    What a fault weighs depends on who refers to the text: it is told when that is known.
    """
    text = node.value
    if not isinstance(text, str):
        return ProtoFault(
            message="a Protobuf schema is the text of a `.proto` file",
            hint="write it as a block of text (`payload: |`), or refer to a `.proto` file",
            at=node.at,
        )
    if len(text) > LONGEST:
        message = f"the Protobuf text is longer than {LONGEST} characters"
        hint = "split it over several files, which it imports"
        diagnostics.report("limit-size", message, node.at, hint=hint)
        return None
    known = characters(node)
    try:
        file = parse(text, known or (lambda _: node.at))
    except ProtoSyntaxError as error:
        return _fault(error, node, known)
    imports = (_import(one, node, add) for one in file.imports)
    return replace(file, imports=tuple(imports))


def _fault(error: ProtoSyntaxError, node: Node, known: LocateCharacter | None) -> ProtoFault:
    message, at = error.message, node.at
    if known is not None:
        at = known(error.offset)
    else:
        line = str(node.value).count("\n", 0, error.offset) + 1
        message = f"in line {line} of the text: {message}"
    return ProtoFault(message=message, hint=error.hint, at=at)


@dataclass(frozen=True, slots=True)
class _Importing(Node):
    """The place of an ``import`` as if it were a reference, so that it is followed like one."""

    import_at: Location = field(kw_only=True, compare=False)

    @property
    def reference_at(self) -> Location:
        """Where the ``import`` stands."""
        return self.import_at


def _import(one: ProtoImport, node: Node, add: AddFile) -> ProtoImport:
    if one.name.startswith(PROVIDED) or not one.name.endswith(".proto"):
        return one
    reference = _Importing(
        node.bundle, node.document, node.pointer, {"$ref": quote(one.name)}, import_at=one.at
    )
    return replace(one, schema=add(reference))
