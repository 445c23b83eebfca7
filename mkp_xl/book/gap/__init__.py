"""The sheet «Потенциал»: where the money is, by itself and by how sure it is; LTV; decisions."""

from mkp_xl.book.gap.sheet import NEEDED, draw

__all__ = ["NEEDED", "draw"]
