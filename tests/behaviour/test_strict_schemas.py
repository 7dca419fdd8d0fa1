"""`--strict-schemas`: bodies are held against the document's own schemas, with JSON Schema's rules."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from asyncapi_pygen.config import Config, ModelSettings
from asyncapi_pygen.diagnostics import Severity
from asyncapi_pygen.pipeline import Result, generate
from support.packages import Recorder, Written, importable, write
from support.shared import tool

STRICT = ModelSettings(strict_schemas=True)
DOCUMENT = """
asyncapi: 2.6.0
info: {title: Parcels, version: 1.0.0}
channels:
  /parcels:
    publish:
      operationId: takeParcel
      message:
        name: Parcel
        payload: {$ref: '#/components/schemas/Parcel'}
      x-reply:
        payload:
          type: object
          required: [codes]
          properties: {codes: {type: array, items: {type: string}, uniqueItems: true}}
  /tracks:
    publish:
      operationId: takeTrack
      message:
        oneOf:
          - {name: Sea, payload: {type: object, required: [ship, port], properties: {ship: {type: string}}}}
          - {name: Rail, payload: {type: object, required: [train], properties: {train: {type: string}}}}
  /places:
    publish:
      operationId: takePlace
      message: {name: Place, payload: {$ref: place.json}}
  /anything:
    publish:
      operationId: takeAnything
      message: {contentType: application/json}
components:
  schemas:
    Parcel:
      type: object
      required: [weight]
      properties:
        weight: {type: number}
        note: {type: string, maxLength: 5}
        sender: {$ref: '#/components/schemas/Person'}
      if: {required: [note]}
      then: {required: [sender]}
    Person:
      type: object
      properties: {name: {type: string}, friends: {type: array, items: {$ref: '#/components/schemas/Person'}}}
      additionalProperties: false
"""
PLACE = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {"at": {"$ref": "#/$defs/one"}},
    "unevaluatedProperties": False,
    "$defs": {"one": {"contains": {"type": "number"}, "maxContains": 1}},
}


def made(
    folder: Path,
    document: str = DOCUMENT,
    models: ModelSettings = STRICT,
    package: str = "strict",
) -> Result:
    folder.mkdir(exist_ok=True)
    (folder / "place.json").write_text(json.dumps(PLACE), "utf-8")
    path = folder / "asyncapi.yaml"
    path.write_text(document, "utf-8")
    return generate(path, path.name, Config(package=package, adapters=(), models=models))


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Written]:
    folder = tmp_path_factory.mktemp("strict")
    result = made(folder / "source")
    write(result, folder)
    with importable(folder, "strict"):
        yield Written(folder, "strict", result)


def post(package: Written, path: str, body: Any, handlers: Recorder | None = None) -> Any:
    """Send a body, and return the status and the problem, if there is one."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = package.runtime.Request("POST", path, body=content)
    runtime = package.runtime
    told = runtime.Settings(policy=runtime.Policy(unfit=422))
    sent = package.operations.dispatcher(handlers or Recorder(), told)(request)
    with pytest.raises(StopIteration) as done:
        sent.send(None)
    response = done.value.value
    problem = json.loads(response.body) if response.status in {400, 422} else {}
    return response.status, [tuple(one.values()) for one in problem.get("errors", ())]


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"note": "x", "sender": {}}, [("/weight", "Field required")]),
        ({"weight": 1, "note": "secret", "sender": {}}, [("/note", "Input does not fit the schema's `maxLength`")]),
        ({"weight": 1, "note": "x"}, [("/sender", "Field required")]),
        (
            {"weight": 1, "sender": {"friends": [{"a/b": 1, "c~d": 2}]}},
            [
                ("/sender/friends/0/a~1b", "Extra inputs are not permitted"),
                ("/sender/friends/0/c~0d", "Extra inputs are not permitted"),
            ],
        ),
    ],
)  # fmt: skip
def test_what_the_schema_refuses_is_answered_with_the_places(
    strict: Written, body: Any, errors: list[tuple[str, str]]
) -> None:
    assert post(strict, "/parcels", body) == (422, errors)


def test_nothing_is_set_aside(strict: Written) -> None:
    body = {"weight": 1, "sender": {"name": 3}}

    assert post(strict, "/parcels", body)[0] == 422


def test_nothing_of_what_was_sent_is_said(strict: Written) -> None:
    status, errors = post(strict, "/parcels", {"weight": "top secret", "note": ["top secret"]})

    assert status == 422
    assert "secret" not in str(errors)


@pytest.mark.parametrize("body", [b"{", b"NaN", b'{"weight": NaN}', b'"\\ud800"', b"\xff"])
def test_what_is_not_json_is_told_apart(strict: Written, body: bytes) -> None:
    assert post(strict, "/parcels", body)[0] == 400


def test_what_the_schema_accepts_arrives_as_a_model(strict: Written) -> None:
    handlers = Recorder({"take_parcel": strict.models.XReply(codes=["a"])})
    body = {"weight": 1.5, "note": "x", "sender": {"friends": [{}]}, "more": [1]}

    assert post(strict, "/parcels", body, handlers) == (200, [])
    ((_, event, _),) = handlers.received
    assert event.model_dump(mode="json") == body


def test_an_answer_that_the_schema_refuses_is_not_sent(strict: Written) -> None:
    handlers = Recorder({"take_parcel": strict.models.XReply.model_construct(codes=["a", "a"])})

    assert post(strict, "/parcels", {"weight": 1}, handlers)[0] == 500


def test_a_body_fits_one_of_several_messages(strict: Written) -> None:
    assert post(strict, "/tracks", {"train": "x"})[0] == 204
    # It is said what is wrong with the message that comes nearest.
    assert post(strict, "/tracks", {}) == (422, [("/train", "Field required")])


