"""Native formula text: the third kind of value a rule computes with.

A `Formula` is the text of an Excel expression together with the sub-expressions that must be
numbers for it to be a number (`needs`). A `Test` is a comparison with the same knowledge. In a
sheet a blank is empty text, and text compares greater than any number, so every comparison is
guarded by ISNUMBER; guards that all branches share are written once.
"""

from __future__ import annotations

import math
from typing import Union

ATOM, POWER, TIMES, PLUS, JOIN = 9, 6, 5, 4, 3
"""How tightly an expression holds together, as Excel reads it."""

BLANK_TEXT = '""'


class Formula:
    """Text of an Excel expression, without `=`, that is a number when all its needs are."""

    __slots__ = ("level", "needs", "text")

    def __init__(self, text: str, needs: tuple[str, ...] = (), level: int = ATOM) -> None:
        self.text = text
        self.needs = needs
        self.level = level

    def __repr__(self) -> str:
        return f"Formula({self.text!r})"

    def __add__(self, other: Operand) -> Operand:
        return _combine(self, other, "+", PLUS)

    def __radd__(self, other: Operand) -> Operand:
        return _combine(other, self, "+", PLUS)

    def __sub__(self, other: Operand) -> Operand:
        return _combine(self, other, "-", PLUS)

    def __rsub__(self, other: Operand) -> Operand:
        return _combine(other, self, "-", PLUS)

    def __mul__(self, other: Operand) -> Operand:
        return _combine(self, other, "*", TIMES)

    def __rmul__(self, other: Operand) -> Operand:
        return _combine(other, self, "*", TIMES)

    def __truediv__(self, other: Operand) -> Operand:
        return _combine(self, other, "/", TIMES)

    def __rtruediv__(self, other: Operand) -> Operand:
        return _combine(other, self, "/", TIMES)

    def __lt__(self, other: Operand) -> Condition:
        return _compare(self, other, "<")

    def __le__(self, other: Operand) -> Condition:
        return _compare(self, other, "<=")

    def __gt__(self, other: Operand) -> Condition:
        return _compare(self, other, ">")

    def __ge__(self, other: Operand) -> Condition:
        return _compare(self, other, ">=")


class Test:
    """A condition in a formula: the numbers it relies on, and what must hold of them.

    `terms` are comparisons; `risky` are those that do arithmetic on what may be blank. AND looks
    at all its parts, so where the guards do not stand around it, a risky one is caught itself.
    """

    __slots__ = ("guards", "risky", "terms")
    __test__ = False  # not a test case, whatever pytest makes of the name

    def __init__(
        self,
        guards: tuple[str, ...],
        terms: tuple[str, ...],
        risky: frozenset[str] = frozenset(),
    ) -> None:
        self.guards = guards
        self.terms = terms
        self.risky = risky

    def __and__(self, other: Condition) -> Condition:
        if isinstance(other, Test):
            guards, terms = union(self.guards, other.guards), union(self.terms, other.terms)
            return Test(guards, terms, self.risky | other.risky)
        return self if other else False

    __rand__ = __and__

    def __or__(self, other: Condition) -> Condition:
        if isinstance(other, Test):
            shared = tuple(guard for guard in self.guards if guard in other.guards)
            either = f"OR({self.text(shared)},{other.text(shared)})"
            risky = frozenset({either}) if self.risky or other.risky else frozenset()
            return Test(shared, (either,), risky)
        return True if other else self

    __ror__ = __or__

    def text(self, proven: tuple[str, ...] = ()) -> str:
        """Return the condition as formula text, without the guards already proven."""
        opened = [guard for guard in self.guards if guard not in proven]
        parts = [f"ISNUMBER({guard})" for guard in opened]
        parts.extend(
            f"IFERROR({term},FALSE)" if opened and term in self.risky else term
            for term in self.terms
        )
        if not parts:
            return "TRUE"
        return parts[0] if len(parts) == 1 else f"AND({','.join(parts)})"


Operand = Union[Formula, float]
Condition = Union[Test, bool]


def number_text(value: float) -> str:
    """Return a number as a formula writes it, whatever the locale.

    >>> number_text(50000.0), number_text(0.98)
    ('50000', '0.98')
    """
    return str(int(value)) if value == int(value) else repr(float(value)).upper()


def union(left: tuple[str, ...], right: tuple[str, ...]) -> tuple[str, ...]:
    """Return all of `left`, then what `right` adds, in order."""
    return left + tuple(item for item in right if item not in left)


def lift(value: Operand) -> Formula:
    """Return a formula for a constant; a formula as it is."""
    if isinstance(value, Formula):
        return value
    return Formula(number_text(value), level=ATOM if value >= 0 else PLUS)


