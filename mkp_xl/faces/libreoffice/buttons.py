"""What LibreOffice is told of the buttons: its menu «МКП», its toolbar, who answers them.

A person sees them in Calc only. The toolbar's buttons carry words: they have no pictures, and
LibreOffice shows the words of a button without one.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from mkp_xl.book.fields import LANGS
from mkp_xl.faces.buttons.commands import COMMAND_OF, COMMANDS, TAB

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mkp_xl.book.fields import Text

PROTOCOL: Final = "org.mkp.calc:"
HANDLER: Final = "org.mkp.calc.Buttons"
WATCHER: Final = "org.mkp.calc.SheetButtons"
TOOLBAR: Final = (
    "recalculate", "attach", "log_contact", "check", "explain", "settings", "undo"
)  # fmt: skip
"""The commands on the toolbar; the menu has all of them."""
EVENTS: Final = ("OnNew", "OnLoad", "OnViewCreated")
"""When a window may be new: a second window of a document has its own event."""
_CALC: Final = "com.sun.star.sheet.SpreadsheetDocument"
_OWN_ROW: Final = "0,3"
"""Below the bars that Calc itself shows at the top."""
_MENU: Final = "org.mkp.calc.menu"
_BAR: Final = "org.mkp.calc.toolbar"
_REGISTRY: Final = "http://openoffice.org/2001/registry"


def addons() -> str:
    """Return Addons.xcu: the menu and the toolbar, in both languages."""
    bar = (_button(place, COMMAND_OF[key].key, COMMAND_OF[key].label)
           for place, key in enumerate(TOOLBAR))  # fmt: skip
    return _data("Addons", "org.openoffice.Office", [
        '<node oor:name="AddonUI">',
        f'<node oor:name="OfficeMenuBar"><node oor:name="{_MENU}" oor:op="replace">',
        _told("Title", TAB), _property("Context", _CALC),
        '<node oor:name="Submenu">', *_menu(), "</node></node></node>",
        f'<node oor:name="OfficeToolBar"><node oor:name="{_BAR}" oor:op="replace">',
        *bar, "</node></node>",
        "</node>",
    ])  # fmt: skip


def toolbar_state() -> str:
    """Return CalcWindowState.xcu: the toolbar's own name, and that it is there at first."""
    return _data("CalcWindowState", "org.openoffice.Office.UI", [
        '<node oor:name="UIElements"><node oor:name="States">',
        f'<node oor:name="private:resource/toolbar/addon_{_BAR}" oor:op="replace">',
        _told("UIName", TAB), _property("Visible", "true"), _property("Docked", "true"),
        _property("DockingArea", "0"), _property("DockPos", _OWN_ROW), "</node></node></node>",
    ])  # fmt: skip


def protocol() -> str:
    """Return ProtocolHandler.xcu: whom LibreOffice asks about our addresses."""
    return _data("ProtocolHandler", "org.openoffice.Office", [
        f'<node oor:name="HandlerSet"><node oor:name="{HANDLER}" oor:op="replace">',
        f'<prop oor:name="Protocols"><value>{PROTOCOL}*</value></prop>',
        "</node></node>",
    ])  # fmt: skip


def jobs() -> str:
    """Return Jobs.xcu: who is told of every window that opens."""
    events = (
        f'<node oor:name="{event}" oor:op="fuse"><node oor:name="JobList">'
        f'<node oor:name="{WATCHER}" oor:op="replace"/></node></node>'
        for event in EVENTS
    )
    return _data("Jobs", "org.openoffice.Office", [
        f'<node oor:name="Jobs"><node oor:name="{WATCHER}" oor:op="replace">',
        _property("Service", WATCHER), _property("Context", _CALC), "</node></node>",
        '<node oor:name="Events">', *events, "</node>",
    ])  # fmt: skip


def _menu() -> Iterator[str]:
    """Yield the menu's lines: all commands, a line drawn between their groups."""
    place = 0
    for _, group in groupby(COMMANDS, key=lambda command: command.group):
        if place:
            yield _item(place, _property("URL", "private:separator"))
            place += 1
        for command in group:
            yield _button(place, command.key, command.tip)
            place += 1


def _button(place: int, key: str, title: Text) -> str:
    parts = (_property("URL", PROTOCOL + key), _told("Title", title), _property("Target", "_self"))
    return _item(place, *parts, _property("Context", _CALC))


def _item(place: int, *parts: str) -> str:
    return f'<node oor:name="m{place:02}" oor:op="replace">{"".join(parts)}</node>'


def _data(name: str, package: str, lines: Iterable[str]) -> str:
    return "\n".join([
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<oor:component-data xmlns:oor="{_REGISTRY}" oor:name="{name}" oor:package="{package}">',
        *lines,
        "</oor:component-data>\n",
    ])  # fmt: skip


def _property(name: str, value: str) -> str:
    return f'<prop oor:name="{name}"><value>{escape(value)}</value></prop>'


def _told(name: str, text: Text) -> str:
    values = "".join(f'<value xml:lang="{lang}">{escape(text(lang))}</value>' for lang in LANGS)
    return f'<prop oor:name="{name}">{values}</prop>'
