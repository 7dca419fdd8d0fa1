"""What tells the operations of small documents apart, as ``operations.py`` shows it."""

import json
import re
import textwrap
from pathlib import Path
from typing import Any

import pytest

from asyncapi_pygen.config import Adapter, Config
from asyncapi_pygen.memory import Memories
from asyncapi_pygen.pipeline import generate


class Typed(dict[str, str]):
    """Knows a text for any models: to type them takes longer than all the rest."""

    def get(self, *_: object) -> Any:
        return '"""No models."""\n'


def written(folder: Path, text: str, *overlays: str, typed: bool = False) -> dict[str, str]:
    """Return the files of a package by name, and its findings below the name ``report``.

    Only with ``typed`` there are models in ``models.py``.
    """
    document = folder / "asyncapi.yaml"
    document.write_text(textwrap.dedent(text), "utf-8")
    paths = []
    for number, overlay in enumerate(overlays):
        paths.append(folder / f"overlay{number}.yaml")
        paths[-1].write_text(textwrap.dedent(overlay), "utf-8")
    config = Config(package="package", overlays=tuple(paths), adapters=(Adapter.ASGI,))
    result = generate(
        document, document.name, config, Memories(texts={} if typed else Typed(any=""))
    )
    files = {file.path.name: file.text for file in result.files}
    return {**files, "report": "\n".join(f"{d.code}: {d.message}" for d in result.diagnostics)}


def told(files: dict[str, str]) -> list[tuple[str, str]]:
    """Return the id of each row, and what it says of how its events are known."""
    rows = re.split(r"^    Operation\[", files.get("operations.py", ""), flags=re.MULTILINE)[1:]
    found = []
    for row in rows:
        known = re.search(r"^        tag=(.*?),\n(?: {4}\)| {8}\w)", row, re.MULTILINE | re.DOTALL)
        id_ = re.search(r'id="([^"]*)"', row)
        assert id_ is not None
        line = re.sub(r"\n\s*", " ", known[1] if known else "")
        found.append((id_[1], line.replace("( ", "(").replace(", )", ")")))
    return found


def at_addresses(said: str = "", **payloads: str) -> str:
    """Write a document whose operations have addresses and payloads of their own."""
    channels = "".join(
        f"  /{name}: {{publish: {{operationId: {name}, "
        f"message: {{messageId: {name}, payload: {payload}}}}}}}\n"
        for name, payload in payloads.items()
    )
    start = f"asyncapi: 2.6.0\ninfo: {{title: Test, version: '1'}}\n{said}\n"
    return f"{start}channels:\n{channels}"


def at_one_address(said: str = "", **messages: str) -> str:
    """Write a document whose operations share a channel, each with one of its messages."""
    lines = [
        "asyncapi: 3.0.0",
        "info: {title: Test, version: '1'}",
        "channels:",
        "  events:",
        "    address: /events",
        *([f"    x-dispatch: {said}"] if said else []),
        "    messages:",
        *(f"      {name}: {message}" for name, message in messages.items()),
        "operations:",
        *(
            f"  {name}: {{action: receive, channel: {{$ref: '#/channels/events'}}, "
            f"messages: [{{$ref: '#/channels/events/messages/{name}'}}]}}"
            for name in messages
        ),
    ]
    return "\n".join(lines) + "\n"


def of_one_operation(said: str, *messages: str) -> str:
    """Write a document with one operation of several messages."""
    return "\n".join(
        [
            "asyncapi: 2.6.0",
            "info: {title: Test, version: '1'}",
            "channels:",
            "  /one:",
            "    publish:",
            "      operationId: one",
            *([f"      x-dispatch: {said}"] if said else []),
            "      message:",
            "        oneOf:",
            *(f"          - {message}" for message in messages),
            "components:",
            "  schemas: {Issue: {type: object, properties: {action: {type: string}}}}",
        ]
    )


# Among all events, wherever they arrive.


def test_a_constant_or_an_enum_in_every_payload(tmp_path: Path) -> None:
    one = "{properties: {id: {type: string}, event: {const: a}}}"
    files = written(tmp_path, at_addresses(one=one, two="{properties: {event: {enum: [b, c]}}}"))
    assert told(files) == [("one", 'Tag("event", ("a",))'), ("two", 'Tag("event", ("b", "c"))')]
    assert 'Settings(one_url="/")' in files["package_app.py"]


