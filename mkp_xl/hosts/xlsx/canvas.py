"""What surrounds the cells of a sheet of ours, drawn by XlsxWriter in a book of its own.

Views, columns, merged cells, conditional formats, drop-downs, print settings and charts are taken
from there; the cells themselves are written by `sheet_out` with the styles of the user's book.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mkp_xl.book import look
from mkp_xl.book.grid import ErrorValue

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from mkp_xl.book.drawn import Chart, Page, Pick, Rule, Series, SheetOut
    from mkp_xl.book.grid import Style

SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"
_A4 = 9
_SELECTED = re.compile(rb' tabSelected="1"')
_DIFFERENCE = re.compile(r"<dxf>.*?</dxf>")
_SAID = (
    (
        re.compile(rb'<c:showVal val="1"/>'),
        (
            b'<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
            b'<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
        ),
    ),
    (re.compile(rb"(?<=</c:legend>)"), b'<c:plotVisOnly val="0"/>'),
    (re.compile(rb"(?=</c:ser>(?:(?!<c:(?:bar|line)Chart>).)*</c:lineChart>)", re.DOTALL),
     b'<c:smooth val="0"/>'),
)  # fmt: skip
"""What a chart leaves out is said outright: programs differ in what they take silence for.

In a book of a recent Excel, LibreOffice draws hidden cells only where it is told to.
"""
_LABEL_FONT = {"name": look.FONT, "size": 9}


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """A worksheet part without our cells, and what it brings along."""

    head: bytes
    """Up to and including the start tag of `sheetData`."""
    tail: bytes
    """From the end tag of `sheetData` on."""
    differences: list[str] = field(default_factory=list)
    """Looks of conditional formats (`dxf`), in the order `dxfId` counts them."""
    parts: dict[str, bytes] = field(default_factory=dict)
    """The drawing and its charts, by part name in the scratch book."""


def canvas(sheet: SheetOut) -> Canvas:
    """Return what surrounds the cells of a sheet."""
    import xlsxwriter  # noqa: PLC0415  most runs draw nothing new

    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        drawn = book.add_worksheet(sheet.title)
        _set_frame(drawn, sheet)
        for box in sheet.merges:
            drawn.merge_range(*_from_zero(box), "")
        for rule in sheet.rules:
            drawn.conditional_format(*_from_zero(rule.box), _rule(book, rule))
        for pick in sheet.picks:
            drawn.data_validation(*_from_zero(pick.box), _pick(pick))
        if sheet.page:
            _set_page(drawn, sheet.page)
        if sheet.charts:
            _write_values(drawn, sheet)
        for chart in sheet.charts:
            _insert(book, drawn, chart)
    with zipfile.ZipFile(target) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    head, tail = _around_rows(parts[SHEET])
    kept = ("xl/drawings/", "xl/charts/")
    return Canvas(
        head=_SELECTED.sub(b"", head),
        tail=tail,
        differences=_DIFFERENCE.findall(parts[STYLES].decode()),
        parts={
            name: _outright(content) for name, content in parts.items() if name.startswith(kept)
        },
    )


def _around_rows(part: bytes) -> tuple[bytes, bytes]:
    if b"<sheetData/>" in part:
        head, _, tail = part.partition(b"<sheetData/>")
    else:
        head, _, rest = part.partition(b"<sheetData>")
        tail = rest.partition(b"</sheetData>")[2]
    return head + b"<sheetData>", b"</sheetData>" + tail


def _set_frame(drawn: Worksheet, sheet: SheetOut) -> None:
    if not sheet.gridlines:
        drawn.hide_gridlines(2)
    if sheet.tab:
        drawn.set_tab_color("#" + sheet.tab)
    if sheet.freeze_row:
        drawn.freeze_panes(sheet.freeze_row, 0)
    for column in {*sheet.widths, *sheet.pixels, *sheet.hidden_columns}:
        options = {"hidden": True} if column in sheet.hidden_columns else {}
        if column in sheet.pixels:
            drawn.set_column_pixels(column - 1, column - 1, sheet.pixels[column], None, options)
        else:
            width = sheet.widths.get(column, 8.43)
            drawn.set_column(column - 1, column - 1, width, None, options)
    for row, height in sheet.heights.items():
        drawn.set_row_pixels(row - 1, height)
    if sheet.details is not None:
        drawn.outline_settings(symbols_below=False)
        drawn.set_row(0, None, None, {"level": 1})  # so that the sheet says it has an outline
    if sheet.protected:
        drawn.protect("", {"format_columns": True, "format_rows": True})


def _rule(book: Workbook, rule: Rule) -> dict[str, Any]:
    if rule.bar:
        color = "#" + rule.bar
        said = {"type": "data_bar", "bar_color": color, "bar_solid": True, "bar_no_border": True}
        said |= {"min_type": "num", "min_value": 0, "data_bar_2010": True}
        is_number = rule.most is None or rule.most.replace(".", "", 1).isdigit()
        kind = "num" if is_number else "formula"
        return said | ({"max_type": kind, "max_value": rule.most} if rule.most else {})
    said = {"format": _format(book, rule.style), "stop_if_true": rule.stop}
    if rule.begins is not None:
        return said | {"type": "text", "criteria": "begins with", "value": rule.begins}
    return said | {"type": "formula", "criteria": f"={rule.formula}"}


def _format(book: Workbook, style: Style | None) -> Format:
    said: dict[str, Any] = {}
    if style and style.color:
        said["font_color"] = "#" + style.color
    if style and style.fill:
        said["bg_color"] = "#" + style.fill
    if style and style.number_format != "General":
        said["num_format"] = style.number_format
    if style and style.bold:
        said["bold"] = True
    return book.add_format(said)


def _pick(pick: Pick) -> dict[str, Any]:
    said: dict[str, Any] = {
        "input_title": pick.title[:32],
        "input_message": pick.say[:255],
        "error_message": pick.wrong[:255],
    }
    said = {key: value for key, value in said.items() if value}
    if pick.test is not None:
        return said | {"validate": "custom", "value": f"={pick.test}"}
    source = f"={pick.listed}" if pick.listed else list(pick.source or ())
    return said | {"validate": "list", "source": source}


def _set_page(drawn: Worksheet, page: Page) -> None:
    drawn.set_paper(_A4)
    if page.landscape:
        drawn.set_landscape()
    drawn.fit_to_pages(1, page.high)
    drawn.set_margins(left=0.4, right=0.4, top=0.52, bottom=0.55)
    drawn.center_horizontally()
    drawn.set_footer(f"&L&8{page.footer}&R&8&P / &N")


def _outright(chart: bytes) -> bytes:
    for place, said in _SAID:
        chart = place.sub(said, chart)
    return chart


def _write_values(drawn: Worksheet, sheet: SheetOut) -> None:
    """Let charts cache what they show at first, for programs that do not compute."""
    for (row, column), cell in sheet.cells.items():
        value = cell.value
        if isinstance(value, ErrorValue) or value is None:
            continue
        if isinstance(value, str):
            drawn.write_string(row - 1, column - 1, value)
        else:
            drawn.write_number(row - 1, column - 1, float(value))


def _insert(book: Workbook, drawn: Worksheet, chart: Chart) -> None:
    """Draw a chart where it is to stand, also over columns that are hidden."""
    made = _KINDS[chart.kind](book, chart)
    made.set_legend({"position": "top", "font": {**_LABEL_FONT, "color": "#" + look.MUTED}})
    made.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    made.set_title({"none": True})
    made.set_size({"width": chart.width, "height": chart.height})
    made.show_hidden_data()
    drawn.insert_chart(chart.row - 1, chart.column - 1, made, {"object_position": 2})


def _columns(book: Workbook, chart: Chart) -> Any:  # noqa: ANN401  XlsxWriter's charts
    """Return columns with the series of markers as dashes above them."""
    made = book.add_chart({"type": "column"})
    dashes = book.add_chart({"type": "line"})
    for series in chart.series:
        if series.is_marker:
            mark = {"type": "long_dash", "size": 12, "border": {"none": True},
                    "fill": {"color": "#" + series.color}}  # fmt: skip
            own: dict[str, Any] = {"name": series.name, "categories": f"={series.categories}",
                                   "values": f"={series.values}", "line": {"none": True},
                                   "marker": mark}  # fmt: skip
            dashes.add_series(own)
        else:
            made.add_series(_series(series))
    made.combine(dashes)
    font = {**_LABEL_FONT, "color": "#" + look.MUTED}
    line = {"color": "#" + look.LINE}
    made.set_x_axis({"num_font": font, "line": line, "major_tick_mark": "none"})
    grid: dict[str, Any] = {"visible": True, "line": {**line, "width": 0.75}}
    axis = {"num_font": font, "num_format": chart.number_format, "line": {"none": True}}
    made.set_y_axis(axis | {"major_gridlines": grid, "min": 0})
    return made


def _bars(book: Workbook, chart: Chart) -> Any:  # noqa: ANN401  XlsxWriter's charts
    """Return stacked bars, labels for an axis. XlsxWriter's y axis lists the categories."""
    made = book.add_chart({"type": "bar", "subtype": "stacked"})
    for series in chart.series:
        made.add_series(_series(series))
    bare = {"major_gridlines": {"visible": False}}
    names = {"num_font": _LABEL_FONT, "line": {"none": True}, "major_tick_mark": "none"}
    made.set_y_axis(names | bare | {"reverse": True})
    ends = {} if chart.most is None else {"min": 0, "max": chart.most}
    made.set_x_axis(bare | {"visible": False} | ends)
    return made


