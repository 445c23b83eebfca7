"""Checks of what is installed: Python, this package, xlwings and its library for Windows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkp_xl.book.fields import Text
from mkp_xl.faces.setting_up.checks import act, antivirus, ok
from mkp_xl.faces.setting_up.machine import dll_folders
from mkp_xl.faces.setting_up.parts import in_range

if TYPE_CHECKING:
    from mkp_xl.faces.setting_up.checks import Check, Patient

OLDEST_PYTHON = (3, 11)
_OWN_PYTHON = Text(
    "Установите Python с python.org для себя одного («Install for me only») и повторите установку",
    "Install Python from python.org for yourself only (“Install for me only”), then install again",
)


def python_checks(patient: Patient) -> list[Check]:
    """Return how Python and its packages stand."""
    bridge, version = _xlwings(patient), patient.installed.xlwings
    checks = [_python(patient), _package(patient), bridge]
    if patient.machine.system == "windows":
        checks.append(_store(patient))
        if version is not None and bridge.state == "ok":
            checks.append(_library(patient, version))
    return checks


def _python(patient: Patient) -> Check:
    have = patient.installed.python
    version, bits = ".".join(map(str, have)), patient.installed.bits
    if have[:2] >= OLDEST_PYTHON:
        return ok("python", f"Python {version}, {bits} бита", f"Python {version}, {bits}-bit")
    oldest = ".".join(map(str, OLDEST_PYTHON))
    return act(
        "python",
        Text(
            f"Python {version}, нужен {oldest} или новее",
            f"Python {version}; {oldest} or newer is needed",
        ),
        Text("Установите новый Python с python.org", "Install a newer Python from python.org"),
    )


def _package(patient: Patient) -> Check:
    return ok("package", *[f"mkp_xl {patient.installed.package}"] * 2)


def _xlwings(patient: Patient) -> Check:
    version, asked = patient.installed.xlwings, patient.installed.xlwings_asked
    command = f'python -m pip install "xlwings{asked}"'
    mend = Text(f"Выполните: {command}", f"Run: {command}")
    if version is None:
        return act(
            "xlwings",
            Text(
                "xlwings не установлен: Excel не сможет запустить расчёт",
                "xlwings is not installed: Excel cannot start a calculation",
            ),
            mend,
        )
    if not in_range(version, asked):
        return act(
            "xlwings",
            Text(f"xlwings {version}, нужен {asked}", f"xlwings {version}; {asked} is needed"),
            mend,
        )
    return ok("xlwings", f"xlwings {version}", f"xlwings {version}")


def _store(patient: Patient) -> Check:
    if not patient.machine.from_store:
        return ok(
            "store_python",
            "Python не из Microsoft Store: Excel сможет его запустить",
            "Python is not from the Microsoft Store: Excel can start it",
        )
    return act(
        "store_python",
        Text(
            "Python установлен из Microsoft Store: такой Excel запустить не может",
            "Python is from the Microsoft Store: Excel cannot start that one",
        ),
        _OWN_PYTHON,
    )


def _library(patient: Patient, version: str) -> Check:
    """Return how the library stands that Excel loads from beside Python, or one folder up."""
    name = f"xlwings64-{version}.dll"
    if any((folder / name).is_file() for folder in dll_folders(patient.machine)):
        return ok("library", f"Библиотека {name} на месте", f"The library {name} is in place")
    missing = Text(
        f"Рядом с Python нет файла {name}: кнопки и функции в Excel не заработают",
        f"There is no {name} beside Python: buttons and functions in Excel will not work",
    )
    again = f"python -m pip install --force-reinstall --no-deps xlwings=={version}"
    if any(Path(path).name == name for path in patient.record.seen):
        return act("library", missing, antivirus(again))
    if _in_user_folder(patient, name):
        return act("library", missing, _OWN_PYTHON)
    return act("library", missing, Text(f"Выполните: {again}", f"Run: {again}"))


def _in_user_folder(patient: Patient, name: str) -> bool:
    """Say whether pip put the library where a Python for all users keeps one user's packages."""
    roaming = patient.machine.env.get("APPDATA")
    return roaming is not None and (Path(roaming) / "Python" / name).is_file()
