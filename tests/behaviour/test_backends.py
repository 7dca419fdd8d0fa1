"""One document in every back end: what is read, kept, refused and written is the same.

Where a back end cannot do what the others do, its exception stands in ``EXCEPTIONS``, and for people
in ``docs/backends.md``.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from asyncapi_pygen.config import ModelBackend, ModelSettings
from support.asgi import send
from support.commands import command
from support.packages import (
    ORDERS,
    VOICE,
    VOICE_OVERLAY,
    Recorder,
    Written,
    importable,
    packaged,
    run,
    write,
)

DOCUMENT = """\
asyncapi: 3.0.0
info: {title: Everything, version: 1.0.0}
channels:
  events:
    address: /events
    messages:
      event:
        payload: {$ref: '#/components/schemas/Event'}
  answers:
    address: null
    messages:
      answer:
        payload: {$ref: '#/components/schemas/Answer'}
operations:
  receiveEvent:
    action: receive
    channel: {$ref: '#/channels/events'}
    bindings: {http: {method: POST}}
    reply:
      channel: {$ref: '#/channels/answers'}
components:
  schemas:
    Event:
      type: object
      required: [id, gone]
      properties:
        id: {type: string, maxLength: 8}
        gone: {type: [integer, 'null']}
        optional: {type: integer, minimum: 0}
        nullable: {type: [integer, 'null']}
        defaulted: {type: integer, default: 7}
        nullableDefaulted: {type: [string, 'null'], default: new}
        listed: {type: array, items: {type: integer}, default: [1, 2]}
        object: {$ref: '#/components/schemas/Point'}
        nullableObject:
          oneOf: [{$ref: '#/components/schemas/Point'}, {type: 'null'}]
        array: {type: array, items: {type: string}, maxItems: 3}
        nullableArray: {type: [array, 'null'], items: {type: number}}
        constant: {const: fixed}
        status: {enum: [open, closed]}
        level: {enum: [1, 2]}
        at: {type: string, format: date-time}
        'on': {type: string, format: date}
        code: {type: string, pattern: '^[A-Z]+$'}
        anything: {}
        map: {type: object, additionalProperties: {$ref: '#/components/schemas/Point'}}
        shape: {$ref: '#/components/schemas/Shape'}
        shapes: {type: array, items: {$ref: '#/components/schemas/Shape'}}
        either:
          oneOf: [{$ref: '#/components/schemas/Point'}, {$ref: '#/components/schemas/Person'}]
        mixed: {oneOf: [{type: string}, {type: array, items: {type: integer}}]}
        typed:
          type: object
          properties: {known: {type: string}}
          additionalProperties: {type: number}
        unique: {type: array, items: {type: integer}, uniqueItems: true}
        pair: {type: array, items: [{type: string}, {type: integer}], minItems: 2}
        class: {type: string}
        a-b c: {type: string}
        'quoted "name"': {type: string}
        next: {$ref: '#/components/schemas/Event'}
    Point:
      type: object
      required: [x]
      properties: {x: {type: number}, y: {type: number}}
    Person:
      type: object
      required: [name]
      properties: {name: {type: string}, y: {type: number}}
    Shape:
      oneOf: [{$ref: '#/components/schemas/Circle'}, {$ref: '#/components/schemas/Square'}]
    Circle:
      type: object
      required: [kind]
      properties: {kind: {const: circle}, radius: {type: number}}
    Square:
      type: object
      required: [kind]
      properties: {kind: {const: square}, side: {type: number}}
    Answer:
      type: object
      required: [action]
      additionalProperties: false
      properties:
        action: {const: go}
        speed: {enum: [slow, fast]}
        nullable: {type: [string, 'null']}
        defaulted: {type: integer, default: 1}
        steps: {type: integer, minimum: 1}
