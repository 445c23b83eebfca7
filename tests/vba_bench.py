"""Our VBA on LibreOffice's bench: workbooks whose project runs there, and the gate it must pass.

LibreOffice compiles neither `xlwings.bas` nor `Dictionary.cls`, and one module that does not
compile silences the whole project. So those two are replaced by the stubs in `vba_stub`, which
keep what they are asked for; all else is what a customer gets. What only LibreOffice lacks: a
setting skipped inside a cell's formula arrives as 0 there (in Excel as left out: tried by calls
from VBA), a logical value as a number, and an error becomes a text in the cell. What it does not
notice: a name that is not declared (`test_vba_names` does).
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import soffice_find
import xlsxwriter
from soffice_process import Office

from mkp_xl.faces.excel import sources
from mkp_xl.faces.excel.helpers import add_helpers
from mkp_xl.faces.excel.ribbon import ribbon
from mkp_xl.hosts.vba import Module, vba_project
from mkp_xl.hosts.xlsx.macro_book import Macros, carry, code_names

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
STUBS = {
    "xlwings": HERE / "vba_stub" / "xlwings.bas",
    "Dictionary": HERE / "vba_stub" / "Dictionary.cls",
}
PROJECT = "xl/vbaProject.bin"
SAID = "xlwings.StubSaid"
PLANTED = "\nPublic Sub Planted()\n    Dim x As Long\n    x = = 2\nEnd Sub\n"


class Bench:
    """One LibreOffice that runs macros; starts at the first request."""

    def __init__(self, folder: Path) -> None:
        program = soffice_find.find()
        self._folder = folder
        self._made = 0
        self._office = Office(program, "en-US", 120, worker=HERE / "soffice_vba.py")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._office.stop() == []

    def ask(self, op: str, path: Path, **request: Any) -> Any:
        """Return the worker's answer about a workbook."""
        return self._office.ask(op, path=str(path), **request)

    def said(self, trial: str, carrier: sources.Carrier = "book") -> list[str]:
        """Return what the stubs have kept after the statements of a trial; [] if they did not run.

        A project that does not compile runs nothing and says nothing: this is the gate.
        """
        return self.after(self.book(Project(carrier=carrier, trial=trial)), ["Trial.Go"])

    def after(self, path: Path, places: Sequence[str]) -> list[str]:
        """Return what the stubs have kept after procedures ran; [] if any did not."""
        _, *given, kept = self.ask("run", path, places=[SAID, *places, SAID])
        went = all(
            place != "Trial.Go" or result for place, result in zip(places, given, strict=True)
        )
        return (kept or "").splitlines() if went else []

    def book(self, project: Project, formulas: dict[str, str] | None = None) -> Path:
        """Return a new book of two columns A1:B3 with the hidden sheets and a stubbed project."""
        self._made += 1
        ending = "xlam" if project.carrier == "addin" else "xlsm"
        path = self._folder / f"{self._made}.{ending}"
        plain = path.with_suffix(".xlsx")
        with xlsxwriter.Workbook(plain) as book:
            sheet = book.add_worksheet("Data")
            for row, pair in enumerate(((740000.5, 210000), (15, "text"), (0, -1.25))):
                sheet.write_row(row, 0, pair)
            for cell, formula in (formulas or {}).items():
                sheet.write_formula(cell, formula)
            add_helpers(book, "ru")
        is_addin = project.carrier == "addin"
        tab = ribbon("ru", is_addin=is_addin)
        with path.open("wb") as target:
            carry(plain, Macros(project=project.made, ribbon=tab, is_addin=is_addin), target)
        return path


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Our project with the stubs, a trial, and perhaps a mistake planted into one module."""

    carrier: sources.Carrier = "book"
    trial: str = ""
    planted: str = ""
    cut: str = ""
    """The head of a procedure to be renamed."""

    def made(self, sheets: Sequence[str]) -> bytes:
        """Return vbaProject.bin."""
        ours = map(self._stubbed, sources.modules(self.carrier, sheets))
        lines = "\n".join(f"    {line}" for line in self.trial.splitlines())
        lines = f"Public Function Go() As Boolean\n{lines}\n    Go = True\nEnd Function"
        code = f"Option Explicit\n{lines}"
        return vba_project([*ours, Module(name="Trial", kind="standard", code=code)])

    def into(self, source: Path, target: Path) -> Path:
        """Write a book with this project in place of its own; all else stays."""
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
            for part in old.infolist():
                own = part.filename == PROJECT
                new.writestr(part, self.made(code_names(source)) if own else old.read(part))
        return target

    def _stubbed(self, module: Module) -> Module:
        stub = STUBS.get(module.name)
        code = stub.read_text("ascii") if stub else module.code
        if self.cut:
            code = code.replace(self.cut, "Public Sub NobodyAsksForThis()")
        if module.name == self.planted:
            code += PLANTED
        return replace(module, code=code)
