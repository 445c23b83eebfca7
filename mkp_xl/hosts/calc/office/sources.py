"""Files whose sheets were copied into a book: they stay open, unseen, until the book is closed.

LibreOffice 25.2 crashes when a book ends whose formatting rules came from one that ended before.
"""

import unohelper
from com.sun.star.awt import XCallback
from com.sun.star.util import XCloseListener


def keep_open(book, source):
    """Close a source after the book, not before."""
    book.document.addCloseListener(_Farewell(book.context, source))


class _Farewell(unohelper.Base, XCloseListener, XCallback):
    """Hears that the book goes, and closes the source once it is gone."""

    def __init__(self, context, source):
        self._context, self._source = context, source

    def queryClosing(self, _event, _owner):  # noqa: N802  UNO's name
        """Have nothing against it."""

    def notifyClosing(self, _event):  # noqa: N802  UNO's name
        """Ask to be called when LibreOffice has finished with the book."""
        manager = self._context.ServiceManager
        later = manager.createInstanceWithContext("com.sun.star.awt.AsyncCallback", self._context)
        later.addCallback(self, None)

    def disposing(self, _event):
        """Hear no more."""

    def notify(self, _data):
        """Close the source."""
        source, self._source = self._source, None
        if source is not None:
            source.close(True)
