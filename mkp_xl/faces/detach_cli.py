"""The command `detach`: our columns, sheets and names leave a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book.fields import Text
from mkp_xl.errors import InputError
from mkp_xl.faces import jobs, leaving, terminal
from mkp_xl.faces.answers import name_kept, print_json
from mkp_xl.faces.arguments import (
    LANG,
    DryRunOption,
    FileArgument,
    JsonOption,
    OutputOption,
    say,
)
from mkp_xl.faces.usage import Command

if TYPE_CHECKING:
    import typer

_GOES = Text("Будет убрано:", "To be taken away:")
_GONE = Text("Убрано:", "Taken away:")
_AS_BEFORE = Text(
    "Книга снова такая, какой была до подключения, до последнего байта в каждой её части.",
    "The workbook is again what it was before, to the last byte of each of its parts.",
)
_ONLY_OURS = Text(
    "Убрано только наше, остальное как было в книге.", "Ours is gone, all else is as it stood."
)
_MACROS_STAY = Text(
    "Макросы МКП и их скрытые листы остались: они уже не такие, какими мы их записали, и среди "
    "них может быть ваше. Если ничего вашего там нет, сохраните книгу как .xlsx и повторите.",
    "MKP's macros and their hidden sheets stay: they are not as we wrote them any more, and "
    "something of yours may be among them. If nothing is, save the workbook as .xlsx and run "
    "this again.",
)


def add_detach(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(
        cls=Command,
        help=say("Убрать из книги всё наше.", "Take all that is ours out of a workbook."),
        epilog=say("Пример: mkp-xl detach Клиенты.xlsx", "Example: mkp-xl detach Clients.xlsx"),
    )(detach)


def detach(
    file: FileArgument,
    dry_run: DryRunOption = False,
    output: OutputOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take our columns, sheets and names out of a workbook; nothing else of it changes."""
    target = jobs.Target(path=file, output=output)
    out, console = terminal.consoles()
    try:
        with terminal.progress(console, LANG) as step:
            done = leaving.detach(target, step, dry_run=dry_run)
    except InputError as error:
        error.particulars.setdefault("path", str(file))
        raise
    if as_json:
        print_json(
            done.removal.record()
            | {
                "as_before": done.is_as_before,
                "macros_stay": done.keeps_macros,
                "stays": [] if done.is_as_before else list(done.removal.stays),
            }
        )
        return
    out.print((_GOES if dry_run else _GONE)(LANG))
    for line in done.removal.sentences(LANG):
        out.print(f"  {line}", markup=False, soft_wrap=True)
    told = [] if done.is_as_before else done.removal.filled_in(LANG)
    for line in (*told, *done.removal.warnings(LANG)):
        out.print(line, markup=False, soft_wrap=True)
    if done.keeps_macros:
        out.print(_MACROS_STAY(LANG), soft_wrap=True)
    if done.written:
        out.print((_AS_BEFORE if done.is_as_before else _ONLY_OURS)(LANG), soft_wrap=True)
        name_kept(done.written, LANG)
