"""The rows of a list with the largest amounts, as formulas find them: equal ones in list order."""

from __future__ import annotations

from dataclasses import dataclass

from mkp_xl.book.address import a1, letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """A ranking written down a sheet: the k-th amount in one column, its place in the next."""

    amounts: str
    """Name of the range that is ranked, or an array expression over ranges."""
    range: str
    """Name of a range of the list; places are counted from its first row."""
    tests: tuple[str, ...]
    """Array expressions that must hold for a row to count; each true or false by row."""
    first_row: int
    column: int
    """Of the amounts; the places stand in the next one."""

    def amount(self, place: int) -> str:
        """Return the formula of the k-th largest amount, empty text where there is none."""
        return f'IFERROR(_xlfn.AGGREGATE(14,6,{self.amounts}{self._only},{place}),"")'

    def position(self, place: int) -> str:
        """Return the formula of its place in the list, from 1."""
        row = self.first_row + place - 1
        cell = a1(row, self.column)
        before = f"COUNTIF({letters(self.column)}${self.first_row}:{cell},{cell})"
        places = f"(ROW({self.range})-ROW(INDEX({self.range},1))+1)"
        same = f"/({self.amounts}={cell})"
        found = f'IFERROR(_xlfn.AGGREGATE(15,6,{places}{same}{self._only},{before}),"")'
        return f'IF({cell}="","",{found})'

    def there(self, place: int, text: str) -> str:
        """Return a formula that is empty where no row has this rank."""
        return f'IF({self._position_cell(place)}="","",{text})'

    def entry(self, place: int, column: str) -> str:
        """Return the formula of what a ranked row holds in another range."""
        return f"INDEX({column},{self._position_cell(place)})"

    def _position_cell(self, place: int) -> str:
        return a1(self.first_row + place - 1, self.column + 1)

    @property
    def _only(self) -> str:
        return "".join(f"/({test})" for test in self.tests)
