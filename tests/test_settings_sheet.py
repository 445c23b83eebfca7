"""The sheet «Настройки»: states and reasons beside the boxes, and the map of columns."""

import cli_tools as t
import openpyxl
import pytest
from test_one_answer import differing

from mkp_xl.book import settings_sheet
from mkp_xl.book.fields import SETTINGS
from mkp_xl.book.settings_sheet import effective_names

pytestmark = pytest.mark.sampled(3)

ROWS = [
    ("Ромашка", 600_000, 5, None),
    ("Вектор", 50_000, 60_000, None),
    ("Север", 10_000, 0, None),
    ("Ёлка", None, 1, None),
]
DEFAULT, CHANGED, WRONG = "по умолчанию", "► изменено", "■ не подходит"


@pytest.fixture
def book(tmp_path):
    return t.attach(t.book(tmp_path / "b.xlsx", ROWS))


def beside(path, key):
    """Return the state of a setting and what stands beside it, as the file caches them."""
    sheet = openpyxl.load_workbook(path, data_only=True)["Настройки"]
    row = t.name_cell(sheet, t.SETTINGS[key][0]).row
    return sheet.cell(row, 5).value, sheet.cell(row, 6).value


@pytest.mark.sampled(4)
@pytest.mark.soffice
@pytest.mark.parametrize(
    ("key", "typed", "state"),
    [
        ("high_above", None, DEFAULT),
        ("high_above", 500_000, DEFAULT),
        ("high_above", 500_000.01, CHANGED),
        ("high_above", "много", WRONG),
        ("high_above", -1, WRONG),
        ("high_above", "900 000", CHANGED),
        ("reached_from", 0.98, CHANGED),
        ("reached_from", 1.5, WRONG),
        ("frequency_a", 12.5, WRONG),
        ("frequency_a", 0, CHANGED),
        ("currency", "usd", CHANGED),
        ("currency", "XXX", WRONG),
        ("currency", "RUB", DEFAULT),
        ("as_of_mode", "today", DEFAULT),
    ],
)
def test_a_box_is_told_by_default_changed_or_wrong(book, key, typed, state, soffice):
    def work(opened):
        t.box(opened, key).value = typed

    t.edit(book, work)
    summary = t.mkp("recalc", book, "--json")
    assert summary.code == 0, summary
    said, help_ = beside(book, key)
    assert said == state
    assert ("Ожидается" in help_) == (state == WRONG)
    recalculated = soffice.recalculate(book, locale="ru-RU")
    assert [d for d in differing(book, recalculated) if d[0] == "Настройки"] == []


def test_the_result_of_the_limits_is_told(book):
    sheet = openpyxl.load_workbook(book, data_only=True)["Настройки"]
    assert "высоким потенциалом 1, со средним 1, с низким 1;" in sheet["A3"].value
    assert sheet["A3"].value.endswith("изменено настроек: 1.")
    t.recalc(book, "--set", "high_above=40000", "--set", "medium_from=5000")
    sheet = openpyxl.load_workbook(book, data_only=True)["Настройки"]
    assert "высоким потенциалом 2, со средним 1, с низким 0;" in sheet["A3"].value
    assert sheet["A3"].value.endswith("изменено настроек: 3.")


def test_a_note_of_the_teams_own_beside_a_box_stays(book):
    def note(opened):
        cell = t.box(opened, "high_above")
        opened["Настройки"].cell(cell.row, 5).value = "наше"

    t.edit(book, note)
    t.recalc(book, "--set", "high_above=900000")
    assert beside(book, "high_above")[0] == "наше"


# --- the map of columns --------------------------------------------------------------------------

HEADERS = ("Клиент", "План", "Потенциал", "Закупки за 12 мес.")
TWO = [("Ромашка", 900_000, 10, 5), ("Вектор", 60_000, 10, 60_000)]


def name(path, field, header):
    """Type a header into the box of a field on the map."""

    def work(opened):
        sheet = opened["Настройки"]
        head = t.name_cell(sheet, "Поле").row
        rows = range(head + 1, head + 15)
        row = next(row for row in rows if sheet.cell(row, 1).value == field)
        sheet.cell(row, 2).value = header

    t.edit(path, work)


def mapped(path, field):
    """Return what the map says of a field: header, sample, state."""
    sheet = openpyxl.load_workbook(path, data_only=True)["Настройки"]
    head = t.name_cell(sheet, "Поле").row
    row = next(r for r in range(head + 1, head + 15) if sheet.cell(r, 1).value == field)
    return tuple(sheet.cell(row, column).value for column in (3, 4, 5))


@pytest.fixture
def two(tmp_path):
    return t.attach(t.book(tmp_path / "b.xlsx", TWO, headers=HEADERS))


def test_the_map_says_what_was_found(two):
    assert mapped(two, "Потенциал") == ("Потенциал", "10", "● найдено")
    assert mapped(two, "Телефон") == (None, None, "нет столбца")


