"""An independent oracle: the method's rules in plain Python, a row at a time, in Decimal and date.

Written from the description of the method only. It imports nothing of the package, so a test that
compares the two compares two readings of the same text.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
WIDE = Context(prec=700, rounding=ROUND_HALF_UP)  # wide enough for every float: nothing is lost
DAY = timedelta(days=1)

OVERDUE, DUE_SOON, ON_TRACK, NEVER = 1, 2, 3, 4
STATE_NAMES = {OVERDUE: "overdue", DUE_SOON: "due_soon", ON_TRACK: "on_track", NEVER: "never"}

Number = Decimal | float | str
Order = tuple[object, date | None, Number | None]
Contact = tuple[object, date | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of the method; `reached_from` is a share, the frequencies contacts a year."""

    as_of: date
    medium_from: Number = 50_000
    high_above: Number = 500_000
    reached_from: Number = 1
    window_months: int = 12
    due_soon_days: int = 7
    frequency_a: Number = 12
    frequency_b: Number = 4
    frequency_c: Number = 2
    days_off: frozenset[date] | set[date] = field(default_factory=frozenset)
    workdays: frozenset[date] | set[date] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        """Refuse settings that contradict the method."""
        if money(self.medium_from) > money(self.high_above):
            raise ValueError("medium_from is above high_above")
        if not 0 < _exact(self.reached_from) <= 1:
            raise ValueError("reached_from is a share above 0, up to 1")
        for frequency in (self.frequency_a, self.frequency_b, self.frequency_c):
            if not 0 <= _exact(frequency) <= 365:
                raise ValueError("a frequency is 0 to 365 contacts a year")


@dataclass(frozen=True, slots=True)
class Client:
    """One row of the client list as typed; None is an empty cell, `interval` is days."""

    key: object
    potential: Number | None = None
    purchases: Number | None = None
    last_contact: date | None = None
    interval: Number | None = None
    excluded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the method says about one client; None is blank."""

    key: object
    potential: Decimal | None
    purchases: Decimal | None
    last_contact: date | None
    potential_level: int | None
    progress_level: int | None
    progress: Decimal | None
    segment: int | None
    gap: Decimal | None
    klass: str | None
    interval: int | None
    deadline: date | None
    due_date: date | None
    due_flagged: bool | None
    days_left: int | None
    state: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """The nearest value of one input that moves its level: `distance` is above 0, in money."""

    kind: str
    distance: Decimal
    new_value: Decimal
    segment: int | None


# --- numbers and dates ---------------------------------------------------------------------------


def money(x: Number) -> Decimal:
    """Amount rounded to 0.01, half away from zero; a float counts as its shortest repr.

    >>> money(1.005), money(-1.005), money(2.675), money(-0.001)
    (Decimal('1.01'), Decimal('-1.01'), Decimal('2.68'), Decimal('0.00'))
    """
    rounded = _exact(x).quantize(CENT, rounding=ROUND_HALF_UP, context=WIDE)
    if rounded == 0:
        return ZERO  # there is no minus zero in money
    return rounded


def edate(d: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day: Excel's EDATE.

    >>> edate(date(2012, 2, 29), -12), edate(date(2011, 1, 31), 1), edate(date(2011, 3, 1), -3)
    (datetime.date(2011, 2, 28), datetime.date(2011, 2, 28), datetime.date(2010, 12, 1))
    """
    year, month = d.year, d.month + months
    while month > 12:
        year, month = year + 1, month - 12
    while month < 1:
        year, month = year - 1, month + 12
    return date(year, month, min(d.day, _days_in_month(year, month)))


def is_working_day(d: date, settings: Settings) -> bool:
    """Tell whether `d` is worked; a date that is both a day off and a workday is off."""
    if d in settings.days_off:
        return False
    if d.weekday() >= 5:
        return d in settings.workdays
    return True


def _exact(x: Number) -> Decimal:
    if isinstance(x, float):
        return Decimal(float.__repr__(x))
    return Decimal(x)


def _amount(x: Number | None) -> Decimal | None:
    """Money of a cell; blank if empty or not a finite number."""
    if x is None or not _exact(x).is_finite():
        return None
    return money(x)


