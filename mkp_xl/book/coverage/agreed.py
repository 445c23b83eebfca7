"""The day a client was promised the next contact: typed beside it, or in its row of the log.

It stands until a contact on that day or later. The interval goes on: a client whose day is agreed
is overdue by its deadline like any other, but the week puts it on the day it was promised.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from mkp_xl.book.cells import read_text
from mkp_xl.book.days import date_of

if TYPE_CHECKING:
    from mkp_xl.book.compute import Log, Verdicts
    from mkp_xl.book.findings import Finding
    from mkp_xl.book.joining import Codes
    from mkp_xl.book.tables import Rows
    from mkp_xl.book.values import Column

FIELD: Final = "next_contact"
"""The column of that day, in the list and in the log alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What was agreed with each client of the list, and where it is typed."""

    day: Column
    """The earliest day that nobody kept yet; NaN where there is none."""
    source: Codes
    """Row of the log where it is typed; -1 where the list itself has it."""
    log: Rows | None

    def step(self, row: int) -> str:
        """Return what the log says is to come next with a client; "" where it does not."""
        place = int(self.source[row])
        cells = self.log.cells.get("next_step") if self.log else None
        return "" if cells is None or place < 0 else read_text(cells.values[place])


def agreed(clients: Rows, verdicts: Verdicts, as_of: float) -> Agreed:
    """Return the promised days: of the list's own and the log's last one, the earlier.

    A formula is no promise, and nobody is promised what is not to be contacted.
    """
    last = np.nan_to_num(np.floor(verdicts.numbers["last_contact"]), nan=-np.inf)
    wanted = clients.is_row & (clients.values("excluded", 0.0) != 1)
    listed = np.where(wanted, _typed(clients), np.nan)
    logged, source = _logged(clients.size, verdicts.contacts, as_of)
    logged = np.where(wanted, logged, np.nan)
    listed, logged = (np.where(day > last, day, np.nan) for day in (listed, logged))
    of_log = ~(listed <= logged) & ~np.isnan(logged)
    return Agreed(
        day=np.fmin(listed, logged),
        source=np.where(of_log, source, -1),
        log=verdicts.contacts.rows if verdicts.contacts else None,
    )


def check_agreed(clients: Rows, verdicts: Verdicts, as_of: float) -> list[Finding]:
    """Return the promises that nobody kept, those beyond the deadline, and what is a formula."""
    found = agreed(clients, verdicts, as_of)
    late = found.day < as_of
    beyond = ~late & (found.day > verdicts.numbers["deadline"])
    told = [
        _finding(code, clients, found, index)
        for code, mask in (("agreed_passed", late), ("agreed_late", beyond))
        for index in np.flatnonzero(mask).tolist()
    ]
    homes = [clients, *([found.log] if found.log else [])]
    return list(dict.fromkeys(told)) + [  # a client on two rows has one row of the log
        home.of_column("agreed_formula", FIELD)
        for home in homes
        if FIELD in home.cells and home.cells[FIELD].formulas
    ]


def _finding(code: str, clients: Rows, found: Agreed, row: int) -> Finding:
    detail = date_of(found.day[row]).isoformat()
    if found.log is not None and found.source[row] >= 0:
        return found.log.finding(code, int(found.source[row]), FIELD, detail=detail)
    return clients.finding(code, row, FIELD, detail=detail)


def _typed(rows: Rows) -> Column:
    """Return the days of a column, without those that a formula reckons."""
    day = np.floor(rows.values(FIELD))
    if FIELD in rows.cells:
        reckoned = (row - rows.table.first_row for row in rows.cells[FIELD].formulas)
        day[[place for place in reckoned if 0 <= place < rows.size]] = np.nan
    return day


def _logged(size: int, log: Log | None, as_of: float) -> tuple[Column, Codes]:
    """Return the day of each client's latest row of the log that holds one, and that row."""
    found, source = np.full(size, np.nan), np.full(size, -1)
    if log is None or FIELD not in log.rows.cells:
        return found, source
    day, client, made = _typed(log.rows), log.joined.client, log.rows.values("date")
    rows = np.flatnonzero(log.rows.is_row & (client >= 0) & ~np.isnan(day) & (made < as_of + 1))
    rows = rows[np.argsort(made[rows], kind="stable")]
    source[client[rows]] = rows  # of several, the last stays
    source = source[log.joined.twin]
    has = source >= 0
    found[has] = day[source[has]]
    return found, source
