"""The command line as a person meets it: run, read back, and the books it is run on.

Nothing here is imported from the package but its entry point, so that a test compares what the
program says with what the method says, never the program with itself.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import importlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import openpyxl

import mkp_xl.faces

if TYPE_CHECKING:
    from collections.abc import Iterable

AS_OF = dt.date(2026, 11, 20)
DAY = "2026-11-20"
LANGS = ("ru", "en")
PROGRAM = Path(sys.executable).with_name("mkp-xl")

CLIENT, POTENTIAL, BOUGHT, CONTACT, CODE = range(5)
HEADERS = {
    "ru": ("Клиент", "Потенциал", "Закупки за 12 мес.", "Последний контакт", "Код клиента"),
    "en": ("Client", "Potential", "Sales, 12 months", "Last contact", "Client ID"),
}
LOG_HEADERS = {
    "ru": {"orders": ("Клиент", "Дата", "Сумма"), "contacts": ("Клиент", "Дата", "Тип")},
    "en": {"orders": ("Client", "Date", "Amount"), "contacts": ("Client", "Date", "Type")},
}
TITLES = {
    "ru": {
        "clients": "Клиенты",
        "orders": "Заказы",
        "contacts": "Контакты",
        "settings": "Настройки",
        "checks": "Проверки",
        "calendar": "Календарь",
        "matrix": "Матрица",
    },
    "en": {
        "clients": "Clients",
        "orders": "Orders",
        "contacts": "Contacts",
        "settings": "Settings",
        "checks": "Checks",
        "calendar": "Calendar",
        "matrix": "Matrix",
    },
}
OUTPUTS = {
    "progress": ("Прогресс", "Progress"),
    "segment": ("Сегмент", "Segment"),
    "segment_name": ("Название сегмента", "Segment name"),
    "gap": ("Разрыв", "Gap"),
    "class": ("Класс", "Class"),
    "due_date": ("Срок контакта", "Due date"),
    "state": ("Состояние", "State"),
    "why": ("Почему так", "Why"),
    "potential": ("Потенциал, в расчёте", "Potential, as used"),
    "purchases": ("Закупки, в расчёте", "Purchases, as used"),
    "last_contact": ("Последний контакт, в расчёте", "Last contact, as used"),
    "interval": ("Интервал, в расчёте", "Interval, as used"),
    "deadline": ("Крайний срок", "Deadline"),
    "days_left": ("Дней до срока", "Days left"),
    "state_code": ("Код состояния", "State code"),
    "segment_before": ("Сегмент прошлого расчёта", "Segment before"),
    "client_before": ("Клиент прошлого расчёта", "Client before"),
}
SETTINGS = {
    "as_of": ("Дата расчёта", "As-of date"),
    "medium_from": ("Средний потенциал от", "Medium potential from"),
    "high_above": ("Высокий потенциал больше", "High potential above"),
    "reached_from": ("Потенциал достигнут от", "Potential reached from"),
    "due_soon_days": ("«Скоро» — за", "'Due soon' within"),
    "as_of_mode": ("Режим даты расчёта", "As-of mode"),
    "currency": ("Валюта", "Currency"),
    "frequency_a": ("Частота, класс A", "Frequency, class A"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with a number format of its own."""

    value: object
    number_format: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a command left behind: its exit code and both of its streams."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Both streams, spaces and line ends made single."""
        return " ".join((self.out + " " + self.err).replace("\u00a0", " ").split())

    @property
    def json(self) -> Any:
        """The one JSON value that stdout must hold."""
        return json.loads(self.out)


# --- running -------------------------------------------------------------------------------------


@functools.cache
def _module(lang: str) -> Any:
    """Return the command line as it is made for a language: its help is fixed at import."""
    floor = "mkp_xl.faces"
    kept = {name: sys.modules.pop(name) for name in [*sys.modules] if name.startswith(floor)}
    try:
        with (
            mock.patch.dict(os.environ, {"MKP_LANG": lang}),
            mock.patch.object(mkp_xl, "faces", mkp_xl.faces),
        ):
            return importlib.import_module(f"{floor}.cli")
    finally:
        for name in [name for name in sys.modules if name.startswith(floor)]:
            del sys.modules[name]
        sys.modules.update(kept)


def mkp(*arguments: object, lang: str = "ru", columns: int = 240) -> Told:
    """Run the command line in this process, in a language, as wide a terminal as is given."""
    module = _module(lang)
    streams = [
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True)
        for _ in range(2)
    ]
    code = 0
    environment = {"MKP_LANG": lang, "COLUMNS": str(columns)}
    with (
        mock.patch.dict(os.environ, environment),
        mock.patch.object(sys, "argv", ["mkp-xl", *map(str, arguments)]),
        contextlib.redirect_stdout(streams[0]),
        contextlib.redirect_stderr(streams[1]),
    ):
        try:
            module.main()
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 0
    out, err = (stream.buffer.getvalue().decode() for stream in streams)
    return Told(code, out, err)


def program(*arguments: object, folder: Path, limit: float = 120, **environment: str) -> Told:
    """Run the installed program as a process of its own."""
    done = process(arguments, folder, environment, limit)
    return Told(done.returncode, done.stdout.decode(), done.stderr.decode())


