"""The buttons drawn on sheets: a click on one starts its command, in any kind of file.

Their macros are Excel's and do not run here. LibreOffice tells of a click before it does anything
about it, which needs no permission for macros and changes nothing in the document.
"""

import unohelper
from com.sun.star.awt import XEnhancedMouseClickHandler
from com.sun.star.awt.MouseButton import LEFT

from mkp_xl.faces.libreoffice.office.facts import KEY_OF
from mkp_xl.faces.libreoffice.office.run import press
from mkp_xl.faces.libreoffice.office.surroundings import shows_cells
from mkp_xl.faces.libreoffice.office.window import controllers

SHAPE = "com.sun.star.drawing.Shape"
_WATCHED = []
"""The controllers that tell us of clicks, until they are gone."""


def watch(context, document):
    """Watch every window of a spreadsheet that is not watched yet."""
    for controller in controllers(document):
        if shows_cells(controller) and controller not in _WATCHED:
            clicks = Clicks(context, controller)
            controller.addEnhancedMouseClickHandler(clicks)
            controller.addEventListener(clicks)  # a handler alone is not told of the end
            _WATCHED.append(controller)


class Clicks(unohelper.Base, XEnhancedMouseClickHandler):
    """What is clicked in one window."""

    def __init__(self, context, controller):
        self._context, self._controller, self._pressed = context, controller, None

    def mousePressed(self, event):  # noqa: N802  UNO's name
        """Keep a press on a button of ours from selecting it; tell whether it is not one."""
        self._pressed = command_of(event)
        return self._pressed is None

    def mouseReleased(self, event):  # noqa: N802  UNO's name
        """Start the command where the mouse is let go on the button that was pressed."""
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            return True
        if command_of(event) == pressed:
            press(self._context, self._controller.getFrame(), pressed)
        return False

    def disposing(self, _event):
        """Let go of a window that is closed."""
        if self._controller in _WATCHED:
            _WATCHED.remove(self._controller)
        self._controller = None


def command_of(event):
    """Return the command of the button that was clicked plainly; None for anything else."""
    target = event.Target
    if event.Buttons != LEFT or event.Modifiers or target is None:
        return None
    shape = hasattr(target, "supportsService") and target.supportsService(SHAPE)
    return KEY_OF.get(target.Name) if shape else None
