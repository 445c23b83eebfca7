"""What a field is: a column or a setting, described once and never computed here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Lang = Literal["ru", "en"]
Sheet = Literal[
    "clients", "orders", "contacts", "people", "team", "estimates", "norms", "plan", "coverage",
    "card", "potential", "playbook", "method", "settings", "calendar", "checks", "matrix", "help",
]  # fmt: skip
Role = Literal["input", "output", "setting"]
Kind = Literal[
    "money", "share", "days", "whole", "date", "flag", "id", "text", "choice", "code", "list"
]


@dataclass(frozen=True, slots=True)
class Text:
    """A text in both languages; where they are truly equal, say so with `Text.same`."""

    ru: str
    en: str

    @classmethod
    def same(cls, text: str) -> Text:
        """Return a text that reads alike in both languages."""
        return cls(text, text)

    def __call__(self, lang: Lang) -> str:
        """Return the text in a language."""
        return self.ru if lang == "ru" else self.en


def in_quotes(text: str, lang: Lang) -> str:
    """Return a text in the quotation marks of a language.

    >>> in_quotes("Клиент", "ru"), in_quotes("Client", "en")
    ('«Клиент»', '“Client”')
    """
    return f"«{text}»" if lang == "ru" else f"“{text}”"


def lower_first(text: str) -> str:
    """Return a name as it stands within a sentence.

    >>> lower_first("Размер × норма")
    'размер × норма'
    """
    return text[:1].lower() + text[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value a setting may take, and the words a person picks it by."""

    key: str
    name: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column or setting: where it lives, what it holds, how people call it, what it allows."""

    key: str
    sheet: Sheet
    role: Role
    kind: Kind
    name: Text
    help: Text
    aliases: tuple[str, ...] = ()
    """Further headers met in real lists (inputs only)."""
    minimum: float | None = None
    maximum: float | None = None
    default: float | str | None = None
    choices: tuple[Choice, ...] = ()
    unit: Text | None = None
    width: float = 12
    """Column width in characters."""
    number_format: str = "General"
    word: bool = False
    """A word column: text made of the number columns of its row."""
    inner: bool = False
    """Stands in the collapsed group «Расчёт» at the far right."""
    group: Text | None = None
    """Section of the settings sheet."""
    of_sources: bool = False
    """Is there only where a potential has several sources."""

    def titles(self) -> tuple[str, ...]:
        """Return every header that names this field."""
        return (self.name.ru, self.name.en, *self.aliases)


def setting(  # noqa: PLR0913  a setting has this many facts
    key: str,
    kind: Kind,
    group: Text,
    name: Text,
    help_: Text,
    *,
    default: float | str | None,
    unit: Text | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
    number_format: str = "General",
    choices: tuple[Choice, ...] = (),
) -> Field:
    """Return a setting: the value of a box on the settings sheet."""
    return Field(
        key=key,
        sheet="settings",
        role="setting",
        kind=kind,
        name=name,
        help=help_,
        default=default,
        unit=unit,
        minimum=minimum,
        maximum=maximum,
        number_format=number_format,
        choices=choices,
        group=group,
    )


MONEY_MAX = 1e13
"""Above this a float holds no hundredths: a typing error for sure."""
MONEY = "#,##0"
DATE = "dd.mm.yyyy"
SHARE = "0%"
PROGRESS = '[>=1]0%;[>=0.995]"<100%";0%'
"""Never shows a potential as reached that is not."""
COUNT = "0"
