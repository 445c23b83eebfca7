"""The pilot: the first clients of a list by money, and the same book grown to the whole list."""

import datetime as dt

import cli_tools as t
import openpyxl
import pytest

pytestmark = pytest.mark.sampled(3)

DATE = dt.datetime
ROWS = [
    ("Ромашка", 600_000, None, DATE(2026, 11, 1), "K-1"),
    ("Вектор", 900_000, 250_000, None, "K-2"),
    ("Ёлка", None, None, None, "K-3"),
    ("Север", 40_000, None, DATE(2026, 5, 5), "K-4"),
    ("Без денег", "много", None, None, "K-5"),
    ("Восток", "1 250 000,50", 10, None, "K-6"),
    ("Запад", 70_000, None, None, None),
]
ORDERS = [
    ("Код клиента", "Дата", "Сумма"),
    ("K-0", DATE(2025, 1, 10), 5),
    ("K-1", DATE(2025, 2, 1), 70_000.25),
    ("K-3", DATE(2026, 9, 1), 300_000),
    ("K-1", DATE(2026, 10, 1), 260_000),
    ("K-1", DATE(2026, 10, 1), 260_000),
    ("K-4", DATE(2026, 10, 2), -40),
]
CONTACTS = [
    ("Код клиента", "Дата", "Тип", "Результат"),
    ("K-1", DATE(2026, 11, 2), "звонок", "=1+1"),
    ("K-4", DATE(2026, 11, 3), "звонок", "договорились"),
]


@pytest.fixture
def list_(tmp_path, monkeypatch):
    """Return a list with its logs; the folder of the test is the one to work in."""
    monkeypatch.chdir(tmp_path)
    return t.book(
        tmp_path / "Список.xlsx", ROWS, headers=t.HEADERS["ru"], orders=ORDERS, contacts=CONTACTS
    )


def pilot(list_, count, *more):
    told = t.mkp("new", "--pilot", count, list_, *more)
    assert told.code == 0, told
    return list_.with_name("Список_pilot.xlsx")


def column(path, header, sheet="Клиенты"):
    """Return what stands below a header of a list of ours, blanks at the end left out."""
    opened = openpyxl.load_workbook(path, data_only=True)[sheet]
    place = next(cell.column for cell in opened[4] if cell.value == header)
    values = [opened.cell(row, place).value for row in range(5, opened.max_row + 1)]
    while values and values[-1] is None:
        values.pop()
    return values


def sums(path, *more):
    summary = t.recalc(path, *more)
    return {key: summary[key] for key in ("segments", "coverage", "purchases", "potential", "gap")}


def test_it_takes_the_largest_purchases_then_the_largest_potential(list_):
    before = list_.read_bytes()
    path = pilot(list_, 4)
    assert column(path, "Клиент") == ["Ромашка", "Ёлка", "Вектор", "Восток"]
    assert column(path, "Код клиента", "Заказы") == ["K-1", "K-3", "K-1", "K-1"]
    assert column(path, "Результат", "Контакты") == ["=1+1"]
    assert list_.read_bytes() == before


def test_it_says_how_much_of_the_money_the_pilot_is(list_):
    said = t.mkp("new", "--pilot", 2, list_).said
    share = int(100 * (520_000 + 300_000) / (520_000 + 300_000 + 250_000 + 10))
    assert f"2 из 7, {share} % его закупок" in said


@pytest.mark.parametrize("steps", [(7,), ("all",), (2, "all"), (1, 3, 5, 7), (4, 4, "all")])
def test_grown_to_the_whole_list_it_says_what_the_list_says(list_, steps):
    for count in steps:
        path = pilot(list_, count)
    assert sums(path) == sums(t.attach(list_))
    assert sorted(column(path, "Клиент")) == sorted(row[0] for row in ROWS)
    assert len(column(path, "Дата", "Заказы")) == len(ORDERS) - 2, "the stranger's stays behind"


def test_what_was_typed_into_the_pilot_stays(list_):
    path = pilot(list_, 3)

    def work(opened):
        sheet = opened["Клиенты"]
        heads = {cell.value: cell.column for cell in sheet[4]}
        sheet.cell(6, heads["Потенциал"]).value = 800_000
        sheet.cell(5, heads["Клиент"]).value = "ООО «Ромашка»"
        sheet.cell(8, heads["Клиент"]).value = "Свой"
        sheet.cell(8, heads["Потенциал"]).value = 5
        t.box(opened, "high_above").value = 700_000

    t.edit(path, work)
    pilot(list_, "all")
    names = column(path, "Клиент")
    assert names[:4] == ["ООО «Ромашка»", "Ёлка", "Вектор", "Свой"]
    assert sorted(names[4:]) == sorted(["Восток", "Север", "Без денег", "Запад"])
    assert column(path, "Потенциал")[1] == 800_000
    segments = column(path, "Сегмент")
    assert segments[1] == 8
    assert segments[0] == 5, "high above 700,000 now"