def test_another_dialect_is_read_as_it_is(strict: Written) -> None:
    assert post(strict, "/places", {"at": [1, "x"]})[0] == 204
    assert post(strict, "/places", {"at": [1, 2]})[0] == 422
    assert post(strict, "/places", {"more": 1}) == (
        422,
        [("/more", "Extra inputs are not permitted")],
    )


def test_a_body_without_a_schema_is_any_json(strict: Written) -> None:
    assert post(strict, "/anything", {"any": "thing"})[0] == 204


def test_each_payload_has_its_schema_in_a_file(strict: Written) -> None:
    schemas = {
        path.name: json.loads(path.read_text("utf-8"))
        for path in (strict.folder / "strict" / "schemas").iterdir()
    }

    assert set(schemas) == {"Parcel.json", "Sea.json", "Rail.json", "Place.json", "XReply.json"}
    parcel = schemas["Parcel.json"]
    assert parcel["$ref"] == "#/definitions/Parcel"
    assert list(parcel["definitions"]) == ["Parcel", "Person"]
    assert parcel["definitions"]["Parcel"]["then"] == {"required": ["sender"]}


def test_a_schema_keeps_its_text_when_something_else_changes(tmp_path: Path) -> None:
    def schema(document: str, name: str) -> str:
        result = made(tmp_path, document)
        return next(one.text for one in result.files if one.path.name == name)

    moved = DOCUMENT.replace("    Parcel:\n", "    Other: {type: string}\n    Parcel:\n")
    assert schema(moved, "Parcel.json") == schema(DOCUMENT, "Parcel.json")


def test_definitions_in_two_dialects_keep_their_meaning(tmp_path: Path) -> None:
    document = DOCUMENT.replace(
        "payload: {$ref: place.json}",
        "payload: {type: object, properties: {home: {$ref: place.json}, by: {$ref: '#/components/schemas/Person'}}}",
    )
    result = made(tmp_path / "source", document, package="dialects")
    write(result, tmp_path)
    with importable(tmp_path, "dialects"):
        package = Written(tmp_path, "dialects", result)

        assert post(package, "/places", {"home": {"at": [1, "x"]}, "by": {}}) == (204, [])
        assert post(package, "/places", {"home": {"at": [1, 2]}})[0] == 422
        assert post(package, "/places", {"by": {"more": 1}})[0] == 422


def test_the_run_says_what_the_package_needs(strict: Written) -> None:
    (note,) = [one for one in strict.result.diagnostics if one.code == "schemas-kept"]
    readme = (strict.folder / "strict" / "README.md").read_text("utf-8")

    assert (note.severity, note.at.file) == (Severity.NOTE, "asyncapi.yaml")
    assert "jsonschema-rs 0.60 or later" in readme
    assert "is not enforced" not in readme


def test_without_the_option_there_is_nothing_of_it(tmp_path: Path) -> None:
    result = made(tmp_path, models=ModelSettings())
    texts = {str(one.path): one.text for one in result.files}

    assert [path for path in texts if "/schemas/" in path or path.endswith("/_strict.py")] == []
    assert [path for path, text in texts.items() if "jsonschema" in text] == []


def test_a_schema_that_no_validator_reads_is_an_error(tmp_path: Path) -> None:
    document = DOCUMENT.replace("maxLength: 5", "pattern: '('")
    result = made(tmp_path, document)

    (error,) = [one for one in result.diagnostics if one.severity is Severity.ERROR]
    assert (error.code, error.at.pointer) == ("schema-uncompiled", "/components/schemas/Parcel")


@pytest.mark.slow
def test_the_package_is_clean(strict: Written) -> None:
    for name, *options in (["mypy", "--strict"], ["ruff", "check", "--isolated"]):
        command = [*tool(name), *options, "strict"]
        run = subprocess.run(
            command, cwd=strict.folder, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stdout + run.stderr


TREE = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://example.com/tree",
    "$dynamicAnchor": "node",
    "type": "object",
    "properties": {
        "data": {"$ref": "scalars.json#/$defs/scalar"},
        "children": {"type": "array", "items": {"$dynamicRef": "#node"}},
    },
}
STRICT_TREE = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$dynamicAnchor": "node",
    "$ref": "tree.json",
    "unevaluatedProperties": False,
}
SCALARS = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$defs": {"scalar": {"$id": "scalar", "type": ["number", "string"], "not": {"$ref": "#/$defs/no"}, "$defs": {"no": {"const": 0}}}},
}  # fmt: skip


@pytest.mark.parametrize(
    "payload",
    [
        "{$ref: strict-tree.json}",
        "{type: object, properties: {data: true, children: {items: {$ref: strict-tree.json}}}}",
    ],
)
def test_what_a_dynamic_reference_means_depends_on_the_way(tmp_path: Path, payload: str) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name, schema in (("tree", TREE), ("strict-tree", STRICT_TREE), ("scalars", SCALARS)):
        (source / f"{name}.json").write_text(json.dumps(schema), "utf-8")
    document = DOCUMENT.replace("payload: {$ref: place.json}", f"payload: {payload}")
    result = made(source, document, package="dynamic")
    write(result, tmp_path)
    with importable(tmp_path, "dynamic"):
        package = Written(tmp_path, "dynamic", result)

        assert post(package, "/places", {"children": [{"children": [], "data": 1}]})[0] == 204
        assert post(package, "/places", {"children": [{"daat": 1}]})[0] == 422
        assert post(package, "/places", {"children": [{"children": [{"data": 0}]}]})[0] == 422
    schemas = (tmp_path / "dynamic" / "schemas").iterdir()
    kept = "".join(path.read_text("utf-8") for path in schemas)
    assert str(tmp_path) not in kept
    assert "file:///scalars.json" in kept
