"""`mkp-xl`, the command line: one command a job, messages in the user's language."""

from __future__ import annotations

import datetime as dt
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

from mkp_xl import __version__
from mkp_xl.book.fields import Text
from mkp_xl.book.sentences import sentence
from mkp_xl.errors import HostError, InputError, MkpError
from mkp_xl.faces import jobs, making, terminal
from mkp_xl.faces import picture as pictures
from mkp_xl.faces.add_cli import add_add
from mkp_xl.faces.answers import (
    finding_record,
    name_attach,
    name_pilot,
    name_written,
    print_json,
    unwritable_output,
)
from mkp_xl.faces.arguments import (
    LANG,
    AsOfOption,
    CellsOption,
    FileArgument,
    JsonOption,
    LangOption,
    ListArgument,
    NewFileArgument,
    OutputOption,
    PilotOption,
    PilotOutputOption,
    SetOption,
    StrictOption,
    cells_of,
    lang_of,
    only_file,
    pilot_of,
    request_of,
    say,
    today,
    typed,
)
from mkp_xl.faces.attach_cli import add_attach
from mkp_xl.faces.coverage_cli import add_coverage
from mkp_xl.faces.detach_cli import add_detach
from mkp_xl.faces.excel.cli import add_commands
from mkp_xl.faces.recognise_cli import add_recognise
from mkp_xl.faces.reference import reference
from mkp_xl.faces.restore_cli import add_restore
from mkp_xl.faces.sharing_cli import add_sharing
from mkp_xl.faces.usage import Command, Group, UsageError, wrong_call

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkp_xl.book.fields import Lang
    from mkp_xl.book.findings import Finding
    from mkp_xl.hosts.contract import Progress

DEMO_AS_OF = dt.date(2026, 11, 20)
DONE, FINDINGS, COULD_NOT_RUN = 0, 1, 2
_Result = TypeVar("_Result")

app = typer.Typer(
    cls=Group,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help=Text(
        "Матрица клиентского потенциала в ваших списках Excel.",
        "The customer potential matrix in your Excel lists.",
    )(LANG),
    epilog=Text("Начните с примера: mkp-xl demo", "Start with the example: mkp-xl demo")(LANG),
)


def main() -> None:
    """Run the command line; a reason not to run is one sentence and exit code 2."""
    try:
        code = app(prog_name="mkp-xl", standalone_mode=False)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit) as leaving:
        # Whoever read the output has had enough, as `head` does: rich and typer leave with 1.
        if not isinstance(leaving.__context__ or leaving, BrokenPipeError):
            raise
        _forget_output()
        code = DONE
    except OSError as problem:
        _forget_output()
        _could_not_run("output_failed", unwritable_output(problem, LANG))
    except MkpError as error:
        lang: Lang = "en" if error.particulars.get("lang", LANG) == "en" else "ru"
        _could_not_run(error.key, sentence(error, lang))
    except UsageError as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(error.ctx.get_help())
            sys.exit(COULD_NOT_RUN)
        _could_not_run("usage", wrong_call(error, LANG))
    except typer.Abort:
        sys.exit(COULD_NOT_RUN)
    sys.exit(code or DONE)


