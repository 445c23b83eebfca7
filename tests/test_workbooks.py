"""The demonstration books that come with the project are those the program makes today."""

import zipfile
from pathlib import Path

import pytest
import xlwings

from mkp_xl.faces import making
from mkp_xl.faces.cli import DEMO_AS_OF
from mkp_xl.faces.excel.books import addin
from mkp_xl.faces.excel.helpers import macro_version
from mkp_xl.faces.libreoffice.extension import extension

FOLDER = Path(__file__).parents[1] / "workbook"


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def refuse_another_xlwings(path):
    """Skip where the macros come from another xlwings than the installed one."""
    version = macro_version(path)
    if version != xlwings.__version__:
        pytest.skip(f"built with xlwings {version}, {xlwings.__version__} is installed")


def differing(fresh, kept):
    made, kept = parts(fresh), parts(kept)
    assert made.keys() == kept.keys()
    return [name for name in made if made[name] != kept[name]]


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("ending", ["xlsx", "xlsm"])
def test_a_demonstration_book_is_up_to_date(tmp_path, lang, ending):
    """`make workbook` builds them anew."""
    fresh = tmp_path / f"mkp_demo_{lang}.{ending}"
    if ending == "xlsm":
        refuse_another_xlwings(FOLDER / fresh.name)
    making.demo(fresh, 240, lang, DEMO_AS_OF, lambda _key, _share: None)
    assert differing(fresh, FOLDER / fresh.name) == []


def test_the_add_in_is_up_to_date(tmp_path):
    refuse_another_xlwings(FOLDER / "mkp.xlam")
    fresh = tmp_path / "mkp.xlam"
    fresh.write_bytes(addin("ru"))
    assert differing(fresh, FOLDER / fresh.name) == []


def test_the_extension_is_up_to_date(tmp_path):
    fresh = tmp_path / "mkp.oxt"
    fresh.write_bytes(extension())
    assert differing(fresh, FOLDER / fresh.name) == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.xl*")), ids=lambda path: path.name)
def test_a_book_that_comes_along_is_small_enough_to_mail(path):
    assert path.stat().st_size < 500_000