def _lines(book: Workbook, chart: Chart) -> Any:  # noqa: ANN401  XlsxWriter's charts
    """Return lines with markers; a goal is dashed and has none."""
    made = book.add_chart({"type": "line"})
    for series in chart.series:
        color: dict[str, Any] = {"color": "#" + series.color}
        line = color | ({"dash_type": "dash", "width": 1.25} if series.is_marker else {"width": 2})
        mark: dict[str, Any] = {"type": "none"}
        if not series.is_marker:
            mark = {"type": "circle", "size": 6, "fill": color, "border": color}
        made.add_series({"name": series.name, "categories": f"={series.categories}",
                         "values": f"={series.values}", "line": line, "marker": mark})  # fmt: skip
    font = {**_LABEL_FONT, "color": "#" + look.MUTED}
    grid = {"visible": True, "line": {"color": "#" + look.LINE, "width": 0.75}}
    rule = {"color": "#" + look.LINE}
    made.set_x_axis({"num_font": font, "line": rule, "major_tick_mark": "none"})
    made.set_y_axis({"num_font": font, "num_format": chart.number_format, "line": {"none": True},
                     "major_gridlines": grid, "min": 0, "max": 1, "major_unit": 0.2})  # fmt: skip
    return made


_KINDS = {"bars": _bars, "columns": _columns, "line": _lines}


def _series(series: Series) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": series.name,
        "categories": f"={series.categories}",
        "values": f"={series.values}",
        "fill": {"color": "#" + series.color},
        "border": {"none": True},
        "gap": 45,
    }
    if series.label_color:
        font = {**_LABEL_FONT, "color": "#" + series.label_color}
        said["data_labels"] = {"value": True, "font": font}  # written as the cells are
    return said


def _from_zero(box: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    first_row, first_column, last_row, last_column = box
    return first_row - 1, first_column - 1, last_row - 1, last_column - 1
