from pathlib import Path

import pytest

from asyncapi_pygen.targets.webhook.tags import Told, tell_apart
from support.documents import generated


def told(folder: Path, **payloads: str) -> dict[str, Told] | None:
    """Find what tells the payloads of these operations apart."""
    channels = "".join(
        f"  /{name}: {{publish: {{operationId: {name}, message: {{messageId: {name}, payload: {payload}}}}}}}\n"
        for name, payload in payloads.items()
    )
    found = generated(
        folder, f"asyncapi: 2.6.0\ninfo: {{title: Test, version: '1'}}\nchannels:\n{channels}"
    )
    api = found.lowered.api
    places = {
        id_: [api.messages[message].payload or "" for message in one.messages]
        for id_, one in api.operations.items()
    }
    answer = tell_apart(found.models.plan, places)
    return None if answer is None else dict(answer)


def test_a_constant_or_an_enum_in_every_payload(tmp_path: Path) -> None:
    assert told(
        tmp_path,
        one="{properties: {id: {type: string}, event: {const: a}}}",
        two="{properties: {event: {enum: [b, c]}}}",
    ) == {"one": Told("event", ("a",)), "two": Told("event", ("b", "c"))}


def test_a_union_has_the_values_of_all_its_members(tmp_path: Path) -> None:
    assert told(
        tmp_path,
        one="{oneOf: [{properties: {event: {const: a}}}, {properties: {event: {const: b}, x: {const: y}}}]}",
        two="{properties: {event: {const: c}}}",
    ) == {"one": Told("event", ("a", "b")), "two": Told("event", ("c",))}


@pytest.mark.parametrize(
    ("why", "one", "two"),
    [
        ("a value of both", "{properties: {e: {enum: [a, b]}}}", "{properties: {e: {const: b}}}"),
        (
            "in one payload only",
            "{properties: {e: {const: a}}}",
            "{properties: {e: {type: string}}}",
        ),
        ("numbers", "{properties: {e: {const: 1}}}", "{properties: {e: {const: 2}}}"),
        ("no object", "{properties: {e: {const: a}}}", "{type: string}"),
        (
            "a member without",
            "{oneOf: [{properties: {e: {const: a}}}, {type: string}]}",
            "{properties: {e: {const: b}}}",
        ),
    ],
)
def test_nothing_tells_them_apart(tmp_path: Path, why: str, one: str, two: str) -> None:
    assert told(tmp_path, one=one, two=two) is None


def test_an_operation_without_payload_cannot_be_told(tmp_path: Path) -> None:
    assert (
        tell_apart(generated(tmp_path, "{asyncapi: 2.6.0, channels: {}}").models.plan, {"one": []})
        is None
    )
