"""The sheet «Справка»: a tour of fifteen minutes, three exercises, what each number means."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from mkp_xl.book import look
from mkp_xl.book.drawn import CellOut, Page, SheetOut
from mkp_xl.book.fields import OUTPUT_OF, SETTING_OF, SHEETS, Text

if TYPE_CHECKING:
    from mkp_xl.book.fields import Lang

_PIXELS = (14, 60, 200, 520, 150)
_MINUTES, _WHAT, _HOW, _SOURCE = 2, 3, 4, 5
_ARTICLE, _DECISION = Text("из статьи", "article"), Text("наше решение", "our decision")
_OURS = Text("наше толкование", "our interpretation")
_BOTH = Text("статья и решение", "article, decision")
_SAY = Text(
    "За пятнадцать минут: что здесь где, три упражнения и что значит каждая цифра.",
    "In fifteen minutes: what is where, three exercises, and what each number means.",
)
_TOUR_HEAD = Text("Обход за пятнадцать минут", "Fifteen-minute tour")
_TRY_HEAD = Text("Три упражнения", "Three exercises")
_MEANING_HEAD = Text("Что значит каждая цифра", "What each number means")
_MINUTE, _WHERE = Text("Минут", "Minutes"), Text("Лист", "Sheet")
_LOOK, _FROM = Text("На что смотреть", "What to look at"), Text("Откуда", "Source")
_COLUMN, _RULE = Text("Столбец", "Column"), Text("Как считается", "How it is computed")


class _Stop(NamedTuple):
    minutes: int
    sheet: str
    text: Text


_TOUR: Final = (
    _Stop(2, "matrix", Text(
        "Фраза под заголовком говорит, сколько потенциала не освоено и где. Тёмные клетки карты "
        "— где разрыв "
        "больше; справа десять клиентов с самым большим разрывом и охват.",
        "The sentence under the title says how much potential is not captured and where. Dark "
        "cells of the map "
        "hold more of the gap; on the right are the ten largest gaps, and coverage.")),
    _Stop(1, "matrix", Text(
        "В кремовой ячейке над картой выберите менеджера: карта, десятка и охват покажут его "
        "клиентов.",
        "Choose a manager in the cream cell above the map: the map, the top ten and coverage show "
        "that manager's clients.")),
    _Stop(2, "plan", Text(
        "Кому звонить на неделе, по дням: сначала просроченные и те, с кем ещё не связывались, "
        "сверху больший потенциал; внизу — кто не поместился и почему. Выберите себя и печатайте.",
        "Whom to call on which day of the week: overdue and never contacted clients first, the "
        "largest potential on top; below, who found no room and why. Choose yourself and print.")),
    _Stop(1, "contacts", Text(
        "Поговорили — строка на этом листе: клиент, дата, тип, результат. В Excel и LibreOffice её "
        "начнёт кнопка «Записать контакт», нажатая в строке клиента.",
        "After a talk, a row on this sheet: client, date, type, result. In Excel and LibreOffice "
        "the button Log a contact, pressed in the client's row, starts it.")),
    _Stop(2, "coverage", Text(
        "Сколько клиентов охвачено вовремя: по классам и менеджерам, кто загружен сверх сил, как "
        "охват менялся и кто замолкает. Ёмкость и отпуска — на листе «Команда».",
        "How many clients are covered in time, by class and manager, who has too much to do, how "
        "coverage moved and who falls silent. Capacity and absences stand on the Team sheet.")),
    _Stop(2, "card", Text(
        "Выберите клиента в кремовой ячейке: вывод, история, откуда потенциал, контакты и что "
        "делать — на одной странице к разговору.",
        "Choose a client in the cream cell: verdict, history, where the potential is from, "
        "contacts and what to do, on one page for the talk.")),
    _Stop(1, "estimates", Text(
        "Запишите, откуда знаете потенциал: источник, сумма или «от» и «до», дата, основание. "
        "Столбец «Откуда потенциал» скажет, что решило.",
        "Write down how you know a potential: source, amount or from-to, date, evidence. The "
        "column “Where the potential is from” says what decided.")),
    _Stop(1, "clients", Text(
        "Кремовые столбцы заполняете вы. «Почему так» объясняет сегмент и говорит, что его "
        "изменит.",
        "You fill in the cream columns. “Why” explains the segment and what would change it.")),
    _Stop(1, "checks", Text(
        "Что в данных мешает расчёту: ячейка по ссылке, что не так и что сделать.",
        "What in the data stands in the way: a link to the cell, what is wrong, and what to do.")),
    _Stop(2, "settings", Text(
        "Границы, частоты, дата расчёта. Пустая ячейка — значение по умолчанию; изменённая "
        "выделена.",
        "Limits, frequencies, the as-of date. An empty cell is the default; a changed one "
        "stands out.")),
)  # fmt: skip
_TRIES: Final = (
    Text(
        "На листе «{clients}» впишите любому клиенту сегмента 5 потенциал 600 000. Сегмент "
        "станет 8, и на листе "
        "«{matrix}» клиент перейдёт в верхний ряд — сразу, без пересчёта.",
        "On {clients}, give any client of segment 5 a potential of 600,000. Its segment becomes "
        "8, and on "
        "{matrix} it moves to the top row, at once and without recalculation.",
    ),
    Text(
        "На листе «{settings}» впишите в «{high_above}» 900 000. Смотрите, сколько осталось "
        "стратегических "
        "клиентов; очистите ячейку — вернётся значение по умолчанию.",
        "On {settings}, type 900,000 into {high_above}. See how many strategic clients are "
        "left; clear the cell "
        "and the default is back.",
    ),
    Text(
        "На листе «{checks}» откройте первую ошибку по ссылке и исправьте ячейку: клиент сразу "
        "получит сегмент. Строка замечания уйдёт при пересчёте книги (кнопка «Пересчитать» "
        "или команда mkp-xl recalc).",
        "On {checks}, follow the link of the first error and correct the cell: the client has a "
        "segment at once. The finding goes when the workbook is recalculated (button Recalculate "
        "or mkp-xl recalc).",
    ),
)
_RULES: Final = {
    "potential": (_ARTICLE, Text("сколько клиент мог бы купить у вас за год, самое большее",
                                 "the most the client could buy from you in a year")),
    "purchases": (_DECISION, Text("введённое; пусто — сумма заказов за окно до даты расчёта "
                                  "включительно",
                                  "typed; else the sum of orders in the window up to the as-of "
                                  "date")),
    "progress": (_ARTICLE, Text("закупки / потенциал", "purchases / potential")),
    "segment": (_ARTICLE, Text("3 × (уровень потенциала − 1) + уровень прогресса",
                               "3 × (level of potential − 1) + level of progress")),
    "gap": (_ARTICLE, Text("потенциал − закупки, не меньше 0", "potential − purchases, 0 at "
                                                               "least")),
    "class": (_ARTICLE, Text("A, B, C — высокий, средний, низкий потенциал",
                             "A, B, C: high, medium, low potential")),
    "interval": (_BOTH, Text("свой интервал клиента, иначе 365 / частота класса, вниз до целого",
                             "the client's own, else 365 / the class's frequency, rounded down")),
    "deadline": (_ARTICLE, Text("последний контакт + интервал, календарные дни",
                                "last contact + interval, calendar days")),
    "due_date": (_DECISION, Text("последний рабочий день не позже крайнего срока",
                                 "the last working day not after the deadline")),
    "segment_name": (_ARTICLE, Text("имя клетки матрицы; стратегия клетки — в «Что делать»",
                                    "the name of the cell; its strategy is in What to do")),
    "state": (_DECISION, Text("дата расчёта против крайнего срока: просрочен, скоро, в графике, "
                              "нет контактов",
                              "the as-of date against the deadline: overdue, due soon, on "
                              "track, never")),
}  # fmt: skip


_KPIS: Final = (
    (Text("Актуальный охват", "Current coverage"), _OURS,
     Text("(скоро + в графике) / клиенты, которых ведут: у кого есть интервал и нет «Не вести»",
          "(due soon + on track) / clients with an interval that are not marked “Do not contact”")),
    (Text("Доля разрыва", "Share of the gap"), _ARTICLE,
     Text("разрыв клетки / разрыв всех клиентов, которых показывает лист",
          "gap of a cell / gap of all clients that the sheet shows")),
    (Text("Частота контактов", "Contact frequency"), _ARTICLE,
     Text("A раз в месяц, B раз в три месяца, C раз в шесть месяцев; меняется в настройках",
          "A once a month, B every three months, C every six; can be changed in Settings")),
)  # fmt: skip


def draw(title: str, lang: Lang) -> SheetOut:
    """Return the whole sheet."""
    sheet = SheetOut(title=title, cells={}, pixels=dict(enumerate(_PIXELS, start=1)))
    heights: dict[int, float] = {1: 32, 2: 22}
    sheet.cells[1, 2] = CellOut(SHEETS["help"](lang), style=look.TITLE)
    sheet.cells[2, 2] = CellOut(_SAY(lang), style=look.SAY)
    row = _section(sheet, 4, _TOUR_HEAD(lang), (_MINUTE, _WHERE, _LOOK), lang)
    for stop in _TOUR:
        name = SHEETS[stop.sheet](lang)  # type: ignore[index]
        row = _line(sheet, heights, row, (float(stop.minutes), name, stop.text(lang)))
    row = _section(sheet, row + 1, _TRY_HEAD(lang), (), lang)
    named = {str(key): name(lang) for key, name in SHEETS.items()}
    named["high_above"] = SETTING_OF["high_above"].name(lang)
    for number, text in enumerate(_TRIES, start=1):
        row = _line(sheet, heights, row, (float(number), None, text(lang).format(**named)))
    row = _section(sheet, row + 1, _MEANING_HEAD(lang), (None, _COLUMN, _RULE, _FROM), lang)
    for key, (source, rule) in _RULES.items():
        cells = (None, OUTPUT_OF[key].name(lang), rule(lang), source(lang))
        row = _line(sheet, heights, row, cells)
    for kpi in _KPIS:
        name, from_, how = (text(lang) for text in kpi)
        row = _line(sheet, heights, row, (None, name, how, from_))
    return replace(
        sheet,
        heights=heights,
        page=Page(footer="&A"),
        tab=look.RULE,
        home=(1, _SOURCE),
        gridlines=False,
        protected=True,
    )


def _section(
    sheet: SheetOut, row: int, head: str, columns: tuple[Text | None, ...], lang: Lang
) -> int:
    sheet.cells[row, _MINUTES] = CellOut(head, style=look.SECTION)
    if not columns:
        return row + 1
    for column, name in enumerate(columns, start=_MINUTES):
        sheet.cells[row + 1, column] = CellOut(name(lang) if name else None, style=look.LIST_HEAD)
    return row + 2


def _line(
    sheet: SheetOut, heights: dict[int, float], row: int, cells: tuple[float | str | None, ...]
) -> int:
    for column, value in enumerate(cells, start=_MINUTES):
        style = replace(look.DENSE, size=10, bold=column == _WHAT)
        if column == _MINUTES:
            style = replace(style, align="center")
        sheet.cells[row, column] = CellOut(value, style=style)
    longest = max(len(str(cell or "")) for cell in cells)
    heights[row] = 24 if longest <= _LETTERS else 18 * (1 + -(-longest // _LETTERS)) - 10
    return row + 1


_LETTERS = 70
"""So many letters fit a line of the widest column."""