@pytest.mark.soffice
def test_a_named_column_wins_over_the_one_found_by_its_name(two, soffice):
    assert [row["segment"] for row in t.ours(two)] == [2, 3]
    name(two, "Потенциал", " план")
    t.recalc(two)
    assert [row["segment"] for row in t.ours(two)] == [8, 6]
    assert mapped(two, "Потенциал")[0] == "План"
    assert differing(two, soffice.recalculate(two, locale="ru-RU")) == []
    name(two, "Потенциал", None)
    t.recalc(two)
    assert [row["segment"] for row in t.ours(two)] == [2, 3]


def test_a_named_column_settles_two_that_mean_the_same(tmp_path):
    headers = ("Клиент", "Потенциал", "Закупки", "Закупки за год")
    path = t.attach(t.book(tmp_path / "b.xlsx", TWO, headers=(*headers[:3], "Прошлые")))

    def rename(opened):
        opened["Клиенты"]["D1"].value = "Закупки за год"

    t.edit(path, rename)
    t.recalc(path)  # the map has named the one since it was attached
    name(path, "Закупки за 12 мес.", None)
    assert t.mkp("recalc", path).code == 2
    name(path, "Закупки за 12 мес.", "Закупки")
    t.recalc(path)
    assert [row["purchases"] for row in t.ours(path)] == [10, 10]


@pytest.mark.parametrize("header", ["Нет такого", "Закупки за 12 мес."])
def test_a_name_that_leads_nowhere_is_a_finding(two, header):
    if header != "Нет такого":
        name(two, "Закупки за 12 мес.", header)
    name(two, "Потенциал", header)
    t.recalc(two)
    found = [f for f in t.check(two) if f["code"] == "no_named_column"]
    assert len(found) == 1
    assert found[0]["value"] == header
    state = mapped(two, "Потенциал")[2], mapped(two, "Закупки за 12 мес.")[2]
    assert "■ нет такого" in state


def test_a_header_with_a_colon_can_be_named(tmp_path):
    path = t.attach(t.book(tmp_path / "b.xlsx", TWO, headers=("Клиент", "План:", *HEADERS[2:])))
    name(path, "Потенциал", "План:")
    t.recalc(path)
    assert [row["segment"] for row in t.ours(path)] == [8, 6]
    assert mapped(path, "Потенциал")[2] == "● найдено"


def test_a_row_inserted_inside_the_map_hides_no_box(tmp_path):
    path = t.book(tmp_path / "b.xlsx", [(*TWO[0], "1"), (*TWO[1], "2")], headers=(*HEADERS, "Моб."))
    t.attach(path)
    name(path, "Телефон", "Моб.")

    def insert(opened):
        sheet = opened["Настройки"]
        row = t.name_cell(sheet, "Менеджер").row
        sheet.insert_rows(row)

    t.edit(path, insert)
    t.recalc(path)
    sheet = openpyxl.load_workbook(path)["Настройки"]
    assert t.name_cell(sheet, "Телефон", value_column=3).value == "Моб."


NEWER = "live_udf_cells"
NEWER_NAME = "Ячеек с функциями МКП"


@pytest.fixture
def earlier(tmp_path, monkeypatch):
    """Return a book as a release without a setting and a text of a limit left it, worked on."""
    known = [setting for setting in SETTINGS if setting.key != NEWER]
    with monkeypatch.context() as patched:
        patched.setattr(settings_sheet, "SETTINGS", tuple(known))
        patched.setattr(settings_sheet, "SETTING_OF", {s.key: s for s in known})
        patched.setattr(settings_sheet, "LIMIT_TEXTS", ("medium_from",))
        path = t.attach(t.book(tmp_path / "b.xlsx", TWO, headers=HEADERS))
    name(path, "Потенциал", "План")

    def work(opened):
        assert {f"mkp_{NEWER}", "mkp_high_above_text"}.isdisjoint(opened.defined_names)
        t.box(opened, "high_above").value = 800_000
        t.box(opened, "due_soon_days").value = "много"
        t.box(opened, "reached_from").value = None
        t.box(opened, "frequency_a").value = 12
        opened["Настройки"].cell(t.box(opened, "medium_from").row, 6).value = "наше"

    t.edit(path, work)
    return path


def typed(path):
    """Return all that stands in the boxes and beside the names of the settings."""
    sheet = openpyxl.load_workbook(path)["Настройки"]
    return {row[0].value: row[1].value for row in sheet.iter_rows() if row[0].value}


@pytest.mark.soffice
def test_a_sheet_of_an_earlier_release_gets_what_is_newer_and_keeps_the_rest(earlier, soffice):
    before = typed(earlier)
    assert NEWER_NAME not in before
    t.recalc(earlier)
    after = typed(earlier)
    assert after.pop(NEWER_NAME) == 2500
    before["Дата расчёта"] = after["Дата расчёта"]
    formulas = {text for text in (*before, *after) if text.startswith("=")}
    assert len(formulas) == 2, "the sentence counts one setting more"
    assert (
        after.items() - dict.fromkeys(formulas).items()
        == before.items() - dict.fromkeys(formulas).items()
    )
    assert beside(earlier, "medium_from")[1] == "наше"
    assert {"sheet_redrawn", "sheet_restored"} & {f["code"] for f in t.check(earlier)} == set()
    assert [row["segment"] for row in t.ours(earlier)] == [8, 6]
    assert differing(earlier, soffice.recalculate(earlier, locale="ru-RU")) == []
    stands = t.grid(earlier, "Настройки")
    t.recalc(earlier)
    assert t.grid(earlier, "Настройки") == stands


