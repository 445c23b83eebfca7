"""The worker for macros: LibreOffice opens a workbook with its VBA enabled, lists it, runs it.

It speaks as `soffice_worker` does and runs under the same interpreter. Macros run without a
question only where both the profile and the loading say so.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path

import soffice_worker
from soffice_document import FILTERS, setting

ALWAYS = 4  # com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN
LIBRARY = "VBAProject"
ENABLED = (
    '<item oor:path="/org.openoffice.Office.Common/Security/Scripting">'
    '<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>0</value></prop></item></oor:items>'
)


def main(program, profile, parent):
    """Start LibreOffice, answer requests until the input ends, stop it."""
    soffice_worker.die_with_parent(signal.SIGTERM)
    if os.getppid() != int(parent):
        return
    soffice_worker.serve(VbaOffice(program, profile))


class VbaOffice(soffice_worker.Office):
    """A LibreOffice whose requests are about the macros of a workbook."""

    def start(self):
        """Return the process id once a program that runs macros answers."""
        registry = self.profile / "user" / "registrymodifications.xcu"
        text = registry.read_text("utf-8")
        registry.write_text(text.replace("</oor:items>", ENABLED), encoding="utf-8")
        return super().start()

    def modules(self, path):
        """Return {module: code} of the workbook's project."""
        with self._opened(path) as model:
            model.BasicLibraries.loadLibrary(LIBRARY)
            library = model.BasicLibraries.getByName(LIBRARY)
            return {name: library.getByName(name) for name in library.ElementNames}

    def buttons(self, path, sheet):
        """Return {shape: script} of what starts a macro on a sheet, None for one not found."""
        with self._opened(path) as model:
            page = model.Sheets.getByName(sheet).DrawPage
            shapes = [page.getByIndex(place) for place in range(page.Count)]
            scripts = {shape.Name: clicked(shape) for shape in shapes}
            return {n: s if found(model, s) else None for n, s in scripts.items() if s}

    def run(self, path, places):
        """Return what each procedure gives; a place is "Module.Procedure" or a button's script."""
        with self._opened(path) as model:
            return [called(model, place) for place in places]

    def formulas(self, path, formulas, said):
        """Return [text of the cell, what `said` gives] for each formula in F1 of the first sheet.

        Formulas are English with semicolons, one in braces fills F1:F3.
        """
        with self._opened(path) as model:
            sheet = model.Sheets.getByIndex(0)
            cells = sheet.getCellRangeByName("F1:F3")
            called(model, said)
            answers = []
            for formula in formulas:
                if formula.startswith("{"):
                    cells.setArrayFormula(formula[1:-1])
                else:
                    cells.getCellByPosition(0, 0).setFormula(formula)
                texts = [cells.getCellByPosition(0, row).getString() for row in range(3)]
                answers.append([texts, called(model, said)])
                cells.clearContents(1 | 2 | 4 | 16)
            return answers

    def recalculated(self, path, cells, said):
        """Return the texts of cells as a hard recalculation leaves them, and what `said` gives."""
        with self._opened(path) as model:
            called(model, said)
            model.calculateAll()
            sheet = model.Sheets.getByIndex(0)
            texts = [sheet.getCellRangeByName(cell).getString() for cell in cells]
            return [texts, called(model, said)]

    @contextmanager
    def _opened(self, path):
        # the filter is named because LibreOffice does not know an add-in by its ending
        options = {"Hidden": True, "MacroExecutionMode": ALWAYS, "FilterName": FILTERS[".xlsm"]}
        arguments = tuple(setting(*pair) for pair in options.items())
        model = self.desktop.loadComponentFromURL(Path(path).as_uri(), "_blank", 0, arguments)
        if model is None:
            raise ValueError(f"LibreOffice could not open {path}")
        try:
            yield model
        finally:
            model.close(True)


def clicked(shape):
    """Return the script that a click on the shape starts, "" if none."""
    events = shape.getEvents()
    said = events.getByName("OnClick") if events.hasByName("OnClick") else ()
    return next((pair.Value for pair in said if pair.Name == "Script"), "")


def found(model, script):
    """Tell whether the script leads to a procedure that is there."""
    import uno  # noqa: PLC0415  only LibreOffice's interpreter has it

    missing = uno.getClass("com.sun.star.script.provider.ScriptFrameworkErrorException")
    try:
        return model.getScriptProvider().getScript(script) is not None
    except missing:
        return False


def called(model, place):
    """Run a procedure without arguments; return its result."""
    script = f"vnd.sun.star.script:{LIBRARY}.{place}?language=Basic&location=document"
    script = place if place.startswith("vnd.") else script
    return model.getScriptProvider().getScript(script).invoke((), (), ())[0]


if __name__ == "__main__":
    main(*sys.argv[1:])
