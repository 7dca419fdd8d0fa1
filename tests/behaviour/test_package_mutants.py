"""The generated test notices small wrong changes of the package that it tests."""

import pytest

from golden.test_golden import CASES
from support.mutant_runs import over, share, table
from support.package_mutants import chosen, mutants
from support.packages import Written

LEAST = 0.95
"""The share of changes that has to be noticed, over all golden documents."""


@pytest.mark.slow
def test_nearly_all_wrong_changes_of_packages_are_noticed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = [*over(CASES, most=1)]
    noticed, every = share(found)
    with capsys.disabled():
        print(f"\n{table(found)}\nnoticed: {noticed} of {every}")
    assert every > 350
    assert noticed / every >= LEAST


def test_a_mutant_is_a_change_of_one_place(packages: dict[str, Written]) -> None:
    package = packages["founding"].folder / "founding"
    made = mutants(package)
    kinds = {one.kind for one in made}
    assert {"drop a row", "swap two handlers", "type", "alias", "path", "change a tag"} <= kinds
    for one in made:
        assert one.changed != one.text
        compile(one.changed, one.file, "exec")
    few = chosen(made, 2)
    assert len(few) <= 2 * len(kinds)
    assert {one.kind for one in few} == kinds