def test_a_union_has_the_values_of_all_its_members(tmp_path: Path) -> None:
    members = "{properties: {event: {const: a}}}, {properties: {event: {const: b}, x: {const: y}}}"
    union = f"{{oneOf: [{members}]}}"
    files = written(tmp_path, at_addresses(one=union, two="{properties: {event: {const: c}}}"))
    assert told(files) == [("one", 'Tag("event", ("a", "b"))'), ("two", 'Tag("event", ("c",))')]


def test_numbers_and_booleans_tell_as_well(tmp_path: Path) -> None:
    one, two = "{properties: {e: {enum: [1, -2]}}}", "{properties: {e: {const: true}}}"
    assert told(written(tmp_path, at_addresses(one=one, two=two))) == [
        ("one", 'Tag("e", (1, -2))'),
        ("two", 'Tag("e", (True,))'),
    ]


def nested(value: str, *names: str) -> str:
    schema = f"{{const: {value}}}"
    for name in names:
        schema = f"{{type: object, properties: {{{name}: {schema}}}}}"
    return schema


def test_the_shallowest_property_wins(tmp_path: Path) -> None:
    def payload(deep: str, shallow: str) -> str:
        return f"{{properties: {{head: {nested(deep, 'kind')}, type: {{const: {shallow}}}}}}}"

    files = written(tmp_path, at_addresses(one=payload("a", "x"), two=payload("b", "y")))
    assert told(files) == [("one", 'Tag("type", ("x",))'), ("two", 'Tag("type", ("y",))')]


def test_a_tag_may_lie_in_three_objects(tmp_path: Path) -> None:
    names = ("c/d", "b", "a", "z")
    one, two = nested("x", *names[:3]), nested("y", *names[:3])
    files = written(tmp_path, at_addresses(one=one, two=two))
    assert told(files)[0] == ("one", 'Tag(("a", "b", "c/d"), ("x",))')
    files = written(tmp_path, at_addresses(one=nested("x", *names), two=nested("y", *names)))
    assert told(files) == [("one", ""), ("two", "")]


def test_an_operation_that_is_alone_is_known_by_a_constant(tmp_path: Path) -> None:
    payload = "{properties: {kind: {enum: [a, b]}, event: {const: c}}}"
    assert told(written(tmp_path, at_addresses(one=payload))) == [("one", 'Tag("event", ("c",))')]


def test_an_operation_that_is_alone_gets_new_values_of_an_enum(tmp_path: Path) -> None:
    files = written(tmp_path, at_addresses(one="{properties: {kind: {enum: [a, b]}}}"))
    assert told(files) == [("one", "")]


@pytest.mark.parametrize(
    ("why", "one", "two"),
    [
        ("a value of both", "{properties: {e: {enum: [a, b]}}}", "{properties: {e: {const: b}}}"),
        ("in one payload", "{properties: {e: {const: a}}}", "{properties: {e: {type: string}}}"),
        ("one number", "{properties: {e: {const: 1}}}", "{properties: {e: {const: 1}}}"),
        ("no object", "{properties: {e: {const: a}}}", "{type: string}"),
        (
            "a member without",
            "{oneOf: [{properties: {e: {const: a}}}, {type: string}]}",
            "{properties: {e: {const: b}}}",
        ),
        (
            "keys, of events with addresses of their own",
            "{type: object, required: [a], properties: {a: {type: string}}}",
            "{type: object, required: [b], properties: {b: {type: string}}}",
        ),
    ],
)
def test_nothing_tells_them_apart(tmp_path: Path, why: str, one: str, two: str) -> None:
    files = written(tmp_path, at_addresses(one=one, two=two))
    assert told(files) == [("one", ""), ("two", "")]
    assert "single-url: nothing tells all events apart" in files["report"]


