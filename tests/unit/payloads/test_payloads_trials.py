"""Trials of payloads: what they cost, and what they say where nothing can be tried."""

from pathlib import Path
from typing import Any

import yaml

from asyncapi_pygen.payloads.original import Originals
from asyncapi_pygen.payloads.samples import Sampler
from asyncapi_pygen.payloads.trials.making import Maker, Trials
from asyncapi_pygen.payloads.trials.view import View
from support.documents import document, lowered, models_of


def made(folder: Path, payload: str, value: Any, schemas: str = "{}") -> Trials:
    found = lowered(folder, document(yaml.safe_load(payload), yaml.safe_load(schemas)))
    (message,) = found.api.messages.values()
    assert message.payload is not None
    originals = Originals(found.api.schemas)
    return Maker(models_of(found).models.plan, Sampler(originals), exact=False).trials(
        message.payload, value
    )


def test_an_object_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    payload = """
        type: object
        properties:
          card:
            type: object
            required: [digits]
            properties: {digits: {type: string, pattern: '^[0-9]{4}-[0-9]{4}$'}}
    """
    trials = made(tmp_path, payload, {})
    assert trials.untried == [("card",)]
    assert trials.written()["untried_at"] == ["/card"]


def test_a_value_that_the_document_refuses_is_told(tmp_path: Path) -> None:
    trials = made(tmp_path, "{type: object, required: [a], properties: {a: {type: integer}}}", {})
    assert trials.written() == {"taken": [], "noticed": [], "untried_at": [""]}


def test_what_the_author_gives_as_an_example_is_put_where_a_pattern_asks_for_it(
    tmp_path: Path,
) -> None:
    card = """
        Card:
          type: object
          required: [digits]
          properties:
            digits: {type: string, pattern: '^[0-9]{4}-[0-9]{4}$', examples: [1234-5678]}
    """
    payload = "{type: object, properties: {card: {$ref: '#/components/schemas/Card'}}}"
    trials = made(tmp_path, payload, {}, card)
    assert not trials.untried
    assert {"/card": {"digits": "1234-5678"}} in [one.written().get("with") for one in trials.taken]


def test_a_property_is_judged_without_all_that_its_class_leads_to(tmp_path: Path) -> None:
    chain = {
        f"C{number}": {"properties": {"next": {"$ref": f"#/components/schemas/C{number + 1}"}}}
        for number in range(20)
    }
    schemas: dict[str, Any] = {**chain, "C20": {"type": "object", "required": ["end"]}}
    reference = {"$ref": "#/components/schemas/C0"}
    found = lowered(tmp_path, document(reference, schemas))
    (message,) = found.api.messages.values()
    view = View(models_of(found).models.plan)
    payload = message.payload or ""
    near = view.whole({"$ref": payload}, payload, deepest=3)
    whole = view.whole({"$ref": payload}, payload)
    assert len(near["definitions"]) == 4  # type: ignore[arg-type]
    assert len(whole["definitions"]) == 21  # type: ignore[arg-type]
