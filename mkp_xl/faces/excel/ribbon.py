"""The ribbon «МКП» as Office reads it from a book or an add-in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from mkp_xl.faces.buttons.commands import COMMANDS, GROUPS, TAB, Command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkp_xl.book.fields import Lang

_SPACE = "http://schemas.microsoft.com/office/2009/07/customui"
HANDLER = "MkpRibbon"
SHOWN = "MkpTabShown"
"""Asked by a book's tab: it hides where the add-in shows the same one."""


def ribbon(lang: Lang, *, is_addin: bool) -> str:
    """Return customUI14.xml: one tab, large buttons with screentips, in one language."""
    return "".join(_ribbon(lang, is_addin=is_addin))


def _ribbon(lang: Lang, *, is_addin: bool) -> Iterator[str]:
    shown = "" if is_addin else f' getVisible="{SHOWN}"'
    yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    yield f'<customUI xmlns="{_SPACE}"><ribbon><tabs>'
    yield f'<tab id="mkpTab" label={quoteattr(TAB(lang))}{shown}>'
    for key, title in GROUPS.items():
        yield f'<group id="mkp_{key}" label={quoteattr(title(lang))}>'
        for command in COMMANDS:
            if command.group == key:
                yield _button(command, lang)
        yield "</group>"
    yield "</tab></tabs></ribbon></customUI>"


def _button(command: Command, lang: Lang) -> str:
    said = {
        "id": f"mkp_{command.macro}",
        "tag": command.key,
        "label": command.label(lang),
        "screentip": command.tip(lang),
        "supertip": command.more(lang),
        "imageMso": command.image,
        "size": "large",
        "onAction": HANDLER,
    }
    return f"<button {' '.join(f'{key}={quoteattr(text)}' for key, text in said.items())}/>"
