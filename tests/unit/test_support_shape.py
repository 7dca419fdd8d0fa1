"""When two Python texts have one shape."""

import pytest

from support.shape import ast_shape

HARMLESS = '''\
"""Docs."""

from . import models


class Ice(models.Model):
    """An event."""

    call_id: str = "a"
'''


def test_words_in_strings_and_comments_do_not_change_the_shape() -> None:
    hostile = HARMLESS.replace("An event.", "{{ x }} \\\\").replace('"a"', "'\"; import os'")
    assert ast_shape(f"# voice\n{hostile}") == ast_shape(HARMLESS)


def test_a_statement_more_changes_the_shape() -> None:
    assert ast_shape(HARMLESS + "import os\n") != ast_shape(HARMLESS)


def test_a_string_that_becomes_a_call_changes_the_shape() -> None:
    assert ast_shape(HARMLESS.replace('"a"', "print()")) != ast_shape(HARMLESS)


def test_a_string_that_becomes_a_template_changes_the_shape() -> None:
    assert ast_shape(HARMLESS.replace('"a"', 'f"{a}"')) != ast_shape(HARMLESS)


def test_names_count_unless_they_are_blanked() -> None:
    renamed = HARMLESS.replace("Ice", "Pie").replace("call_id", "id").replace("models", "model")
    assert ast_shape(renamed) != ast_shape(HARMLESS)
    assert ast_shape(renamed, identifiers=True) == ast_shape(HARMLESS, identifiers=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("import a as b", "import c as d"),
        ("def f(a, /, *, b=1): return a.b(c=1)", "def g(x, /, *, y=1): return x.y(z=1)"),
        ("def f():\n    global a, b", "def g():\n    global c, d"),
        (
            "match a:\n    case B(c=d) | [*e]: pass",
            "match f:\n    case G(h=i) | [*j]: pass",
        ),
    ],
)
def test_every_kind_of_name_is_blanked(one: str, other: str) -> None:
    assert ast_shape(one, identifiers=True) == ast_shape(other, identifiers=True)


def test_blanking_names_keeps_the_number_of_them() -> None:
    assert ast_shape("import a, b", identifiers=True) != ast_shape("import a", identifiers=True)
