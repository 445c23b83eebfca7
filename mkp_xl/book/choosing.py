"""Which of a book's tables are worked with: the client lists, the orders, the contacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mkp_xl.book.address import letters
from mkp_xl.book.cells import match_key
from mkp_xl.book.fields import INPUTS_OF, LANGS, SHEETS, Lang, Sheet
from mkp_xl.book.findings import Finding
from mkp_xl.book.layout import Table, find_tables
from mkp_xl.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkp_xl.book.grid import BookInfo
    from mkp_xl.book.marks import MarkedList, Marks
    from mkp_xl.book.tops import Tops


_ONLY_SHOWN = frozenset({"manager", "phone", "type", "result"})
"""Fields that no rule reads."""


@dataclass(slots=True, kw_only=True)
class ClientList:
    """A client list of the team's, and our columns beside it if there are any."""

    table: Table
    marked: MarkedList | None


def choose_lists(
    marks: Marks, tables: list[Table], info: BookInfo, tops: Tops, named: Mapping[str, str]
) -> tuple[list[ClientList], list[Table]]:
    """Return the lists to compute, the book's first one first, and those that are left alone."""
    candidates = [table for table in tables if table.kind == "clients"]
    if marks.lists:
        order = [sheet.title for sheet in info.sheets]
        marked = sorted(marks.lists, key=lambda m: (order.index(m.sheet), m.number))
        lists = [ClientList(table=_marked_table(m, info, tops, named), marked=m) for m in marked]
        homes = {chosen.table.sheet for chosen in lists}
        return lists, [table for table in candidates if table.sheet not in homes]
    if not candidates:
        raise InputError("no_list", **_expected_headers())
    titled = [table for table in candidates if _is_named(table)]
    best = titled or candidates
    if len(best) > 1:
        raise InputError("two_lists", first=best[0].sheet, second=best[1].sheet)
    return [ClientList(table=best[0], marked=None)], [t for t in candidates if t is not best[0]]


def choose_log(kind: Sheet, tables: list[Table], taken: set[int]) -> Table | None:
    """Return the table of orders or of contacts; raises InputError where two would do."""
    candidates = [t for t in tables if t.kind == kind and id(t) not in taken]
    candidates = [t for t in candidates if _best_kind(t, tables)]
    named = [table for table in candidates if _is_named(table)]
    best = named or candidates
    if len(best) > 1:
        raise InputError("two_logs", log=kind, first=best[0].sheet, second=best[1].sheet)
    return best[0] if best else None


def language_of(table: Table) -> Lang:
    """Return the language most of the list's headers are written in."""
    votes = dict.fromkeys(LANGS, 0)
    for key, column in table.columns.items():
        header = match_key(table.headers[column])
        name = next(f.name for f in INPUTS_OF["clients"] if f.key == key)
        russian = header == match_key(name.ru) or any("а" <= letter <= "я" for letter in header)
        votes["ru" if russian else "en"] += 1
    return max(LANGS, key=lambda lang: votes[lang])


def list_findings(lists: list[ClientList], others: list[Table]) -> list[Finding]:
    """Return what to say of further lists, and of doubled columns of the chosen ones."""
    found = [
        Finding(code="second_list", sheet=other.table.sheet, row=other.table.header_row)
        for other in lists[1:]
    ]
    found += [
        Finding(code="other_list", sheet=table.sheet, row=table.header_row) for table in others
    ]
    for chosen in lists:
        found += doubled(chosen.table)
    return found


def doubled(table: Table) -> list[Finding]:
    """Raise where two columns claim a field the rules read; else note it."""
    found = []
    for key, (left, right) in table.doubled.items():
        header = table.headers[left]
        if key not in _ONLY_SHOWN:
            alike = match_key(header) == match_key(table.headers[right])
            raise InputError(
                "doubled_header" if alike else "headers_alike",
                sheet=table.sheet,
                header=header,
                other=table.headers[right],
                first=letters(left),
                second=letters(right),
            )
        found.append(
            Finding(
                code="doubled_column",
                sheet=table.sheet,
                row=table.header_row,
                column=right,
                field=key,
                value=header,
            )
        )
    return found


def _marked_table(
    marked: MarkedList, info: BookInfo, tops: Tops, named: Mapping[str, str]
) -> Table:
    found = find_tables(
        marked.sheet,
        tops.of(marked.sheet),
        info.tables,
        header_row=marked.header_row,
        skip=frozenset(marked.columns.values()),
        named=named,
    )
    table = next((table for table in found if table.kind == "clients"), None)
    if table is None:
        raise InputError("list_headers_gone", sheet=marked.sheet, **_expected_headers())
    return table


def _best_kind(table: Table, tables: list[Table]) -> bool:
    """Return whether no other reading of the same header row fits better."""
    rivals = [t for t in tables if (t.sheet, t.header_row) == (table.sheet, table.header_row)]
    return rivals[0] is table


def _is_named(table: Table) -> bool:
    title = SHEETS[table.kind]
    return match_key(table.sheet) in (match_key(title.ru), match_key(title.en))


def _expected_headers() -> dict[str, str]:
    """Return the least a list's header row must hold, as each language's sentence names it."""
    names = {f.key: f.name for f in INPUTS_OF["clients"]}
    client, potential, bought = (names[k] for k in ("client", "potential_typed", "purchases_typed"))
    return {
        "expected_ru": f"«{client.ru}» и «{potential.ru}» или «{bought.ru}»",
        "expected_en": f"“{client.en}” and “{potential.en}” or “{bought.en}”",
    }
