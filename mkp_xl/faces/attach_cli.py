"""The command `attach`: our columns beside the team's list, the plan shown before."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from mkp_xl.book.address import number
from mkp_xl.book.attaching import AGREED, AttachPlan, plan_of
from mkp_xl.book.cells import match_key
from mkp_xl.book.choosing import Asked
from mkp_xl.book.days import serial_of
from mkp_xl.book.fields import INPUT_OF, Text
from mkp_xl.book.flow import Request
from mkp_xl.book.recognition.roles import ROLE_OF
from mkp_xl.errors import InputError
from mkp_xl.faces import jobs, leaving, terminal
from mkp_xl.faces.answers import name_added, name_kept, name_written, print_json
from mkp_xl.faces.arguments import (
    LANG,
    CellsOption,
    DryRunOption,
    FileArgument,
    JsonOption,
    OutputOption,
    cells_of,
    columns_of,
    say,
    today,
)
from mkp_xl.faces.asking import agrees
from mkp_xl.faces.column_table import Line, column_table
from mkp_xl.faces.usage import Command

if TYPE_CHECKING:
    from rich.console import Console

_CELL = r"\$?([A-Z]{1,3})\$?(\d{1,7})"
_RANGE = re.compile(rf"{_CELL}(?::{_CELL})?\Z", re.IGNORECASE)
_NOT_DONE = Text("Книга не изменена.", "The workbook was not changed.")

ColumnsOption = Annotated[
    str | None,
    typer.Option("--columns", metavar="KEY,...",
                 help=say("какие столбцы; без него — все", "which columns; all without it")),
]  # fmt: skip
ListOption = Annotated[
    str | None,
    typer.Option("--list", metavar="SHEET!RANGE",
                 help=say('где список: лист или "Лист1!B3:H200", первая строка — заголовки',
                          'where the list is: a sheet, or "Sheet1!B3:H200" from its headers')),
]  # fmt: skip
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="HEADER=FIELD",
                 help=say('какой столбец что значит: "Ёмкость=potential"',
                          'what a column means: "Wallet=potential"')),
]  # fmt: skip
NoSheetsOption = Annotated[
    bool,
    typer.Option("--no-sheets", help=say("только столбцы, значениями; листов не добавлять",
                                         "only columns, as values; add no sheets")),
]  # fmt: skip
RepairOption = Annotated[
    bool,
    typer.Option("--repair",
                 help=say("только исправить формулы МКП, что ведут в чужую книгу",
                          "only mend MKP formulas that point into another book")),
]  # fmt: skip
YesOption = Annotated[bool, typer.Option("--yes", "-y", help=say("не спрашивать", "ask nothing"))]


def add_attach(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(
        cls=Command,
        help=say("Добавить наши столбцы к вашему списку.", "Add our columns beside your list."),
        epilog=say(
            "Пример: mkp-xl attach Клиенты.xlsx --columns segment,due_date,why",
            "Example: mkp-xl attach Clients.xlsx --columns segment,due_date,why",
        ),
    )(attach)


def attach(  # noqa: PLR0913, PLR0917  typer reads the options from here
    file: FileArgument,
    columns: ColumnsOption = None,
    list_: ListOption = None,
    map_: MapOption = None,
    cells: CellsOption = None,
    dry_run: DryRunOption = False,
    no_sheets: NoSheetsOption = False,
    repair: RepairOption = False,
    yes: YesOption = False,
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add marked columns, our sheets and names beside the list of a workbook."""
    if repair:
        if columns or list_ or map_ or cells or no_sheets:
            raise InputError("repair_alone")
        _repair(jobs.Target(path=file, output=output), dry_run=dry_run, as_json=as_json)
        return
    request = Request(
        today=serial_of(today()),
        attach=columns_of(columns),
        cells=cells_of(cells),
        asked=asked_of(list_, map_),
        can_detach=True,
        as_list_looks=True,
        no_sheets=no_sheets,
    )
    target = jobs.Target(path=file, output=output)
    out, console = terminal.consoles()
    with terminal.progress(console, LANG) as step:
        prepared = jobs.prepare(target, request, step, gives_macros=True)
    if not dry_run:
        prepared.host.refuse_if_open_elsewhere()  # before anybody reads of what is to come
    outcome = prepared.outcome
    plan = plan_of(outcome)
    if not as_json:
        _show(out, plan)
    if dry_run:
        _say_findings(out, prepared, as_json=as_json)
        return
    is_asked = sys.stdin.isatty() and not (yes or as_json)
    if is_asked and not agrees(AGREED(LANG), LANG, default=True):
        out.print(_NOT_DONE(plan.lang))
        return
    with terminal.progress(console, LANG) as step:
        done = prepared.write(step)
    if as_json:
        print_json(outcome.summary.record() | plan.record())
        return
    terminal.show_summary(out, outcome.summary, outcome.findings)
    name_added(outcome)
    name_written(done, outcome.book.lang)


