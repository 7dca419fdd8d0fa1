import pytest

from asyncapi_pygen.ir.templates import is_well_formed, parameter_names


def test_parameters_are_the_names_between_braces_each_once() -> None:
    assert parameter_names("/a/{id}/b/{other}/{id}") == ("id", "other")


@pytest.mark.parametrize("template", ["", "/a", "/a/{id}", "/{id}{other}", "/a?x={id}"])
def test_templates_that_can_be_read(template: str) -> None:
    assert is_well_formed(template)


@pytest.mark.parametrize("template", ["/a/{id", "/a/id}", "/a/{}", "/a/{{id}}", "}{"])
def test_templates_with_a_brace_without_its_partner_or_no_name(template: str) -> None:
    assert not is_well_formed(template)
