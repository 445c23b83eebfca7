"""A book dealt out to its managers and collected again, as files."""

import datetime as dt
import shutil

import cli_tools as t
import openpyxl
import pytest

pytestmark = pytest.mark.sampled(2)
DATE = dt.datetime
HEADERS = {
    "ru": ("Клиент", "Менеджер", "Потенциал, тыс. руб.", "Телефон", "Код клиента", "Склад",
           "Прогресс", "Дата договора"),
    "en": ("Client", "Manager", "Potential, thousand", "Phone", "Client ID", "Depot",
           "Progress", "Contract day"),
}  # fmt: skip
ROWS = [
    ("Ромашка", "Анна", 600, "+7 900", "K-1", "север", "A", DATE(2020, 5, 1)),
    ("Вектор", "Борис/Б", 90, None, "K-2", None, None, None),
    ("Ёлка", "Анна", "много", 88005553535, "K-3", "=1+1", "B", None),
    ("Север", None, 40, None, "K-4", 7, None, None),
]
ORDERS = {
    "ru": [("Код клиента", "Дата", "Сумма"), ("K-1", DATE(2026, 2, 1), 70_000),
           ("K-2", DATE(2026, 2, 1), 5), ("K-9", DATE(2026, 2, 1), 5)],
    "en": [("Client ID", "Date", "Amount"), ("K-1", DATE(2026, 2, 1), 70_000),
           ("K-2", DATE(2026, 2, 1), 5), ("K-9", DATE(2026, 2, 1), 5)],
}  # fmt: skip
HOLIDAY = DATE(2026, 11, 23)
CONTACTS = {
    "ru": [("Код клиента", "Дата", "Тип", "Результат"),
           ("K-1", DATE(2026, 11, 2), "звонок", "=1+1"),
           ("K-2", DATE(2026, 11, 3), "звонок", "да")],
    "en": [("Client ID", "Date", "Type", "Result"),
           ("K-1", DATE(2026, 11, 2), "call", "=1+1"), ("K-2", DATE(2026, 11, 3), "call", "yes")],
}  # fmt: skip
FILES = {"ru": ["Анна.xlsx", "Борис Б.xlsx", "без менеджера.xlsx"],
         "en": ["Анна.xlsx"]}  # fmt: skip
LIST = {"ru": "Клиенты", "en": "Clients"}
LOG = {"ru": "Контакты", "en": "Contacts"}


def plain(folder, lang="ru"):
    rows = ROWS if lang == "ru" else ROWS[::2]
    return t.book(
        folder / "Книга.xlsx", rows, headers=HEADERS[lang], lang=lang,
        orders=ORDERS[lang], contacts=CONTACTS[lang],
    )  # fmt: skip


@pytest.fixture(scope="module")
def dealt(tmp_path_factory):
    """Return folders by language: a book, attached, and its copies."""
    made = {}
    for lang in t.LANGS:
        folder = tmp_path_factory.mktemp(lang)
        book = plain(folder, lang)
        assert t.mkp("attach", book, lang=lang).code == 0
        set_up(book, lang)
        before = book.read_bytes()
        told = t.mkp(
            "split", book, "--by", "manager", "--output", folder / "m", "--json", lang=lang
        )
        assert told.code == 0, told
        assert book.read_bytes() == before
        made[lang] = (folder, told)
    return made


def set_up(book, lang):
    """Let the team have a holiday and a limit of its own."""

    def change(opened):
        page = opened[t.TITLES[lang]["calendar"]]
        next(row for row in page.iter_rows(min_row=4) if row[0].value == HOLIDAY)[1].value = 0
        t.box(opened, "high_above", lang).value = 777_000

    t.edit(book, change)


@pytest.fixture
def team(dealt, tmp_path):
    """Return a book and the folder of its copies, in Russian."""
    shutil.copytree(dealt["ru"][0], tmp_path / "team")
    return tmp_path / "team" / "Книга.xlsx", tmp_path / "team" / "m"


def collect(book, *copies, lang="ru"):
    told = t.mkp("collect", book, *copies, "--json", lang=lang)
    assert told.code == 0, told
    return told.json


def work(path, changes, lang="ru", sheet="clients"):
    """Let a person change cells of a list of ours: `changes` by client code and header."""

    def change(opened):
        page = opened[(LIST if sheet == "clients" else LOG)[lang]]
        heads = {cell.value: cell.column for cell in page[4]}
        code = heads[HEADERS[lang][4]]
        for (client, header), value in changes.items():
            row = 5
            while page.cell(row, code).value not in (client, None):
                row += 1
            page.cell(row, code).value = client
            page.cell(row, heads[header]).value = value
            if isinstance(value, str):
                page.cell(row, heads[header]).data_type = "s"

    t.edit(path, change)


