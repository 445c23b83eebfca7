"""The demonstration books that come with the project are those the program makes today."""

import zipfile
from pathlib import Path

import pytest

from mkp_xl.faces import jobs
from mkp_xl.faces.cli import DEMO_AS_OF

FOLDER = Path(__file__).parents[1] / "workbook"


def parts(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_demonstration_book_is_up_to_date(tmp_path, lang):
    """`make workbook` builds them anew."""
    fresh = tmp_path / f"mkp_demo_{lang}.xlsx"
    jobs.demo(fresh, 240, lang, DEMO_AS_OF, lambda _key, _share: None)
    made, kept = parts(fresh), parts(FOLDER / fresh.name)
    assert made.keys() == kept.keys()
    assert [name for name in made if made[name] != kept[name]] == []


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_demonstration_book_is_small_enough_to_mail(lang):
    assert (FOLDER / f"mkp_demo_{lang}.xlsx").stat().st_size < 300_000
