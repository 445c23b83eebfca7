"""The top of the card: who it is, the verdict, four tiles, the place in the matrix."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from mkp_xl.book import look, texts, words
from mkp_xl.book.address import a1
from mkp_xl.book.board import said, said_formula
from mkp_xl.book.card.facts import BOX
from mkp_xl.book.drawn import CellOut, Rule
from mkp_xl.book.fields import INPUT_OF, OUTPUT_OF, SOURCES, Text, lower_first
from mkp_xl.book.fields.kinds import DATE
from mkp_xl.book.grid import Style
from mkp_xl.book.native import setting_name
from mkp_xl.book.potential_words import chances
from mkp_xl.rules.ops import cases, floor, known

if TYPE_CHECKING:
    from mkp_xl.book.card.facts import Facts
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.texts import Words
    from mkp_xl.rules.ops import Value

VERDICT_ROW, TILE_ROW, GRID_ROW = 4, 6, 11
_POTENTIAL, _PURCHASES, _GAP, _NEXT = 2, 3, 5, 7
"""Columns of the tiles."""
_GRID = 8
_CLIENT: Final = Text("Клиент ▼ — выберите:", "Client ▼ choose:")
CHOOSE: Final = Text(
    "Выберите клиента из списка в кремовой ячейке.", "Choose a client in the cream cell."
)
"""What to do first, also where the box names nobody of the list."""
_AS_OF: Final = {"ru": '"на "dd.mm.yyyy', "en": '[$-809]"as of "dd mmm yyyy'}
_CLASS: Final = Text("класс", "class")
_NEXT_CONTACT: Final = Text("Следующий контакт", "Next contact")
_EVERY: Final = (Text(" · раз в ", " · every "), Text(" дн., ", " d, "))
_DECIDED: Final = (
    Text("свой интервал", "its own interval"),
    Text("по циклу товара", "by cycle of goods"),
    Text("по классу", "by class"),
)
"""What an interval is from."""
_IN_MATRIX: Final = Text("Место в матрице", "Place in the matrix")
_SURE: Final = Text("Насколько уверены", "How sure we are")
_RIGHT: Final = (Text("доверие ", "confidence "), Text(": верно в пределах ", ": right within "))
_VERDICT: Final = Style(
    font=look.FONT, size=11, color=look.INK, fill=look.HEAT[1], middle=True, wrap=True, indent=1
)
_TILE: Final = replace(look.NOTE, top=look.BLUE, thick=True)
_FIGURE: Final = Style(font=look.FONT, bold=True, size=18, color=look.INK, middle=True,
                       align="left")  # fmt: skip
_PANEL: Final = Style(
    font=look.FONT, size=10, color=look.MUTED, align="center", middle=True,
    top=look.LINE, bottom=look.LINE, left=look.LINE, right=look.LINE,
)  # fmt: skip


def draw_head(facts: Facts) -> None:
    """Put the name, the box, and who looks after the client."""
    cells, lang, board = facts.sheet.cells, facts.board.lang, facts.board
    box = a1(*BOX)
    title = replace(look.TITLE, size=18)
    _, name = facts.typed(facts.key)
    named = f'IF({facts.AT}="",{said_formula(box)},{name})'
    cells[1, 2] = CellOut(said(facts.shown), named, title)
    cells[2, 2] = CellOut(_CLIENT(lang), style=look.NOTE)
    cells[BOX] = CellOut(facts.shown, style=replace(look.BOX, align="left", indent=1))
    cells[BOX[0], BOX[1] + 1] = CellOut(None, style=look.BOX)
    day = replace(look.NOTE, number_format=_AS_OF[lang], align="right")
    cells[2, _NEXT] = CellOut(float(board.settings.as_of), setting_name("as_of"), day)
    parts = [facts.typed("industry"), facts.typed("manager")]
    class_word, class_cell = facts.word("class")
    told = f"{_CLASS(lang)} {class_word}" if class_word else ""
    formula = f'IF({class_cell}="","",{texts.literal(_CLASS(lang) + " ")}&{class_cell})'
    for value, cell in parts:
        if value:
            told += f" · {value}"
        formula += f'&IF({cell}="",""," · "&{cell})'
    cells[3, 2] = CellOut(told, facts.there(formula), look.NOTE)
    value, cell = facts.word("why")
    for column in range(2, 11):
        cells[VERDICT_ROW, column] = CellOut(None, style=_VERDICT)
    asked = texts.literal(CHOOSE(lang))
    shown = value if facts.index is not None else CHOOSE(lang)
    cells[VERDICT_ROW, 2] = CellOut(shown, f'IF({facts.AT}="",{asked},{cell})', _VERDICT)


def draw_tiles(facts: Facts, money: str, unit: str, year_ago: tuple[Value, Value]) -> None:
    """Put potential, purchases, gap and the next contact; `year_ago` is a number and its cell."""
    cells, lang = facts.sheet.cells, facts.board.lang
    for column in range(2, 11):
        if column != 6:
            cells[TILE_ROW, column] = CellOut(None, style=_TILE)
    names = {
        _POTENTIAL: INPUT_OF["potential_typed"].name(lang) + unit,
        _PURCHASES: INPUT_OF["purchases_typed"].name(lang) + unit,
        _GAP: OUTPUT_OF["gap"].name(lang) + unit,
        _NEXT: _NEXT_CONTACT(lang),
    }
    for column, name in names.items():
        cells[TILE_ROW, column] = CellOut(name, style=_TILE)
    figures = ((_POTENTIAL, "potential"), (_PURCHASES, "purchases"), (_GAP, "gap"))
    for column, key in figures:
        shown = replace(_FIGURE, number_format=money)
        facts.show(TILE_ROW + 1, column, key, shown)
    day = replace(_FIGURE, number_format=look.shown_as(DATE, lang))
    facts.show(TILE_ROW + 1, _NEXT, "due_date", day)
    scale = 1000.0 if money == look.THOUSANDS else 1.0
    base = TILE_ROW + 2
    facts.say(base, _POTENTIAL, lambda v: _range(v, scale, lang), look.NOTE)
    for values, ago in ((facts.numbers, year_ago[0]), (facts.cells, year_ago[1])):
        values["year_ago"] = ago
    facts.say(base, _PURCHASES, lambda v: _trend(v, scale, lang), look.NOTE)
    _draw_rank(facts, base)
    value, cell = facts.word("state")
    often = "" if facts.index is None else _often(facts.numbers, lang)
    formula = facts.there(texts.cell_text(_often(facts.cells, lang)))
    cells[base, _NEXT] = CellOut(value + often, f"{cell}&{formula}", look.NOTE)


def draw_grid(facts: Facts) -> tuple[Rule, ...]:
    """Put the nine cells, high potential on top; return what shows the client's own."""
    cells, lang = facts.sheet.cells, facts.board.lang
    cells[GRID_ROW - 1, _NEXT] = CellOut(_IN_MATRIX(lang), style=look.SECTION)
    segment = facts.cells["segment"].text
    here = facts.numbers["segment"]
    for level in range(3):
        row = GRID_ROW + 2 - level
        cells[row, _NEXT] = CellOut(words.LEVELS[lang][level].lower(), style=look.NOTE)
        for step in range(3):
            number = 3 * level + step + 1
            shown = f"► {number}" if here == number else str(number)
            formula = f'IF({segment}={number},"► {number}","{number}")'
            cells[row, _GRID + step] = CellOut(shown, formula, _PANEL)
    captions = replace(look.NOTE, size=8, align="center")
    for step, text in enumerate(("0", "1–99", "100")):
        caption = text + words.PERCENT[lang]
        cells[GRID_ROW + 3, _GRID + step] = CellOut(caption, style=captions)
    own = Style(color=look.WHITE, fill=look.BLUE, bold=True)
    box = (GRID_ROW, _GRID, GRID_ROW + 2, _GRID + 2)
    return (Rule(box=box, begins="►", style=own),)


