"""What there is to write, before a line of it is: messages, models, operations, verifiers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from asyncapi_pygen.config import Config, Role
from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.ir.api import Api, Message
from asyncapi_pygen.payloads.backends.registry import backend_of
from asyncapi_pygen.payloads.languages import with_models_of
from asyncapi_pygen.payloads.making import Making
from asyncapi_pygen.payloads.models import Models, make_models
from asyncapi_pygen.payloads.planning import Roots
from asyncapi_pygen.targets.webhook.content import MODELLED, kind_of
from asyncapi_pygen.targets.webhook.dispatch.batches import with_events
from asyncapi_pygen.targets.webhook.dispatch.deciding import told_apart
from asyncapi_pygen.targets.webhook.dispatch.extension import read_rules
from asyncapi_pygen.targets.webhook.handled import Handled, handled_operations
from asyncapi_pygen.targets.webhook.security import Security, secure, with_security
from asyncapi_pygen.targets.webhook.strict import Kept, keep_schemas
from asyncapi_pygen.targets.webhook.unheard import report_unheard
from asyncapi_pygen.transports import http


@dataclass(frozen=True, slots=True)
class Plan:
    """What a package handles.

    ``api`` has events for messages where requests hold several of them. ``kept`` are the schemas
    that stay in the package, and ``security`` is what verifies its requests.
    """

    api: Api
    models: Models
    handled: Sequence[Handled]
    kept: Kept
    security: Security


def plan_package(
    api: Api,
    config: Config,
    locate: Callable[[str], Location],
    diagnostics: Diagnostics,
    known: Mapping[str, str],
) -> Plan:
    """Decide what a package has to handle, and report what cannot be honoured.

    ``locate`` gives the place of a schema or of a part of one; ``known`` is what ``make_models``
    says.
    """
    api = with_models_of(api, backend_of(config.models))
    report_unheard(api, diagnostics)
    rules = read_rules(api, http.receiving(api), diagnostics)
    api = with_events(api, rules, locate, diagnostics)
    making = Making(config.models, locate, diagnostics)
    models = make_models(api, _roots(api, config.role), making, known)
    handled = handled_operations(api, models, diagnostics)
    handled = told_apart(api, handled, models, rules, diagnostics)
    routed = [one.operation for one in handled if one.route is not None]
    http.report_ignored(api, routed, diagnostics)
    security = secure(api, config.folder, handled, diagnostics)
    handled = with_security(handled, security)
    kept = Kept()
    if config.models.strict_schemas:
        kept = keep_schemas(api, models, handled, diagnostics)
    return Plan(api, models, handled, kept, security)


def _roots(api: Api, role: Role) -> Roots:
    """Return what the package's side receives, and what it sends."""
    operations = http.receiving(api)
    received = [id_ for one in operations for id_ in one.messages]
    sent = [id_ for one in operations if one.reply is not None for id_ in one.reply.messages]
    coming, going = _modelled(api, received), _modelled(api, sent)
    return Roots(coming, going) if role is Role.HANDLER else Roots(going, coming)


def _modelled(api: Api, ids: Sequence[str]) -> tuple[Message, ...]:
    messages = (api.messages[id_] for id_ in dict.fromkeys(ids))
    return tuple(message for message in messages if kind_of(api, message) in MODELLED)
