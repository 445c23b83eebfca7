"""Where the potential comes from: each source with its amount, day, weight and evidence."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from mkp_xl.book import look, texts, words
from mkp_xl.book.board import said, said_formula
from mkp_xl.book.drawn import CellOut, Rule
from mkp_xl.book.fields import ESTIMATES, OUTPUT_OF, SOURCES, Text
from mkp_xl.book.fields.estimates import ESTIMATED
from mkp_xl.book.fields.kinds import DATE
from mkp_xl.book.native import log_name
from mkp_xl.rules.ops import floor, known

if TYPE_CHECKING:
    from mkp_xl.book.card.facts import Facts
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.grid import Raw
    from mkp_xl.book.texts import Words

ROW: Final = 28
FIELD_OF: Final = {field.key: field for field in ESTIMATES}
_NAME, _AMOUNT, _DAY, _TRUST, _BASIS = 2, 3, 4, 5, 7
_HEADS: Final = {
    _NAME: FIELD_OF["source"].name,
    _AMOUNT: Text("Оценка", "Estimate"),
    _DAY: FIELD_OF["date"].name,
    _TRUST: Text("Вес", "Weight"),
    _BASIS: FIELD_OF["evidence"].name,
}
_DASH: Final = '#,##0_M;-#,##0_M;"–"_M'
_TAKEN: Final = Text("Принято", "Accepted")


def draw(facts: Facts, money: str, unit: str) -> tuple[Rule, ...]:
    """Put the table of sources; return the bars of their weights."""
    cells, lang = facts.sheet.cells, facts.board.lang
    cells[ROW - 1, _NAME] = CellOut(OUTPUT_OF["basis"].name(lang) + unit, style=look.SECTION)
    if not facts.board.is_sourced:
        one = Text("Потенциал взят из списка: других источников нет.",
                   "The potential is the list's: there is no other source.")  # fmt: skip
        cells[ROW, _NAME] = CellOut(one(lang), style=look.NOTE)
        return ()
    for column in range(2, 11):
        head = _HEADS[column](lang) if column in _HEADS else None
        align = {_AMOUNT: "right", _DAY: "center", _TRUST: "right"}.get(column)
        cells[ROW, column] = CellOut(head, style=replace(look.LIST_HEAD, align=align))
    for place, key in enumerate((*ESTIMATED, "manual")):
        _Line(facts=facts, row=ROW + 1 + place, key=key, code=place).draw(money)
    row = ROW + 1 + len(SOURCES)
    total = replace(look.TOTAL, top=look.RULE)
    for column in range(2, 11):
        cells[row, column] = CellOut(None, style=total)
    cells[row, _NAME] = CellOut(_TAKEN(lang), style=total)
    facts.show(row, _AMOUNT, "potential", replace(total, number_format=money, align="right"))
    value, cell = facts.word("basis")
    basis = replace(look.NOTE, top=look.RULE, wrap=True)
    cells[row, _DAY] = CellOut(value, cell, basis)
    return (Rule(box=(ROW + 1, _TRUST, ROW + len(ESTIMATED), _TRUST), bar=look.BAR_GREY,
                 most="170"),)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One source of the chosen client: what the list holds of it, and the note it rests on."""

    facts: Facts
    row: int
    key: str
    code: int

    def draw(self, money: str) -> None:
        """Put the line into the sheet."""
        facts, lang = self.facts, self.facts.board.lang
        cells = facts.sheet.cells
        for column in range(2, 11):
            cells[self.row, column] = CellOut(None, style=look.TEXT)
        name = SOURCES[self.code].name(lang)
        cells[self.row, _NAME] = CellOut(name, style=replace(look.TEXT, indent=1))
        number = replace(look.NUMBER, number_format=money)
        facts.show(self.row, _AMOUNT, self._amount_key, number)
        if self.key in ESTIMATED:
            weight = replace(look.NUMBER, number_format=_DASH)
            facts.show(self.row, _TRUST, f"weight_{self.key}", weight)
        self._draw_day()
        self._draw_basis()

    @property
    def _amount_key(self) -> str:
        return "potential_manual" if self.key == "manual" else f"estimate_{self.key}"

    def _noted(self, key: str) -> tuple[Raw, str]:
        """Return what the note that counts holds in a column, and the formula of it."""
        facts, log = self.facts, self.facts.board.estimates
        if log is None or key not in log.rows.cells:
            return None, '""'
        row, at = facts.numbers[f"note_{self.key}"], facts.cells[f"note_{self.key}"].text
        value = None if math.isnan(row) else log.rows.cells[key].values[int(row) - 1]
        cell = f"INDEX({log_name('estimates', key)},{at})"
        return value, f'IF(ISNUMBER({at}),{cell},"")'

    def _draw_day(self) -> None:
        """Put the day of the note that counts, else the list's own."""
        facts = self.facts
        style = replace(look.TEXT, number_format=look.shown_as(DATE, facts.board.lang),
                        align="center")  # fmt: skip
        noted, cell = self._noted("date")
        own, at = facts.numbers.get("estimate_day", math.nan), self._note
        day = noted if not math.isnan(facts.numbers[at]) else own
        is_there = not math.isnan(facts.numbers[self._amount_key]) and self._is_day(day)
        own_cell = facts.cells["estimate_day"].text if "estimate_day" in facts.cells else '""'
        if self.key == "manual":
            own_cell = '""'
        amount, note = facts.cells[self._amount_key].text, facts.cells[at].text
        either = f"IF(ISNUMBER({note}),{cell},{own_cell})"
        formula = f'IF(AND(ISNUMBER({amount}),N({either})>0),INT({either}),"")'
        value: Raw = math.floor(float(day)) + 0.0 if is_there else ""  # type: ignore[arg-type]
        facts.sheet.cells[self.row, _DAY] = CellOut(value, formula, style)

    @property
    def _note(self) -> str:
        return f"note_{self.key}"

    @staticmethod
    def _is_day(raw: Raw) -> bool:
        return isinstance(raw, float) and raw > 0

    def _draw_basis(self) -> None:
        """Put the note's evidence, else what of the list the estimate is worked out of."""
        facts = self.facts
        own, own_cell = self._own_basis()
        noted, cell = self._noted("evidence")
        is_noted = not math.isnan(facts.numbers[self._note])
        value = (said(noted) if is_noted else own) if self._is_told() else ""
        note, amount = facts.cells[self._note].text, facts.cells[self._amount_key].text
        either = f"IF(ISNUMBER({note}),{said_formula(cell)},{own_cell})"
        formula = f'IF(ISNUMBER({amount}),{either},"")'
        facts.sheet.cells[self.row, _BASIS] = CellOut(value, formula, replace(look.TEXT, size=9))

    def _is_told(self) -> bool:
        return not math.isnan(self.facts.numbers[self._amount_key])

    def _own_basis(self) -> tuple[str, str]:
        """Return what the list's own figures say of the source, and the formula of it."""
        facts, lang = self.facts, self.facts.board.lang
        if self.key == "expert":
            return facts.typed("estimate_evidence")
        if self.key == "manual":
            return "", '""'
        value = "" if facts.index is None else str(_worked(self.key, facts.numbers, lang))
        return value, texts.cell_text(_worked(self.key, facts.cells, lang))


def _worked(key: str, v: dict[str, Any], lang: Lang) -> Words:
    """Return what an estimate is worked out of: a size, a budget, purchases elsewhere."""
    forms = {
        "outlets": ("точек: ", "outlets: "), "employees": ("сотрудников: ", "employees: "),
        "firm_revenue": ("оборот ", "turnover "), "category_budget": ("бюджет ", "budget "),
        "rival_purchases": ("у конкурентов ", "from rivals "),
    }  # fmt: skip
    fields = {"size": ("outlets", "employees", "firm_revenue"), "budget": ("category_budget",),
              "rivals": ("rival_purchases",)}[key]  # fmt: skip
    pairs = []
    for name in (name for name in fields if name in v):
        head = forms[name][0 if lang == "ru" else 1]
        amount = texts.grouped(floor(v[name] + 0.5), words.GROUP[lang])
        pairs.append((known(v[name]), texts.join(head, amount)))
    return texts.when(*pairs) if pairs else ""
