"""Chains of references: long ones, rings, and what they cost."""

from typing import Any

import pytest

from asyncapi_pygen.config import Limits


def ring(size: int) -> str:
    return "".join(f"a{n}: {{$ref: '#/a{(n + 1) % size}'}}\n" for n in range(size))


def test_a_ring_of_thousands_is_one_finding(folder: Any) -> None:
    folder.write({"specs/api.yaml": ring(10_000)})
    (found,) = folder.check()

    assert found.code == "ref-cycle"
    assert found.message == "`#/a1` leads back to this reference, by way of 9999 others"
    assert [one.at.pointer for one in found.related] == [f"/a{n}/$ref" for n in range(1, 7)]


def test_a_chain_of_thousands_is_one_finding(folder: Any) -> None:
    links = "".join(f"a{n}: {{$ref: '#/a{n + 1}'}}\n" for n in range(10_000))
    folder.write({"specs/api.yaml": links + "a10000: {x: 1}\n"})
    (found,) = folder.check()

    # The last that is allowed is 32 steps away from the end.
    assert (found.code, found.at.pointer) == ("limit-chain", "/a9967/$ref")


def test_references_that_lead_through_references_need_no_stack(folder: Any) -> None:
    links = "".join(f"a{n}: {{$ref: '#/a{n + 1}/x'}}\n" for n in range(10_000))
    folder.write({"specs/api.yaml": links + "a10000: {x: {x: {x: 1}}}\n"})

    assert {found.code for found in folder.check()} == {"ref-dangling"}


def test_where_a_chain_is_entered_does_not_matter(folder: Any) -> None:
    folder.write({"specs/api.yaml": "a: {$ref: '#/b'}\nb: {$ref: '#/c'}\nc: {$ref: '#/d'}\nd: 1\n"})
    folder.limits = Limits(reference_chain=2)
    for first in "abc":
        root = folder.bundle().root
        root.get(first)
        assert [root.get(key) is None for key in "abc"] == [True, False, False]

    assert folder.codes == ["limit-chain"]


@pytest.mark.parametrize("first", ["a", "b", "c"])
def test_what_leads_into_a_cycle_is_no_part_of_it(folder: Any, first: str) -> None:
    folder.write({"specs/api.yaml": "a: {$ref: '#/b'}\nb: {$ref: '#/c'}\nc: {$ref: '#/b'}\n"})
    root = folder.bundle().root

    assert root.get(first) is None
    assert [root.get(key) for key in "abc"] == [None, None, None]
    assert folder.only.at.pointer == "/b/$ref"
    assert [one.at.pointer for one in folder.only.related] == ["/c/$ref"]


def test_what_leads_to_a_broken_reference_is_not_reported_with_it(folder: Any) -> None:
    folder.write({"specs/api.yaml": "a: {$ref: '#/b'}\nb: {$ref: '#/c/d'}\nc: {$ref: '#/nope'}\n"})

    assert [found.at.pointer for found in folder.check()] == ["/c/$ref"]


def test_the_way_to_another_file_is_told_from_the_root(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": "a:\n  $ref: one.yaml#/x\n",
            "specs/one.yaml": "x: {y: {$ref: sub/two.yaml}}\n",
            "specs/sub/two.yaml": "z: {$ref: '#/nope'}\n",
        }
    )
    (found,) = folder.check()

    assert found.at.file == "specs/sub/two.yaml"
    assert [(one.message, one.at.file, one.at.pointer) for one in found.related] == [
        ("reached from here", "specs/api.yaml", "/a/$ref"),
        ("reached from here", "specs/one.yaml", "/x/y/$ref"),
    ]


def test_the_way_to_a_document_can_be_asked_for(folder: Any) -> None:
    folder.write({"specs/api.yaml": "a: {$ref: one.yaml}\n", "specs/one.yaml": "x: 1\n"})
    bundle = folder.bundle()
    node = bundle.root.get("a")

    assert bundle.route(bundle.document) == ()
    assert [one.at.pointer for one in bundle.route(node.document)] == ["/a/$ref"]