def is_blank(value: Operand) -> bool:
    """Return whether the value is the constant blank (NaN)."""
    return not isinstance(value, Formula) and math.isnan(value)


def call(function: str, *arguments: Operand) -> Operand:
    """Return a function call; blank if an argument is the constant blank."""
    if any(is_blank(argument) for argument in arguments):
        return math.nan
    lifted = [lift(argument) for argument in arguments]
    needs: tuple[str, ...] = ()
    for argument in lifted:
        needs = union(needs, argument.needs)
    return Formula(f"{function}({','.join(argument.text for argument in lifted)})", needs)


def known(value: Formula) -> Condition:
    """Return the condition that the value is a number."""
    return Test(value.needs, ()) if value.needs else True


def blank(value: Formula) -> Condition:
    """Return the condition that the value is blank."""
    there = known(value)
    return Test((), (f"NOT({there.text()})",)) if isinstance(there, Test) else not there


def cases(pairs: list[tuple[Condition, Operand]], otherwise: Operand) -> Operand:
    """Return nested IFs: the value of the first condition that holds, else `otherwise`.

    Where the last condition asks no more than all others do, the IFs always find a branch, and
    their shared guards become the needs of the whole: `IF(N5<m,1,IF(N5<=h,2,3))` needs N5.
    """
    tests, otherwise = _without_constants(pairs, otherwise)
    if not tests or all(is_blank(value) for value in (otherwise, *(v for _, v in tests))):
        return otherwise
    shared = tests[0][0].guards
    for test, _ in tests[1:]:
        shared = tuple(guard for guard in shared if guard in test.guards)
    last, last_value = tests[-1]
    if is_blank(otherwise) and last.text(shared) == "TRUE":
        text = _branches(tests[:-1], _value(last_value, shared), shared)
        if _all_proven(tests):
            return Formula(text, shared)
        return _whole(_guarded(text, shared))
    rest = _value(otherwise, ())
    if len(tests) > 1 and shared and is_blank(otherwise):
        return _whole(_guarded(_branches(tests, rest, shared), shared))
    text = _branches(tests, rest, ())
    sure = not is_blank(otherwise) and not lift(otherwise).needs and _all_proven(tests)
    return Formula(text) if sure else _whole(text)


def cell_text(value: Operand) -> str:
    """Return the formula of a cell: empty text where the value is blank."""
    if is_blank(value):
        return BLANK_TEXT
    formula = lift(value)
    if formula.needs in ((), (formula.text,)):
        return formula.text
    return _guarded(formula.text, formula.needs)


def _combine(left: Operand, right: Operand, sign: str, level: int) -> Operand:
    if is_blank(left) or is_blank(right):
        return math.nan
    a, b = lift(left), lift(right)
    first = a.text if a.level >= level else f"({a.text})"
    second = b.text if b.level > level else f"({b.text})"
    return Formula(f"{first}{sign}{second}", union(a.needs, b.needs), level)


def _compare(left: Operand, right: Operand, sign: str) -> Condition:
    if is_blank(left) or is_blank(right):
        return False
    a, b = lift(left), lift(right)
    term = f"{a.text}{sign}{b.text}"
    calm = all(operand.needs in ((), (operand.text,)) for operand in (a, b))
    return Test(union(a.needs, b.needs), (term,), frozenset() if calm else frozenset({term}))


def _without_constants(
    pairs: list[tuple[Condition, Operand]], otherwise: Operand
) -> tuple[list[tuple[Test, Operand]], Operand]:
    kept: list[tuple[Test, Operand]] = []
    for condition, value in pairs:
        if isinstance(condition, Test):
            kept.append((condition, value))
        elif condition:
            return kept, value
    return kept, otherwise


def _branches(tests: list[tuple[Test, Operand]], rest: str, proven: tuple[str, ...]) -> str:
    for test, value in reversed(tests):
        rest = f"IF({test.text(proven)},{_value(value, test.guards)},{rest})"
    return rest


def _value(value: Operand, proven: tuple[str, ...]) -> str:
    if is_blank(value):
        return BLANK_TEXT
    formula = lift(value)
    open_needs = tuple(need for need in formula.needs if need not in proven)
    if open_needs in ((), (formula.text,)):
        return formula.text
    return _guarded(formula.text, open_needs)


def _all_proven(tests: list[tuple[Test, Operand]]) -> bool:
    return all(
        not is_blank(value) and all(need in test.guards for need in lift(value).needs)
        for test, value in tests
    )


def _guarded(text: str, needs: tuple[str, ...]) -> str:
    return f"IF({Test(needs, ()).text()},{text},{BLANK_TEXT})"


def _whole(text: str) -> Formula:
    """Return an expression that gives empty text itself: it is known only by looking at it."""
    return Formula(text, (text,))
