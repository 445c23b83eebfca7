"""Formula texts as a file holds them and as Excel shows them: newer functions have a prefix there.

Excel's object model speaks of NUMBERVALUE where a file says _xlfn.NUMBERVALUE; whoever gave it
the file's spelling would rely on a kindness of one version.
"""

from __future__ import annotations

import re

_NEWER = (
    *("AGGREGATE", "CONCAT", "DAYS", "IFNA", "IFS", "ISOWEEKNUM", "MAXIFS", "MINIFS"),
    *("NUMBERVALUE", "SWITCH", "TEXTJOIN", "XLOOKUP", "XMATCH", "XOR"),
)
_ASIDE = r'"(?:[^"]|"")*"|\'(?:[^\']|\'\')*\''
"""A text or a sheet's title, where nothing is a function."""
_FUNCTION = re.compile(rf"(?<![\w.])(?:{'|'.join(_NEWER)})\(")
_WITHOUT = re.compile(rf"{_ASIDE}|(?<![\w.])((?:{'|'.join(_NEWER)})\()")
_PREFIX = "_xlfn."
_WITH = re.compile(rf"{_ASIDE}|(_xlfn\.(?:_xlws\.)?|_xlpm\.)")


def as_filed(text: str) -> str:
    """Return a formula as a file holds it.

    >>> as_filed('IFNA(A1,"IFNA(")')
    '_xlfn.IFNA(A1,"IFNA(")'
    """
    if not _FUNCTION.search(text):
        return text
    return _WITHOUT.sub(lambda found: (_PREFIX if found[1] else "") + found[0], text)


def as_shown(text: str) -> str:
    """Return a formula as Excel shows it.

    >>> as_shown('_xlfn.IFNA(A1,"_xlfn.")')
    'IFNA(A1,"_xlfn.")'
    """
    if "_xl" not in text:
        return text
    return _WITH.sub(lambda found: "" if found[1] else found[0], text)
