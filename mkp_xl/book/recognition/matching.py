"""Which role each column of a table has: by its header, its cells, and the columns beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from mkp_xl.book.recognition import beside as neighbours
from mkp_xl.book.recognition.content import are_people, fits, said_by
from mkp_xl.book.recognition.header import speaks_of, understood
from mkp_xl.book.recognition.names import named
from mkp_xl.book.recognition.roles import ROLE_OF
from mkp_xl.book.recognition.sayings import heard

if TYPE_CHECKING:
    from mkp_xl.book.recognition.content import Kinds
    from mkp_xl.book.recognition.roles import Role
    from mkp_xl.book.recognition.sheet_grid import Grid, Header, Region
    from mkp_xl.book.recognition.units import Unit

Reason = Literal[
    "named", "words", "beside", "content", "content_against", "not_a_year", "several", "unknown"
]
SURE = 0.5
"""From this confidence on a match holds; below it a person is asked."""
_OWN_NAME, _WORDS, _WORD, _BESIDE = 1.0, 0.95, 0.85, 0.7
_CONTENT, _SEVERAL, _AGAINST = 0.6, 0.4, 0.3
_FITTING = 0.04
_NAMES = ("назван", "наимен", "name")
"""Words for a name that no person bears."""
_CODES = ("номер", "number", "№", "no")
_CONTACTS = ("контакт", "contact")
_OF_A_YEAR = frozenset({"potential", "purchases", "budget"})
_FIRMS = ("организаци", "organization", "organisation", "компани", "company", "фирм")
"""Words for the team's own firm too, which accounting programs put beside the client."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a column is taken for."""

    header: Header
    role: Role | None
    """What it is, or what it may be where the confidence is below SURE; None for nothing known."""
    confidence: float
    reason: Reason
    others: tuple[Role, ...] = ()
    """What else it may be."""
    unit: Unit

    @property
    def sure(self) -> Role | None:
        """The role, where it holds without a question."""
        return self.role if self.confidence >= SURE else None

    @property
    def known_as(self) -> str:
        """What the column is to its table: the day of any contact is none of the last one."""
        key = self.sure.key if self.sure else ""
        is_log = key == "last_contact" and not speaks_of(self.header.whole, "last")
        return neighbours.CONTACT_DAY if is_log else key


def matches(grid: Grid, region: Region) -> list[Match]:
    """Return what each column of a table is taken for, from left to right."""
    kinds = {
        header.column: grid.kinds(header.column, region.header_row + 1, region.last_row)
        for header in region.headers
    }
    first = [_by_words(header, kinds[header.column]) for header in region.headers]
    sure = {match.header.column: match.known_as for match in first if match.sure}
    return [
        _settled(
            match,
            frozenset(key for column, key in sure.items() if column != match.header.column),
            kinds[match.header.column],
        )
        for match in first
    ]


def _by_words(header: Header, kinds: Kinds) -> Match:
    """Return what a header says alone; its cells have the last word among several."""
    unit = header.unit
    own = named(header.text)
    said = [one for one in heard(header.whole) if _may_count(one.role, unit)]
    if own:
        return _checked(Match(header=header, role=ROLE_OF[own], confidence=_OWN_NAME,
                              reason="named", unit=unit), kinds)  # fmt: skip
    if not said:
        return Match(header=header, role=None, confidence=0.0, reason="unknown", unit=unit)
    best = [one for one in said if one.needed == said[0].needed]
    fitting = [one for one in best if fits(kinds, one.role.content) is not False]
    if len(best) > 1 and len(fitting) != 1:
        roles = tuple(one.role for one in (fitting or best))
        return Match(header=header, role=roles[0], confidence=_SEVERAL, reason="several",
                     others=roles[1:], unit=unit)  # fmt: skip
    chosen = fitting[0] if fitting else best[0]
    confidence = _WORDS if chosen.needed > 1 else _WORD
    match = Match(header=header, role=chosen.role, confidence=confidence, reason="words", unit=unit)
    if chosen.role.key in _OF_A_YEAR and _is_of_less(header.whole):
        return replace(match, confidence=_SEVERAL, reason="not_a_year")
    return _checked(match, kinds)


def _may_count(role: Role, unit: Unit) -> bool:
    """Return whether a role's numbers may be in a unit: no amount of money is in per cent."""
    return not (unit.is_share and role.content == "money")


def _is_of_less(header: str) -> bool:
    """Return whether a header speaks of a month or a quarter, and not of twelve months."""
    less = speaks_of(header, "month") or speaks_of(header, "quarter")
    return less and not (speaks_of(header, "twelve") or speaks_of(header, "year"))


def _checked(match: Match, kinds: Kinds) -> Match:
    """Return a match that its cells speak for or against."""
    told = fits(kinds, match.role.content) if match.role else None
    if told is None or (match.confidence == _OWN_NAME and told):
        return match
    if told:
        return replace(match, confidence=min(0.99, match.confidence + _FITTING))
    return replace(match, confidence=_AGAINST, reason="content_against")


def _settled(match: Match, beside: frozenset[str], kinds: Kinds) -> Match:
    """Return a match with what its neighbours, or its cells, tell where the header leaves it."""
    if match.reason == "several":
        return _among(match, beside)
    if match.role is None:
        return _unsaid(match, beside, kinds)
    key = match.role.key
    if key == "client" and key in beside and kinds.is_one and _is_alone(match.header, _FIRMS):
        return replace(match, role=None, confidence=0.0, reason="unknown")
    if key in neighbours.ONLY_BESIDE and not neighbours.holds(neighbours.ONLY_BESIDE[key], beside):
        return replace(match, confidence=_SEVERAL, reason="several")
    for concept, hint in neighbours.INSTEAD.items() if key == "amount" else ():
        if speaks_of(match.header.whole, concept) and neighbours.holds(hint, beside):
            return _beside(match, hint.role, kinds)
    return match


def _unsaid(match: Match, beside: frozenset[str], kinds: Kinds) -> Match:
    """Return what a column is whose header says nothing, or «Название» and no more."""
    for words, hint in (
        (_NAMES, neighbours.PRODUCT_ALONE),
        (_NAMES, neighbours.NAME_ALONE),
        (_CODES, neighbours.CODE_ALONE),
    ):
        if _is_alone(match.header, words) and neighbours.holds(hint, beside):
            return _beside(match, hint.role, kinds)
    is_person = are_people(kinds) and _is_alone(match.header, _CONTACTS)
    if is_person and neighbours.holds(neighbours.CONTACT_ALONE, beside):
        return _beside(match, neighbours.CONTACT_ALONE.role, kinds)
    told = said_by(kinds)
    if told is None:
        return match
    return replace(match, role=ROLE_OF[told], confidence=_CONTENT, reason="content")


def _among(match: Match, beside: frozenset[str]) -> Match:
    roles = {role.key: role for role in (match.role, *match.others) if role}
    for hint in neighbours.AMONG:
        if hint.role in roles and neighbours.holds(hint, beside):
            others = tuple(role for key, role in roles.items() if key != hint.role)
            return replace(match, role=roles[hint.role], confidence=_BESIDE, reason="beside",
                           others=others)  # fmt: skip
    return match


def _beside(match: Match, role: str, kinds: Kinds) -> Match:
    found = replace(match, role=ROLE_OF[role], confidence=_BESIDE, reason="beside")
    return _checked(found, kinds)


def _is_alone(header: Header, words: tuple[str, ...]) -> bool:
    said = understood(header.text).words
    return len(said) == 1 and said[0].startswith(words)
