"""What all tests share: LibreOffice as a bench, a check of the whole run, a loud last word."""

from __future__ import annotations

from zlib import crc32

import pytest
from capabilities import complaints, rows
from soffice import Soffice, SofficeMissingError, find

MISSED = "LibreOffice is missing"


class Run:
    """The whole run, seen where all reports arrive: with two workers, in neither of them."""

    def __init__(self) -> None:
        self.outcomes: dict[str, str] = {}
        self.missed = 0
        self.scattered = 0
        self.complaints: list[str] = []

    def pytest_runtest_logreport(self, report):
        """Keep the worst of a test's set-up, call and tear-down."""
        if report.when == "call" or report.outcome != "passed":
            self.outcomes[report.nodeid] = report.outcome
        if report.when == "setup":
            self.missed += (MISSED, True) in report.user_properties
            has_worker, grouped = hasattr(report, "node"), "xdist_group" in report.keywords
            self.scattered += has_worker and grouped and "@" not in report.nodeid

    def pytest_sessionfinish(self, session, exitstatus):
        """Hold the list of capabilities to a run that is green so far."""
        if exitstatus == pytest.ExitCode.OK:
            self.complaints = [f"features.csv: {x}" for x in complaints(rows(), self.outcomes)]
        if self.scattered:
            self.complaints.append("conftest.py: pytest-xdist keeps no group in one worker")
        if self.complaints:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter):
        """Tell what is claimed without a test, and a LibreOffice in every worker."""
        for line in self.complaints:
            terminalreporter.write_line(f"tests/{line}", red=True)

    def pytest_unconfigure(self):
        """Close the run with the number of tests that did not run for want of LibreOffice."""
        if self.missed:
            print(  # noqa: T201  the run's last line
                f"!!! {self.missed} TESTS DID NOT RUN: no LibreOffice that will do "
                "(tests/install_libreoffice.sh installs one)"
            )


def pytest_configure(config):
    """Watch the run from where it is started."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Run(), "whole-run")


@pytest.fixture(scope="session")
def soffice():
    """One bench for the session; its end fails loudly if a process had to be killed."""
    with Soffice() as bench:
        yield bench


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark whoever asks for the bench, and keep them in one worker: one LibreOffice for all.

    Of cases that are many and alike, and of files that take long, one in so many is not long.
    """
    for item in _left_out(items):
        item.add_marker("long")
    for item in items:
        if "soffice" in getattr(item, "fixturenames", ()):
            item.add_marker("soffice")
        if item.get_closest_marker("soffice"):
            item.add_marker(pytest.mark.xdist_group("soffice"))


def _left_out(items):
    """Yield the tests that a sample, drawn by a hash of their names, leaves out.

    What a capability is claimed by always runs, and of many cases of one test at least one.
    """
    claimed = tuple(row["test"] for row in rows() if row["test"])
    cases = {}
    for item in items:
        sampled = item.get_closest_marker("sampled")
        if sampled and not item.nodeid.startswith(claimed):
            drawn = crc32(item.nodeid.encode())
            of = item.nodeid.partition("[")[0]
            cases.setdefault((of, sampled.args[0]), []).append(
                (drawn % sampled.args[0], drawn, item)
            )
    for (_, one_in), drawn in cases.items():
        chosen = [item for rest, _, item in drawn if not rest]
        if not chosen and len(drawn) >= one_in:
            chosen = [min(drawn, key=lambda one: one[1])[2]]
        yield from (item for _, _, item in drawn if item not in chosen)


def pytest_runtest_setup(item):
    """Skip what needs LibreOffice where there is none that will do."""
    if item.get_closest_marker("soffice"):
        try:
            find()
        except SofficeMissingError as missing:
            item.user_properties.append((MISSED, True))
            pytest.skip(str(missing))
