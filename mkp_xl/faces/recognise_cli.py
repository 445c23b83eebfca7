"""The command `recognise`: what every column of a book is taken for, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkp_xl.book.fields import Text
from mkp_xl.book.recognition.books import filled_in
from mkp_xl.book.recognition.books import recognise as tables_of
from mkp_xl.book.recognition.saying import kind_name, role_name, why
from mkp_xl.faces import terminal
from mkp_xl.faces.answers import print_json
from mkp_xl.faces.arguments import FileArgument, JsonOption, LangOption, lang_of, say
from mkp_xl.faces.column_table import Line, column_table
from mkp_xl.faces.usage import Command
from mkp_xl.hosts.xlsx import XlsxHost

if TYPE_CHECKING:
    import typer
    from rich.console import Console

    from mkp_xl.book.fields import Lang
    from mkp_xl.book.recognition.matching import Match
    from mkp_xl.book.recognition.tables import Understood

_FILLED_IN = Text(
    "Лист «{}» читаем по его заголовкам: откуда потенциал.",
    "Sheet “{}” is read by its own headers: where potentials come from.",
)
_NOTHING = Text(
    "Таблиц с понятными заголовками нет.", "There is no table whose headers are understood."
)


def add_recognise(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(
        cls=Command,
        help=say(
            "Что в вашей книге какой столбец значит; книга не меняется.",
            "What each column of your workbook is taken for; the book is not changed.",
        ),
        epilog=say(
            "Пример: mkp-xl recognise Клиенты.xlsx", "Example: mkp-xl recognise Clients.xlsx"
        ),
    )(recognise)


def recognise(file: FileArgument, lang: LangOption = None, as_json: JsonOption = False) -> None:
    """Print the tables of a book and what each of their columns is taken for."""
    chosen = lang_of(lang)
    _, console = terminal.consoles()
    with terminal.progress(console, chosen) as step:
        host = XlsxHost(file, progress=step)
        found, ours = tables_of(host), filled_in(host)
    if as_json:
        print_json([_record(table, match, chosen) for table in found for match in table.columns])
        return
    out, _ = terminal.consoles()
    if not found:
        out.print(_NOTHING(chosen))
    for table in found:
        _show(out, table, chosen)
    for sheet in ours:
        out.print(_FILLED_IN(chosen).format(sheet.sheet), markup=False, soft_wrap=True)


def _record(table: Understood, match: Match, lang: Lang) -> dict[str, Any]:
    """Return a column as a record; a role that is not sure is told in the reason alone."""
    role = match.sure
    return {
        "sheet": table.region.sheet,
        "table": table.kind,
        "header": match.header.text,
        "row": match.header.row,
        "column": match.header.column,
        "role": role.key if role else None,
        "field": role.field_in(table.kind) if role else None,
        "confidence": round(match.confidence, 2),
        "reason": why(match, lang),
        "scale": match.unit.scale,
        "currency": match.unit.currency or None,
    }


def _show(out: Console, table: Understood, lang: Lang) -> None:
    """Print a table of a book: its place, and each column with what it is taken for."""
    region = table.region
    kind = kind_name(table.kind, lang)
    title = Text(
        f"Лист «{region.sheet}», строка {region.header_row}: {kind}",
        f"Sheet '{region.sheet}', row {region.header_row}: {kind}",
    )
    out.print(title(lang), markup=False, soft_wrap=True)
    lines = (
        Line(
            match.header.column,
            match.header.text,
            role_name(match.sure, lang) if match.sure else "",
            match.confidence,
            why(match, lang),
        )
        for match in table.columns
    )
    out.print(column_table(lines, lang))
