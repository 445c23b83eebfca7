"""Checks of one workbook: whether its buttons will work where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book.fields import Text
from mkp_xl.faces.buttons.commands import TAB
from mkp_xl.faces.setting_up.checks import act, ok, soon
from mkp_xl.faces.setting_up.excel_checks import named_python
from mkp_xl.faces.setting_up.machine import same_program
from mkp_xl.faces.setting_up.parts import in_range

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mkp_xl.faces.setting_up.book_facts import BookFacts
    from mkp_xl.faces.setting_up.checks import Check, Patient


def book_checks(
    facts: BookFacts, patient: Patient, macro_version: Callable[[Path], str | None] | None
) -> list[Check]:
    """Return how a workbook stands; `macro_version` tells which xlwings its macros are of."""
    if not facts.is_workbook or facts.path.suffix.lower() not in (".xlsx", ".xlsm"):
        return [_not_a_workbook(facts)]
    checks = [_macros(facts)]
    if facts.has_macros and macro_version is not None:
        checks += _version(facts, patient, macro_version(facts.path))
    found = (_internet(facts), _read_only(facts), _open(facts), _beside(facts, patient))
    return [*checks, *filter(None, found), *_cloud(facts)]


def _not_a_workbook(facts: BookFacts) -> Check:
    name = facts.path.name
    return act(
        "book",
        Text(
            f"«{name}» — не книга Excel (.xlsx или .xlsm) или файл повреждён",
            f"“{name}” is not an Excel workbook (.xlsx or .xlsm), or is damaged",
        ),
        Text(
            "Откройте файл в Excel и сохраните как книгу .xlsm",
            "Open the file in Excel and save it as an .xlsm workbook",
        ),
    )


def _macros(facts: BookFacts) -> Check:
    name = facts.path.name
    if facts.has_macros:
        return ok("book", f"«{name}»: книга с кнопками", f"“{name}”: a workbook with buttons")
    if not facts.is_macro_file:
        return ok(
            "book",
            f"«{name}»: книга без макросов, формулы живые, кнопки — на вкладке «{TAB.ru}»",
            f"“{name}”: no macros, live formulas; buttons are on the “{TAB.en}” tab",
        )
    return soon(
        "book",
        Text(
            f"«{name}»: макросов в книге нет, её кнопки не заработают",
            f"“{name}” holds no macros: its own buttons will not work",
        ),
        Text(
            f"Пользуйтесь вкладкой «{TAB.ru}» или создайте книгу заново: mkp-xl new Книга.xlsm",
            f"Use the “{TAB.en}” tab, or make the workbook anew: mkp-xl new Book.xlsm",
        ),
    )


def _version(facts: BookFacts, patient: Patient, version: str | None) -> list[Check]:
    have, name = patient.installed.xlwings, facts.path.name
    if version is None or have is None:
        return []
    if version == have:
        return [
            ok(
                "book_version",
                f"Макросы книги — для xlwings {version}, он и установлен",
                f"The workbook's macros are of xlwings {version}, as installed",
            )
        ]
    what = Text(
        f"Макросы «{name}» — для xlwings {version}, установлен {have}",
        f"The macros of “{name}” are of xlwings {version}; {have} is installed",
    )
    if not in_range(version, patient.installed.xlwings_asked):
        return [
            act(
                "book_version",
                what,
                Text(
                    "Создайте книгу заново: mkp-xl new Книга.xlsm",
                    "Make the workbook anew: mkp-xl new Book.xlsm",
                ),
            )
        ]
    command = f"python -m pip install xlwings=={version}"
    return [
        act(
            "book_version",
            what,
            Text(f"Выполните: {command}, затем mkp-xl setup", f"Run: {command}, then mkp-xl setup"),
        )
    ]


def _internet(facts: BookFacts) -> Check | None:
    if not facts.from_internet:
        return None
    return act(
        "from_internet",
        Text(
            "Книга пришла из интернета или почты: Windows не даёт её макросам работать",
            "The workbook came from the internet or mail: Windows keeps its macros from running",
        ),
        Text(
            "Правый щелчок по файлу → «Свойства» → «Разблокировать» → «ОК»",
            "Right-click the file → Properties → Unblock → OK",
        ),
    )


def _read_only(facts: BookFacts) -> Check | None:
    if not facts.read_only:
        return None
    return act(
        "read_only",
        Text(
            "Файл только для чтения: результат пересчёта не сохранится",
            "The file is read-only: a recalculation cannot be saved",
        ),
        Text(
            "В свойствах файла снимите «Только чтение»", "Clear Read-only in the file's properties"
        ),
    )


def _open(facts: BookFacts) -> Check | None:
    if not facts.open_now:
        return None
    return soon(
        "open_now",
        Text(
            "Книга сейчас открыта: кнопки работают, а mkp-xl recalc — нет",
            "The workbook is open now: its buttons work, mkp-xl recalc does not",
        ),
        Text(
            f"Закройте книгу; если она закрыта, удалите рядом файл {facts.open_now}",
            f"Close the workbook; if it is closed, delete {facts.open_now} beside it",
        ),
    )


def _beside(facts: BookFacts, patient: Patient) -> Check | None:
    """Return how a settings file in the workbook's folder stands: it outranks the user's."""
    path = facts.path.with_name("xlwings.conf")
    named = named_python(patient, path)
    if named is None or same_program(patient.machine, named, str(patient.machine.python)):
        return None
    return act(
        "beside",
        Text(
            f"Файл {path} велит Excel запускать другой Python: {named}",
            f"The file {path} tells Excel to start another Python: {named}",
        ),
        Text(
            f"Уберите этот файл из папки или впишите в него {patient.machine.python}",
            f"Take this file out of the folder, or name {patient.machine.python} in it",
        ),
    )


def _cloud(facts: BookFacts) -> list[Check]:
    if not facts.cloud:
        return []
    return [
        ok(
            "cloud",
            "Книга в облачной папке: это не мешает; если файл занят, дождитесь синхронизации",
            "The workbook is in a cloud folder, which is fine; if it is busy, wait for the sync",
        )
    ]