"""
BACKENDS: Final = list(ModelBackend)
BASE: Final = {"id": "1", "gone": None, "constant": "fixed"}
EVENTS: Final[dict[str, dict[str, Any]]] = {
    "least": {},
    "every value": {
        "gone": 1,
        "optional": 0,
        "nullable": 2,
        "defaulted": 8,
        "nullableDefaulted": "old",
        "object": {"x": 1.5},
        "nullableObject": {"x": 1, "y": 2},
        "array": ["a"],
        "nullableArray": [1.5],
        "status": "open",
        "level": 1,
        "code": "AB",
    },
    "null where it may be": {
        "nullable": None,
        "nullableDefaulted": None,
        "nullableObject": None,
        "nullableArray": None,
    },
    "defaults that are said": {"defaulted": 7, "nullableDefaulted": "new", "listed": [1, 2]},
    "another list than the default": {"listed": []},
    "further properties of a type": {"typed": {"known": "a", "further": 1.5}},
    "empty": {"object": {"x": 0}, "array": [], "nullableArray": [], "map": {}, "shapes": []},
    "values that nobody knew": {"status": "lost"},
    "big numbers": {"optional": 2**70, "nullable": -(2**63)},
    "times as they are spelled": {"at": "2024-01-16t16:46:36.123456789z", "on": "2024-02-29"},
    "time without a zone": {"at": "2024-01-16T16:46:36"},
    "anything": {"anything": {"a": [1, None, {"b": True}]}},
    "anything is null": {"anything": None},
    "map": {"map": {"a": {"x": 1}, "b c": {"x": 2}}},
    "tagged": {"shape": {"kind": "circle", "radius": 1.5}},
    "tagged, in a list": {"shapes": [{"kind": "square", "side": 1}, {"kind": "circle"}]},
    "not tagged": {"either": {"name": "n", "y": 1}},
    "not tagged, the other": {"either": {"x": 1, "y": 1}},
    "mixed": {"mixed": [1, 2]},
    "a pair": {"pair": ["a", 1]},
    "names": {"class": "c", "a-b c": "d"},
    "a name with quotes": {'quoted "name"': "q"},
    "recursive": {"next": {**BASE, "next": {**BASE, "nullable": None}}},
    "unknown fields": {"unknown": 1, "object": {"x": 1, "z": [2]}},
}
ASIDE: Final[dict[str, tuple[dict[str, Any], list[str]]]] = {
    "wrong type": ({"optional": "1", "array": {}}, ["/array", "/optional"]),
    "null where it may not be": ({"optional": None, "object": None}, ["/object", "/optional"]),
    "out of bounds": (
        {"optional": -1, "code": "ab", "array": [""] * 4},
        ["/array", "/code", "/optional"],
    ),
    "what no type says": ({"unique": [1, 1.0]}, ["/unique"]),
    "a pair of others": ({"pair": [1, "a"]}, ["/pair"]),
    "wrong inside": ({"object": {"x": 1, "y": "2"}}, ["/object/y"]),
    "required inside": ({"object": {"y": 2}, "next": {"id": 1}}, ["/next", "/object"]),
    "wrong tag": ({"shape": {"kind": "line"}}, ["/shape"]),
    "in a list": ({"shapes": [{"kind": "circle", "radius": "1"}]}, ["/shapes/0/radius"]),
    "no time": ({"at": "yesterday", "on": "2024-02-30"}, ["/at", "/on"]),
    "no member": ({"either": {"y": 1}, "mixed": [1, "2"]}, ["/either", "/mixed"]),
}
EXCEPTIONS: Final[dict[tuple[str, str], dict[str, Any]]] = {
    # A struct has no place for what it does not declare.
    ("msgspec", "unknown fields"): {"object": {"x": 1}},
    ("msgspec", "further properties of a type"): {"typed": {"known": "a"}},
    # msgspec does not escape names.
    ("msgspec", "a name with quotes"): {},
}
"""What a back end writes of an event, where that is not what it read."""

FITTING: Final[dict[str, dict[str, Any]]] = {
    "wrong inside": {"object": {"x": 1}},
    "in a list": {"shapes": [{"kind": "circle"}]},
}
"""What is left of an event when what is set aside inside it is gone."""

LOSES_WHAT_IS_ASIDE: Final = {"msgspec"}
READS_INTEGERS_ALONE: Final = {ModelBackend.PYDANTIC}
WRITES_NO_CONSTANT: Final = {"typeddict"}
READS_NAN: Final = {"pydantic"}
"""Where a body with ``NaN`` is JSON that does not fit, and not no JSON."""
REFUSED: Final[dict[str, tuple[dict[str, Any], list[str]]]] = {
    "missing": ({"id": None}, ["/id"]),
    "too long": ({"id": "123456789"}, ["/id"]),
    "required and wrong": ({"gone": "1"}, ["/gone"]),
    "inside, twice": ({"array": [1, 2]}, ["/array/0", "/array/1"]),
    "boolean for a number": ({"optional": True, "level": True}, ["/level", "/optional"]),
}
NOT_JSON: Final = [
    b"",
    b"{",
    b'{"id": NaN}',
    b'{"id": -Infinity}',
    b'{"id": "\xff"}',
    b'{"id": 1} {}',
    b"[" * 100_000,
    "{}".encode("utf-16"),
]


def package_of(backend: ModelBackend, folder: Path, document: Path) -> Written:
    name = f"{document.stem}_{backend.value}"
    overlays = [VOICE_OVERLAY] if document == VOICE else []
    result = run(document, name, overlays, models=ModelSettings(backend=backend))
    write(result, folder)
    return Written(folder, name, result)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[ModelBackend, Written]]:
    folder = tmp_path_factory.mktemp("backends")
    document = folder / "everything.yaml"
    document.write_text(DOCUMENT, "utf-8")
    with ExitStack() as stack:
        found = {backend: package_of(backend, folder, document) for backend in BACKENDS}
        for package in found.values():
            stack.enter_context(importable(folder, package.name))
        yield found


@pytest.fixture(params=BACKENDS)
def package(request: pytest.FixtureRequest, written: dict[ModelBackend, Written]) -> Written:
    return written[request.param]


def backend_of(package: Written) -> str:
    return package.name.rpartition("_")[2]


def codec(package: Written, name: str = "Event") -> Any:
    return package.runtime.Codec(getattr(package.models, name))


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_written_as_it_was_read(package: Written, name: str) -> None:
    event = BASE | EVENTS[name]
    kept = BASE | EXCEPTIONS.get((backend_of(package), name), EVENTS[name])
    read = codec(package).decode(as_json(event))
    assert json.loads(codec(package).encode(read)) == kept
    assert package.runtime.set_aside(read) == {}


@pytest.mark.parametrize("name", ASIDE)
def test_what_does_not_fit_is_set_aside(package: Written, name: str) -> None:
    unfit, pointers = ASIDE[name]
    body = as_json(BASE | unfit)
    with pytest.raises(package.runtime.UnfitError):
        codec(package).decode(body)
    read = codec(package).salvage(body)
    aside = package.runtime.set_aside(read)
    assert sorted(aside) == pointers
    again = json.loads(package._codec.to_json(read))
    kept = {key: value for key, value in unfit.items() if f"/{key}" not in pointers}
    expected = FITTING.get(name, kept) if backend_of(package) in LOSES_WHAT_IS_ASIDE else unfit
    assert again == BASE | expected


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_required_has_to_fit(package: Written, name: str) -> None:
    unfit, pointers = REFUSED[name]
    with pytest.raises(package.runtime.UnfitError) as caught:
        codec(package).decode(as_json(BASE | unfit))
    assert caught.value.is_json
    assert sorted({misfit.pointer for misfit in caught.value.misfits}) == pointers
    assert not any("123456789" in misfit.detail for misfit in caught.value.misfits)


@pytest.mark.parametrize("body", NOT_JSON, ids=lambda body: repr(body[:12]))
def test_what_is_no_json_is_said_to_be_none(package: Written, body: bytes) -> None:
    reads = backend_of(package) in READS_NAN and (b"NaN" in body or b"Infinity" in body)
    with pytest.raises(package.runtime.UnfitError) as caught:
        codec(package).salvage(body)
    assert caught.value.is_json is reads
    answer = send(package.asgi.application(Recorder()), "POST", "/events", body)
    assert answer.status == (422 if reads else 400)


@pytest.mark.parametrize("backend", [one for one in BACKENDS if one not in READS_INTEGERS_ALONE])
def test_a_whole_number_is_an_integer_however_it_is_spelled(
    backend: ModelBackend, written: dict[ModelBackend, Written]
) -> None:
    package = written[backend]
    read = codec(package).decode(b'{"id": "1", "gone": 3.0, "optional": 1e2, "level": 1.0}')
    again = json.loads(codec(package).encode(read))
    assert (again["gone"], again["optional"], again["level"]) == (3, 100, 1)


def test_a_constant_that_is_absent_is_written(package: Written) -> None:
    read = codec(package).decode(b'{"id": "1", "gone": null}')
    again = json.loads(codec(package).encode(read))
    constant = {} if backend_of(package) in WRITES_NO_CONSTANT else {"constant": "fixed"}
    assert again == {"id": "1", "gone": None, **constant}


def test_a_time_is_a_time_and_a_date_a_date(package: Written) -> None:
    event = BASE | {"at": "2024-01-16T16:46:36Z", "on": "2024-02-29"}
    read = codec(package).decode(as_json(event))
    held = read if isinstance(read, dict) else {"at": read.at, "on": read.on}
    assert held["at"] == datetime(2024, 1, 16, 16, 46, 36, tzinfo=UTC)
    assert held["on"] == date(2024, 2, 29)


def test_absence_null_and_default_are_told_apart(package: Written) -> None:
    absent = codec(package).decode(as_json(BASE))
    null = codec(package).decode(as_json(BASE | {"nullable": None}))
    match backend_of(package):
        case "typeddict":
            assert absent == BASE
            assert null == BASE | {"nullable": None}
        case "pydantic":
            assert (absent.optional, absent.nullable, absent.defaulted) == (None, None, 7)
            assert "nullable" not in absent.model_fields_set
            assert null.nullable is None
        case "dataclass":
            unset = package._model.UNSET
            assert (absent.optional, absent.nullable, absent.defaulted) == (None, unset, 7)
            assert (null.nullable, bool(unset)) == (None, False)
        case _:
            unset = sys.modules["msgspec"].UNSET
            assert (absent.optional, absent.nullable, absent.defaulted) == (unset, unset, unset)
            assert null.nullable is None


ANSWERS: Final[dict[str, tuple[dict[str, Any], dict[str, Any] | None]]] = {
    "least": ({}, {"action": "go"}),
    "a known value": ({"speed": "fast"}, {"action": "go", "speed": "fast"}),
    "null": ({"nullable": None}, {"action": "go", "nullable": None}),
    "the default, said": ({"defaulted": 1}, {"action": "go", "defaulted": 1}),
    "another than the default": ({"defaulted": 2}, {"action": "go", "defaulted": 2}),
    "a value that is not declared": ({"speed": "ludicrous"}, None),
    "a value that does not fit": ({"steps": 0}, None),
    "text for a number": ({"steps": "one"}, None),
    "another constant": ({"action": "stop"}, None),
    "a field that is not declared": ({"more": 1}, None),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_exact(package: Written, name: str) -> None:
    given, expected = ANSWERS[name]
    # A dictionary has no defaults, so that its constants are to be said.
    constants = {"action": "go"} if backend_of(package) in WRITES_NO_CONSTANT else {}

    class Answering(Recorder):
        async def receive_event(self, _event: object) -> object:
            return package.models.Answer(**constants | given)

    answer = send(package.asgi.application(Answering()), "POST", "/events", as_json(BASE))
    assert answer.status == (500 if expected is None else 200)
    assert expected is None or answer.json == expected


def test_a_request_goes_through_the_application(package: Written) -> None:
    handlers = Recorder()
    app = package.asgi.application(handlers)
    refused = send(app, "POST", "/events", as_json(BASE | {"id": 5}))
    assert (refused.status, [one["pointer"] for one in refused.json["errors"]]) == (422, ["/id"])
    send(app, "POST", "/events", as_json(BASE | {"optional": "x"}))
    ((name, _, _),) = handlers.received
    assert name == "receive_event"


def test_whatever_is_answered_is_json(package: Written) -> None:
    event = codec(package).decode(as_json(BASE | {"at": "2024-01-16T16:46:36Z"}))
    mixed = {"events": [event], "at": datetime(2024, 1, 16, tzinfo=UTC), "n": 1}
    at = "2024-01-16T00:00:00Z"
    events = [BASE | {"at": "2024-01-16T16:46:36Z"}]
    assert json.loads(package._codec.to_json(mixed)) == {"events": events, "at": at, "n": 1}


def test_the_router_describes_what_it_takes(package: Written) -> None:
    import fastapi

    api = fastapi.FastAPI()
    api.include_router(package.router.create_router(Recorder()))
    operation = api.openapi()["paths"]["/events"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["id", "gone"]
    assert schema["properties"]["optional"] == {"type": "integer", "minimum": 0} | (
        {"title": "Optional"} if backend_of(package) == "pydantic" else {}
    )


ALONE = """
import asyncio, json, sys
sys.path[:0] = sys.argv[2:]
name = sys.argv[1]
app = __import__(name + "_app").app
sample = json.load(open(sys.argv[2] + "/" + name + "/samples/receive_order_cancelled.order_cancelled.json"))
found = []
async def receive():
    return {"type": "http.request", "body": json.dumps(sample).encode()}
