"""The sheet «Методика»: how potentials are made, on which limits, and who refreshes what."""

from mkp_xl.book.method.duties import BOXES
from mkp_xl.book.method.sheet import draw

__all__ = ["BOXES", "draw"]
