"""The sheet «Функции» of the demonstration book: every function at work on live cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from xlsxwriter.utility import xl_rowcol_to_cell

from mkp_xl.book import look
from mkp_xl.book.calling import call
from mkp_xl.book.fields import SHEETS, Lang, Text
from mkp_xl.book.fields.functions import FUNCTIONS, Argument, Function

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

TITLE: Final = Text("Функции", "Functions")
_SAY: Final = Text(
    "Меняйте кремовые ячейки: каждая функция пересчитает свой ответ. "
    "В своих таблицах пишите их так же.",
    "Change the cream cells: each function computes its answer anew. "
    "Write them the same way in your own tables.",
)
_HEADS: Final = (
    Text("Функция", "Function"),
    Text("Ваши данные", "Your data"),
    *(Text.same(""),) * 3,
    Text("Ответ", "Answer"),
    Text("Что она даёт", "What it gives"),
)
_NAME, _FIRST, _RESULT, _WHAT = 1, 2, 6, 7
_PIXELS: Final = (14, 190, 112, 112, 112, 112, 236, 352)
_HEAD_ROW: Final = 3
_FORMATS: Final = {"money": look.COUNT_FORMAT, "share": "0%", "date": "dd.mm.yyyy"}


def add_functions_sheet(book: Workbook, lang: Lang) -> None:
    """Add the sheet to a workbook that is being made; answers are cached in their cells."""
    sheet = book.add_worksheet(TITLE(lang))
    sheet.hide_gridlines(2)
    sheet.set_tab_color("#" + look.RULE)
    for column, pixels in enumerate(_PIXELS):
        sheet.set_column_pixels(column, column, pixels)
    plain = {"size": 10, "color": look.INK}
    sheet.set_row_pixels(0, 32)
    sheet.write_string(0, _NAME, TITLE(lang), _format(book, size=16, color=look.INK, bold=True))
    sheet.write_string(1, _NAME, _SAY(lang), _format(book, size=11, color=look.INK))
    sheet.write_url(
        0, _WHAT, f"internal:'{SHEETS['matrix'](lang)}'!A1",
        _format(book, size=9, color=look.BLUE, underline=True, align="right"),
        f"← {SHEETS['matrix'](lang)}",
    )  # fmt: skip
    for place, text in enumerate(_HEADS, start=_NAME):
        head = _format(book, size=9, color=look.INK, bold=True, bottom=look.RULE,
                       align="left", indent=int(place >= _RESULT))  # fmt: skip
        sheet.write_string(_HEAD_ROW, place, text(lang), head)
    for number, function in enumerate(FUNCTIONS):
        _add_function(book, sheet, _HEAD_ROW + 1 + 2 * number, function, lang, plain)
    sheet.freeze_panes(_HEAD_ROW + 1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    sheet.set_footer("&L&8&A&R&8&P / &N")


def _add_function(
    book: Workbook,
    sheet: Worksheet,
    row: int,
    function: Function,
    lang: Lang,
    plain: dict[str, Any],
) -> None:
    """Add two rows: what the data are called, then the function with its data and answer."""
    note = _format(book, size=9, color=look.MUTED, wrap=True, align="center")
    sheet.set_row_pixels(row, 34)
    sheet.set_row_pixels(row + 1, 100 if function.name == "MKP_EXPLAIN" else 34)
    cells = []
    line = {**plain, "bottom": look.LINE, "wrap": True}
    for place in range(_FIRST, _RESULT):
        sheet.write_blank(row + 1, place, None, _format(book, **line))
    for place, (argument, value) in enumerate(
        zip(function.arguments, function.example, strict=False), start=_FIRST
    ):
        sheet.write_string(row, place, argument.title(lang), note)
        sheet.write(row + 1, place, value, _input(book, argument, lang))
        cells.append(xl_rowcol_to_cell(row + 1, place))
    sheet.write_string(row + 1, _NAME, function.name, _format(book, **line, bold=True))
    answer = call(function.name, function.example)
    shown = _format(book, **line, number=_answer_format(function, lang), align="left", indent=1)
    sheet.write_formula(
        row + 1, _RESULT, f"={function.name}({','.join([*cells, *_in_english(function, lang)])})",
        shown, _said(function, lang, answer),
    )  # fmt: skip
    what = _format(book, **line, align="left", indent=1)
    sheet.write_string(row + 1, _WHAT, function.help(lang), what)


def _in_english(function: Function, lang: Lang) -> list[str]:
    """Return the arguments that let a text speak the sheet's language, where it is not Russian."""
    names = [argument.name for argument in function.arguments]
    if lang == "ru" or "lang" not in names:
        return []
    return [""] * (names.index("lang") - len(function.example)) + [f'"{lang}"']


def _said(function: Function, lang: Lang, answer: Any) -> Any:  # noqa: ANN401
    names = [argument.name for argument in function.arguments]
    if lang == "ru" or "lang" not in names:
        return answer
    omitted = [None] * (names.index("lang") - len(function.example))
    return call(function.name, [*function.example, *omitted, lang])


def _input(book: Workbook, argument: Argument, lang: Lang) -> Format:
    number = look.shown_as(_FORMATS.get(argument.takes, "General"), lang)
    return _format(
        book, size=10, color=look.INPUT_TEXT, fill=look.INPUT_FILL, bottom=look.INPUT_BOX,
        align="center", number=number,
    )  # fmt: skip


def _answer_format(function: Function, lang: Lang) -> str:
    if function.name == "MKP_PROGRESS":
        return look.shown_as("0%", lang)
    return look.shown_as("dd.mm.yyyy", lang) if function.gives == "date" else "General"


def _format(book: Workbook, *, size: float, color: str, **said: Any) -> Format:  # noqa: ANN401
    names = {"bold": "bold", "wrap": "text_wrap", "align": "align", "number": "num_format",
             "underline": "underline", "indent": "indent"}  # fmt: skip
    options = {names[key]: value for key, value in said.items() if key in names and value}
    if "fill" in said:
        options["bg_color"] = "#" + said["fill"]
    if "bottom" in said:
        options |= {"bottom": 1, "bottom_color": "#" + said["bottom"]}
    font = {"font_name": look.FONT, "font_size": size, "font_color": "#" + color}
    return book.add_format(font | {"valign": "vcenter"} | options)
