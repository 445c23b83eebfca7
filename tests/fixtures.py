"""Workbooks with the trouble real lists have, each a function that writes one and runs the flow."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import openpyxl
import xlsxwriter
from books import AS_OF, make_book, request, run
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.table import Table

from mkp_xl.faces.demo_data import demo_data

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = dt.timedelta(1)


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
        demo_ru, demo_en, joined_by_name, names_spelt_apart, odd_cells, logs_by_two_keys,
        errors_in_logs, short_orders,
        orders_said_to_be_complete, nobody, values_only, some_columns, excel_table, far_corner,
        mac_1904, own_sheets_and_columns, thousands, changed_settings, odd_boxes,
    )
}  # fmt: skip