def test_a_header_tells_where_bodies_do_not(tmp_path: Path) -> None:
    """As CloudEvents do in the binary mode of HTTP: ``ce-type`` is the event, the body its data."""
    files = written(
        tmp_path,
        """
        asyncapi: 3.0.0
        info: {title: Calls, version: '1'}
        channels:
          one: {address: /one, messages: {one: {$ref: '#/components/messages/One'}}}
          two: {address: /two, messages: {two: {$ref: '#/components/messages/Two'}}}
        operations:
          one: {action: receive, channel: {$ref: '#/channels/one'}}
          two: {action: receive, channel: {$ref: '#/channels/two'}}
        components:
          messages:
            One:
              traits: [{headers: {$ref: '#/components/schemas/CloudEvent'}}]
              payload: {type: object}
            Two:
              bindings:
                http:
                  headers: {type: object, properties: {ce-type: {$ref: '#/components/schemas/Two'}}}
                  bindingVersion: 0.3.0
              payload: {type: object}
          schemas:
            CloudEvent:
              type: object
              properties: {ce-specversion: {const: '1.0'}, CE-Type: {const: call.one}}
            Two: {type: integer, enum: [2, 3]}
        """,
    )
    assert told(files) == [
        ("one", 'Header("ce-type", ("call.one",))'),
        ("two", 'Header("ce-type", ("2", "3"))'),
    ]


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
    text = f"asyncapi: 2.6.0\ninfo: {{title: Test, version: '1'}}\nchannels:\n{channels}"
    files = written(tmp_path, text)
    assert ('Settings(one_url="/")' in files["package_app.py"]) is shared


# At one address.


def callback(kind: str) -> str:
    inner = f"{{type: object, required: [type], properties: {{type: {{const: {kind}}}}}}}"
    own = f"{{type: {{const: event_callback}}, event: {inner}}}"
    return f"{{payload: {{type: object, required: [type, event], properties: {own}}}}}"


CALLED_BACK = 'given=Tag("type", ("event_callback",))'


def test_one_property_may_tell_groups_and_another_those_of_a_group(tmp_path: Path) -> None:
    challenge = "{payload: {properties: {type: {const: url_verification}}}}"
    mention, reaction = callback("app_mention"), callback("reaction_added")
    files = written(
        tmp_path, at_one_address(challenge=challenge, mention=mention, reaction=reaction)
    )
    assert told(files) == [
        ("challenge", 'Tag("type", ("url_verification",))'),
        ("mention", f'Tag(("event", "type"), ("app_mention",), {CALLED_BACK})'),
        ("reaction", f'Tag(("event", "type"), ("reaction_added",), {CALLED_BACK})'),
    ]


def test_what_tells_those_of_a_group_lies_deeper_than_what_tells_groups(tmp_path: Path) -> None:
    """What lies less deep is looked at first: ``three`` would be taken for one of the others."""

    def message(deep: str, shallow: str) -> str:
        return f"{{payload: {{properties: {{head: {nested(deep, 'kind')}, b: {{{shallow}}}}}}}}}"

    one, two = message("x", "const: 1"), message("x", "const: 2")
    files = written(tmp_path, at_one_address(one=one, two=two, three=message("y", "enum: [1, 2]")))
    assert "message-ambiguous" in files["report"]


def test_a_key_tells_that_a_payload_requires_or_alone_declares(tmp_path: Path) -> None:
    created = "{required: [app, created], properties: {app: {}, created: {}, z: {}}}"
    deleted = "{required: [app], properties: {app: {}, deleted: {}, at: {}}}"
    files = written(
        tmp_path,
        at_one_address(created=f"{{payload: {created}}}", deleted=f"{{payload: {deleted}}}"),
    )
    assert told(files) == [
        ("created", 'Key(("created",))'),
        ("deleted", 'Key(("at", "deleted"))'),
    ]


def test_what_nothing_tells_apart_is_an_error_that_names_the_two(tmp_path: Path) -> None:
    one, other = (f"{{payload: {{properties: {{e: {{const: {e}}}}}}}}}" for e in "ab")
    files = written(tmp_path, at_one_address(one=one, two=other, three=other))
    assert "message-ambiguous: `three` of `three` and `two` of `two` arrive at" in files["report"]


def test_a_header_gives_each_payload_of_one_operation_a_row(tmp_path: Path) -> None:
    """As GitHub's events: one channel, many messages, and ``X-GitHub-Event``."""

    def message(event: str, payload: str) -> str:
        headers = f"{{type: object, properties: {{X-GitHub-Event: {{const: {event}}}}}}}"
        return f"{{messageId: {event.title()}, headers: {headers}, payload: {payload}}}"

    issue = "{$ref: '#/components/schemas/Issue'}"
    push = message("push", "{type: object, properties: {ref: {type: string}}}")
    files = written(
        tmp_path, of_one_operation("", push, message("issues", issue), message("labels", issue))
    )
    assert told(files) == [
        ("one", 'Header("x-github-event", ("push",))'),
        ("one", 'Header("x-github-event", ("issues", "labels"))'),
    ]
    assert "event: models.Push | models.Issue, /" in files["handlers.py"]


