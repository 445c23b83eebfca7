"""The modules the extension carries: what its functions and buttons import, facts as constants.

LibreOffice brings a Python of its own, on Windows an older one and without NumPy. So only modules
of the standard library go there; whatever is imported late, inside a function, stays here, and so
does what a package imports for those who take things from it.
"""

from __future__ import annotations

import ast
from pathlib import Path
from pprint import pformat
from typing import TYPE_CHECKING, Final

import mkp_xl
from mkp_xl.book import call_facts
from mkp_xl.faces.libreoffice.office import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

_OFFICE = "mkp_xl.faces.libreoffice.office"
STARTS: Final = (
    *("mkp_xl.book.calling", "mkp_xl.hosts.calc.function_names"),
    *(f"{_OFFICE}.clicks", f"{_OFFICE}.run"),
)
"""What the functions and the buttons import."""
FACTS: Final = "mkp_xl.book.call_facts"
_ROOT = Path(mkp_xl.__file__).parent.parent


def carried() -> dict[str, str]:
    """Return the source of each module by its path, packages among them."""
    found: dict[str, str] = {}
    waiting = list(STARTS)
    while waiting:
        name = waiting.pop()
        path = _path(name)
        if path in found:
            continue
        found[path] = MADE[name]() if name in MADE else _source(path)
        waiting += _imports(found[path])
        waiting += [name.rpartition(".")[0]] if "." in name else []
    return dict(sorted(found.items()))


def _source(path: str) -> str:
    """Return a module as it stands; of a package, the sentence that says what it is."""
    text = (_ROOT / path).read_text(encoding="utf-8")
    if not path.endswith("__init__.py"):
        return text
    return f'"""{ast.get_docstring(ast.parse(text))}"""\n'


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


def _call_facts() -> str:
    return (
        '"""Made from the fields: the worksheet functions as their callers need them."""\n\n'
        "from math import inf\n\n"
        "from mkp_xl.book.call_kinds import Call, Taken\n\n"
        f"CALL_OF = {pformat(call_facts.CALL_OF, width=100, sort_dicts=False)}\n"
        f"MONEY_MAX = {call_facts.MONEY_MAX!r}\n"
        f"CURRENCY = {call_facts.CURRENCY!r}\n"
    )


def _facts() -> str:
    kept = ("KEY_OF", "TITLE", "FAILED", "FAILED_MIDWAY")
    return '"""Made from the commands: what their buttons must know of them."""\n\n' + "".join(
        f"{name} = {pformat(getattr(facts, name), width=100, sort_dicts=False)}\n" for name in kept
    )


MADE: Final = {
    FACTS: _call_facts,
    f"{_OFFICE}.facts": _facts,
}
"""The modules that are made anew: what they are taken from stays here."""
