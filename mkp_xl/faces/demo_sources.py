"""Where the potentials of the demo come from: firmographics, budgets, rivals, notes, norms.

Figures are equal in Russian and English, and leave those of `demo_data` as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Final

from mkp_xl.book.fields import SOURCES, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mkp_xl.book.fields import Lang
    from mkp_xl.faces.demo_data import DemoData

_INDUSTRIES: Final = (
    (Text("Пищевое производство", "Food production"), "employees", 12_600),
    (Text("Розничная сеть", "Retail chain"), "outlets", 180_000),
    (Text("Логистика", "Logistics"), "firm_revenue", 0.008),
    (Text("Строительство", "Construction"), "employees", 9_400),
    (Text("Медицина", "Health care"), "outlets", 240_000),
    (Text("Торговый дом", "Trading house"), "firm_revenue", 0.015),
)
"""Industries, the size their norm counts by, and the norm, a year."""
_NORM_OF: Final = {
    "employees": "norm_employee", "outlets": "norm_outlet", "firm_revenue": "norm_revenue"
}  # fmt: skip
_BASIS: Final = (
    Text("опрос 42 клиентов, 2025", "survey of 42 clients, 2025"),
    Text("отраслевой отчёт, 2026", "industry report, 2026"),
    Text("свои продажи 9 клиентам с полным освоением", "own sales to 9 fully captured clients"),
)
_NO_NORM: Final = Text("Гостиницы", "Hotels")
_EVIDENCE: Final = (
    Text("счета двух конкурентов", "invoices of two rivals"),
    Text("их отчёт за прошлый год", "their report of last year"),
    Text("тендер на год", "tender for a year"),
    Text("разговор с закупщиком", "talk with their buyer"),
    Text("устно", "by word of mouth"),
)
_REASON: Final = Text("новый склад с марта, бюджет подписан", "new depot from March, budget signed")
_OLD_REASON: Final = Text("обещали удвоить закупки", "promised to double purchases")
_LEAST: Final = 100_000
"""Clients of less have a manager's estimate only."""
_SPOILT: Final = frozenset({0, 45_000, 50_000, 500_000, 840_000, 1_480_000, 400_000, 90_000})
"""Potentials of planted clients: they stay as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSources:
    """Rows of the client list with what is known of each, and of the two sheets beside it."""

    clients: list[dict[str, object]]
    estimates: list[dict[str, object]]
    norms: list[dict[str, object]]


def demo_sources(data: DemoData, *, lang: Lang, as_of: date, seed: int = 11) -> DemoSources:
    """Return the demo's clients with sources of their potentials, estimates by name, and norms."""
    rng = Random(seed)  # noqa: S311  figures that must repeat, no secrets
    bought = _bought(data, as_of)
    clients: list[dict[str, object]] = []
    estimates: list[dict[str, object]] = []
    for row in data.clients:
        truth = row["potential_typed"]
        known = isinstance(truth, int) and truth >= _LEAST and truth not in _SPOILT
        facts = _facts(rng, int(truth), bought.get(row["client_id"], 0.0), lang, as_of) if (
            isinstance(truth, int) and known
        ) else {}  # fmt: skip
        clients.append(row | facts)
        if known and isinstance(truth, int):
            estimates += _noted(rng, row, truth, lang, as_of)
    estimates.sort(key=lambda row: str(row["date"] or ""))
    return DemoSources(clients=clients, estimates=estimates, norms=_norms(lang))


def _bought(data: DemoData, as_of: date) -> dict[object, float]:
    """Return what each client bought in the year up to a day, by its ID."""
    start = as_of - timedelta(days=365)
    totals: dict[object, float] = {}
    for order in data.orders:
        day, amount = order["date"], order["amount"]
        if isinstance(day, date) and start < day <= as_of and isinstance(amount, float):
            totals[order["client_id"]] = totals.get(order["client_id"], 0.0) + amount
    return totals


