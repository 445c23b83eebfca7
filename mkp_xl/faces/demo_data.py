"""Seeded demo lists of a B2B supplier: clients, orders and contacts, equal figures in RU and EN."""

from dataclasses import dataclass
from datetime import date
from itertools import islice, pairwise
from random import Random
from typing import NamedTuple

from mkp_xl.faces.demo_words import WORDS, DemoWords, client_names, manager_names, phone

# Potential by position in the ranked list, straight lines between the points: about log-normal.
_POSITIONS = (0.0, 0.15, 0.38, 0.57, 0.77, 0.88, 0.95, 0.99, 1.0)
_POTENTIALS = (8e3, 20e3, 50e3, 150e3, 500e3, 1.3e6, 2.8e6, 6e6, 9e6)
_LOW_LIMIT, _HIGH_LIMIT = 50_000, 500_000
_GOLDEN = 0.6180339887498949  # spreads progress evenly over every stretch of potentials
_COLD_TO, _REACHED_FROM = 0.20, 0.78
_EXACTLY_TO = 0.85  # of those who reached it, so many bought the potential and not a kopeck more
_SEASON = (0.60, 0.90, 1.05, 1.00, 0.75, 0.95, 0.90, 0.95, 1.10, 1.15, 1.20, 1.60)
_ORDER_DAYS = ((50, 110), (25, 55), (12, 30))  # by level, as the two below
_CONTACT_DAYS = (182, 91, 30)
_NAME_KINDS = ((0, 0, 0, 2, 2), (0, 0, 0, 0, 1, 2), (0, 1))
_TYPES = (0, 0, 0, 0, 0, 1, 1, 1, 2, 3)  # five calls for three letters and so on

