"""Columns of lists that teams have already: found by header, by content, by what stands beside."""

import csv
import datetime as dt
import json
import time
from pathlib import Path

import pytest
import xlsxwriter
from cli_tools import mkp

from mkp_xl.book.fields import INPUTS_OF, RECOGNISED
from mkp_xl.book.grid import Cells
from mkp_xl.book.recognition.books import recognise
from mkp_xl.book.recognition.content import kind_of
from mkp_xl.book.recognition.header import understood
from mkp_xl.book.recognition.names import named
from mkp_xl.book.recognition.roles import ROLES
from mkp_xl.book.recognition.saying import role_name, why
from mkp_xl.book.recognition.sayings import heard
from mkp_xl.book.recognition.tables import understand
from mkp_xl.hosts.xlsx import XlsxHost

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT.parent / "shared" / "data" / "headers_dev.csv"


def header_rows():
    with (Path(__file__).with_name("header_rows.csv")).open(encoding="utf-8") as file:
        return [(row["headers"], row["roles"]) for row in csv.DictReader(file, delimiter=";")]


def top_of(headers, *rows):
    """Return the first rows of a sheet whose columns these are."""
    columns = zip(headers, *rows, strict=True)
    return {
        column: Cells(
            first_row=1, values=list(cells), formats=["General"] * len(cells), formulas={}
        )
        for column, cells in enumerate(columns, start=1)
    }


def roles_of(tables):
    return {
        match.header.text: match.sure.key if match.sure else None
        for table in tables
        for match in table.columns
    }


@pytest.mark.parametrize(("headers", "roles"), header_rows())
def test_headers_as_people_write_them(headers, roles):
    headers = headers.split("|")
    (table,) = understand("Лист1", top_of(headers))
    found = [match.sure.key if match.sure else "?" for match in table.columns]
    assert dict(zip(headers, found, strict=True)) == dict(zip(headers, roles.split(), strict=True))


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples are not there")
def test_real_headers_are_recognised():
    found = wrong = labelled = 0
    with SAMPLES.open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            told = roles_of(understand("Лист1", top_of(json.loads(row["headers"]))))
            for header, role in json.loads(row["expected"]).items():
                labelled += 1
                found += told.get(header) == role
                wrong += told.get(header) not in (role, None)
    assert found / labelled >= 0.95
    assert wrong <= 1


@pytest.mark.parametrize("kind", RECOGNISED)
def test_every_field_is_found_by_each_of_its_names(kind):
    for field in INPUTS_OF[kind]:
        for title in field.titles():
            role = next(role for role in ROLES if role.key == named(title))
            assert role.field_in(kind) == field.key


@pytest.mark.parametrize(
    ("header", "scale", "currency"),
    [
        ("Потенциал, тыс. руб.", 1e3, "RUB"),
        ("Потенциал (млн ₽)", 1e6, "RUB"),
        ("Potential k€", 1e3, "EUR"),
        ("Potential, $M", 1e6, "USD"),
        ("Закупки за год т.р.", 1e3, "RUB"),
        ("Закупки за год", 1.0, ""),
    ],
)
def test_units_of_a_header(header, scale, currency):
    assert understood(header).unit[:2] == (scale, currency)
    assert heard(header)[0].role.key in ("potential", "purchases")


@pytest.mark.parametrize("text", ["Сумма к оплате", "Потенциал (к 2027)", "Клиенты от 5 млн руб."])
def test_a_preposition_is_no_unit(text):
    assert understood(text).unit.scale == 1


def test_per_cent_is_a_unit():
    assert understood("Скидка, %").unit.is_share


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_every_role_has_a_name_and_every_reason_a_sentence(lang):
    for role in ROLES:
        assert role_name(role, lang)
    rows = [[f"ООО {n}", "Иванов", "5"] for n in range(5)]
    (table,) = understand("Лист1", top_of(["Клиент", "Последний контакт", "Загадка"], *rows))
    assert all(why(match, lang) for match in table.columns)


# content


def test_cells_decide_where_a_header_could_be_two_things():
    dates = [["ООО Луч", "05.11.2026", 100.0]] * 6
    names = [["ООО Луч", "Иванов Пётр", 100.0]] * 6
    headers = ["Клиент", "Последний контакт", "Потенциал"]
    assert roles_of(understand("Л", top_of(headers, *dates)))["Последний контакт"] == "last_contact"
    (table,) = understand("Л", top_of(headers, *names))
    told = table.columns[1]
    assert told.sure is None
    assert told.reason == "content_against"
    assert "последний контакт" in why(told, "ru")


