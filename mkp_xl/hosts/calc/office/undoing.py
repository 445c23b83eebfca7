"""One click, one step of the undo list: opened, closed, or taken back as a whole.

LibreOffice notes the changes itself, all but which sheet is in front: an action of our own stands
in the list for that.
"""

from functools import partial

import unohelper
from com.sun.star.document import XUndoAction


class Step:
    """What is to be put back when a step ends."""

    def __init__(self, document, title):
        self.front = document.CurrentController.ActiveSheet.Name
        self.titles = document.Sheets.ElementNames
        self.noted = len(document.UndoManager.getAllUndoActionTitles())
        document.UndoManager.enterUndoContext(title)
        document.lockControllers()


def begin(book, title):
    """Open a step of the undo list; the book is not drawn until it ends."""
    if book.step is None:
        book.step = Step(book.document, title)
        book.document.UndoManager.addUndoAction(_Front(book.document, book.step.front))


def end(book, undone=False):  # noqa: FBT002  an argument of the wire
    """Close the step, or take it back; each part is tried, the first failure is told at the end."""
    step, book.step = book.step, None
    if step is None:
        return
    document = book.document
    parts = [document.UndoManager.leaveUndoContext, document.unlockControllers]
    if undone:
        parts += [partial(_take_back, document, step), partial(show, document, step.front)]
    if document.isAutomaticCalculationEnabled():
        parts.append(document.calculate)
    failures = [problem for part in parts for problem in _tried(part)]
    if failures:
        raise failures[0]


def step_back(book, title):
    """Undo the last step if it bears this title; tell whether it did."""
    manager = book.document.UndoManager
    if not manager.isUndoPossible() or manager.getCurrentUndoActionTitle() != title:
        return False
    manager.undo()
    return True


def show(document, title):
    """Bring a sheet to the front, if it is still there."""
    if title in document.Sheets.ElementNames:
        document.CurrentController.setActiveSheet(document.Sheets.getByName(title))


class Unnoted:
    """Let nothing that is done meanwhile into the undo list.

    A class because LibreOffice's exceptions break generators: they keep no traceback.
    """

    def __init__(self, document):
        self._manager = document.UndoManager

    def __enter__(self):
        self._manager.lock()
        return self

    def __exit__(self, *_):
        self._manager.unlock()


class _Front(unohelper.Base, XUndoAction):
    """The first action of a step, so undone last: what was in front is there again."""

    Title = ""

    def __init__(self, document, title):
        self._document, self._title = document, title

    def undo(self):
        """Bring the sheet to the front."""
        show(self._document, self._title)

    def redo(self):
        """Leave in front what is there."""


def _tried(part):
    try:
        part()
    except Exception as problem:  # noqa: BLE001  whatever UNO raises must not hinder the next part
        return [problem]
    return []


def _take_back(document, step):
    """Undo the step, if it did anything, and leave nothing to redo."""
    manager = document.UndoManager
    if len(manager.getAllUndoActionTitles()) > step.noted:
        manager.undo()
        manager.clearRedo()
    for title in document.Sheets.ElementNames:
        if title not in step.titles:
            document.Sheets.removeByName(title)
