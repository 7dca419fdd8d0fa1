"""OpenAPI Overlay 1.0."""

from typing import Any

import pytest

from asyncapi_pygen.diagnostics import Location

API = """\
asyncapi: 2.6.0
info: {title: Voice, version: '1'}
channels:
  /ice:
    description: old
    tags: [{name: a}]
  /ace:
    description: other
    tags: []
"""


def overlay(*actions: str) -> str:
    listed = "".join(f"  - {action}\n" for action in actions)
    return f"overlay: 1.0.0\ninfo: {{title: Fixes, version: '1'}}\nactions:\n{listed}"


def applied(folder: Any, *actions: str) -> object:
    folder.write({"specs/api.yaml": API, "fixes.yaml": overlay(*actions)})
    return folder.bundle("fixes.yaml").document.root


def faults(folder: Any, text: str) -> list[tuple[str, int, str]]:
    folder.write({"specs/api.yaml": API, "fixes.yaml": text})
    assert folder.load("fixes.yaml") is None
    return [(found.code, found.at.line, found.message) for found in folder.diagnostics]


def test_an_update_of_an_object_is_merged_into_it(folder: Any) -> None:
    root = applied(
        folder,
        "{target: \"$.channels['/ice']\", update: {description: new, bindings: {http: {x: 1}}}}",
    )

    assert root["channels"]["/ice"] == {
        "description": "new",
        "tags": [{"name": "a"}],
        "bindings": {"http": {"x": 1}},
    }


def test_objects_merge_recursively_and_arrays_are_concatenated(folder: Any) -> None:
    root = applied(folder, "{target: $, update: {channels: {/ice: {tags: [{name: b}]}}}}")

    assert root["channels"]["/ice"]["tags"] == [{"name": "a"}, {"name": "b"}]
    assert root["channels"]["/ice"]["description"] == "old"


def test_an_update_of_an_array_is_appended_as_one_item(folder: Any) -> None:
    root = applied(folder, "{target: '$.channels.*.tags', update: {name: z}}")

    assert root["channels"]["/ice"]["tags"] == [{"name": "a"}, {"name": "z"}]
    assert root["channels"]["/ace"]["tags"] == [{"name": "z"}]


def test_every_match_is_updated(folder: Any) -> None:
    root = applied(folder, "{target: '$.channels.*', update: {description: same}}")

    assert [channel["description"] for channel in root["channels"].values()] == ["same", "same"]


def test_remove_takes_out_fields_and_items(folder: Any) -> None:
    root = applied(
        folder,
        "{target: \"$.channels['/ace']\", remove: true}",
        "{target: \"$..tags[?@.name == 'a']\", remove: true}",
        "{target: $.info.version, remove: true}",
    )

    assert root == {
        "asyncapi": "2.6.0",
        "info": {"title": "Voice"},
        "channels": {"/ice": {"description": "old", "tags": []}},
    }


def test_items_are_removed_whatever_the_order_of_the_matches(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": "list: [a, b, c, d]",
            "fixes.yaml": overlay("{target: '$.list[0,2,0]', remove: true}"),
        }
    )

    assert folder.bundle("fixes.yaml").document.root == {"list": ["b", "d"]}


def test_remove_wins_over_update(folder: Any) -> None:
    root = applied(folder, "{target: $.info, update: {title: x}, remove: true}")

    assert "info" not in root


def test_actions_see_what_earlier_actions_did(folder: Any) -> None:
    root = applied(
        folder,
        "{target: $.channels, update: {/new: {}}}",
        "{target: \"$.channels['/new']\", update: {description: made}}",
    )

    assert root["channels"]["/new"] == {"description": "made"}


def test_several_overlays_are_applied_in_order(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": API,
            "one.yaml": overlay("{target: $.info, update: {title: one, x-a: 1}}"),
            "two.json": '{"overlay": "1.0.1", "info": {"title": "t", "version": "1"}, '
            '"actions": [{"target": "$.info", "update": {"title": "two"}}]}',
        }
    )
    root = folder.bundle("one.yaml", "two.json").document.root

    assert root["info"] == {"title": "two", "version": "1", "x-a": 1}


def test_what_was_grafted_stands_in_the_overlay(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": API,
            "fixes.yaml": overlay("{target: $.info, update: {title: New, contact: {name: N}}}"),
        }
    )
    document = folder.bundle("fixes.yaml").document
    name = (folder.path / "fixes.yaml").as_posix()

    assert document.location(("info", "title")) == Location(name, 4, 38, "/info/title")
    assert document.location(("info", "contact", "name"), key=True).file == name
    assert document.location(("info", "version")) == Location(
        "specs/api.yaml", 2, 31, "/info/version"
    )
    assert document.location(("channels", "/ace"), key=True).line == 7


def test_places_stay_right_after_removals_and_additions(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": "list:\n- a\n- b\n- c\nx: 1\ny: 2\nz: 3\n",
            "fixes.yaml": overlay(
                "{target: '$.list[0]', remove: true}",
                "{target: $.x, remove: true}",
                "{target: $.list, update: [d]}",
            ),
        }
    )
    document = folder.bundle("fixes.yaml").document

    assert document.root == {"list": ["b", "c", ["d"]], "y": 2, "z": 3}
    assert document.location(("list", "1")).line == 4
    assert document.location(("list", "2", "0")).file.endswith("fixes.yaml")
    assert document.location(("z",)).line == 7


