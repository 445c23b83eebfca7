"""Run the benchmarks: all of them, or those named; exit code 1 where a target is missed."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from bench import (
    buttons,
    coverage,
    functions,
    growth,
    libreoffice,
    lists,
    macros,
    million,
    new_book,
    patching,
    rules,
    table,
    write_back,
)
from bench.books import Books
from bench.clock import WrongResultError

if TYPE_CHECKING:
    from types import ModuleType

THEMES = MappingProxyType(
    {
        "rules": rules,
        "functions": functions,
        "macros": macros,
        "libreoffice": libreoffice,
        "buttons": buttons,
        "patching": patching,
        "write_back": write_back,
        "million": million,
        "growth": growth,
        "new_book": new_book,
        "lists": lists,
        "coverage": coverage,
    }
)
RESULTS = Path(__file__).with_name("RESULTS.md")
TAKES = MappingProxyType(
    {
        "rules": 1,
        "functions": 1,
        "macros": 6,
        "libreoffice": 2,
        "buttons": 2,
        "patching": 4,
        "write_back": 15,
        "million": 8,
        "growth": 6,
        "new_book": 1,
        "lists": 3,
        "coverage": 2,
    }
)
"""About how many minutes each takes at full size."""


def main() -> int:
    """Run what the command line names; write the table where sizes are full."""
    asked = _asked()
    chosen = [name for name in THEMES if name in asked.themes or not asked.themes]
    if not asked.quick:
        print(f"full size: about {sum(TAKES[name] for name in chosen)} minutes", flush=True)
    failed = False
    fresh: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="mkp-bench-") as folder:
        books = Books(Path(folder))
        for name in chosen:
            lines, fresh[name] = _run(name, THEMES[name], books, quick=asked.quick)
            failed |= any(line.failed for line in lines)
            print(f"\n{fresh[name]}", flush=True)
    if not asked.quick:
        table.write(RESULTS, fresh, THEMES)
    return int(failed)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("themes", nargs="*", metavar="THEME", help=", ".join(THEMES))
    parser.add_argument(
        "--quick", action="store_true", help="small sizes: no targets, RESULTS.md stays as it is"
    )
    asked = parser.parse_args()
    unknown = set(asked.themes) - set(THEMES)
    if unknown:
        parser.error(f"no such theme: {', '.join(sorted(unknown))}; there are {', '.join(THEMES)}")
    return asked


def _run(
    name: str, theme: ModuleType, books: Books, *, quick: bool
) -> tuple[list[table.Line], str]:
    print(f"{name}:", flush=True)
    load, started = os.getloadavg()[0], time.perf_counter()
    try:
        lines = theme.measure(books, quick=quick)
    except WrongResultError as problem:
        lines = [table.Line(what=f"{name}: {problem}", ours=table.NONE, verdict="WRONG")]
    took = f"The bench took {time.perf_counter() - started:.0f} s."
    return lines, table.section(lines, [theme.NOTE, "", f"{table.machine(load)} {took}"])


if __name__ == "__main__":
    sys.exit(main())
