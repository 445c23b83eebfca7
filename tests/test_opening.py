"""Nothing in a book we make gives a spreadsheet a reason to repair it: checked part by part.

The rules are those of ECMA-376 and of Excel's published limits, read with zipfile and lxml only.
"""

import posixpath
import re
import zipfile
from collections import Counter

import cli_tools as t
import pytest
from lxml import etree

pytestmark = pytest.mark.sampled(3)

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
ORDER = [
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate",
    "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations",
    "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks",
    "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
    "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
]  # fmt: skip
BOOKS = ("demo-ru", "demo-en", "new", "pilot", "grown", "attached")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a maker of books, each made once."""
    folder = tmp_path_factory.mktemp("opening")
    ready = {}

    def make(name):
        if name not in ready:
            ready[name] = folder / f"{name}.xlsx"
            _make(name, ready[name], make)
        return ready[name]

    return make


def _make(name, path, make):
    lang = "en" if name == "demo-en" else "ru"
    rows = [(f"Клиент {n}", 10_000 * n, None, None) for n in range(1, 40)]
    if name.startswith("demo"):
        calls = [("demo", "--clients", 300, "-o", path, "--lang", lang)]
    elif name == "new":
        calls = [("new", path)]
    elif name == "attached":
        t.book(path, rows)
        calls = [("attach", path), ("recalc", path)]
    else:
        counts = ["20"] if name == "pilot" else ["20", "60", "all"]
        calls = [("new", path, make("demo-ru"), "--pilot", count) for count in counts]
    for call in calls:
        told = t.mkp(*call, lang=lang)
        assert told.code == 0, told


@pytest.fixture(params=BOOKS)
def book(request, made):
    """Return the parts of a book by name."""
    with zipfile.ZipFile(made(request.param)) as archive:
        names = archive.namelist()
        assert len(names) == len(set(map(str.casefold, names)))
        return {name: archive.read(name) for name in names}


def root(book, part):
    return etree.fromstring(book[part])


def relations(book, part):
    """Return the target of each relationship of a part, by id."""
    folder, name = posixpath.split(part)
    rels = f"{folder}/_rels/{name}.rels".lstrip("/")
    if rels not in book:
        return {}
    nodes = root(book, rels)
    assert len({node.get("Id") for node in nodes}) == len(nodes)
    return {
        node.get("Id"): posixpath.normpath(posixpath.join(folder, node.get("Target"))).lstrip("/")
        if not node.get("Target").startswith("/")
        else node.get("Target")[1:]
        for node in nodes
        if node.get("TargetMode") != "External"
    }


def sheets(book):
    """Return part and root of each worksheet, by title, in the order of the tabs."""
    targets = relations(book, "xl/workbook.xml")
    nodes = root(book, "xl/workbook.xml").find(f"{MAIN}sheets")
    return {
        node.get("name"): (targets[node.get(f"{REL}id")], root(book, targets[node.get(f"{REL}id")]))
        for node in nodes
    }


def formulas(book):
    """Return every formula text that is written out, with the place it stands in."""
    for title, (_, sheet) in sheets(book).items():
        for node in sheet.iter(f"{MAIN}f"):
            if node.text:
                yield title, node.getparent().get("r"), node.text


def numbered(reference):
    letters, row = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", reference).groups()
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return int(row), column


def test_every_part_has_a_type_and_every_type_a_part(book):
    types = root(book, "[Content_Types].xml")
    defaults = {node.get("Extension").lower() for node in types if "Default" in node.tag}
    overrides = [node.get("PartName") for node in types if "Override" in node.tag]
    assert len(overrides) == len(set(overrides))
    assert {name[1:] for name in overrides} <= set(book)
    for name in book:
        known = "/" + name in overrides or name.rpartition(".")[2].lower() in defaults
        assert known or name == "[Content_Types].xml", name


def test_every_relationship_leads_to_a_part_and_every_part_is_led_to(book):
    reached, waiting = set(), [""]
    while waiting:
        part = waiting.pop()
        for target in relations(book, part).values():
            assert target in book, (part, target)
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    frame = {name for name in book if name.endswith(".rels")} | {"[Content_Types].xml"}
    assert set(book) == reached | frame


def test_every_id_a_part_names_is_a_relationship_of_it(book):
    for part in book:
        if part.endswith(".xml") and part.startswith("xl/"):
            named = {value for node in root(book, part).iter() for key, value in node.items()
                     if key.startswith(REL)}  # fmt: skip
            assert named <= set(relations(book, part)), part


def test_tabs_and_names_are_unique_and_point_somewhere(book):
    workbook = root(book, "xl/workbook.xml")
    titles = [node.get("name") for node in workbook.find(f"{MAIN}sheets")]
    identities = [node.get("sheetId") for node in workbook.find(f"{MAIN}sheets")]
    assert len(set(map(str.casefold, titles))) == len(titles) == len(set(identities))
    assert all(0 < len(title) <= 31 and not set(title) & set(r"[]:*?/\\") for title in titles)
    names = list(workbook.iter(f"{MAIN}definedName"))
    keys = Counter((n.get("name").casefold(), n.get("localSheetId")) for n in names)
    assert max(keys.values()) == 1, keys.most_common(1)
    for name in names:
        assert re.fullmatch(r"[^\W\d][\w.]{0,254}", name.get("name")), name.get("name")
        assert int(name.get("localSheetId", 0)) < len(titles)
        assert "#REF!" not in name.text
        for quoted, bare in re.findall(r"(?:'((?:[^']|'')+)'|([\w.]+))!", name.text):
            assert (quoted.replace("''", "'") or bare) in titles, name.text


def test_worksheets_say_things_in_the_order_of_the_schema(book):
    for title, (_, sheet) in sheets(book).items():
        places = [ORDER.index(etree.QName(node).localname) for node in sheet]
        assert places == sorted(places), title
        assert len(set(places) - {ORDER.index("conditionalFormatting")}) == len(
            [p for p in places if p != ORDER.index("conditionalFormatting")]
        ), title


def test_rows_and_cells_ascend(book):
    for title, (_, sheet) in sheets(book).items():
        rows = [int(row.get("r")) for row in sheet.iter(f"{MAIN}row")]
        assert rows == sorted(set(rows)), title
        for row in sheet.iter(f"{MAIN}row"):
            cells = [numbered(cell.get("r")) for cell in row]
            assert cells == sorted(set(cells)), title
            assert {number for number, _ in cells} <= {int(row.get("r"))}, title


def test_formulas_keep_to_the_limits(book):
    for title, place, text in formulas(book):
        where = f"{title}!{place}"
        assert len(text) <= 8192, where
        assert not text.startswith("="), where
        literals = re.findall(r'"((?:[^"]|"")*)"', text)
        assert all(len(said.replace('""', '"')) <= 255 for said in literals), where
        depth = deepest = 0
        for sign in re.sub(r'"(?:[^"]|"")*"', "", text):
            depth += (sign == "(") - (sign == ")")
            deepest = max(deepest, depth)
        assert depth == 0, where
        assert deepest <= 64, where


def test_shared_formulas_have_one_text_and_users_inside_its_range(book):
    for title, (_, sheet) in sheets(book).items():
        groups = {}
        for node in sheet.iter(f"{MAIN}f"):
            if node.get("t") == "shared":
                groups.setdefault(node.get("si"), []).append(node)
        for nodes in groups.values():
            (carrier,) = [node for node in nodes if node.get("ref")]
            assert carrier.text, title
            first, _, last = carrier.get("ref").partition(":")
            (top, left), (bottom, right) = numbered(first), numbered(last or first)
            for node in nodes:
                row, column = numbered(node.getparent().get("r"))
                assert top <= row <= bottom, title
                assert left <= column <= right, title


def test_styles_exist_and_stay_below_the_limits(book):
    styles = root(book, "xl/styles.xml")
    counts = {}
    for name in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
        node = styles.find(f"{MAIN}{name}")
        counts[name] = 0 if node is None else len(node)
        assert node is None or int(node.get("count", len(node))) == len(node), name
    assert counts["cellXfs"] <= 65_490
    assert counts["fonts"] <= 1_024
    formats = styles.find(f"{MAIN}numFmts")
    codes = {} if formats is None else {n.get("numFmtId"): n.get("formatCode") for n in formats}
    assert len(codes) <= 250
    assert all(0 < len(code) <= 255 for code in codes.values())
    for xf in styles.find(f"{MAIN}cellXfs"):
        for key, where in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
            assert int(xf.get(key, 0)) < counts[where]
        number = xf.get("numFmtId", "0")
        assert int(number) < 164 or number in codes
    for title, (_, sheet) in sheets(book).items():
        used = {int(c.get("s", 0)) for c in sheet.iter(f"{MAIN}c")}
        used |= {int(c.get("style", 0)) for c in sheet.iter(f"{MAIN}col")}
        assert max(used, default=0) < counts["cellXfs"], title
        for rule in sheet.iter(f"{MAIN}cfRule"):
            assert int(rule.get("dxfId", 0)) < max(1, counts["dxfs"]), title


def test_rules_drop_downs_merges_and_links_are_well_formed(book):
    titles = set(sheets(book))
    for title, (_, sheet) in sheets(book).items():
        priorities = [int(rule.get("priority")) for rule in sheet.iter(f"{MAIN}cfRule")]
        assert len(set(priorities)) == len(priorities), title
        picks = sheet.find(f"{MAIN}dataValidations")
        for pick in picks if picks is not None else ():
            assert int(picks.get("count")) == len(picks), title
            assert len(pick.get("promptTitle", "")) <= 32, title
            assert len(pick.get("prompt", "")) <= 255, title
            assert len(pick.get("error", "")) <= 225, title
            assert all(len(node.text or "") <= 255 for node in pick), title
        taken = set()
        for merge in sheet.iter(f"{MAIN}mergeCell"):
            first, last = map(numbered, merge.get("ref").split(":"))
            cells = {(r, c) for r in range(first[0], last[0] + 1)
                     for c in range(first[1], last[1] + 1)}  # fmt: skip
            assert not cells & taken, title
            taken |= cells
        links = list(sheet.iter(f"{MAIN}hyperlink"))
        assert len({link.get("ref") for link in links}) == len(links), title
        assert len(links) <= 65_530, title
        for link in links:
            target = link.get("location").rpartition("!")[0].strip("'").replace("''", "'")
            assert target in titles, title


def test_texts_are_shared_strings_that_exist(book):
    strings = root(book, "xl/sharedStrings.xml") if "xl/sharedStrings.xml" in book else []
    for title, (_, sheet) in sheets(book).items():
        for cell in sheet.iter(f"{MAIN}c"):
            if cell.get("t") == "s":
                assert int(cell.find(f"{MAIN}v").text) < len(strings), title
            if cell.get("t") in ("inlineStr", "str"):
                said = "".join(cell.itertext())
                assert len(said) <= 32_767, title


def test_a_book_of_300_clients_is_small_enough_to_mail(made):
    """Before sources of potentials and coverage came, a book had half as many sheets and 300 kB."""
    for name in ("demo-ru", "demo-en"):
        assert made(name).stat().st_size < 520_000
