"""What the commands take: options and arguments, and what their texts mean."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from mkp_xl.book.days import date_of, read_date, serial_of
from mkp_xl.book.fields import LANGS, OUTPUT_OF, Lang, Text
from mkp_xl.book.flow import Request
from mkp_xl.book.marks import MODES, CellsMode
from mkp_xl.book.settings import parse_setting
from mkp_xl.errors import InputError
from mkp_xl.faces.making import PilotOrder
from mkp_xl.faces.terminal import user_language

LANG = user_language()


def say(ru: str, en: str) -> str:
    """Return a text in the user's language."""
    return Text(ru, en)(LANG)


FileArgument = Annotated[
    Path,
    typer.Argument(metavar="FILE", readable=False,  # the host says it better
                   help=say("книга .xlsx или .xlsm", "an .xlsx or .xlsm workbook")),
]  # fmt: skip
NewFileArgument = Annotated[
    Path | None,
    typer.Argument(metavar="FILE", readable=False, show_default=False,
                   help=say("имя новой книги: .xlsx или, с кнопками, .xlsm",
                            "name of the new workbook: .xlsx or, with buttons, .xlsm")),
]  # fmt: skip
ListArgument = Annotated[
    Path | None,
    typer.Argument(metavar="LIST", readable=False, show_default=False,
                   help=say("книга со списком, для --pilot",
                            "workbook with the list, for --pilot")),
]  # fmt: skip
PilotOption = Annotated[
    str | None,
    typer.Option("--pilot", metavar="N|all",
                 help=say("взять N первых по деньгам клиентов из LIST; есть книга — добавить в неё",
                          "take the first N clients of LIST by money; a standing book grows")),
]  # fmt: skip
PilotOutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE",
                 help=say("имя книги; с --pilot без него СПИСОК_pilot.xlsx",
                          "name of the workbook; with --pilot LIST_pilot.xlsx without it")),
]  # fmt: skip
OutputOption = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE",
                 help=say("писать в другой файл", "write to another file")),
]  # fmt: skip
JsonOption = Annotated[
    bool,
    typer.Option("--json", help=say("вывод для программ (JSON)", "one JSON value for programs")),
]
AsOfOption = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help=say("дата расчёта", "day to compute for")),
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE",
                 help=say("настройка, остаётся в книге: high_above=900000",
                          "a setting, kept in the book: high_above=900000")),
]  # fmt: skip
StrictOption = Annotated[
    bool, typer.Option("--strict", help=say("код 1, если есть замечания", "exit 1 on findings"))
]
DryRunOption = Annotated[
    bool,
    typer.Option("--dry-run", help=say("показать план и ничего не менять",
                                       "show the plan and change nothing")),
]  # fmt: skip
LangOption = Annotated[
    str | None, typer.Option("--lang", metavar="ru|en", help=say("язык книги", "book's language"))
]
CellsOption = Annotated[
    str | None,
    typer.Option("--cells", metavar="native|udf|values",
                 help=say("формулы Excel, функции МКП (в .xlsm) или значения",
                          "Excel formulas, MKP functions (in .xlsm) or values")),
]  # fmt: skip


def request_of(as_of: str | None, settings: list[str] | None) -> Request:
    """Return the run that `--as-of` and `--set` ask for."""
    typed: dict[str, float | str] = {}
    for text in settings or ():
        key, sign, value = text.partition("=")
        if not sign:
            raise InputError("setting_form", text=text)
        typed[key.strip()] = parse_setting(key.strip(), value.strip())
    day = None if as_of is None else day_of(as_of)
    return Request(today=serial_of(today()), as_of=day, settings=typed)


def day_of(text: str) -> float:
    """Return a day typed on the command line; raises InputError if it is none."""
    reading = read_date(text)
    if reading.problem or reading.value != reading.value:
        raise InputError("bad_date", text=text)
    return serial_of(date_of(reading.value))


def lang_of(text: str | None) -> Lang:
    """Return the language asked for, else the user's."""
    if text is None:
        return LANG
    for lang in LANGS:
        if text.lower() == lang:
            return lang
    raise InputError("bad_setting", setting="--lang", value=text,
                     allowed_ru="ru, en", allowed_en="ru, en")  # fmt: skip


def cells_of(text: str | None) -> CellsMode | None:
    """Return how cells are to be made; None if nothing was asked for."""
    for mode in MODES:
        if text == mode:
            return mode
    if text is None:
        return None
    raise InputError("formula_cells_kind", text=text)


def columns_of(text: str | None) -> tuple[str, ...]:
    """Return the output columns asked for, all if none were named."""
    if text is None:
        return tuple(OUTPUT_OF)
    keys = tuple(key.strip() for key in text.split(",") if key.strip())
    for key in keys or (text,):
        if key not in OUTPUT_OF:
            raise InputError("unknown_column", column=key, known=", ".join(OUTPUT_OF))
    return keys


def only_file(files: tuple[Path | None, Path | None], output: Path | None) -> Path:
    """Return the one name of a new book."""
    named = [path for path in (*files, output) if path is not None]
    if not named:
        raise InputError("no_new_name")
    if len(named) > 1:
        raise InputError("list_without_pilot", path=str(named[1]))
    return named[0]


_MOST_DIGITS = 7
"""Of a number of clients: a sheet holds a million."""


def pilot_of(count: str, files: tuple[Path | None, Path | None], output: Path | None) -> PilotOrder:
    """Return which clients of which list go where; one name alone is the list's."""
    named = [path for path in files if path is not None]
    number = int(count) if count.isdecimal() and len(count) <= _MOST_DIGITS else 0
    if not named:
        raise InputError("no_pilot_list")
    if len(named) > 1 and output is not None:
        raise InputError("list_without_pilot", path=str(output))
    if number < 1 and count.casefold() != "all":
        raise InputError("bad_pilot", text=count)
    source = named[-1]
    path = named[0] if len(named) > 1 else output or Path(f"{source.stem}_pilot.xlsx")
    return PilotOrder(source=source, path=path, count=number or None, lang=None, cells=None)


def typed(path: Path) -> str:
    """Return a file's name as a person types it in a command."""
    text = str(path)
    return f'"{text}"' if any(sign in text for sign in " &()'") else text


def today() -> dt.date:
    """Return the day on the user's own calendar."""
    return dt.date.today()  # noqa: DTZ011  local on purpose