def rows(path, lang="ru", sheet="clients", columns=8):
    page = openpyxl.load_workbook(path)[(LIST if sheet == "clients" else LOG)[lang]]
    found = [row[:columns] for row in page.iter_rows(min_row=2, values_only=True)]
    return [row for row in found if any(row)]


@pytest.mark.parametrize("lang", t.LANGS)
def test_each_manager_gets_a_working_book_of_their_own(dealt, lang):
    folder, told = dealt[lang]
    assert sorted(path.name for path in (folder / "m").iterdir()) == FILES[lang]
    expected = [("Анна", 2), ("Борис/Б", 1), (None, 1)][: len(FILES[lang])]
    assert [(one["manager"], one["clients"]) for one in told.json] == expected
    copy = folder / "m" / "Анна.xlsx"
    opened = openpyxl.load_workbook(copy)
    plan, coverage = ("План контактов", "Охват") if lang == "ru" else ("Contact plan", "Coverage")
    assert {plan, coverage} <= set(opened.sheetnames)
    assert opened["_mkp_base"].sheet_state == "veryHidden"
    page = opened[LIST[lang]]
    heads = {cell.value: cell.column for cell in page[4]}
    column = {
        head: [page.cell(row, place).value for row in (5, 6, 7)] for head, place in heads.items()
    }
    names = HEADERS[lang]
    assert column[names[0]] == ["Ромашка", "Ёлка", None]
    assert column["Потенциал" if lang == "ru" else "Potential"] == [600_000, "много ?", None]
    assert column[names[5]] == ["север", "=1+1", None]
    assert column[names[6] + " (2)"] == ["A", "B", None]
    assert page.cell(5, heads[names[7]]).is_date
    assert [row[0].value for row in opened[LOG[lang]].iter_rows(min_row=5)][:1] == ["K-1"]
    assert t.check(copy, lang=lang), "it is understood as any book of ours"


@pytest.mark.parametrize("lang", t.LANGS)
def test_untouched_copies_change_no_byte(dealt, lang, tmp_path):
    folder = shutil.copytree(dealt[lang][0], tmp_path / "f")
    book = folder / "Книга.xlsx"
    for path in (folder / "m").iterdir():
        t.edit(path, lambda _opened: None)
    before, kept = book.read_bytes(), t.backups(book)
    found = collect(book, folder / "m", lang=lang)
    assert not any(found[key] for key in ("taken", "conflicts", "left", "written"))
    assert (book.read_bytes(), t.backups(book)) == (before, kept)


def test_what_managers_changed_comes_back_and_comes_once(team):
    book, copies = team
    work(copies / "Анна.xlsx", {
        ("K-1", "Потенциал"): 750_000, ("K-1", "Телефон"): "=2+2", ("K-3", "Склад"): "юг",
        ("K-3", "Дата договора"): DATE(2021, 1, 2), ("K-1", "Прогресс (2)"): None,
        ("N-1", "Клиент"): "Новый", ("N-1", "Последний контакт"): DATE(2026, 11, 1),
    })  # fmt: skip
    work(copies / "Анна.xlsx", {("N-1", "Дата"): DATE(2026, 11, 5), ("N-1", "Тип"): "встреча",
                                ("K-1", "Результат"): "договорились"}, sheet="log")  # fmt: skip
    work(copies / "без менеджера.xlsx", {("K-4", "Менеджер"): "Анна"})
    found = collect(book, copies)
    assert not found["conflicts"]
    assert [(one["reason"], one["field"]) for one in found["left"]] == [
        ("no_column", "last_contact_typed")
    ]
    romashka, _, fir, north, new = rows(book)
    assert romashka[2:8] == (750, "=2+2", "K-1", "север", None, DATE(2020, 5, 1))
    assert (fir[5], fir[7]) == ("юг", DATE(2021, 1, 2))
    assert north[1] == "Анна"
    assert new[:5] == ("Новый", "Анна", None, None, "N-1")
    cell = openpyxl.load_workbook(book)["Клиенты"]["D2"]
    assert (cell.value, cell.data_type) == ("=2+2", "s")
    assert rows(book, sheet="log", columns=4)[::2] == [
        ("K-1", DATE(2026, 11, 2), "звонок", "договорились"),
        ("N-1", DATE(2026, 11, 5), "встреча", None),
    ]
    assert t.ours(book)[-1]["why"], "the new client is computed"
    before = book.read_bytes()
    again = collect(book, copies)
    assert not again["taken"]
    assert book.read_bytes() == before


