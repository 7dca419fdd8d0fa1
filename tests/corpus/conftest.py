"""What the documents become, each made once, and what the tests counted, printed after all of them."""

from pathlib import Path

import pytest

from support.corpus import Maker, Outcome, over_all_cores, rows
from support.tally import TALLIES


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the packages of valid documents."""
    return tmp_path_factory.mktemp("packages")


@pytest.fixture(scope="session")
def made(packages: Path) -> list[Outcome]:
    """Generate and import what the official parser accepts."""
    return over_all_cores(Maker(packages), [row for row in rows() if row.verdict == "valid"])


@pytest.fixture(scope="session")
def borne(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    """Generate and import what it does not accept, bearing with errors where that is possible."""
    maker = Maker(tmp_path_factory.mktemp("borne"), lenient=True)
    return over_all_cores(maker, [row for row in rows() if row.verdict != "valid"])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for title, lines in TALLIES.items():
        terminalreporter.section(title)
        for line in lines:
            terminalreporter.write_line(line)