def _repair(target: jobs.Target, *, dry_run: bool, as_json: bool) -> None:
    """Lead calls of our functions home, and say how many."""
    out, console = terminal.consoles()
    with terminal.progress(console, LANG) as step:
        count, written = leaving.repair(target, step, dry_run=dry_run)
    if as_json:
        print_json({"repaired": count})
        return
    mended = Text(f"Исправлено формул: {count}.", f"Formulas mended: {count}.")
    to_mend = Text(f"Исправить можно формул: {count}.", f"Formulas to mend: {count}.")
    out.print((to_mend if dry_run else mended)(LANG))
    if written:
        name_kept(written, LANG)


def asked_of(list_: str | None, map_: list[str] | None) -> Asked:
    """Return what `--list` and `--map` say of the list."""
    sheet, place = (None, None) if list_ is None else _list_of(list_)
    named: dict[str, str] = {}
    for text in map_ or ():
        header, sign, field = text.rpartition("=")
        if not sign or not header.strip():
            raise InputError("map_form", text=text)
        named[field_of(field)] = header.strip()
    return Asked(sheet=sheet, box=place, named=named)


def field_of(text: str) -> str:
    """Return the field of the client list that a person names: by key, by name or by role.

    >>> field_of("potential"), field_of("Потенциал"), field_of("owner")
    ('potential_typed', 'potential_typed', 'manager')
    """
    wanted = match_key(text)
    for field in INPUT_OF.values():
        if wanted in (field.key, *map(match_key, (field.name.ru, field.name.en))):
            return field.key
    role = ROLE_OF.get(wanted)
    key = role.field_in("clients") if role else None
    if key not in INPUT_OF:
        raise InputError("unknown_field", field=text, known=", ".join(INPUT_OF))
    return str(key)


def _list_of(text: str) -> tuple[str, tuple[int, int, int, int] | None]:
    """Return the sheet that `--list` names, and the rectangle if it names one."""
    sheet, sign, place = text.rpartition("!")
    if not sign:
        return text.strip("'"), None
    found = _RANGE.match(place.strip())
    if not found or not sheet:
        raise InputError("list_form", text=text)
    first, top, last, bottom = found.groups()
    left = number(first.upper())
    box = (int(top), left, int(bottom or top), number(last.upper()) if last else 0)
    return sheet.strip().removeprefix("'").removesuffix("'").replace("''", "'"), box


def _show(out: Console, plan: AttachPlan) -> None:
    """Print the plan: the list, what each column is read as, what is asked, what comes."""
    first, *others = plan.sentences()
    out.print(first, markup=False, soft_wrap=True)
    lines = (
        Line(one.column, one.header, INPUT_OF[one.field].name(plan.lang), one.confidence, one.why)
        for one in plan.read
    )
    out.print(column_table(lines, plan.lang))
    for asked in plan.asked:
        hint = Text('Если он нужен: --map "{}=ПОЛЕ".', 'If needed: --map "{}=FIELD".')(plan.lang)
        line = f"{asked.said(plan.lang)} {hint.format(asked.header)}"
        out.print(line, markup=False, soft_wrap=True)
    for line in others:
        out.print(line, markup=False, soft_wrap=True)


def _say_findings(out: Console, prepared: jobs.Prepared, *, as_json: bool) -> None:
    outcome = prepared.outcome
    if as_json:
        print_json(outcome.summary.record() | plan_of(outcome).record())
        return
    terminal.show_findings(out, outcome.findings, outcome.book.lang)
    out.print(_NOT_DONE(outcome.book.lang))