def _day(d: date | None) -> date | None:
    """Return the day of a date or of a date with time."""
    if isinstance(d, datetime):
        return d.date()
    return d


def _days_in_month(year: int, month: int) -> int:
    if month == 12:
        return 31
    return (date(year, month + 1, 1) - date(year, month, 1)).days


# --- the matrix ----------------------------------------------------------------------------------


def potential_level(potential: Decimal | None, settings: Settings) -> int | None:
    """Row of the matrix, 1 low to 3 high; both limits themselves are medium; blank if unknown."""
    if potential is None:
        return None
    if potential > money(settings.high_above):
        return 3
    if potential >= money(settings.medium_from):
        return 2
    return 1


def progress_level(
    purchases: Decimal | None, potential: Decimal | None, settings: Settings
) -> int | None:
    """Column of the matrix: 1 not working, 2 below potential, 3 reached; blank if either is."""
    if purchases is None or potential is None:
        return None
    if purchases <= 0:
        return 1
    # the decision: money is rounded to 0.01 after every product; 0 is reached by any purchase
    if purchases >= money(WIDE.multiply(_exact(settings.reached_from), potential)):
        return 3
    return 2


def _class(level: int | None) -> str | None:
    if level is None:
        return None
    return {1: "C", 2: "B", 3: "A"}[level]


def _segment(level: int | None, column: int | None) -> int | None:
    if level is None or column is None:
        return None
    return 3 * (level - 1) + column


def _progress(purchases: Decimal | None, potential: Decimal | None) -> Decimal | None:
    if purchases is None or potential is None or potential == 0:
        return None
    return purchases / potential


def _gap(purchases: Decimal | None, potential: Decimal | None) -> Decimal | None:
    if purchases is None or potential is None:
        return None
    return max(ZERO, WIDE.subtract(potential, purchases))


# --- what orders and contacts say ----------------------------------------------------------------


def _earliest(orders: list[Order] | None, orders_from: date | None) -> date | None:
    """Day from which the orders are known; blank if there is no order and nothing is said."""
    if orders_from is not None:
        return _day(orders_from)
    days = [_day(order[1]) for order in orders or []]
    return min((day for day in days if day is not None), default=None)


def _purchases(
    client: Client, own_orders: list[Order] | None, earliest: date | None, settings: Settings
) -> Decimal | None:
    """Typed purchases, else the sum of the window if the orders reach back to its start."""
    typed = _amount(client.purchases)
    if typed is not None:
        return typed
    window_start = edate(settings.as_of, -settings.window_months)
    if own_orders is None or earliest is None or earliest > window_start + DAY:
        return None
    total = ZERO
    for _, moment, amount in own_orders:
        day, value = _day(moment), _amount(amount)
        if day is None or value is None:
            continue
        if window_start < day <= settings.as_of:
            total = money(WIDE.add(total, value))
    return total


def _last_contact(
    client: Client, own_contacts: list[Contact] | None, settings: Settings
) -> date | None:
    """Return the later of the typed and the logged contacts, those after as-of ignored."""
    latest = None
    for moment in [client.last_contact, *(contact[1] for contact in own_contacts or [])]:
        day = _day(moment)
        if day is None or day > settings.as_of:
            continue
        if latest is None or day > latest:
            latest = day
    return latest


# --- coverage ------------------------------------------------------------------------------------


