"""Pictures of a book's sheets, made by the real program; and what they must not show."""

import shutil
import subprocess

import pytest
from books import AS_OF
from cli_tools import mkp

from mkp_xl.faces import jobs
from mkp_xl.hosts.xlsx.alone import visible_titles, write_alone

TABS = {
    "ru": [
        "Матрица",
        "Клиенты",
        "Заказы",
        "Контакты",
        "План контактов",
        "Проверки",
        "Настройки",
        "Справка",
    ],
    "en": ["Matrix", "Clients", "Orders", "Contacts", "Contact plan", "Checks", "Settings", "Help"],
}
PRINTER = shutil.which("pdftotext")


@pytest.fixture(scope="module", params=["ru", "en"])
def demo(request, tmp_path_factory):
    """Return the demonstration book in a language."""
    path = tmp_path_factory.mktemp("demo") / f"{request.param}.xlsx"
    jobs.demo(path, 240, request.param, AS_OF, lambda _key, _share: None)
    return request.param, path


def printed(path, title, folder):
    """Return the pages of one sheet as LibreOffice prints them, as text."""
    alone = folder / "alone.xlsx"
    write_alone(path, title, alone)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", folder, alone]
    subprocess.run(list(map(str, command)), check=True, capture_output=True)
    pdf = alone.with_suffix(".pdf")
    done = subprocess.run([PRINTER, "-layout", pdf, "-"], check=True, capture_output=True)
    return done.stdout.decode().split("\f")[:-1]


def test_the_tabs_are_those_a_person_sees(demo):
    lang, path = demo
    assert visible_titles(path) == TABS[lang]


@pytest.mark.soffice
@pytest.mark.skipif(PRINTER is None, reason="poppler-utils is not there")
@pytest.mark.parametrize(("tab", "pages"), [(0, 1), (1, 6), (4, 1), (5, 1), (6, 1), (7, 1)])
@pytest.mark.usefixtures("soffice")
def test_a_printed_sheet_shows_no_error_and_is_as_long_as_designed(demo, tab, pages, tmp_path):
    lang, path = demo
    text = printed(path, TABS[lang][tab], tmp_path)
    assert len(text) == pages
    whole = "\n".join(text)
    for sign in ("###", "#N/A", "#NAME", "#VALUE", "#REF", "#DIV", "Err:"):
        assert sign not in whole
    assert TABS[lang][tab].split()[0] in whole


@pytest.mark.soffice
@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not there")
@pytest.mark.usefixtures("soffice")
def test_picture_writes_every_visible_sheet(demo, tmp_path):
    lang, path = demo
    told = mkp("picture", path, tmp_path / "pictures", "--lang", lang, lang=lang)
    assert told.code == 0, told
    made = sorted((tmp_path / "pictures").iterdir())
    assert [p.name for p in made] == [f"{n:02d} {t}.png" for n, t in enumerate(TABS[lang], 1)]
    assert all(p.read_bytes().startswith(b"\x89PNG") for p in made)
    assert len({p.read_bytes() for p in made}) == len(made), "each shows another sheet"


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_without_the_programs_one_sentence_says_what_is_missing(demo, tmp_path, lang, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    told = mkp("picture", demo[1], tmp_path / "p", lang=lang)
    assert told.code == 2
    assert "LibreOffice" in told.err
    assert "Traceback" not in told.err
