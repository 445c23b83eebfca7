"""The sheet «Матрица»: the home of the book, live over the number columns of the list."""

from mkp_xl.book.matrix.figures import NEEDED
from mkp_xl.book.matrix.heat import CHOOSER
from mkp_xl.book.matrix.sheet import draw

__all__ = ["CHOOSER", "NEEDED", "draw"]
