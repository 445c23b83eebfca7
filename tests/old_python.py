"""Runs under Python 3.9: the rules, cells and words on cases given as JSON, and their doctests."""

import doctest
import importlib
import json
import sys

MODULES = (
    "mkp_xl.rules.ops",
    "mkp_xl.rules.formula",
    "mkp_xl.rules.graph",
    "mkp_xl.rules.rows.estimates",
    "mkp_xl.rules.rows.likely",
    "mkp_xl.rules.rows.potential",
    "mkp_xl.rules.rows.progress",
    "mkp_xl.rules.rows.segment",
    "mkp_xl.rules.rows.coverage",
    "mkp_xl.rules.rows.flips",
    "mkp_xl.book.cells",
    "mkp_xl.book.typed",
    "mkp_xl.book.amounts",
    "mkp_xl.book.days",
    "mkp_xl.book.texts",
    "mkp_xl.book.words",
)


def main() -> None:
    """Print what doctests failed, and each case's numbers and words."""
    failed = [name for name in MODULES if doctest.testmod(importlib.import_module(name)).failed]
    cases = json.load(sys.stdin)
    sys.stdout.write(json.dumps({"failed": failed, "made": [judged(case) for case in cases]}))


def judged(case):
    """Return numbers (NaN where blank) and words of one case."""
    graph = importlib.import_module("mkp_xl.rules.graph")
    words = importlib.import_module("mkp_xl.book.words")
    rules = graph.needed(graph.row_rules(), case["kept"], graph.UNSOURCED)
    made = graph.run(rules, case["given"])
    return {
        "numbers": {key: float(made[key]) for key in rules},
        "segment_name": words.segment_name(made["segment"], case["lang"]),
        "state": words.state(made["state_code"], made["days_left"], case["lang"]),
        "why": words.why(made, case["lang"]),
    }


if __name__ == "__main__":
    main()
