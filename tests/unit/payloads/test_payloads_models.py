from pathlib import Path

from asyncapi_pygen.config import ModelSettings
from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.payloads.definitions import define
from asyncapi_pygen.payloads.making import Making
from asyncapi_pygen.payloads.models import plan_models, write_models
from asyncapi_pygen.payloads.planning import Roots
from support.documents import Generated, models

SCHEMA = "{description: An event., properties: {a: {type: string}}}"


def again(found: Generated, known: dict[str, str]) -> str:
    api = found.lowered.api
    making = Making(ModelSettings(), found.lowered.bundle.locate, Diagnostics())
    roots = Roots(tuple(api.messages.values()), ())
    return write_models(api, plan_models(api, roots, making), known).text


def test_a_text_that_was_made_from_the_same_is_taken(tmp_path: Path) -> None:
    found = models(tmp_path, SCHEMA)
    assert again(found, {found.made.stage: "known"}) == "known"
    assert again(found, {"another stage": "known"}) == found.text


def test_whatever_shows_in_the_text_is_part_of_the_digest(tmp_path: Path) -> None:
    first = models(tmp_path, SCHEMA).made.stage
    assert models(tmp_path, SCHEMA).made.stage == first
    assert models(tmp_path, SCHEMA.replace("An event", "The event")).made.stage != first
    assert models(tmp_path, SCHEMA.replace("string", "integer")).made.stage != first
    assert models(tmp_path, SCHEMA, name="Other").made.stage != first
    assert models(tmp_path, SCHEMA, sent=True).made.stage != first


def test_what_a_schema_is_called_and_whether_it_is_a_class(tmp_path: Path) -> None:
    found = models(tmp_path, "{$ref: '#/components/schemas/size'}", "{size: {enum: [s, l]}}").models
    (place,) = found.plan.entries
    assert (found.name(place), found.is_class(place)) == ("Size", False)


def test_a_document_without_payloads_has_an_empty_module(tmp_path: Path) -> None:
    found = models(tmp_path, "{}")
    assert again(found, {}) == found.text
    assert found.body == "Event: TypeAlias = JsonValue"


def test_what_the_engine_names_itself_is_never_one_of_our_names(tmp_path: Path) -> None:
    # A union of bounded scalars makes the engine invent models, called after ours with a number.
    objects = "".join(f"o{n}: {{properties: {{x{n}: {{type: string}}}}}}, " for n in range(40))
    bounded = "anyOf: [{type: integer, minimum: 0}, {type: string, maxLength: 3}]"
    aliases = "".join(f"a{n}: {{{bounded}}}, " for n in range(4))
    uses = "".join(f"a{n}: {{$ref: '#/components/schemas/a{n}'}}, " for n in range(4))
    uses += "".join(f"o{n}: {{$ref: '#/components/schemas/o{n}'}}, " for n in range(40))
    found = models(tmp_path, f"{{properties: {{{uses}}}}}", f"{{{aliases}{objects}}}")
    assert all(
        f"class O{n}(Model):\n    x{n}: Maybe[str] = None\n" in found.text for n in range(40)
    )
    assert "A0: TypeAlias = Annotated[int, Field(ge=0)] | Annotated[str, Field(max_length=3)]" in (
        found.text
    )


def test_the_engine_is_asked_once_for_properties_that_say_the_same(tmp_path: Path) -> None:
    listed = "{type: array, minItems: 1, items: {$ref: '#/components/schemas/%s'}}"
    part = "{properties: {of: {anyOf: [{type: string, maxLength: 9}, %s]}, by: {type: string, %s}}}"
    left = part % (listed % "A", "maxLength: 9")
    right = part % (listed % "B", "maxLength: 9, description: Somebody.")
    schemas = "{A: {properties: {a: {type: string}}}, B: {properties: {b: {type: string}}}}"
    found = models(tmp_path, f"{{properties: {{left: {left}, right: {right}}}}}", schemas)
    asked = define(found.models.plan)
    one, other = (asked.fields[place] for place in asked.fields if "/properties" in place)
    assert [property_.field for property_ in one] == [property_.field for property_ in other]
    assert one[0].classes != other[0].classes
    assert "Annotated[list[A], Field(min_length=1)]" in found.text
    assert "Annotated[list[B], Field(min_length=1)]" in found.text
