"""`mkp-xl doctor`: everything that Excel, Python and a workbook need in order to work together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from mkp_xl.faces.setting_up.book_checks import book_checks
from mkp_xl.faces.setting_up.book_facts import book_facts
from mkp_xl.faces.setting_up.excel_checks import excel_checks
from mkp_xl.faces.setting_up.files import read
from mkp_xl.faces.setting_up.machine import record_path
from mkp_xl.faces.setting_up.python_checks import python_checks
from mkp_xl.faces.setting_up.record import Record, load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mkp_xl.faces.setting_up.checks import Check, Patient


def doctor(
    patient: Patient,
    book: Path | None = None,
    *,
    macro_version: Callable[[Path], str | None] | None = None,
) -> list[Check]:
    """Return every check of the computer, then of a workbook if one is given.

    Raises HostError where the workbook is not there or cannot be read.
    """
    if patient.machine.has_excel:
        record = load(read(record_path(patient.machine))) or Record()
        patient = replace(patient, record=record)
    checks = [*python_checks(patient), *excel_checks(patient)]
    if book is not None:
        checks += book_checks(book_facts(book, patient.machine), patient, macro_version)
    return checks
