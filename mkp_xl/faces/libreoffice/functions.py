"""What Calc is told of the worksheet functions: their types, names and help, from the fields.

An argument that must be given is declared as rows of cells, one that may be left out as `any`,
the only kind Calc lets a person omit. Texts are given as one cell: Calc compares the texts of an
array wrongly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from mkp_xl.book.fields import LANGS
from mkp_xl.book.fields.functions import FUNCTIONS
from mkp_xl.hosts.calc.function_names import SERVICE, method_of, needs_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkp_xl.book.fields import Lang, Text
    from mkp_xl.book.fields.functions import Function

_REGISTRY: Final = "http://openoffice.org/2001/registry"
_OF_CALC: Final = 'oor:name="CalcAddIns" oor:package="org.openoffice.Office"'
_DOCUMENT: Final = "document"
_ROWS = "sequence< sequence< any > >"


def types() -> str:
    """Return the interface of all functions in UNO's IDL."""
    lines = [f"    {_declared(function)}" for function in FUNCTIONS]
    return "\n".join([
        "module org { module mkp { module calc {",
        "  interface XFunctions : com::sun::star::uno::XInterface {",
        *lines,
        "  };",
        "}; }; };\n",
    ])  # fmt: skip


def configuration() -> str:
    """Return CalcAddIns.xcu: the names of functions and arguments, with help in both languages."""
    return "\n".join([
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<oor:component-data xmlns:oor="{_REGISTRY}" {_OF_CALC}>',
        '<node oor:name="AddInInfo">',
        f'<node oor:name="{SERVICE}" oor:op="replace">',
        '<node oor:name="AddInFunctions">',
        *(line for function in FUNCTIONS for line in _function(function)),
        "</node></node></node></oor:component-data>\n",
    ])  # fmt: skip


def _declared(function: Function) -> str:
    kinds = [(_ROWS if argument.required else "any", argument.name)
             for argument in function.arguments]  # fmt: skip
    if needs_document(function):
        kinds.insert(0, ("com::sun::star::beans::XPropertySet", _DOCUMENT))
    gives = "any" if function.gives == "text" else _ROWS
    given = ", ".join(f"[in] {kind} {_named(name)}" for kind, name in kinds)
    return f"{gives} {method_of(function.name)}({given});"


def _named(argument: str) -> str:
    """Return an argument's name in UNO: without underscores, and clear of the words of IDL.

    >>> _named("as_of")
    'aAsOf'
    """
    return f"a{argument.title().replace('_', '')}"


def _function(function: Function) -> Iterator[str]:
    yield f'<node oor:name="{method_of(function.name)}" oor:op="replace">'
    yield _same("DisplayName", function.name)
    yield _told("Description", function.help)
    yield '<prop oor:name="Category"><value>Add-In</value></prop>'
    yield _same("CompatibilityName", function.name)
    yield '<node oor:name="Parameters">'
    if needs_document(function):
        yield _parameter(_DOCUMENT, _same("DisplayName", _DOCUMENT), _same("Description", ""))
    for argument in function.arguments:
        title = argument.title
        yield _parameter(argument.name, _told("DisplayName", title), _told("Description", title))
    yield "</node></node>"


def _parameter(name: str, title: str, description: str) -> str:
    return f'<node oor:name="{_named(name)}" oor:op="replace">{title}{description}</node>'


def _told(name: str, text: Text) -> str:
    return _property(name, {lang: text(lang) for lang in LANGS})


def _same(name: str, text: str) -> str:
    return _property(name, dict.fromkeys(LANGS, text))


def _property(name: str, texts: dict[Lang, str]) -> str:
    values = "".join(
        f'<value xml:lang="{lang}">{escape(text)}</value>' for lang, text in texts.items()
    )
    return f'<prop oor:name="{name}">{values}</prop>'
