"""A module of a VBA project: its name, what it is, its code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["standard", "class", "workbook", "sheet"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A module as it goes into the project; the code of one that only has to be there is empty.

    The name of a workbook or sheet module is the codeName that the workbook gives its owner.
    """

    name: str
    kind: Kind
    code: str = ""
