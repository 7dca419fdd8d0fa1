"""Protobuf payloads, end to end: bodies that others wrote reach handlers as typed values."""

import json
import math
import subprocess
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi import FastAPI
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asyncapi_pygen.emit.files import Kind
from support.asgi import Answer, send
from support.packages import Recorder, Written, importable, run, write
from support.shape import ast_shape
from support.shared import tool

GOLDEN = Path(__file__).parents[1] / "golden" / "protobuf-payloads"
DOCUMENT = yaml.safe_load((GOLDEN / "asyncapi.yaml").read_text("utf-8"))


def varint(number: int) -> bytes:
    """Write a number as Protobuf does: seven bits a byte, the lowest first."""
    number &= 2**64 - 1
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def text(field: int, value: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(value)) + value


PLANT = b"".join(
    [
        text(1, "Ä".encode()),
        number(2, -(2**63)),
        number(3, 0),
        text(4, b"\xff\x00"),
        number(7, 9),
        text(8, number(1, 5)),
        text(8, b""),
        text(10, text(1, b"k") + number(2, 7)),
        text(11, number(1, -3) + text(2, text(1, b"n"))),
        text(12, number(1, 1) + text(2, b"y")),
        text(13, number(1, 1)),
        text(15, varint(0) + varint(1) + varint(-1)),
        text(16, text(1, b"p")),
        text(17, number(1, 1_700_000_000) + number(2, 123_456_789)),
        text(18, b""),
        text(19, number(1, -3) + number(2, -500_000_000)),
        text(20, text(1, text(1, b"a") + text(2, number(4, 1)))),
        text(21, number(1, 0)),
        text(22, text(1, text(3, b"s"))),
        text(23, b""),
        text(24, text(1, b"type.googleapis.com/a.B") + text(2, b"\x08\x01")),
        text(25, b""),
        text(26, text(1, b"a.b")),
        text(27, b"c"),
        number(99, 5),
    ]
)


@pytest.fixture
def garden(packages: dict[str, Written]) -> Written:
    return packages["protobuf_payloads"]


def post(garden: Written, app: Recorder, path: str, body: bytes) -> Answer:
    return send(garden.asgi.application(app), "POST", path, body)


def plant_of(garden: Written, body: bytes) -> Any:
    app = Recorder({"receive_planted": garden.models.Seen()})
    answer = post(garden, app, "/planted", body)
    assert answer.status == 200, answer.body
    ((name, plant, _),) = app.received
    assert name == "receive_planted"
    return plant


def test_a_message_arrives_as_its_model(garden: Written) -> None:
    models = garden.models
    plant = plant_of(garden, PLANT)
    assert isinstance(plant, models.Plant)
    assert plant.planted_at.text == "2023-11-14T22:13:20.123456789Z"
    plant.planted_at = None
    assert plant == models.Plant(
        name="Ä",
        number=-(2**63),
        height=0,
        photo=b"\xff\x00",
        colour=9,
        places=[models.Place(row=-3), models.Place()],
        counts={"k": 7},
        neighbours={-3: models.PlantNeighbour(name="n")},
        answers={"true": "y"},
        seed=models.PlantSeed(kind="KIND_BULB"),
        colours=["COLOUR_UNKNOWN", "COLOUR_RED", "COLOUR_DARK"],
        parent=models.Plant(name="p"),
        planted_at=None,
        watered_at=[datetime(1970, 1, 1, tzinfo=UTC)],
        until_ripe=timedelta(seconds=-3.5),
        more={"a": True},
        anything=None,
        list_=["s"],
        nickname="",
        detail=garden.module("_protobuf").ProtobufAny(
            type_url="type.googleapis.com/a.B", value=b"\x08\x01"
        ),
        dead=garden.module("_protobuf").ProtobufEmpty(),
        mask=["a.b"],
        class_="c",
    )


def test_what_was_read_is_written_again_but_for_what_nobody_declared(garden: Written) -> None:
    codec = garden.protobuf.PLANT
    assert codec.encode(codec.decode(PLANT)) == PLANT.removesuffix(number(99, 5))


def test_an_empty_body_is_a_message_that_says_nothing(garden: Written) -> None:
    plant = plant_of(garden, b"")
    assert plant == garden.models.Plant()
    assert plant.model_fields_set == set()
    assert garden.protobuf.PLANT.encode(plant) == b""


