"""The process that computes for a button in LibreOffice; its shell there starts and serves it.

The first line says the command and the person's language; then this process asks, line by line
of JSON, and says `done` at the end. It is not a command for people.
"""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from mkp_xl.errors import HostError
from mkp_xl.faces.buttons import words
from mkp_xl.faces.buttons.work import done
from mkp_xl.hosts.calc.book import CalcBook
from mkp_xl.hosts.calc.line import PipeLine
from mkp_xl.hosts.live.progress import percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mkp_xl.book.fields import Lang
    from mkp_xl.hosts.calc.line import Line
    from mkp_xl.hosts.contract import Progress


class CalcDesk:
    """A `Desk` of LibreOffice."""

    program = "LibreOffice"

    def __init__(self, line: Line) -> None:
        self._line = line
        self.book = CalcBook(line)

    @property
    def has_macros(self) -> bool:
        """Whether functions of ours may be written into its cells."""
        return self.book.path().casefold().endswith(".xlsm")

    def place(self) -> tuple[str, int]:
        """Return the sheet in front and the row of the cursor."""
        said = self._line.ask("book")
        return str(said["front"]), int(said["row"])

    def chosen(self, rows: Sequence[int], most: int) -> list[int]:
        """Return which of some rows of the sheet in front are selected and shown."""
        spans = self._line.ask("chosen")
        wanted = (row for row in rows if any(top <= row <= last for top, last in spans))
        return list(islice(wanted, most))

    def go(self, title: str, row: int, column: int) -> None:
        """Put the cursor into a cell, of a hidden sheet too."""
        self.show(title)
        self._line.ask("go", sheet=title, row=row, column=column)

    def show(self, title: str) -> None:
        """Bring a sheet to the front, a hidden one too."""
        self._line.ask("show", title=title, state="visible")
        self._line.ask("activate", title=title)

    def agrees(self, question: str) -> bool:
        """Ask the person; tell whether the answer is yes."""
        return bool(self._line.ask("ask", text=question))

    def steps_back(self, step: str) -> bool:
        """Undo LibreOffice's own last step if it bears this name; tell whether it did."""
        return bool(self._line.ask("step_back", title=step))

    @contextmanager
    def quiet(self, lang: Lang, step: str = "") -> Iterator[Progress]:
        """Let what is written be one step to undo, and tell in the status bar how far it is."""
        shown = -1

        def speak(key: str, share: float) -> None:
            nonlocal shown
            now = percent(key, share)
            if now != shown:
                shown = now
                self._line.ask("status", text=words.step_text(key, now, lang), percent=now)

        if step:
            self._line.ask("begin", title=step)
        try:
            yield speak
        finally:
            if step:
                self._line.ask("end")


def main() -> None:
    """Serve one command over standard input and output."""
    asked = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8")
    said = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", newline="\n")
    sys.stdout = sys.stderr  # whatever a library prints is no part of the talk
    first = json.loads(asked.readline())
    os.environ["MKP_LANG"] = first["language"]
    try:
        _serve(PipeLine(asked, said), first["command"])
    except HostError as problem:  # nobody is left to be told
        sys.exit(problem.key)


def _serve(line: PipeLine, command: str) -> None:
    text = done(CalcDesk(line), command)
    if text:
        line.ask("say", text=text)
    line.tell("done")


if __name__ == "__main__":
    main()
