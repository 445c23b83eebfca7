"""How the window shows a sheet: what stays in view, grid lines; which sheet is in front."""

from mkp_xl.hosts.calc.office.undoing import show

FROZEN = 2
"""com.sun.star's split mode of a frozen window."""


class KeptInFront:
    """Return to the sheet in front, whatever is added meanwhile; a class as `Unnoted` is."""

    def __init__(self, book):
        self._document = book.document
        self._title = book.document.CurrentController.ActiveSheet.Name

    def __enter__(self):
        return self

    def __exit__(self, *_):
        show(self._document, self._title)


def set_view(book, sheet, what):
    """Bring a sheet to the front; freeze rows and columns, take grid lines away."""
    controller = book.document.CurrentController
    controller.setActiveSheet(sheet)
    rows, columns = what.get("freeze") or (0, 0)
    if rows or columns:
        controller.freezeAtPosition(columns, rows)
    if what.get("gridlines", True) != _has_grid(book, sheet.Name):
        _dispatch(book, ".uno:ToggleSheetGrid")


def views_of(document):
    """Return freeze and gridlines of each sheet of a document by its title."""
    return {title: _view(dict(said)) for title, said in _tables(document).items()}


def _view(said):
    rows, columns = _frozen(said, "Vertical"), _frozen(said, "Horizontal")
    return {"freeze": [rows, columns], "gridlines": said.get("ShowGrid", True)}


def _frozen(said, way):
    """Return how many rows or columns stay in view; a file just opened says it by another name."""
    if said.get(f"{way}SplitMode") != FROZEN:
        return 0
    name = f"{way}SplitPosition"
    return said.get(name, said.get(f"{name}Twips", 0))


def _has_grid(book, title):
    return dict(_tables(book.document).get(title, ())).get("ShowGrid", True)


def _tables(document):
    """Return what the first window says of each sheet, as pairs of names and values."""
    views = document.getViewData()
    if views is None or not views.Count:
        return {}
    said = {each.Name: each.Value for each in views.getByIndex(0)}.get("Tables")
    if said is None:
        return {}
    return {
        title: [(each.Name, each.Value) for each in said.getByName(title)]
        for title in said.ElementNames
    }


def _dispatch(book, command):
    manager = book.context.ServiceManager
    helper = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", book.context)
    helper.executeDispatch(book.document.CurrentController.Frame, command, "", 0, ())
