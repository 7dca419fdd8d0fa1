"""A document against the specification: what is said, where, and how much of it."""

import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asyncapi_pygen.diagnostics import Diagnostic, Diagnostics, Severity
from asyncapi_pygen.source.node import Node
from asyncapi_pygen.validation.structure import MOST_REPORTED, check_structure
from asyncapi_pygen.validation.versions import Version

Findings = Callable[[str], list[Diagnostic]]
RootOf = Callable[[str], Node]

HEAD = "asyncapi: 3.0.0\ninfo: {title: Orders, version: 1.0.0}\n"


def test_nothing_is_said_about_a_good_document(findings: Findings) -> None:
    assert not findings(HEAD)


def test_an_unknown_field_is_shown_at_its_key(findings: Findings) -> None:
    (found,) = findings(HEAD + "channels:\n  orders:\n    adress: orders\n")
    assert (found.code, found.at.line, found.at.column) == ("unknown-field", 5, 5)
    assert found.at.pointer == "/channels/orders/adress"


def test_a_missing_field_is_shown_at_the_key_of_its_object(findings: Findings) -> None:
    (found,) = findings(HEAD + "servers:\n  production:\n    host: example.com\n")
    assert (found.code, found.at.line, found.at.column) == ("missing-field", 4, 3)


def test_a_wrong_value_is_shown_at_the_value(findings: Findings) -> None:
    (found,) = findings(HEAD + "defaultContentType: 5\n")
    assert (found.code, found.at.line, found.at.column) == ("wrong-type", 3, 21)


def test_a_misspelt_required_field_is_one_fault(findings: Findings) -> None:
    (found,) = findings("asyncapi: 3.0.0\ninfo: {titel: Orders, version: 1.0.0}\n")
    assert (found.code, found.hint) == ("unknown-field", "did you mean `title`?")


def test_a_field_that_another_version_names_otherwise_is_one_fault(findings: Findings) -> None:
    (found,) = findings(HEAD + "servers:\n  production: {url: example.com, protocol: wss}\n")
    assert found.hint == "in AsyncAPI 3 a server has `host`, and `pathname` for the path"


def test_a_field_that_is_there_already_is_not_suggested(findings: Findings) -> None:
    (found,) = findings("asyncapi: 3.0.0\ninfo: {title: Orders, titel: x, version: 1.0.0}\n")
    assert found.message == "this info object has no field `titel`"
    assert "did you mean" not in found.hint


def test_an_unknown_protocol_is_no_error(findings: Findings) -> None:
    (found,) = findings(HEAD + "servers:\n  a: {host: b, protocol: c, bindings: {c: {}}}\n")
    assert (found.code, found.severity) == ("binding-unknown", Severity.WARNING)


@pytest.mark.parametrize("version", ["2.0.0", "2.6.0", "3.0.0", "3.1.0"])
def test_an_extension_is_allowed_in_bindings(version: str, findings: Findings) -> None:
    assert not findings(f"""
        asyncapi: {version}
        info: {{title: Orders, version: 1.0.0}}
        channels:
          orders: {{bindings: {{x-queue: 1}}}}
        """)


def test_very_many_faults_end_with_a_note(findings: Findings) -> None:
    fields = "".join(f"field{number}: 1\n" for number in range(MOST_REPORTED + 3))
    *shown, note = findings(HEAD + fields)
    assert len(shown) == MOST_REPORTED
    assert (note.code, note.severity) == ("faults-omitted", Severity.NOTE)
    assert note.message == "at least 3 further faults are not shown"


def test_exactly_the_most_faults_are_shown_without_a_note(findings: Findings) -> None:
    fields = "".join(f"field{number}: 1\n" for number in range(MOST_REPORTED))
    assert {found.code for found in findings(HEAD + fields)} == {"unknown-field"}


def test_a_fault_deep_in_schemas_is_told_once(findings: Findings) -> None:
    (found,) = findings(
        HEAD
        + """
components:
  schemas:
    Order:
      properties:
        lines:
          items:
            properties:
              amount: {type: int}
"""
    )
    assert found.at.pointer.endswith("/items/properties/amount/type")
    assert found.hint == "did you mean `integer`?"


def test_a_half_surrogate_is_reported(root_of: RootOf) -> None:
    # Only JSON text can hold one, as the escape of half a pair.
    root = root_of('{"asyncapi": "3.0.0", "info": {"title": "a", "version": "1"}}')
    assert isinstance(root.value, dict)
    root.value["\ud83d"] = 1
    diagnostics = Diagnostics()
    check_structure(root, Version(3, 0), diagnostics)
    (found,) = diagnostics
    assert found.code == "wrong-value"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from(["", "a", "$ref", "oneOf", "#/info", "#/components/a", "#/channels/a/a"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "$ref",
                        "type",
                        "flows",
                        "implicit",
                        "tokenUrl",
                        "message",
                        "messages",
                        "oneOf",
                    ),
                    *(
                        "payload",
                        "schema",
                        "schemaFormat",
                        "properties",
                        "bindings",
                        "amqp",
                        "kafka",
                    ),
                    *(
                        "ibmmq",
                        "is",
                        "traits",
                        "publish",
                        "parameters",
                        "",
                        "a",
                        "tags",
                        "examples",
                    ),
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
FIELDS = ("info", "servers", "channels", "operations", "components", "tags", "a")


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    version=st.sampled_from([Version(2, 0), Version(2, 6), Version(3, 0), Version(3, 1)]),
    fields=st.dictionaries(
        st.sampled_from(FIELDS), st.dictionaries(st.sampled_from(["a", ""]), JSON) | JSON
    ),
)
def test_any_document_is_explained_and_every_place_exists(
    version: Version, fields: dict[str, object], root_of: RootOf
) -> None:

    root = root_of(json.dumps({"asyncapi": f"{version}.0", **fields}))
    diagnostics = Diagnostics()
    check_structure(root, version, diagnostics)
    assert diagnostics.has_errors  # no `info` that can be drawn has a title
    for found in diagnostics:
        assert "is not valid here" not in found.message
        assert "any of the schemas" not in found.message