def test_what_the_team_corrected_is_not_brought_again(list_):
    path = pilot(list_, 2)

    def correct(opened):
        orders = opened["Заказы"]
        heads = {cell.value: cell.column for cell in orders[4]}
        orders.cell(5, heads["Сумма"]).value = 1
        contacts = opened["Контакты"]
        heads = {cell.value: cell.column for cell in contacts[4]}
        contacts.cell(5, heads["Результат"]).value = "записали итог"

    t.edit(path, correct)
    pilot(list_, 3)
    assert column(path, "Сумма", "Заказы") == [1, 300_000, 260_000, 260_000]
    assert column(path, "Результат", "Контакты") == ["записали итог"]


def test_later_orders_of_clients_that_stand_there_come(list_):
    path = pilot(list_, 2)

    def sell(opened):
        opened["Заказы"].append(["K-1", DATE(2026, 11, 10), 5])
        opened["Заказы"].append(["K-1", DATE(2026, 9, 10), 7])

    t.edit(list_, sell)
    pilot(list_, 2)
    assert column(path, "Сумма", "Заказы")[-1] == 5, "an older one may have been deleted here"
    pilot(list_, "all")
    assert column(path, "Сумма", "Заказы").count(5) == 1


def test_clients_of_one_name_are_each_there_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [("Ромашка", 5, 100, None, "K-1"), ("ромашка", 5, 50, None, None),
            ("Ромашка", 5, 20, None, "K-2"), ("Ромашка", 5, 10, None, None)]  # fmt: skip
    list_ = t.book(tmp_path / "Список.xlsx", rows, headers=t.HEADERS["ru"])
    for count in (1, 2, 3, "all", "all"):
        path = pilot(list_, count)
    assert column(path, "Закупки за 12 мес.") == [100, 50, 20, 10]


