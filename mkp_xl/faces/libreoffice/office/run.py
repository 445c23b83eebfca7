"""A command from the click to its last message: the worker asks, the document answers."""

import threading
import traceback
from functools import partial

from mkp_xl.faces.libreoffice.office import surroundings, texts
from mkp_xl.faces.libreoffice.office.child import Child
from mkp_xl.faces.libreoffice.office.facts import FAILED, FAILED_MIDWAY
from mkp_xl.faces.libreoffice.office.main_thread import Main
from mkp_xl.faces.libreoffice.office.window import Interrupted, Waiting, Window
from mkp_xl.hosts.calc.office.port import Port
from mkp_xl.hosts.calc.office.spots import refusal

DONE = "done"
_AT_WORK = threading.Lock()


def press(context, frame, key):
    """Start a command for the document in a frame; nothing while another one runs."""
    if not _AT_WORK.acquire(blocking=False):
        return
    try:
        threading.Thread(target=Run(context, frame, key).serve, daemon=True).start()
    except BaseException:
        _AT_WORK.release()
        raise


class Run:
    """One command. It runs on a thread of its own, so that LibreOffice's windows stay alive.

    Whatever touches LibreOffice is done on the main thread, one request after the other.
    """

    def __init__(self, context, frame, key):
        self._context, self._frame, self._key = context, frame, key
        self._language = surroundings.language(context)
        self._worker = surroundings.recorded_worker(context)
        self._main = Main(context)
        self._window = Window(frame, self._language)
        self._port = self._waiting = None

    def serve(self):
        """Run the command; whatever happens, the person gets a message and the next click works."""
        try:
            said = self._said()
            if said is not None:
                self._main.do(partial(self._window.warn, said))
        finally:
            _AT_WORK.release()

    def _said(self):
        """Run the command; return what a person is to do where it did not work."""
        try:
            problem = self._main.do(self._begin)
            return self._converse() if problem is None else problem[self._language]
        except Exception:  # noqa: BLE001  LibreOffice itself failed: nobody else tells the person
            return self._failed(traceback.format_exc())

    def _begin(self):
        """Make the document wait; return what a person is to do where that cannot be."""
        document = surroundings.document_of(self._frame)
        problem = surroundings.unready(document, self._worker, self._key)
        if problem is not None:
            return problem
        self._port, self._waiting = Port(self._context, document), Waiting(document)
        self._waiting.begin()
        self._window.status(texts.STARTS[self._language], 0)
        return None

    def _converse(self):
        """Serve the worker to its end; return what a person is to know of a failure."""
        try:
            with Child(self._worker) as child:
                problem = self._served(child)
        except OSError:
            self._main.do(self._end)
            return texts.WORKER_GONE[self._language].format(program=self._worker[0])
        if problem is None:
            self._main.do(self._end)
            return None
        return self._failed(f"{problem}\n{child.last_words()}")

    def _served(self, child):
        """Answer the worker until it is done; return the story of what went wrong, if it did."""
        try:
            request = child.exchange({"command": self._key, "language": self._language})
            while request["do"] != DONE:
                request = child.exchange(self._main.do(partial(self._answer, request)))
        except Exception:  # noqa: BLE001  nobody else is there to tell the person
            return traceback.format_exc()
        return None

    def _answer(self, request):
        """Return {"ok": result}, or what `refusal` tells of a failure."""
        try:
            return {"ok": self._done(request)}
        except Exception as problem:  # noqa: BLE001  whatever UNO raises is for the worker to judge
            return refusal(problem)

    def _done(self, request):
        """Do what the worker asks: speak to the person here, the document is the port's."""
        if request["do"] == "status":
            return self._window.status(request["text"], request["percent"])
        if request["do"] in ("say", "ask"):
            speak = self._window.tell if request["do"] == "say" else self._window.ask
            self._window.status_ends()
            with Interrupted(self._waiting):
                return speak(request["text"])
        return self._port.do(request)

    def _failed(self, story):
        """Take back what the worker changed, keep the story; return what the person is to know."""
        path = surroundings.logged(story)
        text = FAILED if self._main.do(self._take_back) else FAILED_MIDWAY
        return text[self._language].format(path=path)

    def _take_back(self):
        """Undo what the worker changed; return whether that worked."""
        try:
            if self._port is not None:
                self._port.do({"do": "end", "undone": True})
        except Exception:  # noqa: BLE001  the person is told that cells may have changed
            return False
        else:
            return True
        finally:
            self._end()

    def _end(self):
        """Give the document back to the person."""
        self._window.status_ends()
        if self._waiting is not None:
            self._waiting.end()
