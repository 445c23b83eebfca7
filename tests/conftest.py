"""What all tests share: LibreOffice as a bench, and a loud word when it was not there."""

from __future__ import annotations

import pytest
from soffice import Soffice, SofficeMissingError, find

MISSED = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def soffice():
    """One bench for the session; its end fails loudly if a process had to be killed."""
    with Soffice() as bench:
        yield bench


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Whoever asks for the bench carries the mark, so that `-m "not soffice"` leaves it out."""
    for item in items:
        if "soffice" in getattr(item, "fixturenames", ()):
            item.add_marker("soffice")


def pytest_runtest_setup(item):
    """Skip what needs LibreOffice where there is none that will do."""
    if item.get_closest_marker("soffice"):
        try:
            find()
        except SofficeMissingError as missing:
            item.config.stash.setdefault(MISSED, []).append(item.nodeid)
            pytest.skip(str(missing))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter, config):
    """Close the report with the number of tests that did not run for want of LibreOffice."""
    result = yield
    if missed := config.stash.get(MISSED, []):
        terminalreporter.write_line(
            f"!!! {len(missed)} TESTS DID NOT RUN: no LibreOffice that will do "
            "(tests/install_libreoffice.sh installs one)",
            red=True,
            bold=True,
        )
    return result
