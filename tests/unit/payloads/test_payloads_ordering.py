from asyncapi_pygen.diagnostics import Diagnostics, Location
from asyncapi_pygen.payloads.ordering import (
    aliases_after_their_parts,
    reachable,
    without_alias_cycles,
)
from asyncapi_pygen.payloads.plan import AliasPlan, ClassPlan, Entry, Origin, Property


def origin(place: str) -> Origin:
    return Origin(place=place, parent=None, hint=place, scope="", pin="", at=Location("x"))


def a_class(place: str, *parts: str) -> tuple[str, Entry]:
    properties = tuple(
        Property(
            wire=part,
            schema={"$ref": part},
            required=True,
            nullable=False,
            constant=False,
            has_default=False,
            default=None,
            pin="",
            description="",
        )
        for part in parts
    )
    return place, ClassPlan(
        origin=origin(place), properties=properties, closed=False, description=""
    )


def an_alias(place: str, *parts: str) -> tuple[str, Entry]:
    schema = {"anyOf": [{"$ref": part} for part in parts]}
    return place, AliasPlan(origin=origin(place), schema={**schema}, description="")


def test_parts_come_before_what_refers_to_them() -> None:
    entries = dict([a_class("A", "B", "C"), a_class("B", "C"), a_class("C"), a_class("unused")])
    assert list(reachable(entries, ["A"])) == ["C", "B", "A"]


def test_of_circular_classes_the_first_one_met_comes_last() -> None:
    entries = dict([a_class("A", "B"), a_class("B", "A")])
    assert list(reachable(entries, ["A", "B"])) == ["B", "A"]


def test_an_alias_waits_for_all_its_parts() -> None:
    entries = dict([a_class("A", "L"), an_alias("L", "A", "M"), an_alias("M", "A")])
    order = list(reachable(entries, ["A"]))
    assert order == ["M", "L", "A"]
    assert aliases_after_their_parts(entries, order) == ["A", "M", "L"]


def test_one_circle_of_aliases_is_opened_once() -> None:
    entries = dict([an_alias("A", "B", "X"), an_alias("B", "A", "X"), a_class("X")])
    diagnostics = Diagnostics()
    found = without_alias_cycles(entries, diagnostics)
    assert found["A"] == entries["A"]
    assert found["B"].schema == {}  # type: ignore[union-attr]
    assert len(diagnostics) == 1


def test_chains_of_thousands_are_no_problem() -> None:
    size = 5_000
    aliases = dict(an_alias(str(n), str(n + 1)) for n in range(size)) | dict([a_class(str(size))])
    classes = dict(a_class(str(n), str(n + 1)) for n in range(size)) | dict([a_class(str(size))])
    for entries in (aliases, classes):
        order = list(reachable(entries, ["0"]))
        assert order == [str(n) for n in range(size, -1, -1)]
        assert aliases_after_their_parts(entries, order) == order
        assert without_alias_cycles(entries, Diagnostics()) == entries
