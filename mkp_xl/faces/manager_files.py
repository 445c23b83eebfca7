"""Files by manager: a name that any system takes, another one for each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mkp_xl.book.fields import Text

if TYPE_CHECKING:
    from mkp_xl.book.fields import Lang

_ODD: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
"""Letters that file names may not hold somewhere."""
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)", re.IGNORECASE)
"""Names that are devices on Windows."""
_LONGEST: Final = 80
NOBODY: Final = Text("без менеджера", "no manager")
"""Whose clients are nobody's."""


def file_name(manager: str, ending: str, taken: set[str], lang: Lang) -> str:
    """Return the name of a manager's file, one that is not taken yet; it is then.

    >>> file_name("Иванов/Петров", ".xlsx", set(), "ru"), file_name("", " 1.ics", set(), "en")
    ('Иванов Петров.xlsx', 'no manager 1.ics')
    """
    name = _ODD.sub(" ", manager)[:_LONGEST].strip(" .") or NOBODY(lang)
    name = f"{name} _" if _RESERVED.match(name) else name
    file, number = f"{name}{ending}", 1
    while file.casefold() in taken:
        number += 1
        file = f"{name} ({number}){ending}"
    taken.add(file.casefold())
    return file