def _facts(rng: Random, truth: int, bought: float, lang: Lang, as_of: date) -> dict[str, object]:
    """Return what the list says of a client besides its potential: not all of it is known."""
    industry, size, norm = _INDUSTRIES[int(rng.random() * len(_INDUSTRIES))]
    told: dict[str, object] = {"industry": industry(lang)}
    amount = truth / norm * _factor(rng, 0.3)
    step = 100_000 if size == "firm_revenue" else 1
    if rng.random() < 0.55:
        told[size] = max(1, round(amount / step)) * step
    if rng.random() < 0.25:
        told["category_budget"] = max(1, round(truth / 0.5 * _factor(rng, 0.2) / 10_000)) * 10_000
    elsewhere = truth * _factor(rng, 0.12) - bought
    if rng.random() < 0.2 and elsewhere > 0:
        told["rival_purchases"] = max(1, round(elsewhere / 1_000)) * 1_000
    if rng.random() < 0.7:
        told["estimate_day"] = as_of - timedelta(days=10 + int(rng.random() * 420))
    if rng.random() < 0.5:
        told["estimate_evidence"] = _EVIDENCE[int(rng.random() * len(_EVIDENCE))](lang)
    return told


def _noted(
    rng: Random, row: Mapping[str, object], truth: int, lang: Lang, as_of: date
) -> Iterator[dict[str, object]]:
    """Yield the estimates noted of a client: of a few only, some of them doubtful."""
    kind, part = rng.random(), rng.random()
    ago = as_of - timedelta(days=5 + int(part * 300))
    if kind < 0.06:
        for source, spread in ((1, 0.15), (2, 0.1), (0, 0.3)):
            yield _estimate(row, source, truth * _factor(rng, spread), ago, lang)
    elif kind < 0.09:  # contradicts the others
        yield _estimate(row, 1, truth * 3.2, ago, lang)
        yield _estimate(row, 2, truth * _factor(rng, 0.1), ago, lang)
    elif kind < 0.12:  # a range
        low, high = (max(1, round(truth * x / 10_000)) * 10_000 for x in (0.8, 1.3))
        yield _estimate(row, 2, None, ago, lang) | {"low": low, "high": high}
    elif kind < 0.135:  # without evidence, and old
        old = as_of - timedelta(days=500)
        yield _estimate(row, 3, truth * 1.1, old, lang) | {"evidence": None}
    elif kind < 0.16:
        until = as_of + timedelta(days=100)
        reason = {"evidence": _REASON(lang), "until": until}
        yield _estimate(row, 4, truth * 1.4, ago, lang) | reason
    elif kind < 0.2:
        until = as_of - timedelta(days=20)
        reason = {"evidence": _OLD_REASON(lang), "until": until}
        factor = 1.1 if part < 0.5 else 2.0
        yield _estimate(row, 4, truth * factor, as_of - timedelta(days=200), lang) | reason


def _estimate(
    row: Mapping[str, object], source: int, amount: float | None, day: date, lang: Lang
) -> dict[str, object]:
    evidence = _EVIDENCE[(1, 1, 0, 3, 3)[source]]
    return {
        "client": row["client"],
        "source": SOURCES[source].name(lang),
        "amount": None if amount is None else max(1, round(amount / 10_000)) * 10_000,
        "date": day,
        "author": row["manager"],
        "evidence": evidence(lang),
    }


def _norms(lang: Lang) -> list[dict[str, object]]:
    rows: Iterable[dict[str, object]] = (
        {"industry": name(lang), _NORM_OF[size]: norm, "norm_basis": _BASIS[place % 3](lang)}
        for place, (name, size, norm) in enumerate(_INDUSTRIES)
    )
    return [*rows, {"industry": _NO_NORM(lang)}]


def _factor(rng: Random, spread: float) -> float:
    """Return a factor about 1, as far off as estimates of such a noise are; only `random`."""
    around = sum(rng.random() for _ in range(12)) - 6
    return float(2.718281828459045 ** (spread * around))
