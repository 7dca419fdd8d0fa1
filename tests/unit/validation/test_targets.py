"""What references lead to, in any file, as the kind of object that their places want."""

from collections.abc import Callable

import pytest

from asyncapi_pygen.diagnostics import Diagnostic, Severity
from asyncapi_pygen.validation import targets

Findings = Callable[..., list[Diagnostic]]

HEAD_2 = "asyncapi: 2.6.0\ninfo: {title: Orders, version: 1.0.0}\n"
HEAD_3 = "asyncapi: 3.0.0\ninfo: {title: Orders, version: 1.0.0}\n"
MESSAGE_2 = HEAD_2 + "channels: {a: {publish: {message: {$ref: %r}}}}\n"
PAYLOAD_2 = HEAD_2 + "channels: {a: {publish: {message: {payload: {$ref: %r}}}}}\n"
COMPONENTS_3 = HEAD_3 + "components:\n"


def places(found: list[Diagnostic]) -> list[tuple[str, str, int]]:
    return [(one.code, one.at.file, one.at.line) for one in found]


def test_an_object_in_another_file_is_checked_where_it_stands(findings: Findings) -> None:
    (found,) = findings(
        MESSAGE_2 % "messages.yaml#/created",
        {"messages.yaml": "created:\n  titel: Created\n"},
    )
    assert places([found]) == [("unknown-field", "messages.yaml", 2)]
    assert found.message == "this message has no field `titel`"
    (note,) = found.related
    assert (note.message, note.at.file, note.at.line) == (
        "the reference is here",
        "asyncapi.yaml",
        3,
    )


def test_a_whole_file_is_called_by_its_name(findings: Findings) -> None:
    (found,) = findings(MESSAGE_2 % "created.yaml", {"created.yaml": "5"})
    assert found.message == "`created.yaml` must be an object, but is the number `5`"


def test_what_an_object_in_another_file_refers_to_is_checked_too(findings: Findings) -> None:
    (found,) = findings(
        MESSAGE_2 % "messages.yaml#/created",
        {
            "messages.yaml": "created:\n  payload: {$ref: 'schemas.yaml#/Order'}\n",
            "schemas.yaml": "Order:\n  items: {$ref: '#/Line'}\nLine:\n  type: record\n",
        },
    )
    assert places([found]) == [("wrong-value", "schemas.yaml", 4)]
    assert [(one.message, one.at.file) for one in found.related] == [
        ("the reference is here", "schemas.yaml"),
        ("by way of this one", "messages.yaml"),
        ("by way of this one", "asyncapi.yaml"),
    ]


def test_no_more_of_a_long_chain_is_told_than_somebody_reads(findings: Findings) -> None:
    files = {f"{n}.yaml": f"items: {{$ref: {n + 1}.yaml}}\n" for n in range(9)}
    (found,) = findings(PAYLOAD_2 % "0.yaml", {**files, "9.yaml": "type: record\n"})
    assert len(found.related) == targets.MOST_HOPS


def test_a_chain_of_references_is_followed_to_its_end(findings: Findings) -> None:
    (found,) = findings(
        PAYLOAD_2 % "a.yaml",
        {"a.yaml": "$ref: b.yaml\n", "b.yaml": "type: record\n"},
    )
    assert places([found]) == [("wrong-value", "b.yaml", 1)]


def test_a_fault_is_told_once_however_often_it_is_referred_to(findings: Findings) -> None:
    found = findings(
        COMPONENTS_3
        + """
  schemas:
    Order: {type: record}
    Line: {items: {$ref: '#/components/schemas/Order'}, not: {$ref: '#/components/schemas/Order'}}
  messages:
    created: {payload: {$ref: '#/components/schemas/Order'}}
"""
    )
    assert places(found) == [("wrong-value", "asyncapi.yaml", 6)]


def test_schemas_may_refer_to_themselves(findings: Findings) -> None:
    assert not findings(
        PAYLOAD_2 % "tree.yaml#/Node",
        {"tree.yaml": "Node: {properties: {left: {$ref: '#/Node'}, all: {$ref: tree.yaml#/Node}}}"},
    )


def test_a_schema_in_an_extension_is_checked_when_it_is_referred_to(findings: Findings) -> None:
    (found,) = findings(
        PAYLOAD_2 % "#/x-schemas/Order" + "x-schemas:\n  Order: {type: record}\n",
    )
    assert places([found]) == [("wrong-value", "asyncapi.yaml", 5)]
    assert found.related


def test_nothing_is_followed_that_is_no_reference(findings: Findings) -> None:
    assert not findings(
        HEAD_2
        + "channels: {a: {publish: {message: {payload: {default: {$ref: none.yaml}}, x-a: {$ref: b}}}}}"
    )


def test_a_broken_reference_is_reported_by_who_follows_it(findings: Findings) -> None:
    (found,) = findings(PAYLOAD_2 % "none.yaml")
    assert found.code == "file-missing"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            HEAD_2
            + "channels: {}\ncomponents:\n  messages: {a: {$ref: '#/components/schemas/b'}}\n"
            "  schemas: {b: {type: object}}\n",
            "`#/components/schemas/b` is a schema, where a message is wanted",
            "refer to a message that has this schema as its `payload`",
        ),
        (
            COMPONENTS_3 + "  operations: {a: {action: send, channel: {$ref: '#/info'}}}\n",
            "`#/info` is an info object, where a channel is wanted",
            "refer to a channel",
        ),
        (
            COMPONENTS_3 + "  servers: {a: {$ref: '#/components/channels/a'}}\n"
            "  channels: {a: {address: a}}\n",
            "`#/components/channels/a` is a channel, where a server is wanted",
            "did you mean `#/components/servers/a`?",
        ),
    ],
)
def test_an_object_of_another_kind_is_told_at_the_reference(
    text: str, message: str, hint: str, findings: Findings
) -> None:
    (found,) = findings(text)
    assert (found.code, found.severity) == ("ref-kind", Severity.ERROR)
    assert (found.message, found.hint) == (message, hint)
    assert found.at.pointer.endswith("/$ref")


