"""``trials/``: what the document says that the package does, as data that its contract runs."""

import ast
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from asyncapi_pygen.ir.api import Message
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.payloads.samples import Sampler
from asyncapi_pygen.payloads.trials.changing import Pointer
from asyncapi_pygen.payloads.trials.making import Maker
from asyncapi_pygen.payloads.trials.records import avro_values, protobuf_values
from asyncapi_pygen.source.pointers import split_pointer
from asyncapi_pygen.targets.webhook.content import CODED, Content, Kind
from asyncapi_pygen.targets.webhook.dispatch.told import Means
from asyncapi_pygen.targets.webhook.forms import arrives
from asyncapi_pygen.targets.webhook.handled import Handled
from asyncapi_pygen.targets.webhook.planning import Plan
from asyncapi_pygen.targets.webhook.posts import fields_of, path_with_values, value_of_parameter
from asyncapi_pygen.targets.webhook.samples import Sample
from asyncapi_pygen.transports.http import Route

FOLDER: Final = "trials"

CONTRACT: Final = ("_proofs.py", "_trials.py", "contract.py")
"""The vendored files that run what is in the folder."""

_IN_JSON: Final = frozenset({Kind.AVRO_JSON, Kind.PROTOBUF_JSON})
_NO_EVENTS: Final[Sequence[Json]] = ([], None, 7)
"""What most events are not."""

_ITEMS_OF_ADYEN: Final[Json] = {
    "notificationItems": [
        {
            "NotificationRequestItem": {
                "pspReference": "1",
                "merchantAccountCode": "Account",
                "merchantReference": "2",
                "amount": {"value": 100, "currency": "EUR"},
                "eventCode": "AUTHORISATION",
                "success": "true",
            }
        }
    ]
}
"""An event of Adyen, which is signed item by item, and only with these."""

_BYTES: Final = b"\x00\xff any bytes"
_ANY_TEXT: Final = "any text"


def trials_of(
    plan: Plan, one: Handled, samples: Sequence[Sample], sampler: Sampler, maker: Maker
) -> str:
    """Return the text of the file of an operation; ``samples`` are its own.

    Which operation tries what several share is told by ``maker``, which is the same for all.
    """
    if one.route is None:
        return ""
    one_url = plan.shared is not None
    return _written(_Facts(plan, maker, sampler, one, samples).told(one.route, one_url=one_url))


def _written(told: Mapping[str, Json]) -> str:
    """Write facts so that a change of the document is a change of few lines: a trial a line."""
    return (
        "{\n"
        + ",\n".join(f"  {_line(key)}: {_lines(value, 2)}" for key, value in told.items())
        + "\n}\n"
    )


def _lines(value: Json, indent: int) -> str:
    margin = " " * (indent + 2)
    if (
        isinstance(value, dict)
        and indent < _FLAT
        and any(isinstance(one, list | dict) for one in value.values())
    ):
        rows = [f"{margin}{_line(key)}: {_lines(one, indent + 2)}" for key, one in value.items()]
        return "{\n" + ",\n".join(rows) + f"\n{' ' * indent}}}"
    if (
        isinstance(value, list)
        and indent < _FLAT
        and any(isinstance(one, list | dict) for one in value)
    ):
        rows = [f"{margin}{_lines(one, indent + 2)}" for one in value]
        return "[\n" + ",\n".join(rows) + f"\n{' ' * indent}]"
    return _line(value)


_FLAT: Final = 8
"""From this indentation on, a value stands on one line."""