def test_a_body_that_tells_its_type_needs_no_header(tmp_path: Path) -> None:
    def message(kind: str) -> str:
        headers = f"{{type: object, properties: {{E: {{const: {kind}}}}}}}"
        payload = f"{{type: object, required: [kind], properties: {{kind: {{const: {kind}}}}}}}"
        return f"{{headers: {headers}, payload: {payload}}}"

    files = written(tmp_path, of_one_operation("", message("a"), message("b")))
    assert told(files) == [("one", 'Tag("kind", ("a", "b"))')]


# Declared.


@pytest.mark.parametrize(
    ("said", "first", "second"),
    [
        (
            "{in: body, pointer: /a~1b/c}",
            'Tag(("a/b", "c"), ("x", 1))',
            'Tag(("a/b", "c"), ("y*",))',
        ),
        ("{pointer: /a}", 'Tag("a", ("x", 1))', 'Tag("a", ("y*",))'),
        ("{name: X-Event}", 'Header("x-event", ("x", "1"))', 'Header("x-event", ("y*",))'),
        ("{in: keys}", 'Key(("x", "1"))', 'Key(("y*",))'),
    ],
)
def test_what_is_declared_counts(tmp_path: Path, said: str, first: str, second: str) -> None:
    one, two = (
        f"{{payload: {{type: object}}, x-dispatch: {{values: {values}}}}}"
        for values in ("[x, 1]", "[y*]")
    )
    files = written(tmp_path, at_one_address(said, one=one, two=two))
    assert told(files) == [("one", first), ("two", second)]


def held(*names: str) -> str:
    """Write a payload whose object ``event`` requires these properties."""
    inner = ", ".join(f"{name}: {{type: integer}}" for name in names)
    event = f"{{type: object, required: [{', '.join(names)}], properties: {{{inner}}}}}"
    return f"{{type: object, required: [event], properties: {{event: {event}}}}}"


def test_keys_of_an_object_in_the_body_tell_where_those_of_the_body_do_not(tmp_path: Path) -> None:
    one, two = (f"{{payload: {held('at', name)}}}" for name in ("started", "ended"))
    assert told(written(tmp_path, at_one_address(one=one, two=two))) == [
        ("one", 'Key(("started",), within=("event",))'),
        ("two", 'Key(("ended",), within=("event",))'),
    ]


def test_keys_of_an_object_may_be_declared_for_the_document(tmp_path: Path) -> None:
    said = "x-dispatch: {in: keys, pointer: /event}"
    files = written(tmp_path, at_addresses(said, one=held("a"), two=held("b")))
    assert told(files) == [
        ("one", 'Key(("a",), within=("event",))'),
        ("two", 'Key(("b",), within=("event",))'),
    ]
    assert 'Settings(one_url="/")' in files["package_app.py"]
    assert "told apart by the property of `event` that is there" in files["README.md"]


def test_keys_may_be_declared_at_several_places(tmp_path: Path) -> None:
    one = f"{{payload: {held('a')}, x-dispatch: {{in: keys, pointer: /event}}}}"
    two = f"{{payload: {held('b')}, x-dispatch: {{in: keys, pointer: /event/b, values: [x]}}}}"
    three = "{payload: {type: object}, x-dispatch: {in: keys, values: [c]}}"
    files = written(tmp_path, at_one_address(one=one, two=two, three=three))
    assert told(files) == [
        ("one", 'Key(("a",), within=("event",))'),
        ("two", 'Key(("x",), within=("event", "b"))'),
        ("three", 'Key(("c",))'),
    ]


def test_an_object_that_the_schema_does_not_have_has_no_keys(tmp_path: Path) -> None:
    one, two = (f"{{payload: {held(name)}}}" for name in "ab")
    files = written(tmp_path, at_one_address("{in: keys, pointer: /other}", one=one, two=two))
    told = "nothing says which value of the property of `other` that is there is for `one`"
    assert told in files["report"]


def test_keys_may_tell_those_of_a_group(tmp_path: Path) -> None:
    other = "{payload: {properties: {type: {const: other}}}}"
    one, two = (
        f"{{payload: {{properties: {{type: {{const: same}}, {key}: {{}}}}, required: [{key}]}}}}"
        for key in "ab"
    )
    given = 'given=Tag("type", ("same",))'
    assert told(written(tmp_path, at_one_address(other=other, one=one, two=two))) == [
        ("other", 'Tag("type", ("other",))'),
        ("one", f'Key(("a",), {given})'),
        ("two", f'Key(("b",), {given})'),
    ]


