"""The sheets of several sources: card, potential, playbook, method; how a book gets them."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections import defaultdict

import openpyxl
import pytest
from books import AS_OF, marked_columns
from cli_tools import book as plain_list
from cli_tools import mkp
from test_one_answer import cached, equal

from mkp_xl.book import playbook, words
from mkp_xl.book.days import serial_of
from mkp_xl.book.fields import SHEETS as FIELD_SHEETS
from mkp_xl.book.flow import Request
from mkp_xl.book.grid import CellEdit, Changes
from mkp_xl.faces import jobs, making
from mkp_xl.hosts.xlsx import XlsxHost

pytestmark = pytest.mark.sampled(3)

SHEETS = ("Оценки", "Нормы", "Карточка клиента", "Потенциал", "Playbook", "Методика")


def quiet(_key, _share):
    pass


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    path = tmp_path_factory.mktemp("sheets") / "demo.xlsx"
    making.demo(path, 120, "ru", AS_OF, quiet)
    return path


@pytest.fixture(scope="module")
def shown(demo):
    return openpyxl.load_workbook(demo, data_only=True)


def edited(path, target, *edits):
    """Write a copy with some cells typed, nothing recalculated."""
    cells = [CellEdit(sheet=s, row=r, column=c, value=v) for s, r, c, v in edits]
    XlsxHost(path, output=target).write(Changes(cells=cells))
    return target


def recalc(path, **settings):
    request = Request(today=serial_of(AS_OF), as_of=serial_of(AS_OF), settings=settings)
    jobs.recalculate(jobs.Target(path=path), request, quiet)
    return openpyxl.load_workbook(path, data_only=True)


def clients(book):
    """Return the rows of the list by header."""
    sheet = book["Клиенты"]
    heads = [cell.value for cell in sheet[4]]
    return [dict(zip(heads, row, strict=True))
            for row in sheet.iter_rows(min_row=5, values_only=True) if row[0]]  # fmt: skip


# The card ----------------------------------------------------------------------------------------


@pytest.mark.soffice
@pytest.mark.parametrize("locale", ["ru-RU", pytest.param("en-US", marks=pytest.mark.long)])
def test_the_card_follows_the_chosen_client_as_we_would_draw_it(demo, tmp_path, soffice, locale):
    """Choosing in the program gives what recalculation draws, whoever is chosen."""
    rows = clients(openpyxl.load_workbook(demo, data_only=True))
    by_source = {row["Код источника"]: row["Клиент"] for row in rows}
    names = [*by_source.values(), rows[0]["Клиент"], "Никто", rows[5]["Клиент"].upper()]
    for number, name in enumerate(names):
        typed = edited(demo, tmp_path / f"{number}.xlsx", ("Карточка клиента", 2, 3, name))
        theirs = soffice.recalculate(typed, locale=locale)["Карточка клиента"]
        recalc(typed)
        ours = cached(typed)["Карточка клиента"]
        apart = [
            (row + 1, column + 1, value, theirs[row][column])
            for row, cells in enumerate(ours)
            for column, value in enumerate(cells)
            if (row, column) != (1, 2) and not equal(value, theirs[row][column])
        ]
        assert apart == [], name


def test_the_card_tells_of_the_client_what_the_list_does(shown):
    card = shown["Карточка клиента"]
    row = next(r for r in clients(shown) if r["Клиент"] == card["C2"].value)
    assert card["B1"].value == row["Клиент"]
    assert card["B4"].value == row["Почему так"]
    assert (card["B7"].value, card["C7"].value) == (
        row["Потенциал, в расчёте"], row["Закупки, в расчёте"]
    )  # fmt: skip
    orders = defaultdict(float)
    for client, day, amount in shown["Заказы"].iter_rows(min_row=5, max_col=3, values_only=True):
        if client == row["Код клиента"] and isinstance(day, dt.datetime):
            orders[day.year, day.month] += amount
    months = [(2025, 12), *((2026, month) for month in range(1, 12))]
    told = [[card.cell(r, c).value for r in range(11, 23)] for c in (17, 18)]
    assert told[0] == pytest.approx([orders[month] for month in months])
    assert told[1] == pytest.approx([orders[year - 1, month] for year, month in months])


@pytest.mark.parametrize("flip", range(4))
def test_what_the_card_says_would_change_the_verdict_does(shown, demo, tmp_path, flip):
    """Apply a line of the card to the list: the segment becomes the one it names."""
    card = shown["Карточка клиента"]
    said, then = card.cell(22 + flip, 2).value, card.cell(22 + flip, 4).value
    if not then:
        assert "уже" in said  # the edge of the matrix: nothing to change
        return
    target = int(then.removeprefix("→ стал бы ").split()[0])
    amount = float("".join(s for s in said if s.isdigit()) or 0)
    places = marked_columns(demo, "Клиенты")
    row = next(i for i, r in enumerate(clients(shown)) if r["Клиент"] == card["C2"].value) + 5
    is_potential = said.startswith("потенциал")
    column = 3 if is_potential else 4
    value = 0.0 if "перестанет" in said else amount
    edits = [("Клиенты", row, column, value)]
    for head in ("Отрасль", "Бюджет категории", "Закупки у конкурентов"):
        heads = [cell.value for cell in shown["Клиенты"][4]]
        if is_potential:  # the flip speaks of the potential that is reckoned with
            edits.append(("Клиенты", row, heads.index(head) + 1, None))
    path = edited(demo, tmp_path / "flip.xlsx", *edits)
    if is_potential:
        other = "Никто такой"
        sheet = openpyxl.load_workbook(path)["Оценки"]
        notes = [
            r for r in range(5, sheet.max_row + 1) if sheet.cell(r, 1).value == card["C2"].value
        ]
        path = edited(path, tmp_path / "f.xlsx", *(("Оценки", r, 1, other) for r in notes))
    book = recalc(path)
    assert book["Клиенты"].cell(row, places["segment"][1]).value == target


# Playbook ----------------------------------------------------------------------------------------


def test_what_a_team_writes_into_the_playbook_stays_and_reaches_the_card(demo, tmp_path):
    path = edited(
        demo, tmp_path / "p.xlsx",
        ("Playbook", 6, playbook.TASKS, "=HYPERLINK(1) звонить"),
        ("Playbook", 6, playbook.METHODS, None), ("Playbook", 6, playbook.OWNER, "Ирина"),
        ("Playbook", 13, 7, 0.01),
    )  # fmt: skip
    for _ in range(2):
        book = recalc(path)
        sheet = book["Playbook"]
        assert sheet.cell(6, playbook.TASKS).value == "=HYPERLINK(1) звонить"
        assert sheet.cell(6, playbook.METHODS).value is None
        assert sheet.cell(6, playbook.OWNER).value == "Ирина"
        assert sheet.cell(13, 7).value == 0.01
    card = book["Карточка клиента"]
    assert card["G36"].value == "Что делать: сегмент 8"  # the first row of the playbook
    assert card["G37"].value == "□ =HYPERLINK(1) звонить"
    assert card["G40"].value == "Ведёт: Ирина"
    formulas = openpyxl.load_workbook(path)["Playbook"]
    assert formulas.cell(6, playbook.TASKS).data_type in ("s", "inlineStr")


def test_the_playbook_counts_contacts_by_segment_and_names_those_that_get_too_much(shown):
    rows, segments, counts = clients(shown), defaultdict(list), defaultdict(int)
    for row in rows:  # a client that the list has twice counts twice, and the checks say so
        segments[row["Код клиента"]].append(row["Сегмент"])
    for client, day in shown["Контакты"].iter_rows(min_row=5, max_col=2, values_only=True):
        inside = isinstance(day, dt.datetime) and dt.datetime(2025, 11, 20) < day  # noqa: DTZ001
        if inside and day <= dt.datetime(2026, 11, 20):  # noqa: DTZ001
            for segment in segments[client]:
                counts[segment] += 1
    sheet = shown["Playbook"]
    for place, number in enumerate(words.BY_PRIORITY):
        assert sheet.cell(6 + place, 11).value == counts[number]
        share, plan = sheet.cell(6 + place, 12).value, sheet.cell(6 + place, 7).value
        is_over = share > 1.2 * plan + 0.005
        assert (sheet.cell(6 + place, 13).value == "■ больше плана") == is_over
        if number in (1, 2, 3):
            assert (f"{number} {words.NAMES['ru'][number - 1]} —" in sheet["B2"].value) == is_over


# Potential ---------------------------------------------------------------------------------------


def test_the_twenty_largest_gaps_by_themselves_and_by_how_sure_they_are(shown):
    rows = [r for r in clients(shown) if r["Разрыв"]]
    sheet = shown["Потенциал"]
    by_gap = sorted((r["Разрыв"] for r in rows), reverse=True)[:20]
    sure = sorted((r["Разрыв"] * r["Доверие"] for r in rows if r["Доверие"] is not None),
                  reverse=True)[:20]  # fmt: skip
    assert [sheet.cell(row, 7).value for row in range(7, 27)] == pytest.approx(by_gap)
    assert [sheet.cell(row, 13).value for row in range(7, 27)] == pytest.approx(sure)
    assert sheet["G27"].value == pytest.approx(sum(by_gap))


def test_a_long_list_has_its_rankings_as_values(demo, shown, tmp_path, monkeypatch):
    """Formulas over each client for forty lines would take a spreadsheet minutes."""
    for module in ("tops", "sheet"):
        monkeypatch.setattr(f"mkp_xl.book.gap.{module}.MOST_LIVE", 10)
    path = edited(demo, tmp_path / "long.xlsx")
    assert "обновится при пересчёте" in recalc(path)["Потенциал"]["B3"].value
    formulas = openpyxl.load_workbook(path)["Потенциал"]
    for row in range(7, 27):
        assert [c.data_type for c in formulas[row][1:7]] == ["n", "s", "n", "n", "n", "n"]
        assert formulas.cell(row, 7).value == shown["Потенциал"].cell(row, 7).value
    assert formulas["G27"].data_type == "f"


def test_ltv_is_blank_without_a_margin_and_purchases_times_margin_times_years_with(demo, tmp_path):
    book = openpyxl.load_workbook(demo, data_only=True)
    assert {book["Потенциал"].cell(row, 6).value for row in range(31, 40)} <= {None, ""}
    path = edited(demo, tmp_path / "m.xlsx")
    book = recalc(path, margin=0.3, ltv_years=2.0)
    rows = [r for r in clients(book) if r["Сегмент"] == 8 and (r["Закупки, в расчёте"] or 0) > 0]
    year = sum(r["Закупки, в расчёте"] for r in rows) / len(rows)
    line = [book["Потенциал"].cell(31, column).value for column in range(2, 8)]
    assert line[0] == 8
    assert line[2:] == pytest.approx([len(rows), year, year * 0.6, year * 0.6 * len(rows)])


# Method ------------------------------------------------------------------------------------------


def test_the_method_card_says_the_settings_and_keeps_who_refreshes_what(demo, tmp_path):
    late = serial_of(AS_OF - dt.timedelta(31))
    typed = ((25, 3, "Ирина"), (25, 4, 30.0), (25, 5, late), (26, 5, serial_of(AS_OF)))
    path = edited(demo, tmp_path / "d.xlsx", *(("Методика", *one) for one in typed))
    book = recalc(path, reliability_rivals=80.0, high_above=900_000.0, stale_budget=1.0)
    sheet = book["Методика"]
    assert sheet["D9"].value == 80
    assert "900\u00a0000" in sheet["C18"].value
    assert (sheet["C25"].value, sheet["H25"].value) == ("Ирина", "■ пора обновить")
    assert sheet["H26"].value == "● в срок"
    assert sheet["H8"].value == "■ устарело"
    assert "Бюджет категории" in sheet["B2"].value


# How a book gets them ----------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path):
    """Make a team's own list, nothing of ours in it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Клиенты"
    sheet.append(["Клиент", "Потенциал", "Закупки за 12 мес.", "Отрасль", "Сотрудников",
                  "Закупки у конкурентов", "Заметки"])  # fmt: skip
    for n in range(1, 31):
        sheet.append(
            [f"Клиент {n}", 20_000 * n, 3_000 * n, ["Еда", "Лес"][n % 2], n, 9_000 * n, "!"]
        )
    path = tmp_path / "own.xlsx"
    book.save(path)
    return path