def _forget_output() -> None:
    """Send what is still to be printed nowhere: Python flushes it once more at its end."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())


def _could_not_run(key: str, text: str) -> NoReturn:
    _, console = terminal.consoles()
    console.print(text, markup=False, soft_wrap=True)
    if "--json" in sys.argv:
        print_json({"error": key, "message": text})
    sys.exit(COULD_NOT_RUN)


def _version(value: bool) -> None:  # noqa: FBT001  typer calls it so
    if value:
        typer.echo(f"mkp-xl {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help=say("версия", "version")),
    ] = False,
) -> None:
    pass


@app.command(
    cls=Command,
    help=say(
        "Новая книга: пустая или, с --pilot, с первыми клиентами вашего списка.",
        "A new workbook: empty or, with --pilot, with the first clients of your list.",
    ),
    epilog=say(
        "Пример: mkp-xl new Клиенты.xlsx, mkp-xl new Пилот.xlsx --pilot 20 Список.xlsx",
        "Example: mkp-xl new Clients.xlsx, mkp-xl new Pilot.xlsx --pilot 20 List.xlsx",
    ),
)
def new(
    file: NewFileArgument = None,
    list_: ListArgument = None,
    pilot: PilotOption = None,
    output: PilotOutputOption = None,
    lang: LangOption = None,
    cells: CellsOption = None,
) -> None:
    """Make a workbook ready to be filled in: empty, or a pilot of a list's first clients."""
    if pilot is not None:
        _new_pilot(pilot_of(pilot, (file, list_), output), lang, cells)
        return
    path = only_file((file, list_), output)
    chosen = lang_of(lang)
    _run(lambda step: making.new(path, chosen, cells_of(cells), today(), step))
    out, _ = terminal.consoles()
    out.print(
        Text(
            f"Готово: {path}. Впишите клиентов и выполните: mkp-xl recalc {typed(path)}",
            f"Done: {path}. Fill in your clients, then: mkp-xl recalc {typed(path)}",
        )(chosen),
        markup=False,
        soft_wrap=True,
    )


def _new_pilot(order: making.PilotOrder, lang: str | None, cells: str | None) -> None:
    order = replace(order, lang=None if lang is None else lang_of(lang), cells=cells_of(cells))
    chosen = _run(lambda step: making.pilot(order, today(), step))
    outcome = chosen.done.outcome
    out, _ = terminal.consoles()
    terminal.show_summary(out, outcome.summary, outcome.findings)
    name_pilot(chosen, outcome.book.lang)
    name_written(chosen.done, outcome.book.lang)


@app.command(
    cls=Command,
    help=say("Книга-пример с вымышленными клиентами.", "A workbook of invented clients."),
    epilog=say("Пример: mkp-xl demo --clients 240", "Example: mkp-xl demo --clients 240"),
)
def demo(
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help=say(
                "имя файла; без него mkp_demo_ru.xlsx", "file name; mkp_demo_en.xlsx without it"
            ),
        ),
    ] = None,
    clients: Annotated[
        int,
        typer.Option(
            "--clients", min=0, metavar="N", help=say("сколько клиентов", "how many clients")
        ),
    ] = 240,
    lang: LangOption = None,
) -> None:
    """Make the demonstration workbook and print its summary."""
    chosen = lang_of(lang)
    path = output or Path(f"mkp_demo_{chosen}.xlsx")
    done = _run(lambda step: making.demo(path, clients, chosen, DEMO_AS_OF, step))
    out, _ = terminal.consoles()
    terminal.show_summary(out, done.outcome.summary, done.outcome.findings)
    name_written(done, chosen)


add_attach(app)
add_add(app)
add_detach(app)


@app.command(
    cls=Command,
    help=say("Пересчитать книгу.", "Recalculate a workbook."),
    epilog=say(
        "Пример: mkp-xl recalc Клиенты.xlsx --as-of 2026-11-20 --set high_above=900000",
        "Example: mkp-xl recalc Clients.xlsx --as-of 2026-11-20 --set high_above=900000",
    ),
)
def recalc(
    file: FileArgument,
    as_of: AsOfOption = None,
    set_: SetOption = None,
    output: OutputOption = None,
    as_json: JsonOption = False,
    strict: StrictOption = False,
) -> None:
    """Recalculate our columns and sheets; nothing else of the book changes."""
    request = request_of(as_of, set_)
    target = jobs.Target(path=file, output=output)
    done = _run(lambda step: jobs.recalculate(target, request, step))
    outcome = done.outcome
    if as_json:
        print_json(outcome.summary.record())
    else:
        out, _ = terminal.consoles()
        terminal.show_summary(out, outcome.summary, outcome.findings)
        name_written(done, outcome.book.lang)
        name_attach(outcome, file, typed_settings=bool(set_))
    _exit(outcome.findings, strict=strict)