def test_one_inner_value_may_be_told_in_two_groups(tmp_path: Path) -> None:
    """What tells the group comes first, so that the same value means two things."""

    def message(group: str, kind: str) -> str:
        inner = f"{{type: object, properties: {{kind: {{const: {kind}}}}}}}"
        return f"{{payload: {{properties: {{type: {{const: {group}}}, event: {inner}}}}}}}"

    messages = {f"{group}{kind}": message(group, kind) for group in "ab" for kind in "xy"}
    assert told(written(tmp_path, at_one_address("", **messages))) == [
        (f"{group}{kind}", f'Tag(("event", "kind"), ("{kind}",), given=Tag("type", ("{group}",)))')
        for group in "ab"
        for kind in "xy"
    ]


def test_what_is_declared_overrides_what_could_be_inferred(tmp_path: Path) -> None:
    one, two = (
        f"{{payload: {{properties: {{kind: {{const: {kind}}}, z: {{const: {other}}}}}}}}}"
        for kind, other in (("a", "p"), ("b", "q"))
    )
    files = written(tmp_path, at_one_address("{pointer: /z}", one=one, two=two))
    assert told(files) == [("one", 'Tag("z", ("p",))'), ("two", 'Tag("z", ("q",))')]


def test_what_the_document_declares_holds_for_all_and_the_nearest_counts(tmp_path: Path) -> None:
    files = written(
        tmp_path,
        """
        asyncapi: 2.6.0
        info: {title: Test, version: '1'}
        x-dispatch: {in: header, name: X-Event}
        channels:
          /one:
            publish:
              operationId: one
              x-dispatch: {values: [a]}
              message: {payload: {type: object}}
          /two:
            x-dispatch: {in: body, pointer: /kind}
            publish:
              operationId: two
              message: {x-dispatch: {values: [b]}, payload: {type: object}}
          /three:
            publish: {operationId: three, message: {payload: {type: object}}}
        """,
    )
    assert told(files) == [
        ("one", 'Header("x-event", ("a",))'),
        ("two", 'Tag("kind", ("b",))'),
        ("three", ""),
    ]


def test_keys_without_values_are_inferred_for_all_addresses(tmp_path: Path) -> None:
    one, two = (
        f"{{type: object, required: [app, {key}], properties: {{app: {{}}, {key}: {{}}}}}}"
        for key in "ab"
    )
    files = written(tmp_path, at_addresses("x-dispatch: {in: keys}", one=one, two=two))
    assert told(files) == [("one", 'Key(("a",))'), ("two", 'Key(("b",))')]
    assert 'Settings(one_url="/")' in files["package_app.py"]
    assert "Events are told apart by the property that is there" in files["README.md"]


def test_keys_that_events_of_several_addresses_share_are_inferred_at_each(tmp_path: Path) -> None:
    channels, operations = "", ""
    for address in ("one", "two"):
        messages = ""
        for key in "ab":
            payload = f"{{type: object, required: [{key}], properties: {{{key}: {{}}}}}}"
            messages += f"{key}{address}: {{payload: {payload}}}, "
            place = f"#/channels/{address}"
            operations += (
                f"  {key}{address}: {{action: receive, channel: {{$ref: '{place}'}}, "
                f"messages: [{{$ref: '{place}/messages/{key}{address}'}}]}}\n"
            )
        channels += f"  {address}: {{address: /{address}, messages: {{{messages}}}}}\n"
    start = "asyncapi: 3.0.0\ninfo: {title: Test, version: '1'}\nx-dispatch: {in: keys}\n"
    files = written(tmp_path, f"{start}channels:\n{channels}operations:\n{operations}")
    assert told(files) == [
        ("aone", 'Key(("a",))'),
        ("bone", 'Key(("b",))'),
        ("atwo", 'Key(("a",))'),
        ("btwo", 'Key(("b",))'),
    ]


