"""Prints what the tests of this folder counted, after all of them."""

import pytest

from support.tally import TALLIES


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for title, lines in TALLIES.items():
        terminalreporter.section(title)
        for line in lines:
            terminalreporter.write_line(line)
