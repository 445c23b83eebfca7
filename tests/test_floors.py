"""Four floors, imports go down only; the ground floor runs on the standard library."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "mkp_xl"
FLOORS = ("rules", "book", "hosts", "faces")
COMMON = {"mkp_xl", "mkp_xl.errors"}
PROGRAMS = {"excel", "calc"}
"""Homes of hosts for open books; what they share lies in `live`."""
MODULES = sorted(PACKAGE.rglob("*.py"))


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return found


def floor_of(module: str) -> int | None:
    parts = module.split(".")
    if parts[0] != "mkp_xl" or len(parts) < 2 or parts[1] not in FLOORS:
        return None
    return FLOORS.index(parts[1])


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_only_its_own_floor_and_those_below(path):
    place = path.relative_to(PACKAGE)
    parts = ("faces", "main") if place.name == "__main__.py" else place.with_suffix("").parts
    own = floor_of("mkp_xl." + ".".join(parts))
    for name in imports_of(path):
        other = floor_of(name)
        if other is not None:
            assert own is not None or name in COMMON, f"{path} imports {name}"
            assert own is None or other <= own, f"{path} imports {name}, a floor above"


def test_the_test_sees_an_upward_import(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text("from mkp_xl.faces.cli import main\n")
    assert floor_of("mkp_xl.rules.x") < max(floor_of(n) for n in imports_of(bad) if floor_of(n))


def shared_by(home: str) -> tuple[str, ...]:
    return ("contract", "live") if home in PROGRAMS else ("contract",)


def test_no_host_imports_another_host():
    hosts = PACKAGE / "hosts"
    homes = {p.name for p in hosts.iterdir() if p.is_dir()} - {"__pycache__"}
    for home in homes:
        for path in (hosts / home).rglob("*.py"):
            for name in imports_of(path):
                parts = name.split(".")
                if parts[:2] == ["mkp_xl", "hosts"] and len(parts) > 2:
                    assert parts[2] in (home, *shared_by(home)), f"{path} imports {name}"


def test_xlwings_pro_is_never_imported():
    for path in MODULES:
        assert not any(name.startswith("xlwings.pro") for name in imports_of(path)), path


def test_row_rules_cells_and_words_load_the_standard_library_only():
    code = (
        "import sys; import mkp_xl.rules.rows.coverage, mkp_xl.rules.rows.flips, "
        "mkp_xl.rules.rows.estimates, mkp_xl.rules.rows.likely, "
        "mkp_xl.rules.rows.potential, mkp_xl.rules.rows.progress, mkp_xl.rules.rows.segment, "
        "mkp_xl.book.cells, mkp_xl.book.amounts, mkp_xl.book.days, mkp_xl.book.words; "
        "print([m for m in sys.modules if m.split('.')[0] in "
        "('numpy', 'pandas', 'openpyxl', 'xlwings', 'rich', 'typer')])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_rules_know_no_clock_no_chance_no_files():
    forbidden = {"time", "random", "os", "io", "pathlib", "sys", "socket"}
    for path in (PACKAGE / "rules").rglob("*.py"):
        roots = {name.split(".")[0] for name in imports_of(path)}
        assert not roots & forbidden, f"{path} imports {roots & forbidden}"
