"""The names in braces of addresses: parameters of channels, and variables of servers."""

from collections.abc import Mapping, Sequence

from asyncapi_pygen.diagnostics import Location
from asyncapi_pygen.diff.change import Effect
from asyncapi_pygen.diff.records import Comparing, said
from asyncapi_pygen.ir.api import Parameter, ServerVariable


def compare_variables(
    comparing: Comparing,
    what: str,
    both: tuple[Sequence[ServerVariable | Parameter], Sequence[ServerVariable | Parameter]],
    at: tuple[Location, Location],
) -> None:
    """Compare the names in braces of two addresses, and their values."""
    old, new = ({one.name: one for one in variables} for variables in both)
    for name in [name for name in new if name not in old]:
        reason = f"the address of {what} has a `{{{name}}}` now"
        comparing.tell("diff-parameter-added", Effect.OTHER, reason, at[0], new[name].at)
    for name, one in old.items():
        if name in new:
            _compare_variable(comparing, what, one, new[name])
        else:
            reason = f"the address of {what} has no `{{{name}}}` any more"
            comparing.tell("diff-parameter-removed", Effect.OTHER, reason, one.at, at[1])


def _compare_variable(
    comparing: Comparing,
    what: str,
    old: ServerVariable | Parameter,
    new: ServerVariable | Parameter,
) -> None:
    what, at = f"`{{{new.name}}}` of {what}", (old.at, new.at)
    _compare_words(comparing, what, old, new)
    if old.default != new.default:
        effect = Effect.NOTE if isinstance(old, Parameter) else Effect.OTHER
        reason = f"{what} was `{old.default}` and is `{new.default}` where nobody says it"
        comparing.tell("diff-parameter-default", effect, reason, *at)
    if isinstance(old, Parameter) and isinstance(new, Parameter):
        if said(old.location) != said(new.location):
            reason = f"{what} is repeated at another place of the message, or at none"
            comparing.tell("diff-parameter-location", Effect.OTHER, reason, *at)
        _compare_parameter_schemas(comparing, what, old, new)
    comparing.tell_prose(what, old, new)
    comparing.tell_extensions(what, (old.extensions, old.at), (new.extensions, new.at))


def _compare_words(
    comparing: Comparing,
    what: str,
    old: ServerVariable | Parameter,
    new: ServerVariable | Parameter,
) -> None:
    if {*old.enum} == {*new.enum}:
        return
    more = {*new.enum} - {*old.enum} if old.enum else set[str]()
    less = {*old.enum} - {*new.enum} if new.enum else set[str]()
    is_wider, is_narrower = bool(more) or not new.enum, bool(less) or not old.enum
    effect = Effect.WIDER if is_wider else Effect.NARROWER
    effect = Effect.OTHER if is_wider and is_narrower else effect
    listed = [", ".join(f"`{one}`" for one in it.enum) or "anything" for it in (old, new)]
    reason = f"{what} could be {listed[0]} and may be {listed[1]}"
    comparing.tell("diff-parameter-values", effect, reason, old.at, new.at)


def _compare_parameter_schemas(
    comparing: Comparing, what: str, old: Parameter, new: Parameter
) -> None:
    """Compare what only 2.x says of a parameter, where it says more than 3.x could."""
    if old.schema is not None and new.schema is not None:
        comparing.tell_schemas(old.schema, new.schema, ())
        return
    for api, one, is_new in ((comparing.old.api, old, False), (comparing.new.api, new, True)):
        body = api.schemas[one.schema].body if one.schema is not None else None
        words = {"type", "enum", "default", "examples", "description", "title"}
        if isinstance(body, Mapping) and not (
            words.issuperset(body) and body.get("type", "string") == "string"
        ):
            effect = Effect.NARROWER if is_new else Effect.WIDER
            reason = f"{what} is {'described by a schema' if is_new else 'not described'} now"
            comparing.tell("diff-parameter-schema", effect, reason, old.at, new.at)
