"""JSON pointers, RFC 6901."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asyncapi_pygen.source.pointers import ABSENT, join_pointer, member, split_pointer


@given(tokens=st.lists(st.text()))
def test_what_is_joined_splits_into_the_same_tokens(tokens: list[str]) -> None:
    assert split_pointer(join_pointer(tokens)) == tuple(tokens)


def test_escapes_are_undone_in_the_right_order() -> None:
    assert split_pointer("/a~1b/~01/~0~1") == ("a/b", "~1", "~/")


@pytest.mark.parametrize("pointer", ["a", "#/a", "/~", "/~2", "/a~"])
def test_text_that_is_no_pointer_raises(pointer: str) -> None:
    with pytest.raises(ValueError, match=pointer):
        split_pointer(pointer)


@pytest.mark.parametrize("token", ["-", "-1", "01", "2", "1.0", "x", "", "\u0661", "9" * 5000])
def test_an_index_is_spelled_without_sign_and_zeros(token: str) -> None:
    assert member(["a", "b"], token) is ABSENT


def test_a_null_is_not_absent() -> None:
    assert member({"a": None}, "a") is None
    assert member({}, "a") is ABSENT
    assert member("text", "0") is ABSENT
