"""Which operations patterns select, and what is said of those that are left out."""

from pathlib import Path

import pytest

from asyncapi_pygen.config import Selection
from asyncapi_pygen.configuring.refusal import BadValueError
from asyncapi_pygen.configuring.selectors import parse_selector, parse_selectors
from asyncapi_pygen.diagnostics import Diagnostics
from asyncapi_pygen.passes.selection import unselected
from support.documents import lowered

DOCUMENT = """\
asyncapi: 3.0.0
info: {title: Test, version: '1'}
channels:
  placed:
    address: /orders/placed
    tags: [{name: orders}]
    messages:
      order: {name: OrderPlaced, payload: {type: object}}
      receipt: {payload: {type: object}}
  'odd[1]':
    address: /odd
    messages:
      odd: {tags: [{name: rare}], payload: {type: object}}
operations:
  takeOrder:
    action: receive
    channel: {$ref: '#/channels/placed'}
    messages: [{$ref: '#/channels/placed/messages/order'}]
    reply: {messages: [{$ref: '#/channels/placed/messages/receipt'}], channel: {$ref: '#/channels/placed'}}
  takeOdd:
    action: receive
    channel: {$ref: '#/channels/odd[1]'}
    tags: [{name: Team A}]
  sendOdd:
    action: send
    channel: {$ref: '#/channels/odd[1]'}
"""


def kept(
    folder: Path, *, only: tuple[str, ...] = (), exclude: tuple[str, ...] = ()
) -> tuple[list[str], list[str]]:
    """Return the ids of what stays, and what is reported: code, message and hint."""
    api = lowered(folder, DOCUMENT).api
    selection = Selection(only=parse_selectors(only), exclude=parse_selectors(exclude))
    found = Diagnostics()
    left_out = unselected(api, selection, ("takeOrder", "takeOdd"), found)
    said = [f"{one.code}: {one.message} ({one.hint})" for one in found]
    return [id_ for id_ in api.operations if id_ not in left_out], said


@pytest.mark.parametrize(
    ("selector", "ids"),
    {
        "operation:takeOrder": ["takeOrder"],
        "operation:take*": ["takeOrder", "takeOdd"],
        "operation:take[OA]rder": ["takeOrder"],
        "channel:placed": ["takeOrder"],
        "channel:/orders*": ["takeOrder"],
        "channel:odd[[]1]": ["takeOdd", "sendOdd"],
        "tag:orders": ["takeOrder"],
        "tag:Team A": ["takeOdd"],
        "tag:rare": ["takeOdd", "sendOdd"],
        "message:order": ["takeOrder"],
        "message:OrderPlaced": ["takeOrder"],
        "message:receipt": ["takeOrder"],
    }.items(),
)
def test_a_pattern_selects_by_the_whole_of_a_name(
    selector: str, ids: list[str], tmp_path: Path
) -> None:
    assert kept(tmp_path, only=(selector,))[0] == ids


@pytest.mark.parametrize("selector", ["operation:takeorder", "operation:take", "channel:odd[1]"])
def test_a_part_of_a_name_another_case_and_a_set_of_characters_are_other_names(
    selector: str, tmp_path: Path
) -> None:
    _, said = kept(tmp_path, only=(selector,))
    assert said[0].startswith(f"selection-unmatched: `{selector}` selects no operation (")


def test_what_is_excluded_goes_whatever_selects_it(tmp_path: Path) -> None:
    ids, said = kept(tmp_path, only=("operation:take*",), exclude=("tag:rare",))
    assert ids == ["takeOrder"]
    assert said == ["operation-unselected: `takeOdd` is left out: `--exclude tag:rare` says so ()"]


def test_what_nothing_selects_is_told_where_the_package_would_have_had_it(tmp_path: Path) -> None:
    ids, said = kept(tmp_path, only=("tag:orders", "operation:takeOrder"))
    assert ids == ["takeOrder"]
    assert said == ["operation-unselected: `takeOdd` is left out: no `--only` selects it ()"]


@pytest.mark.parametrize(
    ("selector", "hint"),
    [
        ("operation:takeOdder", "did you mean `operation:takeOrder`?"),
        ("message:Orderplaced", "did you mean `message:OrderPlaced`?"),
        ("tag:x", "there are `orders`, `Team A`, `rare`"),
        ("operation:xyz", "there are `takeOrder`, `takeOdd`, `sendOdd`"),
    ],
)
def test_a_pattern_that_selects_nothing_is_an_error_with_a_name_that_does(
    selector: str, hint: str, tmp_path: Path
) -> None:
    said = f"selection-unmatched: `{selector}` selects no operation ({hint})"
    assert kept(tmp_path, only=(selector,))[1] == [said]
    assert kept(tmp_path, exclude=(selector,))[1] == [said]


@pytest.mark.parametrize(
    "options", [{"exclude": ("operation:take*",)}, {"only": ("operation:s*",)}]
)
def test_patterns_that_leave_nothing_are_an_error(
    options: dict[str, tuple[str, ...]], tmp_path: Path
) -> None:
    _, said = kept(tmp_path, **options)
    hint = "give an `--only` more, or leave an `--exclude` out"
    why = "the patterns leave nothing that the package would have"
    assert said == [f"selection-empty: {why} ({hint})"]


def test_of_many_operations_one_finding_speaks_for_all(tmp_path: Path) -> None:
    text = DOCUMENT + "".join(
        f"  more{n}: {{action: receive, channel: {{$ref: '#/channels/placed'}}}}\n"
        for n in range(11)
    )
    api = lowered(tmp_path, text).api
    found = Diagnostics()
    selection = Selection(exclude=parse_selectors(["operation:more*"]))
    assert len(unselected(api, selection, tuple(api.operations), found)) == 11
    (message,) = [one.message for one in found]
    assert message == (
        "11 operations, such as `more0`, `more1`, `more2`, are left out: "
        "`--exclude operation:more*` says so"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("takeOrder", "`takeOrder` is not of the form KIND:PATTERN"),
        ("operations:x", "operations are not selected by `operations`; did you mean `operation`?"),
        ("tag:", "`tag:` has no pattern"),
    ],
)
def test_a_text_of_another_form_is_refused(text: str, message: str) -> None:
    with pytest.raises(BadValueError, match=message.replace("?", r"\?")):
        parse_selector(text)


def test_a_pattern_may_have_colons() -> None:
    assert str(parse_selector("channel:urn:orders")) == "channel:urn:orders"
    assert parse_selector("channel:urn:orders").pattern == "urn:orders"