FIRMS, ANSWERS = ["ООО «Луч»", "ООО «Заря»", "АО «Мир»"], ["Да", "Нет", "Да"]
PEOPLE, OURS = ["Иванов Пётр", "Ким А.", "Anna Lee"], ["ООО «Мы»"] * 3


@pytest.mark.parametrize(
    ("headers", "columns", "roles"),
    [
        (["Client", "Partner"], [FIRMS, ANSWERS], ["client", None]),
        (["Контрагент", "Организация"], [FIRMS, OURS], ["client", None]),
        (["Организация", "Телефон"], [OURS, ["+7 495 123-45-67"] * 3], ["client", "phone"]),
        (["Account", "Contact"], [FIRMS, PEOPLE], ["client", "contact_person"]),
        (["Account", "Contact"], [FIRMS, ["cellular", "telephone", "cellular"]], ["client", None]),
    ],
)
def test_cells_tell_what_a_word_leaves_open(headers, columns, roles):
    told = roles_of(understand("Л", top_of(headers, *zip(*columns, strict=True))))
    assert [told[header] for header in headers] == roles


def test_a_column_of_dates_is_not_money():
    rows = [["ООО Луч", "05.11.2026"]] * 6
    (table,) = understand("Л", top_of(["Клиент", "Сумма"], *rows))
    assert table.columns[1].sure is None


@pytest.mark.parametrize("day", [46300.0, 20260105.0, "20260105", "5 ноября 2026", "Конец июля"])
def test_days_are_days_however_they_are_typed(day):
    rows = [["ООО Луч", day, "-"], ["ООО Свет", day, "нет"], ["ООО Мир", "нет", "1,2 млн"]]
    found = roles_of(understand("Л", top_of(["Клиент", "Последний контакт", "Потенциал"], *rows)))
    assert found["Последний контакт"] == "last_contact"
    assert found["Потенциал"] == "potential"


def test_a_column_of_addresses_says_what_it_is_by_itself():
    rows = [["ООО Луч", "a@b.ru", 5.0]] * 6
    found = roles_of(understand("Л", top_of(["Клиент", "Куда писать", "Потенциал"], *rows)))
    assert found["Куда писать"] == "email"


@pytest.mark.parametrize(
    "text", ["фирм" * 28 + "ъ" * 6, "ъ" * 32_000, "клиент" * 5000, "a " * 16_000]
)
def test_the_longest_header_is_taken_apart_in_no_time(text):
    begin = time.process_time()
    understood(text)
    assert time.process_time() - begin < 2


@pytest.mark.parametrize("text", ["a@" + "." * 32_000 + " b", "1.1." * 8000])
def test_the_longest_cell_has_a_kind_in_no_time(text):
    begin = time.process_time()
    assert kind_of(text, "General") == "text"
    assert time.process_time() - begin < 2


def test_revenue_is_understood_by_its_neighbours():
    firm = roles_of(understand("Л", top_of(["Company", "Industry", "Employees", "Revenue"])))
    deal = roles_of(understand("Л", top_of(["Company", "Stage", "Close date", "Revenue"])))
    care = roles_of(understand("Л", top_of(["Company", "Potential", "Last visit", "Revenue"])))
    nothing = roles_of(understand("Л", top_of(["Company", "Manager", "Revenue"])))
    assert (firm["Revenue"], deal["Revenue"]) == ("revenue_firm", "amount")
    assert (care["Revenue"], nothing["Revenue"]) == ("purchases", None)


# where tables stand


@pytest.fixture(scope="module")
def messy(tmp_path_factory):
    """Return a book of one sheet with three tables, one under a title and two rows of headers."""
    path = tmp_path_factory.mktemp("messy") / "база.xlsx"
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        middle = book.add_format({"bold": True})
        sheet = book.add_worksheet("База 2026")
        sheet.write("B2", "Клиентская база на 01.11.2026")
        sheet.merge_range("B4:C4", "Клиент", middle)
        sheet.merge_range("D4:E4", "Закупки, тыс. руб.", middle)
        sheet.write_row("F4", ["Менеджер", "Посл. контакт"])
        sheet.write_row("B5", ["Код", "Наименование", "за 12 мес.", "прочее"])
        for row in range(20):
            sheet.write_row(5 + row, 1, [f"К-{row:03}", f"ООО Луч {row}", 100 + row, 7, "Иванов"])
            sheet.write_datetime(5 + row, 6, dt.datetime(2026, 10, 1 + row), day)  # noqa: DTZ001
        sheet.write_row("B26", ["Итого", "", 2190])
        sheet.write_row("J4", ["Компания", "E-mail", "Телефон"])
        for row in range(8):
            sheet.write_row(4 + row, 9, [f"ООО {row}", "a@b.ru", "+7 495 123-45-67"])
        sheet.write_row("B40", ["Дата", "Клиент", "Сумма"])
        for row in range(5):
            sheet.write_datetime(40 + row, 1, dt.datetime(2026, 9, 1 + row), day)  # noqa: DTZ001
            sheet.write_row(40 + row, 2, [f"ООО Луч {row}", 100.0 * row])
    return path


