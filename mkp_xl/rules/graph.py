"""The rule graph: which rules there are, in which order they run, and running them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from types import FunctionType, ModuleType
from typing import Any

from mkp_xl.errors import SchemaError
from mkp_xl.rules.ops import BLANK
from mkp_xl.rules.rows import coverage, estimates, flips, likely, potential, progress, segment

Rule = Callable[..., Any]
ROW_MODULES = (estimates, likely, potential, progress, segment, coverage, flips)
UNSOURCED = {"potential_manual": BLANK, "floored": BLANK}
"""What the rules are given where a potential has no other source than the list."""
HELPERS = frozenset({"median_deviation", "workday_until", "workday_from"})
"""Functions of the rule modules that other rules call but that make no column."""


def row_rules(modules: Iterable[ModuleType] = ROW_MODULES) -> dict[str, Rule]:
    """Return every row rule by the column it makes, each before those that need it."""
    rules: dict[str, Rule] = {}
    for module in modules:
        for name, function in vars(module).items():
            own = isinstance(function, FunctionType) and function.__module__ == module.__name__
            if own and name not in HELPERS and not name.startswith("_"):
                rules[name] = function
    try:
        order = TopologicalSorter({key: arguments(rule) for key, rule in rules.items()})
        return {key: rules[key] for key in order.static_order() if key in rules}
    except CycleError as error:
        raise SchemaError("rule_cycle", keys=error.args[1]) from error


@cache
def arguments(rule: Rule) -> tuple[str, ...]:
    """Return the keys a rule takes."""
    return tuple(inspect.signature(rule).parameters)


def run(
    rules: Mapping[str, Rule],
    given: Mapping[str, Any],
    place: Callable[[str, Any], Any] | None = None,
) -> dict[str, Any]:
    """Return what was given and every rule's result; `place` may stand in for each result.

    In native formulas `place` puts a reference to the column instead of the whole expression.
    """
    values = dict(given)
    for key, rule in rules.items():
        if key not in values:
            value = rule(*[values[name] for name in arguments(rule)])
            values[key] = value if place is None else place(key, value)
    return values


def needed(
    rules: Mapping[str, Rule], wanted: Iterable[str], given: Collection[str] = ()
) -> dict[str, Rule]:
    """Return the rules that the wanted columns rest on, in running order; none for what is given.

    >>> list(needed(row_rules(), ["gap"], given=["purchases", "floored", "potential_manual"]))
    ['potential_said', 'potential_listed', 'potential', 'gap']
    """
    keep: set[str] = set()
    stack = list(wanted)
    while stack:
        key = stack.pop()
        if key in rules and key not in keep and key not in given:
            keep.add(key)
            stack.extend(arguments(rules[key]))
    return {key: rule for key, rule in rules.items() if key in keep}
