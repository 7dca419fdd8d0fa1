"""References: where they lead, and what is said of those that lead nowhere."""

from pathlib import Path
from typing import Any

import pytest

from asyncapi_pygen.config import Limits
from asyncapi_pygen.diagnostics import Location


def follow(folder: Any, reference: str, rest: str = ""):
    """Return what `start`, a reference, leads to in a document that otherwise holds ``rest``."""
    folder.write({"specs/api.yaml": f"start: {{$ref: {reference!r}}}\n{rest}"})
    return folder.bundle().root.get("start")


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        ("#/a/plain", "plain"),
        ("#/a/s~1lash", "s/lash"),
        ("#/a/t~0ilde", "t~ilde"),
        ("#/a/~01", "~1"),
        ("#/a/%7E1", "/"),
        ("#/a/per%25cent", "per%cent"),
        ("#/a/a%20blank", "a blank"),
        ("#/a/a blank", "a blank"),
        ("#/a/caf%C3%A9", "caf\u00e9"),
        ("#/a/", ""),
    ],
)
def test_a_pointer_is_percent_decoded_and_then_unescaped(
    folder: Any, reference: str, key: str
) -> None:
    target = follow(folder, reference, f"a: {{{key!r}: {{x: 1}}}}")

    assert target is not None
    assert target.pointer == ("a", key)
    assert target.value == {"x": 1}


def test_a_pointer_counts_items_from_0(folder: Any) -> None:
    assert follow(folder, "#/list/1", "list: [a, b]").value == "b"


@pytest.mark.parametrize("index", ["01", "-1", "-", "2"])
def test_an_index_that_is_none_is_dangling(folder: Any, index: str) -> None:
    assert follow(folder, f"#/list/{index}", "list: [a, b]") is None
    assert folder.only.code == "ref-dangling"
    assert (
        folder.only.message
        == f"`#/list/{index}` points to nothing: `/list` has 2 items, no `{index}`"
    )


def test_a_chain_of_references_is_followed_to_its_end(folder: Any) -> None:
    assert follow(folder, "#/b", "b: {$ref: '#/c'}\nc: {$ref: '#/d'}\nd: end").value == "end"


def test_a_pointer_may_lead_through_a_reference(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": "channels: {c: {$ref: 'parts.yaml#/c'}}\nuse: {$ref: '#/channels/c/messages/m'}\n",
            "specs/parts.yaml": "c: {messages: {m: {name: M}}}\n",
        }
    )
    message = folder.bundle().root.get("use")

    assert message.value == {"name": "M"}
    assert message.id == "parts.yaml#/c/messages/m"


def test_a_property_may_be_named_ref(folder: Any) -> None:
    folder.write({"specs/api.yaml": "properties:\n  $ref: {type: string}\n"})

    assert not folder.bundle().root.get("properties").is_reference
    assert folder.check() == []


def test_a_dangling_reference_names_the_nearest_key(folder: Any) -> None:
    assert follow(folder, "#/components/schemas/Oder", "components: {schemas: {Order: {}}}") is None
    assert folder.only.code == "ref-dangling"
    assert folder.only.message == (
        "`#/components/schemas/Oder` points to nothing: `/components/schemas` has no `Oder`"
    )
    assert folder.only.hint == "did you mean `Order`?"
    assert folder.only.at == Location("specs/api.yaml", 1, 15, "/start/$ref")


def test_a_dangling_reference_is_reported_once(folder: Any) -> None:
    folder.write({"specs/api.yaml": "start: {$ref: '#/nope'}"})
    bundle = folder.bundle()

    assert bundle.root.get("start") is None
    assert bundle.root.get("start") is None
    bundle.check_references()
    assert folder.codes == ["ref-dangling"]


