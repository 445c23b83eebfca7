"""Checks of what set-up wrote: the Python that Excel starts, the add-in, the script on a Mac."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkp_xl.book.fields import Text
from mkp_xl.errors import HostError
from mkp_xl.faces.buttons.commands import TAB
from mkp_xl.faces.setting_up import config
from mkp_xl.faces.setting_up.checks import SETUP, act, antivirus, ok, soon
from mkp_xl.faces.setting_up.files import read
from mkp_xl.faces.setting_up.machine import (
    addin_path,
    config_path,
    expanded,
    interpreter_bytes,
    same_program,
    script_path,
)
from mkp_xl.faces.setting_up.record import digest

if TYPE_CHECKING:
    from mkp_xl.faces.setting_up.checks import Check, Patient
    from mkp_xl.faces.setting_up.parts import Script

_THEN = "mkp-xl setup"


def excel_checks(patient: Patient) -> list[Check]:
    """Return how this computer is set up for Excel."""
    if not patient.machine.has_excel:
        return [
            ok(
                "excel",
                "На этой системе Excel нет: книги считают команды mkp-xl",
                "There is no Excel for this system: mkp-xl commands compute the workbooks",
            )
        ]
    checks = [_interpreter(patient), _addin(patient)]
    if patient.machine.system == "mac" and patient.script is not None:
        checks.append(_script(patient, patient.script))
    return checks


def named_python(patient: Patient, path: Path) -> str | None:
    """Return the Python that a settings file of xlwings names; None where it names none."""
    data = read(path)
    if data is None or not config.readable(data):
        return None
    value = config.value_of(data, patient.machine.interpreter_key)
    return value.decode(patient.machine.encoding, "replace") if value else None


def _interpreter(patient: Patient) -> Check:
    machine, path = patient.machine, config_path(patient.machine)
    try:
        interpreter_bytes(machine)
    except HostError:
        return _letters(patient)
    data = read(path)
    if data is not None and not config.readable(data):
        return act(
            "interpreter",
            Text(
                f"Excel не прочтёт файл настроек {path}",
                f"Excel cannot read the settings file {path}",
            ),
            Text(
                "Переименуйте этот файл и выполните: mkp-xl setup",
                "Rename this file, then run: mkp-xl setup",
            ),
        )
    named = named_python(patient, path)
    if named is None:
        what = Text(
            "Excel ещё не знает, какой Python запускать",
            "Excel does not know yet which Python to start",
        )
    elif not same_program(machine, named, str(machine.python)):
        what = _another(patient, named)
    elif not machine.python.exists():
        what = _gone(named)
    else:
        return ok(
            "interpreter",
            f"Excel запускает этот Python: {named}",
            f"Excel starts this Python: {named}",
        )
    return act("interpreter", what, SETUP)


def _letters(patient: Patient) -> Check:
    python = patient.machine.python
    return act(
        "interpreter",
        Text(
            f"В пути к Python есть буквы, которых Excel не прочтёт: {python}",
            f"The path of Python has letters that Excel cannot read: {python}",
        ),
        Text(
            "Установите Python в папку с латинским именем, например C:\\Python",
            "Install Python in a folder with a Latin name, for example C:\\Python",
        ),
    )


def _another(patient: Patient, named: str) -> Text:
    if not Path(expanded(patient.machine, named)).exists():
        return _gone(named)
    return Text(
        f"Excel запускает другой Python ({named}), а mkp_xl стоит в {patient.machine.python}",
        f"Excel starts another Python ({named}), while mkp_xl is in {patient.machine.python}",
    )


def _gone(named: str) -> Text:
    return Text(
        f"Для Excel указан Python, которого больше нет: {named}",
        f"Excel is told to start a Python that is no longer there: {named}",
    )


def _addin(patient: Patient) -> Check:
    path = addin_path(patient.machine)
    data, entry = read(path), patient.record.entries.get(str(path))
    if data is None:
        return _no_addin(patient, written=entry is not None)
    if patient.addin is None or data == patient.addin():
        return ok("addin", f"Вкладка «{TAB.ru}» на месте", f"The “{TAB.en}” tab is in place")
    ours = entry is not None and entry.after == digest(data)
    earlier = Text(
        f"Вкладка «{TAB.ru}» — от другой версии mkp_xl или xlwings",
        f"The “{TAB.en}” tab is of another version of mkp_xl or xlwings",
    )
    other = Text(
        f"На месте вкладки «{TAB.ru}» лежит другой файл: {path}",
        f"Another file is where the “{TAB.en}” tab should be: {path}",
    )
    return act("addin", earlier if ours else other, SETUP)


def _no_addin(patient: Patient, *, written: bool) -> Check:
    if written:
        return act(
            "addin",
            Text(f"Файл вкладки «{TAB.ru}» пропал", f"The file of the “{TAB.en}” tab has gone"),
            antivirus(_THEN),
        )
    if patient.record.no_addin:
        return ok(
            "addin",
            f"Вкладки «{TAB.ru}» нет: настроено без неё",
            f"No “{TAB.en}” tab: set up without it",
        )
    return soon(
        "addin",
        Text(
            f"Вкладки «{TAB.ru}» нет: кнопки будут только в книгах, созданных mkp-xl new",
            f"No “{TAB.en}” tab: only workbooks made by mkp-xl new will have buttons",
        ),
        SETUP,
    )


def _script(patient: Patient, script: Script) -> Check:
    path = script_path(patient.machine, script.name)
    data = read(path)
    if data == script.data:
        return ok(
            "script",
            "Сценарий запуска из Excel на месте",
            "The script that Excel starts is in place",
        )
    if data is not None:
        what = Text("Сценарий запуска из Excel изменён", "The script that Excel starts is changed")
        return act("script", what, SETUP)
    what = Text(
        "Нет сценария запуска этой версии xlwings: кнопки не заработают",
        "The script of this version of xlwings is missing: buttons will not work",
    )
    gone = str(path) in patient.record.entries
    return act("script", what, antivirus(_THEN) if gone else SETUP)
