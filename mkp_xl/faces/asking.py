"""A question in the command window, answered in either language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import typer

from mkp_xl.book.fields import Text

if TYPE_CHECKING:
    from mkp_xl.book.fields import Lang

_YES: Final = frozenset({"да", "д", "yes", "y"})
_NO: Final = frozenset({"нет", "н", "no", "n"})
_HINTS: Final = {True: Text("[Да/нет]", "[Y/n]"), False: Text("[да/Нет]", "[y/N]")}
_AGAIN: Final = Text("Ответьте «да» или «нет».", "Answer “yes” or “no”.")


def agrees(question: str, lang: Lang, *, default: bool) -> bool:
    """Return whether the person agrees; an empty answer is the default, another is asked again."""
    while True:
        prompt = f"{question} {_HINTS[default](lang)}"
        said = typer.prompt(prompt, default="", show_default=False).strip().casefold()
        if not said:
            return default
        if said in _YES | _NO:
            return said in _YES
        typer.echo(_AGAIN(lang))
