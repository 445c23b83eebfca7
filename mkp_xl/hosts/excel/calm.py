"""A calm Excel while a run writes: nothing flickers, recalculates or fires, all comes back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from mkp_xl.errors import HostError
from mkp_xl.hosts.excel.patience import OUTSIDE, patiently

if TYPE_CHECKING:
    from collections.abc import Iterator

    import xlwings as xw

    from mkp_xl.hosts.contract import Progress

Say = Callable[[str, int], str]
"""The status bar's text for a step's key and the per cent done."""
_HANDS_OFF = {"screen_updating": False, "enable_events": False, "calculation": "manual"}
_STEPS = {"read": (0, 30), "compute": (30, 40), "write": (40, 100)}
"""Which part of the whole a step is, in per cent."""


@contextmanager
def calm(app: xw.App, say: Say) -> Iterator[Progress]:
    """Yield a progress callback that speaks in the status bar; at the end all is as it was.

    Screen updating, events, calculation, status bar, active sheet and selection are put back
    each by itself, even where putting back another fails.
    """
    with ExitStack() as stack:
        _note_place(app, stack)
        for name, value in _HANDS_OFF.items():
            _set_for_now(app, name, value, stack)
        stack.callback(_try, partial(setattr, app, "status_bar", False))
        yield _speaker(app, say)


def _note_place(app: xw.App, stack: ExitStack) -> None:
    """Return to the sheet and the cells that are chosen now."""
    book = _read(lambda: app.books.active)
    sheet = _read(lambda: app.books.active.sheets.active)
    selection = _read(lambda: app.selection)
    if selection is not None:
        stack.callback(_try, selection.select)
    if sheet is not None:
        stack.callback(_try, sheet.activate)
    if book is not None:
        stack.callback(_try, book.activate)


def _set_for_now(app: xw.App, name: str, value: object, stack: ExitStack) -> None:
    before = _read(lambda: getattr(app, name))
    if before is not None and before != value:
        stack.callback(_try, partial(setattr, app, name, before))
        _try(partial(setattr, app, name, value))


def _speaker(app: xw.App, say: Say) -> Progress:
    shown = ""

    def speak(key: str, share: float) -> None:
        nonlocal shown
        low, high = _STEPS.get(key, (0, 100))
        text = say(key, round(low + (high - low) * share))
        if text != shown:  # a call costs more than a comparison
            shown = text
            _try(partial(setattr, app, "status_bar", text))

    return speak


def _read(call: Callable[[], Any]) -> Any:  # noqa: ANN401  the edge of xlwings
    """Return what Excel says; None where it does not."""
    try:
        return patiently(call)
    except (NotImplementedError, AttributeError, HostError, *OUTSIDE):
        return None


def _try(call: Callable[[], object]) -> None:
    """Make a call that must not hinder the next one."""
    _read(call)
