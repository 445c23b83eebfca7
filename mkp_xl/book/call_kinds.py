"""What a worksheet function takes and gives, as its callers need it. Also runs on Python 3.9."""

from __future__ import annotations

from typing import NamedTuple, Union


class Taken(NamedTuple):
    """One argument."""

    takes: str
    """The kind of its cells, as `fields.functions.Takes` names them."""
    is_setting: bool
    default: Union[float, str]
    """What stands for a setting left out."""
    low: float
    high: float
    """The bounds of a setting, minus and plus infinity where it has none."""


class Call(NamedTuple):
    """One function."""

    gives: str
    """`number`, `date` or `text`."""
    arguments: tuple[Taken, ...]