# Planted clients: detail, potential behind it, share bought.
_DETAILS = (
    ("regular", 1_480_000, 0.64),
    ("over", 840_000, 1.20),
    ("zero", 45_000, 0.40),
    ("low limit", _LOW_LIMIT, 0.60),
    ("high limit", _HIGH_LIMIT, 0.30),
    ("text", 1_250_000, 0.35),
    ("word", 300_000, 0.30),
    ("dollar", 960_000, 0.25),
    ("twice", 90_000, 0.50),
    ("differs", 400_000, 0.50),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoData:
    """Rows of the three input lists, keys as in the fields; a blank cell is None."""

    clients: list[dict[str, object]]
    orders: list[dict[str, object]]
    contacts: list[dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """Days as ordinals: history is start..as_of, the window is after year_start up to as_of."""

    start: int
    year_start: int
    as_of: int


class _Account(NamedTuple):
    """What is true about a client before anyone types it; money in roubles, days as ordinals."""

    detail: str
    potential: int
    share: float
    first: int
    last: int
    trend: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """All that was drawn: orders (day, kopecks), contacts (day, type, result), bought in window."""

    span: _Span
    ids: list[str]
    accounts: list[_Account]
    orders: list[list[tuple[int, int]]]
    contacts: list[list[tuple[int, int, int]]]
    bought: list[int]


def demo_data(clients: int, *, lang: str, as_of: date, seed: int = 2026) -> DemoData:
    """Draw lists for `clients` rows of clients, `lang` "ru" or "en"; figures are equal in both.

    Clients stand in the order of their gaps, the largest first. One row repeats another's client;
    this and the other planted mistakes appear as far as they fit. No clients, no rows.

    >>> data = demo_data(240, lang="en", as_of=date(2026, 11, 20))
    >>> len(data.clients), data.clients[0]["client_id"], data.clients[0]["potential_typed"]
    (240, 'C-0117', 8850000)
    """
    rng = Random(seed)  # noqa: S311  figures that must repeat, no secrets
    words = WORDS[lang]
    span = _span(as_of)
    accounts = _accounts(rng, clients, span)
    orders = [_orders(rng, account, span) for account in accounts]
    book = _Book(
        span=span,
        ids=[_client_id(words, n + 1, clients) for n in range(len(accounts))],
        accounts=accounts,
        orders=orders,
        contacts=[_contacts(rng, account, span) for account in accounts],
        bought=[sum(paid for day, paid in rows if day > span.year_start) for rows in orders],
    )
    return DemoData(
        clients=_client_rows(rng, words, book),
        orders=_order_rows(book, stranger=_client_id(words, 0, clients)),
        contacts=_contact_rows(words, book),
    )


def _span(as_of: date) -> _Span:
    """Window of one year, as EDATE counts it, in a history that is 10 days longer than two."""
    day = min(as_of.day, 28) if as_of.month == 2 else as_of.day
    year, two = (as_of.replace(year=as_of.year - n, day=day).toordinal() for n in (1, 2))
    return _Span(start=two - 10, year_start=year, as_of=as_of.toordinal())


def _client_id(words: DemoWords, number: int, clients: int) -> str:
    return f"{words.letter}-{number:0{max(4, len(str(clients)))}d}"


def _accounts(rng: Random, clients: int, span: _Span) -> list[_Account]:
    """One account per client; one fewer than rows if a client can stand in two of them."""
    step = max(1, clients // 12)
    planted = {
        place * step: detail
        for place, detail in enumerate(_DETAILS)
        if place * step < max(1, clients - 1)
    }
    count = clients - any(detail == "twice" for detail, _, _ in planted.values())
    return [
        _Account(*planted[n], span.start, span.as_of, 0.2)
        if n in planted
        else _account(rng, rank, count, span)
        for n, rank in enumerate(_shuffled(rng, count))
    ]


def _account(rng: Random, rank: int, count: int, span: _Span) -> _Account:
    potential = _potential((rank + rng.random()) / count)
    share = _share(rng, rank * _GOLDEN % 1, potential)
    first, last, trend = _life(rng, share, span)
    return _Account("", potential, share, first, last, trend)


def _level(account: _Account) -> int:
    """Low, medium, high as 0, 1, 2."""
    return (account.potential >= _LOW_LIMIT) + (account.potential > _HIGH_LIMIT)


def _potential(position: float) -> int:
    """Roubles at the position 0..1 (1 is out) of the ranked list, rounded as people estimate."""
    points = zip(_POSITIONS, _POTENTIALS, strict=True)
    lines = (line for line in pairwise(points) if position < line[1][0])
    (left, low), (right, high) = next(lines)
    exact = low + (high - low) * (position - left) / (right - left)
    step = 500 if exact < 50_000 else 5_000 if exact < 500_000 else 10_000
    return int(exact / step) * step


def _share(rng: Random, place: float, potential: int) -> float:
    """Part of the potential bought: 0, 0.08 to 0.96 (small clients more of it), 1, up to 1.12."""
    part = rng.random()
    if place < _COLD_TO:
        return 0.0
    if place < _REACHED_FROM:
        return 0.08 + 0.88 * part * (part if potential >= _LOW_LIMIT else 1)
    return 1.0 if part < _EXACTLY_TO else 1.0 + 0.12 * part * part


def _life(rng: Random, share: float, span: _Span) -> tuple[int, int, float]:
    """First and last day of orders and the growth of their size over the history."""
    kind, part = rng.random(), rng.random()
    if share == 0 and kind < 0.4:  # lost a year ago or earlier
        return span.start, span.year_start - 20 - int(130 * part), 0.0
    if share == 0:  # never bought
        return span.as_of, span.start, 0.0
    if share < 0.6 and kind < 0.12:  # leaving
        return span.start, span.as_of - 110 - int(140 * part), -0.3
    if kind > 0.92:  # new
        return span.as_of - 60 - int(270 * part), span.as_of, 0.3
    return span.start, span.as_of, 1.5 if kind < 0.35 else 0.6 * part - 0.2


def _orders(rng: Random, account: _Account, span: _Span) -> list[tuple[int, int]]:
    """Orders whose sum in the window is the account's share of its potential or a little more."""
    year = int(account.share * account.potential * 100)
    sizes = _order_sizes(rng, account, span)
    window = sum(size for day, size in sizes if day > span.year_start)
    if year and not window:
        window = 1_000
        sizes.append((_workday(account.last), window))
    if not year:  # lost before the window, or never came
        year, window = account.potential * 60, sum(size for _, size in sizes)
    paid = [(day, _paid(rng, year * size, window)) for day, size in sizes]
    return _exact(paid, year, span) if account.share == 1.0 else paid


def _exact(orders: list[tuple[int, int]], year: int, span: _Span) -> list[tuple[int, int]]:
    """Orders of a client who bought all of the potential and no kopeck more."""
    in_window = [place for place, (day, _) in enumerate(orders) if day > span.year_start]
    largest = max(in_window, key=lambda place: orders[place][1])
    day, paid = orders[largest]
    orders[largest] = (day, paid - sum(orders[place][1] for place in in_window) + year)
    return orders


def _order_sizes(rng: Random, account: _Account, span: _Span) -> list[tuple[int, int]]:
    """Days and relative sizes of orders in the client's own rhythm; a few come back in part."""
    low, high = _ORDER_DAYS[_level(account)]
    year = account.potential * (account.share or 0.3)
    gap = max(_between(rng, low, high), min(240, 365 * 900 / year))
    sizes: list[tuple[int, int]] = []
    wait = int(gap * rng.random())
    day = account.first + (0 if account.detail == "regular" else wait)
    while day <= account.last:
        bought, back = _workday(day), _workday(day + 10)
        season = _SEASON[date.fromordinal(bought).month - 1]
        growth = 1 + account.trend * (day - span.start) / (span.as_of - span.start)
        size = int(1_000 * season * growth * _between(rng, 0.6, 1.4))
        if rng.random() < season or not sizes:  # January and May also see fewer orders
            sizes.append((bought, size))
            same_side = (bought > span.year_start) == (back > span.year_start)
            if rng.random() < 0.009 and same_side and back <= span.as_of:
                sizes.append((back, -int(size * _between(rng, 0.1, 0.6))))
        day += max(3, int(gap * _between(rng, 0.6, 1.4)))
    return sizes


def _paid(rng: Random, size: int, window: int) -> int:
    """Kopecks, rounded up (a reached potential stays reached), mostly to whole roubles."""
    step = 1 if rng.random() < 0.15 else 100
    return -(-size // (window * step)) * step


def _contacts(rng: Random, account: _Account, span: _Span) -> list[tuple[int, int, int]]:
    """Contacts of two years, the latest first; none for a few clients nobody ever called."""
    every = _CONTACT_DAYS[_level(account)]
    never = rng.random() < (0.03 if account.share else 0.14)
    overdue = rng.random() < 0.22
    ago = every * (_between(rng, 1.05, 2.2) if overdue else 0.97 * rng.random())
    day = span.as_of - int(ago)
    rows: list[tuple[int, int, int]] = []
    while day > span.start + 12 and (account.detail or not never):
        met = _workday(day)
        if rng.random() < _SEASON[date.fromordinal(met).month - 1] or not rows:
            rows.append((met, *_talk(rng, account)))
        day -= max(3, int(every * _between(rng, 0.6, 1.4)))
    return rows


def _talk(rng: Random, account: _Account) -> tuple[int, int]:
    """Type and result of a contact as places in the lists of words, see `DemoWords.results`."""
    kind = _TYPES[_below(rng, len(_TYPES))]
    first = 0 if kind < 2 else 3
    last = 14 if account.share else 12
    return kind, first + _below(rng, last - first)


def _client_rows(rng: Random, words: DemoWords, book: _Book) -> list[dict[str, object]]:
    kinds = [_NAME_KINDS[_level(account)] for account in book.accounts]
    names = client_names(words, [kind[_below(rng, len(kind))] for kind in kinds])
    managers = manager_names(words, len(names))
    rows: list[dict[str, object]] = [
        {
            "client_id": book.ids[n],
            "client": name,
            "manager": managers[_manager(rng, len(managers))],
            "potential_typed": _typed_potential(words, book.accounts[n]),
            "purchases_typed": None,
            "last_contact_typed": _typed_contact(rng, book, n),
            "phone": phone(words, n),
        }
        for n, name in enumerate(names)
    ]
    _spoil(rng, book, rows)
    gaps = {book.ids[n]: _gap(account, book.bought[n]) for n, account in enumerate(book.accounts)}
    return sorted(rows, key=lambda row: gaps[str(row["client_id"])], reverse=True)


def _gap(account: _Account, bought: int) -> float:
    """Potential that is not captured, in roubles: a new list begins where the money is."""
    return max(0.0, account.potential - bought / 100)


def _spoil(rng: Random, book: _Book, rows: list[dict[str, object]]) -> None:
    """Blank 3 % of potentials and 2 % of managers, type 3 % of purchases, repeat a client."""
    plain = [n for n in _shuffled(rng, len(rows)) if not book.accounts[n].detail]
    three, five = len(rows) * 3 // 100, len(rows) * 5 // 100
    for n in plain[:three]:
        rows[n]["potential_typed"] = None
    for n in plain[three:five]:
        rows[n]["manager"] = None
    buyers = (n for n in plain[five:] if book.accounts[n].share < 1 and book.bought[n] > 10**6)
    for n in islice(buyers, three):  # another source agrees within 1 %
        rows[n]["purchases_typed"] = int(book.bought[n] * _between(rng, 0.994, 1.006) / 100)
    for n, account in enumerate(book.accounts):
        if account.detail == "differs":
            rows[n]["purchases_typed"] = book.bought[n] * 108 // 10_000
        if account.detail == "twice":
            rows.append(rows[n] | {"potential_typed": 120_000, "last_contact_typed": None})


def _manager(rng: Random, managers: int) -> int:
    """Place of the manager; the first half of them has more clients."""
    senior = rng.random() < 0.25
    return int(rng.random() * managers * (0.5 if senior else 1))


def _typed_potential(words: DemoWords, account: _Account) -> object:
    typed = {"zero": 0, "text": "1 250 000,50", "word": words.a_lot, "dollar": "$ 12 000"}
    return typed.get(account.detail, account.potential)


def _typed_contact(rng: Random, book: _Book, n: int) -> object:
    """Last contact as the manager noted it: mostly blank, else the log's, later or earlier."""
    kind, days = rng.random(), 3 + _below(rng, 20)
    if kind > 0.15 or not book.contacts[n]:
        return None
    logged = book.contacts[n][0][0]
    shift = days if kind < 0.04 else -days if kind < 0.06 else 0
    return date.fromordinal(_workday(min(logged + shift, book.span.as_of)))


def _order_rows(book: _Book, stranger: str) -> list[dict[str, object]]:
    """Orders by date, one of them of a stranger and one on a day that does not exist."""
    flat = sorted((day, n, paid) for n, rows in enumerate(book.orders) for day, paid in rows)
    orders = [_order_row(book.ids[n], date.fromordinal(day), paid) for day, n, paid in flat]
    if orders:
        late, later = len(orders) * 2 // 3, len(orders) * 9 // 10
        orders.insert(later, _order_row(stranger, orders[later]["date"], 3_625_000))
        orders.insert(late, _order_row(book.ids[-1], "31.02.2026", 1_840_000))
    return orders


def _order_row(client_id: str, day: object, paid: int) -> dict[str, object]:
    return {"client_id": client_id, "date": day, "amount": paid / 100}


def _contact_rows(words: DemoWords, book: _Book) -> list[dict[str, object]]:
    """Contacts by date, the last one with a date after as_of."""
    flat = sorted((day, n, *talk) for n, rows in enumerate(book.contacts) for day, *talk in rows)
    if flat:
        flat.append((book.span.as_of + 6, 0, 2, 11))
    return [
        {
            "client_id": book.ids[n],
            "date": date.fromordinal(day),
            "type": words.types[kind],
            "result": words.results[result],
        }
        for day, n, kind, result in flat
    ]


def _workday(day: int) -> int:
    """Return the day itself or the Friday before a weekend."""
    return day - max(0, (day - 1) % 7 - 4)


def _below(rng: Random, count: int) -> int:
    """Whole number 0..count - 1; only random() is the same in every version of Python."""
    return int(rng.random() * count)


def _between(rng: Random, low: float, high: float) -> float:
    return low + (high - low) * rng.random()


def _shuffled(rng: Random, count: int) -> list[int]:
    """Numbers 0..count - 1 in a drawn order."""
    numbers = list(range(count))
    for last in range(count - 1, 0, -1):
        other = _below(rng, last + 1)
        numbers[last], numbers[other] = numbers[other], numbers[last]
    return numbers
