"""Work for LibreOffice's main thread, where its windows and documents want to be spoken to."""

import threading

import unohelper
from com.sun.star.awt import XCallback


class Main:
    """The main thread, as another one reaches it."""

    def __init__(self, context):
        name = "com.sun.star.awt.AsyncCallback"
        self._queue = context.ServiceManager.createInstanceWithContext(name, context)

    def do(self, work):
        """Return what a function returns there, or raise what it raises."""
        turn = Turn(work)
        self._queue.addCallback(turn, None)
        turn.over.wait()
        if turn.problem is not None:
            raise turn.problem
        return turn.result


class Turn(unohelper.Base, XCallback):
    """One function that waits for its turn."""

    def __init__(self, work):
        self._work = work
        self.result = self.problem = None
        self.over = threading.Event()

    def notify(self, _data):
        """Call it; whatever it raises is for the thread that asked."""
        try:
            self.result = self._work()
        except Exception as problem:  # noqa: BLE001  it is raised where it was asked for
            self.problem = problem
        finally:
            self.over.set()
