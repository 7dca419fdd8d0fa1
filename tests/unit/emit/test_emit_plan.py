"""How a plan is shown: diffs and counts."""

from pathlib import Path, PurePosixPath

from asyncapi_pygen.emit.plan import Action, Change, Destination, Plan, diff_text, summary


def change(action: Action, before: str | None, after: str | None) -> Change:
    return Change(path=PurePosixPath("voice/models.py"), action=action, before=before, after=after)


def test_a_rewrite_is_a_diff_from_the_disk_to_the_run() -> None:
    assert diff_text(change(Action.REWRITE, "a = 1\nb = 2\n", "a = 1\nb = 3\n")) == (
        "--- a/voice/models.py\n+++ b/voice/models.py\n@@ -1,2 +1,2 @@\n a = 1\n-b = 2\n+b = 3\n"
    )


def test_a_new_file_is_a_diff_from_nothing() -> None:
    assert diff_text(change(Action.CREATE, None, "a = 1\n")) == (
        "--- /dev/null\n+++ b/voice/models.py\n@@ -0,0 +1 @@\n+a = 1\n"
    )


def test_a_removed_file_is_a_diff_to_nothing() -> None:
    assert diff_text(change(Action.REMOVE, "a = 1\n", None)) == (
        "--- a/voice/models.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-a = 1\n"
    )


def test_an_empty_new_file_is_not_hidden() -> None:
    assert diff_text(change(Action.CREATE, None, "")) == "--- /dev/null\n+++ b/voice/models.py\n"


def test_a_missing_line_end_is_marked() -> None:
    shown = diff_text(change(Action.REWRITE, "a = 1", "a = 1\n"))
    assert shown.endswith("-a = 1\n\\ No newline at end of file\n+a = 1\n")


def test_a_line_ends_at_the_line_end_alone() -> None:
    shown = diff_text(change(Action.CREATE, None, "a\u2028b\x0cc\n"))
    assert shown.endswith("+a\u2028b\x0cc\n")


def test_what_is_kept_has_no_diff() -> None:
    assert diff_text(change(Action.KEEP, "a = 1\n", "a = 1\n")) == ""


def test_the_summary_counts_every_action() -> None:
    plan = Plan(
        destination=Destination(root=Path(), package=PurePosixPath("voice")),
        previous=None,
        changes=(
            change(Action.KEEP, "", ""),
            change(Action.KEEP, "", ""),
            change(Action.CREATE, None, ""),
        ),
        files={},
        yours=frozenset(),
        refused=False,
    )
    assert summary(plan) == {
        Action.CREATE: 1,
        Action.REWRITE: 0,
        Action.REMOVE: 0,
        Action.KEEP: 2,
        Action.WRITE_ONCE: 0,
    }
