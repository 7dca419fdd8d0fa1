"""What there is to write, before a line of it is: messages, models, operations, verifiers."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from asyncapi_pygen.config import Config, Role
from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.ir.api import Api, Message
from asyncapi_pygen.passes.selection import unselected
from asyncapi_pygen.payloads.backends.registry import backend_of
from asyncapi_pygen.payloads.languages import with_models_of
from asyncapi_pygen.payloads.making import Making
from asyncapi_pygen.payloads.models import Models, plan_models
from asyncapi_pygen.payloads.planning import Roots
from asyncapi_pygen.targets.webhook.content import MODELLED, kind_of
from asyncapi_pygen.targets.webhook.dispatch.batches import with_events
from asyncapi_pygen.targets.webhook.dispatch.deciding import shared_place, told_apart
from asyncapi_pygen.targets.webhook.dispatch.extension import Rules, read_rules
from asyncapi_pygen.targets.webhook.dispatch.told import Place
from asyncapi_pygen.targets.webhook.handled import Handled, handled_operations
from asyncapi_pygen.targets.webhook.security import Security, secure, with_security
from asyncapi_pygen.targets.webhook.strict import Kept, keep_schemas
from asyncapi_pygen.targets.webhook.unheard import report_unheard
from asyncapi_pygen.transports import http


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What the models of a package are made of; how its events are handled is not planned yet.

    ``api`` has events for messages where requests hold several of them, which ``rules`` of the
    document say. ``models`` are those of all that the document lets the package handle, and
    ``left_out`` are the ids of the operations that it does not have all the same.
    """

    api: Api
    rules: Rules
    models: Models
    left_out: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a package handles.

    ``api`` has events for messages where requests hold several of them. ``whole`` is all that the
    document lets the package handle, and ``whole_models`` are the models of that; ``left_out`` are
    the ids of the operations that the package does not have all the same. Whatever it has is as it
    is in the whole: ``models``, the schemas that are ``kept`` in the package, the ``security`` that
    verifies its requests. ``shared`` lets all events share one URL, if anything does.
    """

    api: Api
    models: Models
    whole: Sequence[Handled]
    whole_models: Models
    kept: Kept
    security: Security
    shared: Place | None
    left_out: frozenset[str] = frozenset()

    @property
    def handled(self) -> list[Handled]:
        """What the package handles."""
        return [one for one in self.whole if one.operation.id not in self.left_out]


def draft_package(
    api: Api,
    config: Config,
    locate: Callable[[str], Location],
    diagnostics: Diagnostics,
) -> Draft:
    """Decide what a package has models of.

    ``locate`` gives the place of a schema or of a part of one.
    """
    api = with_models_of(api, backend_of(config.models))
    report_unheard(api, diagnostics)
    received = [one.id for one in http.receiving(api)]
    left_out = unselected(api, config.selection, received, diagnostics)
    rules = read_rules(api, http.receiving(api), diagnostics)
    api = with_events(api, rules, locate, diagnostics)
    making = Making(config.models, locate, diagnostics)
    models = plan_models(api, _roots(api, config.role), making)
    return Draft(api=api, rules=rules, models=models, left_out=left_out)


def plan_package(draft: Draft, config: Config, diagnostics: Diagnostics) -> Plan:
    """Decide what a package has to handle, and report what cannot be honoured."""
    api, left_out = draft.api, draft.left_out
    whole_models = models = draft.models
    handled = handled_operations(api, models, diagnostics)
    handled = told_apart(api, handled, models, draft.rules, diagnostics)
    routed = [one.operation for one in handled if one.route is not None]
    http.report_ignored(api, routed, diagnostics)
    security = secure(api, config.folder, handled, diagnostics)
    handled = with_security(handled, security)
    kept = Kept()
    if config.models.strict_schemas and not config.selection.models_only:
        kept = keep_schemas(api, models, handled, diagnostics)
    shared = shared_place(handled) if security.allows_one_url else None
    if left_out:
        stay = [one for one in handled if one.operation.id not in left_out]
        models = models.of(_payloads(api, stay), api.schemas)
        kept, security = kept.of(stay), security.of(stay)
    return Plan(
        api=api,
        models=models,
        whole=handled,
        whole_models=whole_models,
        kept=kept,
        security=security,
        shared=shared,
        left_out=left_out,
    )


def _roots(api: Api, role: Role) -> Roots:
    """Return what the package's side receives, and what it sends."""
    operations = http.receiving(api)
    received = [id_ for one in operations for id_ in one.messages]
    sent = [id_ for one in operations if one.reply is not None for id_ in one.reply.messages]
    coming, going = _modelled(api, received), _modelled(api, sent)
    return Roots(coming, going) if role is Role.HANDLER else Roots(going, coming)


def _payloads(api: Api, handled: Iterable[Handled]) -> list[str]:
    """Return the payloads that these operations take or answer, and that are models."""
    replies = [one.operation.reply for one in handled]
    sent = [id_ for reply in replies if reply is not None for id_ in reply.messages]
    taken = [message.id for one in handled for message in one.messages]
    return [one.payload for one in _modelled(api, [*taken, *sent]) if one.payload is not None]


def _modelled(api: Api, ids: Sequence[str]) -> tuple[Message, ...]:
    messages = (api.messages[id_] for id_ in dict.fromkeys(ids))
    return tuple(message for message in messages if kind_of(api, message) in MODELLED)
