from pathlib import Path

import pytest

from asyncapi_pygen.targets.webhook.tags import Told, tell_apart
from support.documents import generated
from support.packages import run


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


def test_an_operation_that_is_alone_is_known_by_a_constant(tmp_path: Path) -> None:
    payload = "{properties: {kind: {enum: [a, b]}, event: {const: c}}}"
    assert told(tmp_path, one=payload) == {"one": Told("event", ("c",))}


def test_an_operation_that_is_alone_gets_new_values_of_an_enum(tmp_path: Path) -> None:
    assert told(tmp_path, one="{properties: {kind: {enum: [a, b]}}}") is None


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


@pytest.mark.parametrize(
    ("addresses", "shared"),
    [(("/one", "/two"), True), (("/one", "/of/{user}/two"), False), (("/", "/two"), False)],
)
def test_the_stub_takes_all_events_at_one_url_where_nothing_is_lost(
    tmp_path: Path, addresses: tuple[str, str], *, shared: bool
) -> None:
    channels = "".join(
        f"  {address}:\n    parameters: {{{'user: {}' if 'user' in address else ''}}}\n"
        f"    publish: {{message: {{payload: {{properties: {{event: {{const: {event}}}}}}}}}}}\n"
        for address, event in zip(addresses, ("a", "b"), strict=True)
    )
    document = tmp_path / "asyncapi.yaml"
    text = f"asyncapi: 2.6.0\ninfo: {{title: Test, version: '1'}}\nchannels:\n{channels}"
    document.write_text(text, "utf-8")
    files = {str(file.path): file.text for file in run(document, "package").files}
    assert ('Settings(one_url="/")' in files["package_app.py"]) is shared
