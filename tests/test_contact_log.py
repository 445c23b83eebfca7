"""A contact logged from the client's row, and the sheet that «add contacts» brings for it."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
from books import AS_OF, edit, make_book, our_cells
from cli_tools import mkp

CLIENTS = [
    {"client": "Альфа", "potential_typed": 600_000.0, "manager": "Громов А."},
    {"client": "Бета", "potential_typed": 60_000.0, "manager": "=1+1"},
    {"client": "Гамма", "potential_typed": 7_000.0},
]
LOG = [{"client": "Альфа", "date": dt.date(2026, 10, 1), "type": "Звонок", "result": "ответ"}]
FIXED = ("--as-of", AS_OF.isoformat(), "--set", "as_of_mode=fixed")


def with_ids(clients):
    return [{"client_id": f"К-{n}", **client} for n, client in enumerate(clients, start=1)]


@pytest.mark.parametrize(
    ("clients", "key"),
    [
        (CLIENTS, "Клиент"),
        (with_ids(CLIENTS), "Код клиента"),
        ([*with_ids(CLIENTS), {"client": "Дельта"}], "Клиент"),
    ],
)
@pytest.mark.parametrize("part", ["contacts", "coverage"])
def test_add_brings_a_sheet_of_contacts_that_recalc_reads(tmp_path, clients, key, part):
    path = make_book(tmp_path / "b.xlsx", clients=clients)
    assert mkp("attach", path, "--yes").code == 0
    edit(path, lambda book: [book.remove(book[t]) for t in ("Контакты",) if t in book.sheetnames])
    told = mkp("add", part, path)
    assert told.code == 0, told
    assert "«Контакты»" in told.said
    sheet = openpyxl.load_workbook(path)["Контакты"]
    heads = [cell.value for cell in sheet[4] if cell.value]
    assert heads == [
        key, "Дата", "Тип", "Результат", "Следующий шаг", "Контактное лицо", "Менеджер"
    ]  # fmt: skip
    assert sheet["B5"].number_format == "dd.mm.yyyy"
    assert sheet.data_validations.dataValidation
    assert "Все листы уже есть" in mkp("add", part, path).said

    def typed(book):
        book["Контакты"]["A5"] = "К-2" if key == "Код клиента" else "Бета"
        book["Контакты"]["B5"] = AS_OF

    edit(path, typed)
    assert mkp("recalc", path, *FIXED).code == 0
    found = [row["last_contact"] for row in our_cells(path)]
    assert found[1].date() == AS_OF
    assert found[0] in (None, "")