def test_definitions_of_a_pasted_schema_are_pointed_out(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": """\
            payload:
              properties: {q: {$ref: '#/definitions/Q'}}
              definitions: {Q: {type: string}}
            """
        }
    )
    (found,) = folder.check()

    assert found.hint == "a pointer begins at the root of the file: `#/payload/definitions/Q`"


@pytest.mark.parametrize(
    ("reference", "hint"),
    [
        ("#components/x", "did you mean `#/components/x`?"),
        ("components/x", "did you mean `#/components/x`?"),
        ("#anchor", "AsyncAPI knows no anchors"),
        ("#/a~2b", "write `~0` for a `~`"),
        ("", "write `#/` and a JSON pointer"),
        ("a%00b", "write `#/` and a JSON pointer"),
        ("urn:example:x", "refer to a file by a relative path"),
    ],
)
def test_what_is_no_json_reference_is_a_syntax_error_with_a_hint(
    folder: Any, reference: str, hint: str
) -> None:
    assert follow(folder, reference, "components: {x: {}}") is None
    assert folder.only.code == "ref-syntax"
    assert folder.only.hint.startswith(hint)


@pytest.mark.parametrize(
    "reference", ["http://example.com/a.yaml", "HTTPS://example.com/#/a", "//example.com/a.yaml"]
)
def test_a_remote_reference_is_not_followed(folder: Any, reference: str) -> None:
    assert follow(folder, reference) is None
    assert folder.codes == ["ref-remote"]


def test_a_ref_root_allows_another_folder(folder: Any) -> None:
    folder.write(
        {"specs/api.yaml": "start: {$ref: '../shared/a.yaml#/x'}", "shared/a.yaml": "x: {y: 1}"}
    )
    bundle = folder.load(ref_roots=("shared",))

    assert bundle is not None
    node = bundle.root.get("start")
    assert node is not None
    assert (node.document.name, node.id) == ("shared/a.yaml", "../shared/a.yaml#/x")


def test_a_reference_is_relative_to_the_file_that_holds_it(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": "start: {$ref: schemas/a.yaml#/x}",
            "specs/schemas/a.yaml": "x: {$ref: b.json}\ny: 1",
            "specs/schemas/b.json": '{"properties": {"z": {"$ref": "#/definitions/Z"}}, "definitions": {"Z": {"type": "string"}}}',
        }
    )
    start = folder.bundle().root.get("start")

    assert start.id == "schemas/b.json#"
    assert start.document.name == "specs/schemas/b.json"
    assert start.get("properties").get("z").value == {"type": "string"}


def test_a_reference_back_to_the_root_document_leads_to_it(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": "a: {$ref: 'x.yaml#/k'}\nb: {c: 1}\n",
            "specs/x.yaml": "k: {$ref: 'api.yaml#/b'}",
        }
    )
    root = folder.bundle().root

    assert root.get("a") == root.child("b")


def test_a_missing_file_is_reported_at_the_reference_with_the_nearest_name(folder: Any) -> None:
    folder.write({"specs/order.yaml": "", "specs/api.yaml": "a:\n  $ref: ordr.yaml\n"})
    (found,) = folder.check()

    assert (found.code, found.at) == ("file-missing", Location("specs/api.yaml", 2, 9, "/a/$ref"))
    assert found.hint == "did you mean `order.yaml`?"


def test_a_bad_reference_in_another_file_says_what_led_there(folder: Any) -> None:
    folder.write(
        {"specs/api.yaml": "a: {$ref: 'x.yaml#/k'}", "specs/x.yaml": "k:\n  l: {$ref: '#/nope'}"}
    )
    (found,) = folder.check()

    assert (found.code, found.at.file, found.at.line) == ("ref-dangling", "specs/x.yaml", 2)
    assert [related.at.file for related in found.related] == ["specs/api.yaml"]


@pytest.mark.parametrize(
    "text",
    [
        "a: {$ref: '#/a'}",
        "a: {$ref: '#/b'}\nb: {$ref: '#/a'}",
        "a: {$ref: '#/a/x'}",
        "a: {$ref: '#/b/x'}\nb: {$ref: '#/a/x'}",
        "c: {$ref: '#/a'}\na: {$ref: '#/b'}\nb: {$ref: '#/a'}",
    ],
)
def test_a_chain_that_reaches_itself_is_one_cycle(folder: Any, text: str) -> None:
    folder.write({"specs/api.yaml": text})

    assert folder.bundle().root.get("a") is None
    folder.check()
    assert folder.codes == ["ref-cycle"]


def test_a_cycle_names_all_its_places(folder: Any) -> None:
    folder.write({"specs/api.yaml": "a: {$ref: 'x.yaml'}", "specs/x.yaml": "$ref: api.yaml#/a"})
    (found,) = folder.check()

    assert found.message == "`x.yaml` leads back to this reference"
    assert [found.at.file, *(one.at.file for one in found.related)] == [
        "specs/api.yaml",
        "specs/x.yaml",
    ]


def test_a_chain_over_the_limit_is_refused(folder: Any) -> None:
    links = "".join(f"a{n}: {{$ref: '#/a{n + 1}'}}\n" for n in range(4)) + "a4: {x: 1}\n"
    folder.write({"specs/api.yaml": links})
    folder.limits = Limits(reference_chain=4)
    assert folder.bundle().root.get("a0").value == {"x": 1}

    folder.limits = Limits(reference_chain=3)
    root = folder.bundle().root
    assert root.get("a1").value == {"x": 1}
    assert root.get("a0") is None
    assert folder.only.code == "limit-chain"
    assert folder.only.at.pointer == "/a0/$ref"
    assert "`--limit reference-chain`" in folder.only.hint


def test_ids_and_names_do_not_depend_on_the_working_directory(
    folder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write({"specs/api.yaml": "a: {$ref: 'sub/x.yaml#/k~1'}", "specs/sub/x.yaml": "k/: {}"})
    seen = set()
    for place in (folder.path, folder.path / "specs", Path("/")):
        monkeypatch.chdir(place)
        node = folder.bundle(root="specs/api.yaml").root.get("a")
        seen.add((node.id, node.document.name))

    assert seen == {("sub/x.yaml#/k~1", "specs/sub/x.yaml")}


def test_an_id_with_further_tokens_gives_a_place(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": "a: {$ref: 'x#1.yaml'}\nb: {$ref: 'x%231.yaml#/k'}",
            "specs/x#1.yaml": "k:\n  l: [1]",
        }
    )
    bundle = folder.bundle()
    node = bundle.root.get("b")

    assert node.id == "x%231.yaml#/k"
    assert bundle.locate(node.id) == node.at
    assert bundle.locate(node.id, ("l", "0")) == Location("specs/x#1.yaml", 2, 7, "/k/l/0")
    with pytest.raises(KeyError):
        bundle.locate("other.yaml#/k")


def test_texts_hold_every_file_that_was_read(folder: Any) -> None:
    folder.write(
        {"specs/api.yaml": "a: {$ref: x.yaml}\n", "specs/x.yaml": "k: 1\n", "specs/unused.yaml": ""}
    )
    bundle = folder.bundle()
    bundle.check_references()

    assert dict(bundle.texts) == {"specs/api.yaml": "a: {$ref: x.yaml}\n", "specs/x.yaml": "k: 1\n"}