def test_a_conflict_stays_as_the_book_has_it_and_is_told(team):
    book, copies = team
    work(copies / "Анна.xlsx", {("K-1", "Телефон"): "+7 111", ("K-3", "Склад"): "юг"})

    def change(opened):
        opened["Клиенты"]["D2"] = "+7 222"
        opened["Клиенты"]["F4"] = "=1+1"

    t.edit(book, change)
    before = book.read_bytes()
    told = t.mkp("collect", book, copies)
    assert told.code == 0
    assert "+7 900 +7 222 +7 111 изменили и в книге, и в копии" in told.said
    assert "в книге формула" in told.said
    assert "Брать из копий нечего: книга не изменена." in told.said
    assert book.read_bytes() == before


def test_what_is_the_books_alone_is_told(team):
    book, copies = team

    def change(opened):
        t.box(opened, "high_above").value = 900_000
        page = opened["Календарь"]
        next(row for row in page.iter_rows(min_row=4) if row[0].value == HOLIDAY)[1].value = 1
        page = opened["Контакты"]
        page.cell(4, 8).value, page.cell(5, 8).value = "Моё", "важно"

    t.edit(copies / "Анна.xlsx", change)
    before = book.read_bytes()
    found = collect(book, copies)
    assert [(one["reason"], one["column"]) for one in found["left"]] == [
        ("strange_column", "Моё"), ("setting", "Высокий потенциал больше"), ("day", None)
    ]  # fmt: skip
    assert not found["taken"]
    assert book.read_bytes() == before


def test_a_dry_run_says_all_and_changes_nothing(team):
    book, copies = team
    work(copies / "Анна.xlsx", {("K-1", "Телефон"): "+7 111"})
    before = book.read_bytes()
    told = t.mkp("collect", book, copies / "Анна.xlsx", "--dry-run", lang="en")
    assert "Taken from the copies: 1" in told.said
    assert "The workbook was not changed." in told.said
    assert book.read_bytes() == before


def test_a_book_that_is_not_attached_is_only_typed_into_and_its_table_grows(tmp_path):
    book = t.book(tmp_path / "Книга.xlsx", ROWS[:1], headers=HEADERS["ru"])

    def make_table(opened):
        opened["Клиенты"].add_table(openpyxl.worksheet.table.Table(displayName="T", ref="A1:H2"))

    t.edit(book, make_table)
    folder = tmp_path / "m"
    assert t.mkp("split", book, "-o", folder).code == 0
    work(folder / "Анна.xlsx", {("K-1", "Телефон"): "+7 111", ("N-1", "Клиент"): "Новый"})
    assert len(collect(book, folder)["taken"]) == 2
    page = openpyxl.load_workbook(book)["Клиенты"]
    assert (page["D2"].value, page["A3"].value, page["B3"].value) == ("+7 111", "Новый", "Анна")
    assert page.tables["T"].ref == "A1:H3"
    assert t.titles(book) == ["Клиенты"]
    assert len(t.backups(book)) == 1


def test_what_came_stays_when_the_book_is_detached(tmp_path, dealt):
    book = plain(tmp_path)
    assert t.mkp("attach", book).code == 0
    copy = shutil.copy(dealt["ru"][0] / "m" / "Анна.xlsx", tmp_path)
    work(copy, {("K-1", "Телефон"): "+7 111"})
    assert len(collect(book, copy)["taken"]) == 1
    assert t.mkp("detach", book).code == 0
    assert rows(book)[0][3] == "+7 111"


@pytest.mark.parametrize("lang", t.LANGS)
def test_holidays_and_settings_are_the_same_everywhere(dealt, lang):
    opened = openpyxl.load_workbook(dealt[lang][0] / "m" / "Анна.xlsx")
    page = opened[t.TITLES[lang]["calendar"]]
    days = {row[0]: row[1] for row in page.iter_rows(min_row=4, values_only=True)}
    assert days[HOLIDAY] == 0
    assert days[HOLIDAY + dt.timedelta(days=1)] == 1
    assert t.box(opened, "high_above", lang).value == 777_000


# --- what cannot be done -------------------------------------------------------------------------


def said(*arguments, lang="ru"):
    told = t.mkp(*arguments, lang=lang)
    assert told.code == 2, told
    assert "Traceback" not in told.said
    return told.said


