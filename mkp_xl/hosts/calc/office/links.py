"""Cells that lead to a place of the book when they are clicked."""

from mkp_xl.hosts.calc.office.spots import refuse_protected


def links(book, sheet, cells):
    """Let a click on each cell lead to its place, or nowhere; text and look stay.

    LibreOffice keeps the link of a text within the text, that of any other cell as a look.
    """
    refuse_protected(sheet)
    for row, column, place in cells:
        cell = sheet.getCellByPosition(column - 1, row - 1)
        _unlink(cell)
        if place is None:
            continue
        if cell.Type.value == "TEXT":
            _link_text(book, cell, _url(place))
        else:
            cell.Hyperlink = _url(place)


def _unlink(cell):
    if cell.Hyperlink:
        cell.Hyperlink = ""
    if cell.Type.value == "TEXT" and cell.TextFields.Count:
        cell.setString(cell.getString())


def _link_text(book, cell, url):
    field = book.document.createInstance("com.sun.star.text.TextField.URL")
    field.Representation, field.URL = cell.getString(), url
    cell.setString("")
    cell.insertTextContent(cell.createTextCursor(), field, False)


def _url(place):
    """Return the address of a place as LibreOffice keeps it.

    >>> _url("'Мои данные'!A1")
    "#'Мои данные'.A1"
    """
    title, _, cell = place.rpartition("!")
    return f"#{title}.{cell}"
