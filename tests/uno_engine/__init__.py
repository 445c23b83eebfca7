"""xlwings over a real spreadsheet program on Linux: LibreOffice stands in for Excel.

`with uno_engine.running() as app: book = app.books.open(path)` gives ordinary `xlwings.App` and
`xlwings.Book` objects. What Python sees follows Excel on Windows: values, formulas, formats,
names, tables, error codes. What belongs to COM alone (a busy program, events) is not here.
"""

from uno_engine.engine import office_books, running
from uno_engine.errors import ComError

__all__ = ["ComError", "office_books", "running"]
