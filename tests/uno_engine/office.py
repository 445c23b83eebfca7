"""One LibreOffice for the engine: started with a profile of its own, spoken to over its pipe."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from soffice_find import SofficeMissingError, find
from soffice_process import _registry
from soffice_worker import Office as Program

SYSTEM_PACKAGES = "/usr/lib/python3/dist-packages"  # where Debian keeps uno.py
FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
    ".csv": "Text - txt - csv (StarCalc)",
}


class Office:
    """The running program; `stop` ends it and removes its profile."""

    def __init__(self, locale: str) -> None:
        import_uno()
        self.profile = Path(tempfile.mkdtemp(prefix="mkp-soffice-"))
        (self.profile / "user").mkdir()
        registry = self.profile / "user" / "registrymodifications.xcu"
        registry.write_text(_registry(locale), encoding="utf-8")
        self._program = Program(find().soffice, self.profile)
        self.pid = self._program.start()
        self.desktop, self.context = self._program.desktop, self._program.context

    def service(self, name):
        """Return a new service of the program."""
        context = self._program.context
        return context.ServiceManager.createInstanceWithContext(name, context)

    def load(self, url, **options):
        """Return a document; None if there is none behind the address.

        Its window is not shown: one that paints without end keeps calls from outside waiting.
        """
        arguments = tuple(setting(*pair) for pair in options.items())
        model = self.desktop.loadComponentFromURL(url, "_blank", 0, arguments)
        if model is not None:
            model.CurrentController.Frame.ContainerWindow.setVisible(False)
        return model

    def install(self, path):
        """Install an extension, as its user would."""
        self._program.install(path)

    def stop(self) -> None:
        """End the program."""
        try:
            self._program.stop()
        finally:
            shutil.rmtree(self.profile, ignore_errors=True)


def import_uno():
    """Return LibreOffice's module, or say that this Python cannot load it."""
    if SYSTEM_PACKAGES not in sys.path:
        sys.path.append(SYSTEM_PACKAGES)  # last: nothing there may hide a package of ours
    try:
        import uno  # noqa: PLC0415
    except ImportError as error:
        raise SofficeMissingError(f"this Python does not import uno: {error}") from error
    return uno


def setting(name, value):
    """Return the name and value as the structure that UNO takes."""
    structure = struct("com.sun.star.beans.PropertyValue")
    structure.Name, structure.Value = name, value
    return structure


def struct(name):
    """Return an empty structure of UNO."""
    return import_uno().createUnoStruct(name)


def enum(kind, value):
    """Return a value of one of UNO's enumerations."""
    return import_uno().Enum(kind, value)
