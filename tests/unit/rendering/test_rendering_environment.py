import pytest
from jinja2 import TemplateAssertionError, UndefinedError

from asyncapi_pygen.errors import InternalError
from asyncapi_pygen.rendering.code import Code
from asyncapi_pygen.rendering.environment import builtin_templates, environment, runtime_text


def test_a_template_prints_what_an_emitter_made() -> None:
    template = environment().from_string("{{ name | literal }} {{ code }}")
    assert template.render(name='say "x"', code=Code("f(1)")) == "'say \"x\"' f(1)"


@pytest.mark.parametrize("value", ["text", 1, None, ["a"]])
def test_a_template_that_prints_anything_else_is_our_own_mistake(value: object) -> None:
    with pytest.raises(InternalError):
        environment().from_string("{{ value }}").render(value=value)


def test_a_template_that_names_what_is_not_there_fails() -> None:
    with pytest.raises(UndefinedError):
        environment().from_string("{% if value %}{% endif %}").render()


def test_the_filters_that_come_with_jinja_are_not_there() -> None:
    with pytest.raises(TemplateAssertionError):
        environment().from_string("{{ value | upper }}")


def test_run_time_files_are_given_as_they_stand() -> None:
    file = builtin_templates() / "runtime" / "_model.py"
    assert runtime_text("_model.py") == file.read_text("utf-8")
