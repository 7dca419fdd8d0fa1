import warnings

import pydantic
import pytest

from asyncapi_pygen.naming import reserved


def test_pydantics_public_attributes_are_all_reserved() -> None:
    with warnings.catch_warnings(action="ignore"):
        public = {name for name in dir(pydantic.BaseModel) if not name.startswith("_")}
    assert public <= reserved.PYDANTIC


def test_what_is_reserved_for_pydantic_is_still_there() -> None:
    """A name that pydantic drops may stay reserved: renaming an attribute breaks its users."""
    with warnings.catch_warnings(action="ignore"):
        public = {name for name in dir(pydantic.BaseModel) if not name.startswith("_")}
    assert reserved.PYDANTIC - public <= {"model_config", "model_extra", "model_fields_set"}


def test_pydantic_warns_of_an_attribute_with_a_reserved_beginning() -> None:
    for prefix in reserved.FIELD_PREFIXES:
        with pytest.warns(UserWarning, match="protected namespace"):
            pydantic.create_model("Probe", **{f"{prefix}_it": (str, "")})  # type: ignore[call-overload]
