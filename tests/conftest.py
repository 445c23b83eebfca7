"""What all tests share: LibreOffice as a bench, outcomes so far, a loud word when it was absent."""

from __future__ import annotations

import pytest
from soffice import Soffice, SofficeMissingError, find

MISSED = pytest.StashKey[list[str]]()
OUTCOMES = pytest.StashKey[dict[str, str]]()


class Outcomes:
    """Keeps each test's outcome, for the test that holds the list of capabilities to it."""

    def __init__(self) -> None:
        self.by_test: dict[str, str] = {}

    def pytest_runtest_logreport(self, report):
        """Keep the worst of a test's set-up, call and tear-down."""
        if report.when == "call" or report.outcome != "passed":
            self.by_test[report.nodeid] = report.outcome


def pytest_configure(config):
    """Watch the outcomes of the run."""
    plugin = Outcomes()
    config.stash[OUTCOMES] = plugin.by_test
    config.pluginmanager.register(plugin, "outcomes-so-far")


@pytest.fixture
def outcomes(pytestconfig):
    """Outcomes so far by test id."""
    return pytestconfig.stash[OUTCOMES]


@pytest.fixture(scope="session")
def soffice():
    """One bench for the session; its end fails loudly if a process had to be killed."""
    with Soffice() as bench:
        yield bench


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark whoever asks for the bench; put the test that looks at all others last."""
    for item in items:
        if "soffice" in getattr(item, "fixturenames", ()):
            item.add_marker("soffice")
    items.sort(key=lambda item: "outcomes" in getattr(item, "fixturenames", ()))


def pytest_runtest_setup(item):
    """Skip what needs LibreOffice where there is none that will do."""
    if item.get_closest_marker("soffice"):
        try:
            find()
        except SofficeMissingError as missing:
            item.config.stash.setdefault(MISSED, []).append(item.nodeid)
            pytest.skip(str(missing))


def pytest_unconfigure(config):
    """Close the run with the number of tests that did not run for want of LibreOffice."""
    if missed := config.stash.get(MISSED, []):
        print(  # noqa: T201  the run's last line
            f"!!! {len(missed)} TESTS DID NOT RUN: no LibreOffice that will do "
            "(tests/install_libreoffice.sh installs one)"
        )