def process(
    arguments: Iterable[object], folder: Path, environment: dict[str, str], limit: float = 120
) -> subprocess.CompletedProcess[bytes]:
    """Run the installed program and return what it wrote, undecoded."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "MKP_"))}
    return subprocess.run(
        [PROGRAM, *map(str, arguments)],
        cwd=folder,
        env=kept | environment,
        capture_output=True,
        check=False,
        timeout=limit,
    )


def recalc(path: Path, *more: object, lang: str = "ru") -> Any:
    """Recalculate as of the fixed day and return the summary."""
    told = mkp("recalc", path, "--as-of", DAY, "--json", *more, lang=lang)
    assert told.code == 0, told
    return told.json


def check(path: Path, *more: object, lang: str = "ru") -> list[dict[str, Any]]:
    """Check as of the fixed day and return the findings."""
    told = mkp("check", path, "--as-of", DAY, "--json", *more, lang=lang)
    assert told.code == 0, told
    return told.json["findings"]


def attach(path: Path, *more: object, lang: str = "ru") -> Path:
    """Attach our columns, then compute them as of the fixed day."""
    told = mkp("attach", path, *more, lang=lang)
    assert told.code == 0, told
    recalc(path, "--set", "as_of_mode=fixed", lang=lang)
    return path


# --- making books --------------------------------------------------------------------------------


def book(
    path: Path,
    rows: object,
    *,
    headers: tuple[str, ...] | None = None,
    lang: str = "ru",
    sheet: str | None = None,
    at: tuple[int, int] = (1, 1),
    orders: object = None,
    contacts: object = None,
) -> Path:
    """Write a plain list, and logs if given, with openpyxl."""
    made = openpyxl.Workbook()
    made.active.title = sheet or TITLES[lang]["clients"]
    headers = HEADERS[lang][:4] if headers is None else headers
    fill(made.active, [headers, *rows], at)
    for kind, log in (("orders", orders), ("contacts", contacts)):
        if log is not None:
            heads = [] if _headed(log) else [LOG_HEADERS[lang][kind]]
            fill(made.create_sheet(TITLES[lang][kind]), [*heads, *log])
    made.save(path)
    return path


def fill(sheet: Any, rows: object, at: tuple[int, int] = (1, 1)) -> None:
    """Type rows into a sheet."""
    for row, values in enumerate(rows, start=at[0]):
        for column, value in enumerate(values, start=at[1]):
            if value is None:
                continue
            cell = sheet.cell(row, column)
            if isinstance(value, Cell):
                cell.value, cell.number_format = value.value, value.number_format
            else:
                cell.value = value
            if isinstance(cell.value, str) and cell.value[:1] == "=" and not _formula(value):
                cell.data_type = "s"


@dataclass(frozen=True, slots=True)
class Formula(Cell):
    """A formula that is meant as one."""

    number_format: str = "General"


def edit(path: Path, change: Any) -> None:
    """Let a person work on a book: `change` gets it as openpyxl opens it."""
    opened = openpyxl.load_workbook(path)
    change(opened)
    opened.save(path)


def name_cell(sheet: Any, title: str, *, column: int = 1, value_column: int = 2) -> Any:
    """Return the cell beside the one that says `title`."""
    for row in range(1, sheet.max_row + 1):
        if sheet.cell(row, column).value == title:
            return sheet.cell(row, value_column)
    raise AssertionError(f"no {title} in {sheet.title}")


def box(opened: Any, key: str, lang: str = "ru", sheet: str | None = None) -> Any:
    """Return a setting's box in an open book."""
    return name_cell(opened[sheet or TITLES[lang]["settings"]], SETTINGS[key][LANGS.index(lang)])


# --- reading back --------------------------------------------------------------------------------


def ours(path: Path, sheet: str = "Клиенты") -> list[dict[str, Any]]:
    """Return our cells by key, a record for each row below the header, as openpyxl sees them."""
    values = openpyxl.load_workbook(path, data_only=True)[sheet]
    places = marks(path, sheet)
    header = next(iter(places.values()))[0]
    return [
        {key: values.cell(row, column).value for key, (_, column) in places.items()}
        for row in range(header + 1, values.max_row + 1)
    ]


def marks(path: Path, sheet: str = "Клиенты") -> dict[str, tuple[int, int]]:
    """Return row and column of each header that a hidden name of ours points to."""
    opened = openpyxl.load_workbook(path)[sheet]
    found = {}
    for name, defined in opened.defined_names.items():
        key = name.removeprefix("_mkp.")
        if key in OUTPUTS and "#REF!" not in defined.attr_text:
            cell = opened[defined.attr_text.rpartition("!")[2].replace("$", "")]
            found[key] = (cell.row, cell.column)
    return found


def grid(path: Path, sheet: str, *, columns: int | None = None) -> list[tuple[object, ...]]:
    """Return what stands in a sheet's cells, formulas as formulas, and how they look."""
    opened = openpyxl.load_workbook(path)[sheet]
    return [
        tuple((c.value, c.number_format, c.font.b, c.fill.fgColor.rgb) for c in row[:columns])
        for row in opened.iter_rows()
    ]


def titles(path: Path) -> list[str]:
    """Return the tabs of a book."""
    return openpyxl.load_workbook(path).sheetnames


def checks(path: Path, sheet: str = "Проверки") -> list[dict[str, Any]]:
    """Return the lines of the sheet of checks, keyed by its own header row."""
    rows = list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))
    head = next(i for i, row in enumerate(rows) if row[0] in ("Важность", "Severity"))
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :] if any(row)]


def backups(path: Path) -> list[Path]:
    """Return the copies kept of a book."""
    return sorted((path.parent / ".mkp-backup").glob(f"{path.stem}.*"))


def codes(findings: list[dict[str, Any]], cell: str | None = None) -> list[str]:
    """Return the kinds of findings, of one cell if one is named."""
    return [f["code"] for f in findings if cell in (None, f["cell"])]


def _headed(log: Any) -> bool:
    return bool(log) and isinstance(log[0][0], str) and log[0][0] in _HEADER_WORDS


def _formula(value: object) -> bool:
    return isinstance(value, Formula)


_HEADER_WORDS = frozenset({"Клиент", "Client", "Код клиента", "Client ID", "Дата", "Date"})