async def take(message):
    found.append(message)
scope = {"type": "http", "method": "POST", "path": "/orders", "query_string": b"", "headers": []}
asyncio.run(app(scope, receive, take))
print(found[0]["status"], sorted({one.partition(".")[0] for one in sys.modules} - sys.stdlib_module_names))
"""


@pytest.mark.parametrize("backend", [one for one in BACKENDS if one is not ModelBackend.PYDANTIC])
def test_what_is_generated_needs_no_library(backend: ModelBackend, tmp_path: Path) -> None:
    package = package_of(backend, tmp_path, ORDERS)
    libraries = tmp_path / "libraries"
    libraries.mkdir()
    if backend is ModelBackend.MSGSPEC:
        import msgspec

        (libraries / "msgspec").symlink_to(Path(msgspec.__file__).parent)
    # Without `site` there is nothing to import but Python's own modules and these folders.
    words = [sys.executable, "-I", "-S", "-c", ALONE, package.name, tmp_path, libraries]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=60)
    status, _, modules = done.stdout.strip().partition(" ")
    assert status == "501", done.stderr
    known = {package.name, f"{package.name}_app", "__main__"}
    own = {one for one in eval(modules) if one not in known and not one.startswith("__")}
    assert own == ({"msgspec"} if backend is ModelBackend.MSGSPEC else set())


@pytest.mark.parametrize("backend", [one.value for one in BACKENDS])
def test_check_finds_what_generate_wrote(backend: str, tmp_path: Path) -> None:
    document = tmp_path / "orders.yaml"
    document.write_text(DOCUMENT, "utf-8")
    words = (str(document), "--output", str(tmp_path / "shop"), "--backend", backend)
    assert command("generate", *words).code == 0
    assert command("check", *words).code == 0
    assert command("check", *words, "--fresh").code == 0
    other = "dataclass" if backend == "pydantic" else "pydantic"
    drifted = command("check", *words[:-1], other)
    assert drifted.code == 1
    told = f"--backend {other}" in drifted.err.rpartition("to repair it")[2]
    assert told is (other != "pydantic")


AVRO = """\
asyncapi: 3.0.0
info: {title: Avro, version: 1.0.0}
channels:
  a:
    address: /a
    messages:
      a:
        contentType: avro/binary
        payload:
          schemaFormat: application/vnd.apache.avro+json;version=1.9.0
          schema: {type: record, name: A, fields: [{name: a, type: int}]}
