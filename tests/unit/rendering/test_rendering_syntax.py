import pytest

from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.rendering import syntax
from asyncapi_pygen.rendering.layout import expression


def test_the_constructors_make_what_the_layout_writes() -> None:
    made = syntax.call(
        syntax.ref("models.Op"),
        syntax.const("id"),
        types=syntax.tuple_of([syntax.union([syntax.ref("A"), syntax.const(None)])]),
        by=syntax.subscript(syntax.ref("dict"), syntax.ref("str"), syntax.ref("A")),
        do=syntax.function(
            ["self", "event"], syntax.call(syntax.ref("self.take"), syntax.ref("event"))
        ),
    )
    assert expression(made) == (
        'models.Op("id", types=(A | None,), by=dict[str, A], '
        "do=lambda self, event: self.take(event))"
    )


def test_a_name_that_is_none_is_refused() -> None:
    with pytest.raises(InternalError):
        syntax.ref("models.a b")