def parts(path):
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("attached", [True, False])
def test_add_brings_sheets_and_columns_and_detach_takes_them_away(own, attached):
    before = parts(own)
    if attached:
        assert mkp("attach", own, "--yes").code == 0
    told = mkp("add", "estimates", own)
    assert told.code == 0, told
    assert all(title in told.said for title in SHEETS)
    book = openpyxl.load_workbook(own, data_only=True)
    assert set(SHEETS) < set(book.sheetnames)
    assert [book["Нормы"].cell(row, 1).value for row in (5, 6, 7)] == ["Еда", "Лес", None]
    places = marked_columns(own, "Клиенты")
    row = [book["Клиенты"].cell(4, places[key][1]).value for key in
           ("estimate_expert", "estimate_rivals", "reconciled", "potential")]  # fmt: skip
    assert row[:2] == [60_000, 36_000]
    assert row[2] == row[3] == pytest.approx((60_000 * 13 + 36_000 * 50) / 63, abs=0.01)
    formula = openpyxl.load_workbook(own)["Клиенты"].cell(4, places["potential"][1]).value
    assert formula.startswith("=IF(")
    assert mkp("detach", own).code == 0
    assert parts(own) == before


def test_add_twice_changes_nothing_and_norms_typed_in_count(own):
    mkp("add", "estimates", own)
    mkp("recalc", own)
    before = parts(own)
    told = mkp("add", "estimates", own)
    assert "Все листы уже есть" in told.said
    assert parts(own) == before
    edited(own, own, ("Нормы", 5, 3, 5_000.0))
    mkp("recalc", own)
    places = marked_columns(own, "Клиенты")
    book = openpyxl.load_workbook(own, data_only=True)["Клиенты"]
    assert [book.cell(row, places["estimate_size"][1]).value or None for row in (2, 3)] == [
        None, 10_000
    ]  # fmt: skip
    assert openpyxl.load_workbook(own)["Клиенты"].cell(3, places["estimate_size"][1]).value


