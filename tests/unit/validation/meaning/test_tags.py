from collections.abc import Callable

import pytest

from asyncapi_pygen.diagnostics import Diagnostic

Judge = Callable[..., list[Diagnostic]]
Say = Callable[..., list[str]]


def test_a_tag_stands_once_in_a_list(judged: Judge) -> None:
    found = judged("""
        asyncapi: 2.6.0
        tags:
        - name: one
        - name: two
        - name: one
          description: again
        - {}
        - {name: 1}
        - name: one
        """)
    assert [(one.severity, one.code, one.at.line) for one in found] == [
        ("error", "tag-duplicate", line) for line in (5, 9)
    ]
    assert [[one.at.line for one in finding.related] for finding in found] == [[3], [3]]


TWICE = "{tags: [{name: one}, {name: one}]}"


@pytest.mark.parametrize(
    "document",
    [
        f"channels: {{a: {{publish: {TWICE}}}}}",
        f"channels: {{a: {{subscribe: {{message: {TWICE}}}}}}}",
        f"channels: {{a: {{subscribe: {{message: {{oneOf: [{TWICE}]}}}}}}}}",
        f"channels: {{a: {{publish: {{traits: [{TWICE}]}}}}}}",
        f"channels: {{a: {{publish: {{message: {{traits: [{TWICE}]}}}}}}}}",
        f"components: {{messages: {{a: {TWICE}}}}}",
        f"components: {{messageTraits: {{a: {TWICE}}}}}",
        f"components: {{operationTraits: {{a: {TWICE}}}}}",
        f"components: {{channels: {{a: {{publish: {TWICE}}}}}}}",
    ],
)
def test_all_lists_of_2_x_are_looked_at(said: Say, document: str) -> None:
    assert said(f"asyncapi: 2.6.0\n{document}\n") == ["error tag-duplicate 2"]


@pytest.mark.parametrize("holder", ["servers", "components: {servers"])
def test_servers_are_a_warning_in_2_x(said: Say, holder: str) -> None:
    end = "}" * holder.count("{")
    text = f"asyncapi: 2.6.0\n{holder}: {{a: {TWICE}}}{end}\n"
    assert said(text) == ["warning tag-duplicate 2"]


@pytest.mark.parametrize(
    "document",
    [
        f"info: {TWICE}",
        f"servers: {{a: {TWICE}}}",
        f"channels: {{a: {TWICE}}}",
        f"channels: {{a: {{messages: {{m: {TWICE}}}}}}}",
        f"operations: {{a: {TWICE}}}",
        f"operations: {{a: {{traits: [{TWICE}]}}}}",
        f"components: {{messages: {{m: {{traits: [{TWICE}]}}}}}}",
    ],
)
def test_all_lists_of_3_x_are_a_warning(said: Say, document: str) -> None:
    assert said(f"asyncapi: 3.0.0\n{document}\n") == ["warning tag-duplicate 2"]


def test_a_tag_of_3_x_may_be_a_reference(judged: Judge) -> None:
    (found,) = judged("""
        asyncapi: 3.0.0
        info:
          tags:
          - $ref: '#/components/tags/one'
          - $ref: '#/components/tags/other'
        components:
          tags: {one: {name: one}, other: {name: one}}
        """)
    assert (found.code, found.at.line) == ("tag-duplicate", 5)
    assert [one.at.line for one in found.related] == [4]
