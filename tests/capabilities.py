"""The list of capabilities held against a run: whatever is done has a passing test."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HERE = Path(__file__).parent
THIS = "tests/test_features.py::"

Row = dict[str, str]


def rows() -> list[Row]:
    """Return the rows of features.csv: id, state, test, where."""
    text = (HERE / "features.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def complaints(rows: Sequence[Row], outcomes: Mapping[str, str]) -> list[str]:
    """Return a line for every capability called done whose test did not pass in this run.

    Only files that were run can tell, and only a run that asked for the capabilities is asked.
    """
    if not any(node.startswith(THIS) for node in outcomes):
        return []
    return list(_complaints(rows, outcomes))


def _complaints(rows: Sequence[Row], outcomes: Mapping[str, str]) -> Iterator[str]:
    files = {node.partition("::")[0] for node in outcomes}
    for row in rows:
        if row["state"] != "done" or row["test"].partition("::")[0] not in files:
            continue
        run = {node: end for node, end in outcomes.items() if node.startswith(row["test"])}
        if not run:
            yield f"{row['id']}: {row['test']} was not run"
        elif bad := {node: end for node, end in run.items() if end != "passed"}:
            yield f"{row['id']}: {bad}"
