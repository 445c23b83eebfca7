"""What a person sees of a run: its progress, its messages, a document that waits."""

import uno
import unohelper
from com.sun.star.awt.MessageBoxButtons import BUTTONS_OK, BUTTONS_OK_CANCEL
from com.sun.star.util import CloseVetoException, XCloseListener

from mkp_xl.faces.libreoffice.office.facts import TITLE

OK = 1
WHOLE = 100


class Window:
    """The window a command was given in."""

    def __init__(self, frame, language):
        self._frame, self._language = frame, language
        self._bar, self._bar_text = None, ""

    def tell(self, text):
        """Show a text until the person presses OK."""
        self._box("INFOBOX", BUTTONS_OK, text)

    def warn(self, text):
        """Show what did not work, and what to do."""
        self._box("WARNINGBOX", BUTTONS_OK, text)

    def ask(self, text):
        """Return whether the person agrees."""
        return self._box("QUERYBOX", BUTTONS_OK_CANCEL, text) == OK

    def status(self, text, percent):
        """Show how far the work is at the window's lower edge."""
        if self._bar is None:
            self._bar = self._frame.createStatusIndicator()
            self._bar.start(text, WHOLE)
        elif text != self._bar_text:
            self._bar.setText(text)
        self._bar_text = text
        self._bar.setValue(int(percent))

    def status_ends(self):
        """Take the progress away."""
        if self._bar is not None:
            self._bar.end()
            self._bar = None

    def _box(self, kind, buttons, text):
        window = self._frame.getContainerWindow()
        box = window.getToolkit().createMessageBox(
            window, uno.Enum("com.sun.star.awt.MessageBoxType", kind), buttons,
            TITLE[self._language], text,
        )  # fmt: skip
        try:
            return box.execute()
        finally:
            box.dispose()


class Interrupted:
    """Lets a person answer a message while a document waits.

    A class because LibreOffice's exceptions break generators: they keep no traceback.
    """

    def __init__(self, waiting):
        self._waiting = waiting

    def __enter__(self):
        self._waiting.let(True)

    def __exit__(self, *_):
        self._waiting.let(False)


class Waiting(unohelper.Base, XCloseListener):
    """A document that takes no input and does not close while a command works on it."""

    def __init__(self, document):
        self._document, self._gone, self._windows = document, False, []

    def begin(self):
        """Stop the input of every window of the document."""
        self._document.addCloseListener(self)
        frames = [one.getFrame() for one in controllers(self._document)]
        self._windows = [frame.getContainerWindow() for frame in frames]
        self.let(False)

    def end(self):
        """Take input again, and let it close."""
        if self._gone:
            return
        self.let(True)
        self._windows = []
        self._document.removeCloseListener(self)

    def let(self, enabled):
        """Let the windows take input, or not."""
        for window in self._windows:
            window.setEnable(enabled)

    def queryClosing(self, _event, _owner):  # noqa: N802  UNO's name
        """Refuse; a person who still wants it closed sees it stand there and what has changed."""
        raise CloseVetoException("MKP", self)

    def notifyClosing(self, _event):  # noqa: N802  UNO's name
        """Nothing: the veto came first."""

    def disposing(self, _event):
        """Let go of a document that is gone whatever was said."""
        self._windows, self._gone = [], True


def controllers(document):
    """Return the controllers of all windows of a document."""
    found, every = [], document.getControllers()
    while every.hasMoreElements():
        found.append(every.nextElement())
    return found