_line: Final = json.JSONEncoder(ensure_ascii=False).encode
"""Writes a value on one line."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What there is to say of one operation."""

    plan: Plan
    maker: Maker
    sampler: Sampler
    one: Handled
    samples: Sequence[Sample]

    def told(self, route: Route, *, one_url: bool) -> dict[str, Json]:
        """Return all of it."""
        one = self.one
        verifier = self.plan.security.verifiers.get(one.operation.id)
        secured = None if verifier is None else described(verifier)
        batch = one.batch
        names = dict(one.parameters)
        return {
            "operation": one.operation.id,
            "method": route.method,
            "path": path_with_values(route),
            "one_url": one_url,
            "parameters": {
                names[parameter.name]: value_of_parameter(parameter)
                for parameter in route.parameters
            },
            "decode": one.decode,
            "encode": one.encode,
            "batch": None if batch is None else {"within": [*batch.within], "item": [*batch.item]},
            "secured": secured,
            **_proved_with(secured),
            "keeps_unknown": self.plan.whole_models.backend.keeps_unknown,
            "events": [*self._events()],
            "answers": [*self._answers()],
        }

    def _events(self) -> Iterator[dict[str, Json]]:
        one = self.one
        kept = [*self._kept()]
        if one.event.kind is Kind.JSON:
            for found in self.samples:
                name = f"{found.name}.json"
                yield {"sample": name, **self._event(found.message, found.event, kept)}
            return
        for message in one.messages or (None,):
            made = self._made(message)
            if made is not None:
                yield made

    def _event(self, message: Message, event: Json, kept: Sequence[Pointer]) -> dict[str, Json]:
        trials: dict[str, Json] = {}
        payload = message.payload
        if payload is not None and payload in self.plan.whole_models.plan.entries:
            rows = [row.event.payloads for row in self.one.rows if payload in row.event.payloads]
            others = rows[0] if rows else ()
            trials = self._class(message, event, others)
            trials["never"] = [
                one for one in _NO_EVENTS if not self.maker.may_be(others or (payload,), one)
            ]
            made = self.maker.trials(payload, event, kept, others)
            if () in made.untried:
                return {"untried": f"the models do not take the sample of {message.key}"}
            trials |= made.written()
        return {"fields": {**fields_of(self.one, message)}, **trials}

    def _class(
        self, message: Message, value: Json = None, beside: Sequence[str] = ()
    ) -> dict[str, Json]:
        """Return the name of the class of a message's payload, and its attributes, if known.

        A value that could be of one of the payloads ``beside`` as well may become that.
        """
        models, payload = self.plan.whole_models, message.payload or ""
        name, others = models.class_of(payload), [one for one in beside if one != payload]
        if not name or (others and self.maker.may_be(others, value)):
            return {}
        attributes: dict[str, Json] = {**models.names.attributes.get(payload, {})}
        return {"class": name, "attributes": attributes}

    def _made(self, message: Message | None) -> dict[str, Json] | None:
        """Return what is sent where it is not JSON, or why nothing is."""
        kind = self.one.event.kind
        fields: dict[str, Json] = {} if message is None else {**fields_of(self.one, message)}
        match kind:
            case Kind.NOTHING:
                return {"fields": fields, "text": ""}
            case Kind.TEXT:
                return {"fields": fields, "text": _ANY_TEXT, "value": _ANY_TEXT}
            case Kind.RAW:
                return {"fields": fields, "base64": b64encode(_BYTES).decode()}
            case Kind.FIELDS:
                return {
                    "fields": fields,
                    "text": "a=1&b=2&a=3",
                    "value": {"a": ["1", "3"], "b": ["2"]},
                }
            case _ if kind in CODED and message is not None:
                return {"fields": fields, **self._class(message), **self._coded(message, kind)}
            case Kind.CONVERTED | Kind.FORM if message is not None:
                return self._of_model(kind, message)
            case _:
                return {"untried": f"bodies in {kind.value} are not made"}

    def _coded(self, message: Message, kind: Kind) -> dict[str, Json]:
        """Return values of a message in the JSON of its encoding."""
        plan, payload = self.plan.whole_models.plan, message.payload or ""
        found = (
            avro_values(plan.avro[payload])
            if payload in plan.avro
            else protobuf_values(plan.protobuf[payload])
        )
        return {"coded": "json" if kind in _IN_JSON else "binary", "values": found}

    def _of_model(self, kind: Kind, message: Message) -> dict[str, Json]:
        value, found = self.sampler.sample(message)
        if not found:
            return {"untried": f"no sample could be made for {message.key}"}
        if kind is Kind.CONVERTED:
            return {"value": value, **self._event(message, value, [*self._kept()])}
        if not isinstance(value, dict):
            return {"untried": "no form has this value"}
        # A form has no word for null and for what is empty: both are left out, where they may be.
        value = {name: one for name, one in value.items() if _is_written(one)}
        check = self.sampler.originals.validator(message.payload) if message.payload else None
        if not self._arrives(value) or not (check is None or check.is_valid(value)):
            return {"untried": "no form has this value"}
        sent = self._event(message, value, [*self._kept()])
        for name in ("taken", "noticed"):
            sent[name] = [one for one in _trials(sent, name) if self._is_sendable(one)]
        return {"form": True, "value": value, **sent}

    def _arrives(self, value: Mapping[str, Json]) -> bool:
        """Return whether the fields of a form are read as these values."""
        return all(arrives(self.one.event.fields, name, one) for name, one in value.items())

    def _is_sendable(self, trial: Mapping[str, Json]) -> bool:
        """Return whether what a trial puts can be put in a form."""
        put = [(split_pointer(at), value) for at, value in _places(trial).items()]
        return all(len(at) == 1 for at, _ in put) and self._arrives({at[0]: v for at, v in put})

    def _kept(self) -> Iterator[Pointer]:
        """Yield the places of what tells the events."""
        for row in self.one.rows:
            for step in row.told.steps if row.told is not None else ():
                if step.place.means is Means.TAG:
                    yield step.place.path
                elif step.place.means is Means.KEY:
                    yield from ((*step.place.path, str(value)) for value in step.values)

    def _answers(self) -> Iterator[dict[str, Json]]:
        one = self.one
        if one.statuses.empty is not None:
            yield {"nothing": True, "status": one.statuses.empty}
        if one.reply is None:
            yield {"nothing": True, "status": 204}
            yield {"json": {"any": [1]}, "status": 200, "content_type": "application/json"}
            return
        reply = one.operation.reply
        messages = [self.plan.api.messages[id_] for id_ in reply.messages] if reply else []
        for message in messages or (None,):
            yield self._answer(one.reply, message)

    def _answer(self, content: Content, message: Message | None) -> dict[str, Json]:
        status = self._status(message)
        media: dict[str, Json] = {"content_type": content.media_type} if content.media_type else {}
        told: dict[str, Json] = {"status": status, **media}
        match content.kind:
            case Kind.NOTHING:
                return {"nothing": True, **told}
            case Kind.TEXT:
                return {"text": _ANY_TEXT, **told}
            case Kind.RAW:
                return {"base64": b64encode(_BYTES).decode(), **told}
            case Kind.JSON | Kind.CONVERTED | Kind.FORM if message and message.payload:
                form: dict[str, Json] = {"form": True} if content.kind is Kind.FORM else {}
                made = self._of_reply(message, message.payload, told)
                return made if "untried" in made else {**made, **form}
            case kind if kind in CODED and message is not None:
                return {**self._class(message), **told, **self._coded(message, kind)}
            case kind:
                return {"untried": f"answers in {kind.value} are not made"}

    def _of_reply(self, message: Message, payload: str, told: dict[str, Json]) -> dict[str, Json]:
        value, found = self.sampler.sample(message)
        if not found:
            return {"untried": f"no answer could be made for {message.key}"}
        reply = self.one.operation.reply
        ids = reply.messages if reply else ()
        beside = [each for id_ in ids if (each := self.plan.api.messages[id_].payload) is not None]
        media = {"content_type": "application/json", **told}
        trials = self.maker.trials(payload, value, (), beside, sent=True)
        own = self._class(message, value, beside)
        return {"value": value, **own, **media, **trials.written()}

    def _status(self, message: Message | None) -> int:
        """Return the status that the document gives an answer."""
        statuses, reply = self.one.statuses, self.one.operation.reply
        if message is None or reply is None:
            return statuses.usual
        name = self.plan.whole_models.class_of(message.payload or "")
        own = dict(statuses.own)
        return own.get(name, statuses.usual)