operations:
  receiveA: {action: receive, channel: {$ref: '#/channels/a'}}
"""


@pytest.mark.parametrize("backend", BACKENDS)
def test_avro_payloads_are_bytes_where_there_is_no_class(
    backend: ModelBackend, tmp_path: Path
) -> None:
    document = tmp_path / "avro.yaml"
    document.write_text(AVRO, "utf-8")
    result = run(document, "made", models=ModelSettings(backend=backend))
    files = {file.path.name: file.text for file in result.files}
    told = [one.message for one in result.diagnostics if one.code == "backend-payload"]
    if backend is ModelBackend.PYDANTIC:
        assert (told, "_avro.py" in files) == ([], True)
    else:
        assert told == ["payloads in Avro have classes of pydantic alone: the handler gets bytes"]
        assert "event: bytes" in files["handlers.py"]
        assert "_avro.py" not in files


PATTERN = """\
asyncapi: 2.6.0
info: {title: Patterns, version: 1.0.0}
channels:
  /a:
    publish:
      operationId: take
      message:
        messageId: Event
        payload:
          type: object
          required: [a]
          properties:
            a: {type: string, pattern: '^\\p{Lu}+$'}
            b: {type: integer, minimum: 1, exclusiveMinimum: 0, maximum: 9, exclusiveMaximum: 9}
