"""A person before LibreOffice with the extension as setup installs it: presses, clicks, undoes."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from soffice import find
from soffice_process import Office

from mkp_xl.faces.libreoffice.extension import extension

HERE = Path(__file__).parent


class Person:
    """A LibreOffice with the extension as setup installs it, and a book in front."""

    def __init__(self, folder):
        packed = folder / "mkp.oxt"
        packed.write_bytes(extension([sys.executable, "-m", "mkp_xl.faces.libreoffice.worker"]))
        self._office = Office(
            find(), "ru-RU", 180, worker=HERE / "soffice_buttons.py", extensions=[packed]
        )
        self._folder, self._copies = folder, 0

    def ask(self, op, path="", **given):
        return self._office.ask(op, path=str(path), **given)

    @property
    def profile(self):
        """The folder of LibreOffice's own files."""
        return self._office.profile

    def press(self, key, **given):
        """Press a button of the toolbar; return the texts of its messages."""
        assert self.ask("command", url=f"org.mkp.calc:{key}")
        return [text for _, text in self.ask("answer", **given)]

    def click(self, name):
        """Click a button that is drawn on the sheet in front."""
        self.ask("click", name=name)
        return [text for _, text in self.ask("answer", after=0.5)]

    def calculate(self):
        """Do what Ctrl+Shift+F9 does."""
        self.ask("command", url=".uno:CalculateHard")

    def undo(self):
        """Do what Ctrl+Z does."""
        self.ask("command", url=".uno:Undo")

    def copy(self):
        """Return a file with what the document holds now, as LibreOffice writes it."""
        self._copies += 1
        path = self._folder / f"copy{self._copies}.xlsx"
        self.ask("save_copy", out=str(path))
        return path

    def add_script(self, path):
        """Let a script of the profile be one that `ask("script", ...)` can call."""
        shutil.copy(path, self._office.profile / "user" / "Scripts" / "python" / path.name)

    def stop(self):
        return self._office.stop()
