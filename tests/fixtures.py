"""Workbooks with the trouble real lists have, each a function that writes one and runs the flow."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import openpyxl
import xlsxwriter
from books import AS_OF, make_book, request, run
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.table import Table

from mkp_xl.book.grid import CellEdit, Changes
from mkp_xl.faces import making
from mkp_xl.faces.add_cli import PARTS
from mkp_xl.faces.demo_data import demo_data
from mkp_xl.faces.demo_sources import demo_sources
from mkp_xl.hosts.xlsx.host import XlsxHost

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = dt.timedelta(1)
NBSP = "\u00a0"


def demo_ru(path: Path) -> None:
    """Write the Russian demonstration, attached."""
    data = demo_data(90, lang="ru", as_of=AS_OF)
    make_book(path, clients=data.clients, orders=data.orders, contacts=data.contacts)
    run(path, request())


def demo_en(path: Path) -> None:
    """Write the English demonstration, attached."""
    data = demo_data(90, lang="en", as_of=AS_OF)
    make_book(path, clients=data.clients, orders=data.orders, contacts=data.contacts, lang="en")
    run(path, request(lang="en"))


def whole_book_ru(path: Path) -> None:
    """Make the Russian demonstration as the command does, all sheets of ours in it."""
    making.demo(path, 60, "ru", AS_OF, lambda _key, _share: None)


def whole_book_en(path: Path) -> None:
    """Make the English demonstration as the command does, all sheets of ours in it."""
    making.demo(path, 60, "en", AS_OF, lambda _key, _share: None)


def fresh_book(path: Path) -> None:
    """Make a new book, nobody in it yet."""
    making.new(path, "ru", "native", AS_OF, lambda _key, _share: None)
    run(path, request(attach=None, cells=None))


def several_sources(path: Path) -> None:
    """Write a list whose potentials have several sources, noted and typed in every way."""
    data = demo_data(90, lang="ru", as_of=AS_OF)
    made = demo_sources(data, lang="ru", as_of=AS_OF)
    clients = [dict(row) for row in made.clients]
    for row, told in zip(clients, ODD_SOURCES, strict=False):
        row.update(told)
    name = [row["client"] for row in clients]
    old = AS_OF - dt.timedelta(700)
    extra = [
        {"client": name[0], "source": "Бюджет", "amount": 5e6, "date": AS_OF},
        {"client": name[1], "source": "слухи", "amount": 5e6, "date": AS_OF},
        {"client": name[2], "source": "Мы + конкуренты", "low": 9e5, "high": 4e5, "date": AS_OF},
        {"client": name[3], "source": "Размер × норма", "amount": -5, "date": AS_OF},
        {"client": name[4], "source": "Мы + конкуренты", "amount": 8e5, "date": AS_OF + DAY},
        {"client": name[5], "source": "Решение вручную", "amount": 123_456.0, "date": AS_OF},
        {"client": name[6], "source": "Решение вручную", "amount": 77_000.0},
        {"client": name[7], "source": "Оценка менеджера", "amount": "1 250 тыс", "date": old},
        {"client": "Кто-то", "source": "Бюджет", "amount": 1.0, "date": old},
        {"client": name[8], "source": "Бюджет", "low": 3e5, "date": old},
        {"client": name[9], "source": "Оценка менеджера", "low": 2e5, "high": 8e5, "date": AS_OF},
        {"client": name[10], "source": "Оценка менеджера", "amount": 0.0, "date": AS_OF},
        {"client": name[11], "source": "Мы + конкуренты", "amount": 4e5, "date": AS_OF - DAY},
        {"client": name[11], "source": "Мы + конкуренты", "amount": 5e5, "date": AS_OF},
    ]
    make_book(
        path,
        clients=clients,
        orders=data.orders,
        contacts=data.contacts,
        estimates=[*made.estimates, *extra],
        norms=made.norms,
    )
    run(path, request())


ODD_SOURCES = (
    {}, {}, {}, {}, {}, {}, {}, {}, {}, {"potential_typed": None}, {},
    {"industry": "Логистика", "firm_revenue": "12,5 млн", "rival_purchases": 1e5},
    {"industry": "  логистика ", "firm_revenue": 9e7},
    {"industry": "Неведомая", "employees": 100}, {"industry": None, "employees": 100},
    {"employees": -5, "category_budget": "много"}, {"budget_share_typed": "40 %",
     "category_budget": 1e6}, {"budget_share_typed": 1.5, "category_budget": 1e6},
    {"budget_share_typed": 0.0, "category_budget": 1e6}, {"estimate_day": "вчера"},
    {"estimate_day": AS_OF + DAY, "rival_purchases": 0}, {"estimate_evidence": "   "},
    {"estimate_evidence": 5.0, "estimate_day": AS_OF}, {"rival_purchases": 7e6},
    {"purchases_typed": -100, "rival_purchases": 5e5, "potential_typed": None},
    {"industry": "Гостиницы", "outlets": 5},
)  # fmt: skip


def sources_by_number(path: Path) -> None:
    """Add estimates to a list that knows its clients by number alone, its headers in thousands."""
    heads = [
        "Код клиента", "Отрасль", "Торговых точек", "Бюджет категории, тыс. руб.",
        "Оценка менеджера по бюджету", "Закупки за 12 мес.",
    ]  # fmt: skip
    rows = [[1000 + n, "Еда", n, 450 * n or None, "много" * (n == 2), 9000 * n] for n in range(5)]
    book = openpyxl.Workbook()
    book.active.title = "Оценки"  # the name that a sheet of ours would take
    for row in (heads, *rows):
        book.active.append(row)
    book.save(path)
    run(path, request(add=PARTS["estimates"]))
    book = openpyxl.load_workbook(path)
    sheet = book["МКП Оценки"]
    told = [
        ["1003", "Мы + конкуренты", "150 тыс", None, None, AS_OF, "Титов", NBSP],
        [1004, "размер х норма", None, 2e5, 4e5, None, None, "счёт"],
        [1004.0, "Решение вручную", 77_000, None, None, AS_OF, None, "договор", AS_OF],
    ]
    for number, row in enumerate(told, start=5):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value
    norms = book["Нормы"]
    head = next(c for row in norms.iter_rows() for c in row if c.value == "На одну точку в год")
    head.value = "На одну точку в год, тыс. руб."
    norms.cell(head.row + 1, 1).value, norms.cell(head.row + 1, head.column).value = "ЕДА ", 60
    book["Карточка клиента"]["C2"].value = 1004
    book.save(path)
    run(path, request(attach=None))


def two_sourced_lists(path: Path) -> None:
    """Put a second list with sources of its own beside the first."""
    data = demo_sources(demo_data(30, lang="ru", as_of=AS_OF), lang="ru", as_of=AS_OF)
    make_book(path, clients=data.clients, estimates=data.estimates, norms=data.norms)
    book = openpyxl.load_workbook(path)
    book.copy_worksheet(book["Клиенты"]).title = "Филиал"
    book["Филиал"].delete_rows(2, 12)
    book.save(path)
    run(path, request())


def odd_playbook(path: Path) -> None:
    """Write formulas, texts and nothing into the boxes of the playbook and of the method card."""
    whole_book_ru(path)
    book = openpyxl.load_workbook(path)
    play, method, card = book["Playbook"], book["Методика"], book["Карточка клиента"]
    for row, (tasks, owner, time, money) in enumerate(
        [(None, "", "20 %", 0.1), (7.5, 5, "много", -1), ("'=a", True, 3, None)], start=6
    ):
        for column, value in zip((4, 6, 7, 8), (tasks, owner, time, money), strict=True):
            play.cell(row, column).value = value
    for row in range(9, 15):
        for column in range(4, 9):
            play.cell(row, column).value = None
    first = next(c.row for row in method.iter_rows() for c in row if c.value == "Кто") + 1
    for row, told in enumerate([(None, "раз в год", AS_OF), (1, -5, "вчера")], start=first):
        for column, value in enumerate(told, start=3):
            method.cell(row, column).value = value
    card["C2"].value = "Итого"
    book.save(path)
    sum_ = CellEdit(sheet="Playbook", row=6, column=8, value=0.2, formula="0.1*2")
    XlsxHost(path).write(Changes(cells=[sum_]))
    run(path, request(attach=None))


def joined_by_name(path: Path) -> None:
    """Write logs that know the client by name only."""
    _by_name(path, ["Вектор", "Ёлка", "8 Марта и К"], ["Вектор", "Ёлка", "Чужой"])


def names_spelt_apart(path: Path) -> None:
    """Write logs whose names differ by ё, case and spaces: formulas would not find them."""
    _by_name(path, ["Вектор  плюс", "Ёлка", "8 Марта"], ["вектор плюс", "Елка", "8 Марта"])


def _by_name(path: Path, listed: list[str], ordered: list[str]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Клиенты"
    sheet.append(["Клиент", "Потенциал", "Последний контакт"])
    for number, name in enumerate(listed):
        sheet.append([name, 60000 * (number + 1), None])
    orders = book.create_sheet("Заказы")
    orders.append(["Клиент", "Дата", "Сумма"])
    contacts = book.create_sheet("Контакты")
    contacts.append(["Клиент", "Дата", "Тип"])
    for number, name in enumerate(ordered):
        orders.append([name, AS_OF - dt.timedelta(400), 5])
        orders.append([name, AS_OF - dt.timedelta(30 * number), 1000.5 * (number + 1)])
        contacts.append([name, AS_OF - dt.timedelta(10 * number), "звонок"])
        contacts.append([name, AS_OF + DAY, "звонок"])
    book.save(path)
    run(path, request())


ODD_MONEY = (
    740000, "740 000", "740 000,50", "1 250 000.5", " 5 ", "много", "$ 100", "100 €", "5 руб.",
    "12,5 %", True, False, "=1/0", "=NA()", '=""', "=2*30000", -5, 0, "1.234", "1,234.50", 1e308,
    "1e5", "-300", "+7", "", "  ", None, 0.005, 1.005, "٣", "TRUE", "ИСТИНА", dt.date(2026, 1, 1),
)  # fmt: skip


def odd_cells(path: Path) -> None:
    """Write every kind of cell into every input column."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Клиенты"
    sheet.append(
        ["Клиент", "Потенциал", "Закупки за 12 мес.", "Последний контакт", "Интервал, дней",
         "Не вести"]
    )  # fmt: skip
    dates = (AS_OF, "20.10.2026", "2026-10-20", "31.02.2026", 46000, 5, "вчера", None, "=NA()")
    flags = (
        "да", "нет", "ДА ", 1, 0, True, False, "x", "кажется", None, "+", "-", "=NA()", "v", "1",
        "true", "истина",
    )  # fmt: skip
    for number, money in enumerate(ODD_MONEY * 2):
        other = ODD_MONEY[(number * 7 + number // len(ODD_MONEY)) % len(ODD_MONEY)]
        sheet.append(
            [f"Клиент {number}", money, other, dates[number % len(dates)],
             ODD_MONEY[(number * 5) % len(ODD_MONEY)], flags[number % len(flags)]]
        )  # fmt: skip
    book.save(path)
    _cache_with_xlsxwriter_values(path)
    run(path, request())


def _cache_with_xlsxwriter_values(path: Path) -> None:
    """Write the book anew with the values that formulas have, as a spreadsheet saves them."""
    values = {"=1/0": "#DIV/0!", "=NA()": "#N/A", '=""': "", "=2*30000": 60000}
    source = openpyxl.load_workbook(path).active
    with xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy"}) as book:
        sheet = book.add_worksheet(source.title)
        for row in source.iter_rows():
            for cell in row:
                place, value = (cell.row - 1, cell.column - 1), cell.value
                if isinstance(value, str) and value.startswith("="):
                    sheet.write_formula(*place, value, None, values[value])
                elif isinstance(value, str):
                    sheet.write_string(*place, value)
                elif value is not None:
                    sheet.write(*place, value)


def logs_by_two_keys(path: Path) -> None:
    """Write orders that know the client by name and contacts that know it by ID."""
    _two_logs(path, [["Клиент", "Дата", "Сумма"], ["Первый", AS_OF - 400 * DAY, 1],
                     ["Первый", AS_OF - DAY, 1000]])  # fmt: skip


def errors_in_logs(path: Path) -> None:
    """Write a formula error into an order's amount and another's date."""
    old = ["К1", AS_OF - 400 * DAY, 1]
    bad = [["К1", AS_OF - DAY, "=NA()"], ["К2", "=NA()", 5]]
    _two_logs(path, [["Код клиента", "Дата", "Сумма"], old, *bad, ["К2", AS_OF, 7]])


def _two_logs(path: Path, orders: list[list[object]]) -> None:
    values = {"=NA()": "#N/A"}
    with xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy"}) as book:
        tables = {
            "Клиенты": [["Код клиента", "Клиент", "Потенциал"], ["К1", "Первый", 600000],
                        ["К2", "Второй", 60000], [None, "Без кода", 6000]],
            "Заказы": orders,
            "Контакты": [["Код клиента", "Дата", "Тип"], ["К1", AS_OF - DAY, "звонок"],
                         [None, AS_OF - 3 * DAY, "чужой"]],
        }  # fmt: skip
        for title, rows in tables.items():
            sheet = book.add_worksheet(title)
            for row, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    if value in values:
                        sheet.write_formula(row, column, value, None, values[value])
                    elif value is not None:
                        sheet.write(row, column, value)
    run(path, request())


def short_orders(path: Path) -> None:
    """Write orders that do not reach back to the window's start."""
    orders = [{"client_id": "К1", "date": AS_OF - dt.timedelta(300), "amount": 10.0}]
    make_book(path, clients=_three(), orders=orders)
    run(path, request())


def orders_said_to_be_complete(path: Path) -> None:
    """Write short orders whose completeness is stated in the settings."""
    short_orders(path)
    run(path, request(attach=None, settings={"orders_from": 45000.0}))


def _three() -> list[dict[str, object]]:
    return [
        {"client_id": "К1", "client": "Первый", "potential_typed": 600000},
        {"client_id": "К2", "client": "Второй", "potential_typed": 60000, "purchases_typed": 60000},
        {"client_id": "К3", "client": "Третий", "potential_typed": 600},
    ]


def nobody(path: Path) -> None:
    """Write a list without a single client."""
    make_book(path, clients=[])
    run(path, request())


def values_only(path: Path) -> None:
    """Write values instead of formulas."""
    orders = [
        {"client_id": "К1", "date": AS_OF - dt.timedelta(n), "amount": 10.5} for n in (1, 500)
    ]
    make_book(path, clients=_three(), orders=orders)
    run(path, request(cells="values"))


def some_columns(path: Path) -> None:
    """Attach a few columns only."""
    make_book(path, clients=_three())
    run(path, request(attach=("segment", "due_date", "why")))


def excel_table(path: Path) -> None:
    """Write the list as an Excel table with a totals row, other tables of the team around it."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "База"
    for row in (
        ["Клиент", "Потенциал", "Закупки за 12 мес."],
        ["Альфа", 700000, 100],
        ["Бета", 70000, 70000],
        ["Гамма", None, 5],
        ["Итог", 770000, 70105],
    ):
        sheet.append(row)
    table = Table(displayName="Список", ref="A1:C5", totalsRowCount=1)
    sheet.add_table(table)
    sheet["A7"] = "заметка под таблицей"
    book.save(path)
    run(path, request())


def far_corner(path: Path) -> None:
    """Start the table at D40 of a hidden sheet with an awkward title, columns shuffled."""
    book = openpyxl.Workbook()
    book.active.title = "Обложка"
    sheet = book.create_sheet("Ивана 'лист' 😀 №1")
    headers = ["Потенциал", "Код клиента", "Последний контакт", "Комментарий", "Клиент"]
    for offset, header in enumerate(headers):
        sheet.cell(40, 4 + offset, header)
    for row in range(41, 47):
        if row == 44:
            continue  # a blank row in between
        sheet.cell(row, 4, 30000 * (row - 40))
        sheet.cell(row, 5, row)
        sheet.cell(row, 6, AS_OF - dt.timedelta(row))
        sheet.cell(row, 8, f'=CONCATENATE("Клиент ",{row})')
        sheet.cell(row, 8).value = f"+7 495 {row}"
    book.save(path)
    run(path, request())


def mac_1904(path: Path) -> None:
    """Write a book of the 1904 date system."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    sheet.title = "Clients"
    sheet.append(["Client", "Potential", "Sales, 12 months", "Last contact"])
    for number in range(5):
        sheet.append([f"Client {number}", 10**number * 100, 50, dt.date(2026, 10, 20 + number)])
    book.save(path)
    run(path, request())


def own_sheets_and_columns(path: Path) -> None:
    """Write a team's own «Сегмент», «Класс», «Следующий контакт», «Матрица», «Настройки»."""
    headers = ["Клиент", "Сегмент", "Класс", "Потенциал", "Следующий контакт", "Закупки за год"]
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Клиенты")
        sheet.write_row(0, 0, headers)
        for number in range(4):
            row = [f"Клиент {number}", "свой", "А", 99999 * number, "позже", 1000]
            sheet.write_row(number + 1, 0, row)
        sheet.write_formula("H2", "=SUM(D2:D5)", None, 599994)
        for title in ("Матрица", "Настройки"):
            book.add_worksheet(title).write("B2", "это наше")
    run(path, request())


def thousands(path: Path) -> None:
    """Write a list and orders as a team names them: in thousands, headers in two rows, a total."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "База 2026"
    sheet["B2"] = "Отчёт по клиентам"
    rows = [
        ["Контрагент", "Деньги, тыс. руб.", None, "Контакты", None, "Куратор"],
        [None, "Потенциал", "Закупки за год", "Последний", "Интервал, дней", None],
        ["Луч", 600, 40.5, AS_OF - 5 * DAY, None, "Иванов"],
        ["Заря", "1 000,5", None, "14.07.2026*", 30, "Иванов"],
        ["Вектор", 30, "30", None, None, "Петров"],
        ["Белов", "5 млн", 12, None, None, None],
        ["Край", 50, 50.0005, None, None, None],
        ["Итого", 6680.5, 132.5, None, None, None],
    ]
    for number, row in enumerate(rows, start=4):
        for column, value in enumerate(row, start=2):
            sheet.cell(number, column, value)
    sheet.merge_cells("C4:D4")
    sheet.merge_cells("E4:F4")
    orders = book.create_sheet("Отгрузки")
    orders.append(["Дата отгрузки", "Покупатель", "Сумма, тыс. ₽"])
    for number, (name, amount) in enumerate([("Луч", 1.25), ("Заря", 700), ("Край", 0.01)]):
        orders.append([AS_OF - dt.timedelta(400), name, 1])
        orders.append([AS_OF - dt.timedelta(10 + number), name, amount])
    book.save(path)
    run(path, request())


def changed_settings(path: Path) -> None:
    """Change limits, frequencies and window after attaching."""
    demo_ru(path)
    changed = {
        "medium_from": 80000.0, "high_above": 1_000_000.0, "reached_from": 0.9,
        "window_months": 6.0, "frequency_a": 24.0, "frequency_c": 0.0, "due_soon_days": 14.0,
    }  # fmt: skip
    run(path, request(dt.date(2026, 3, 1), attach=None, settings=changed))


def odd_boxes(path: Path) -> None:
    """Type nonsense, text numbers and nothing into the setting boxes."""
    make_book(path, clients=_three())
    run(path, request())
    book = openpyxl.load_workbook(path)
    sheet = book["Настройки"]
    typed = {
        "Средний потенциал от": "70 000", "Высокий потенциал больше": None,
        "Потенциал достигнут от": 98, "Окно закупок": 12.5, "«Скоро» — за": "неделя",
        "Частота, класс A": True, "Валюта": "тугрики",
    }  # fmt: skip
    for row in sheet.iter_rows(min_col=1, max_col=2):
        if row[0].value in typed:
            row[1].value = typed[row[0].value]
    book.save(path)
    run(path, request(attach=None))


FIXTURES: dict[str, Callable[[Path], None]] = {
    function.__name__: function
    for function in (
        demo_ru, demo_en, whole_book_ru, whole_book_en, fresh_book, several_sources,
        sources_by_number, two_sourced_lists, odd_playbook,
        joined_by_name, names_spelt_apart, odd_cells,
        logs_by_two_keys,
        errors_in_logs, short_orders,
        orders_said_to_be_complete, nobody, values_only, some_columns, excel_table, far_corner,
        mac_1904, own_sheets_and_columns, thousands, changed_settings, odd_boxes,
    )
}  # fmt: skip
