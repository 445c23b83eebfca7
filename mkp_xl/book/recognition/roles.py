"""What a column of a team's may be: roles, the fields they stand for, the headers that say so."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Content = Literal["date", "money", "count", "text", "name", "code", "phone", "email", "any"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role and how headers say it.

    A saying names concepts: each must be spoken of by a word of the header; of those with a
    question mark a word may speak, and of nothing else (see `lexicon`).
    """

    key: str
    content: Content
    sayings: tuple[str, ...]
    fields: Mapping[str, str] = field(default_factory=dict)
    """Field by the kind of table; "" for every other kind."""

    def field_in(self, kind: str) -> str | None:
        """Return the field that the role stands for in a table of a kind; None for none."""
        return self.fields.get(kind, self.fields.get("", None))


_ANY_CLIENT = "client? full? work?"
_ANY_YEAR = "year? calendar_year? twelve? month?"

ROLES = (
    Role(
        key="client_id", content="code", fields={"": "client_id"},
        sayings=(f"code client {_ANY_CLIENT}", "code lead"),
    ),
    Role(
        key="client", content="name", fields={"": "client"},
        sayings=(
            f"client {_ANY_CLIENT}", f"name client {_ANY_CLIENT}", "name lead", "lead",
            "client lead", "client deal", "trade point", "name client delivery", "name delivery",
        ),
    ),
    Role(
        key="inn", content="code", fields={"": "inn"},
        sayings=("tax_id client? code? tax? tax_office?", "tax code client?"),
    ),
    Role(
        key="contact_person", content="name", fields={"": "contact_person"},
        sayings=(
            "contact person client? name? work? full? deal?", "contact name client? work? full?",
            "contact work client?", "person client? name?",
            "full_name contact? client? person?", "full_name person", "full_name full_name client?",
        ),
    ),
    Role(
        key="phone", content="phone", fields={"": "phone"},
        sayings=("phone phone? code? client? contact? person? work?",),
    ),
    Role(
        key="email", content="email", fields={"": "email"},
        sayings=("email address? client? contact? person? work?", "email email address? work?"),
    ),
    Role(
        key="city", content="text", fields={"": "city"},
        sayings=("city client? purchase? address? name? work? delivery?",
                 "settlement point client?"),
    ),
    Role(
        key="region", content="text", fields={"": "region"},
        sayings=("region client? name? sale? work? delivery? region?",),
    ),
    Role(
        key="segment", content="text", fields={"": "industry"},
        sayings=(
            "type client", "type business client?",
            "industry client? type? work? business? code? name?", "industry industry client?",
            "segment client? type? name? work?", "channel client? sale? type?",
            "type industry client? industry?",
        ),
    ),
    Role(
        key="class", content="any", fields={"": "class_typed"},
        sayings=("class client? type?", "class class"),
    ),
    Role(
        key="owner", content="name", fields={"": "manager"},
        sayings=(
            "manager client? lead? name? work? sale? deal? person? contact? code? one_staff?",
            "manager full_name name? sale?", "sale person name?", "one_staff name?",
            "manager manager client? name? full_name?",
            "manager staff name?",
        ),
    ),
    Role(
        key="source", content="text", fields={"": "source"},
        sayings=(
            "source client? lead? deal? request? type? name? product? channel? contact? campaign?",
            "source code",
            "source marketing? channel? campaign?", "channel marketing",
            "source source product? client? channel?", "source source source",
        ),
    ),
    Role(
        key="stage", content="text", fields={"": "stage"},
        sayings=(
            "stage deal? funnel? client? lead? name? sale? work?", "stage code",
            "status deal", "stage status",
        ),
    ),
    Role(
        key="created", content="date", fields={"": "created"},
        sayings=(
            "created date? time? deal? client? lead? request? contact? order?",
            "date request", "first contact date? client?", "first request client? date?",
            "date first contact",
        ),
    ),
    Role(
        key="closed", content="date", fields={"": "closed"},
        sayings=("closed date time? deal? expected? next? client? work?", "closed expected deal?",
                 "closed time deal?"),
    ),
    Role(
        key="last_contact", content="date",
        fields={"clients": "last_contact_typed", "contacts": "date", "": "last_contact_typed"},
        sayings=(
            "last contact date? client? time? manager? deal?", "contact date time? deal?",
            "last date contact", "last followup date?",
        ),
    ),
    Role(
        key="next_contact", content="date",
        fields={"clients": "next_contact", "contacts": "next_contact"},
        sayings=("next contact date? client? time? deal?", "next action date", "date next contact",
                 "reminder date?",
                 "followup date? contact? client? next? time? action?"),
    ),
    Role(
        key="order_id", content="code", fields={"": "order_id"},
        sayings=("code order client? sale?", "code sale", "order client? sale?"),
    ),
    Role(
        key="deal_id", content="code", fields={"": "deal_id"},
        sayings=("code deal",),
    ),
    Role(
        key="date", content="date", fields={"": "date"},
        sayings=("date time?", "date order time?", "date order order", "date sale order? product?",
                 "date purchase",
                 "order date"),
    ),
    Role(
        key="purchases", content="money", fields={"": "purchases_typed"},
        sayings=(
            f"purchase sum? client? work? {_ANY_YEAR}",
            f"sale sum? client? work? year {_ANY_YEAR}",
            f"sale sum? twelve {_ANY_YEAR}", f"sum sale? year {_ANY_YEAR}",
            f"revenue client? twelve {_ANY_YEAR}", "revenue client?",
            "revenue calendar_year client? year?",
            "sum year",
        ),
    ),
    Role(
        key="potential", content="money", fields={"": "potential_typed"},
        sayings=(
            f"potential sum? client? purchase? sale? full? work? size? expected? {_ANY_YEAR}",
            f"potential revenue client? {_ANY_YEAR}",
        ),
    ),
    Role(
        key="budget", content="money", fields={"": "budget"},
        sayings=(f"budget client {_ANY_YEAR}", f"budget year {_ANY_YEAR}", "budget product"),
    ),
    Role(
        key="revenue_firm", content="money", fields={"": "firm_revenue"},
        sayings=(
            "revenue client? year? calendar_year?", "revenue calendar_year client? year?",
            "revenue declared month? year?",
            "sum client year?", "sum year",
        ),
    ),
    Role(
        key="amount", content="money", fields={"": "amount"},
        sayings=(
            "sum order? deal? sale? full? work? expected? currency? product? sum? contract?",
            "sale", "sum currency client?", "budget deal?", "closed sum deal?",
            "revenue deal? order? sale? expected?",
            "sum sum full?", "price deal", "price order", "price sum", "sum sum order?",
        ),
    ),
    Role(
        key="cost", content="money", fields={"": "cost"},
        sayings=("cost sum? product? sale? order?",),
    ),
    Role(
        key="qty", content="count", fields={"": "qty"},
        sayings=("qty product? qty? measure? full? sale? ordered?",),
    ),
    Role(
        key="product", content="text", fields={"": "product"},
        sayings=(
            "product name? product? measure? order? description?", "product type",
            "product model", "name product order?", "name model",
        ),
    ),
    Role(
        key="employees", content="count", fields={"": "employees"},
        sayings=("staff qty? client? person? staff? size? sign?", "client size"),
    ),
    Role(
        key="interval", content="count", fields={"": "interval_typed"},
        sayings=("interval contact? date? client?",),
    ),
    Role(
        key="excluded", content="any", fields={"": "excluded"},
        sayings=("excluded coverage?", "not excluded", "not contact"),
    ),
    Role(
        key="type", content="text", fields={"": "type"},
        sayings=("type contact",),
    ),
    Role(
        key="result", content="text", fields={"": "result"},
        sayings=("result contact? deal?",),
    ),
    Role(
        key="comment", content="text", fields={"": "comment"},
        sayings=("comment client? deal? order? manager? contact?",),
    ),
    Role(
        key="address", content="text", fields={"": "address"},
        sayings=("address client? full? delivery? work?",),
    ),
    Role(key="parent", content="name", fields={"": "parent"}, sayings=()),
    Role(key="next_step", content="text", fields={"": "next_step"}, sayings=()),
    Role(key="life_cycle", content="count", fields={"": "life_cycle_typed"}, sayings=()),
    Role(key="decision_lead", content="count", fields={"": "decision_lead_typed"}, sayings=()),
    Role(key="outlets", content="count", fields={"": "outlets"}, sayings=()),
    Role(key="category_budget", content="money", fields={"": "category_budget"}, sayings=()),
    Role(key="budget_share", content="any", fields={"": "budget_share_typed"}, sayings=()),
    Role(key="rival_purchases", content="money", fields={"": "rival_purchases"}, sayings=()),
    Role(key="estimate_day", content="date", fields={"": "estimate_day"}, sayings=()),
    Role(key="estimate_evidence", content="text", fields={"": "estimate_evidence"}, sayings=()),
)  # fmt: skip
ROLE_OF = MappingProxyType({role.key: role for role in ROLES})
