"""The command `restore`: the undo of the command line, from the versions kept beside a book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.table import Table

from mkp_xl.book.days import day_text, serial_of
from mkp_xl.book.fields import Lang, Text
from mkp_xl.errors import MkpError
from mkp_xl.faces import terminal
from mkp_xl.faces.answers import print_json
from mkp_xl.faces.arguments import LANG, FileArgument, JsonOption, lang_of, say, typed
from mkp_xl.faces.usage import Command
from mkp_xl.hosts.xlsx.restoring import is_present, kept_versions
from mkp_xl.hosts.xlsx.restoring import restore as put_back

if TYPE_CHECKING:
    from pathlib import Path

    from mkp_xl.hosts.xlsx.backups import Version
    from mkp_xl.hosts.xlsx.restoring import Restored

_KILOBYTE = 1024


def add_restore(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command(
        cls=Command,
        help=say(
            "Вернуть прежнюю версию книги; нынешняя тоже сохранится.",
            "Put back an earlier version of a workbook; the present one is kept too.",
        ),
        epilog=say("Пример: mkp-xl restore Клиенты.xlsx", "Example: mkp-xl restore Clients.xlsx"),
    )(restore)


def restore(
    file: FileArgument,
    list_: Annotated[
        bool,
        typer.Option(
            "--list", help=say("показать сохранённые версии", "show the versions that are kept")
        ),
    ] = False,
    version: Annotated[
        int | None,
        typer.Option(
            "--version",
            metavar="N",
            help=say(
                "вернуть версию с номером N; без него последнюю, что отличается",
                "put version N back; without it the newest that differs",
            ),
        ),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang", metavar="ru|en", help=say("язык сообщений", "language of the messages")
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Put a kept version of a workbook back in its place, or list what is kept."""
    chosen = lang_of(lang)
    try:
        if list_:
            _show_versions(file, chosen, as_json=as_json)
            return
        _, console = terminal.consoles()
        with terminal.progress(console, LANG) as step:
            done = put_back(file, version, step)
    except MkpError as error:
        error.particulars.setdefault("lang", chosen)
        raise
    if as_json:
        print_json(_restored_record(done, file))
    else:
        _tell(done, file, chosen)


def _show_versions(file: Path, lang: Lang, *, as_json: bool) -> None:
    known = list(enumerate(kept_versions(file), start=1))
    present = {number for number, version in known if is_present(version, file)}
    if as_json:
        records = [_record(version, number) for number, version in known]
        print_json([one | {"is_present": one["number"] in present} for one in records])
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("№" if lang == "ru" else "No.", justify="right")
    table.add_column("Изменена" if lang == "ru" else "Changed")
    table.add_column("Размер" if lang == "ru" else "Size", justify="right")
    table.add_column("")
    same = Text("такая же, как сейчас", "same as now")(lang)
    for number, version in known:
        note = same if number in present else ""
        table.add_row(str(number), _when(version, lang), _size(version, lang), note)
    out, _ = terminal.consoles()
    out.print(table)
    command = f"mkp-xl restore {typed(file)} --version N"
    _say(f"Вернуть версию N: {command}", f"Put version N back: {command}", lang)


def _tell(done: Restored, file: Path, lang: Lang) -> None:
    """Say what was put back, where the book before is kept, and how that comes back."""
    when = _when(done.version, lang)
    if done.written is None:
        _say(
            f"Книга уже такая, как версия {done.number} от {when}: ничего не записано.",
            f"The workbook is version {done.number} of {when} already: nothing was written.",
            lang,
        )
        return
    _say(f"Возвращена версия от {when}.", f"Put back: the version of {when}.", lang)
    book, kept = done.written.target.resolve(), done.written.kept
    _say(f"Книга: {book}", f"Workbook: {book}", lang)
    if kept is None:
        return
    _say(
        f"Та, что стояла на её месте, сохранена: {kept}",
        f"The one that stood in its place is kept: {kept}",
        lang,
    )
    number = "" if done.undo == 1 else f" --version {done.undo}"
    command = f"mkp-xl restore {typed(file)}{number}"
    _say(f"Отменить возврат: {command}", f"To undo this: {command}", lang)


def _restored_record(done: Restored, file: Path) -> dict[str, Any]:
    kept = done.written.kept if done.written else None
    return {
        "book": str(file.resolve()),
        "written": done.written is not None,
        "version": _record(done.version, done.number),
        "kept": str(kept) if kept else None,
        "undo": done.undo,
    }


def _record(version: Version, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "when": version.when.isoformat(),
        "size": version.size,
        "path": str(version.path),
    }


def _when(version: Version, lang: Lang) -> str:
    """Return when a version was last changed, by the user's own clock."""
    here = version.when.astimezone()
    return f"{day_text(serial_of(here.date()), lang)} {here:%H:%M:%S}"


def _size(version: Version, lang: Lang) -> str:
    """Return a size in kilobytes, begun ones counted."""
    kilobytes = -(-version.size // _KILOBYTE)
    return f"{terminal.money(kilobytes, lang)} {'КБ' if lang == 'ru' else 'KB'}"


def _say(ru: str, en: str, lang: Lang) -> None:
    out, _ = terminal.consoles()
    out.print(Text(ru, en)(lang), markup=False, soft_wrap=True)
