"""Where the columns of the contact plan stand, how wide they are, and what they are called."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mkp_xl.book import look
from mkp_xl.book.drawn import CellOut
from mkp_xl.book.fields import INPUT_OF, OUTPUT_OF, Text

if TYPE_CHECKING:
    from mkp_xl.book.drawn import SheetOut
    from mkp_xl.book.fields import Lang

HEAD_ROW, FIRST_ROW = 5, 6
TICK, CLIENT_NAME, MANAGER, CLASS, SEGMENT, STATE, GAP, WHY, PHONE, DONE = range(2, 12)
PIXELS: Final = (14, 28, 196, 96, 44, 132, 126, 74, 318, 112, 100)
_HEADS: Final = (
    Text.same("□"),
    INPUT_OF["client"].name,
    INPUT_OF["manager"].name,
    OUTPUT_OF["class"].name,
    OUTPUT_OF["segment"].name,
    OUTPUT_OF["state"].name,
    OUTPUT_OF["gap"].name,
    Text("Зачем звонить", "Why to call"),
    INPUT_OF["phone"].name,
    Text("Итог разговора", "Result"),
)


def draw_heads(sheet: SheetOut, unit: str, lang: Lang) -> None:
    """Put the header row; `unit` says what amounts count, where they are large."""
    for column, head in enumerate(_HEADS, start=TICK):
        style = replace(look.HEAD, indent=0 if column in (CLIENT_NAME, MANAGER) else 1, wrap=True)
        if column in (TICK, CLASS):
            style = replace(style, align="center", indent=0)
        if column == GAP:
            style = replace(style, align="right", indent=0, number_format=look.PADDED)
        text = head(lang) + (unit if column == GAP else "")
        sheet.cells[HEAD_ROW, column] = CellOut(text, style=style)
