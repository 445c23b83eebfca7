"""Sheets that we make once for the team to fill in: contacts, estimates, norms. Then theirs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mkp_xl.book import look
from mkp_xl.book.address import absolute, letters
from mkp_xl.book.columns import texts
from mkp_xl.book.drawn import CellOut, Page, Pick, SheetOut
from mkp_xl.book.fields import INPUTS_OF, SHEETS, SOURCES, Field, Sheet, Text
from mkp_xl.book.grid import NameEdit, Style
from mkp_xl.book.layout import KEYS
from mkp_xl.book.native import log_name

if TYPE_CHECKING:
    from collections.abc import Collection

    from mkp_xl.book.fields import Lang
    from mkp_xl.book.tables import Rows

SAY: Final[dict[Sheet, Text]] = {
    "contacts": Text("Одна строка — один контакт.", "One row per contact."),
    "estimates": Text(
        "Одна строка — одна оценка потенциала: источник, сумма или «От» и «До», дата, основание.",
        "One row per estimate of a potential: source, amount or From and To, date, evidence.",
    ),
    "people": Text(
        "Контакт с лицом или филиалом засчитывается клиенту, который назван рядом.",
        "A contact with a person or a branch counts for the client named beside it.",
    ),
    "team": Text(
        "Сколько контактов в день успевает менеджер и когда его нет.",
        "How many contacts a day each manager can make, and when they are away.",
    ),
    "norms": Text(
        "Сколько клиенты отрасли покупают в год: на точку, на сотрудника или какую долю оборота.",
        "What clients of an industry buy a year per outlet, per employee, or of their turnover.",
    ),
}
KEY_OF: Final[dict[Sheet, str]] = {"estimates": "client", "people": "client"}
"""By what a sheet knows its clients where it is not the ID: people write these by name."""
NAMED_BY: Final[dict[Sheet, str]] = {
    "contacts": "client", "estimates": "client", "norms": "industry", "people": "person",
    "team": "manager",
}  # fmt: skip
"""Whose column the name of a sheet leads to: its first."""
HEAD_ROW: Final = 4
_STYLED: Final = 200
"""Rows below the headers that look ready to be filled in."""
_PICKED: Final = 20_000
_PIXEL: Final = 7.2
"""Of one character of a column's width."""
_HEAD: Final = replace(look.LIST_HEAD, fill=look.INPUT_HEAD)
_MOST_LISTED: Final = 100
_LISTED: Final[dict[Sheet, str]] = {"norms": "industry", "team": "manager"}
"""Columns of the client list that a sheet begins with."""
_AMOUNTS: Final = ("potential_typed", "purchases_typed")
_SCALES: Final = {
    1e3: Text("тыс.", "thousand"), 1e6: Text("млн", "mn"), 1e9: Text("млрд", "bn"),
}  # fmt: skip


def fields_of(kind: Sheet, keys: Collection[str] = KEYS) -> list[Field]:
    """Return the columns of such a sheet; its clients are known by one of the list's keys."""
    key = next((k for k in (KEY_OF.get(kind, ""), *KEYS) if k in keys), "")
    return [f for f in INPUTS_OF[kind] if f.key not in KEYS or f.key == key]


def key_name(kind: Sheet, title: str) -> NameEdit:
    """Return the name by which the sheet is found, whatever it is called."""
    return NameEdit(
        name=log_name(kind, NAMED_BY[kind]),
        sheet=None,
        refers_to=absolute(title, HEAD_ROW + 1, 1),
    )


def draw(kind: Sheet, title: str, clients: Rows, lang: Lang, currency: str) -> SheetOut:
    """Return the sheet with its headers; norms list the industries, the team its managers.

    Where the list counts thousands, so do they: people type here what they would type there.
    """
    unit = _unit(clients, lang, currency)
    columns = fields_of(kind, _keys(clients))
    pixels = {place: int(f.width * _PIXEL) for place, f in enumerate(columns, start=1)}
    sheet = SheetOut(title=title, cells={}, pixels=pixels)
    sheet.cells[1, 1] = CellOut(SHEETS[kind](lang), style=look.TITLE)
    sheet.cells[2, 1] = CellOut(SAY[kind](lang), style=look.SAY)
    picks = []
    for place, field in enumerate(columns, start=1):
        head = field.name(lang) + (unit if field.kind == "money" else "")
        sheet.cells[HEAD_ROW, place] = CellOut(head, style=_HEAD)
        style = _cell(field, lang)
        for row in range(HEAD_ROW + 1, HEAD_ROW + _STYLED + 1):
            sheet.cells[row, place] = CellOut(None, style=style)
        picks.append(_pick(field, place, lang))
    listed = _LISTED.get(kind)
    for row, name in enumerate(_listed(clients, listed) if listed else (), start=HEAD_ROW + 1):
        sheet.cells[row, 1] = replace(sheet.cells[row, 1], value=name)
    return replace(
        sheet,
        heights={1: 32, 2: 22, 3: 8, HEAD_ROW: 34},
        freeze_row=HEAD_ROW,
        picks=tuple(picks),
        page=Page(high=0, repeat_row=HEAD_ROW, footer="&A"),
        tab=look.INPUT_TAB,
        gridlines=False,
    )


def has_all_ids(clients: Rows) -> bool:
    """Return whether no client of a list lacks an ID."""
    called = zip(clients.names.get("client_id", ()), clients.is_row.tolist(), strict=False)
    return "client_id" in clients.names and all(text or not is_row for text, is_row in called)


def _keys(clients: Rows) -> list[str]:
    """Return the keys to know clients by: not the ID where one of them has none."""
    there = [key for key in KEYS if key in clients.cells]
    return there if has_all_ids(clients) else ["client"] if "client" in there else there


def _unit(clients: Rows, lang: Lang, currency: str) -> str:
    """Return what a header adds where the list's own amounts are thousands or millions."""
    scales = (clients.table.unit(key).scale for key in _AMOUNTS)
    name = _SCALES.get(next((scale for scale in scales if scale != 1), 1.0))
    return f", {name(lang)} {currency}" if name else ""


def _cell(field: Field, lang: Lang) -> Style:
    align = {"money": "right", "share": "right", "date": "center"}.get(field.kind, "left")
    shown = look.shown_as(field.number_format, lang)
    return Style(font=look.FONT, size=10, color=look.INPUT_TEXT, fill=look.INPUT_FILL,
                 bottom=look.LINE, align=align, number_format=shown)  # fmt: skip


def _pick(field: Field, place: int, lang: Lang) -> Pick:
    """Return the help that shows while a cell is chosen, and the sources to choose from."""
    box = (HEAD_ROW + 1, place, HEAD_ROW + _PICKED, place)
    said = Pick(box=box, title=field.name(lang)[:32], say=field.help(lang))
    if field.key == "source":
        return replace(said, source=tuple(source.name(lang) for source in SOURCES))
    first = f"{letters(place)}{HEAD_ROW + 1}"
    return replace(said, test=f'OR({first}="",{first}<>"")')


def _listed(clients: Rows, field: str) -> list[str]:
    """Return the texts of a column as they are spelt, each once, in the order of letters."""
    if field not in clients.cells:
        return []
    found = {text for text in texts(clients.cells[field]) if text}
    return sorted(found, key=str.casefold)[:_MOST_LISTED]