def test_an_overlay_declares_for_a_document_of_others(tmp_path: Path) -> None:
    files = written(
        tmp_path,
        at_addresses(one="{type: object}", two="{type: object}"),
        """
        overlay: 1.0.0
        info: {title: What the sender does, version: '1'}
        actions:
          - {target: $, update: {x-dispatch: {in: header, name: X-Event}}}
          - {target: "$.channels['/one'].publish", update: {x-dispatch: {values: [one]}}}
          - {target: "$.channels['/two'].publish.message", update: {x-dispatch: {values: [two]}}}
        """,
    )
    assert told(files) == [
        ("one", 'Header("x-event", ("one",))'),
        ("two", 'Header("x-event", ("two",))'),
    ]
    assert "Events are told apart by the header `x-event`" in files["README.md"]


def test_one_that_is_left_is_told_from_those_that_are_declared(tmp_path: Path) -> None:
    one = "{x-dispatch: {name: E, values: [x]}, payload: {properties: {k: {const: a}}}}"
    files = written(
        tmp_path, at_one_address(one=one, two="{payload: {properties: {k: {const: b}}}}")
    )
    assert told(files) == [("one", 'Header("e", ("x",))'), ("two", 'Tag("k", ("b",))')]


def test_messages_of_one_operation_may_be_known_in_different_ways(tmp_path: Path) -> None:
    one = "{x-dispatch: {in: keys, values: [a]}, payload: {properties: {a: {}}}}"
    two = "{x-dispatch: {in: header, name: E, values: [b]}, payload: {properties: {b: {}}}}"
    files = written(tmp_path, of_one_operation("", one, two))
    assert told(files) == [("one", 'Key(("a",))'), ("one", 'Header("e", ("b",))')]


def test_values_of_an_operation_are_those_of_all_its_messages(tmp_path: Path) -> None:
    one, two = (
        f"{{payload: {{type: object, required: [{key}], properties: {{{key}: {{}}}}}}}}"
        for key in "ab"
    )
    files = written(tmp_path, of_one_operation("{name: E, values: [a, b]}", one, two))
    assert told(files) == [("one", 'Header("e", ("a", "b"))')]


# Forms.

FORM = "contentType: application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("", ""),
        ("{in: body, pointer: /kind}", ""),
        ("{pointer: /other}", "x-dispatch: {values: [5]}"),
    ],
)
def test_what_tells_a_form_is_a_text(tmp_path: Path, said: str, values: str) -> None:
    one = f"{{{FORM}, payload: {{type: object, properties: {{kind: {{enum: [5, true]}}}}}}, {values}}}"
    two = f"{{{FORM}, payload: {{type: object, properties: {{kind: {{const: b}}}}}}}}"
    if values:
        two = two.replace("payload", "x-dispatch: {values: [false]}, payload")
    place = "other" if values else "kind"
    expected = [("5",), ("false",)] if values else [("5", "true"), ("b",)]
    texts = [str(one).replace("'", '"') for one in expected]
    assert told(written(tmp_path, at_one_address(said, one=one, two=two))) == [
        ("one", f'Tag("{place}", {texts[0]})'),
        ("two", f'Tag("{place}", {texts[1]})'),
    ]


def test_a_number_and_its_text_are_one_value_of_a_form(tmp_path: Path) -> None:
    one, two = (
        f"{{{FORM}, payload: {{type: object, properties: {{kind: {{const: {kind}}}}}}}}}"
        for kind in ("5", "'5'")
    )
    report = written(tmp_path, at_one_address(one=one, two=two))["report"]
    assert "`two` of `two` and `one` of `one` arrive at one address" in report


MIXED = (
    "dispatch-invalid: `two` and `one` arrive at one address, and one of them alone is a form: "
    "no place in the body tells them apart"
)


def test_a_form_is_not_told_from_what_is_none_by_the_body(tmp_path: Path) -> None:
    one = f"{{{FORM}, payload: {{type: object, properties: {{kind: {{const: a}}}}}}}}"
    two = "{payload: {type: object, properties: {kind: {const: b}}}}"
    report = written(tmp_path, at_one_address(one=one, two=two))["report"]
    assert "message-ambiguous: `two` of `two` and `one` of `one` arrive" in report
    report = written(tmp_path, at_one_address("{pointer: /kind}", one=one, two=two))["report"]
    assert MIXED in report


