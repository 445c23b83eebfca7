"""The worksheet functions as their callers need them, taken from the fields.

Fields need a newer Python than some programs have: an add-in for those carries this module as
constants (`faces.libreoffice`).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

from mkp_xl.book.call_kinds import Call, Taken
from mkp_xl.book.fields import SETTING_OF
from mkp_xl.book.fields.functions import FUNCTIONS
from mkp_xl.book.fields.kinds import MONEY_MAX as _MONEY_MAX

if TYPE_CHECKING:
    from mkp_xl.book.fields.functions import Argument


def _taken(argument: Argument) -> Taken:
    if argument.setting is None:
        return Taken(argument.takes, False, 0.0, -math.inf, math.inf)
    field = SETTING_OF[argument.setting]
    default = field.default if isinstance(field.default, str) else float(field.default or 0)
    low = -math.inf if field.minimum is None else field.minimum
    high = math.inf if field.maximum is None else field.maximum
    return Taken(argument.takes, True, default, low, high)


CALL_OF: Final = {
    function.name: Call(function.gives, tuple(map(_taken, function.arguments)))
    for function in FUNCTIONS
}
MONEY_MAX: Final = float(_MONEY_MAX)
CURRENCY: Final = str(SETTING_OF["currency"].default)
