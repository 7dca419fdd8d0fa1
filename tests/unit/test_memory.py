"""What pieces of work gave, by digests."""

from asyncapi_pygen.ir.values import Json
from asyncapi_pygen.memory import Memory, digest


def test_it_is_recollected_when_it_is_asked_for_first() -> None:
    asked: list[int] = []

    def recollect() -> dict[str, Json]:
        asked.append(1)
        return {"a": "of yesterday", "b": []}

    memory = Memory(recollect)
    memory.keep("c", 1)
    assert memory.recall("c") == 1
    assert not asked
    assert (memory.recall("a"), memory.recall("b"), memory.recall("d")) == (
        "of yesterday",
        [],
        None,
    )
    assert len(asked) == 1


def test_what_a_run_does_not_meet_is_forgotten() -> None:
    memory = Memory(lambda: {"a": 1, "b": 2})
    assert memory.met == {}
    memory.recall("b")
    memory.keep("c", 3)
    memory.learn({"d": 4})
    assert memory.met == {"b": 2, "c": 3, "d": 4}
    assert memory.recall("d") == 4


def test_texts_have_another_digest_if_they_are_cut_elsewhere() -> None:
    several = [("ab", "c"), ("a", "bc"), ("abc",), ("abc", ""), ("", "abc"), ()]
    assert len({digest(*texts) for texts in several}) == len(several)
    assert digest("\ud800") != digest("?")
