"""check_references: all bad references at once, and what only looks like a reference."""

from typing import Any

import pytest


@pytest.mark.parametrize(
    "text",
    [
        "info: {x-data: {$ref: '#/nope'}}",
        "components: {messages: {m: {examples: [{payload: {$ref: '#/nope'}}]}}}",
        "components: {schemas: {s: {default: {$ref: '#/nope'}}}}",
        "components: {schemas: {s: {const: {$ref: '#/nope'}}}}",
        "components: {schemas: {s: {enum: [{$ref: '#/nope'}]}}}",
        "components: {schemas: {s: {example: {$ref: '#/nope'}}}}",
        "components: {schemas: {s: {properties: {p: {default: {$ref: '#/nope'}}}}}}",
        "components: {schemas: {s: {items: {x-y: {$ref: '#/nope'}}}}}",
    ],
)
def test_a_ref_in_data_is_data(folder: Any, text: str) -> None:
    folder.write({"specs/api.yaml": text})

    assert folder.check() == []


@pytest.mark.parametrize(
    "text",
    [
        "components: {schemas: {s: {properties: {default: {$ref: '#/nope'}}}}}",
        "components: {schemas: {s: {properties: {examples: {$ref: '#/nope'}}}}}",
        "components: {schemas: {s: {properties: {x-p: {$ref: '#/nope'}}}}}",
        "components: {schemas: {s: {properties: {properties: {properties: {enum: {$ref: '#/nope'}}}}}}}",
        "components: {schemas: {s: {definitions: {const: {$ref: '#/nope'}}}}}",
        "components: {schemas: {s: {patternProperties: {x-: {$ref: '#/nope'}}}}}",
        "components: {schemas: {default: {$ref: '#/nope'}}}",
        "components: {messages: {examples: {payload: {$ref: '#/nope'}}}}",
        "channels: {default: {$ref: '#/nope'}}",
        "operations: {x-op: {channel: {$ref: '#/nope'}}}",
        "channels: {c: {messages: {enum: {$ref: '#/nope'}}}}",
        "channels: {c: {publish: {x-reply: {message: {$ref: '#/nope'}}}}}",
        "channels: {c: {publish: {message: {bindings: {kafka: {key: {items: {$ref: '#/nope'}}}}}}}}",
        "channels: {c: {publish: {message: {payload: {allOf: [{$ref: '#/nope'}]}}}}}",
    ],
)
def test_a_name_that_looks_like_data_is_a_name(folder: Any, text: str) -> None:
    folder.write({"specs/api.yaml": text})

    assert [found.code for found in folder.check()] == ["ref-dangling"]


def test_every_bad_reference_of_all_files_is_reported_in_one_run(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": "a: {$ref: '#/x'}\nb: {$ref: 'http://e/'}\nc: {$ref: 'two.yaml'}\n",
            "specs/two.yaml": "d: {$ref: '../up.yaml'}\ne: {$ref: '#y'}\nf: {$ref: three.yaml}\n",
            "specs/three.yaml": "g: {$ref: nope.yaml}\n",
        }
    )

    assert sorted(found.code for found in folder.check()) == [
        "file-missing",
        "ref-dangling",
        "ref-outside",
        "ref-remote",
        "ref-syntax",
    ]


def test_fields_beside_a_ref_are_ignored_with_a_warning(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": """\
            a:
              description: A
              $ref: '#/b'
              title: T
            b: {type: string}
            """
        }
    )
    (found,) = folder.check()

    assert (found.code, found.severity) == ("ref-siblings", "warning")
    assert found.message == "`description`, `title` beside a $ref are ignored"
    assert (found.at.line, found.at.column) == (2, 3)
    assert folder.bundle().root.get("a").value == {"type": "string"}


@pytest.mark.parametrize(
    "text",
    [
        "components: {schemas: {t: {properties: {next: {$ref: '#/components/schemas/t'}}}}}",
        "components: {schemas: {a: {items: {$ref: '#/components/schemas/b'}}, b: {not: {$ref: '#/components/schemas/a'}}}}",
        "components: {messages: {m: {payload: {properties: {p: {$ref: '#/components/messages/m/payload'}}}}}}",
    ],
)
def test_schemas_may_contain_themselves(folder: Any, text: str) -> None:
    folder.write({"specs/api.yaml": text})

    assert folder.check() == []


def test_schemas_may_contain_themselves_through_another_file(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": "components: {schemas: {a: {$ref: 'b.json'}}}",
            "specs/b.json": '{"properties": {"a": {"$ref": "api.yaml#/components/schemas/a"}}}',
        }
    )

    assert folder.check() == []


@pytest.mark.parametrize(
    "text",
    [
        "components: {messageTraits: {t: {traits: [{$ref: '#/components/messageTraits/t'}]}}}",
        "components: {messages: {a: {oneOf: [{$ref: '#/components/messages/b'}]}, b: {oneOf: [{$ref: '#/components/messages/a'}]}}}",
        "channels: {c: {publish: {message: {oneOf: [{$ref: '#/channels/c/publish'}]}}}}",
    ],
)
def test_other_objects_may_not_contain_themselves(folder: Any, text: str) -> None:
    folder.write({"specs/api.yaml": text})

    assert [found.code for found in folder.check()] == ["ref-cycle"]


def test_a_value_is_looked_at_once_however_often_it_is_used(folder: Any) -> None:
    uses = "".join(f"  c{n}: {{$ref: '#/components/channels/c'}}\n" for n in range(3))
    folder.write(
        {
            "specs/api.yaml": f"channels:\n{uses}components: {{channels: {{c: {{publish: {{$ref: '#/nope'}}}}}}}}"
        }
    )

    assert [found.code for found in folder.check()] == ["ref-dangling"]


def test_thousands_of_broken_references_are_all_reported(folder: Any) -> None:
    refs = "".join(f"a{n}: {{$ref: '#/b{n}'}}\n" for n in range(3000))
    folder.write({"specs/api.yaml": refs})

    found = folder.check()
    assert len(found) == 3000
    assert sum(bool(one.hint) for one in found) <= 100


def test_references_nested_as_deep_as_allowed_do_not_exhaust_the_stack(folder: Any) -> None:
    deep = "".join(
        f"s{n}: {{items: {{$ref: '#/components/schemas/s{n + 1}'}}}}, " for n in range(5000)
    )
    folder.write({"specs/api.yaml": f"components: {{schemas: {{{deep} s5000: {{}}}}}}"})

    assert folder.check() == []
