"""The sheet «Проверки»: findings grouped, worst first, with links to the first cells."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from mkp_xl.book import look, messages
from mkp_xl.book.address import a1, quoted
from mkp_xl.book.drawn import CellOut, Page, SheetOut
from mkp_xl.book.fields import SHEETS, Lang, Text
from mkp_xl.book.findings import Finding, Group, Severity, grouped

if TYPE_CHECKING:
    from collections.abc import Iterable

_HEAD_ROW = 4
_WIDTHS = {1: 13, 2: 16, 3: 32, 4: 26, 5: 22, 6: 10, 7: 58, 8: 58}
_HEADS = (
    Text("Важность", "Severity"),
    Text("Лист", "Sheet"),
    Text("Ячейки", "Cells"),
    Text("Поле", "Field"),
    Text("Значение", "Value"),
    Text("Сколько", "Count"),
    Text("Что не так", "What is wrong"),
    Text("Что сделать", "What to do"),
)
_MANY = {
    Severity.ERROR: Text("■ ошибок", "■ errors"),
    Severity.WARNING: Text("► предупреждений", "► warnings"),
    Severity.NOTE: Text("○ заметок", "○ notes"),
}
_FINE = Text("● Замечаний нет", "● Nothing to report")
_COLORS = {
    Severity.ERROR: replace(look.TEXT, color=look.ACT, fill=look.ACT_FILL),
    Severity.WARNING: replace(look.TEXT, color=look.SOON, fill=look.SOON_FILL),
    Severity.NOTE: replace(look.TEXT, color=look.NONE, fill=look.NONE_FILL),
}


def sorted_groups(findings: Iterable[Finding]) -> list[Group]:
    """Return the groups, errors first, larger ones first."""
    return sorted(
        grouped(findings), key=lambda group: (messages.severity(group.first), -group.count)
    )


def draw(title: str, findings: list[Finding], rows: tuple[int, int], lang: Lang) -> SheetOut:
    """Return the whole sheet; `rows` are clients read and clients with a segment."""
    groups = sorted_groups(findings)
    sheet = SheetOut(
        title=title,
        cells={
            (1, 1): CellOut(SHEETS["checks"](lang), style=look.TITLE),
            (2, 1): CellOut(_say(groups, lang), style=look.SAY),
            (3, 1): CellOut(_base(rows, lang), style=look.NOTE),
        },
        widths=dict(_WIDTHS),
        freeze_row=_HEAD_ROW,
        page=Page(high=0, repeat_row=_HEAD_ROW, footer="&A"),
        tab=look.RULE,
        gridlines=False,
    )
    for column, head in enumerate(_HEADS, start=1):
        sheet.cells[_HEAD_ROW, column] = CellOut(head(lang), style=look.LIST_HEAD)
    for row, group in enumerate(groups, start=_HEAD_ROW + 1):
        for column, cell in enumerate(_row(group, lang), start=1):
            sheet.cells[row, column] = cell
    return sheet


def in_short(findings: Iterable[Finding]) -> str:
    """Return errors and warnings by their signs, empty where there are none."""
    counts = Counter(messages.severity(finding) for finding in findings)
    signs = ((Severity.ERROR, "■"), (Severity.WARNING, "►"))
    return " ".join(f"{sign} {counts[level]}" for level, sign in signs if counts[level])


def cells_of(group: Group) -> str:
    """Return the first cells of a group, an ellipsis after them if there are more."""
    shown = ", ".join(a1(row, column) for row, column in group.cells if column)
    more = ", …" if shown and group.count > len(group.cells) else ""
    return shown + more


def _row(group: Group, lang: Lang) -> list[CellOut]:
    first = group.first
    level = messages.severity(first)
    link = None
    if first.row and first.column:
        link = f"{quoted(first.sheet)}!{a1(first.row, first.column)}"
    return [
        CellOut(messages.SEVERITY_NAMES[level](lang), style=_COLORS[level]),
        CellOut(first.sheet or None, style=look.TEXT),
        CellOut(cells_of(group) or None, style=replace(look.TEXT, color=look.BLUE), link=link),
        CellOut(messages.field_name(first.field, lang) or None, style=look.TEXT),
        CellOut(first.value or None, style=replace(look.TEXT, color=look.INPUT_TEXT)),
        CellOut(float(group.count), style=replace(look.NUMBER, align="center")),
        CellOut(messages.what(first, lang, group.count), style=look.DENSE),
        CellOut(messages.what_to_do(first, lang), style=look.DENSE),
    ]


def _say(groups: list[Group], lang: Lang) -> str:
    if not groups:
        return _FINE(lang)
    counts = dict.fromkeys(Severity, 0)
    for group in groups:
        counts[messages.severity(group.first)] += group.count
    parts = [f"{_MANY[level](lang)}: {count}" for level, count in counts.items() if count]
    return " · ".join(parts)


def _base(rows: tuple[int, int], lang: Lang) -> str:
    read, with_segment = rows
    if lang == "ru":
        return (
            f"Прочитано клиентов {read} = с сегментом {with_segment}"
            f" + без сегмента {read - with_segment}"
        )
    return f"Clients read {read} = with a segment {with_segment} + without {read - with_segment}"
