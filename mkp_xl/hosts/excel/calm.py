"""A calm Excel while a run writes: nothing flickers, recalculates or fires, all comes back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from mkp_xl.errors import HostError
from mkp_xl.hosts.excel.patience import OUTSIDE, patiently
from mkp_xl.hosts.live.progress import percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import xlwings as xw

    from mkp_xl.hosts.contract import Progress

Say = Callable[[str, int], str]
"""The status bar's text for a step's key and the per cent done."""
_HANDS_OFF = {"screen_updating": False, "enable_events": False, "calculation": "manual"}


@contextmanager
def calm(app: xw.App, say: Say) -> Iterator[Progress]:
    """Yield a progress callback that speaks in the status bar; at the end all is as it was.

    Screen updating, events, calculation, status bar, active sheet and selection are put back
    each by itself, even where putting back another fails.
    """
    with ExitStack() as stack:
        _note_place(app, stack)
        before = modes(app)
        stack.callback(put_back, app, before)
        for name in before:
            _done(partial(setattr, app, name, _HANDS_OFF[name]))
        stack.callback(_done, partial(setattr, app, "status_bar", False))
        yield _speaker(app, say)


def modes(app: xw.App) -> dict[str, object]:
    """Return the modes a calm Excel changes, as they are; one it does not tell is left out."""
    found = {name: _read(partial(getattr, app, name)) for name in _HANDS_OFF}
    return {name: value for name, value in found.items() if value is not None}


def put_back(app: xw.App, before: Mapping[str, object]) -> list[str]:
    """Put modes back where they differ; return those that a busy Excel did not take back."""
    lost = []
    for name, value in reversed(list(before.items())):  # calculation comes first, in the dark
        now = _read(partial(getattr, app, name))
        if now != value and not _done(partial(setattr, app, name, value)):
            lost.append(name)
    return lost


def _note_place(app: xw.App, stack: ExitStack) -> None:
    """Return to the sheet and the cells that are chosen now."""
    book = _read(lambda: app.books.active)
    sheet = _read(lambda: app.books.active.sheets.active)
    selection = _read(lambda: app.selection)
    if selection is not None:
        stack.callback(_done, selection.select)
    if sheet is not None:
        stack.callback(_done, sheet.activate)
    if book is not None:
        stack.callback(_done, book.activate)


def _speaker(app: xw.App, say: Say) -> Progress:
    shown = ""

    def speak(key: str, share: float) -> None:
        nonlocal shown
        text = say(key, percent(key, share))
        if text != shown:  # a call costs more than a comparison
            shown = text
            _done(partial(setattr, app, "status_bar", text))

    return speak


def _read(call: Callable[[], Any]) -> Any:  # noqa: ANN401  the edge of xlwings
    """Return what Excel says; None where it does not."""
    answers: list[Any] = []
    _done(lambda: answers.append(call()))
    return answers[0] if answers else None


def _done(call: Callable[[], object]) -> bool:
    """Make a call that must not hinder the next one; tell whether Excel took it."""
    try:
        patiently(call)
    except (NotImplementedError, AttributeError, HostError, *OUTSIDE):
        return False
    return True
