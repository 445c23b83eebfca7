"""The wheel that people install does the job with the dependencies it names and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from importlib.metadata import distribution
from pathlib import Path

import openpyxl
import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]


def asked(requirements):
    """Names of the distributions that apply here, extras left out."""
    parsed = [Requirement(text) for text in requirements or ()]
    return [one.name for one in parsed if not one.marker or one.marker.evaluate({"extra": ""})]


def closure(names):
    found = {}
    left = list(names)
    while left:
        name = left.pop()
        if name not in found:
            found[name] = distribution(name)
            left += asked(found[name].requires)
    return found.values()


def give(site, distributions):
    """Let a folder of packages see these distributions and no others."""
    for one in distributions:
        for top in {file.parts[0] for file in one.files if file.parts[0] != ".."}:
            if not (site / top).exists():
                (site / top).symlink_to(one.locate_file(top))


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Return the programs of an environment that holds the wheel and what it asks for."""
    home = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    build = [*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", home / "dist", ROOT]
    subprocess.run(build, check=True)
    (wheel,) = (home / "dist").glob("*.whl")
    venv.create(home / "venv", symlinks=True)
    programs = home / "venv" / "bin"
    install = [*pip, "--python", programs / "python", "install", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True)
    (site,) = (home / "venv" / "lib").glob("python*/site-packages")
    (info,) = site.glob("mkp_xl-*.dist-info")
    metadata = (info / "METADATA").read_text(encoding="utf-8")
    lines = [line.removeprefix("Requires-Dist: ") for line in metadata.splitlines()
             if line.startswith("Requires-Dist: ")]  # fmt: skip
    give(site, closure(asked(lines)))
    return programs


def run(command, folder):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "PYTHON"))}
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env=kept | {"MKP_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights on Windows")
def test_the_wheel_does_the_main_job(installed, tmp_path):
    where = run([installed / "python", "-c", "import mkp_xl; print(mkp_xl.__file__)"], tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent)
    run([installed / "mkp-xl", "demo", "--clients", "30", "--lang", "en"], tmp_path)
    book = tmp_path / "mkp_demo_en.xlsx"
    assert '"clients": 30' in run([installed / "mkp-xl", "recalc", book, "--json"], tmp_path)
    assert "Settings" in openpyxl.load_workbook(book).sheetnames