def test_a_header_tells_a_form_from_what_is_none(tmp_path: Path) -> None:
    one, two = (
        f"{{{content}payload: {{type: object, properties: {{kind: {{const: {kind}}}}}}}, "
        f"headers: {{properties: {{E: {{const: {kind}}}}}}}}}"
        for content, kind in ((f"{FORM}, ", "a"), ("", "b"))
    )
    assert told(written(tmp_path, at_one_address(one=one, two=two))) == [
        ("one", 'Header("e", ("a",))'),
        ("two", 'Header("e", ("b",))'),
    ]


def test_forms_and_json_of_several_addresses_do_not_share_a_url(tmp_path: Path) -> None:
    document = at_addresses(**{name: f"{{properties: {{k: {{const: {name}}}}}}}" for name in "ab"})
    assert 'one_url="/"' in written(tmp_path, document)["package_app.py"]
    mixed = document.replace("{messageId: a, ", f"{{messageId: a, {FORM}, ").replace(
        "{properties", "{type: object, properties"
    )
    files = written(tmp_path, mixed)
    assert 'one_url="/"' not in files["package_app.py"]
    assert "single-url" in files["report"]


# Batches.


@pytest.mark.parametrize(
    ("each", "payload", "batch"),
    [
        ("/*", "{type: array, items: EVENT}", "Batch()"),
        ("/*", "EVENT", "Batch()"),
        (
            "/events/*",
            "{allOf: [{type: object, properties: {events: {type: array, items: EVENT}}}]}",
            'Batch(within=("events",))',
        ),
        (
            "/a~1b/c/*/event",
            "{properties: {a/b: {properties: {c: {items: {properties: {event: EVENT}}}}}}}",
            'Batch(within=("a/b", "c"), item=("event",))',
        ),
    ],
)
@pytest.mark.parametrize(
    "event",
    [
        "{$ref: '#/components/schemas/Issue'}",
        "{type: object, properties: {action: {type: string}}}",
    ],
)
def test_a_handler_takes_one_event_of_a_batch(
    tmp_path: Path, each: str, payload: str, batch: str, event: str
) -> None:
    message = f"{{messageId: Issue, payload: {payload.replace('EVENT', event)}}}"
    files = written(tmp_path, of_one_operation(f"{{each: {each}}}", message), typed=True)
    assert f"batch={batch}," in files["operations.py"]
    assert "event: models.Issue, /" in files["handlers.py"]
    assert "class Issue(Model):\n    action: " in files["models.py"]


def test_an_example_of_a_batch_is_an_example_of_its_events(tmp_path: Path) -> None:
    payload = "{type: array, items: {type: object, properties: {id: {type: integer}}}}"
    message = f"{{messageId: Issue, examples: [{{payload: [{{id: 17}}]}}], payload: {payload}}}"
    files = written(tmp_path, of_one_operation("{each: /*}", message))
    assert files["one.issue.json"] == '{\n  "id": 17\n}\n'
    assert json.loads(files["one.json"])["batch"] == {"within": [], "item": []}


CIRCULAR = """
asyncapi: 2.6.0
info: {title: Test, version: '1'}
channels:
  /one:
    x-dispatch: {each: /events/*}
    publish:
      operationId: one
      message:
        messageId: One
        headers: {$ref: '#/components/schemas/Headers'}
        payload: {$ref: '#/components/schemas/Event'}
components:
  schemas:
    Headers: {allOf: [{$ref: '#/components/schemas/Headers'}], properties: {E: {$ref: '#/components/schemas/Kind'}}}
    Kind: {oneOf: [{$ref: '#/components/schemas/Kind'}]}
    Event: {type: object, allOf: [{$ref: '#/components/schemas/Event'}], properties: {id: {type: string}}}
"""


def test_schemas_that_are_part_of_themselves_are_read_to_the_end(tmp_path: Path) -> None:
    assert told(written(tmp_path, CIRCULAR)) == [("one", "")]


@pytest.mark.parametrize(
    ("values", "expected"),
    [("{enum: [1, {a: b}]}", ""), ("{const: 1}", 'Header("e", ("1",))'), ("{type: string}", "")],
)
def test_headers_tell_by_values_that_they_can_hold(
    tmp_path: Path, values: str, expected: str
) -> None:
    def message(schema: str) -> str:
        headers = f"{{type: object, properties: {{E: {schema}}}}}"
        return f"{{headers: {headers}, payload: {{type: object}}}}"

    files = written(tmp_path, at_one_address(one=message(values), two=message("{const: x}")))
    assert told(files) == ([("one", expected), ("two", 'Header("e", ("x",))')] if expected else [])
