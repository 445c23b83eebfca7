"""Formulas between Excel's A1 text and LibreOffice's own: separators, sheets, table columns.

By text because LibreOffice offers its OOXML grammar one cell at a time only, at two calls each.
"""

from __future__ import annotations

import re

from mkp_xl.book.address import quoted
from mkp_xl.book.call_facts import CALL_OF
from mkp_xl.hosts.calc.function_names import SERVICE, method_of

_ERROR = r"#(?:REF!|N/A|DIV/0!|VALUE!|NAME\?|NUM!|NULL!)"
_TEXT = r'"(?:[^"]|"")*"'
_QUOTED = r"'(?:[^']|'')*'"
_WORD = r"[^\W\d][\w.\\?]*"
_EXCEL = re.compile(
    rf"(?P<text>{_TEXT})|(?P<error>{_ERROR})|(?P<sheet>(?:{_QUOTED}|{_WORD})!)|(?P<table>\[)"
    rf"|(?P<word>{_WORD})|(?P<other>.)",
    re.DOTALL,
)
_NATIVE = re.compile(
    rf"(?P<text>{_TEXT})|(?P<error>{_ERROR})|(?P<sheet>\$?{_QUOTED}\.)|(?P<table>\[)"
    rf"|(?P<word>\$?{_WORD})|(?P<other>.)",
    re.DOTALL,
)
_REFERENCE = re.compile(r"\$?[A-Z]{1,3}(?:\$?\d+)?|\$?\d+|#REF!|[^\W\d][\w.]*")
_PREFIXES = re.compile(r"_xlfn\.(?:_xlws\.)?|_xlws\.|_xlpm\.", re.IGNORECASE)
_NATIVE_NAME = {name: f"{SERVICE}.{method_of(name)}" for name in CALL_OF}
"""Our functions go by their methods in formulas set and read; a file has their Excel names."""
_EXCEL_NAME = {native.casefold(): name for name, native in _NATIVE_NAME.items()}


def native(formula: str, table: str = "") -> str:
    """Return Excel's formula as LibreOffice reads it; `table` is the one the cell stands in.

    >>> native("=IF(TRUE,'Два три'!A1,SUM({1,2;3,4}))")
    "=IF(TRUE();$'Два три'.A1;SUM({1;2|3;4}))"
    >>> native("=[@Sum]+Deals[[#This Row],[A,b]]", "Deals")
    '=Deals[[#This Row];[Sum]]+Deals[[#This Row];[A,b]]'
    """
    out: list[str] = []
    braces = position = 0
    while position < len(formula):
        match = _next(_EXCEL, formula, position)
        kind, part, position = match.lastgroup, match[0], match.end()
        if kind == "table":
            part, position = _columns(formula, match.start())
            owner = "" if out and re.fullmatch(_WORD, out[-1]) else table
            part = owner + _row_form(part).replace("],[", "];[").replace("],  [", "];[")
        elif kind == "sheet":
            part = "$" + part[:-1] + "."
        elif kind == "word":
            part = _PREFIXES.sub("", part)
            if formula[position : position + 1] == "(":
                part = _NATIVE_NAME.get(part.upper(), part)
            elif part.upper() in ("TRUE", "FALSE"):
                part = part.upper() + "()"
        elif kind == "other":
            braces += (part == "{") - (part == "}")
            part = {",": ";", ";": "|" if braces else ";", "@": ""}.get(part, part)
        out.append(part)
    return "".join(out)


def excel(formula: str, sheets: frozenset[str] | set[str]) -> str:
    """Return LibreOffice's formula as Excel shows it; `sheets` are the names of the book's.

    >>> excel("=IF(TRUE();$'Два три'.A1;mkp_segment({1;2|3;4}))", {"Два три"})
    "=IF(TRUE,'Два три'!A1,MKP_SEGMENT({1,2;3,4}))"
    >>> excel(native("=MKP_DUE_DATE(A1,90)"), set())
    '=MKP_DUE_DATE(A1,90)'
    >>> excel("=Deals[[#This Row];[A;b]]+$Лист1.$A$1*1.5+_mkp.rate", {"Лист1"})
    '=Deals[[#This Row],[A;b]]+Лист1!$A$1*1.5+_mkp.rate'
    """
    if formula.startswith("{=") and formula.endswith("}"):
        formula = formula[1:-1]
    out: list[str] = []
    braces = position = 0
    while position < len(formula):
        match = _next(_NATIVE, formula, position)
        kind, part, position = match.lastgroup, match[0], match.end()
        if kind == "table":
            part, position = _columns(formula, match.start())
            part = part.replace("];[", "],[")
        elif kind == "sheet":
            part = part.lstrip("$")[:-1] + "!"
        elif kind == "word":
            part = _word(part, formula[position : position + 1], sheets)
            if part in ("TRUE", "FALSE") and formula[position : position + 2] == "()":
                position += 2
        elif kind == "other":
            braces += (part == "{") - (part == "}")
            part = {";": ",", "|": ";" if braces else "|", "~": ",", "!": " "}.get(part, part)
        out.append(part)
    return "".join(out)


def _next(grammar: re.Pattern[str], formula: str, position: int) -> re.Match[str]:
    match = grammar.match(formula, position)
    if match is None:  # its last alternative takes any letter
        raise ValueError(formula)
    return match


def _word(part: str, after: str, sheets: frozenset[str] | set[str]) -> str:
    sheet, dot, rest = part.lstrip("$").partition(".")
    if dot and sheet in sheets and (_REFERENCE.fullmatch(rest) or (not rest and after in "$#")):
        return f"{quoted(sheet)}!{rest}"
    return _EXCEL_NAME.get(part.casefold(), part.upper()) if after == "(" else part


def _columns(formula: str, start: int) -> tuple[str, int]:
    """Return the bracketed part that begins at `start`, and where it ends."""
    depth, position = 0, start
    while position < len(formula):
        letter = formula[position]
        if letter == "'":
            position += 1  # the next one is meant literally
        depth += (letter == "[") - (letter == "]")
        position += 1
        if not depth:
            break
    return formula[start:position], position


def _row_form(part: str) -> str:
    """Return `[@A]` and `[@[A b]]` in the long form that files hold."""
    if not part.startswith("[@"):
        return part
    column = part[2:-1]
    column = column if column.startswith("[") else f"[{column}]"
    return f"[[#This Row],{column}]" if column != "[]" else "[#This Row]"