@app.command(
    cls=Command,
    help=say("Проверить данные, ничего не меняя.", "Check the data, changing nothing."),
    epilog=say("Пример: mkp-xl check Клиенты.xlsx", "Example: mkp-xl check Clients.xlsx"),
)
def check(
    file: FileArgument,
    as_of: AsOfOption = None,
    set_: SetOption = None,
    as_json: JsonOption = False,
    strict: StrictOption = False,
) -> None:
    """Print what the data should be asked about; the book is not changed."""
    request = request_of(as_of, set_)
    outcome = _run(lambda step: jobs.look(file, request, step)).outcome
    lang = outcome.book.lang
    if as_json:
        records = [finding_record(finding, lang) for finding in outcome.findings]
        print_json({"clients": outcome.summary.clients, "findings": records})
    else:
        out, _ = terminal.consoles()
        terminal.show_findings(out, outcome.findings, lang)
    _exit(outcome.findings, strict=strict)


@app.command(
    cls=Command,
    help=say("Показать наши столбцы или наш лист.", "Show our columns or a sheet of ours."),
    epilog=say(
        "Пример: mkp-xl show Клиенты.xlsx Проверки", "Example: mkp-xl show Clients.xlsx Checks"
    ),
)
def show(
    file: FileArgument,
    sheet: Annotated[str | None, typer.Argument(metavar="SHEET", help=say("лист", "sheet"))] = None,
    as_json: JsonOption = False,
) -> None:
    """Print our columns, or a sheet of ours, as a table or as records keyed by field."""
    try:
        shown = jobs.read_back(file, sheet, today())
    except InputError as error:
        error.particulars.setdefault("path", str(file))
        raise
    if as_json:
        print_json(shown.records)
        return
    out, _ = terminal.consoles()
    terminal.show_records(out, shown, LANG)


add_recognise(app)
add_coverage(app)
add_sharing(app)
add_restore(app)


@app.command(
    cls=Command,
    help=say("Картинки всех листов (нужен LibreOffice).", "Pictures of all sheets (LibreOffice)."),
    epilog=say(
        "Пример: mkp-xl picture Клиенты.xlsx картинки",
        "Example: mkp-xl picture Clients.xlsx pictures",
    ),
)
def picture(
    file: FileArgument,
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help=say("папка для картинок", "folder for pictures"))
    ],
    lang: LangOption = None,
) -> None:
    """Write the first page of every sheet as a PNG file."""
    _, console = terminal.consoles()
    try:
        chosen = lang_of(lang) if lang else jobs.spoken(file, today(), LANG)
        with terminal.progress(console, LANG) as step:
            made = pictures.picture(file, folder, chosen, step)
    except HostError as error:
        error.particulars.setdefault("path", str(file))
        raise
    out, _ = terminal.consoles()
    for path in made:
        out.print(str(path), markup=False, soft_wrap=True)


@app.command(
    cls=Command,
    hidden=True,
    help=say("Составить docs/fields.md.", "Make docs/fields.md."),
    epilog=say("Пример: mkp-xl docs --check", "Example: mkp-xl docs --check"),
)
def docs(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=say("куда", "where to"))] = Path(
        "docs/fields.md"
    ),
    check: Annotated[
        bool, typer.Option("--check", help=say("только сравнить", "only compare"))
    ] = False,
) -> None:
    """Write the reference of columns and settings, or exit 1 where it is not today's."""
    page = reference()
    if not check:
        try:
            file.write_text(page, encoding="utf-8")
        except OSError as problem:
            raise HostError("write_failed", path=str(file)) from problem
    elif not file.is_file() or file.read_text(encoding="utf-8") != page:
        out, _ = terminal.consoles()
        text = say(
            f"Устарела: {file}. Составьте: mkp-xl docs", f"Out of date: {file}. Run: mkp-xl docs"
        )
        out.print(text, markup=False, soft_wrap=True)
        raise typer.Exit(FINDINGS)


add_commands(app)


def _run(job: Callable[[Progress], _Result]) -> _Result:
    _, console = terminal.consoles()
    with terminal.progress(console, LANG) as step:
        return job(step)


def _exit(findings: list[Finding], *, strict: bool) -> None:
    if strict and findings:
        raise typer.Exit(FINDINGS)
