"""Pictures of a book's sheets, made by the real program; and what they must not show."""

import re
import shutil
import subprocess
import zipfile
from collections import Counter

import openpyxl
import pytest
from books import AS_OF
from cli_tools import mkp
from test_coverage_figures import a_base, book

from mkp_xl.book.fields import LANGS, SHEETS
from mkp_xl.faces import making, picture
from mkp_xl.faces.picture import first_pages
from mkp_xl.hosts.xlsx.printable import visible_titles, write_printable

SHORT_RU = pytest.mark.parametrize(
    "demo", ["ru", pytest.param("en", marks=pytest.mark.long)], indirect=True, scope="module"
)
SHORT_EN = pytest.mark.parametrize(
    "demo", [pytest.param("ru", marks=pytest.mark.long), "en"], indirect=True, scope="module"
)
KEYS = (
    "matrix", "clients", "orders", "contacts", "people", "team", "estimates", "norms", "plan",
    "coverage", "card", "potential", "playbook", "method", "checks", "settings", "help",
    "calendar",
)  # fmt: skip
TABS = {lang: [SHEETS[key](lang) for key in KEYS] for lang in LANGS}
PAGES = {
    "matrix": 1, "clients": 6, "plan": 2, "card": 1, "potential": 1, "playbook": 1, "method": 1,
    "checks": 2, "settings": 2, "help": 1,
}  # fmt: skip
PRINTER = shutil.which("pdftotext")


@pytest.fixture(scope="module", params=["ru", "en"])
def demo(request, tmp_path_factory):
    """Return the demonstration book in a language."""
    path = tmp_path_factory.mktemp("demo") / f"{request.param}.xlsx"
    making.demo(path, 240, request.param, AS_OF, lambda _key, _share: None)
    return request.param, path


@pytest.fixture(scope="module")
def paper(demo, tmp_path_factory, soffice):  # noqa: ARG001  the program must be there
    """Return the pages of each sheet as LibreOffice prints them, as text."""
    _, path = demo
    pdf = _print(path, tmp_path_factory.mktemp("paper"))
    begins = first_pages("pdftohtml", pdf)
    ends = [*list(begins.values())[1:], None]
    pages = _pages(pdf)
    return {
        title: pages[first - 1 : last and last - 1]
        for (title, first), last in zip(begins.items(), ends, strict=True)
    }


def _print(book, folder):
    """Return a book printed."""
    copy = folder / "copy.xlsx"
    write_printable(book, copy)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", folder, copy]
    subprocess.run(list(map(str, command)), check=True, capture_output=True)
    return copy.with_suffix(".pdf")


def _pages(pdf):
    done = subprocess.run([PRINTER, "-layout", pdf, "-"], check=True, capture_output=True)
    return done.stdout.decode().split("\f")[:-1]


def _words(text):
    """Return the words of a text; a sign that the printer may set close stands alone."""
    return re.sub("([►%])", r" \1 ", text).split()


def test_the_tabs_are_those_a_person_sees(demo):
    lang, path = demo
    assert visible_titles(path) == TABS[lang]


@SHORT_RU
@pytest.mark.soffice
@pytest.mark.skipif(PRINTER is None, reason="poppler-utils is not there")
@pytest.mark.parametrize(("key", "pages"), PAGES.items())
def test_a_printed_sheet_shows_no_error_and_is_as_long_as_designed(demo, paper, key, pages):
    lang, _ = demo
    title = SHEETS[key](lang)
    text = paper[title]
    assert len(text) == pages
    whole = "\n".join(text)
    for sign in ("###", "#N/A", "#NAME", "#VALUE", "#REF", "#DIV", "Err:", "yyyy", "mmm"):
        assert sign not in whole
    assert title.split()[0] in whole


@SHORT_RU
@pytest.mark.soffice
@pytest.mark.skipif(PRINTER is None, reason="poppler-utils is not there")
@pytest.mark.parametrize("key", PAGES)
def test_no_text_is_cut_off(demo, paper, key):
    """What runs into a neighbour or off the page is not on paper: every word of a cell must be."""
    lang, path = demo
    title = SHEETS[key](lang)
    seen = Counter(_words(" ".join(paper[title])))
    sheet = openpyxl.load_workbook(path, data_only=True)[title]
    area = sheet[sheet.print_area.rpartition("!")[2]] if sheet.print_area else sheet.iter_rows()
    hidden = {row for row, said in sheet.row_dimensions.items() if said.hidden}
    cells = [cell for row in area for cell in row if isinstance(cell.value, str)]
    wanted = Counter(
        word for cell in cells if cell.row not in hidden for word in _words(cell.value)
    )
    assert {word: count for word, count in wanted.items() if seen[word] < count} == {}


