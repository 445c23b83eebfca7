"""Finding the team's tables by their headers, in any order, anywhere on the sheet."""

import pytest

from mkp_xl.book import marks
from mkp_xl.book.address import Place, a1, absolute, letters, number, place_of, quoted
from mkp_xl.book.fields import INPUTS_OF, RECOGNISED
from mkp_xl.book.grid import Cells, NameInfo, TableInfo
from mkp_xl.book.joining import join, plain_key
from mkp_xl.book.recognition.working import find_tables


def grid(rows, first_row=1, first_column=1):
    width = max(len(row) for row in rows)
    return {
        first_column + column: Cells(
            first_row=first_row,
            values=[row[column] if column < len(row) else None for row in rows],
            formats=["General"] * len(rows),
            formulas={},
        )
        for column in range(width)
    }


def found(rows, sheet="Лист1", **options):
    return find_tables(sheet, grid(rows), options.pop("tables", ()), **options)


@pytest.mark.parametrize("kind", RECOGNISED)
def test_every_header_and_alias_of_a_field_is_known(kind):
    extra = {
        "clients": ["Клиент", "Потенциал"], "orders": ["Клиент", "Дата", "Сумма"],
        "contacts": ["Клиент", "Дата", "Тип"],
    }[kind]  # fmt: skip
    for field in INPUTS_OF[kind]:
        for title in field.titles():
            names = {f.key: t for f in INPUTS_OF[kind] for t in f.titles() if t in extra}
            headers = [t for key, t in names.items() if key != field.key] + [title.upper() + " :"]
            tables = [table for table in found([headers]) if table.kind == kind]
            assert tables, (kind, title)
            assert tables[0].columns[field.key] == len(headers)


def test_a_table_may_start_anywhere_in_any_order():
    rows = [["отчёт"], [], [None, None, "Потенциал", "Комментарий", "Клиент"], []]
    (table,) = found(rows)
    assert (table.header_row, table.columns) == (3, {"potential_typed": 3, "client": 5})
    assert table.last_column == 5


def test_without_a_client_there_is_no_list():
    assert found([["Потенциал", "Закупки"]]) == []
    assert found([[5.0, True, None]]) == []


def test_orders_and_contacts_are_told_apart():
    kinds = [t.kind for t in found([["Код клиента", "Дата", "Сумма"]])]
    assert kinds == ["orders"]
    kinds = [t.kind for t in found([["Код клиента", "Дата", "Результат"]])]
    assert kinds == ["contacts"]


def test_two_columns_of_one_name_are_told():
    (table,) = found([["Клиент", "Потенциал", "Potential"]])
    assert table.doubled == {"potential_typed": (2, 3)}


def test_the_columns_of_an_excel_table_end_with_it():
    excel = TableInfo(
        name="T", sheet="Лист1", first_row=1, last_row=3, first_column=1, last_column=2,
        header_rows=1, totals_rows=0,
    )  # fmt: skip
    (table,) = found([["Клиент", "Потенциал", "Менеджер"]], tables=[excel])
    assert table.columns == {"client": 1, "potential_typed": 2}
    assert table.last_column == 2


@pytest.mark.parametrize("title", ["Заказы", "Q1 'new'", "A1", "R1C1", "2026", "😀", "С пробелом"])
def test_a_reference_survives_any_title(title):
    assert place_of("=" + absolute(title, 7, 28)) == Place(title, 7, 28)
    assert place_of(absolute(title, 7, 28, 99)) == Place(title, 7, 28)


def test_addresses():
    assert [letters(n) for n in (1, 26, 27, 702, 703, 16384)] == [
        "A",
        "Z",
        "AA",
        "ZZ",
        "AAA",
        "XFD",
    ]
    assert all(number(letters(n)) == n for n in range(1, 16385, 37))
    assert a1(3, 28) == "AB3"
    assert place_of("#REF!") is None
    assert place_of('"native"') is None
    assert quoted("A1") == "'A1'"


def name(key, sheet, refers_to):
    return NameInfo(name=key, sheet=sheet, refers_to=refers_to, hidden=True)


def test_a_mark_holds_only_on_its_own_sheet_under_our_title():
    titles = {Place("Клиенты", 1, 6): "Сегмент", Place("Клиенты", 1, 7): "Мой столбец",
              Place("Клиенты", 1, 8): "МКП Разрыв", Place("Клиенты", 9, 9): "Класс"}  # fmt: skip
    names = [
        name("_mkp.segment", "Клиенты", "Клиенты!$F$1"),
        name("_mkp.why", "Клиенты", "Клиенты!$G$1"),  # the title was changed
        name("_mkp.gap", "Клиенты", "Клиенты!$H$1"),
        name("_mkp.class", "Клиенты", "Клиенты!$I$9"),  # dragged to another row
        name("_mkp.due_date", "Клиенты", "#REF!"),
        name("_mkp.state", "Копия", "Клиенты!$F$1"),
        name("_mkp.nonsense", "Клиенты", "Клиенты!$F$1"),
        name("_mkp.sheet.checks", "Проверки", "Проверки!$A$1"),
        name("_mkp.sheet.checks", "Копия проверок", "'Копия проверок'!$A$1"),
        name("_mkp.cells", None, '"values"'),
        name("their.name", None, "Клиенты!$A$1"),
    ]
    read = marks.read_marks(names, lambda place: titles.get(place, ""))
    (one,) = read.lists
    assert (one.sheet, one.header_row, one.columns) == ("Клиенты", 1, {"segment": 6, "gap": 8})
    assert read.cells == "values"
    assert read.sheets == {"checks": Place("Проверки", 1, 1)}
    dead = {(n.name, n.sheet) for n in read.dead}
    assert dead == {
        ("_mkp.why", "Клиенты"), ("_mkp.class", "Клиенты"), ("_mkp.due_date", "Клиенты"),
        ("_mkp.state", "Копия"), ("_mkp.nonsense", "Клиенты"),
        ("_mkp.sheet.checks", "Копия проверок"),
    }  # fmt: skip


def column(values):
    return Cells(first_row=2, values=values, formats=["General"] * len(values), formulas={})


def test_a_log_finds_its_clients_by_key():
    joined = join(column(["А-1", "А-2", "а-1 ", None]), column(["А-2", "А-1", "X", None, ""]))
    assert joined.client.tolist() == [1, 0, -1, -2, -2]
    assert joined.twin.tolist() == [0, 1, 0, 3]


@pytest.mark.parametrize(
    ("clients", "log", "native"),
    [
        (["А-1", "А-2"], ["А-1", "а-2"], True),
        ([12346.0, 5.0], [5.0, 12346.0], True),
        ([12346.0], ["12346"], False),
        (["Ёлка"], ["Елка"], False),
        (["Ёлка"], ["Ёлка "], False),
        (["ООО *"], ["ООО *"], False),
        (["А-1", "а-1"], [], True),
        (["А-1"], ["чужой*"], True),
        (["x" * 300], ["x" * 300], False),
    ],
)
def test_formulas_find_clients_only_where_keys_are_plain_and_alike(clients, log, native):
    assert join(column(clients), column(log)).native is native


@pytest.mark.parametrize("key", ["<5", "=А", "~", "01.02.2026", "5", "-7", "Март", "TRUE", "#N/A"])
def test_a_key_that_a_criterion_would_read_otherwise_is_not_plain(key):
    assert not plain_key(key)