def draw_sureness(facts: Facts) -> None:
    """Say how sure the potential is, what classes it may be, and what similar clients buy."""
    cells, lang = facts.sheet.cells, facts.board.lang
    row = GRID_ROW + 5
    cells[row, _NEXT] = CellOut(_SURE(lang), style=look.SECTION)
    facts.say(row + 1, _NEXT, lambda v: _confidence(v, lang), replace(look.TEXT, bottom=None))
    facts.say(row + 2, _NEXT, lambda v: _chances(v, lang), look.NOTE)
    facts.say(row + 3, _NEXT, lambda v: _peers(v, lang), look.NOTE)


def _whole(amount: Value, scale: float, lang: Lang) -> Words:
    return texts.grouped(floor(amount / scale + 0.5), words.GROUP[lang])


def _range(v: dict[str, Any], scale: float, lang: Lang) -> Words:
    if "potential_low" not in v or "potential_high" not in v:
        return ""
    low, high = (_whole(v[f"potential_{end}"], scale, lang) for end in ("low", "high"))
    start, to = {"ru": ("от ", " до "), "en": ("", "–")}[lang]
    return texts.when(
        (known(v["potential_manual"]), lower_first(SOURCES[-1].name(lang))),
        (known(v["potential_low"]) & (v["potential_high"] > 0), texts.join(start, low, to, high)),
    )