def _interval(client: Client, klass: str | None, settings: Settings) -> int | None:
    """Days between contacts: typed (1 or more), else of the class; blank if none is planned."""
    if client.excluded:
        return None
    if client.interval is not None:
        typed = _exact(client.interval)
        if typed.is_finite() and typed >= 1:
            return int(typed)
    if klass is None:
        return None
    frequencies = {"A": settings.frequency_a, "B": settings.frequency_b, "C": settings.frequency_c}
    frequency = _exact(frequencies[klass])
    if frequency == 0:
        return None
    return int(Decimal(365) // frequency)


def _due_date(last_contact: date, deadline: date, settings: Settings) -> tuple[date, bool]:
    """Last working day in (last contact, deadline], else the first after it, flagged."""
    day = deadline
    while day > last_contact:
        if is_working_day(day, settings):
            return day, False
        day -= DAY
    return _first_working_day(deadline + DAY, settings), True


def _first_working_day(start: date, settings: Settings) -> date:
    day = start
    while not is_working_day(day, settings):
        day += DAY
    return day


def _state(deadline: date, settings: Settings) -> int:
    if settings.as_of > deadline:
        return OVERDUE
    if (deadline - settings.as_of).days <= settings.due_soon_days:
        return DUE_SOON
    return ON_TRACK


def _coverage(interval: int | None, last_contact: date | None, settings: Settings) -> dict:
    """Deadline, due date, days left and state; all blank without an interval."""
    if interval is None:
        deadline, due_date, flagged, days_left, state = None, None, None, None, None
    elif last_contact is None:
        deadline, days_left, state = None, None, NEVER
        due_date, flagged = _first_working_day(settings.as_of, settings), False
    else:
        deadline = last_contact + timedelta(days=interval)
        due_date, flagged = _due_date(last_contact, deadline, settings)
        days_left = (deadline - settings.as_of).days
        state = _state(deadline, settings)
    return {
        "deadline": deadline,
        "due_date": due_date,
        "due_flagged": flagged,
        "days_left": days_left,
        "state": state,
    }


# --- verdicts ------------------------------------------------------------------------------------


def judge(
    client: Client,
    orders: list[Order] | None,
    contacts: list[Contact] | None,
    settings: Settings,
    orders_from: date | None = None,
) -> Verdict:
    """Judge one client; `orders` and `contacts` are the whole sheets, None when there is none."""
    own_orders = None
    if orders is not None:
        own_orders = [order for order in orders if order[0] == client.key]
    own_contacts = [contact for contact in contacts or [] if contact[0] == client.key]
    return _judge(client, own_orders, own_contacts, _earliest(orders, orders_from), settings)


def judge_all(
    clients: list[Client],
    orders: list[Order] | None,
    contacts: list[Contact] | None,
    settings: Settings,
    orders_from: date | None = None,
) -> list[Verdict]:
    """Judge every client, in the list's order: the same as `judge` on each, grouped once."""
    earliest = _earliest(orders, orders_from)
    orders_of = _by_key(orders or [])
    contacts_of = _by_key(contacts or [])
    verdicts = []
    for client in clients:
        own_orders = None if orders is None else orders_of.get(client.key, [])
        own_contacts = contacts_of.get(client.key, [])
        verdicts.append(_judge(client, own_orders, own_contacts, earliest, settings))
    return verdicts


def _by_key(rows: list) -> dict[object, list]:
    groups: dict[object, list] = {}
    for row in rows:
        groups.setdefault(row[0], []).append(row)
    return groups


def _judge(
    client: Client,
    own_orders: list[Order] | None,
    own_contacts: list[Contact],
    earliest: date | None,
    settings: Settings,
) -> Verdict:
    potential = _amount(client.potential)
    if potential is not None and potential < 0:
        potential = None
    purchases = _purchases(client, own_orders, earliest, settings)
    last_contact = _last_contact(client, own_contacts, settings)
    level = potential_level(potential, settings)
    column = progress_level(purchases, potential, settings)
    interval = _interval(client, _class(level), settings)
    return Verdict(
        key=client.key,
        potential=potential,
        purchases=purchases,
        last_contact=last_contact,
        potential_level=level,
        progress_level=column,
        progress=_progress(purchases, potential),
        segment=_segment(level, column),
        gap=_gap(purchases, potential),
        klass=_class(level),
        interval=interval,
        **_coverage(interval, last_contact, settings),
    )


# --- flips ---------------------------------------------------------------------------------------


def flips(verdict: Verdict, settings: Settings) -> list[Flip]:
    """Smallest changes of one input, in cents, that move its own level; none without a segment.

    Purchases move the column, potential moves the row; the segment told is the whole new verdict,
    so a change of potential may move the column too.
    """
    if verdict.segment is None:
        return []
    bought, best = _cents(verdict.purchases), _cents(verdict.potential)
    top = _cents(money(settings.high_above)) + 1
    found = []
    for kind, start, end in (
        ("purchases_up", bought, max(bought, best, 1)),
        ("purchases_down", bought, min(bought, 0)),
        ("potential_up", best, max(best, top)),
        ("potential_down", best, 0),
    ):
        cents = _nearest_move(verdict, kind, start, end, settings)
        if cents is not None:
            found.append(_checked_flip(verdict, kind, start, cents, settings))
    return found


def _nearest_move(
    verdict: Verdict, kind: str, start: int, end: int, settings: Settings
) -> int | None:
    """Nearest cents from `start` towards `end` at which the level differs, by bisection."""
    before = _level_at(verdict, kind, start, settings)
    if _level_at(verdict, kind, end, settings) == before:
        return None
    same, moved = start, end
    while abs(moved - same) > 1:
        middle = (same + moved) // 2
        if _level_at(verdict, kind, middle, settings) == before:
            same = middle
        else:
            moved = middle
    return moved


def _level_at(verdict: Verdict, kind: str, cents: int, settings: Settings) -> int | None:
    value = _money_of_cents(cents)
    if kind.startswith("purchases"):
        return progress_level(value, verdict.potential, settings)
    return potential_level(value, settings)


def _checked_flip(verdict: Verdict, kind: str, start: int, cents: int, settings: Settings) -> Flip:
    """Judge the client anew at the value found and one cent before it, then tell the flip."""
    step = 1 if kind.endswith("_up") else -1
    after = _judge_at(verdict, kind, cents, settings)
    before = _judge_at(verdict, kind, cents - step, settings)
    if kind.startswith("purchases"):
        old, near, new = verdict.progress_level, before.progress_level, after.progress_level
    else:
        old, near, new = verdict.potential_level, before.potential_level, after.potential_level
    assert near == old, (kind, verdict, before)
    assert (new - old) * step > 0, (kind, verdict, after)
    assert (cents - start) * step > 0, (kind, verdict, after)
    return Flip(
        kind=kind,
        distance=_money_of_cents(abs(cents - start)),
        new_value=_money_of_cents(cents),
        segment=after.segment,
    )


def _judge_at(verdict: Verdict, kind: str, cents: int, settings: Settings) -> Verdict:
    value = _money_of_cents(cents)
    if kind.startswith("purchases"):
        client = Client(verdict.key, verdict.potential, value)
    else:
        client = Client(verdict.key, value, verdict.purchases)
    return judge(client, None, None, settings)


def _cents(amount: Decimal) -> int:
    return int(WIDE.multiply(amount, Decimal(100)))


def _money_of_cents(cents: int) -> Decimal:
    return money(WIDE.multiply(Decimal(cents), CENT))


# --- summary -------------------------------------------------------------------------------------


def summary(verdicts: list[Verdict]) -> dict[str, dict[str, int] | Decimal | int]:
    """Census of segments and of coverage states, sums over what is known, covered and base.

    Keys: `segments` ('1'..'9', 'blank'), `coverage` ('never', 'on_track', 'due_soon', 'overdue',
    'blank'), `purchases`, `potential`, `gap`, `covered` (on track or due soon) and `base`
    (clients with an interval, which the excluded never have).
    """
    segments = dict.fromkeys([*"123456789", "blank"], 0)
    coverage = dict.fromkeys(["never", "on_track", "due_soon", "overdue", "blank"], 0)
    base = 0
    for verdict in verdicts:
        segments["blank" if verdict.segment is None else str(verdict.segment)] += 1
        coverage["blank" if verdict.state is None else STATE_NAMES[verdict.state]] += 1
        if verdict.interval is not None:
            base += 1
    return {
        "segments": segments,
        "coverage": coverage,
        "purchases": _sum([verdict.purchases for verdict in verdicts]),
        "potential": _sum([verdict.potential for verdict in verdicts]),
        "gap": _sum([verdict.gap for verdict in verdicts]),
        "covered": coverage["on_track"] + coverage["due_soon"],
        "base": base,
    }


def _sum(amounts: list[Decimal | None]) -> Decimal:
    total = ZERO
    for amount in amounts:
        if amount is not None:
            total = money(WIDE.add(total, amount))
    return total
