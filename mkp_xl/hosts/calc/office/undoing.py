"""One click, one step of the undo list: opened, closed, or taken back as a whole.

LibreOffice notes the changes itself, all but which sheet is in front: an action of our own stands
in the list for that.
"""

from functools import partial

import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.document import XUndoAction

from mkp_xl.hosts.calc.office.spots import RefusedError


class Step:
    """A step of the undo list; it is in the list from its first change on."""

    def __init__(self, document, title):
        self.title, self._document, self._is_open = title, document, False
        self._front = document.CurrentController.ActiveSheet.Name
        self._titles = document.Sheets.ElementNames
        document.lockControllers()

    def open(self):
        """Let what is changed next belong to the step."""
        if not self._is_open:
            self._document.UndoManager.enterUndoContext(self.title)
            self._document.UndoManager.addUndoAction(_Front(self._document, self._front))
            self._is_open = True

    def parts_of_end(self, *, undone):
        """Return what is to be done at the end, each part whatever became of the others."""
        parts = [self._document.UndoManager.leaveUndoContext] if self._is_open else []
        parts.append(self._document.unlockControllers)
        if self._is_open and undone:
            parts += [self._take_back, partial(show, self._document, self._front)]
        if self._document.isAutomaticCalculationEnabled():
            parts.append(self._document.calculate)
        return parts

    def _take_back(self):
        """Undo the step, and leave nothing to redo; raise where it is not in the list."""
        manager = self._document.UndoManager
        if not step_back_in(manager, self.title):
            raise RefusedError("the undo list does not hold the step")
        manager.clearRedo()
        for title in self._document.Sheets.ElementNames:
            if title not in self._titles:
                self._document.Sheets.removeByName(title)


def begin(book, title):
    """Begin a step of the undo list; the book is not drawn until it ends."""
    if book.step is None:
        book.step = Step(book.document, title)


def end(book, undone=False):  # noqa: FBT002  an argument of the wire
    """Close the step, or take it back; each part is tried, the first failure is told at the end."""
    step, book.step = book.step, None
    if step is None:
        return
    failures = [p for part in step.parts_of_end(undone=undone) for p in _tried(part)]
    if failures:
        raise failures[0]


def step_back(book, title):
    """Undo the last step if it bears this title; tell whether it did."""
    return step_back_in(book.document.UndoManager, title)


def step_back_in(manager, title):
    """Undo the last step of a list if it bears this title; tell whether it did."""
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


class NoRedo(unohelper.Base, XUndoAction, XCallback):
    """Lets nothing be redone after an undo: LibreOffice would make copied sheets anew, empty."""

    Title = ""

    def __init__(self, book):
        self._context, self._manager = book.context, book.document.UndoManager

    def undo(self):
        """Ask to be called when the undo is over."""
        services = self._context.ServiceManager
        name = "com.sun.star.awt.AsyncCallback"
        services.createInstanceWithContext(name, self._context).addCallback(self, None)

    def redo(self):
        """Never happens."""

    def notify(self, _data):
        """Forget what could be redone."""
        self._manager.clearRedo()


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
