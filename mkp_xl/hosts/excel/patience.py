"""Patience with a busy Excel: a call it turned down is made again for some seconds."""

from __future__ import annotations

import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from xlwings import XlwingsError

from mkp_xl.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Callable

    import xlwings as xw

if sys.platform == "win32":  # pragma: no cover
    import pywintypes
    from xlwings import _xlwindows

    OUTSIDE: tuple[type[Exception], ...] = (pywintypes.com_error, XlwingsError)
elif sys.platform == "darwin":  # pragma: no cover
    from appscript.reference import CommandError

    OUTSIDE = (CommandError, XlwingsError)
else:
    OUTSIDE = (XlwingsError,)

_BUSY = frozenset({-2146777998, -2147418111, -2147417846})
"""A cell is being edited, the call was rejected, the server asks to try later."""
_SECONDS = 6.0
_PAUSE = 0.15
_ATTEMPTS = 20
_T = TypeVar("_T")


def patiently(call: Callable[[], _T], *, seconds: float = _SECONDS) -> _T:
    """Return what a call returns; raises HostError where Excel stays busy or refuses."""
    until = time.monotonic() + seconds
    while True:
        try:
            return call()
        except OUTSIDE as problem:
            if not _is_busy(problem):
                raise refusal(problem) from problem
            if time.monotonic() > until:
                raise HostError("excel_busy") from problem
        time.sleep(_PAUSE)


def path_of(book: xw.Book) -> str:
    """Return where a book lies, as far as Excel says: also asked while it says nothing.

    For a book in the cloud without a local copy xlwings knows no path, Excel an address.
    """
    for ask in (lambda: book.fullname, lambda: book.api.FullName, lambda: book.name):
        with suppress(AttributeError, *OUTSIDE):
            return str(ask())
    return ""


def refusal(problem: Exception, **said: object) -> HostError:
    """Return what a person is told of a call that failed: that Excel is busy, or its reason."""
    if _is_busy(problem):
        return HostError("excel_busy", **said)
    details = getattr(problem, "excepinfo", None)
    known = isinstance(details, tuple) and len(details) > _DESCRIPTION and details[_DESCRIPTION]
    return HostError("excel_refused", reason=str(known or problem), **said)


_DESCRIPTION = 2
"""Where COM's details of an error say it in words."""


def limit_attempts() -> None:
    """Let xlwings give up on a busy Excel: by itself it asks again without end or pause."""
    if sys.platform == "win32":  # pragma: no cover
        _xlwindows.N_COM_ATTEMPTS = _ATTEMPTS


def _is_busy(problem: Exception) -> bool:
    codes = {getattr(problem, "hresult", None)}
    details = getattr(problem, "excepinfo", None)
    if isinstance(details, tuple) and details:
        codes.add(details[-1])
    return bool(codes & _BUSY)
