"""What the settings of coverage should be asked about: classes out of order, limits upside down."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from mkp_xl.book.findings import Finding
from mkp_xl.rules.rows import coverage

if TYPE_CHECKING:
    from mkp_xl.book.settings import Settings

_RULES: Final = {
    "a": coverage.interval_a, "b": coverage.interval_b, "c": coverage.interval_c
}  # fmt: skip


def check_intervals(settings: Settings) -> list[Finding]:
    """Return a finding where more potential means a longer interval, or the least is the most."""
    numbers = settings.numbers
    found, days = [], {}
    for letter, rule in _RULES.items():
        least, most = (numbers[f"interval_{limit}_{letter}"] for limit in ("least", "most"))
        days[letter] = rule(numbers[f"frequency_{letter}"], least, most)
        if least > most:
            found.append(_finding(settings, "interval_limits", f"interval_least_{letter}", letter))
    for higher, lower in pairwise(letter for letter in _RULES if days[letter] >= 1):
        if days[higher] > days[lower]:
            said = f"{higher.upper()} {days[higher]:.0f} > {lower.upper()} {days[lower]:.0f}"
            found.append(_finding(settings, "intervals_rise", f"frequency_{higher}", said))
    return found


def _finding(settings: Settings, code: str, key: str, detail: str) -> Finding:
    box = settings.boxes.get(key)
    return Finding(
        code=code,
        sheet=box.sheet if box else "",
        row=box.row if box else 0,
        column=box.column if box else 0,
        field=key,
        value=f"{settings.numbers[key]:.0f}",
        detail=detail.upper() if len(detail) == 1 else detail,
    )
