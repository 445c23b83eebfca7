"""The sheet «Карточка клиента»: one client on a page, live by formulas over the list and logs."""

from mkp_xl.book.card.facts import BOX, chosen
from mkp_xl.book.card.sheet import NEEDED, draw

__all__ = ["BOX", "NEEDED", "chosen", "draw"]