def test_presence_is_kept_of_what_has_it(garden: Written) -> None:
    codec = garden.protobuf.PLANT
    models = garden.models
    assert codec.encode(models.Plant(height=0)) == number(3, 0)
    assert codec.encode(models.Plant(bought_at="")) == text(14, b"")
    assert codec.encode(models.Plant(number=0, name="", photo=b"")) == b""
    assert codec.encode(models.Plant(seed=models.PlantSeed())) == text(13, b"")
    assert codec.encode(models.Plant(anything=None)) == text(21, number(1, 0))


@pytest.mark.parametrize(
    "body",
    [
        b"\xff",
        text(1, b"\xff\xfe"),
        text(8, b"\xff"),
        number(2, 1)[:-1],
        text(17, number(1, 2**62)),
        text(20, text(1, text(1, b"a") + text(2, b"\x11" + b"\xff" * 8))),
        varint(16 << 3 | 7),
    ],
    ids=["garbage", "no UTF-8", "nested", "cut", "year 10000", "not a number in JSON", "tag"],
)
def test_a_body_that_is_no_message_is_answered_with_400(garden: Written, body: bytes) -> None:
    answer = post(garden, Recorder(), "/planted", body)
    assert (answer.status, answer.json["detail"]) == (
        400,
        "The body is not Protobuf data of the schema that is expected here.",
    )


def test_messages_may_not_be_nested_for_ever(garden: Written) -> None:
    body = b""
    for _ in range(150):
        body = text(16, body)
    assert post(garden, Recorder(), "/planted", body).status == 400


def test_a_reply_is_written_with_its_media_type(garden: Written) -> None:
    app = Recorder({"receive_planted": garden.models.Seen(names=["a", ""])})
    answer = post(garden, app, "/planted", b"")
    assert answer.body == text(1, b"a") + text(1, b"")
    assert answer.headers["content-type"] == "application/vnd.google.protobuf"


def test_json_is_read_and_written_as_protobuf_has_it(garden: Written) -> None:
    app = Recorder({"receive_ordered": garden.models.Confirmed(number=2**62)})
    order = {"customer": "c", "plants": ["9007199254740993", 5], "season": "FALL", "new": 1}
    answer = post(garden, app, "/ordered", json.dumps(order).encode())
    assert (answer.status, answer.json) == (200, {"number": str(2**62)})
    ((_, event, _),) = app.received
    models = garden.models
    assert event == models.Order(customer="c", plants=[9007199254740993, 5], season="AUTUMN")
    assert (event.copies, "copies" in event.model_fields_set) == (2, False)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"customer": 5}', b'"\xff"', b"{}"])
def test_json_that_is_no_message_is_answered_with_400(garden: Written, body: bytes) -> None:
    assert post(garden, Recorder(), "/ordered", body).status == 400


def refused(garden: Written, reply: Any) -> str:
    """Return why a reply could not be written."""
    codec = garden.protobuf.PLANT
    with pytest.raises(garden.module("_protobuf").ProtobufError) as raised:
        codec.encode(reply)
    with pytest.raises(garden.module("_protobuf").ProtobufError):
        codec.encode_json(reply)
    return str(raised.value)


def test_what_is_no_value_of_the_schema_is_not_written(garden: Written) -> None:
    models = garden.models
    seed = models.PlantSeed()
    assert refused(garden, models.Plant(seed=seed, bought_at="a")) == (
        "seed and bought_at exclude each other"
    )
    plant = models.Plant()
    plant.parent = plant
    for one in (
        plant,
        seed,
        None,
        models.Plant(number=2**63),
        models.Plant.model_construct(name=1),
        models.Plant.model_construct(colour="COLOUR_NONE"),
        models.Plant.model_construct(places=[seed]),
        models.Plant.model_construct(answers={"maybe": "x"}),
    ):
        refused(garden, one)


def test_a_reply_that_cannot_be_written_is_answered_with_500(garden: Written) -> None:
    app = Recorder({"receive_planted": garden.models.Plant()})
    assert post(garden, app, "/planted", b"").status == 500


def test_an_undeclared_field_is_refused_when_it_is_set(garden: Written) -> None:
    with pytest.raises(ValueError, match="Extra inputs are not permitted"):
        garden.models.Seen(name="a")


def test_a_model_is_written_as_json_for_people_to_read(garden: Written) -> None:
    plant = plant_of(garden, PLANT)
    written = json.loads(plant.model_dump_json(exclude_unset=True))
    assert written["photo"] == "_wA="
    assert written["planted_at"] == "2023-11-14T22:13:20.123456789Z"
    assert written["class"] == "c"