def test_add_tells_what_would_come_and_answers_programs(own):
    before = own.read_bytes()
    told = mkp("add", "estimates", own, "--dry-run")
    assert "не изменена" in told.said
    record = mkp("add", "estimates", own, "--dry-run", "--json").json
    assert [title for title in record["sheets"] if title in SHEETS] == list(SHEETS)
    assert own.read_bytes() == before
    record = mkp("add", "estimates", own, "--json").json
    assert "basis" in record["added"]


def test_add_of_something_unknown_and_to_a_book_without_sheets_is_refused(own):
    told = mkp("add", "погоду", own)
    assert (told.code, told.out) == (2, "")
    assert "estimates" in told.said
    mkp("attach", own, "--yes", "--no-sheets")
    told = mkp("add", "estimates", own)
    assert told.code == 2
    assert "--no-sheets" in told.said


def test_a_sheet_of_estimates_beside_a_plain_list_is_told_of_until_it_is_used(own):
    mkp("attach", own, "--yes")
    book = openpyxl.load_workbook(own)
    sheet = book.create_sheet("Оценки")
    sheet.append(["Клиент", "Источник", "Оценка, тыс. руб.", "Дата"])
    sheet.append(["Клиент 2", "Бюджет", 80, dt.date(2026, 11, 1)])
    book.save(own)
    assert "estimates_unused" in {f["code"] for f in mkp("check", own, "--json").json["findings"]}
    mkp("add", "estimates", own)
    places = marked_columns(own, "Клиенты")
    value = openpyxl.load_workbook(own, data_only=True)["Клиенты"]
    assert value.cell(3, places["estimate_budget"][1]).value == 80_000


