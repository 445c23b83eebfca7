"""The sheet «Проверки»: findings grouped, worst first, with links to their cells."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mkp_xl.book import look, messages
from mkp_xl.book.address import a1, quoted
from mkp_xl.book.days import day_text
from mkp_xl.book.drawn import CellOut, Page, SheetOut
from mkp_xl.book.fields import SHEETS, Lang, Text
from mkp_xl.book.fields.kinds import SHARE
from mkp_xl.book.findings import Finding, Group, Severity, grouped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

HEAD_ROW = 9
_TILE_ROW = 5
_PIXELS = (104, 84, 110, 200, 120, 110, 66, 222, 222)
_COUNT = 7
_TILES = (1, 3, 5, 8)
"""Columns of the tiles: errors, warnings, notes, clients without a finding."""
_UNFOLDED = 10
"""Findings of one kind that are shown one by one at once; more are folded away."""
_HEADS = (
    Text("Важность", "Severity"),
    Text("Лист", "Sheet"),
    Text("Ячейки", "Cells"),
    Text("Клиент", "Client"),
    Text("Поле", "Field"),
    Text("Значение", "Value"),
    Text("Сколько", "Count"),
    Text("Что не так", "What is wrong"),
    Text("Что сделать", "What to do"),
)
_FINE = Text("● Замечаний нет", "● Nothing to report")
_BEGIN = Text(
    "Начните с ошибок: ссылка ведёт к ячейке",
    "Start with the errors: a link leads to the cell",
)
_UNFOLD = Text(
    ", «+» слева раскрывает остальные",
    ", “+” on the left unfolds the others",
)
_LOOK = Text(
    "Все строки посчитаны; посмотрите, что может быть не так.",
    "Every row is computed; see what may be wrong.",
)
_MORE = Text("… ещё {}", "… {} more")
_LEVELS = {
    Severity.ERROR: (Text("■ Ошибки", "■ Errors"), look.ACT,
                     Text("не посчитано или пропущено", "left out or not computed")),
    Severity.WARNING: (Text("► Предупреждения", "► Warnings"), look.SOON,
                       Text("посчитано, но сомнительно", "computed, but doubtful")),
    Severity.NOTE: (Text("○ Заметки", "○ Notes"), look.NONE,
                    Text("полезно знать", "good to know")),
}  # fmt: skip
_WITHOUT = Text("● Клиенты без замечаний", "● Clients without findings")
_OF = Text("из", "of")
_TILE_LABEL = replace(look.NOTE, top=look.BLUE, thick=True)
_ERRORS = Text("■ ошибок", "■ errors")
_WARNINGS = Text("► предупреждений", "► warnings")
_COLORS = {
    Severity.ERROR: replace(look.TEXT, color=look.ACT, fill=look.ACT_FILL),
    Severity.WARNING: replace(look.TEXT, color=look.SOON, fill=look.SOON_FILL),
    Severity.NOTE: replace(look.TEXT, color=look.NONE, fill=look.NONE_FILL),
}
_WHERE = replace(look.TEXT, color=look.BLUE)
_MET = replace(look.TEXT, color=look.INPUT_TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What the findings are about."""

    findings: list[Finding]
    as_of: float
    clients: int
    with_segment: int
    untouched: int
    """Clients whose row no finding names."""
    client_at: Callable[[Finding], str]
    """What the client of a finding's row is called, "" where there is none."""


def sorted_groups(findings: Iterable[Finding]) -> list[Group]:
    """Return the groups, errors first, larger ones first."""
    return sorted(
        grouped(findings), key=lambda group: (messages.severity(group.first), -group.count)
    )


def draw(title: str, checked: Checked, lang: Lang) -> SheetOut:
    """Return the whole sheet."""
    details: dict[int, bool] = {}
    sheet = SheetOut(
        title=title,
        cells={},
        pixels=dict(enumerate(_PIXELS, start=1)),
        heights={1: 32, 2: 22, 3: 22, 4: 8, _TILE_ROW: 20, _TILE_ROW + 1: 30, _TILE_ROW + 2: 20,
                 _TILE_ROW + 3: 12, HEAD_ROW: 24},
        details=details,
        freeze_row=HEAD_ROW,
        page=Page(high=0, repeat_row=HEAD_ROW, footer="&A"),
        tab=look.RULE,
        home=(1, len(_PIXELS)),
        gridlines=False,
    )  # fmt: skip
    sheet.cells[1, 1] = CellOut(SHEETS["checks"](lang), style=look.TITLE)
    sheet.cells[2, 1] = CellOut(_say(checked, lang), style=look.SAY)
    sheet.cells[3, 1] = CellOut(_base(checked, lang), style=look.NOTE)
    _draw_tiles(sheet, checked, lang)
    for column, head in enumerate(_HEADS, start=1):
        style = replace(look.LIST_HEAD, align="center" if column == _COUNT else None)
        sheet.cells[HEAD_ROW, column] = CellOut(head(lang), style=style)
    row = HEAD_ROW + 1
    for group in sorted_groups(checked.findings):
        row = _draw_group(sheet, row, group, checked, lang, details)
    return sheet


def in_short(findings: Iterable[Finding], lang: Lang) -> str:
    """Return how many errors and warnings there are, in words; empty where there are none."""
    counts = Counter(messages.severity(finding) for finding in findings)
    named = ((Severity.ERROR, _ERRORS), (Severity.WARNING, _WARNINGS))
    return " · ".join(f"{name(lang)} {counts[level]}" for level, name in named if counts[level])


