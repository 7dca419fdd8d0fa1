"""What earlier runs remember is a short cut alone: the package is the one of a run without it."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from asyncapi_pygen.config import Config, Formats, ModelBackend, ModelSettings, Selection
from asyncapi_pygen.configuring.selectors import parse_selectors
from asyncapi_pygen.emit.manifest import digest
from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.memory import Memories, Memory
from asyncapi_pygen.pipeline import Result, generate
from asyncapi_pygen.targets.webhook import contract
from support.commands import command, contents
from support.random_schemas import RandomSchemas, few_or_many

SETTINGS = {
    **{backend.value: ModelSettings(backend=backend) for backend in ModelBackend},
    "strict schemas": ModelSettings(strict_schemas=True),
    "strict formats": ModelSettings(formats=Formats.STRICT),
}


class Team:
    """Generates a package again and again, and remembers."""

    def __init__(self, folder: Path, models: ModelSettings = SETTINGS["pydantic"]) -> None:
        self.document = folder / "document.json"
        self.config = Config(package="shop", models=models)
        self.code: dict[str, Json] = {}
        self.contracts: dict[str, Json] = {}
        self.files: dict[str, str] = {}

    def generates(self, document: dict[str, Any]) -> Result:
        """Generate, and expect what is generated without any memory."""
        self.document.write_text(json.dumps(document), "utf-8")
        memories = Memories(
            code=Memory(lambda: self.code),
            contracts=Memory(lambda: json.loads(json.dumps(self.contracts))),
            standing=self._standing,
        )
        result = generate(self.document, "document.json", self.config, memories)
        assert result == generate(self.document, "document.json", self.config)
        if result.files:
            self.code, self.contracts = {**memories.code.met}, {**memories.contracts.met}
            self.files = {str(file.path): file.text for file in result.files}
        return result

    def _standing(self, path: str, wanted: str) -> str | None:
        text = self.files.get(f"shop/{path}")
        return text if text is not None and digest(text) == wanted else None


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the operations of which a contract is made, twice where that is done without memory."""
    noted: list[str] = []
    samples_of = contract.samples_of

    def noting(handled: Any, *others: Any, **named: Any) -> Any:
        noted.extend(one.operation.id for one in handled)
        return samples_of(handled, *others, **named)

    monkeypatch.setattr(contract, "samples_of", noting)
    return noted


def remembered(made: list[str], of: dict[str, Any]) -> set[str]:
    """Return the operations that were made but once since they were asked for last."""
    found = {one for one in operations(of) if made.count(one) == 1}
    made.clear()
    return found


def operations(document: dict[str, Any]) -> list[str]:
    return [one["publish"]["operationId"] for one in document["channels"].values()]


def schema(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def event(name: str, **more: Any) -> dict[str, Any]:
    return {"publish": {"operationId": f"on{name}", "message": {"payload": schema(name)}, **more}}


def thing(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"id": {"type": "string"}, **properties}}


DOCUMENT: dict[str, Any] = {
    "asyncapi": "2.6.0",
    "info": {"title": "Orders", "version": "1"},
    "channels": {
        "/Order": event("Order", security=[{"other": []}]),
        "/Refund": event("Refund"),
        "/Note": event("Note"),
    },
    "components": {
        "securitySchemes": {
            "key": {"type": "httpApiKey", "in": "header", "name": "X-Key"},
            "other": {"type": "httpApiKey", "in": "header", "name": "X-Own"},
        },
        "schemas": {
            "Order": thing(of=schema("Person")),
            "Refund": thing(by=schema("Person")),
            "Note": thing(text={"type": "string", "maxLength": 5}),
            "Person": thing(name={"type": "string"}),
        },
    },
}


def changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    change(document)
    return document


@pytest.fixture
def team(tmp_path: Path) -> Team:
    return Team(tmp_path)


def test_of_what_did_not_change_no_contract_is_made(team: Team, made: list[str]) -> None:
    team.generates(DOCUMENT)
    assert remembered(made, DOCUMENT) == set()
    team.generates(DOCUMENT)
    assert remembered(made, DOCUMENT) == {"onOrder", "onRefund", "onNote"}


CHANGES: dict[str, tuple[Callable[[dict[str, Any]], object], set[str]]] = {
    "a schema": (
        lambda it: it["components"]["schemas"]["Note"]["properties"].update(more={}),
        {"onOrder", "onRefund"},
    ),
    "a schema that two refer to": (
        lambda it: it["components"]["schemas"]["Person"].update(required=["name"]),
        {"onNote"},
    ),
    "an operation more": (
        lambda it: it["channels"].update({"/Person": event("Person")}),
        {"onOrder", "onRefund", "onNote"},
    ),
    # The one that is now the first to meet a person tries what a person is.
    "another order": (
        lambda it: it.update(channels=dict(reversed(it["channels"].items()))),
        {"onNote"},
    ),
    "an address": (
        lambda it: it["channels"].update({"/notes": it["channels"].pop("/Note")}),
        {"onOrder", "onRefund"},
    ),
    "where everything stands": (
        lambda it: it["info"].update(description="x" * 500),
        {"onOrder", "onRefund", "onNote"},
    ),
    "an example": (
        lambda it: it["channels"]["/Note"]["publish"]["message"].update(
            examples=[{"payload": {"id": "1"}}]
        ),
        {"onOrder", "onRefund"},
    ),
    "who may send": (
        lambda it: it["channels"]["/Note"]["publish"].update(security=[{"key": []}]),
        {"onOrder", "onRefund"},
    ),
    "how who sends is known": (
        lambda it: it["components"]["securitySchemes"]["other"].update(name="X-Other"),
        {"onRefund", "onNote"},
    ),
    "how a class is called": (
        lambda it: it["components"]["schemas"]["Note"].update({"x-python-name": "Remark"}),
        {"onOrder", "onRefund"},
    ),
}


