"""Messages: which is which, and what is different in one that is still there."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from asyncapi_pygen.diff.bindings import compare_bindings
from asyncapi_pygen.diff.change import Effect, Use
from asyncapi_pygen.diff.records import Comparing, Version, said
from asyncapi_pygen.diff.unions import tag_of
from asyncapi_pygen.diff.views import Book, Spot
from asyncapi_pygen.ir.api import Message

_JSON: Final = "application/json"

_MADE_UP: Final = re.compile(r" message\d*$")
"""The end of what a message is called where the document does not say: after its operation."""

_Tell: TypeAlias = Callable[[str, Effect, str], None]
"""Takes in a change of a message: code, effect and reason."""


def paired_messages(comparing: Comparing, old: Sequence[str], new: Sequence[str]) -> dict[str, str]:
    """Return which message is which: by key, by name, by tag, by payload, or as the only one."""
    found: dict[str, str] = {}
    labels: tuple[Callable[[Version, Message], str], ...] = (
        lambda _, one: one.key,
        lambda _, one: one.name,
        _tag,
        lambda version, one: version.api.schemas[one.payload].key if one.payload else "",
    )
    for label in labels:
        left = _labelled(comparing.old, (one for one in old if one not in found), label)
        right = _labelled(comparing.new, (one for one in new if one not in found.values()), label)
        for said_, ids in left.items():
            if said_ and len(ids) == len(right.get(said_, ())) == 1:
                found[ids[0]] = right[said_][0]
    left_over = [one for one in old if one not in found]
    others = [one for one in new if one not in found.values()]
    if len(left_over) == len(others) == 1 and not _told_apart(comparing, left_over[0], others[0]):
        found[left_over[0]] = others[0]
    return found


def _labelled(
    version: Version, ids: Iterable[str], label: Callable[[Version, Message], str]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for id_ in ids:
        found.setdefault(label(version, version.api.messages[id_]), []).append(id_)
    return found


def _tag(version: Version, message: Message) -> str:
    """Return the fixed values of a payload, which tell what a message is."""
    payload = message.payload
    if payload is None or not version.api.schemas[payload].format.language.is_json_schema:
        return ""
    book = Book(version.api.schemas)
    return tag_of(book, book.place((Spot(payload),)))


def _told_apart(comparing: Comparing, old: str, new: str) -> bool:
    """Whether fixed values say that two messages are not the same."""
    tags = (
        _tag(comparing.old, comparing.old.api.messages[old]),
        _tag(comparing.new, comparing.new.api.messages[new]),
    )
    return all(tags) and tags[0] != tags[1]


def compare_message(
    comparing: Comparing,
    old: Message,
    new: Message,
    uses: tuple[Use, ...],
    only: Effect | None = None,
) -> None:
    """Compare two messages; ``only`` is the effect whatever differs, where nobody uses them."""
    what, at = f"the message `{new.key}`", (old.at, new.at)

    def tell(code: str, effect: Effect, reason: str) -> None:
        comparing.tell(code, effect if only is None else only, reason, *at, uses)

    _compare_words(tell, old, new, is_one_version=comparing.is_one_version)
    _compare_correlation(tell, what, old, new)
    _compare_schemas(comparing, tell, (old, new), uses, only)
    if only is None:
        compare_bindings(comparing, what, (old.bindings, new.bindings), at, uses)
    elif said(old.bindings) != said(new.bindings):
        tell("diff-binding", Effect.NOTE, f"the bindings of {what} have changed")
    comparing.tell_prose(what, old, new, uses)
    extensions = (old.extensions, old.at), (new.extensions, new.at)
    comparing.tell_extensions(what, *extensions, uses)


def _compare_words(tell: _Tell, old: Message, new: Message, *, is_one_version: bool) -> None:
    """Compare names, types of content, and whether one should still use it."""
    what = f"the message `{new.key}`"
    is_named = is_one_version and not all(_MADE_UP.search(one.key) for one in (old, new))
    if old.key != new.key and (is_named or all(map(_is_component, (old, new)))):
        tell("diff-message-renamed", Effect.NOTE, f"`{old.key}` is called `{new.key}` now")
    elif old.name != new.name:
        tell("diff-message-renamed", Effect.NOTE, f"the name of {what} has changed")
    if old.content_type != new.content_type:
        usual = {old.content_type, new.content_type} == {"", _JSON}
        effect = Effect.NOTE if usual else Effect.OTHER
        texts = [f"`{one.content_type}`" if one.content_type else "not said" for one in (old, new)]
        tell("diff-content-type", effect, f"the type of {what} was {texts[0]} and is {texts[1]}")
    if old.deprecated is not new.deprecated:
        reason = f"{what} is {'' if new.deprecated else 'no longer '}deprecated"
        tell("diff-deprecated", Effect.NOTE, reason)


def _compare_schemas(
    comparing: Comparing,
    tell: _Tell,
    both: tuple[Message, Message],
    uses: tuple[Use, ...],
    only: Effect | None,
) -> None:
    """Compare payloads and headers."""
    old, new = both
    what = f"the message `{new.key}`"
    for part in ("payload", "headers"):
        one, other = getattr(old, part), getattr(new, part)
        if one is not None and other is not None:
            comparing.tell_schemas(one, other, uses, only)
        elif one is not None:
            tell(f"diff-{part}-removed", Effect.WIDER, f"the {part} of {what} may be anything now")
        elif other is not None:
            reason = f"the {part} of {what} is described now, and could be anything"
            tell(f"diff-{part}-added", Effect.NARROWER, reason)


def _is_component(message: Message) -> bool:
    """Whether it has a name in every version."""
    return "#/components/messages/" in message.id


def _compare_correlation(tell: _Tell, what: str, old: Message, new: Message) -> None:
    one, other = old.correlation_id, new.correlation_id
    if one is None and other is not None:
        reason = f"{what} says to which other message it belongs now"
        tell("diff-correlation-id", Effect.NARROWER, reason)
    elif other is None and one is not None:
        reason = f"{what} does not say any more to which other message it belongs"
        tell("diff-correlation-id", Effect.WIDER, reason)
    elif one is not None and other is not None:
        if said(one.location) != said(other.location):
            reason = f"{what} says at another place to which other message it belongs"
            tell("diff-correlation-id", Effect.OTHER, reason)
        elif said(one) != said(other):
            tell("diff-docs", Effect.NOTE, f"the correlation id of {what} is described otherwise")
