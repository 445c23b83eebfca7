"""One formula put into many cells: references move with each cell, as Excel moves them."""

from __future__ import annotations

import re

from uno_engine.addresses import COLUMNS, ROWS, letters, number

KEPT = re.compile(r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\'|\[(?:[^\[\]]|\[[^\]]*\])*\]')
REFERENCE = re.compile(
    r"(?<![\w.$])(?:(?P<c>\$?[A-Z]{1,3})(?P<r>\$?[1-9]\d{0,6})(?![\w(.!])"
    r"|(?P<c1>\$?[A-Z]{1,3}):(?P<c2>\$?[A-Z]{1,3})(?![\w(.!])"
    r"|(?P<r1>\$?[1-9]\d{0,6}):(?P<r2>\$?[1-9]\d{0,6})(?![\w(.!]))"
)


def moved(formula: str, down: int, across: int) -> str:
    """Return the formula as it reads in a cell so many rows below and columns to the right.

    >>> moved("=A1+$B$1+C$1+SUM(D:D,'A1'!A1,t[A1])", 2, 1)
    "=B3+$B$1+D$1+SUM(E:E,'A1'!B3,t[A1])"
    >>> moved('="A1"&A1', -1, 0)
    '="A1"&#REF!'
    """

    def shift(match):
        part = match.groupdict()
        if part["c"]:
            column, row = _column(part["c"], across), _row(part["r"], down)
            return column + row if column and row else "#REF!"
        kind, by = (_column, across) if part["c1"] else (_row, down)
        ends = [kind(part[name], by) for name in (("c1", "c2") if part["c1"] else ("r1", "r2"))]
        return ":".join(ends) if all(ends) else "#REF!"

    out, position = [], 0
    for kept in [*KEPT.finditer(formula), None]:
        end = kept.start() if kept else len(formula)
        out.append(REFERENCE.sub(shift, formula[position:end]))
        if kept:
            out.append(kept[0])
            position = kept.end()
    return "".join(out)


def _column(text, by):
    if text.startswith("$"):
        return text
    column = number(text) + by
    return letters(column) if 1 <= column <= COLUMNS else ""


def _row(text, by):
    if text.startswith("$"):
        return text
    return str(int(text) + by) if 1 <= int(text) + by <= ROWS else ""
