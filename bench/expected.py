"""What a client's numbers must be under the default settings: an account of its own, no rules."""

from __future__ import annotations

from dataclasses import dataclass

AS_OF = 46346.0
"""20.11.2026, a Friday, as Excel's day serial."""
MEDIUM_FROM, HIGH_ABOVE = 50_000, 500_000
DAYS_BY_LEVEL = (182, 91, 30)
DUE_SOON = 7

Numbers = dict[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """What is known of a client; None where nothing is."""

    potential: float | None
    purchases: float | None
    last_contact: float | None
    interval: float | None
    excluded: bool = False


def numbers(client: Client) -> Numbers:
    """Return every number column by key; None where it is blank."""
    return {**_matrix(client), **_coverage(client)}


def _matrix(client: Client) -> Numbers:
    potential, purchases = client.potential, client.purchases
    found: Numbers = {"potential": potential, "purchases": purchases}
    if potential is None or purchases is None:
        return found | dict.fromkeys(("progress", "segment", "gap"))
    column = 1 if purchases <= 0 else 2 if purchases < potential else 3
    return found | {
        "progress": purchases / potential if potential else None,
        "segment": 3.0 * _level(potential) + column,
        "gap": max(0.0, round(potential - purchases, 2)),
    }


def _coverage(client: Client) -> Numbers:
    last, interval = client.last_contact, _interval(client)
    found: Numbers = {"last_contact": last, "interval": interval}
    blank: Numbers = dict.fromkeys(("deadline", "days_left", "state_code", "due_date"))
    if interval is None:
        return found | blank
    if last is None:
        return found | blank | {"state_code": 4.0, "due_date": _workday_from(AS_OF)}
    deadline = last + interval
    left = deadline - AS_OF
    before = _workday_until(deadline)
    return found | {
        "deadline": deadline,
        "days_left": left,
        "state_code": 1.0 if left < 0 else 2.0 if left <= DUE_SOON else 3.0,
        "due_date": before if before > last else _workday_from(deadline + 1),
    }


def _level(potential: float) -> int:
    return (potential >= MEDIUM_FROM) + (potential > HIGH_ABOVE)


def _interval(client: Client) -> float | None:
    if client.excluded:
        return None
    if client.interval is not None:
        return client.interval
    return None if client.potential is None else DAYS_BY_LEVEL[_level(client.potential)]


def _weekday(day: float) -> int:
    """Return Monday 0 .. Sunday 6."""
    return int(day - 2) % 7


def _workday_until(day: float) -> float:
    return day - max(0, _weekday(day) - 4)


def _workday_from(day: float) -> float:
    return day + (7 - _weekday(day) if _weekday(day) > 4 else 0)
