"""The buttons inside LibreOffice: what its toolbar and menu call, what watches the sheets."""

import unohelper
from com.sun.star.frame import XDispatch, XDispatchProvider
from com.sun.star.lang import XInitialization, XServiceInfo
from com.sun.star.task import XJob

from mkp_xl.faces.libreoffice.office.clicks import watch
from mkp_xl.faces.libreoffice.office.facts import KEY_OF
from mkp_xl.faces.libreoffice.office.run import press

BUTTONS = "org.mkp.calc.Buttons"
SHEETS = "org.mkp.calc.SheetButtons"
HANDLER = "com.sun.star.frame.ProtocolHandler"
JOB = "com.sun.star.task.Job"
PROTOCOL = "org.mkp.calc:"


class Buttons(unohelper.Base, XServiceInfo, XInitialization, XDispatchProvider, XDispatch):
    """The toolbar and the menu of one window."""

    def __init__(self, context, *_):
        self._context, self._frame = context, None

    def initialize(self, given):
        """Take the frame of the window."""
        self._frame = given[0] if given else None

    def queryDispatch(self, url, _target, _flags):  # noqa: N802  UNO's name
        """Return who runs a command; None for what is no command."""
        return self if key_of(url) in KEY_OF.values() else None

    def queryDispatches(self, asked):  # noqa: N802  UNO's name
        """Return the same for each of several."""
        return tuple(self.queryDispatch(one.FeatureURL, "", 0) for one in asked)

    def dispatch(self, url, _arguments):
        """Run a command on the document of this window."""
        press(self._context, self._frame, key_of(url))

    def addStatusListener(self, _listener, _url):  # noqa: N802  UNO's name
        """Nothing: the buttons look the same at all times."""

    def removeStatusListener(self, _listener, _url):  # noqa: N802  UNO's name
        """Nothing, as above."""

    def getImplementationName(self):  # noqa: N802  UNO's name
        """Return the name this class is registered by."""
        return BUTTONS

    def supportsService(self, name):  # noqa: N802  UNO's name
        """Tell whether it is this service."""
        return name == HANDLER

    def getSupportedServiceNames(self):  # noqa: N802  UNO's name
        """Return the only service."""
        return (HANDLER,)


class SheetButtons(unohelper.Base, XServiceInfo, XJob):
    """What LibreOffice calls whenever a window with a document opens."""

    def __init__(self, context, *_):
        self._context = context

    def execute(self, given):
        """Watch the clicks in the document's windows."""
        surroundings = next((one.Value for one in given if one.Name == "Environment"), ())
        for one in surroundings:
            if one.Name == "Model" and one.Value is not None:
                watch(self._context, one.Value)

    def getImplementationName(self):  # noqa: N802  UNO's name
        """Return the name this class is registered by."""
        return SHEETS

    def supportsService(self, name):  # noqa: N802  UNO's name
        """Tell whether it is this service."""
        return name == JOB

    def getSupportedServiceNames(self):  # noqa: N802  UNO's name
        """Return the only service."""
        return (JOB,)


def key_of(url):
    """Return the key of the command that an address names; "" where it names none."""
    return url.Complete[len(PROTOCOL) :] if url.Complete.startswith(PROTOCOL) else ""


g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816  the name LibreOffice asks for
g_ImplementationHelper.addImplementation(Buttons, BUTTONS, (HANDLER,))
g_ImplementationHelper.addImplementation(SheetButtons, SHEETS, (JOB,))
