"""`mkp-xl recalc` killed at any moment: the book is the old one or the new one, to the byte."""

from __future__ import annotations

import signal
import subprocess
import time

import cli_tools as t
import pytest

LATER = "2026-12-25"
"""The day recalculated for: not the one the book was computed for."""


def killed(path, seconds, *, writing=False):
    """Recalculate in a process of its own, killed after some seconds; return its exit code.

    Seconds of writing are counted from the moment at which the new file lies beside the old one.
    """
    order = [t.PROGRAM, "recalc", path, "--as-of", LATER]
    before = leftovers(path.parent)
    with subprocess.Popen(order, stdout=subprocess.DEVNULL) as run:
        while writing and run.poll() is None and leftovers(path.parent) == before:
            time.sleep(0.001)
        try:
            return run.wait(seconds)
        except subprocess.TimeoutExpired:
            run.kill()
            return run.wait()


def leftovers(folder):
    return sorted(file.name for file in folder.rglob(".~mkp-*"))


def lengths_of(path):
    """Return how long a recalculation takes that nobody kills, by whether only its writing counts.

    It writes from the moment a new file lies beside the old one until it has taken its place.
    """
    old, started = path.stat().st_ino, time.monotonic()
    order = [t.PROGRAM, "recalc", path, "--as-of", LATER]
    with subprocess.Popen(order, stdout=subprocess.DEVNULL) as run:
        while run.poll() is None and not leftovers(path.parent):
            time.sleep(0.001)
        begun = time.monotonic()
        while run.poll() is None and path.stat().st_ino == old:
            time.sleep(0.001)
        done = time.monotonic()
    assert run.returncode == 0
    return {True: done - begun, False: time.monotonic() - started}


@pytest.mark.parametrize(
    ("clients", "moments"),
    [
        pytest.param(300, 8, id="some"),
        pytest.param(600, 200, id="many", marks=[pytest.mark.long, pytest.mark.timeout(3600)]),
    ],
)
def test_a_recalculation_killed_at_any_moment_leaves_a_whole_book(tmp_path, clients, moments):
    """Every second moment falls into the writing, which is a short part of the whole."""
    path = tmp_path / "book.xlsx"
    assert t.mkp("demo", "--clients", clients, "--output", path).code == 0
    old = path.read_bytes()
    lengths, new = lengths_of(path), path.read_bytes()
    assert new != old
    states, left = set(), 0
    for number in range(moments):
        path.write_bytes(old)
        writing = bool(number % 2)
        code = killed(path, lengths[writing] * (number - writing) / moments, writing=writing)
        state = {old: "old", new: "new"}.get(path.read_bytes(), "half")
        assert state == "new" or (state, code) == ("old", -signal.SIGKILL)
        states.add(state)
        left += len(leftovers(tmp_path))
        if moments > 8 or number == moments - 1:
            assert t.mkp("recalc", path, "--as-of", LATER).code == 0
            assert path.read_bytes() == new
            assert leftovers(tmp_path) == []
            assert {copy.read_bytes() for copy in t.backups(path)} <= {old, new}
            assert {file.name for file in tmp_path.iterdir()} == {".mkp-backup", "book.xlsx"}
    assert left, "some run must have been killed while it wrote"
    assert states >= ({"old", "new"} if moments > 8 else {"old"})