def test_the_router_tells_the_media_types(garden: Written) -> None:
    api = FastAPI()
    api.include_router(garden.router.create_router(Recorder()))
    operation = api.openapi()["paths"]["/planted"]["post"]
    assert [*operation["requestBody"]["content"]] == ["application/x-protobuf"]


def test_several_messages_at_one_operation_are_bytes(tmp_path: Path) -> None:
    document = {**DOCUMENT, "operations": {}, "servers": {}}
    messages = document["channels"]["planted"]["messages"]
    document["channels"] = {"planted": {"address": "/planted", "messages": messages}}
    channel = {"$ref": "#/channels/planted"}
    document["operations"] = {"both": {"action": "receive", "channel": channel}}
    for file in GOLDEN.glob("**/*.proto"):
        path = tmp_path / file.relative_to(GOLDEN)
        path.parent.mkdir(exist_ok=True)
        path.write_text(file.read_text("utf-8"), "utf-8")
    (tmp_path / "asyncapi.yaml").write_text(yaml.safe_dump(document), "utf-8")
    result = run(tmp_path / "asyncapi.yaml", "both")
    assert [one.code for one in result.diagnostics].count("content-type") == 2
    (handlers,) = [one.text for one in result.files if one.path.name == "handlers.py"]
    assert "event: bytes" in handlers