def test_aliases_are_parted_where_only_one_place_changes(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": "a: &x {k: {v: 1}}\nb: *x\n",
            "fixes.yaml": overlay(
                "{target: $.b.k, update: {v: 2}}", "{target: $.b.k, update: {w: 3}}"
            ),
        }
    )
    root = folder.bundle("fixes.yaml").document.root

    assert root == {"a": {"k": {"v": 1}}, "b": {"k": {"v": 2, "w": 3}}}


def test_a_grafted_value_is_not_shared_with_its_other_grafts(folder: Any) -> None:
    root = applied(
        folder,
        "{target: '$.channels.*', update: {bindings: {http: {}}}}",
        "{target: \"$.channels['/ice'].bindings.http\", update: {method: POST}}",
    )

    assert root["channels"]["/ace"]["bindings"] == {"http": {}}


def test_a_relative_reference_in_an_overlay_is_relative_to_the_document(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": API,
            "specs/part.yaml": "k: 1",
            "fixes/fix.yaml": overlay("{target: $.info, update: {x: {$ref: part.yaml}}}"),
        }
    )
    bundle = folder.bundle("fixes/fix.yaml")

    assert bundle.root.get("info").get("x").document.name == "specs/part.yaml"
    assert (folder.path / "fixes/fix.yaml").as_posix() in bundle.texts


def test_a_reference_back_to_the_document_sees_the_overlay(folder: Any) -> None:
    folder.write(
        {
            "specs/api.yaml": "a: {$ref: 'x.yaml#/k'}\nb: {}\n",
            "specs/x.yaml": "k: {$ref: 'api.yaml#/b'}",
            "fix.yaml": overlay("{target: $.b, update: {new: 1}}"),
        }
    )

    assert folder.bundle("fix.yaml").root.get("a").value == {"new": 1}


def test_a_target_that_matches_nothing_is_an_error_at_the_target(folder: Any) -> None:
    text = overlay("{target: $.channels.nope, update: {}}", "{target: $.neither, remove: true}")

    assert faults(folder, text) == [
        ("overlay-target", 4, "`$.channels.nope` matches nothing in `specs/api.yaml`"),
        ("overlay-target", 5, "`$.neither` matches nothing in `specs/api.yaml`"),
    ]


@pytest.mark.parametrize(
    "target", ["channels", "$.", "$[", "$[?@.a ==]", "$.a[?foo(@)]", "''", "$[?" + "(" * 3000]
)
def test_a_target_that_is_no_json_path_is_an_error(folder: Any, target: str) -> None:
    ((code, line, _),) = faults(folder, overlay(f'{{target: "{target}", remove: true}}'))

    assert (code, line) == ("overlay-invalid", 4)


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("{target: $.info}", "the action on `$.info` has neither `update` nor `remove: true`"),
        (
            "{target: $.info, remove: false}",
            "the action on `$.info` has neither `update` nor `remove: true`",
        ),
        ("{target: $.info, remove: 'yes'}", "`remove` is neither true nor false"),
        ("{target: $.info, update: 1}", "`$.info` matches an object, and `update` is none"),
        (
            "{target: $.info.title, update: x}",
            "`$.info.title` matches a value that is neither an object nor an array",
        ),
        ("{target: $, remove: true}", "the whole document cannot be removed"),
        ("{update: {}}", "`target` is missing, or not a string"),
        ("{target: $, updte: {}}", "unknown field `updte`"),
        ("text", "`0` is missing, or not an object"),
    ],
)
def test_a_malformed_action_is_an_error(folder: Any, action: str, message: str) -> None:
    assert faults(folder, overlay(action)) == [("overlay-invalid", 4, message)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "an overlay is an object"),
        ("{}", "`overlay` is missing, or not a string"),
        ("overlay: 1.0.0", "`info` is missing, or not an object"),
        ("overlay: 1.0.0\ninfo: {title: t}", "`version` is missing, or not a string"),
        ("overlay: 1.0.0\ninfo: {title: t, version: '1'}", "`actions` is not a list of actions"),
        (
            "overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions: []",
            "`actions` is not a list of actions",
        ),
        (
            "overlay: 2.0.0\ninfo: {title: t, version: '1'}",
            "the version `2.0.0` of Overlay is not supported",
        ),
        ("overlay: 1.0.0\naction: []", "unknown field `action`"),
    ],
)
def test_what_is_no_overlay_is_an_error(folder: Any, text: str, message: str) -> None:
    ((code, _, said),) = faults(folder, text)

    assert (code, said) == ("overlay-invalid", message)


def test_an_overlay_that_is_missing_is_an_error(folder: Any) -> None:
    folder.write({"specs/api.yaml": API})

    assert folder.load("nope.yaml") is None
    assert folder.codes == ["file-missing"]
