"""Who falls silent: each client's contacts and purchases against its own past, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from mkp_xl.book.coverage.events import first_day, purchase_days
from mkp_xl.book.fields import Text
from mkp_xl.rules.tables.activity import days_in, rhythm
from mkp_xl.rules.tables.coverage import windows
from mkp_xl.rules.tables.outcomes import Outcome, outcome

if TYPE_CHECKING:
    from mkp_xl.book.compute import Verdicts
    from mkp_xl.book.coverage.figures import CoverageFigures
    from mkp_xl.book.settings import Settings
    from mkp_xl.book.tables import Rows
    from mkp_xl.book.values import Column, Flags
    from mkp_xl.rules.tables.activity import Rhythm

Advice = Literal["both_fell", "buys_less", "called_less", "silent"]
ADVICE: Final[dict[Advice, Text]] = {
    "both_fell": Text("контакты и закупки реже: встреча", "contacts and purchases fell: meet"),
    "buys_less": Text("закупает реже: узнать о конкуренте", "buys less: ask about rivals"),
    "called_less": Text("контакты реже: вернуть ритм", "contacts fell: restore the rhythm"),
    "silent": Text("долго молчит: звонок руководителя", "long silent: a call from the head"),
}
SILENT_FROM: Final = 2.0
"""Intervals of silence from which the risk is high; above one it rises."""
IN_TIME: Final = 0.8
"""A client was covered in time where at least this part of its windows held a contact."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dynamics:
    """How each client's activity moves; columns by client row."""

    contacts: Rhythm
    purchases: Rhythm
    silence: Column
    """Days since the last contact in units of the interval; NaN without either."""
    advice: tuple[Advice | None, ...]
    in_time: Outcome
    """What became of clients that were covered in time in the year before the window."""
    late: Outcome
    """Of the others that were to be covered."""

    def at_risk(self) -> list[int]:
        """Return the rows to act upon, the longest silence first."""
        rows = [row for row, advice in enumerate(self.advice) if advice is not None]
        silence = np.nan_to_num(self.silence, nan=-1.0)
        return sorted(rows, key=lambda row: (-silence[row], row))


def dynamics(
    clients: Rows, verdicts: Verdicts, settings: Settings, found: CoverageFigures
) -> Dynamics:
    """Return the dynamics of a list as of the settings' day."""
    as_of, size = settings.as_of, clients.size
    bought = purchase_days(verdicts, as_of)
    watched = 2 if verdicts.orders is not None and found.has_log else 1
    contacts = rhythm(size, found.days, as_of, watched)
    purchases = rhythm(size, bought, as_of, watched)
    planned = clients.is_row & (verdicts.numbers["interval"] >= 1)
    with np.errstate(invalid="ignore"):
        silence = np.where(planned, contacts.silence / verdicts.numbers["interval"], np.nan)
    advice = _advice(contacts.fell == 1, purchases.fell == 1, silence > SILENT_FROM, planned)
    start = float(verdicts.numbers["window_start"])
    earlier = 2 * start - as_of
    had, has = days_in(size, bought, earlier, start), days_in(size, bought, start, as_of)
    interval = np.where(planned, verdicts.numbers["interval"], np.nan)
    begins = first_day(verdicts.contacts)
    since = start if np.isnan(begins) else max(earlier, begins - 1)
    before = windows(found.days, interval, since, start)
    covered, measured = before.met >= IN_TIME * before.due, before.due > 0
    return Dynamics(
        contacts=contacts,
        purchases=purchases,
        silence=silence,
        advice=advice,
        in_time=outcome(measured & covered, had, has, purchases.usual),
        late=outcome(measured & ~covered, had, has, purchases.usual),
    )


def _advice(
    called_less: Flags, buys_less: Flags, silent: Flags, planned: Flags
) -> tuple[Advice | None, ...]:
    """Return what each client's activity asks for, None where it is as it was."""
    chosen = np.select(
        [called_less & buys_less, buys_less, called_less, silent], [1, 2, 3, 4], default=0
    )
    kinds: tuple[Advice | None, ...] = (None, *ADVICE)
    return tuple(kinds[place] for place in np.where(planned, chosen, 0).tolist())
