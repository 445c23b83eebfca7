"""The commands `split` and `collect`: copies for managers, and their changes brought back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from mkp_xl.book.fields import SHEETS, Text
from mkp_xl.book.sharing.outcome import REASONS
from mkp_xl.errors import InputError
from mkp_xl.faces import sharing, terminal
from mkp_xl.faces.answers import name_kept, print_json
from mkp_xl.faces.arguments import LANG, DryRunOption, FileArgument, JsonOption, say, today, typed
from mkp_xl.faces.manager_files import NOBODY
from mkp_xl.faces.usage import Command

if TYPE_CHECKING:
    from rich.console import Console

    from mkp_xl.book.fields import Lang
    from mkp_xl.book.sharing.outcome import Item, Kind
    from mkp_xl.faces.sharing import Collected, Made

_SHOWN: Final = 30
"""Lines of one kind that a terminal shows; --json has all."""
_TITLES: Final[dict[Kind, Text]] = {
    "taken": Text("Взято из копий: {}", "Taken from the copies: {}"),
    "conflict": Text(
        "Расхождения, в книге осталось прежнее: {}", "Conflicts, the book stays as it was: {}"
    ),
    "left": Text("Не перенесено: {}", "Not carried over: {}"),
}
_HEADS: Final = (
    Text("Файл", "File"), Text("Лист", "Sheet"), Text("Клиент", "Client"),
    Text("Столбец", "Column"), Text("При раздаче", "At the split"), Text("В книге", "In the book"),
    Text("В копии", "In the copy"), Text("Что это", "What it is"),
)  # fmt: skip
_MORE: Final = Text("… и ещё {}; все — в --json.", "… and {} more; all of them in --json.")
_NOTHING: Final = Text(
    "Брать из копий нечего: книга не изменена.",
    "There is nothing to take from the copies: the workbook was not changed.",
)
_DRY: Final = Text("Книга не изменена.", "The workbook was not changed.")


_WAYS: Final = ("manager",)
"""What a book may be split by."""
ByOption = Annotated[
    str,
    typer.Option("--by", metavar="manager", show_default=False,
                 help=say("по чему делить: manager — по менеджерам",
                          "what to split by: manager")),
]  # fmt: skip
FolderOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FOLDER",
                 help=say("папка для копий; без него КНИГА_split",
                          "folder for the copies; BOOK_split without it")),
]  # fmt: skip
CopiesArgument = Annotated[
    list[Path],
    typer.Argument(metavar="COPIES", readable=False,
                   help=say("папка с копиями или сами копии", "folder of copies, or the copies")),
]  # fmt: skip


def add_sharing(app: typer.Typer) -> None:
    """Add both commands to the command line."""
    app.command(
        cls=Command,
        help=say(
            "Раздать книгу: каждому менеджеру — книга с его клиентами. Ваша книга не меняется.",
            "Deal a workbook out: a workbook of their clients for each manager. Yours stays "
            "as it is.",
        ),
        epilog=say(
            "Пример: mkp-xl split Клиенты.xlsx --by manager --output Менеджерам",
            "Example: mkp-xl split Clients.xlsx --by manager --output Managers",
        ),
    )(split)
    app.command(
        cls=Command,
        help=say(
            "Собрать в книгу то, что менеджеры изменили в своих копиях; расхождения — списком.",
            "Bring into a workbook what managers changed in their copies; conflicts are listed.",
        ),
        epilog=say(
            "Пример: mkp-xl collect Клиенты.xlsx Менеджерам --dry-run",
            "Example: mkp-xl collect Clients.xlsx Managers --dry-run",
        ),
    )(collect)


def split(
    file: FileArgument,
    by: ByOption = _WAYS[0],
    output: FolderOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a workbook for each manager of a book."""
    if by.casefold() not in _WAYS:
        ways = ", ".join(_WAYS)
        raise InputError("bad_setting", setting="--by", value=by, allowed_ru=ways, allowed_en=ways)
    folder = output or Path(f"{file.stem}_split")
    out, console = terminal.consoles()
    with terminal.progress(console, LANG) as step:
        made = sharing.split(file, folder, today(), step)
    if as_json:
        print_json([_made_record(one) for one in made])
        return
    out.print(_made_table(made))
    command = f"mkp-xl collect {typed(file)} {typed(folder)}"
    _print(out, Text(
        f"Копий: {len(made)}, папка {folder}. Когда вернутся с правками: {command}",
        f"Copies: {len(made)}, in {folder}. When they come back: {command}",
    )(LANG))  # fmt: skip


def collect(
    file: FileArgument,
    copies: CopiesArgument,
    dry_run: DryRunOption = False,
    as_json: JsonOption = False,
) -> None:
    """Bring what managers changed into the book, three-way."""
    out, console = terminal.consoles()
    with terminal.progress(console, LANG) as step:
        done = sharing.collect(file, copies, today(), step, dry_run=dry_run)
    if as_json:
        print_json(_record(done, file, dry_run=dry_run))
        return
    for kind in _TITLES:
        _show(out, kind, done)
    if done.written:
        name_kept(done.written, LANG)
    else:
        _print(out, (_DRY if done.merged.of("taken") else _NOTHING)(LANG))


def _made_record(made: Made) -> dict[str, Any]:
    return {"file": str(made.path), "manager": made.manager or None, "clients": made.clients}


def _made_table(made: list[Made]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column(say("Менеджер", "Manager"))
    table.add_column(say("Клиентов", "Clients"), justify="right")
    table.add_column(_HEADS[0](LANG))
    for one in made:
        table.add_row(escape(one.manager or NOBODY(LANG)), str(one.clients), escape(one.path.name))
    return table


def _record(done: Collected, file: Path, *, dry_run: bool) -> dict[str, Any]:
    kinds: dict[str, Kind] = {"taken": "taken", "conflicts": "conflict", "left": "left"}
    found = {
        name: [item.record(LANG) for item in done.merged.of(kind)] for name, kind in kinds.items()
    }
    return {
        "book": str(file.resolve()),
        "dry_run": dry_run,
        "written": done.written is not None,
        "kept": str(done.written.kept) if done.written and done.written.kept else None,
        "copies": [{"file": one.file, "manager": one.manager or None} for one in done.copies],
        **found,
    }


def _show(out: Console, kind: Kind, done: Collected) -> None:
    """Print what is taken, a conflict, or left: one line for each."""
    items = done.merged.of(kind)
    if not items:
        return
    _print(out, _TITLES[kind](LANG).format(len(items)))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for head in _HEADS:
        table.add_column(head(LANG), overflow="fold")
    shown = None if done.written else _SHOWN  # what was taken is told but once
    for item in items[:shown]:
        table.add_row(*map(escape, _line(item, LANG)))
    out.print(table)
    if not done.written and len(items) > _SHOWN:
        _print(out, _MORE(LANG).format(len(items) - _SHOWN))


def _line(item: Item, lang: Lang) -> tuple[str, ...]:
    sheet, reason = SHEETS[item.kind](lang), REASONS[item.reason][1](lang)
    return (item.file, sheet, item.client, item.header, item.base, item.ours, item.theirs, reason)


def _print(out: Console, text: str) -> None:
    out.print(text, markup=False, soft_wrap=True)
