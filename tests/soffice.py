"""LibreOffice as the bench of the tests: recalculates, rewrites and draws workbooks.

Values come back as Python's own: numbers and dates as float (a date is its serial number),
text as str, TRUE and FALSE as bool if the cell shows them so, a blank cell as None, a formula
that yields "" as "", an error as {"error": "#DIV/0!"} or, where Calc has no Excel name for it,
{"error": "Err:502"}. The work is done by `soffice_worker` in a process of its own.
"""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import xlsxwriter
from openpyxl.utils.datetime import to_excel
from soffice_find import SofficeError, SofficeMissingError, find, processes
from soffice_process import Office

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Soffice", "SofficeError", "SofficeMissingError", "find", "processes"]

Value = float | str | bool | dict[str, str] | None
Sheets = dict[str, list[list[Value]]]
Input = float | str | bool | dt.date | None

LOCALE = "ru-RU"
LAST_COLUMN = 16383  # XFD: formulas under evaluation stand there, clear of their input cells


class Soffice:
    """LibreOffice with profiles of its own, one program per locale; starts at the first request.

    One program cannot serve two locales: a change at run time reaches the reading of numbers
    but neither the names of months nor the codes that TEXT understands.
    """

    def __init__(self, *, timeout: float = 120, extensions: Sequence[Path] = ()) -> None:
        self._program = find()
        self._timeout = timeout
        self._extensions = extensions
        self._offices: dict[str, Office] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def recalculate(
        self, path: Path, *, locale: str = LOCALE, sheets: Sequence[str] | None = None
    ) -> Sheets:
        """Return the values of all cells from A1 on after a hard recalculation."""
        ranges = dict.fromkeys(sheets) if sheets is not None else None
        return self._ask("values", path, locale, ranges=ranges)

    def cached(
        self, path: Path, *, locale: str = LOCALE, sheets: Sequence[str] | None = None
    ) -> Sheets:
        """Return the values the file holds; LibreOffice computes only those that are absent."""
        ranges = dict.fromkeys(sheets) if sheets is not None else None
        return self._ask("values", path, locale, ranges=ranges, recalculate=False)

    def set_and_recalculate(
        self,
        path: Path,
        cells: Mapping[str, Input],
        *,
        locale: str = LOCALE,
        sheets: Sequence[str] | None = None,
    ) -> Sheets:
        """Return the values after typing {"Sheet!A1": value} into a copy in memory."""
        edits = [(*_address(where), _plain(value)) for where, value in cells.items()]
        ranges = dict.fromkeys(sheets) if sheets is not None else None
        return self._ask("values", path, locale, cells=edits, ranges=ranges)

    def evaluate(
        self,
        formulas: Sequence[str],
        cells: Mapping[str, Input] | None = None,
        *,
        locale: str = LOCALE,
    ) -> list[Value]:
        """Return the value of each formula, written as in an English Excel, "=" optional.

        `cells` are the inputs: {"A1": 5} on the formulas' own sheet (Sheet1), {"Other!A1": 5}
        elsewhere; a text that begins with "=" is a formula. The way is that of a customer's
        workbook: an .xlsx which LibreOffice loads.
        """
        if not formulas:
            return []
        with tempfile.TemporaryDirectory(prefix="mkp-evaluate-") as folder:
            path = Path(folder) / "formulas.xlsx"
            _write(path, formulas, cells or {})
            ranges = {"Sheet1": f"XFD1:XFD{len(formulas)}"}
            return [row[0] for row in self._ask("values", path, locale, ranges=ranges)["Sheet1"]]

    def recalculated_in_turns(
        self, paths: Sequence[Path], rounds: int, *, locale: str = LOCALE
    ) -> dict[str, list[float]]:
        """Return by file name how many seconds each hard recalculation took, A B A B ..."""
        names = [str(path) for path in paths]
        return self._ask("in_turns", paths[0], locale, paths=names, rounds=rounds)

    def functions(self, prefix: str, *, locale: str = LOCALE) -> dict[str, list[Any]]:
        """Return what the function wizard says: help, [name, optional] of each argument."""
        return self._ask("functions", Path(), locale, prefix=prefix)

    def save_as(self, path: Path, out: Path, *, locale: str = LOCALE) -> Path:
        """Recalculate and write `out` (.xlsx, .xlsm or .ods) as LibreOffice's user would."""
        self._ask("save_as", path, locale, out=str(out))
        return out

    def changed(
        self, path: Path, out: Path, steps: Sequence[Sequence[object]], *, locale: str = LOCALE
    ) -> Path:
        """Do steps that a person would (see `Document.change`), recalculate, write `out`."""
        self._ask("changed", path, locale, out=str(out), steps=[list(step) for step in steps])
        return out

    def pdf(self, path: Path, out_dir: Path, *, locale: str = LOCALE) -> Path:
        """Print the visible sheets, each one page wide; return <name>.pdf."""
        out = out_dir / f"{path.stem}.pdf"
        self._ask("pdf", path, locale, out=str(out))
        return out

    def pictures(
        self, path: Path, out_dir: Path, *, locale: str = LOCALE, rows: int = 60, dpi: int = 70
    ) -> list[Path]:
        """Draw each visible sheet that holds something as <name>-<number>-<sheet>.png.

        One page each, as large as the first `rows` rows and all charts need.
        """
        with tempfile.TemporaryDirectory(prefix="mkp-pictures-") as folder:
            pages = self._ask("pages", path, locale, out=folder, rows=rows)
            pictures = []
            for sheet, page in pages:
                safe = re.sub(r"[^\w-]+", "_", sheet)
                name = f"{path.stem}-{Path(page).stem}-{safe}"
                command = ["pdftoppm", "-r", str(dpi), "-png", "-singlefile", page]
                subprocess.run([*command, out_dir / name], check=True, capture_output=True)
                pictures.append(out_dir / f"{name}.png")
            return pictures

    @property
    def pids(self) -> dict[str, int]:
        """The process id of the program under each locale in use."""
        return {locale: office.pid for locale, office in self._offices.items() if office.pid}

    def stop(self) -> None:
        """End all programs and remove their profiles; raise if one had to be killed."""
        killed = [pid for office in self._offices.values() for pid in office.stop()]
        if killed:
            raise SofficeError(f"LibreOffice did not end by itself: killed processes {killed}")

    def _ask(self, op: str, path: Path, locale: str, **request: Any) -> Any:
        if locale not in self._offices:
            self._offices[locale] = Office(
                self._program, locale, self._timeout, extensions=self._extensions
            )
        office = self._offices[locale]
        return office.ask(op, path=str(path), **request)