def test_tables_of_a_sheet_wherever_they_stand(messy):
    found = recognise(XlsxHost(messy))
    beside = [table for table in found if table.region.header_row == 4]
    tables = {table.kind: table for table in found if table not in beside}
    assert [match.sure.key for match in tables["clients"].columns if match.sure] == [
        "client_id", "client", "purchases", "owner", "last_contact",
    ]  # fmt: skip
    assert [match.header.column for match in tables["clients"].columns] == [2, 3, 4, 5, 6, 7]
    assert tables["clients"].columns[2].unit.scale == 1000.0
    assert [match.sure.key for match in tables["orders"].columns] == ["date", "client", "amount"]
    assert tables["orders"].region.header_row == 40
    assert [match.sure.key for match in beside[0].columns] == ["client", "email", "phone"]


def test_words_of_headers_inside_a_table_are_no_header():
    rows = [["accounts", "account", "Company name"], ["accounts", "sector", "Industry"]]
    assert understand("Л", top_of(["Table", "Field", "Description"], *rows)) == []


def test_texts_below_a_single_known_header_leave_it_one():
    rows = [["Россия", "Москва, склад", "ООО Луч"], ["Беларусь", "Минск", "ООО Мир"]]
    found = roles_of(understand("Л", top_of(["Страна", "Инкотермс, часть 2", "Заказчик"], *rows)))
    assert found == {"Страна": None, "Инкотермс, часть 2": None, "Заказчик": "client"}


def test_notes_and_figures_are_no_table():
    notes = [["Отчёт за год", None], [None, None], ["Клиент звонил вчера", 5.0], ["итого", 7.0]]
    assert understand("Л", top_of(["Записки", "о клиентах"], *notes)) == []


# the command


def test_the_command_tells_each_column_as_a_record(messy):
    before = messy.read_bytes()
    told = mkp("recognise", messy, "--json")
    assert told.code == 0, told
    records = json.loads(told.out)
    first = next(record for record in records if record["header"] == "Код")
    assert first == {
        "sheet": "База 2026", "table": "clients", "header": "Код", "row": 5, "column": 2,
        "role": "client_id", "field": "client_id", "confidence": 0.99,
        "reason": "по словам заголовка", "scale": 1.0, "currency": None,
    }  # fmt: skip
    contact = next(record for record in records if record["header"] == "Посл. контакт")
    assert (contact["row"], contact["field"]) == (4, "last_contact_typed")
    assert messy.read_bytes() == before


@pytest.mark.parametrize(
    ("lang", "said"), [("ru", "последний контакт"), ("en", "by the words of the header")]
)
def test_the_command_shows_a_table_to_people(messy, lang, said):
    told = mkp("recognise", messy, "--lang", lang, lang=lang)
    assert told.code == 0
    assert said in " ".join(told.out.split())


def test_a_book_of_ours_tells_what_the_team_has_typed():
    told = mkp("recognise", ROOT / "workbook" / "mkp_demo_ru.xlsx", "--json")
    records = json.loads(told.out)
    assert {record["sheet"] for record in records} == {"Клиенты", "Заказы", "Контакты"}
    assert all(record["role"] and record["field"] for record in records)
    assert "Сегмент" not in {record["header"] for record in records}


def test_a_book_without_tables_gets_one_sentence(tmp_path):
    with xlsxwriter.Workbook(tmp_path / "b.xlsx") as book:
        book.add_worksheet().write("A1", "Привет")
    assert mkp("recognise", tmp_path / "b.xlsx").out.strip() == (
        "Таблиц с понятными заголовками нет."
    )
    assert json.loads(mkp("recognise", tmp_path / "b.xlsx", "--json").out) == []


def test_what_is_no_workbook_is_refused_in_one_sentence(tmp_path):
    (tmp_path / "b.xlsx").write_bytes(bytes(range(256)) * 20)
    told = mkp("recognise", tmp_path / "b.xlsx")
    assert told.code == 2
    assert "Traceback" not in told.err
    assert len(told.err.strip().splitlines()) == 1
