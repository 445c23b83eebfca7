"""The modules the extension carries: what a worksheet function imports, fields as constants.

LibreOffice brings a Python of its own, on Windows an older one and without NumPy. So only modules
of the standard library go there; whatever is imported late, inside a function, stays here.
"""

from __future__ import annotations

import ast
from pathlib import Path
from pprint import pformat
from typing import TYPE_CHECKING, Final

import mkp_xl
from mkp_xl.book import call_facts

if TYPE_CHECKING:
    from collections.abc import Iterator

START: Final = "mkp_xl.book.calling"
FACTS: Final = "mkp_xl.book.call_facts"
"""The one module that is made anew: the fields it is taken from stay here."""
_ROOT = Path(mkp_xl.__file__).parent.parent


def carried() -> dict[str, str]:
    """Return the source of each module by its path, packages among them."""
    found: dict[str, str] = {}
    waiting = [START]
    while waiting:
        name = waiting.pop()
        path = _path(name)
        if path in found:
            continue
        found[path] = _facts() if name == FACTS else (_ROOT / path).read_text(encoding="utf-8")
        waiting += _imports(found[path])
        waiting += [name.rpartition(".")[0]] if "." in name else []
    return dict(sorted(found.items()))


def _path(name: str) -> str:
    """Return where a module lies, from the folder that holds the package."""
    place = name.replace(".", "/")
    return f"{place}/__init__.py" if (_ROOT / place).is_dir() else f"{place}.py"


def _imports(source: str) -> Iterator[str]:
    """Yield the modules of ours that are imported as soon as a module is."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mkp_xl"):
            yield str(node.module)
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                if (_ROOT / _path(inner)).is_file():
                    yield inner


def _facts() -> str:
    return (
        '"""Made from the fields: the worksheet functions as their callers need them."""\n\n'
        "from math import inf\n\n"
        "from mkp_xl.book.call_kinds import Call, Taken\n\n"
        f"CALL_OF = {pformat(call_facts.CALL_OF, width=100, sort_dicts=False)}\n"
        f"MONEY_MAX = {call_facts.MONEY_MAX!r}\n"
        f"CURRENCY = {call_facts.CURRENCY!r}\n"
    )
