"""Where Range.End stops, and what is hidden."""

from __future__ import annotations

from uno_engine.addresses import COLUMNS, ROWS

DIRECTIONS = {"down": (1, 0), "up": (-1, 0), "right": (0, 1), "left": (0, -1)}
DIRECTIONS |= {
    -4121: DIRECTIONS["down"],
    -4162: DIRECTIONS["up"],
    -4161: DIRECTIONS["right"],
    -4159: DIRECTIONS["left"],
}


def end(cell, direction):
    """Return row and column where Ctrl+arrow from the cell ends; hidden lines are passed over."""
    down, across = DIRECTIONS[direction]
    filled, seen = _line(cell, vertical=bool(down))
    step, limit = down or across, ROWS if down else COLUMNS
    here = cell.row if down else cell.column
    goal = _stop(here, step, limit, filled, seen)
    return (goal, cell.column) if down else (cell.row, goal)


def hidden(lines):
    """Return whether rows or columns are hidden, None if some are."""
    states = {not lines.getByIndex(i).IsVisible for i in range(lines.Count)}
    return states.pop() if len(states) == 1 else None


def _stop(here, step, limit, filled, hidden_lines):
    def following(spot):
        spot += step
        while spot in hidden_lines:
            spot += step
        return spot

    spot = following(here)
    if here in filled and spot in filled:
        while following(spot) in filled:
            spot = following(spot)
        return spot
    far = max(filled, default=0) if step > 0 else min(filled, default=limit + 1)
    while 1 <= spot <= limit and spot not in filled:
        if (step > 0 and spot > far) or (step < 0 and spot < far):
            return limit if step > 0 else 1
        spot = following(spot)
    return min(max(spot, 1), limit)


def _line(cell, *, vertical):
    """Return the numbers of filled and of hidden cells in the cell's column or row."""
    last_row, last_column = cell.sheet.last_used()
    uno = cell.sheet.uno
    if vertical:
        strip = uno.getCellRangeByPosition(cell.column - 1, 0, cell.column - 1, last_row - 1)
    else:
        strip = uno.getCellRangeByPosition(0, cell.row - 1, last_column - 1, cell.row - 1)
    texts = strip.getFormulaArray()
    texts = [row[0] for row in texts] if vertical else texts[0]
    filled = {spot for spot, text in enumerate(texts, 1) if text}
    seen = set()
    for area in strip.queryVisibleCells().RangeAddresses:
        ends = (area.StartRow, area.EndRow) if vertical else (area.StartColumn, area.EndColumn)
        seen.update(range(ends[0] + 1, ends[1] + 2))
    unseen = set(range(1, len(texts) + 1)) - seen
    own_line_hidden = not seen
    return filled - unseen if not own_line_hidden else filled, set() if own_line_hidden else unseen
