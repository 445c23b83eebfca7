"""Which cells get which look: those without a look of their own, or all on a sheet of ours."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import groupby
from typing import TYPE_CHECKING

from mkp_xl.book.grid import Style
from mkp_xl.hosts.live.before import Worn
from mkp_xl.hosts.live.box import Box
from mkp_xl.hosts.live.dress import dress, properties
from mkp_xl.hosts.live.open_book import GENERAL, TEXT
from mkp_xl.hosts.live.values import Formula

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mkp_xl.hosts.live.plan import SheetPlan
    from mkp_xl.hosts.live.runs import Run
    from mkp_xl.hosts.live.task import Task

_PLAIN = Style()


def dress_column(task: Task, column: int, parts: list[Run], note: Callable[[Worn], None]) -> None:
    """Give the cells that are about to change their looks; `note` hears first how they look."""
    chosen: Iterable[tuple[Box, Style]]
    if task.is_own and not task.plan.column_styles:  # single cells of a sheet of ours
        chosen = _all(task, column, parts)
    else:
        _no_texts(task, column, parts, note)
        chosen = _bare(task, column, parts)
    for box, style in chosen:
        said = task.sheet.worn(box, properties(style))
        note(Worn(sheet=task.sheet.title, box=box, said=said))
        dress(task.sheet, box, style)


def styled_boxes(plan: SheetPlan) -> list[tuple[Box, Style]]:
    """Return rectangles of one style: neighbours of a column, then equal ones of a row joined."""
    down: list[tuple[Box, Style]] = []
    for column, places in groupby(sorted(plan.cell_styles, key=_by_column), key=lambda p: p[1]):
        down += _like_neighbours(column, [(p[0], plan.cell_styles[p]) for p in places])
    across: list[tuple[Box, Style]] = []
    for box, style in sorted(down, key=lambda item: (item[0].top, item[0].bottom, item[0].left)):
        last, worn_there = across[-1] if across else (box, None)
        beside = (last.top, last.bottom, last.right) == (box.top, box.bottom, box.left - 1)
        if beside and worn_there == style:
            across[-1] = (Box(box.top, last.left, box.bottom, box.right), style)
        else:
            across.append((box, style))
    return across


def _by_column(place: tuple[int, int]) -> tuple[int, int]:
    return place[1], place[0]


def _all(task: Task, column: int, parts: list[Run]) -> list[tuple[Box, Style]]:
    rows = [(row, task.plan.style(row, column) or _PLAIN) for run in parts for row in run.rows]
    return _like_neighbours(column, rows)


def _bare(task: Task, column: int, parts: list[Run]) -> Iterator[tuple[Box, Style]]:
    """Yield cells without a format of their own, and what they are to wear."""
    own = {row: style for (row, at), style in task.plan.cell_styles.items() if at == column}
    usual = task.plan.column_styles.get(column, _PLAIN)
    if usual == _PLAIN and not own:
        return
    places = [row for run in parts for row in run.rows]

    def changing(part: Box) -> list[int]:
        return places[bisect_left(places, part.top) : bisect_right(places, part.bottom)]

    span, matters = _span(column, parts), lambda part: bool(changing(part))
    for part, code in list(task.sheet.uniform_parts(span, matters)):
        if code in (GENERAL, None):
            rows = _fitting(task, column, changing(part), usual, own)
            yield from _like_neighbours(column, rows)


def _no_texts(task: Task, column: int, parts: list[Run], note: Callable[[Worn], None]) -> None:
    """Take the text format from cells that get a formula: it would stay a text there."""
    for run in parts:
        if not isinstance(run.contents[0], Formula):
            continue
        for box, code in list(task.sheet.uniform_parts(_span(column, [run]))):
            if code == TEXT:
                said = {"number_format": TEXT}
                note(Worn(sheet=task.sheet.title, box=box, said=said))
                task.sheet.put_on(box, {"number_format": GENERAL})


def _span(column: int, parts: list[Run]) -> Box:
    return Box(parts[0].row, column, parts[-1].bottom, column)


def _fitting(
    task: Task, column: int, rows: list[int], usual: Style, own: dict[int, Style]
) -> Iterator[tuple[int, Style]]:
    """Yield each row and all of its style where the cell was blank, else its number format."""
    number_of_usual = Style(number_format=usual.number_format)
    stood = task.standing.contents(column, range(rows[0], rows[-1] + 1)) if rows else []
    for row in rows:
        was_blank, style = stood[row - rows[0]] is None, own.get(row)
        if style is None:
            yield row, usual if was_blank else number_of_usual
        else:
            yield row, style if was_blank else Style(number_format=style.number_format)


def _like_neighbours(column: int, rows: Iterable[tuple[int, Style]]) -> list[tuple[Box, Style]]:
    """Return the rectangles of neighbouring rows of one style; a plain one needs none."""
    return [(box, style) for box, style in neighbours(column, rows) if style not in (None, _PLAIN)]


def neighbours(
    column: int, rows: Iterable[tuple[int, Style | None]]
) -> Iterator[tuple[Box, Style | None]]:
    """Yield the rectangles of neighbouring rows of one style, or of none."""
    numbered = [(row - index, style, row) for index, (row, style) in enumerate(rows)]
    for (_, style), group in groupby(numbered, key=lambda item: item[:2]):
        places = [row for _, _, row in group]
        yield Box(places[0], column, places[-1], column), style
