"""The worker for buttons: LibreOffice with the extension, pressed, clicked and answered for real.

It speaks as `soffice_worker` does and runs under the same interpreter. Clicks are mouse events of
the program itself, messages are read and answered as a screen reader does.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sys
import time
from pathlib import Path

import soffice_worker
from soffice_document import FILTERS, setting

HERE = Path(__file__).parent
PROBE = "soffice_probe.py"
SCRIPTS = "/singletons/com.sun.star.script.provider.theMasterScriptProviderFactory"
PACKAGES = "/singletons/com.sun.star.deployment.PackageInformationProvider"
ALERT, BUTTON, TEXT = 1, 44, 86  # com.sun.star.accessibility.AccessibleRole
WIDE, HIGH, SIZE = 1700, 900, 12  # com.sun.star.awt.PosSize.SIZE
DEEP, MANY = 8, 400
SECONDS, SOON, TRIES = 120, 20, 3
CELLS = "getActiveSheet"  # only a window that shows cells has it


def main(program, profile, parent):
    """Start LibreOffice, answer requests until the input ends, stop it."""
    soffice_worker.die_with_parent(signal.SIGTERM)
    if os.getppid() != int(parent):
        return
    # The log and what is kept for an undo are to be found and gone with it.
    os.environ["TMPDIR"] = os.environ["XDG_STATE_HOME"] = profile
    soffice_worker.serve(ButtonsOffice(program, profile))


class ButtonsOffice(soffice_worker.Office):
    """A LibreOffice whose requests are those of a person: one document, buttons, messages."""

    def install(self, path):
        """Install an extension and start anew, as its user is told to."""
        super().install(path)
        self.stop()
        self.context = None
        super().start()
        scripts = self.profile / "user" / "Scripts" / "python"
        scripts.mkdir(parents=True)
        shutil.copy(HERE / PROBE, scripts / PROBE)
        if not self._inside("let_boxes_wait"):
            raise RuntimeError("this LibreOffice keeps its messages to itself")

    def _inside(self, name, *given, file=PROBE):
        """Return what a function of a script inside LibreOffice returns."""
        provider = self.context.getValueByName(SCRIPTS).createScriptProvider("")
        place = f"vnd.sun.star.script:{file}${name}?language=Python&location=user"
        return provider.getScript(place).invoke(given, (), ())[0]

    def script(self, path, file, name, given=()):  # noqa: ARG002
        """Return what a function of a script in the profile returns."""
        return self._inside(name, *given, file=file)

    def speak(self, path, language):  # noqa: ARG002  every request has a path
        """Set the person's language."""
        self._inside("speak", language)

    def installed(self, path):  # noqa: ARG002  every request has a path
        """Return the folder of the installed extension."""
        import uno  # noqa: PLC0415

        packages = self.context.getValueByName(PACKAGES)
        return uno.fileUrlToSystemPath(packages.getPackageLocation("org.mkp.calc"))

    def open(self, path, read_only=False):  # noqa: FBT002
        """Open a workbook, a new one for ""; macros stay off as they are for a new user."""
        options = {"MacroExecutionMode": 0, "ReadOnly": read_only}
        if path not in ("", "."):
            options["FilterName"] = FILTERS[Path(path).suffix.lower()]
        url = Path(path).as_uri() if path not in ("", ".") else "private:factory/scalc"
        arguments = tuple(setting(*pair) for pair in options.items())
        self.model = self.desktop.loadComponentFromURL(url, "_blank", 0, arguments)
        self._frame().getContainerWindow().setPosSize(0, 0, WIDE, HIGH, SIZE)

    def another_window(self, path):  # noqa: ARG002
        """Open a second window of the document and work in it from now on."""
        before = len(self._frames())
        self._dispatch(".uno:NewWindow")
        wait(lambda: len(self._frames()) > before)
        self._frame().getContainerWindow().setPosSize(0, 0, WIDE, HIGH, SIZE)

    def close(self, path):  # noqa: ARG002
        """Close the document; return what it said against it."""
        try:
            self.model.close(False)
        except Exception as refusal:  # noqa: BLE001  a veto is one of UNO's own
            return type(refusal).__name__
        return None

    def command(self, path, url):  # noqa: ARG002
        """Do what a menu does; return whether anybody answers to the address."""
        return self._dispatch(url)

    def preview(self, path):  # noqa: ARG002
        """Show how the document prints: a window without cells."""
        # LibreOffice changes the window some time after the command, a busy one may leave it out.
        for _ in range(TRIES):
            self._dispatch(".uno:PrintPreview")
            with contextlib.suppress(TimeoutError):
                return wait(self._shows_no_cells, SOON)
        raise TimeoutError("the preview does not come")

    def _shows_no_cells(self):
        """Return whether the window in front, which is none for a moment, has no cells."""
        frame = self._frame()
        return frame is not None and not hasattr(frame.getController(), CELLS)

    def click(self, path, name, button=1, modifiers=0):  # noqa: ARG002
        """Click what bears this name in the window, a button of a sheet or a toolbar."""
        import uno  # noqa: PLC0415

        top = self._frame().getContainerWindow()
        found = wait(lambda: find(top.getAccessibleContext(), name))
        event = uno.createUnoStruct("com.sun.star.awt.MouseEvent")
        event.Buttons, event.Modifiers, event.ClickCount = button, modifiers, 1
        event.Source = self._frame().getComponentWindow()
        where = found.getLocationOnScreen()
        base = event.Source.getAccessibleContext().getLocationOnScreen()
        event.X = where.X - base.X + found.getSize().Width // 2
        event.Y = where.Y - base.Y + found.getSize().Height // 2
        for act in (top.Toolkit.mouseMove, top.Toolkit.mousePress, top.Toolkit.mouseRelease):
            act(event)

    def named(self, path, names):  # noqa: ARG002
        """Return those of the names that something in the window bears."""
        top = self._frame().getContainerWindow().getAccessibleContext()
        return [name for name in names if find(top, name) is not None]

    def answer(self, path, buttons=(), after=0):  # noqa: ARG002
        """Press a button of each message until the command is over; return [title, text] of each.

        `after` seconds pass first, so that a command which has not begun is not taken for over.
        """
        time.sleep(after)
        waiting, said, deadline = list(buttons), [], time.monotonic() + SECONDS
        while self._inside("is_working"):
            box = self._box()
            if box is not None:
                texts = [name(one) for one in walk(box) if role(one) == TEXT]
                said.append([name(box), " ".join(texts)])
                press(box, waiting.pop(0) if waiting else "OK")
                wait(lambda box=box: self._box() != box)
            if time.monotonic() > deadline:
                raise TimeoutError(f"the command does not end; it said {said}")
            time.sleep(0.02)
        return said

    def state(self, path, sheet=0):  # noqa: ARG002
        """Return what a person sees of the document: two cells, whether it takes input."""
        cells = self.model.Sheets.getByIndex(sheet)
        undo = self.model.getUndoManager()
        return {
            "cells": [cells.getCellByPosition(0, row).getString() for row in (0, 1)],
            "input": all(f.getContainerWindow().isEnabled() for f in self._frames()),
            "modified": self.model.isModified(),
            "undo": list(undo.getAllUndoActionTitles()),
            "selected": self.model.getCurrentController().getSelection().getImplementationName(),
            "working": self._inside("is_working"),
            "watched": self._inside("watched"),
        }

    def type(self, path, sheet, cell, text):  # noqa: ARG002
        """Type a text into a cell, as a step that can be undone."""
        self.model.Sheets.getByName(sheet).getCellRangeByName(cell).setString(text)

    def save_copy(self, path, out):  # noqa: ARG002
        """Write the document in another format."""
        arguments = (setting("FilterName", FILTERS[Path(out).suffix]),)
        self.model.storeToURL(Path(out).as_uri(), arguments)

    def _frames(self):
        found, every = [], self.model.getControllers()
        while every.hasMoreElements():
            found.append(every.nextElement().getFrame())
        return found

    def _frame(self):
        return self._frames()[-1]

    def _dispatch(self, url):
        import uno  # noqa: PLC0415

        address = uno.createUnoStruct("com.sun.star.util.URL")
        address.Complete = url
        address = self._service("com.sun.star.util.URLTransformer").parseStrict(address)[1]
        found = self._frame().queryDispatch(address, "_self", 0)
        if found is not None:
            found.dispatch(address, ())
        return found is not None

    def _box(self):
        """Return the message that waits for an answer; None while windows come and go."""
        from com.sun.star.lang import IndexOutOfBoundsException  # noqa: PLC0415
        from com.sun.star.uno import RuntimeException  # noqa: PLC0415

        toolkit = self._frame().getContainerWindow().getToolkit()
        with contextlib.suppress(IndexOutOfBoundsException, RuntimeException):
            for place in range(toolkit.getTopWindowCount()):
                top = context_of(toolkit.getTopWindow(place))
                if top is not None and role(top) == ALERT:
                    return top
        return None


def wait(condition, seconds=SECONDS):
    """Return what is there as soon as it is."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError("waited in vain")
        time.sleep(0.02)
    return found


def press(box, button):
    """Press a button of a message."""
    next(o for o in walk(box) if role(o) == BUTTON and name(o) == button).doAccessibleAction(0)


def find(context, wanted):
    """Return what bears a name and is in sight; None where nothing does."""
    return next((o for o in walk(context) if name(o) == wanted and o.getSize().Width), None)


def walk(context, deep=DEEP):
    """Yield an accessible and all that is in it, but for the cells of a sheet."""
    if context is None:
        return
    yield context
    count = context.getAccessibleChildCount() if deep else 0
    for place in range(count if count < MANY else 0):
        yield from walk(context_of(context.getAccessibleChild(place)), deep - 1)


def context_of(thing):
    """Return what a screen reader knows of a thing; None of one that is being closed."""
    return thing and thing.getAccessibleContext()


def name(context):
    """Return what a screen reader calls it."""
    return context.getAccessibleName()


def role(context):
    """Return what kind of thing it is."""
    return context.getAccessibleRole()


if __name__ == "__main__":
    main(*sys.argv[1:])
