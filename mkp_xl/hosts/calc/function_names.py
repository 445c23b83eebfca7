"""What our functions are called inside LibreOffice. Also runs on Python 3.9."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkp_xl.book.call_kinds import Call
    from mkp_xl.book.fields.functions import Function

SERVICE = "org.mkp.calc.Functions"
"""The service whose methods they are."""


def method_of(name: str) -> str:
    """Return the method of a function: no `_` may be in it.

    >>> method_of("MKP_DUE_DATE")
    'mkpDueDate'
    """
    return "mkp" + name.removeprefix("MKP").title().replace("_", "")


def needs_document(function: Call | Function) -> bool:
    """Tell whether a function must know from which day the document counts."""
    dated = any(argument.takes == "date" for argument in function.arguments)
    return dated or function.gives in ("date", "text")
