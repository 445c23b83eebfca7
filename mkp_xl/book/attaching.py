"""What attaching a list is going to do, told before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mkp_xl.book.address import letters
from mkp_xl.book.calendar_sheet import country_name
from mkp_xl.book.column_doubts import asked
from mkp_xl.book.fields import INPUT_OF, OUTPUT_OF, Text, in_quotes
from mkp_xl.book.recognition.saying import may_be, reason, why

if TYPE_CHECKING:
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.planning import Outcome

AGREED = Text("Подключить?", "Attach?")
"""The question below the plan."""
_TOLD = Text("так указано", "as you said")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadColumn:
    """A column of the list that will be read."""

    column: int
    header: str
    field: str
    confidence: float
    why: str

    def said(self, lang: Lang) -> str:
        """Return which column it is and what it is read as."""
        return f"{_called(self.column, self.header, lang)} → {INPUT_OF[self.field].name(lang)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedColumn:
    """A column that may be a field, but it is not sure."""

    column: int
    header: str
    may_be: str
    why: str

    def said(self, lang: Lang) -> str:
        """Return that it is not read, and why."""
        called = _called(self.column, self.header, lang)
        return Text(
            f"Столбец {called} не читаем: {self.why}.",
            f"Column {called} is not read: {self.why}.",
        )(lang)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachPlan:
    """All that attaching reads and adds."""

    lang: Lang
    sheet: str
    header_row: int
    last_row: int
    table: str
    """Name of the Excel table, "" for a plain list."""
    clients: int
    read: tuple[ReadColumn, ...]
    asked: tuple[AskedColumn, ...]
    added: dict[str, int]
    """Columns of ours that come, by output field."""
    sheets: tuple[str, ...]
    """Titles of the sheets that come."""
    currency: str
    country: str
    """Whose working days the calendar that comes has, as people call it; "" where none comes."""

    def record(self) -> dict[str, Any]:
        """Return the plan for programs."""
        return {
            "list": {
                "sheet": self.sheet,
                "header_row": self.header_row,
                "last_row": self.last_row,
                "table": self.table or None,
            },
            "columns": [
                {
                    "column": letters(one.column),
                    "header": one.header,
                    "field": one.field,
                    "confidence": round(one.confidence, 2),
                    "reason": one.why,
                }
                for one in self.read
            ],
            "unsure": [
                {
                    "column": letters(one.column),
                    "header": one.header,
                    "may_be": one.may_be,
                    "reason": one.why,
                }
                for one in self.asked
            ],
            "added": list(self.added),
            "places": {key: letters(column) for key, column in self.added.items()},
            "sheets": list(self.sheets),
            "currency": self.currency,
            "calendar": self.country or None,
        }

    def sentences(self) -> list[str]:
        """Return the plan for people, a line each."""
        return list(filter(None, (self._list(), self._added(), self._sheets())))

    def _list(self) -> str:
        sheet, table = (in_quotes(text, self.lang) for text in (self.sheet, self.table))
        last = max(self.last_row, self.header_row)
        return Text(
            f"Список: лист {sheet}{f' (таблица {table})' if self.table else ''}, "
            f"заголовки в строке {self.header_row}, данные до строки {last}, "
            f"клиентов: {self.clients}.",
            f"List: sheet {sheet}{f' (table {table})' if self.table else ''}, "
            f"headers in row {self.header_row}, data down to row {last}, "
            f"clients: {self.clients}.",
        )(self.lang)

    def _added(self) -> str:
        if not self.added:
            return ""
        names = ", ".join(
            _called(column, OUTPUT_OF[key].name(self.lang), self.lang)
            for key, column in self.added.items()
            if not OUTPUT_OF[key].inner
        )
        return Text(f"Добавим столбцы: {names}.", f"Columns to come: {names}.")(self.lang)

    def _sheets(self) -> str:
        if not self.sheets:
            return ""
        titles = ", ".join(in_quotes(title, self.lang) for title in self.sheets)
        said = Text(f"Добавим листы: {titles}.", f"Sheets to come: {titles}.")(self.lang)
        days = Text(
            f" Рабочие дни: {self.country} (другая страна — в настройках).",
            f" Working days: {self.country} (another country: Settings).",
        )
        return said + (days(self.lang) if self.country else "")


def _called(column: int, header: str, lang: Lang) -> str:
    return f"{letters(column)} {in_quotes(header, lang)}"


def plan_of(outcome: Outcome) -> AttachPlan:
    """Return the plan of a run that attaches."""
    book, table = outcome.book, outcome.book.lists[0].table
    lang = book.lang
    there = {sheet.title for sheet in book.info.sheets}
    coming = tuple(
        sheet.title
        for sheet in outcome.changes.sheets
        if sheet.title not in there and not sheet.hidden
    )
    has_days = not book.calendar_stands and bool(coming)
    return AttachPlan(
        lang=lang,
        sheet=table.sheet,
        header_row=table.header_row,
        last_row=table.header_row + outcome.rows,
        table=table.excel.name if table.excel else "",
        clients=outcome.summary.clients,
        read=tuple(
            ReadColumn(
                column=column,
                header=table.headers[column],
                field=key,
                confidence=1.0 if column in table.told else table.matches[column].confidence,
                why=_TOLD(lang) if column in table.told else why(table.matches[column], lang),
            )
            for key, column in table.columns.items()
            if key in INPUT_OF
        ),
        asked=tuple(
            AskedColumn(
                column=match.header.column,
                header=match.header.text,
                may_be=may_be(match, lang),
                why=reason(match, lang),
            )
            for match in asked(table)
        ),
        added=outcome.places,
        sheets=coming,
        currency=book.settings.words["currency"],
        country=country_name(book.calendar.country, lang) if has_days else "",
    )