def _trend(v: dict[str, Any], scale: float, lang: Lang) -> Words:
    """Say what was bought the year before, and how that has changed."""
    ago, now = v["year_ago"], v["purchases"]
    head = {"ru": "год назад ", "en": "a year ago "}[lang]
    change = (now / cases((ago > 0, ago), otherwise=1.0) - 1) * 100
    up = texts.join(" · ▲ ", texts.whole(floor(change + 0.5)), words.PERCENT[lang])
    down = texts.join(" · ▼ ", texts.whole(floor(0.5 - change)), words.PERCENT[lang])
    moved = texts.when(
        ((ago > 0) & (change >= 0.5), up), ((ago > 0) & (change <= -0.5), down)
    )  # fmt: skip
    none = {"ru": "год назад не покупал", "en": "did not buy a year ago"}[lang]
    return texts.when(
        (ago > 0, texts.join(head, _whole(ago, scale, lang), moved)), (known(ago), none)
    )


def _often(v: dict[str, Any], lang: Lang) -> Words:
    """Say how often the client is contacted, and what decided that."""
    if "interval" not in v:
        return ""
    own, cycle, by_class = (one(lang) for one in _DECIDED)
    pairs = []
    if "interval_typed" in v:
        pairs.append((v["interval_typed"] >= 1, own))
    if "interval_calculated" in v:
        by_cycle = (v["interval_calculated"] <= v["interval"]) & (v["interval"] >= 1)
        pairs.append((by_cycle, cycle))
    decided = texts.when(*pairs, otherwise=by_class) if pairs else by_class
    head, tail = _EVERY
    said = texts.join(head(lang), texts.whole(v["interval"]), tail(lang), decided)
    return texts.when((v["interval"] >= 1, said))


def _draw_rank(facts: Facts, row: int) -> None:
    """Put the client's place among all by the gap."""
    board, lang = facts.board, facts.board.lang
    gaps = np.asarray(board.column("gap"))
    known_gaps = gaps[~np.isnan(gaps)]
    gap = facts.numbers["gap"]
    rank = math.nan if math.isnan(gap) else float((known_gaps > gap).sum() + 1)
    name, cell = board.range("gap"), facts.cells["gap"].text
    larger = f'IF(ISNUMBER({cell}),COUNTIF({name},">"&{cell})+1,"")'
    place = facts.helper("rank", "" if math.isnan(rank) else rank, facts.there(larger))
    count = facts.helper("ranked", float(known_gaps.size), f"COUNT({name})")
    join_ = {"ru": " из ", "en": " of "}[lang]
    number = "№ " if lang == "ru" else "No. "
    told = "" if math.isnan(rank) else f"{number}{rank:.0f}{join_}{known_gaps.size}"
    formula = f'IF({place}="","",{texts.literal(number)}&{place}&{texts.literal(join_)}&{count})'
    facts.sheet.cells[row, _GAP] = CellOut(told, formula, look.NOTE)


def _confidence(v: dict[str, Any], lang: Lang) -> Words:
    """Say how often the potential is right, and within what: 25 % up is 20 % down."""
    if "confidence" not in v:
        return ""
    within, percent = v["confidence_within"], words.PERCENT[lang]
    share, up, down = (
        texts.whole(floor(x * 100 + 0.5)) for x in (v["confidence"], within, within / (1 + within))
    )
    head, tail = (text(lang) for text in _RIGHT)
    sure = texts.join(head, share, percent, tail, "−", down, "…+", up, percent)
    by_hand = lower_first(SOURCES[-1].name(lang))
    return texts.when((known(v["potential_manual"]), by_hand), (known(v["confidence"]), sure))


def _chances(v: dict[str, Any], lang: Lang) -> Words:
    if "chance_low" not in v or "chance_high" not in v:
        return ""
    there = known(v["chance_low"]) & known(v["chance_high"])
    return texts.when((there, texts.join(_CLASS(lang), chances(v, lang))))


def _peers(v: dict[str, Any], lang: Lang) -> Words:
    if "peers" not in v or "peer_count" not in v:
        return ""
    amount = texts.grouped(floor(v["peers"] + 0.5), words.GROUP[lang])
    count = texts.whole(v["peer_count"])
    head, tail = (
        Text("лучшие из похожих покупают ", "the best peers buy ")(lang),
        Text(" (похожих ", " (of ")(lang),
    )
    said = texts.join(head, amount, tail, count, ")")
    alone = texts.join(head, amount)
    return texts.when((known(v["peers"]) & (v["peer_count"] > 0), said), (known(v["peers"]), alone))
