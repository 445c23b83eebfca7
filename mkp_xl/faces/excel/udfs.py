"""The worksheet functions as xlwings' server calls them from Excel: `MKP_SEGMENT` and the others.

Cells come as Excel's Value2 gives them and go back as rows of cells: xlwings converts nothing, so
that one set of readers serves every program. Each function takes one argument more than its frozen
call, the days by which the book's serials differ from the 1900 system.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import xlwings as xw
from xlwings.conversion import Accessor
from xlwings.conversion.framework import Pipeline

from mkp_xl.book.calling import call
from mkp_xl.book.fields.functions import FUNCTIONS, Function

if TYPE_CHECKING:
    from collections.abc import Callable

SHIFT = "date_shift"
"""The wrapper's own last argument."""
_CATEGORY = "MKP"
_AS_IT_IS = Pipeline()


class _Untouched(Accessor):
    """What xlwings does to a value: nothing, and in no time."""

    @classmethod
    def reader(cls, _options: object) -> Pipeline:
        return _AS_IT_IS

    @classmethod
    def writer(cls, _options: object) -> Pipeline:
        return _AS_IT_IS


def _served(function: Function) -> Callable[..., Any]:
    """Return one function with the names and texts by which xlwings lists it."""
    count = len(function.arguments)

    def cells(*given: Any) -> Any:  # noqa: ANN401
        shift = given[count] if len(given) > count else None
        result = call(function.name, given[:count], float(shift or 0))
        return result if isinstance(result, list) else ((result,),)

    names = [*((argument.name, argument.required) for argument in function.arguments)]
    parameters = [_parameter(name, needed=needed) for name, needed in (*names, (SHIFT, False))]
    cells.__name__ = cells.__qualname__ = function.name
    cells.__doc__ = function.help.en
    vars(cells)["__signature__"] = inspect.Signature(parameters)  # what inspect shows xlwings
    cells.__annotations__ = {}  # xlwings would take each for a conversion
    served: Any = xw.func(category=_CATEGORY)(cells)
    for argument in function.arguments:
        served = xw.arg(argument.name, _Untouched, doc=argument.title.en)(served)
    served = xw.arg(SHIFT, _Untouched)(served)
    result: Callable[..., Any] = xw.ret(_Untouched)(served)
    return result


def _parameter(name: str, *, needed: bool) -> inspect.Parameter:
    default = inspect.Parameter.empty if needed else None
    return inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default)


for _function in FUNCTIONS:
    globals()[_function.name] = _served(_function)
