"""Which message of a file is the payload: the one that no other message holds.

This is how the official protobuf-schema-parser finds it; ``@RootNode`` in a comment tells where
there are several.
"""

from collections.abc import Mapping, Sequence

from asyncapi_pygen.ir.protobuf import ProtoFile
from asyncapi_pygen.payloads.protobuf.findings import Findings
from asyncapi_pygen.payloads.protobuf.types import Definition, Message, Named

_HINT = "write `// @RootNode` on the line above the message that is the payload"


def find_root(
    definitions: Mapping[str, Definition], file: str, text: ProtoFile, findings: Findings
) -> str | None:
    """Return the full name of the payload among what ``file`` defines; say so if there is none."""
    own = [one for one in definitions.values() if isinstance(one, Message) and one.file == file]
    outer = [one for one in own if "." not in one.name.removeprefix(f"{text.package}.")]
    used = _used(own)
    free = [one for one in outer if one.name not in used]
    marked = [one for one in free or own if one.declared.is_root]
    if len(free) == 1 or marked:
        return (marked or free)[0].name
    if not outer:
        findings.invalid("the text defines no message, so that there is no payload", text.at)
    elif not free:
        findings.invalid("each message is part of another one: none is the payload", text.at, _HINT)
    else:
        names = ", ".join(f"`{one.declared.name}`" for one in free)
        message = f"several messages may be the payload, and nothing tells which: {names}"
        findings.invalid(message, free[1].declared.at, _HINT, first=free[0].declared.at)
    return None


def _used(messages: Sequence[Message]) -> set[str]:
    """Return the messages that are fields of others, and not of themselves alone."""
    return {
        field.type.name
        for message in messages
        for field in message.fields
        if isinstance(field.type, Named) and field.type.name != message.name
    }