def test_bad_calls_are_one_sentence_each(team, tmp_path):
    book, copies = team
    assert "для --by: ожидается manager" in said("split", book, "--by", "region")
    assert "does not fit --by: expected manager" in said("split", book, "--by", "x", lang="en")
    assert "уже есть, в нём могут быть чьи-то правки" in said("split", book, "-o", copies)
    assert "а нужна папка" in said("split", book, "-o", book)
    assert "Папки или файла" in said("collect", book, tmp_path / "нет")
    (tmp_path / "empty").mkdir()
    assert "нет книг .xlsx" in said("collect", book, tmp_path / "empty")
    assert "не копия, сделанная командой split" in said("collect", book, book)
    assert "is no copy made by" in said("collect", book, book, lang="en")
    text = tmp_path / "a.xlsx"
    text.write_text("no book")
    assert "a.xlsx" in said("collect", book, text)
    lock = copies.parent / "~$Книга.xlsx"
    lock.write_bytes(b"\x05Anna" + b" " * 160)
    assert "Книга.xlsx" in said("collect", book, copies)


def test_a_copy_of_another_book_or_a_damaged_one_is_refused(team, tmp_path):
    book, copies = team
    other = t.book(tmp_path / "Другая.xlsx", [("Иное", "Анна", 5, None, "X-1")],
                   headers=HEADERS["ru"][:5])  # fmt: skip
    assert "копия другой книги («Книга.xlsx», лист «Клиенты»)" in said("collect", other, copies)

    def spoil(opened):
        opened["_mkp_base"]["A2"].value = "1:x"

    t.edit(copies / "Анна.xlsx", spoil)
    assert "Копию «Анна.xlsx» не прочитать: скрытый лист" in said("collect", book, copies)


def test_a_list_without_managers_is_refused(tmp_path):
    book = t.book(tmp_path / "К.xlsx", [("Ромашка", 5, None, None)])
    assert "нет столбца «Менеджер»" in said("split", book)
    assert not (tmp_path / "К_split").exists()


def test_untouched_copies_of_a_plain_book_say_nothing_at_all(tmp_path):
    book = plain(tmp_path)
    assert t.mkp("split", book, "--output", tmp_path / "m").code == 0
    said = collect(book, tmp_path / "m")
    assert (said["taken"], said["conflicts"], said["left"]) == ([], [], [])


def test_what_is_beside_the_copies_and_what_was_put_into_them_is_told(team):
    book, folder = team
    (folder / "Вера.ods").write_bytes(b"")
    (folder / "старые").mkdir()
    openpyxl.Workbook().save(folder / "Отчёт.xlsx")

    def change(opened):
        here = opened["Клиенты"]
        head = next(c.row for row in here.iter_rows() for c in row if c.value == "Код клиента")
        last = max(c.column for c in here[head] if c.value)
        here.cell(head, last + 2, "Рядом")
        here.cell(head + 1, last + 2, "важно")
        opened.create_sheet("Мои мысли")["A1"] = "важно"

    t.edit(folder / "Анна.xlsx", change)
    said = collect(book, folder)
    assert {(one["reason"], one["file"], one["column"]) for one in said["left"]} == {
        ("not_a_copy", "Вера.ods", None), ("not_a_copy", "старые", None),
        ("not_a_copy", "Отчёт.xlsx", None),
        ("strange_column", "Анна.xlsx", "Рядом"), ("strange_sheet", "Анна.xlsx", "Мои мысли"),
    }  # fmt: skip


def test_rows_without_room_are_told_and_the_rest_comes_in(team):
    book, folder = team

    def total(opened):
        opened["Клиенты"].append(("Итого", None, 730))

    t.edit(book, total)

    def change(opened):
        here = opened["Клиенты"]
        cell = next(c for row in here.iter_rows() for c in row if c.value == "Ромашка")
        rows = [r for r in range(cell.row, cell.row + 5) if here.cell(r, cell.column).value]
        here.cell(rows[-1] + 1, cell.column, "Новый")
        phone = next(c.column for c in here[cell.row - 1] if c.value == "Телефон")
        here.cell(cell.row, phone, "+7 111")

    t.edit(folder / "Анна.xlsx", change)
    for options in (("--dry-run",), ()):
        said = collect(book, folder, *options)
        assert [one["reason"] for one in said["taken"]] == ["cell"]
        assert [one["reason"] for one in said["left"]] == ["no_room"]


def test_a_book_without_clients_is_not_dealt_out(tmp_path):
    assert t.mkp("new", tmp_path / "b.xlsx").code == 0
    told = t.mkp("split", tmp_path / "b.xlsx", "--output", tmp_path / "m")
    assert (told.code, told.err.strip()) == (2, "В списке нет клиентов: раздавать нечего.")
    assert not (tmp_path / "m").exists()