def test_errors_in_the_place_of_ids_are_nobodys_id(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [("Альфа", 5, 500, None, "x"), ("Бета", 5, 400, None, "x")]
    list_ = t.book(tmp_path / "Список.xlsx", rows, headers=t.HEADERS["ru"])

    def spoil(opened):
        for row in (2, 3):
            cell = opened["Клиенты"].cell(row, 5)
            cell.value, cell.data_type = "#N/A", "e"

    t.edit(list_, spoil)
    pilot(list_, 1)
    t.edit(list_, lambda opened: opened["Клиенты"].__setitem__("C2", 300))
    path = pilot(list_, "all")
    assert column(path, "Клиент") == ["Альфа", "Бета"]


def test_a_client_without_a_name_goes_by_its_id(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    heads = ("Код клиента", "Потенциал", "Закупки за 12 мес.")
    list_ = t.book(tmp_path / "Список.xlsx", [("K-1", 900_000, 5), (1001, 5, 4)], headers=heads)
    sheet = openpyxl.load_workbook(pilot(list_, "all"), data_only=True)["План контактов"]
    ticked = [row for row in range(6, 40) if sheet.cell(row, 2).value == "□"]
    assert [sheet.cell(row, 3).value for row in ticked] == ["K-1", "1001"]


def test_a_client_given_an_id_in_the_pilot_is_still_the_same(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    list_ = t.book(tmp_path / "Список.xlsx", [("А", 5, 9, None), ("Б", 5, 8, None)])
    path = pilot(list_, 1)

    def give(opened):
        sheet = opened["Клиенты"]
        heads = {cell.value: cell.column for cell in sheet[4]}
        sheet.cell(5, heads["Код клиента"]).value = "K-7"

    t.edit(path, give)
    pilot(list_, "all")
    assert column(path, "Клиент") == ["А", "Б"]


@pytest.mark.parametrize("ids", [("K-1", None), (None, None)])
def test_logs_by_name_stay_by_name_whoever_has_an_id(tmp_path, monkeypatch, ids):
    monkeypatch.chdir(tmp_path)
    rows = [("А", 600_000, None, None, ids[0]), ("Б", 600_000, None, None, ids[1])]
    orders = [("Кто", DATE(2025, 1, 1), 1), ("А", DATE(2026, 9, 1), 9), ("Б", DATE(2026, 9, 1), 8)]
    contacts = [("Б", DATE(2026, 9, 1), "звонок")]
    list_ = t.book(tmp_path / "Список.xlsx", rows, headers=t.HEADERS["ru"], orders=orders,
                   contacts=contacts)  # fmt: skip
    pilot(list_, 1)
    path = pilot(list_, "all")
    assert column(path, "Клиент", "Заказы") == ["А", "Б"]
    assert column(path, "Клиент", "Контакты") == ["Б"]
    assert column(path, "Закупки, в расчёте") == [9, 8]


def test_a_list_that_became_an_excel_table_is_not_grown_over(list_):
    path = pilot(list_, 2)

    def format_as_table(opened):
        sheet = opened["Клиенты"]
        last = sheet.cell(4, sheet.max_column).column_letter
        table = openpyxl.worksheet.table.Table(displayName="Т", ref=f"A4:{last}6")
        sheet.auto_filter.ref = None
        sheet.add_table(table)

    t.edit(path, format_as_table)
    before = path.read_bytes()
    told = t.mkp("new", "--pilot", "all", list_)
    assert told.code == 2
    assert "диапазон" in told.err
    assert path.read_bytes() == before


def test_a_second_growth_adds_nothing(list_):
    path = pilot(list_, "all")
    before = path.read_bytes()
    assert t.mkp("new", "--pilot", "all", list_).code == 0
    assert path.read_bytes() == before


def test_new_rows_look_like_those_above(list_):
    path = pilot(list_, 2)
    pilot(list_, "all")
    sheet = openpyxl.load_workbook(path)["Клиенты"]
    for cell in sheet[5]:
        below = sheet.cell(10, cell.column)
        if below.value is None:  # no cell at all: the column's own look shows
            continue
        assert (below.number_format, below.fill.fgColor.rgb, below.border.bottom.style) == (
            cell.number_format,
            cell.fill.fgColor.rgb,
            cell.border.bottom.style,
        ), cell.coordinate
    assert sheet.print_area.endswith("$11")


def test_orders_by_name_find_their_clients_in_the_pilot(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [("Ёлка", 600_000, None, None), ("елка 2", 1, None, None)]
    orders = [("Старый", DATE(2025, 1, 1), 1), ("ЕЛКА", DATE(2026, 3, 3), 10), ("Кто", None, 5)]
    path = pilot(t.book(tmp_path / "Список.xlsx", rows, orders=orders), 1)
    assert column(path, "Клиент", "Заказы") == ["Ёлка"], "spelt as in the list"
    assert column(path, "Закупки, в расчёте") == [10]


def test_an_amount_in_another_currency_stays_a_doubt(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [("А", t.Cell(5_000_000, "[$$-409]#,##0"), 1, None), ("Б", 5, 7, None)]
    path = pilot(t.book(tmp_path / "Список.xlsx", rows), "all")
    assert column(path, "Сегмент") == [3]
    assert column(path, "Потенциал") == [5, "5000000 USD"]


def test_the_settings_of_the_list_come_along(list_):
    t.attach(list_)
    t.recalc(list_, "--set", "high_above=900000", "--set", "frequency_a=6")
    opened = openpyxl.load_workbook(pilot(list_, 2))
    assert t.box(opened, "high_above").value == 900_000
    assert t.box(opened, "frequency_a").value == 6


def test_a_list_without_money_is_taken_in_its_order(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    list_ = t.book(tmp_path / "Список.xlsx", [(f"К{n}", None, None, None) for n in range(9)])
    told = t.mkp("new", "--pilot", 3, list_)
    assert "закупок в нём нет" in told.said
    assert column(list_.with_name("Список_pilot.xlsx"), "Клиент") == ["К0", "К1", "К2"]


def test_an_english_list_makes_an_english_book(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    t.book(tmp_path / "L.xlsx", [("Acme", 600_000, 5, None)], lang="en")
    told = t.mkp("new", "Mine.xlsx", "L.xlsx", "--pilot", 1, lang="ru")
    assert told.code == 0, told
    assert openpyxl.load_workbook("Mine.xlsx").sheetnames[1] == "Clients"


def test_a_log_that_is_gone_stops_the_growth(list_):
    path = pilot(list_, 2)

    def rename(opened):
        opened["Заказы"]["A4"].value = "Имя"

    t.edit(path, rename)
    before = path.read_bytes()
    told = t.mkp("new", "--pilot", "all", list_)
    assert told.code == 2
    assert "«Заказы»" in told.err
    assert path.read_bytes() == before


def test_the_whole_list_is_all_of_its_purchases(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [(f"К{n}", 1, 0.1 * n + 0.07, None) for n in range(1, 60)]
    list_ = t.book(tmp_path / "Список.xlsx", rows)
    assert "60 из" not in t.mkp("new", "--pilot", "all", list_).said
    assert "59 из 59, 100 %" in t.mkp("new", "--pilot", "all", list_).said


def test_the_stated_size_of_a_grown_sheet_covers_its_rows(list_):
    path = pilot(list_, 2)
    pilot(list_, "all")
    book = openpyxl.load_workbook(path, read_only=True)
    rows = list(book["Клиенты"].iter_rows(min_row=5, max_col=1, values_only=True))
    assert len([row for row in rows if row[0]]) == len(ROWS)
    book.close()


@pytest.mark.sampled(3)
@pytest.mark.parametrize("lang", t.LANGS)
@pytest.mark.parametrize(
    ("call", "word"),
    [
        (("--pilot", "0", "Список.xlsx"), "--pilot"),
        (("--pilot", "-3", "Список.xlsx"), "-3"),
        (("--pilot", "двадцать", "Список.xlsx"), "--pilot"),
        (("--pilot", "20"), "--pilot"),
        (("--pilot", "20", "Нет такого.xlsx"), "Нет такого.xlsx"),
        (("Список.xlsx", "Список.xlsx", "--pilot", "20"), "Список.xlsx"),
        (("a.xlsx", "Список.xlsx"), "--pilot"),
        (("a.xlsx", "Список.xlsx", "--pilot", "2", "-o", "b.xlsx"), "b.xlsx"),
        (("a.csv", "Список.xlsx", "--pilot", "2"), "a.csv"),
        (("other.xlsx", "Список.xlsx", "--pilot", "2"), "other.xlsx"),
        (("attached.xlsx", "Список.xlsx", "--pilot", "2"), "attached.xlsx"),
        (("made.xlsx", "Нет такого.xlsx", "--pilot", "2"), "Нет такого.xlsx"),
        (("made.xlsx", "Список.xlsx", "--pilot", "2", "--cells", "values"), "--cells"),
        (("--pilot", "9" * 5000, "Список.xlsx"), "--pilot"),
        ((), "--help"),
    ],
)
def test_a_call_that_cannot_be_meant_is_one_sentence(list_, call, word, lang):
    t.book(list_.with_name("other.xlsx"), ROWS[:2], headers=t.HEADERS["ru"])
    t.attach(t.book(list_.with_name("attached.xlsx"), ROWS[:2], headers=t.HEADERS["ru"]))
    assert t.mkp("new", "made.xlsx", list_, "--pilot", 1).code == 0
    before = sorted(list_.parent.iterdir())
    told = t.mkp("new", *call, lang=lang)
    assert told.code == 2
    assert word in told.err
    assert "Traceback" not in told.err
    assert len(told.err.strip().splitlines()) == 1
    assert sorted(list_.parent.iterdir()) == before


def test_a_pilot_that_is_open_elsewhere_is_left_alone(list_):
    path = pilot(list_, 2)
    before = path.read_bytes()
    path.with_name(f".~lock.{path.name}#").write_text("x")
    assert t.mkp("new", "--pilot", 5, list_).code == 2
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("unit", "currency", "lang"), [("тыс. руб.", "RUB", "ru"), ("k€", "EUR", "en")]
)
def test_amounts_in_thousands_come_as_what_they_count(tmp_path, monkeypatch, unit, currency, lang):
    """The header that says so stays behind; what was not clear under it stays a question."""
    monkeypatch.chdir(tmp_path)
    client, potential, bought = {
        "ru": ("Контрагент", "Ёмкость", "Закупки за год"), "en": ("Account", "Wallet", "Sales 12 m")
    }[lang]  # fmt: skip
    heads = (client, f"{potential}, {unit}", f"{bought}, {unit}")
    rows = [("А", 3200, 400), ("Б", "1 250", 20), ("В", "0,5 млн", 10), ("Г", "500 руб.", 5)]
    whole = t.book(tmp_path / "Список.xlsx", rows, headers=heads)
    path = pilot(whole, "all", "--lang", lang)
    typed = column(path, t.HEADERS[lang][t.POTENTIAL], t.TITLES[lang]["clients"])
    assert typed == [3_200_000, 1_250_000, 500_000, "500 руб. ?"]
    attached = t.attach(whole, lang=lang)
    keys = ("client", "potential", "purchases", "segment")
    told = [
        {row["client"]: [row[key] for key in keys] for row in t.mkp("show", one, "--json").json}
        for one in (path, attached)
    ]
    assert told[0] == told[1]
    box = t.box(openpyxl.load_workbook(path, data_only=True), "currency", lang)
    assert box.value == currency
    small = t.mkp("new", "--pilot", 1, tmp_path / "По одному.xlsx", whole, "--lang", lang)
    assert small.code == 0, small
