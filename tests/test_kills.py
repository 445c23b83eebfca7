"""`mkp-xl recalc` killed at any moment: the book is the old one or the new one, to the byte."""

from __future__ import annotations

import subprocess
import time

import cli_tools as t
import pytest

LATER = "2026-12-25"
"""The day recalculated for: not the one the book was computed for."""


def killed(path, seconds):
    """Recalculate in a process of its own, killed after some seconds; return its exit code."""
    order = [t.PROGRAM, "recalc", path, "--as-of", LATER]
    with subprocess.Popen(order, stdout=subprocess.DEVNULL) as run:
        try:
            return run.wait(seconds)
        except subprocess.TimeoutExpired:
            run.kill()
            return run.wait()


def leftovers(folder):
    return [file.name for file in folder.rglob(".~mkp-*")]


@pytest.mark.parametrize(
    ("clients", "moments"),
    [pytest.param(300, 8, id="some"), pytest.param(3000, 200, id="many", marks=pytest.mark.long)],
)
def test_a_recalculation_killed_at_any_moment_leaves_a_whole_book(tmp_path, clients, moments):
    path = tmp_path / "book.xlsx"
    assert t.mkp("demo", "--clients", clients, "--output", path).code == 0
    old = path.read_bytes()
    started = time.monotonic()
    assert killed(path, 600) == 0
    whole, new = time.monotonic() - started, path.read_bytes()
    assert new != old
    states, left = [], 0
    for number in range(1, moments + 1):
        path.write_bytes(old)
        code = killed(path, whole * number / moments)
        states.append({old: "old", new: "new"}.get(path.read_bytes(), "half"))
        left += len(leftovers(tmp_path))
        assert states[-1] == "new" or code != 0
        if moments > 8 or number == moments:
            assert t.mkp("recalc", path, "--as-of", LATER).code == 0
            assert path.read_bytes() == new
            assert leftovers(tmp_path) == []
            assert {copy.read_bytes() for copy in t.backups(path)} <= {old, new}
            assert {file.name for file in tmp_path.iterdir()} == {".mkp-backup", "book.xlsx"}
    assert "half" not in states
    assert states[0] == "old"
    if moments > 8:
        assert "new" in states
        assert left, "some run must have been killed while it wrote"
