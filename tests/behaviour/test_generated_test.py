"""The generated test of a generated stub, run as the user would run it, and its samples."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from asyncapi_pygen.ir.api import Action
from asyncapi_pygen.payloads.original import Originals
from support.commands import ORDERS, ORDERS_ALONE, command
from support.documents import lowered_file
from support.packages import ORDERS as ORDERS_FILE
from support.packages import VOICE, VOICE_OVERLAY, Written

DOCUMENTS = {
    "founding": (VOICE, []),
    "overlaid": (VOICE, [VOICE_OVERLAY]),
    "orders": (ORDERS_FILE, []),
}
SAMPLES = {"founding": 5, "overlaid": 5, "orders": 8}
ANSWERS = {
    "Reply": "return None",
    "None": "return",
    "models.DiceSvaml | None": "return None",
    "models.IceSvaml": "return models.IceSvaml(action=models.Hangup())",
    "models.AceSvaml": "return models.AceSvaml(action=models.Continue())",
    "models.PieSvaml": "return models.PieSvaml(action=models.Hangup())",
    "models.Receipt": "return models.Receipt(accepted=True)",
}
"""What fills in a handler, by the type that it is declared to answer."""

ALONE = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
WITH_PLUGINS: dict[str, str] = {}
"""Whether pytest has the plugins that are installed, which take longer to load than a test to run."""


@pytest.fixture
def project(packages: dict[str, Written], name: str, tmp_path: Path) -> Path:
    """Copy one package with its stub and its test to a project of its own."""
    source = packages[name].folder
    shutil.copytree(source / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "tests").mkdir()
    for path in (f"{name}_app.py", f"tests/test_{name}.py"):
        shutil.copy(source / path, tmp_path / path)
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    return tmp_path


def outcome(folder: Path, environment: Mapping[str, str] = ALONE) -> dict[str, int]:
    """Run pytest in the folder, and return how many tests ended how."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error"],
        cwd=folder,
        env={"PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    last = done.stdout.strip().splitlines()[-1]
    return {word: int(count) for count, word in re.findall(r"(\d+) (\w+)", last.split(" in ")[0])}


def filled_in(stub: str) -> str:
    """Return the stub with an answer of the declared type in every handler."""
    written = re.sub(
        r"(\) -> ([\w. |]+):\n(?: .*\n)+? +)raise NotImplementedError",
        lambda found: f"{found[1]}{ANSWERS[found[2]]}",
        stub,
    )
    assert "NotImplementedError" not in written
    return written


@pytest.mark.parametrize("name", DOCUMENTS)
def test_with_the_raw_stub_it_says_what_is_not_written(name: str, project: Path) -> None:
    ended = outcome(project)
    assert ended.keys() == {"passed", "skipped"}
    assert ended["skipped"] == SAMPLES[name]


def test_with_the_raw_stubs_of_small_documents_nothing_fails(
    packages: dict[str, Written], tmp_path: Path
) -> None:
    folder = tmp_path / "p"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(packages["founding"].folder, folder, ignore=ignored)
    (folder / "pytest.ini").write_text("[pytest]\n", "utf-8")
    ended = outcome(folder, WITH_PLUGINS)
    served = [name for name in packages if (folder / name / "router.py").is_file()]
    # What needs no HTTP has no test.
    assert len(list((folder / "tests").iterdir())) == len(served)
    assert len(served) > 10
    assert ended.keys() == {"passed", "skipped"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_with_a_filled_in_stub_it_passes(name: str, project: Path) -> None:
    stub = project / f"{name}_app.py"
    stub.write_text(filled_in(stub.read_text("utf-8")), "utf-8")
    assert outcome(project).keys() == {"passed"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_with_a_handler_that_raises_it_fails(name: str, project: Path) -> None:
    stub = project / f"{name}_app.py"
    text = filled_in(stub.read_text("utf-8"))
    first = text.index("return")
    stub.write_text(f"{text[:first]}raise ValueError{text[text.index(chr(10), first) :]}", "utf-8")
    with pytest.raises(AssertionError, match="1 failed"):
        outcome(project)


CHANGES = {
    "an operation less": ORDERS_ALONE,
    "a field of another type": ORDERS.replace("amount: {type: number}", "amount: {type: string}"),
    "other values": ORDERS.replace("{const: refund}", "{const: refunded}"),
    "who sends it is asked": (
        ORDERS.replace("    publish:", "    publish:\n      security: [{key: []}]", 1)
        + "components:\n  securitySchemes:\n    key: {type: httpApiKey, name: x-key, in: header}\n"
    ),
}


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES)
def test_when_the_document_changes_the_test_need_not(changed: str, tmp_path: Path) -> None:
    document, test = tmp_path / "orders.yaml", tmp_path / "tests" / "test_shop.py"
    document.write_text(ORDERS, "utf-8")
    words = ("generate", str(document), "--output")
    assert command(*words, str(tmp_path / "shop")).code == 0
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    before = test.read_bytes()
    document.write_text(changed, "utf-8")
    assert command(*words, str(tmp_path / "shop")).code == 0
    # What its owner makes of the application, the stub of a new package stands for.
    assert command(*words, str(tmp_path / "new" / "shop")).code == 0
    shutil.copy(tmp_path / "new" / "shop_app.py", tmp_path / "shop_app.py")
    shutil.rmtree(tmp_path / "new")
    assert test.read_bytes() == before
    assert outcome(tmp_path)["passed"] > 4


IMPOSSIBLE = "{type: object, required: [a], properties: {a: {type: string}}, not: {required: [a]}}"
UNTRIED = f"""\
asyncapi: 3.0.0
info: {{title: Forms, version: '1'}}
channels:
  form:
    address: /form
    messages:
      m:
        contentType: application/x-www-form-urlencoded
        payload: {IMPOSSIBLE}
  coded:
    address: /coded
    messages: {{m: {{contentType: application/xml, x-codec: xml, payload: {IMPOSSIBLE}}}}}
operations:
  takeForm:
    action: receive
    channel: {{$ref: '#/channels/form'}}
  takeCoded:
    action: receive
    channel: {{$ref: '#/channels/coded'}}
    reply: {{messages: [{{$ref: '#/channels/form/messages/m'}}], channel: {{$ref: '#/channels/form'}}}}
"""


def test_what_cannot_be_tried_is_told_and_fails_nothing(tmp_path: Path) -> None:
    (tmp_path / "forms.yaml").write_text(UNTRIED, "utf-8")
    document = str(tmp_path / "forms.yaml")
    assert command("generate", document, "--output", str(tmp_path / "forms")).code == 0
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    told = {
        path.stem: json.loads(path.read_bytes())
        for path in (tmp_path / "forms" / "trials").iterdir()
    }
    assert told["take_form"]["events"] == [{"untried": "no sample could be made for m"}]
    assert told["take_coded"]["events"] == [{"untried": "no sample could be made for m"}]
    assert told["take_coded"]["answers"] == [{"untried": "no answer could be made for m"}]
    assert outcome(tmp_path)["passed"] == 3


ODDLY_DATED = """\
asyncapi: 3.0.0
info: {title: Dates, version: '1'}
servers: {s: {host: example.com, protocol: https}}
channels:
  a:
    address: /a
    messages:
      m:
        payload:
          schemaFormat: application/schema+json;version=2020-12
          schema:
            type: object
            required: [on]
            properties: {on: {type: string, format: date, maxLength: 9}}
operations:
  take: {action: receive, channel: {$ref: '#/channels/a'}}
"""
"""A date of nine letters is valid, as formats are words, and none for a field that holds dates."""


def test_a_sample_that_the_models_refuse_is_told_and_fails_nothing(tmp_path: Path) -> None:
    (tmp_path / "dates.yaml").write_text(ODDLY_DATED, "utf-8")
    document = str(tmp_path / "dates.yaml")
    assert command("generate", document, "--output", str(tmp_path / "dates")).code == 0
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    told = json.loads((tmp_path / "dates" / "trials" / "take.json").read_bytes())
    (event,) = told["events"]
    assert event["untried"] == "the models do not take the sample of m"
    assert outcome(tmp_path).get("failed", 0) == 0


NULL_IN_A_FORM = """\
asyncapi: 3.0.0
info: {title: Nulls, version: '1'}
servers: {s: {host: example.com, protocol: https}}
channels:
  a: {address: /a, messages: {m: {contentType: application/x-www-form-urlencoded, payload: {PAYLOAD}}}}
operations:
  take: {action: receive, channel: {$ref: '#/channels/a'}}
"""


@pytest.mark.parametrize(
    ("payload", "event"),
    [
        ("{properties: {a: {type: string}, b: {type: 'null'}}}", {"value": {"a": "text"}}),
        ("{required: [b], properties: {b: {type: 'null'}}}", {"untried": "no form has this value"}),
        (
            "{required: [b], properties: {b: {type: array, maxItems: 0}}}",
            {"untried": "no form has this value"},
        ),
        # What is declared is not read as what else may come.
        (
            "{properties: {a: {type: string}}, additionalProperties: {type: array, items: {type: integer}}}",
            {"value": {"a": "text"}},
        ),
        # A number is a text where a text may come.
        (
            "{properties: {a: {type: [string, number]}, b: {type: boolean}}}",
            {"value": {"a": "text", "b": True}},
        ),
        ("{required: [a], properties: {a: {default: 5}}}", {"untried": "no form has this value"}),
        # A single text is a list of one.
        (
            "{properties: {a: {type: integer}, b: {type: [array, 'null'], default: null}}}",
            {"value": {"a": 1}},
        ),
    ],
)
def test_what_is_null_or_empty_is_in_no_form(
    payload: str, event: dict[str, object], tmp_path: Path
) -> None:
    document = NULL_IN_A_FORM.replace("{PAYLOAD}", "{type: object, " + payload.removeprefix("{"))
    (tmp_path / "nulls.yaml").write_text(document, "utf-8")
    words = (str(tmp_path / "nulls.yaml"), "--output", str(tmp_path / "nulls"))
    assert command("generate", *words).code == 0
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    (told,) = json.loads((tmp_path / "nulls" / "trials" / "take.json").read_bytes())["events"]
    assert event.items() <= told.items()
    assert outcome(tmp_path).get("failed", 0) == 0


def test_nothing_of_the_document_is_in_the_test(packages: dict[str, Written]) -> None:
    found = {
        (packages[name].folder / "tests" / f"test_{name}.py")
        .read_text("utf-8")
        .split("\n\n", 1)[1]
        .replace(name, "NAME")
        for name in DOCUMENTS
    }
    assert len(found) == 1


@pytest.mark.parametrize("name", DOCUMENTS)
def test_there_is_one_valid_sample_for_each_message(
    name: str, packages: dict[str, Written]
) -> None:
    document, overlays = DOCUMENTS[name]
    api = lowered_file(document, *overlays).api
    folder = packages[name].folder / name / "samples"
    rows = {row.id: row.handler for row in packages[name].operations.OPERATIONS}
    found, originals = 0, Originals(api.schemas)
    for operation in api.operations.values():
        if operation.action is not Action.RECEIVE:
            continue
        samples = [json.loads(p.read_bytes()) for p in folder.glob(f"{rows[operation.id]}.*.json")]
        checks = [
            originals.validator(api.messages[id_].payload or "") for id_ in operation.messages
        ]
        assert len(samples) == len(checks)
        # Each message has a sample of its own, whatever the files are called.
        for check in checks:
            assert check is not None
            assert any(check.is_valid(sample) for sample in samples)
        for sample in samples:
            assert any(check is not None and check.is_valid(sample) for check in checks)
        found += len(samples)
    assert found == SAMPLES[name] == len(list(folder.iterdir()))


MAPS = """\
asyncapi: 3.0.0
info: {title: Maps, version: '1'}
servers: {s: {host: example.com, protocol: https}}
channels:
  a: {address: /a, messages: {m: {payload: {$ref: '#/components/schemas/Tree'}}}}
operations:
  take: {action: receive, channel: {$ref: '#/channels/a'}}
components:
  schemas:
    Tree:
      type: object
      properties:
        leaves: {type: object, additionalProperties: {type: object, properties: {size: {type: number}}}}
        inner: {type: object, additionalProperties: {$ref: '#/components/schemas/Tree'}}
      additionalProperties: {type: boolean}
"""


def test_what_is_set_aside_inside_of_a_wrong_value_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "maps.yaml").write_text(MAPS, "utf-8")
    words = (str(tmp_path / "maps.yaml"), "--output", str(tmp_path / "maps"))
    assert command("generate", *words).code == 0
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    (told,) = json.loads((tmp_path / "maps" / "trials" / "take.json").read_bytes())["events"]
    wrong = {"/leaves": {"key": True}, "/inner": {"key": {"other": 1}}}
    assert {"with": wrong} in told["noticed"]
    assert outcome(tmp_path).get("failed", 0) == 0
