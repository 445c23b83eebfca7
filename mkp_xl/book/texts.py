"""Text made of literals and number slots, on the three kinds a rule knows.

A cell gives a Python string, a column an array of strings, native formula text a `FormulaText`.
Slots are whole numbers only, written digit by digit or through TEXT with zeros and quoted
separators: anything else would depend on the spreadsheet's locale. Where a number is blank, a
slot is empty; templates guard what must not be read then.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from mkp_xl.rules.formula import BLANK_TEXT, JOIN, Formula, Test, union

if TYPE_CHECKING:
    from mkp_xl.rules.ops import Condition, Value

    # A string, an array of strings or a FormulaText, as with Value.
    Words = Any

LITERAL_MAX = 255
"""The longest literal a formula may hold."""


class FormulaText:
    """A text expression of a formula, and the cells that must be numbers for it to be read."""

    __slots__ = ("needs", "text")

    def __init__(self, text: str, needs: tuple[str, ...] = ()) -> None:
        self.text = text
        self.needs = needs


def literal(text: str) -> str:
    """Return a literal as a formula writes it, cut into pieces Excel accepts.

    >>> print(literal('a "b" c'))
    "a ""b"" c"
    """
    pieces = [text[i : i + LITERAL_MAX] for i in range(0, len(text), LITERAL_MAX)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def shortened(text: str, most: int) -> str:
    """Return a text of so many letters at most, its end cut off visibly.

    >>> shortened("отправить КП", 10), shortened("звонок", 10)
    ('отправить…', 'звонок')
    """
    return text if len(text) <= most else text[: most - 1] + "…"


def cell_text(words: str | FormulaText) -> str:
    """Return the formula of a word cell: empty text where what it needs is blank."""
    if isinstance(words, str):
        return literal(words)
    return _guarded(words.text, words.needs)


def join(*parts: Words) -> Any:  # noqa: ANN401
    """Return the parts one after another."""
    try:
        return "".join(parts)  # a cell: by far the most frequent, and a call of it must be quick
    except TypeError:
        if any(isinstance(part, FormulaText) for part in parts):
            return _join_formula(parts)
        return _columns().join(parts)


def whole(x: Value) -> Any:  # noqa: ANN401
    """Return a whole number digit by digit."""
    if isinstance(x, Formula):
        return FormulaText(x.text if x.level > JOIN else f"({x.text})", x.needs)
    if isinstance(x, float):
        return f"{x:.0f}" if math.isfinite(x) else ""
    return _columns().formatted(x, "")


def grouped(x: Value, separator: str) -> Any:  # noqa: ANN401
    """Return a whole number, 0 or more, in groups of three.

    >>> grouped(1234567.0, " ")
    '1 234 567'
    """
    if isinstance(x, Formula):
        return _grouped_formula(x, separator)
    if isinstance(x, float):
        return f"{x:,.0f}".replace(",", separator) if math.isfinite(x) else ""
    return _columns().formatted(x, separator)


def pick(index: Value, *texts: Words) -> Any:  # noqa: ANN401
    """Return the text at an index from 1; empty where the index is blank."""
    if isinstance(index, Formula):
        chosen = ",".join(_inside(text, index.needs) for text in texts)
        return FormulaText(f"CHOOSE({index.text},{chosen})", index.needs)
    if isinstance(index, float):
        return texts[int(index) - 1] if math.isfinite(index) else ""
    return _columns().pick(index, texts)


def when(*pairs: tuple[Condition, Words], otherwise: Words = "") -> Any:  # noqa: ANN401
    """Return the text of the first condition that holds, else `otherwise`."""
    for condition, text in pairs:
        if condition is True:
            return text
        if condition is not False:
            break
    else:
        return otherwise
    if any(isinstance(part, (Test, FormulaText)) for pair in pairs for part in pair):
        return _when_formula(pairs, otherwise)
    return _columns().when(pairs, otherwise)


def _join_formula(parts: tuple[Any, ...]) -> FormulaText:
    pieces: list[str] = []
    needs: tuple[str, ...] = ()
    run = ""
    for part in parts:
        if isinstance(part, str):
            run += part
            continue
        if run:
            pieces.append(literal(run))
            run = ""
        pieces.append(part.text)
        needs = union(needs, part.needs)
    if run:
        pieces.append(literal(run))
    return FormulaText("&".join(pieces), needs)


def _grouped_formula(x: Formula, separator: str) -> FormulaText:
    """Return the digits with a neutral mark between groups, the separator put in afterwards.

    A quoted space of any kind inside a number format is changed by some locales.
    """
    group = '""|""000'
    digits = [f"0{group * count}" for count in range(5)]
    short = f'"[<1000]{digits[0]};[<1000000]{digits[1]};{digits[2]}"'
    long = f'"[<1000000000000]{digits[3]};{digits[4]}"'
    marked = f"TEXT({x.text},IF({x.text}<1000000000,{short},{long}))"
    return FormulaText(f'SUBSTITUTE({marked},"|",{literal(separator)})', x.needs)


def _when_formula(pairs: tuple[Any, ...], otherwise: Any) -> FormulaText:  # noqa: ANN401
    kept: list[tuple[Test, Any]] = []
    for condition, text in pairs:
        if isinstance(condition, Test):
            kept.append((condition, text))
        elif condition:
            otherwise = text
            break
    rest = _inside(otherwise, ())
    for condition, text in reversed(kept):
        rest = f"IF({condition.text()},{_inside(text, condition.guards)},{rest})"
    return FormulaText(rest)


def _inside(words: Any, proven: tuple[str, ...]) -> str:  # noqa: ANN401
    """Return text as an argument of CHOOSE or IF, guarded against what is not proven yet."""
    if isinstance(words, str):
        return literal(words)
    return _guarded(words.text, tuple(need for need in words.needs if need not in proven))


def _guarded(text: str, needs: tuple[str, ...]) -> str:
    return f"IF({Test(needs, ()).text()},{text},{BLANK_TEXT})" if needs else text


def _columns() -> Any:  # noqa: ANN401
    """Return the column kind, imported late: whoever brings a column has NumPy already."""
    from mkp_xl.book import text_columns  # noqa: PLC0415

    return text_columns