@SHORT_RU
@pytest.mark.soffice
@pytest.mark.skipif(PRINTER is None, reason="poppler-utils is not there")
def test_the_chart_of_the_matrix_shows_its_figures(demo, paper):
    """Its labels stand on paper besides the same figures in the map."""
    lang, path = demo
    whole = paper[TABS[lang][0]][0]
    sheet = openpyxl.load_workbook(path, data_only=True)[TABS[lang][0]]
    for cell in ("D11", "E11", "E10", "E16"):
        figure = f"{round(sheet[cell].value / 1000):,}".replace(",", r"[,\s]")
        assert len(re.findall(rf"\b{figure}\b", whole)) >= 2, figure
    legend = {"ru": ("закупки", "разрыв"), "en": ("purchases", "gap")}[lang]
    assert all(re.search(rf"{word}\b", whole) for word in legend)


@SHORT_EN
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


@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not there")
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not there")
def test_a_file_in_the_place_of_the_folder_is_told(demo, tmp_path):
    (tmp_path / "p").write_text("x")
    told = mkp("picture", demo[1], tmp_path / "p")
    assert told.code == 2
    assert "а нужна папка" in told.err


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_without_the_programs_one_sentence_says_what_is_missing(demo, tmp_path, lang, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    told = mkp("picture", demo[1], tmp_path / "p", lang=lang)
    assert told.code == 2
    assert "LibreOffice" in told.err
    assert "Traceback" not in told.err


@pytest.mark.soffice
@pytest.mark.skipif(PRINTER is None, reason="poppler-utils is not there")
def test_a_printed_sheet_shows_what_functions_gave(tmp_path, soffice):  # noqa: ARG001  as above
    book = tmp_path / "книга.xlsm"
    making.demo(book, 60, "ru", AS_OF, lambda _key, _share: None)
    text = "".join(_pages(_print(book, tmp_path)))
    assert "Гостиница" in text
    assert "#" not in text


@pytest.mark.soffice
@pytest.mark.usefixtures("soffice")
@pytest.mark.skipif(PRINTER is None, reason="poppler-utils is not there")
@pytest.mark.parametrize("version", ["3.1", "16.0300"])
def test_charts_are_drawn_from_cells_whatever_program_made_the_book(version, tmp_path):
    path = book(tmp_path / "b.xlsx", *a_base(1, clients=40))
    assert mkp("attach", path, "-y").code == 0
    assert mkp("add", "coverage", path).code == 0
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(tmp_path / "c.xlsx", "w") as marked:
        for name in package.namelist():
            data = package.read(name)
            if name.startswith("xl/charts/"):
                data = re.sub(rb"(?<=<c:v>)[^<]*[^<\d.][^<]*(?=</c:v>)", b"CACHED", data)
            elif name == "docProps/app.xml":
                data = re.sub(rb"(?<=<AppVersion>)[^<]*", version.encode(), data)
            marked.writestr(name, data)
    text = "".join(_pages(_print(tmp_path / "c.xlsx", tmp_path)))
    assert "просрочен" in text
    assert "CACHED" not in text


@pytest.mark.soffice
@pytest.mark.usefixtures("soffice")
@pytest.mark.skipif(shutil.which("pdftoppm") is None, reason="poppler-utils is not there")
def test_titles_of_any_signs_have_their_pictures_and_an_empty_sheet_has_none(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Пусто"
    for title in ("A & B <'c'>", 'План "2026"'):
        book.create_sheet(title)["A1"] = title
    hidden = book.create_sheet("Скрыт")
    hidden["A1"], hidden.print_area, hidden.sheet_state = "x", "A1", "hidden"
    book.save(tmp_path / "b.xlsx")
    made = picture.picture(tmp_path / "b.xlsx", tmp_path / "p", "ru", lambda _key, _share: None)
    assert [p.name for p in made] == ["02 A & B _'c'_.png", "03 План _2026_.png"]