def _address(where: str) -> tuple[str, str]:
    """Split "Sheet!A1"; no sheet means the first of an evaluation.

    >>> _address("'Мои клиенты'!B2")
    ('Мои клиенты', 'B2')
    """
    sheet, _, cell = where.rpartition("!")
    if sheet.startswith("'"):
        sheet = sheet[1:-1].replace("''", "'")
    return sheet or "Sheet1", cell


def _plain(value: Input) -> float | str | bool | None:
    """Return the value as a cell holds it: a date as its serial number.

    >>> _plain(dt.datetime(2024, 1, 2, 12))
    45293.5
    """
    return to_excel(value) if isinstance(value, dt.date) else value


def _write(path: Path, formulas: Sequence[str], cells: Mapping[str, Input]) -> None:
    with xlsxwriter.Workbook(path, {"use_future_functions": True}) as book:
        sheets = {"Sheet1": book.add_worksheet("Sheet1")}
        for where, value in cells.items():
            name, address = _address(where)
            if name not in sheets:
                sheets[name] = book.add_worksheet(name)
            text = isinstance(value, str) and not value.startswith("=")
            (sheets[name].write_string if text else sheets[name].write)(address, _plain(value))
        for row, formula in enumerate(formulas):
            sheets["Sheet1"].write_formula(row, LAST_COLUMN, "=" + formula.removeprefix("="))
