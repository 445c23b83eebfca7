"""What bringing copies back comes to: what is taken, what two people changed, what is left."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from mkp_xl.book.cells import read_text
from mkp_xl.book.days import DATE_FIRST, DATE_LAST, day_text
from mkp_xl.book.fields import Text
from mkp_xl.book.layout import KEYS
from mkp_xl.book.sharing.holding import KNOWN

if TYPE_CHECKING:
    from mkp_xl.book.carrying import Record
    from mkp_xl.book.fields import Lang, Sheet
    from mkp_xl.book.grid import Raw

Kind = Literal["taken", "conflict", "left"]
REASONS: Final[dict[str, tuple[Kind, Text]]] = {
    "cell": ("taken", Text("изменено", "changed")),
    "client_added": ("taken", Text("новый клиент", "new client")),
    "row_added": ("taken", Text("новая строка", "new row")),
    "row_edited": ("taken", Text("строка изменена", "row changed")),
    "both": ("conflict", Text("изменили и в книге, и в копии", "changed in both")),
    "formula": ("conflict", Text("в книге формула", "the book has a formula")),
    "client_gone": ("conflict", Text("клиента в книге больше нет", "client gone from the book")),
    "same_client": ("conflict", Text("такой клиент в книге уже есть",
                                     "the book has that client already")),
    "row_gone": ("conflict", Text("строку изменили или удалили и в книге",
                                  "the row was changed or deleted in the book too")),
    "row_twin": ("conflict", Text("в книге есть другая строка этого клиента за этот день",
                                  "the book has another row of that client and day")),
    "row_moved": ("conflict", Text("строка теперь другого клиента: перенесите в книге",
                                   "the row is another client's now: move it in the book")),
    "key_shared": ("conflict", Text("так зовут не одного клиента: переименуйте в книге",
                                    "several clients go by that: rename it in the book")),
    "key_cleared": ("left", Text("код или название стёрты в копии, в книге остаются",
                                 "ID or name cleared in the copy, they stay in the book")),
    "client_removed": ("left", Text("клиент удалён в копии, в книге остаётся",
                                    "client deleted in the copy, stays in the book")),
    "row_removed": ("left", Text("строка удалена в копии, в книге остаётся",
                                 "row deleted in the copy, stays in the book")),
    "no_room": ("left", Text("под списком занято (итоги, формулы): впишите сами",
                             "no room below the list (totals, formulas): type it yourself")),
    "no_column": ("left", Text("в книге нет такого столбца", "the book has no such column")),
    "no_sheet": ("left", Text("в книге нет такого листа", "the book has no such sheet")),
    "column_gone": ("left", Text("столбца в копии больше нет", "column gone from the copy")),
    "sheet_gone": ("left", Text("листа в копии больше нет", "sheet gone from the copy")),
    "strange_column": ("left", Text("столбец появился в копии, в книге его нет",
                                    "a column that came in the copy, the book has none")),
    "strange_sheet": ("left", Text("лист появился в копии, в книге его нет",
                                   "a sheet that came in the copy, the book has none")),
    "not_a_copy": ("left", Text("не прочитано: это не копия, сделанная командой split",
                                "not read: this is no copy that split made")),
    "setting": ("left", Text("настройки общие: меняйте в книге",
                             "settings are common: change them in the book")),
    "day": ("left", Text("календарь общий: меняйте в книге",
                         "the calendar is common: change it in the book")),
    "nobody": ("left", Text("строка без клиента", "row without a client")),
    "uncomputed": ("left", Text("формула без значения: откройте и сохраните копию в Excel",
                                "formula without a value: open and save the copy in Excel")),
}  # fmt: skip
"""What may be told of a cell or a row, and whether it is taken, a conflict or left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing that a copy brought, and what became of it."""

    reason: str
    file: str
    kind: Sheet
    client: str
    key: str = ""
    """The column; "" for a whole row."""
    header: str = ""
    base: str = ""
    ours: str = ""
    theirs: str = ""

    @property
    def is_(self) -> Kind:
        """Whether it is taken, a conflict or left."""
        return REASONS[self.reason][0]

    def record(self, lang: Lang) -> dict[str, Any]:
        """Return it for programs."""
        return {
            "file": self.file,
            "reason": self.reason,
            "message": REASONS[self.reason][1](lang),
            "sheet": self.kind,
            "client": self.client or None,
            "field": self.key or None,
            "column": self.header or None,
            "base": self.base or None,
            "ours": self.ours or None,
            "theirs": self.theirs or None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A cell of the book that is to hold what a copy says."""

    kind: Sheet
    row: int
    key: str
    raw: Raw


@dataclass(slots=True, kw_only=True)
class Merged:
    """What became of all copies, and what the book is to get."""

    items: list[Item] = field(default_factory=list)
    cells: list[Typed] = field(default_factory=list)
    rows: dict[Sheet, list[Record]] = field(default_factory=dict)
    """Rows to be added, by sheet."""

    def of(self, kind: Kind) -> list[Item]:
        """Return the items that are taken, conflicts, or left."""
        return [item for item in self.items if item.is_ == kind]


def said(kind: Sheet, key: str, raw: Raw, lang: Lang) -> str:
    """Return what a person sees in a cell."""
    known = KNOWN[kind].get(key)
    is_day = known is not None and known.kind == "date"
    if is_day and isinstance(raw, float) and DATE_FIRST <= raw <= DATE_LAST:
        return day_text(raw, lang)
    return read_text(raw)


def row_said(kind: Sheet, record: Record, lang: Lang) -> str:
    """Return what a person sees in a row of a log, without its client."""
    cells = (said(kind, k, raw, lang) for k, raw in record.items() if k not in KEYS)
    return "; ".join(filter(None, cells))


def named(record: Record) -> str:
    """Return a row's client, by name and ID."""
    return " ".join(filter(None, (read_text(record.get(key)) for key in reversed(KEYS))))