def test_detach_says_which_words_of_the_team_go_and_which_stay(own):
    mkp("attach", own, "--yes")
    mkp("add", "estimates", own)
    book = openpyxl.load_workbook(own)
    book["Оценки"]["A5"], book["Оценки"]["B5"], book["Оценки"]["C5"] = "Клиент 2", "Бюджет", 8000
    book.save(own)
    told = mkp("detach", own)
    assert "Остаются листы, которые заполняете вы: «Оценки», «Нормы»." in told.out
    gone = "С листами уходит и то, что вы вписали на них: «Настройки», «Календарь», «Playbook»"
    assert gone in told.out
    left = openpyxl.load_workbook(own)
    assert left.sheetnames == ["Клиенты", "Оценки", "Нормы"]
    assert left["Оценки"]["C5"].value == 8000


def test_a_sheet_of_that_title_that_is_something_else_is_left_alone(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Оценки"
    sheet.append(["Клиент", "Потенциал", "Закупки"])
    sheet.append(["Вектор", 740_000, 210_000])
    path = tmp_path / "o.xlsx"
    book.save(path)
    assert mkp("attach", path, "--yes").code == 0
    assert openpyxl.load_workbook(path, data_only=True)["Оценки"]["E2"].value == 8


# What is not live --------------------------------------------------------------------------------


@pytest.mark.soffice
def test_the_card_shows_nothing_of_another_client_where_orders_are_no_formulas(
    demo, tmp_path, soffice
):
    """A space behind one name on the log, and no formula finds the client's orders there."""
    card = "Карточка клиента"
    shown = openpyxl.load_workbook(demo, data_only=True)
    codes = [row[0].value for row in shown["Заказы"].iter_rows(min_row=5, max_col=1)]
    path = edited(demo, tmp_path / "space.xlsx", ("Заказы", 5, 1, codes[0] + " "))
    drawn = recalc(path)[card]
    months = [[drawn.cell(row, column).value for row in range(11, 23)] for column in (17, 18)]
    assert any(months[0])
    assert not any(c.value in {"=", ""} for c in openpyxl.load_workbook(path)[card]["M"])
    theirs = soffice.recalculate(path)[card]
    assert [[theirs[row][column] for row in range(10, 22)] for column in (16, 17)] == months
    other = next(row["Клиент"] for row in clients(shown) if row["Клиент"] != drawn["B1"].value)
    typed = edited(path, tmp_path / "other.xlsx", (card, 2, 3, other))
    theirs = soffice.recalculate(typed)[card]
    assert not any(theirs[row][column] for row in range(10, 22) for column in (16, 17))


def test_a_contact_told_at_length_fits_into_the_formula_of_the_card(demo, tmp_path):
    """Excel takes no formula of more than 8,192 letters; a cell may hold 32,767."""
    card, contacts = "Карточка клиента", "Контакты"
    shown = openpyxl.load_workbook(demo, data_only=True)
    heads = [cell.value for cell in shown[contacts][4]]
    code = next(r["Код клиента"] for r in clients(shown) if r["Клиент"] == shown[card]["B1"].value)
    column, day = heads.index("Результат") + 1, heads.index("Дата") + 1
    edits = [(contacts, 5, 1, f"{code} "), (contacts, 5, column, 'я"' * 15_000),
             (contacts, 5, day, serial_of(AS_OF))]  # fmt: skip
    path = edited(demo, tmp_path / "long.xlsx", *edits)
    told = recalc(path)[card]
    cells = openpyxl.load_workbook(path)[card]
    texts = [c.value for row in cells for c in row if isinstance(c.value, str)]
    assert max(map(len, texts)) < 8192
    assert any(isinstance(c.value, str) and 'я"я' in c.value for row in told for c in row)


@pytest.mark.soffice
def test_a_year_ago_is_unknown_where_orders_do_not_reach_back(demo, tmp_path, soffice):
    path = edited(demo, tmp_path / "short.xlsx")
    card = recalc(path, orders_from=serial_of(dt.date(2025, 9, 1)))["Карточка клиента"]
    ours = [c.value for line in card["A1:J40"] for c in line if isinstance(c.value, str)]
    theirs = soffice.recalculate(path)["Карточка клиента"]
    said = [v for line in theirs for v in line[:10] if isinstance(v, str)]
    assert not any("год назад" in text for text in ours + said)


@pytest.mark.parametrize(
    ("lang", "heads", "amount", "norm"),
    [
        ("ru", ("Контрагент", "Отрасль", "Точек", "Ёмкость, тыс. руб."),
         "Оценка в год, тыс. RUB", "На одну точку в год, тыс. RUB"),
        ("en", ("Account", "Industry", "Outlets", "Wallet, m€"),
         "Estimate a year, mn EUR", "Per outlet a year, mn EUR"),
    ],
)  # fmt: skip
def test_what_comes_to_fill_in_counts_as_the_list_does(tmp_path, lang, heads, amount, norm):
    """People type thousands where their list has thousands; headers say so and are read so."""
    scale = {"ru": 1e3, "en": 1e6}[lang]
    path = plain_list(
        tmp_path / "list.xlsx", [("А", "Еда", 3, 900), ("Б", "Еда", 2, 5)], headers=heads
    )
    assert mkp("add", "estimates", path, lang=lang).code == 0
    notes, norms = (FIELD_SHEETS[key](lang) for key in ("estimates", "norms"))
    opened = openpyxl.load_workbook(path)
    assert [cell.value for cell in opened[notes][4]][2] == amount
    assert [cell.value for cell in opened[norms][4]][1] == norm
    source = "Бюджет категории" if lang == "ru" else "Category budget"
    edited(path, path, (notes, 5, 1, "А"), (notes, 5, 2, source), (notes, 5, 3, 700.0),
           (notes, 5, 6, serial_of(AS_OF)), (norms, 5, 2, 4.0))  # fmt: skip
    assert mkp("recalc", path, "--as-of", AS_OF, lang=lang).code == 0
    first, second = mkp("show", path, "--json").json
    assert first["estimate_budget"] == 700 * scale
    assert (first["estimate_size"], second["estimate_size"]) == (12 * scale, 8 * scale)