@pytest.mark.parametrize(("change", "same"), CHANGES.values(), ids=CHANGES)
def test_after_a_change_of(
    change: Callable[[dict[str, Any]], object], same: set[str], team: Team, made: list[str]
) -> None:
    team.generates(DOCUMENT)
    made.clear()
    document = changed(change)
    team.generates(document)
    assert remembered(made, document) == same


def test_of_what_is_left_out_no_text_stands(team: Team, made: list[str]) -> None:
    team.generates(DOCUMENT)
    team.config = Config(
        package="shop", selection=Selection(only=parse_selectors(["operation:onNote"]))
    )
    made.clear()
    team.generates(DOCUMENT)
    # Nobody verifies who sends what is left out.
    assert remembered(made, DOCUMENT) == {"onRefund", "onNote"}
    assert "shop/trials/on_order.json" not in team.files
    team.generates(DOCUMENT)
    assert remembered(made, DOCUMENT) == {"onNote"}


def test_a_file_that_was_edited_or_is_gone_is_made_again(team: Team, made: list[str]) -> None:
    team.generates(DOCUMENT)
    team.files["shop/trials/on_note.json"] += " "
    (sample,) = [path for path in team.files if path.startswith("shop/samples/on_order.")]
    del team.files[sample]
    made.clear()
    team.generates(DOCUMENT)
    assert remembered(made, DOCUMENT) == {"onRefund"}


def test_what_has_no_sample_is_told_again(team: Team) -> None:
    document = changed(
        lambda it: it["components"]["schemas"]["Note"].update(properties={}, minProperties=9999)
    )
    for _ in range(2):
        codes = [one.code for one in team.generates(document).diagnostics]
        assert codes.count("sample-missing") == 1


ODD: list[Json] = [None, 1, [], [{}, [], []], [{}, 1, [], []], [{}, [], [1], []], [[], [], [], []]]


@pytest.mark.parametrize("odd", ODD, ids=json.dumps)
def test_what_is_remembered_oddly_is_made(odd: Json, team: Team) -> None:
    team.generates(DOCUMENT)
    team.contracts = dict.fromkeys(team.contracts, odd)
    team.generates(DOCUMENT)


@pytest.mark.parametrize("path", ["models.py", "../shop_app.py", "trials/on_order.json"])
def test_no_text_is_taken_that_is_none_of_the_operation(path: str, team: Team) -> None:
    team.generates(DOCUMENT)
    team.files["shop/../shop_app.py"] = team.files["shop_app.py"]
    (key,) = [key for key, one in team.contracts.items() if "trials/on_note.json" in str(one)]
    piece = team.contracts[key]
    assert isinstance(piece, list)
    team.contracts[key] = [{path: digest(team.files[f"shop/{path}"])}, *piece[1:]]
    team.generates(DOCUMENT)


@few_or_many(20, range(5, 25), 300)
@pytest.mark.parametrize("settings", SETTINGS)
def test_documents_by_chance(
    settings: str, seeds: range, least: int, tmp_path: Path, made: list[str]
) -> None:
    taken = 0
    for seed in seeds:
        chance = RandomSchemas(seed, "2020-12" if seed % 2 else "draft-07")
        team, document = Team(tmp_path, SETTINGS[settings]), chance.surrounded()
        for _ in range(6):
            made.clear()
            if team.generates(document).files:
                taken += sum(made.count(one) == 1 for one in document["operations"])
            document = edited(document, chance)
    assert taken > least


def edited(document: dict[str, Any], chance: RandomSchemas) -> dict[str, Any]:
    """Return a document of which a schema says something else, or operations are other ones."""
    made = copy.deepcopy(document)
    schemas, operations = made["components"]["schemas"], made["operations"]
    random: Random = chance.chance
    match random.choice(["schema", "schema", "schema", "gone", "order"]):
        case "schema":
            name = random.choice([*schemas])
            schemas[name] = chance.edited(schemas[name])
        case "gone" if len(operations) > 2:
            del operations[random.choice([*operations])]
        case _:
            made["operations"] = dict(random.sample([*operations.items()], len(operations)))
    return made


def test_to_delete_what_is_remembered_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Regenerate by the command line, in a folder that remembers and in one that does not."""
    chance = RandomSchemas(7, "2020-12")
    document = chance.surrounded()
    there = {name: tmp_path / name for name in ("remembers", "forgets")}
    for step in range(4):
        told = []
        for name, folder in there.items():
            folder.mkdir(exist_ok=True)
            (folder / "document.json").write_text(json.dumps(document), "utf-8")
            monkeypatch.chdir(folder)
            monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / f"of {name}"))
            if name == "forgets":
                monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / f"of {name} {step}"))
            told.append(command("generate", "document.json", "--output", "shop"))
        assert told[0] == told[1]
        assert told[0].code == 0
        assert contents(there["remembers"]) == contents(there["forgets"])
        document = edited(document, chance)