@pytest.fixture(scope="module")
def protoc(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return what makes the class of a message, from Google's own compiler."""
    compiler = pytest.importorskip("grpc_tools.protoc")
    folder = tmp_path_factory.mktemp("protoc")
    schema = DOCUMENT["channels"]["planted"]["messages"]["Planted"]["payload"]["schema"]
    (folder / "plant.proto").write_text(schema, "utf-8")
    names = ["plant.proto", "order.proto", "parts/place.proto"]
    include = Path(compiler.__file__).parent / "_proto"
    out = folder / "set.bin"
    paths = [f"-I{folder}", f"-I{GOLDEN}", f"-I{include}"]
    arguments = ["protoc", *paths, "--include_imports", f"--descriptor_set_out={out}", *names]
    assert compiler.main(arguments) == 0
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(out.read_bytes()).file:
        pool.AddSerializedFile(file.SerializeToString())
    return lambda name: message_factory.GetMessageClass(pool.FindMessageTypeByName(name))


@pytest.fixture
def codec(garden: Written) -> Any:
    return garden.protobuf.PLANT


NUMBERS = st.integers(-(2**63), 2**63 - 1)
# Google's library writes the largest float with so few digits that it does not read it again.
DEPTHS = st.floats(width=32).filter(lambda depth: abs(depth) < 3.4e38 or not math.isfinite(depth))
PLACES = st.fixed_dictionaries(
    {}, optional={"row": st.integers(-(2**31), 2**31 - 1), "depth": DEPTHS}
)
COLOURS = st.sampled_from(["COLOUR_UNKNOWN", "COLOUR_RED", "COLOUR_DARK", 7])
TEXTS = st.text(max_size=5)
PLANTS = st.fixed_dictionaries(
    {},
    optional={
        "name": TEXTS,
        "number": NUMBERS,
        "height": st.integers(0, 2**32 - 1),
        "weight": st.floats(),
        "annual": st.booleans(),
        "colour": COLOURS,
        "places": st.lists(PLACES, max_size=3),
        "counts": st.dictionaries(TEXTS, NUMBERS, max_size=3),
        "answers": st.dictionaries(st.sampled_from(["true", "false"]), TEXTS),
        "boughtAt": TEXTS,
        "colours": st.lists(COLOURS, max_size=3),
        "parent": PLACES.map(lambda _: {"name": "p"}),
        "plantedAt": st.datetimes().map(lambda one: f"{one.isoformat()}Z"),
        "untilRipe": st.integers(-(10**9), 10**9).map(lambda one: f"{one}.5s"),
        "nickname": TEXTS,
        "kind": TEXTS,
    },
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(value=PLANTS)
def test_messages_are_those_of_the_compiler(value: Any, codec: Any, protoc: Any) -> None:
    message = json_format.ParseDict(json_safe(value), protoc("garden.Plant")())
    body = message.SerializeToString(deterministic=True)
    plant = codec.decode(body)
    assert codec.encode(plant) == body
    written = json_format.MessageToDict(message)
    assert json.loads(codec.encode_json(plant)) == json.loads(json.dumps(written))
    assert codec.encode(codec.decode_json(codec.encode_json(plant))) == body


def json_safe(value: Any) -> Any:
    """Write numbers that JSON has none for as Protobuf does."""
    if isinstance(value, float):
        words = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
        return words.get(str(value), value)
    if isinstance(value, dict):
        return {key: json_safe(one) for key, one in value.items()}
    return [json_safe(one) for one in value] if isinstance(value, list) else value


def test_proto2_is_that_of_the_compiler(garden: Written, protoc: Any) -> None:
    message = protoc("garden.Order")(customer="c", copies=2, plants=[1, 2], season=2)
    message.line.add(article=5)
    message.replaces.customer = "d"
    body = message.SerializeToString()
    codec = garden.protobuf.ORDER
    order = codec.decode(body)
    assert order.model_fields_set == {
        "customer",
        "copies",
        "plants",
        "season",
        "line",
        "replaces",
    }
    assert protoc("garden.Order").FromString(codec.encode(order)) == message
    assert codec.decode(protoc("garden.Order")(customer="c").SerializeToString()).copies == 2


@pytest.mark.slow
def test_the_checkers_hold_replies_against_messages(garden: Written, tmp_path: Path) -> None:
    package = Path(garden.models.__file__).parent
    (tmp_path / "app.py").write_text(
        f"from {garden.name} import models\n"
        "models.Plant(name=1)\n"
        "models.Plant(nam='a')\n"
        "models.Plant(colour='RED')\n"
        "models.Order()\n"
        "models.Plant(colour=5, neighbours={1: models.PlantNeighbour()})\n",
        "utf-8",
    )
    command = [*tool("mypy"), "--strict", "--no-error-summary", "app.py"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"MYPYPATH": str(package.parent), "PATH": ""},
    )
    lines = [int(line.split(":")[1]) for line in done.stdout.splitlines() if ": error:" in line]
    assert lines == [2, 3, 4, 5], done.stdout


HOSTILE = {
    "three quotes": '"""\nimport os\n"""',
    "backslash": "x\\",
    "carriage return": "a\rimport os",
    "line separator": "a\u2028import os",
    "nul": "a\0b",
    "bidi": "\u202eabc",
    "template": "{{ x }}{% raw %}{# x #}",
    "code": '"); __import__("os").system("touch pwned"); ("',
    "encoding": "# -*- coding: utf-7 -*-",
}
NAMES = [
    "class",
    "match",
    "__class__",
    "__init__",
    "model_config",
    "model_dump_x",
    "str",
    "list",
    "_",
]


def hostile(comment: str, names: list[str]) -> str:
    """Write a document with the text in all that a ``.proto`` text may say, and these names."""
    string = json.dumps(comment).replace("/", "\\x2f")
    fields = "\n".join(
        f"/* {comment} */ optional string {name} = {number} [default = {string}, "
        f"json_name = {string}, (x.y) = {string}]; /* {comment} */"
        for number, name in enumerate(names, start=1)
    )
    proto = (
        f"/* {comment} */ message {names[2]}M {{ /* {comment} */ reserved {string};\n{fields}\n"
        f"optional E e = 100; }}\n/* {comment} */ enum E {{ {names[0]} = 1; /* {comment} */ }}"
    )
    message = {
        "messageId": "M",
        "contentType": "application/x-protobuf",
        "schemaFormat": "application/vnd.google.protobuf;version=2",
        "payload": proto,
    }
    return json.dumps(
        {
            "asyncapi": "2.6.0",
            "info": {"title": "T", "version": "1"},
            "servers": {"s": {"url": "https://s.example", "protocol": "https"}},
            "channels": {"/m": {"publish": {"operationId": "take", "message": message}}},
        }
    )


def shapes(folder: Path, comment: str, names: list[str]) -> dict[str, str]:
    (folder / "asyncapi.json").write_text(hostile(comment, names), "utf-8")
    result = run(folder / "asyncapi.json", "package")
    write(result, folder)
    return {
        str(file.path): ast_shape(file.text, identifiers=True)
        for file in result.files
        if file.kind is Kind.PYTHON
    }


@pytest.mark.parametrize("comment", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_gives_the_syntax_tree_of_harmless_text(
    comment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    harmless = shapes(tmp_path, "harmless", NAMES)
    assert shapes(tmp_path, comment, NAMES) == harmless
    with importable(tmp_path, "package"):
        codec = import_module("package.protobuf").CLASS_M
        value = codec.decode(text(1, b"a") + number(100, 1))
        assert (value.class_, value.e) == ("a", "class")
        assert codec.decode(codec.encode(value)) == value
    assert not list(tmp_path.rglob("pwned*"))
