"""The port: one Calc document answers the questions of the worker outside."""

from mkp_xl.hosts.calc.office import (
    links,
    looks,
    names,
    reading,
    sheets,
    undoing,
    writing,
)
from mkp_xl.hosts.calc.office.number_formats import Formats
from mkp_xl.hosts.calc.office.spots import RefusedError

VERBS = {
    "book": sheets.told,
    "titles": sheets.titles,
    "is_protected": sheets.is_protected,
    "names": names.names,
    "edit_names": names.edit_names,
    "tables": names.tables,
    "resize_table": names.resize_table,
    "pivots": names.pivots,
    "add": sheets.add,
    "import": sheets.copy_from,
    "delete": sheets.delete,
    "show": sheets.show,
    "activate": sheets.activate,
    "chosen": sheets.chosen,
    "go": sheets.go,
    "frame": sheets.frame,
    "begin": undoing.begin,
    "end": undoing.end,
    "step_back": undoing.step_back,
    "used": reading.used,
    "read": reading.read,
    "typed": reading.typed,
    "fingerprint": reading.fingerprint,
    "formats": reading.formats,
    "merged": reading.merged,
    "has_array": reading.has_array,
    "put": writing.put,
    "worn": looks.worn,
    "put_on": looks.put_on,
    "trim": looks.trim,
    "untrim": looks.untrim,
    "lines": looks.lines,
    "links": links.links,
    "column": sheets.column_of,
    "protect": sheets.protect,
    "unprotect": sheets.unprotect,
}
CHANGING = frozenset(VERBS) - {
    *("book", "titles", "names", "tables", "pivots", "used", "read", "typed", "fingerprint"),
    *("formats", "merged", "has_array", "worn", "is_protected", "begin", "end", "step_back"),
    *("activate", "chosen", "go"),
}
"""Verbs that belong into the undo list."""


class Port:
    """A document, and what is remembered of it between two questions."""

    def __init__(self, context, document):
        self.context, self.document = context, document
        self.formats = Formats(context, document)
        self.step = None

    def do(self, request):
        """Return the answer to one question, as JSON holds it; raise where there is none."""
        said = dict(request)
        verb = said.pop("do")
        if verb not in VERBS:
            raise RefusedError(f"the port has no verb {verb}")
        if self.step and verb in CHANGING:
            self.step.open()
        if "sheet" in said:
            said["sheet"] = self.sheet(said["sheet"])
        return VERBS[verb](self, **said)

    def sheet(self, title):
        """Return a sheet by its exact title."""
        sheets = self.document.Sheets
        if title not in sheets.ElementNames:
            raise RefusedError(f"the book has no sheet {title}", "no_sheet", sheet=title)
        return sheets.getByName(title)

    def desktop(self):
        """Return what opens documents."""
        manager = self.context.ServiceManager
        return manager.createInstanceWithContext("com.sun.star.frame.Desktop", self.context)
