"""The program as xlwings sees it, with a record of what it would have shown to a person."""

from __future__ import annotations

from xlwings import base_classes

from uno_engine.books import Books
from uno_engine.ranges import Range

VERSION = "16.0"


class Apps(base_classes.Apps):
    """The running programs: one at most."""

    def __init__(self) -> None:
        self.running: list[App] = []

    def keys(self):
        return [app.pid for app in self.running]

    def add(self, **_):
        raise RuntimeError("programs of the test engine start through uno_engine.running()")

    @staticmethod
    def cleanup():
        """Nothing is left behind."""

    def __iter__(self):
        return iter(self.running)

    def __len__(self):
        return len(self.running)

    def __getitem__(self, pid):
        return next(app for app in self.running if app.pid == pid)


class App(base_classes.App):
    """One running program."""

    screen_updating = True
    display_alerts = True
    enable_events = True
    interactive = True
    visible = True
    cut_copy_mode = None
    version = VERSION
    startup_path = path = ""
    hwnd = 0

    def __init__(self, engine, office) -> None:
        self.engine, self.office = engine, office
        self.open_books: list = []
        self.status_texts: list = []
        """All that was put on the status bar, in order."""
        self.alerts: list[tuple[str, str | None]] = []
        """Text and title of every message."""
        self.answers: list[str] = []
        """What a person will answer; "ok" when there is nothing left."""
        self._status, self._automatic, self._count = False, True, 0

    @property
    def api(self):
        raise AttributeError("the program of the test engine has no members of Excel's own")

    @property
    def pid(self):
        return self.office.pid

    @property
    def books(self):
        return Books(self)

    @property
    def calculation(self):
        return "automatic" if self._automatic else "manual"

    @calculation.setter
    def calculation(self, value):
        self._automatic = value != "manual"
        for book in self.open_books:
            book.model.enableAutomaticCalculation(self._automatic)

    def calculate(self):
        for book in self.open_books:
            book.model.calculate()

    @property
    def status_bar(self):
        return self._status

    @status_bar.setter
    def status_bar(self, value):
        self._status = value
        self.status_texts.append(value)

    @property
    def selection(self):
        if not self.open_books:
            return None
        book = self.open_books[-1]
        chosen = book.controller.getSelection()
        if not hasattr(chosen, "RangeAddress"):
            return None
        return Range.of(book.sheets(chosen.RangeAddress.Sheet + 1), chosen.RangeAddress)

    def activate(self, steal_focus=None):
        """There is no window to bring to the front."""

    def alert(self, prompt, title, buttons, mode, callback):  # noqa: ARG002
        self.alerts.append((prompt, title))
        return self.answers.pop(0) if self.answers else "ok"

    def run(self, macro, args):
        raise NotImplementedError("the test engine runs no macros")

    def quit(self):
        """Close all books; the program itself ends with `running()`."""
        for book in list(self.open_books):
            book.close()

    def kill(self):
        self.quit()

    def next_number(self):
        """Return how many books there have been, this one included."""
        self._count += 1
        return self._count

    def remember(self, book):
        """Keep a book that was opened; it is the active one now."""
        book.number = self._count
        book.model.enableAutomaticCalculation(self._automatic)
        self.open_books.append(book)
        return book

    def forget(self, book):
        """Drop a book that closes."""
        self.open_books.remove(book)

    def make_active(self, book):
        """Bring a book to the front."""
        self.open_books.remove(book)
        self.open_books.append(book)