"""


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_msgspec_has_no_word_for_is_no_obstacle(backend: ModelBackend, tmp_path: Path) -> None:
    settings = ModelSettings(backend=backend)
    with packaged(tmp_path, f"patterns_{backend.value}", PATTERN, settings) as package:
        read = codec(package)
        assert read.decode(b'{"a": "\xc3\x84", "b": 1}') is not None
        for body in (b'{"a": "\xc3\x84", "b": 0}', b'{"a": "\xc3\x84", "b": 9}'):
            with pytest.raises(package._misfits.UnfitError):
                read.decode(body)


CHECKED = """
asyncapi: 3.0.0
info: {title: Checked, version: '1'}
channels: {c: {address: /c, messages: {event: {payload: {$ref: '#/components/schemas/Event'}}}}}
operations: {onEvent: {action: receive, channel: {$ref: '#/channels/c'}}}
components:
  schemas:
    Event:
      type: object
      properties:
        code: {type: string, enum: [a, bcd], maxLength: 3}
        day: {type: string, format: date, pattern: '^20'}
        pet:
          oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
          minProperties: 2
    Cat: {type: object, required: [kind], properties: {kind: {const: cat}, name: {type: string}}}
    Dog: {type: object, required: [kind], properties: {kind: {const: dog}, name: {type: string}}}
