"""What the document says and no file of the package hears: reported before they are made."""

from collections.abc import Iterator

from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.ir.api import Action, Api, Binding, Channel, Message, Operation
from asyncapi_pygen.targets.webhook.dispatch import extension as dispatch
from asyncapi_pygen.transports import http


def report_unheard(api: Api, diagnostics: Diagnostics) -> None:
    """Report operations that send, headers, bindings, a document in which nothing is received."""
    operations = api.operations.values()
    received = http.receiving(api)
    if operations and not received:
        diagnostics.report(
            "nothing-received",
            "no operation receives anything: the package has no handlers",
            next(iter(operations)).at,
            hint="what the application receives is `publish` in AsyncAPI 2 and `receive` in 3; "
            "with `--role counterpart` the package is for who receives what it sends",
        )
    for operation in operations:
        if operation.action is Action.SEND:
            diagnostics.report(
                "send-unsupported",
                f"the application sends `{operation.id}`: nothing is generated for it yet",
                operation.at,
            )
    for message in (api.messages[id_] for one in received for id_ in one.exchanged):
        if message.headers is not None:
            diagnostics.report(
                "headers-untyped", f"the headers of `{message.key}` have no model", message.at
            )
    _report_dispatch(api, diagnostics)
    for operation in received:
        http.report_bindings(api, operation, diagnostics)
        for binding in _other_bindings(api, operation):
            for field in binding.schemas:
                diagnostics.report(
                    "binding-ignored",
                    f"`{field}` of the {binding.protocol} binding has no model",
                    binding.at,
                )


def _report_dispatch(api: Api, diagnostics: Diagnostics) -> None:
    """Report what tells events apart where no request brings any."""
    routed = [one for one in http.receiving(api) if http.route(api, one) is not None]
    used = {one.id for one in routed} | {one.channel for one in routed}
    used |= {id_ for one in routed for id_ in one.messages}
    said: tuple[Channel | Operation | Message, ...] = (
        *api.channels.values(),
        *api.operations.values(),
        *api.messages.values(),
    )
    for one in said:
        if dispatch.NAME in one.extensions and one.id not in used:
            diagnostics.report(
                "dispatch-ignored",
                f"`{dispatch.NAME}` has no effect: no request brings what it is about",
                one.at,
            )


def _other_bindings(api: Api, operation: Operation) -> Iterator[Binding]:
    """Yield the bindings of an operation, its channel and its messages for what is not HTTP."""
    bindings = [*operation.bindings, *api.channels[operation.channel].bindings]
    for id_ in operation.exchanged:
        bindings += api.messages[id_].bindings
    yield from (binding for binding in bindings if binding.protocol != "http")
