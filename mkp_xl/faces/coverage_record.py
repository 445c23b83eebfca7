"""The figures of coverage as a record for programs: each share as its parts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from mkp_xl.book.coverage.dynamics import ADVICE
from mkp_xl.book.days import date_of
from mkp_xl.book.summary import called
from mkp_xl.rules.tables.coverage import band

if TYPE_CHECKING:
    from mkp_xl.book.coverage.dynamics import Dynamics
    from mkp_xl.book.coverage.figures import CoverageFigures, Line, Month
    from mkp_xl.book.coverage.load import Load
    from mkp_xl.book.flow import Reckoned
    from mkp_xl.book.settings import Settings
    from mkp_xl.rules.tables.outcomes import Outcome, Share

_BANDS: Final = ("below", "within", "above")


def record(
    reckoned: Reckoned, found: CoverageFigures, moves: Dynamics, week: list[Load]
) -> dict[str, Any]:
    """Return all figures; money in the book's currency, days as ISO dates, blanks as null."""
    clients, settings = reckoned.computed[0].rows, reckoned.book.settings
    return {
        "as_of": date_of(reckoned.book.settings.as_of).isoformat(),
        "total": _line(found.total, settings),
        "by_class": {name: _line(line, settings) for name, line in found.by_class.items()},
        "by_segment": {str(n): _line(line, settings) for n, line in found.by_segment.items()},
        "by_manager": {name: _line(line, settings) for name, line in found.by_manager.items()},
        "months": [_month(month) for month in found.months],
        "load": [_load(one) for one in week],
        "at_risk": [
            _at_risk(called(clients, row), row, moves, ADVICE[advice](reckoned.book.lang))
            for row in moves.at_risk()
            if (advice := moves.advice[row]) is not None
        ],
        "costs": _costs(settings),
        "outcomes": {"in_time": _outcome(moves.in_time), "late": _outcome(moves.late)},
    }


def _month(month: Month) -> dict[str, Any]:
    return {
        "from": date_of(month.first).isoformat(),
        "to": date_of(month.last).isoformat(),
        "clients": month.clients,
        "covered": month.covered,
        "reached": month.reached,
        "contacts": month.contacts,
    }


def _load(one: Load) -> dict[str, Any]:
    return {
        "manager": one.manager,
        "clients": one.clients,
        "needed": round(one.needed, 2),
        "capacity": _number(one.capacity),
        "week": date_of(one.monday).isoformat(),
        "days": one.days,
    }


def _at_risk(named: tuple[str, str], row: int, moves: Dynamics, advice: str) -> dict[str, Any]:
    client_id, client = named
    return {
        "client_id": client_id or None,
        "client": client or None,
        "silence_days": _number(float(moves.contacts.silence[row])),
        "silence_intervals": _number(float(moves.silence[row])),
        "longest_silence": _number(float(moves.contacts.longest[row])),
        "usual_gap": _number(float(moves.contacts.usual[row])),
        "contacts_fell": bool(moves.contacts.fell[row] == 1),
        "purchases_fell": bool(moves.purchases.fell[row] == 1),
        "advice": advice,
    }


def _band(line: Line, settings: Settings) -> str | None:
    """Return how contacts stand to the plan; None without a plan."""
    verdict = band(line.contacts, line.expected, settings.numbers["attainment_band"])
    return None if math.isnan(verdict) else _BANDS[int(verdict) - 1]


def _costs(settings: Settings) -> dict[str, float | None]:
    """Return what it costs to win and to keep a client, and their ratio."""
    win, keep = (settings.numbers[key] for key in ("acquisition_cost", "retention_cost"))
    ratio = win / keep if keep > 0 else math.nan
    return {"acquisition": _number(win), "retention": _number(keep), "ratio": _number(ratio)}


def _line(line: Line, settings: Settings) -> dict[str, Any]:
    overdue, soon, track, never = line.states
    return {
        "clients": line.clients,
        "overdue": overdue,
        "due_soon": soon,
        "on_track": track,
        "never": never,
        "covered": line.covered,
        "potential": line.potential,
        "potential_covered": line.potential_covered,
        "reached": line.reached,
        "contacts": line.contacts,
        "expected_contacts": round(line.expected, 2),
        "attainment": _band(line, settings),
        "windows": line.windows_due,
        "windows_met": line.windows_met,
        "missed_cost": line.missed,
    }


def _outcome(one: Outcome) -> dict[str, Any]:
    return {
        "repeat_purchase": _share(one.repeated),
        "churn": _share(one.churned),
        "purchase_cycle_days": _number(one.cycle),
    }


def _share(share: Share) -> dict[str, Any]:
    return {
        "part": share.part,
        "whole": share.whole,
        "low": _number(share.low),
        "high": _number(share.high),
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 4)