"""


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_check_holds_beside_types_that_are_read_in_a_way_of_their_own(
    backend: ModelBackend, tmp_path: Path
) -> None:
    settings = ModelSettings(backend=backend)
    with packaged(tmp_path, f"checked_{backend.value}", CHECKED, settings) as package:
        read = codec(package)
        for fits in ({"code": "bcd"}, {"code": "e"}, {"day": "2026-01-31"}):
            assert json.loads(read.encode(read.decode(as_json(fits)))) == fits
        assert read.decode(as_json({"pet": {"kind": "cat", "name": "Tom"}}))
        for wrong in ({"code": "long"}, {"day": "1999-01-31"}, {"pet": {"kind": "cat"}}):
            (field,) = wrong
            aside = package.runtime.set_aside(read.salvage(as_json(wrong)))
            assert aside == {f"/{field}": wrong[field]}


FURTHER = """
asyncapi: 3.0.0
info: {title: Further, version: '1'}
channels: {c: {address: /c, messages: {event: {payload: {$ref: '#/components/schemas/Event'}}}}}
operations: {onEvent: {action: receive, channel: {$ref: '#/channels/c'}}}
components:
  schemas:
    Event:
      type: object
      properties: {id: {type: string}}
      additionalProperties: {type: object, properties: {size: {type: integer}}}
