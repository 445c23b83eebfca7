"""Number format codes: the built-in ones by id, and whether a code shows a date."""

from __future__ import annotations

import re
from functools import cache

GENERAL = "General"
FIRST_CUSTOM_ID = 164

BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: '"$"#,##0_);\\("$"#,##0\\)',
    6: '"$"#,##0_);[Red]\\("$"#,##0\\)',
    7: '"$"#,##0.00_);\\("$"#,##0.00\\)',
    8: '"$"#,##0.00_);[Red]\\("$"#,##0.00\\)',
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "mm-dd-yy",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "m/d/yy h:mm",
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: '_(* #,##0_);_(* \\(#,##0\\);_(* "-"_);_(@_)',
    42: '_("$"* #,##0_);_("$"* \\(#,##0\\);_("$"* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)',
    44: '_("$"* #,##0.00_)_("$"* \\(#,##0.00\\)_("$"* "-"??_)_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mmss.0",
    48: "##0.0E+0",
    49: "@",
}
"""Codes that have a number of their own in every book; those of 14 and 22 follow the locale."""

_EAST_ASIAN_DATES = frozenset({*range(27, 37), *range(50, 59)})
"""Built-in dates whose codes differ by the language of the book."""
_EAST_ASIAN_CODE = "yyyy-mm-dd"

_NOT_LETTERS = re.compile(r'"[^"]*"|\\.|[_*].|\[[^\]]*\]', re.DOTALL)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_IDS = {code: number for number, code in BUILT_IN.items()}


def built_in_code(number: int) -> str:
    """Return the code of a built-in format; General where the number means nothing."""
    if number in _EAST_ASIAN_DATES:
        return _EAST_ASIAN_CODE
    return BUILT_IN.get(number, GENERAL)


def built_in_id(code: str) -> int | None:
    """Return the number of a code that every book knows, None for any other."""
    return _IDS.get(code)


@cache
def shows_date(code: str) -> bool:
    """Whether the code shows a day, a month or a year; a time alone is the same in every system.

    >>> shows_date("dd.mm.yyyy"), shows_date("[h]:mm"), shows_date('0 "days"'), shows_date("mmm")
    (True, False, False, True)
    """
    first = _NOT_LETTERS.sub("", code).partition(";")[0].lower()
    if first.startswith("general"):
        return False
    if "d" in first or "y" in first:
        return True
    is_time = "h" in first or "s" in first or "0" in first or _ELAPSED.search(code)
    return "m" in first and not is_time