def described(node: ast.expr) -> Json:
    """Return what makes a verifier, as JSON: a function by name, with what it is given."""
    match node:
        case ast.Constant(value=value):
            return value if isinstance(value, str | int | float | bool) else None
        case ast.Name(id=name):
            return {"call": name}
        case ast.Call(func=ast.Name(id="environment"), args=[ast.Constant(value=name)]):
            return {"secret": str(name)}
        case ast.Call(func=ast.Name(id=name), args=given, keywords=settings):
            return {
                "call": name,
                "given": [described(one) for one in given],
                "settings": {one.arg or "": described(one.value) for one in settings},
            }
        case _:
            return None


def _proved_with(secured: Json) -> dict[str, Json]:
    """Return the event that is signed where not every event can be."""
    return {"proved_with": _ITEMS_OF_ADYEN} if "adyen_items" in _called(secured) else {}


def _called(told: Json) -> Iterator[Json]:
    """Yield the names of all functions that make a verifier."""
    if isinstance(told, dict):
        yield told.get("call")
        given = told.get("given")
        for one in given if isinstance(given, list) else []:
            yield from _called(one)


def _trials(told: Mapping[str, Json], name: str) -> list[dict[str, Json]]:
    found = told.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _is_written(value: Json) -> bool:
    """Return whether a form has words for a value and all that is in it."""
    match value:
        case dict():
            return bool(value) and all(map(_is_written, value.values()))
        case list():
            return bool(value) and all(map(_is_written, value))
        case _:
            return value is not None


def _places(trial: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return what a trial puts, by the places."""
    puts = trial.get("with")
    return puts if isinstance(puts, dict) else {}