"""


@pytest.mark.parametrize("backend", [one for one in BACKENDS if one is not ModelBackend.MSGSPEC])
def test_what_is_set_aside_in_what_nobody_declared_is_told(
    backend: ModelBackend, tmp_path: Path
) -> None:
    settings = ModelSettings(backend=backend)
    event = {"id": "1", "box": {"size": "large"}, "bag": {"size": 2}}
    with packaged(tmp_path, f"further_{backend.value}", FURTHER, settings) as package:
        read = codec(package).salvage(as_json(event))
        assert package.runtime.set_aside(read) == {"/box/size": "large"}
        assert json.loads(package.runtime.to_json(read)) == event


CIRCULAR = """
asyncapi: 3.0.0
info: {title: Circular, version: '1'}
channels:
  a: {address: /a, messages: {m: {payload: {$ref: '#/components/schemas/Third'}}}}
  b: {address: /b, messages: {m: {payload: {$ref: '#/components/schemas/Second'}}}}
operations:
  onThird: {action: receive, channel: {$ref: '#/channels/a'}}
  onSecond: {action: receive, channel: {$ref: '#/channels/b'}}
components:
  schemas:
    First: {type: object, properties: {by: {type: object, additionalProperties: {$ref: '#/components/schemas/Second'}}}}
    Second: {type: object, properties: {by: {type: object, additionalProperties: {$ref: '#/components/schemas/Third'}}}}
    Third: {type: object, properties: {next: {$ref: '#/components/schemas/Fourth'}}}
    Fourth: {type: object, properties: {list: {type: array, items: {$ref: '#/components/schemas/Fifth'}}}}
    Fifth: {type: object, properties: {next: {$ref: '#/components/schemas/Sixth'}}}
    Sixth:
      type: object
      properties:
        by: {type: object, additionalProperties: {$ref: '#/components/schemas/First'}}
        told: {TOLD}
    A: {type: object, required: [kind], properties: {kind: {const: a}}}
    B: {type: object, required: [kind], properties: {kind: {const: b}}}
"""
TOLD = {
    "a union of objects": "{oneOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}",
    "two lists": "{anyOf: [{type: array, items: {type: string}}, {type: array, items: {type: integer}}]}",
    "a date or text": "{anyOf: [{type: string, format: date}, {type: string, maxLength: 3}]}",
    "an object or a map": "{anyOf: [{$ref: '#/components/schemas/A'}, {type: object, additionalProperties: {type: integer}}]}",
}


@pytest.mark.parametrize("told", TOLD)
def test_what_msgspec_refuses_spoils_no_class_that_leads_there(told: str, tmp_path: Path) -> None:
    """It takes what it knows by halves for all there is, and then ends the process."""
    document = tmp_path / "circular.yaml"
    document.write_text(CIRCULAR.replace("{TOLD}", TOLD[told]), "utf-8")
    name = "circular_" + re.sub(r"\W", "_", told)
    write(run(document, name, models=ModelSettings(backend=ModelBackend.MSGSPEC)), tmp_path)
    code = f"""
import json
from {name}.operations import OPERATIONS
codecs = {{row.id: row.body.codec for row in OPERATIONS}}
first = {{"by": {{"a": {{"by": {{"b": {{"next": {{}}}}}}}}}}}}
third = {{"next": {{"list": [{{"next": {{"by": {{"c": first}}}}}}]}}}}
second = {{"by": {{"d": third}}}}
for id_, value in {{"onThird": third, "onSecond": second}}.items():
    codec = codecs[id_]
    assert json.loads(codec.encode(codec.decode(json.dumps(value).encode()))) == value
    try:
        codec.decode(json.dumps(value).replace("[", '["no object", ').encode())
    except Exception as error:
        assert type(error).__name__ == "UnfitError", error
    else:
        raise AssertionError(id_)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
