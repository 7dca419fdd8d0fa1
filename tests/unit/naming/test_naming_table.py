from hypothesis import given
from hypothesis import strategies as st

from asyncapi_pygen.naming.table import Assignment, Wish, assign


def names(*wishes: Wish, **options: frozenset[str]) -> dict[str, str]:
    return dict(assign(wishes, **options).names)


def test_without_clashes_everyone_gets_the_first_candidate() -> None:
    found = assign([Wish("1", ("A", "AA")), Wish("2", ("B",))])
    assert found == Assignment({"1": "A", "2": "B"}, ())


def test_the_exact_spelling_wins() -> None:
    assert names(
        Wish("call-id", ("call_id", "call_id_")), Wish("call_id", ("call_id",), exact=True)
    ) == {
        "call_id": "call_id",
        "call-id": "call_id_",
    }


def test_of_two_equals_both_become_longer() -> None:
    assert names(Wish("1", ("A", "A1st")), Wish("2", ("A", "A2nd"))) == {"1": "A1st", "2": "A2nd"}


def test_a_pin_wins_over_the_exact_spelling() -> None:
    assert names(Wish("1", ("A", "AA"), exact=True), Wish("2", ("A",), pinned=True)) == {
        "1": "AA",
        "2": "A",
    }


def test_when_candidates_run_out_numbers_begin_at_two() -> None:
    assert names(*(Wish(key, ("a", "a_")) for key in "xyz")) == {"x": "a_2", "y": "a_3", "z": "a_4"}


def test_a_class_is_numbered_without_an_underscore() -> None:
    assert names(*(Wish(key, ("CallId",)) for key in "xy")) == {"x": "CallId2", "y": "CallId3"}


def test_a_number_never_takes_a_name_that_is_there() -> None:
    wishes = [Wish("x", ("a",)), Wish("y", ("a",)), Wish("z", ("a_2",))]
    assert names(*wishes) == {"x": "a_3", "y": "a_4", "z": "a_2"}


def test_reserved_names_go_to_nobody_and_are_no_clash() -> None:
    found = assign([Wish("copy", ("copy", "copy_"), exact=True)], frozenset({"copy"}))
    assert found == Assignment({"copy": "copy_"}, ())


def test_a_name_that_went_to_another_before_is_a_clash() -> None:
    found = assign([Wish("new", ("A", "AA"))], given={"old": "A"})
    assert found.names == {"new": "AA"}
    assert [(clash.wanted, clash.given) for clash in found.clashes] == [
        ("A", (("old", "A"), ("new", "AA")))
    ]


def test_a_clash_tells_who_got_what() -> None:
    found = assign([Wish("A", ("a", "a_")), Wish("a", ("a",), exact=True)])
    assert [(clash.wanted, clash.given) for clash in found.clashes] == [
        ("a", (("A", "a_"), ("a", "a")))
    ]


WISHES = st.lists(
    st.builds(
        Wish,
        key=st.text("abcdef", min_size=1, max_size=3),
        candidates=st.lists(
            st.sampled_from(["a", "a_", "b", "b_2", "a_2"]), min_size=1, max_size=3
        ).map(tuple),
        exact=st.booleans(),
        pinned=st.booleans(),
    ),
    unique_by=lambda wish: wish.key,
    max_size=8,
)


@given(WISHES, st.randoms(use_true_random=False))
def test_the_order_of_the_wishes_does_not_matter(wishes: list[Wish], random: object) -> None:
    shuffled = list(wishes)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert assign(wishes) == assign(shuffled)


@given(WISHES)
def test_every_wish_gets_a_name_and_no_name_goes_twice(wishes: list[Wish]) -> None:
    reserved = frozenset({"b"})
    found = assign(wishes, reserved).names
    assert set(found) == {wish.key for wish in wishes}
    assert len(set(found.values())) == len(found)
    assert not reserved & set(found.values())


@given(WISHES)
def test_an_unrelated_wish_renames_nothing(wishes: list[Wish]) -> None:
    more = assign([*wishes, Wish("zzzz", ("unrelated",))]).names
    assert {key: name for key, name in more.items() if key != "zzzz"} == assign(wishes).names
