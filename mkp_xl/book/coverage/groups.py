"""The last table of the sheet: every figure by class, segment and manager, each with its base."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mkp_xl.book import look, words
from mkp_xl.book.drawn import CellOut, Rule
from mkp_xl.book.fields import Text
from mkp_xl.book.fields.kinds import SHARE
from mkp_xl.book.grid import Style
from mkp_xl.book.native import setting_name
from mkp_xl.rules.tables.coverage import band

if TYPE_CHECKING:
    from mkp_xl.book.board import Board
    from mkp_xl.book.coverage.figures import CoverageFigures, Line
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.grid import Raw

BANDS: Final = (
    Text("■ ниже плана", "■ below plan"),
    Text("● по плану", "● on plan"),
    Text("▲ выше плана", "▲ above plan"),
)
"""Attainment by its band, 1 to 3."""
MOST_MANAGERS: Final = 15
_TITLE: Final = Text(
    "Все показатели: классы, сегменты, менеджеры", "All figures: classes, segments, managers"
)
_BASE: Final = Text(
    "Связались — хотя бы раз за окно. Интервалы — с контактом из всех целых. Выполнение — контакты "
    "с начала года против плана по интервалам.",
    "Reached: at least once in the window. Intervals: with a contact, of all whole ones. "
    "Attainment: contacts since the year began against the plan by intervals.",
)
_GROUP: Final = Text("Кто", "Who")
_OF_CLASS: Final = Text("Класс {}", "Class {}")
_ALL: Final = Text("Все клиенты", "All clients")
_NOBODY: Final = Text("без менеджера", "no manager")
_HEADS: Final = (
    (3, Text("Клиентов", "Clients")),
    (4, Text("Охват", "Coverage")),
    (5, Text("По деньгам", "By money")),
    (6, Text("Связались", "Reached")),
    (7, Text("Интер-\nвалы", "Inter-\nvals")),
    (8, Text("Из скольких", "Out of")),
    (10, Text("Контактов из плана", "Contacts of plan")),
    (11, Text("Выпол-\nнение", "Attain-\nment")),
    (13, Text("Упущено до", "Missed, up to")),
)
_VERDICT: Final = Text("Вывод", "Verdict")
_COSTS: Final = Text("Привлечь или удержать, на клиента", "To win or to keep a client")
_WIN: Final = Text("Привлечь нового", "To win a new one")
_KEEP: Final = Text("Удержать год", "To keep one for a year")
_RATIO: Final = Text("Привлечь дороже, раз", "Times dearer to win")
_TYPE_COSTS: Final = Text(
    "Впишите стоимость привлечения и удержания на лист «Настройки».",
    "Type the costs of winning and of keeping a client on Settings.",
)


_MORE: Final = Text("… и ещё менеджеров: {}", "… and {} more managers")


def draw(sheet: SheetOut, board: Board, found: CoverageFigures, row: int) -> tuple[Rule, ...]:
    """Put the table from a row on, and the costs below it; return how verdicts look."""
    lang = board.lang
    sheet.cells[row, 2] = CellOut(_TITLE(lang), style=look.SECTION)
    sheet.cells[row + 1, 2] = CellOut(_BASE(lang), style=look.NOTE)
    _draw_heads(sheet, board, row + 2)
    lines = _lines(found, lang)
    for at, (name, line) in enumerate(lines, start=row + 3):
        _draw_line(sheet, board, at, name, line, is_total=line is found.total)
    last = row + 2 + len(lines)
    hidden = sum(bool(line.clients) for line in found.by_manager.values()) - MOST_MANAGERS
    if hidden > 0:
        sheet.cells[last + 1, 2] = CellOut(_MORE(lang).format(hidden), style=look.NOTE)
        last += 1
    _draw_costs(sheet, board, last + 2)
    styles = (Style(color=look.ACT, fill=look.ACT_FILL), Style(color=look.OK, fill=look.OK_FILL))
    return tuple(
        Rule(box=(row + 3, 14, last, 14), begins=sign, style=style)
        for sign, style in zip("■●", styles, strict=True)
    )


def _lines(found: CoverageFigures, lang: Lang) -> list[tuple[str, Line]]:
    """Return the groups that have clients, the whole list last."""
    classes = [(_OF_CLASS(lang).format(name), line) for name, line in found.by_class.items()]
    segments = [(f"{n}  {words.NAMES[lang][n - 1]}", line) for n, line in found.by_segment.items()]
    managers = [(name or _NOBODY(lang), line) for name, line in found.by_manager.items()]
    some = [one for one in managers if one[1].clients][:MOST_MANAGERS]
    shown = [*classes, *reversed(segments), *some]
    return [*(one for one in shown if one[1].clients), (_ALL(lang), found.total)]


def _draw_heads(sheet: SheetOut, board: Board, row: int) -> None:
    right = replace(look.LIST_HEAD, align="right")
    for column in (*range(2, 9), *range(10, 15)):
        sheet.cells[row, column] = CellOut(None, style=look.LIST_HEAD)
    sheet.cells[row, 2] = CellOut(_GROUP(board.lang), style=look.LIST_HEAD)
    for column, name in _HEADS:
        unit = board.money()[1] if column == 13 else ""
        sheet.cells[row, column] = CellOut(name(board.lang) + unit, style=right)
    verdict = CellOut(_VERDICT(board.lang), style=replace(look.LIST_HEAD, indent=1))
    sheet.cells[row, 14] = verdict


def _draw_line(
    sheet: SheetOut, board: Board, row: int, name: str, line: Line, *, is_total: bool
) -> None:
    lang = board.lang
    of = Text(" из ", " of ")(lang)
    share = replace(look.NUMBER, number_format=look.shown_as(SHARE, lang) + "_M")
    money = replace(look.NUMBER, number_format=board.money()[0])
    aside = replace(look.TEXT, size=9, align="right", number_format=look.PADDED)
    verdict = band(line.contacts, line.expected, board.settings.numbers["attainment_band"])
    figures: tuple[tuple[int, Raw, Style], ...] = (
        (2, name, look.TEXT),
        (3, float(line.clients), look.NUMBER),
        (4, _share(line.covered, line.clients), share),
        (5, _share(line.potential_covered, line.potential), share),
        (6, _share(line.reached, line.clients), share),
        (7, _share(line.windows_met, line.windows_due), share),
        (8, f"{line.windows_met}{of}{line.windows_due}" if line.windows_due else None, aside),
        (10, f"{line.contacts}{of}{line.expected:.0f}" if line.expected else None, aside),
        (11, _share(line.contacts, line.expected), share),
        (12, None, look.TEXT),
        (13, line.missed if line.windows_due else None, money),
        (14, "" if math.isnan(verdict) else BANDS[int(verdict) - 1](lang),
         replace(look.TEXT, size=9, indent=1)),
    )  # fmt: skip
    for column, value, style in figures:
        shown = replace(style, bold=True, top=look.RULE) if is_total else style
        sheet.cells[row, column] = CellOut(value, style=shown)


def _draw_costs(sheet: SheetOut, board: Board, row: int) -> None:
    """Put what it costs to win and to keep a client, live from the settings."""
    lang = board.lang
    sheet.cells[row, 2] = CellOut(_COSTS(lang), style=look.SECTION)
    win, keep = (board.settings.numbers[key] for key in ("acquisition_cost", "retention_cost"))
    win_, keep_ = (setting_name(key) for key in ("acquisition_cost", "retention_cost"))
    is_known = win >= 0 and keep > 0
    both = f"AND(ISNUMBER({win_}),ISNUMBER({keep_}),N({keep_})>0)"
    lines = (
        (_WIN, "" if math.isnan(win) else win, f'IF(ISNUMBER({win_}),{win_},"")', look.NUMBER),
        (_KEEP, "" if math.isnan(keep) else keep, f'IF(ISNUMBER({keep_}),{keep_},"")', look.NUMBER),
        (_RATIO, win / keep if is_known else "", f'IF({both},{win_}/{keep_},"")',
         replace(look.NUMBER, number_format="#,##0.0_M", bold=True)),
    )  # fmt: skip
    for at, (name, value, formula, style) in enumerate(lines, start=row + 1):
        for column in range(2, 5):
            sheet.cells[at, column] = CellOut(None, style=look.TEXT)
        sheet.cells[at, 2] = CellOut(name(lang), style=look.TEXT)
        sheet.cells[at, 4] = CellOut(value, formula, style)
    hint = _TYPE_COSTS(lang)
    say = CellOut("" if is_known else hint, f'IF({both},"","{hint}")', look.NOTE)
    sheet.cells[row + 3, 5] = say


def _share(part: float, whole: float) -> float | None:
    """Return a share, blank without a denominator."""
    return part / whole if whole > 0 else None
