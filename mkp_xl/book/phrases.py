"""Settings that list words: «недозвон; нет ответа» as people type it, `|недозвон|нет ответа|` held.

Held like that, a formula finds a cell's text in it by FIND with a bar on either side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mkp_xl.book.cells import match_key, read_text, tidy

if TYPE_CHECKING:
    from mkp_xl.book.cells import Raw

NOTHING: Final = ("—", "–", "-")
"""What stands for a list of nothing: an empty box means the default."""
BAR: Final = "|"
MOST: Final = 255
"""Letters of a list: what a formula takes for a text."""


def held(raw: Raw) -> tuple[str, bool]:
    """Return a list as it is held, and whether a formula reads the box alike.

    >>> held("Недозвон, нет  ответа"), held("—")
    (('|недозвон|нет ответа|', True), ('', True))
    >>> held("нет ответа ;занято")
    ('|нет ответа|занято|', False)
    """
    text = read_text(raw)
    if match_key(text) in NOTHING:
        return "", isinstance(raw, str) and text.lower() in NOTHING
    words = (tidy(word).lower() for word in text.replace(",", ";").split(";"))
    found = "".join(f"{BAR}{word}" for word in dict.fromkeys(words) if word)
    found = found + BAR if found else ""
    return found, isinstance(raw, str) and by_formula(raw) == found


def typed(listed: str) -> str:
    """Return a list as people type it, be it held or typed already.

    >>> typed("|недозвон|нет ответа|"), typed("звонок, встреча"), typed("")
    ('недозвон; нет ответа', 'звонок, встреча', '—')
    """
    return "; ".join(filter(None, listed.split(BAR))) or NOTHING[0]


def by_formula(text: str) -> str:
    """Return what the formula of `formula` makes of a text that is no list of nothing."""
    lowered = " ".join(filter(None, text.split(" "))).lower()
    for mark in (", ", ",", "; ", ";"):
        lowered = lowered.replace(mark, BAR)
    return f"{BAR}{lowered}{BAR}"


def formula(box: str) -> str:
    """Return the formula that holds the list of a box, which is not empty."""
    text = f"LOWER(TRIM({box}))"
    for mark in (", ", ",", "; ", ";"):
        text = f'SUBSTITUTE({text},"{mark}","{BAR}")'
    nothing = ",".join(f'LOWER({box})="{word}"' for word in NOTHING)
    return f'IF(OR({nothing}),"","{BAR}"&{text}&"{BAR}")'


def among(words: list[str], listed: str) -> list[bool]:
    """Return which texts are in a list as it is held: case, ё/е and spaces make no difference.

    >>> among(["Недозвон", "ответ", ""], "|недозвон|")
    [True, False, False]
    """
    keys = frozenset(match_key(word) for word in listed.split(BAR) if word)
    known = {word: match_key(word) in keys for word in set(words)}
    return [known[word] for word in words]


def among_by_formula(texts: list[str], listed: str) -> list[bool]:
    """Return which texts FIND finds in a list: letter by letter, only case makes no difference."""
    known = {text: f"{BAR}{text.lower()}{BAR}" in listed for text in set(texts)}
    return [known[text] for text in texts]
