"""Formulas of the team's that read what is ours: they stop working when it goes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mkp_xl.book.address import Place
from mkp_xl.book.formulas import TEXTS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from mkp_xl.book.grid import BookInfo, NameEdit, Source
    from mkp_xl.book.own_cells import OwnColumns


def callers_of(
    source: Source,
    info: BookInfo,
    own: Collection[str],
    names: Collection[NameEdit],
    lists: Collection[OwnColumns],
) -> Iterator[Place]:
    """Yield the cells outside of ours whose formulas name a sheet, or a name, that goes."""
    called = _called(own, {edit.name for edit in names})
    ours = {(one.sheet, column) for one in lists for column in one.columns.values()}
    others = {(one.sheet, *place) for one in lists for place in one.others}
    for sheet in info.sheets:
        if sheet.title in own or not sheet.formulas:
            continue
        for column, cells in source.read(sheet.title).items():
            is_ours, known = (sheet.title, column) in ours, dict[str, bool]()
            rows = (row for title, row, at in others if (title, at) == (sheet.title, column))
            for row in filter(cells.formulas.__contains__, rows) if is_ours else cells.formulas:
                text = cells.formulas[row].text
                if text not in known:
                    known[text] = bool(called.search(TEXTS.sub("", text)))
                if known[text]:
                    yield Place(sheet.title, row, column)


def _called(sheets: Collection[str], names: Collection[str]) -> re.Pattern[str]:
    titles = "|".join(re.escape(title.replace("'", "''")) for title in sheets)
    words = "|".join(map(re.escape, names))
    parts = [rf"(?:{titles})'?!"] if titles else []
    parts += [rf"(?<![\w.])(?:{words})(?![\w.(])"] if words else []
    return re.compile("|".join(parts) or r"(?!)", re.IGNORECASE)