def cells_of(group: Group, most: int = 5) -> str:
    """Return the first cells of a group, an ellipsis after them if there are more."""
    named = [f for f in group.members[:most] if f.row and f.column]
    shown = ", ".join(a1(f.row, f.column) for f in named)
    return shown + (", …" if shown and group.count > most else "")


def _draw_tiles(sheet: SheetOut, checked: Checked, lang: Lang) -> None:
    counts = Counter(messages.severity(finding) for finding in checked.findings)
    tiles: list[tuple[str, float | None, str, str, str]] = [
        (name(lang), float(counts[level]), base(lang), color, look.COUNT_FORMAT)
        for level, (name, color, base) in _LEVELS.items()
    ]
    share = checked.untouched / checked.clients if checked.clients else None
    base = f"{checked.untouched} {_OF(lang)} {checked.clients}"
    tiles.append((_WITHOUT(lang), share, base, look.OK, look.shown_as(SHARE, lang)))
    for column in range(1, len(_PIXELS) + 1):
        sheet.cells[_TILE_ROW, column] = CellOut(None, style=_TILE_LABEL)
    for column, (name, figure, base, color, shown_as) in zip(_TILES, tiles, strict=True):
        style = replace(look.TITLE, size=18, color=color, align="left", number_format=shown_as)
        sheet.cells[_TILE_ROW, column] = CellOut(name, style=_TILE_LABEL)
        sheet.cells[_TILE_ROW + 1, column] = CellOut(figure, style=style)
        sheet.cells[_TILE_ROW + 2, column] = CellOut(base, style=look.NOTE)


def _draw_group(
    sheet: SheetOut,
    row: int,
    group: Group,
    checked: Checked,
    lang: Lang,
    details: dict[int, bool],
) -> int:
    """Draw one kind of finding and, below it, its findings; return the next free row."""
    first, level = group.first, messages.severity(group.first)
    is_one = group.count == 1
    said = (
        CellOut(messages.SEVERITY_NAMES[level](lang), style=_COLORS[level]),
        CellOut(first.sheet or None, style=look.TEXT),
        CellOut(cells_of(group, 3) or None, style=_WHERE, link=_link(first)),
        CellOut(checked.client_at(first) or None if is_one else None, style=look.TEXT),
        CellOut(messages.field_name(first.field, lang) or None, style=look.TEXT),
        CellOut(_met(first, checked.client_at(first)) if is_one else None, style=_MET),
        CellOut(float(group.count), style=replace(look.NUMBER, align="center")),
        CellOut(messages.what(first, lang, group.count), style=look.DENSE),
        CellOut(messages.what_to_do(first, lang), style=look.DENSE),
    )
    sheet.cells.update({(row, column): cell for column, cell in enumerate(said, start=1)})
    if is_one:
        return row + 1
    folded, start = group.count > _UNFOLDED, row + 1
    for member in group.members:
        row += 1
        _draw_member(sheet, row, member, checked.client_at(member), lang)
    if more := group.count - len(group.members):
        row += 1
        sheet.cells[row, 3] = CellOut(_MORE(lang).format(more), style=look.NOTE)
    details.update(dict.fromkeys(range(start, row + 1), folded))
    return row + 1


def _draw_member(sheet: SheetOut, row: int, member: Finding, client: str, lang: Lang) -> None:
    """Draw one finding below its kind, which says the rest."""
    cell = a1(member.row, member.column) if member.row and member.column else None
    said = {
        3: CellOut(cell, style=replace(_WHERE, indent=1), link=_link(member)),
        4: CellOut(client or None, style=look.TEXT),
        6: CellOut(_met(member, client), style=_MET),
        8: CellOut(messages.figures(member, lang) or None, style=look.DENSE),
    }
    for column in range(1, len(_PIXELS) + 1):
        sheet.cells[row, column] = said.get(column, CellOut(None, style=look.TEXT))


def _met(finding: Finding, client: str) -> str | None:
    """Return what the cell holds, unless the line has it already as its client's name."""
    return finding.value if finding.value not in ("", client) else None


def _link(finding: Finding) -> str | None:
    if not (finding.row and finding.column):
        return None
    return f"{quoted(finding.sheet)}!{a1(finding.row, finding.column)}"


def _say(checked: Checked, lang: Lang) -> str:
    """Say how much stands in the way of the figures, and where to begin."""
    errors = any(messages.severity(f) == Severity.ERROR for f in checked.findings)
    blank = checked.clients - checked.with_segment
    if not checked.findings:
        return f"{_FINE(lang)}."
    if not errors and not blank:
        return _LOOK(lang)
    some_are_folded = any(group.count > _UNFOLDED for group in grouped(checked.findings))
    begin = _BEGIN(lang) + (_UNFOLD(lang) if some_are_folded else "")
    if lang == "ru":
        return f"Без сегмента {blank} из {checked.clients} клиентов. {begin}."
    return f"Without a segment: {blank} of {checked.clients} clients. {begin}."


def _base(checked: Checked, lang: Lang) -> str:
    read, with_segment = checked.clients, checked.with_segment
    day, blank = day_text(checked.as_of, lang), checked.clients - checked.with_segment
    if lang == "ru":
        return (
            f"Прочитано клиентов {read} = с сегментом {with_segment}"
            f" + без сегмента {blank} · на {day}"
        )
    return f"Clients read {read} = with a segment {with_segment} + without {blank} · as of {day}"