def test_an_object_of_another_kind_that_would_do_is_a_warning(findings: Findings) -> None:
    (found,) = findings(
        PAYLOAD_2 % "#/components/messages/a" + "components: {messages: {a: {payload: {}}}}\n"
    )
    assert (found.code, found.severity) == ("ref-kind", Severity.WARNING)
    assert found.hint == "did you mean its `payload`?"


def test_each_reference_to_an_object_of_another_kind_is_told(findings: Findings) -> None:
    found = findings(
        COMPONENTS_3
        + """
  messages:
    a: {$ref: '#/components/schemas/c'}
    b: {$ref: '#/components/schemas/c'}
  schemas: {c: {type: object}}
"""
    )
    assert places(found) == [("ref-kind", "asyncapi.yaml", 6), ("ref-kind", "asyncapi.yaml", 7)]


def test_files_of_one_newer_version_are_alike(findings: Findings) -> None:
    newer = "asyncapi: 3.9.0\ninfo: {title: Orders, version: 1.0.0}\ncomponents:\n"
    note, found = findings(
        newer + "  messages: {a: {$ref: 'new.yaml#/components/messages/a'}}\n",
        {"new.yaml": newer + "  messages: {a: {titel: a}}\n"},
    )
    assert (note.code, len(found.related)) == ("version-newer", 1)


def test_a_document_of_another_version_is_named(findings: Findings) -> None:
    (found,) = findings(
        COMPONENTS_3 + "  messages: {a: {$ref: 'old.yaml#/components/messages/a'}}\n",
        {"old.yaml": HEAD_2 + "components: {messages: {a: {messageId: a}}}\n"},
    )
    assert found.hint == "in AsyncAPI 3 the key of the message is its id"
    assert found.related[-1].message == (
        "this file is AsyncAPI 2.6, and the document that refers to it 3.0"
    )


def test_a_document_of_the_same_version_is_like_any_file(findings: Findings) -> None:
    (found,) = findings(
        COMPONENTS_3 + "  messages: {a: {$ref: 'new.yaml#/components/messages/a'}}\n",
        {"new.yaml": COMPONENTS_3 + "  messages: {a: {titel: a}}\n"},
    )
    assert [one.message for one in found.related] == ["the reference is here"]


def test_kinds_are_told_in_other_documents_too(findings: Findings) -> None:
    (found,) = findings(
        COMPONENTS_3 + "  messages: {a: {$ref: 'new.yaml#/components/schemas/a'}}\n",
        {"new.yaml": COMPONENTS_3 + "  schemas: {a: {type: object}}\n"},
    )
    assert found.message.endswith("is a schema, where a message is wanted")


@pytest.mark.parametrize(
    ("payload", "count"),
    [
        ("{schemaFormat: 'application/schema+json;version=draft-07', schema: {$ref: a.yaml}}", 1),
        ("{schemaFormat: 'application/vnd.apache.avro;version=1.9.0', schema: {$ref: a.yaml}}", 1),
        ("{schemaFormat: 'text/plain', schema: {$ref: a.yaml}}", 0),
        ("{$ref: format.yaml}", 0),
    ],
)
def test_a_schema_is_checked_in_its_own_format(
    payload: str, count: int, findings: Findings
) -> None:
    found = findings(
        COMPONENTS_3 + f"  messages: {{a: {{payload: {payload}}}}}\n",
        {
            "a.yaml": "type: nothing\n",
            "format.yaml": "{schemaFormat: 'text/plain', schema: 'a -> b'}\n",
        },
    )
    assert len(found) == count


def test_the_walk_ends_when_there_are_very_many_faults(
    findings: Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(targets, "MOST_READ", 3)
    schemas = "".join(f"a{n}: {{type: record, items: {{$ref: '#/a{n + 1}'}}}}\n" for n in range(20))
    found = findings(PAYLOAD_2 % "a.yaml#/a0", {"a.yaml": schemas + "a20: {}\n"})
    assert len(found) == 3


AVRO = HEAD_2 + (
    "channels: {a: {publish: {message: {\n"
    "  schemaFormat: application/vnd.apache.avro;version=1.9.0,\n"
    "  payload: {type: record, name: Order, fields: [{name: buyer, type: {$ref: buyer.avsc}}]}}}}}\n"
)


def test_a_type_inside_of_an_avro_schema_may_be_a_reference(findings: Findings) -> None:
    buyer = '{"type": "record", "name": "Buyer", "fields": []}'
    assert findings(AVRO, {"buyer.avsc": buyer}) == []


def test_what_it_refers_to_is_an_avro_type_too(findings: Findings) -> None:
    (found,) = findings(AVRO, {"buyer.avsc": '{"type": "record", "name": "Buyer"}'})
    assert places([found]) == [("missing-field", "buyer.avsc", 1)]
