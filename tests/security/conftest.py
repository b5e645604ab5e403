"""The options and figures of the security suite, and what its tests share."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.security.figures import Figures, table

CASES = 1_000
MEASURING = {"test_scope_costs_little.py", "test_hidden_takes_as_long.py"}
FAILED = pytest.StashKey[bool]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds how much is tried."""
    group = parser.getgroup("security")
    group.addoption("--cases", type=int, default=None, help="random cases, and print the figures")
    group.addoption("--seed", type=int, default=0, help="other random cases than the usual ones")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves out what measures time, unless figures are asked for."""
    measures = collection_path.name in MEASURING
    return True if measures and config.getoption("--cases", None) is None else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints the figures where the number of cases was asked for."""
    config = terminalreporter.config
    if config.getoption("--cases", None) is None:
        return
    reports = [one for several in terminalreporter.stats.values() for one in several]
    rows = table([one for one in reports if isinstance(one, pytest.TestReport)])
    width = max((len(name) for name, _ in rows), default=0)
    terminalreporter.section("figures")
    for name, value in rows:
        terminalreporter.write_line(f"{name:<{width}}  {value}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keeps whether a test failed: a property that did is a leak."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
def figures(request: pytest.FixtureRequest) -> Generator[Figures]:
    """Where figures go, and how many cases to try."""
    config = request.config
    cases = config.getoption("--cases", None) or CASES
    seed = config.getoption("--seed", None) or 0
    found = Figures(request.node, cases=cases, seed=seed)
    yield found
    found.close(failed=request.node.stash.get(FAILED, False))