def test_a_newer_setting_can_be_set_at_once_on_a_sheet_without_it(earlier):
    t.recalc(earlier, "--set", f"{NEWER}=100")
    assert typed(earlier)[NEWER_NAME] == 100
    opened = openpyxl.load_workbook(earlier)
    row = t.name_cell(opened["Настройки"], NEWER_NAME).row
    assert opened.defined_names[f"mkp_{NEWER}"].attr_text == f"Настройки!$H${row}"
    place = opened.defined_names["mkp_high_above_text"].attr_text.rpartition("$")[2]
    beside_it = [cell.value for cell in opened["Настройки"][int(place)]][:8]
    assert beside_it[:7] == [None] * 6 + ["high_above_text"]
    assert str(beside_it[7]).startswith("=")
    assert beside(earlier, "high_above")[0] == CHANGED


def test_a_box_whose_name_is_gone_or_leads_nowhere_is_damage(two):
    for refers_to in (None, "#REF!"):

        def damage(opened, refers_to=refers_to):
            if refers_to is None:
                del opened.defined_names["mkp_due_soon_days"]
                return
            opened.defined_names[f"mkp_{NEWER}"].attr_text = refers_to
            sheet = opened["Настройки"]
            for cell in sheet[t.name_cell(sheet, NEWER_NAME).row]:
                cell.value = None

        t.edit(two, damage)
        assert "sheet_redrawn" in {f["code"] for f in t.check(two)}
        t.recalc(two)
        assert "sheet_redrawn" not in {f["code"] for f in t.check(two)}


def test_a_damaged_sheet_drawn_anew_keeps_the_named_columns(two):
    name(two, "Потенциал", "План")

    def damage(opened):
        del opened.defined_names["mkp_due_soon_days"]

    t.edit(two, damage)
    for _ in range(2):
        t.recalc(two)
        assert [row["segment"] for row in t.ours(two)] == [8, 6]


def test_a_column_inserted_beside_the_boxes_breaks_nothing(two):
    name(two, "Потенциал", "План")

    def insert(opened):
        sheet = opened["Настройки"]
        sheet.insert_cols(3)
        for key, defined in opened.defined_names.items():
            if key.startswith("mkp_") and "Настройки" in defined.attr_text:
                defined.attr_text = defined.attr_text.replace("$H$", "$I$")

    t.recalc(two)
    t.edit(two, insert)
    for _ in range(3):
        t.recalc(two)
        sheet = openpyxl.load_workbook(two)["Настройки"]
        effective = [sheet.cell(row, 9).value for row in range(5, 110)]
        assert len([value for value in effective if value is not None]) == len(effective_names())
    assert [row["segment"] for row in t.ours(two)] == [8, 6]


def test_boxes_outlive_the_names_of_the_book(two):
    t.recalc(two, "--set", "high_above=800000")

    def lose(opened):
        for key in list(opened.defined_names):
            del opened.defined_names[key]

    t.edit(two, lose)
    for _ in range(2):
        t.recalc(two)
        assert t.box(openpyxl.load_workbook(two), "high_above").value == 800_000


def test_an_error_in_a_box_of_the_map_is_a_finding(two):
    def break_one(opened):
        sheet = opened["Настройки"]
        cell = sheet.cell(t.name_cell(sheet, "Поле").row + 3, 2)
        cell.value, cell.data_type = "#N/A", "e"

    t.edit(two, break_one)
    t.recalc(two)
    assert [f["value"] for f in t.check(two) if f["code"] == "no_named_column"] == ["#N/A"]


def test_a_book_of_another_language_has_its_settings_in_it(two):
    name(two, "Потенциал", "План")
    t.recalc(two, "--set", "language=en", "--set", "high_above=800000")
    sheet = openpyxl.load_workbook(two)["Настройки"]
    texts = [c.value for row in sheet.iter_rows() for c in row if isinstance(c.value, str)]
    assert not [
        text
        for text in texts
        if "а" <= text.lower()[:1] <= "я" and text not in (*HEADERS, "Ромашка")
    ]
    assert t.box(openpyxl.load_workbook(two), "high_above", "en", "Настройки").value == 800_000
    t.recalc(two)
    assert [row["segment"] for row in t.ours(two)] == [8, 6]


def test_the_headers_to_choose_from_follow_the_list(two):
    def rename(opened):
        opened["Клиенты"]["B1"].value = 'План "А", новый'

    t.edit(two, rename)
    t.recalc(two)
    sheet = openpyxl.load_workbook(two)["Настройки"]
    listed = {sheet.cell(row, 9).value for row in range(1, 80)}
    assert {'План "А", новый', "Потенциал", "Клиент"} <= listed
    assert "План" not in listed


def test_our_own_columns_cannot_be_named(two):
    name(two, "Потенциал", "Разрыв")
    t.recalc(two)
    assert [f["code"] for f in t.check(two)].count("no_named_column") == 1
