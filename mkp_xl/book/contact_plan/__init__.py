"""The sheet «План контактов»: whose turn it is on which day of the week, and who found no room."""

from mkp_xl.book.contact_plan.sheet import CHOOSER, NEEDED, draw
from mkp_xl.book.contact_plan.store import clients

__all__ = ["CHOOSER", "NEEDED", "clients", "draw"]
