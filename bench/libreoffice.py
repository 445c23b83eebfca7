"""Cells that call a worksheet function in LibreOffice, against a function that does nothing."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import xlsxwriter

from bench.clock import Sample, WrongResultError
from bench.table import NONE, Line, verdict
from mkp_xl.faces.libreoffice.extension import extension

if TYPE_CHECKING:
    from bench.books import Books

RATIO_MAX = 2.0
NOTE = (
    "A hard recalculation of a book whose cells all call `MKP_SEGMENT` with two cells and three "
    "limits, in LibreOffice with our extension. Floor: the same book calling a function of another "
    "extension that takes the same arguments and gives 8, in the same program, in turns."
)
_TESTS = Path(__file__).parents[1] / "tests"
_MANIFEST = "META-INF/manifest.xml"
_LIMITS = (50_000, 500_000, 1)
_IDL = """module org { module mkp { module floor {
  interface XFloor : com::sun::star::uno::XInterface {
    sequence< sequence< any > > mkpFloor([in] sequence< sequence< any > > a,
      [in] sequence< sequence< any > > b, [in] any c, [in] any d, [in] any e);
  };
}; }; };
"""
_PYTHON = """import unohelper
from com.sun.star.lang import XServiceInfo
from org.mkp.floor import XFloor
NAME, SERVICE = "org.mkp.floor.Impl", "org.mkp.floor.Functions"
class Floor(unohelper.Base, XServiceInfo, XFloor):
    def __init__(self, context, *_): pass
    def mkpFloor(self, a, b, c, d, e): return ((8.0,),)
    def getImplementationName(self): return NAME
    def supportsService(self, name): return name == SERVICE
    def getSupportedServiceNames(self): return (SERVICE,)
g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Floor, NAME, (SERVICE,))
"""


def measure(books: Books, *, quick: bool) -> list[Line]:
    """Return what a recalculation of many cells costs."""
    sys.path.append(str(_TESTS))
    from soffice import Soffice, SofficeMissingError  # noqa: PLC0415  it lies beside the tests

    rows, rounds = (2_000, 2) if quick else (100_000, 7)
    ours, floor = books.folder / "mkp.oxt", books.folder / "floor.oxt"
    ours.write_bytes(extension())
    _write_floor(ours, floor)
    paths = [_book(books.folder / f"{name}.xlsx", f"MKP_{name.upper()}", rows)
             for name in ("segment", "floor")]  # fmt: skip
    try:
        with Soffice(extensions=[ours, floor], timeout=600) as bench:
            for path in paths:
                _check(bench.recalculate(path)["Sheet1"], path, rows)
            took = bench.recalculated_in_turns(paths, rounds + 1)
    except SofficeMissingError as missing:
        return [Line(what=f"not measured: {missing}", ours=NONE)]
    first, second = (Sample.of(took[path.name][1:]) for path in paths)
    ratio = first.median / second.median
    return [
        Line(
            what=f"{rows:,} cells that call `MKP_SEGMENT`",
            ours=first.shown("s"),
            other=second.shown("s"),
            ratio=f"{ratio:.2f}x the floor",
            target=f"<= {RATIO_MAX:.0f}x the floor",
            verdict=verdict(met=ratio <= RATIO_MAX, applies=not quick),
        )
    ]


def _write_floor(ours: Path, path: Path) -> None:
    """Write the extension of the floor: ours with one function that does nothing."""
    with zipfile.ZipFile(ours) as package:
        config = package.read("CalcAddIns.xcu").decode("utf-8")
        rest = {name: package.read(name).decode("utf-8")
                for name in (_MANIFEST, "description.xml")}  # fmt: skip
    head, _, nodes = config.partition('<node oor:name="mkpSegment" ')
    node = nodes.partition('<node oor:name="mkpSegmentName" ')[0]
    start = head[: head.index('<node oor:name="mkpPotentialLevel" ')]
    mine = (
        start + '<node oor:name="mkpFloor" ' + node + "</node></node></node></oor:component-data>"
    )
    kept = (line for line in rest[_MANIFEST].splitlines(keepends=True) if _stays(line))
    rest[_MANIFEST] = "".join(kept)
    parts = {
        **{name: text.replace("org.mkp.calc", "org.mkp.floor") for name, text in rest.items()},
        "CalcAddIns.xcu": mine.replace("org.mkp.calc", "org.mkp.floor")
        .replace("MKP_SEGMENT", "MKP_FLOOR"),
        "mkp_types.idl": _IDL,
        "mkp_functions.py": _PYTHON,
    }  # fmt: skip
    with zipfile.ZipFile(path, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)


def _stays(line: str) -> bool:
    """Tell whether a line of the manifest names a part that the floor has too."""
    parts = ("mkp_types.idl", "mkp_functions.py", "CalcAddIns.xcu")
    return "file-entry" not in line or any(part in line for part in parts)


def _book(path: Path, function: str, rows: int) -> Path:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Sheet1")
        for row in range(1, rows + 1):
            sheet.write_row(row - 1, 0, [740_000 + row, 210_000])
            limits = ",".join(map(str, _LIMITS))
            call = f"{function}($A{row}:$A{row},$B{row}:$B{row},{limits})"
            sheet.write_formula(row - 1, 2, call, None, 0)
    return path


def _check(values: list[list[object]], path: Path, rows: int) -> None:
    if len(values) != rows or any(row[2] != 8.0 for row in values):
        raise WrongResultError(f"{path.name}: not every cell says 8")
