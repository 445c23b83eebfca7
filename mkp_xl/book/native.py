"""Native formulas: the text each output column carries, from the same rules as the numbers.

A formula reads its own row by A1 (`$D5`), the settings and logs by defined name. Which inputs a
list has decides the text: each presence is a variant, and any variant found in a cell is ours.
"""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from mkp_xl.book import potential_words, texts, words
from mkp_xl.book.address import letters
from mkp_xl.book.fields import LANGS, OUTPUT_OF, REMEMBERED, SETTING_OF, Lang
from mkp_xl.book.fields.estimates import ESTIMATED, SOURCES
from mkp_xl.book.phrases import BAR
from mkp_xl.book.settings import BY_CLASS, DERIVED, INTERVAL_MODES, LIMIT_TEXTS
from mkp_xl.book.texts import FormulaText
from mkp_xl.rules.formula import ATOM, TIMES, Formula, cell_text, number_text
from mkp_xl.rules.graph import UNSOURCED, arguments, needed, row_rules, run
from mkp_xl.rules.ops import floor

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

KEYS = ("client_id", "client")
"""Fields by which a log may know its clients."""
ROW = "\x01"
"""Stands for the row number in a formula's text."""
PREFIX = "mkp_"
"""Of the names that settings and log columns go by."""
FORMULA_MAX = 8192
LOST = 16384
"""Stands for a column that the list has lost: what reads it is still ours."""
MAX_CELLS = 20_000_000
"""Clients times log rows up to which the logs are summed by formulas."""
ORDER_AMOUNT = "amount"
WORDS = tuple(key for key, field in OUTPUT_OF.items() if field.word)
RULES = row_rules()
NEVER_BLANK = frozenset(f"{kind}_{key}" for kind in ("weight", "place") for key in ESTIMATED)
"""Columns that hold a number in every client's row: what reads them need not look."""
BARE = ("outlets", "employees", "firm_revenue", "category_budget", "budget_share_typed",
        "rival_purchases", "estimate_day", "life_cycle_typed", "decision_lead_typed")  # fmt: skip
"""Typed columns of which formulas read numbers only: a row with a text is a value."""
STATED = frozenset(
    {
        "potential_manual",
        "spread_noted",
        "peers",
        "peer_count",
        *(f"note_{source.key}" for source in SOURCES),
    }
)
"""Columns that no formula of a row can make: always values."""
_DEPENDS: dict[str, tuple[str, ...]] = {
    "segment_name": ("segment",),
    "class": ("potential",),
    "state": ("state_code", "days_left"),
    "why": ("segment", "potential", "purchases", "progress"),
    "basis": (
        "source_code",
        "potential",
        "potential_low",
        "potential_high",
        "chance_low",
        "chance_high",
        *(f"weight_{key}" for key in ESTIMATED),
    ),
}
"""Number columns that each word column reads."""
NORMS = ("norm_outlet", "norm_employee", "norm_revenue")
_MAY_BE_BLANK = frozenset(
    {"interval_a", "interval_b", "interval_c", "orders_from", "margin", "acquisition_cost",
     "retention_cost"}
)  # fmt: skip
"""Named settings whose cell may show nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where a list's formulas read from."""

    inputs: Mapping[str, int]
    """Input field key to column."""
    outputs: Mapping[str, int]
    """Output field key to column."""
    client_key: int
    """The column by which the logs find the client."""
    orders: bool
    """Whether order sums are formulas."""
    contacts: bool
    """Whether logged contacts are formulas."""
    contact_columns: frozenset[str] = frozenset()
    """Columns of the contacts that say which of them count: `type`, `result`."""
    norms: bool = False
    """Whether formulas may look norms up."""
    scales: Mapping[str, float] = field(default_factory=dict)
    """What one of the numbers counts, by field: 1000 for thousands; 1 where nothing is said."""

    @property
    def is_sourced(self) -> bool:
        """Whether the potential is reconciled of several sources."""
        return is_sourced(self.outputs)


SOURCED = f"estimate_{ESTIMATED[0]}"
CORE = (
    *(f"{kind}_{key}" for kind in ("estimate", "weight", "place") for key in ESTIMATED),
    *(f"note_{source.key}" for source in SOURCES),
    "reconciled", "potential_manual", "spread_noted", "potential_spread",
)  # fmt: skip
"""Columns without which nothing is reconciled: they come together, and come back together."""


def is_sourced(outputs: Iterable[str]) -> bool:
    """Return whether a list with these columns of ours reconciles several sources."""
    return any(OUTPUT_OF[key].of_sources for key in outputs)


def has_cycles(inputs: Collection[str]) -> bool:
    """Return whether a list with these typed columns says how often its clients buy."""
    return "life_cycle_typed" in inputs


def closure(wanted: Iterable[str], *, sourced: bool = False, cycles: bool = False) -> list[str]:
    """Return the wanted output columns and all that their formulas read, in sheet order.

    Columns of several sources, and that of cycles, come only where there are such.

    >>> closure(["segment"])
    ['segment', 'potential', 'purchases']
    """
    keep: set[str] = set()
    absent = frozenset() if cycles else frozenset({"interval_calculated"})
    stack = list(wanted)
    while stack:
        key = stack.pop()
        if key in keep or key in absent or (OUTPUT_OF[key].of_sources and not sourced):
            continue
        keep.add(key)
        stack.extend(_reads(key, absent if sourced else absent | UNSOURCED.keys()))
    return [key for key in OUTPUT_OF if key in keep]


def formulas(
    sources: Sources, lang: Lang, keys: Iterable[str] = tuple(OUTPUT_OF)
) -> dict[str, str]:
    """Return each output column's formula text, `ROW` in place of the row number."""
    values_only = {*REMEMBERED, *STATED}
    wanted = [key for key in keys if key in sources.outputs and key not in values_only]
    made_of = [*wanted, *(words.FOR_WORDS if set(wanted) & set(WORDS) else ())]
    made_of += [read for key in wanted if key in WORDS for read in _DEPENDS[key]]
    given = _given(sources)
    result: dict[str, str] = {}

    def place(key: str, value: Any) -> Any:  # noqa: ANN401
        """Hand on a reference to the column a result stands in, and keep its expression."""
        if key not in sources.outputs:
            return value
        result[key], cell = cell_text(value), _cell(sources.outputs[key])
        return Formula(cell) if key in NEVER_BLANK else _plain_cell(cell)

    values = run(needed(RULES, made_of, given), given, place)
    made = {key: texts.cell_text(word_of(key, values, lang)) for key in wanted if key in WORDS}
    return {key: text for key, text in (result | made).items() if key in wanted}


def variants(sources: Sources) -> dict[str, frozenset[str]]:
    """Return, by column, every text an earlier state of the same list would have given.

    A typed column that is not there now may have been: it stands at `LOST`.
    """
    inputs = dict.fromkeys((*_TYPED, *_BESIDE, *KEYS), LOST) | dict(sources.inputs)
    whole = {key: sources.outputs.get(key, LOST) for key in OUTPUT_OF}
    bare = {key: c for key, c in sources.outputs.items() if not OUTPUT_OF[key].of_sources}
    before, plain = replace(sources, outputs=whole), replace(sources, outputs=bare)
    found: dict[str, set[str]] = {}
    for state in (sources, plain) if sources.is_sourced else (sources,):
        for key in (key for key in DIRECT if key in state.outputs):
            earlier = (_direct(key, other) for other in _earlier(state, inputs, key))
            found.setdefault(key, set()).update(earlier)
    for lang, state in itertools.product(LANGS, (sources, before)):
        for key, text in formulas(state, lang).items():
            found.setdefault(key, set()).add(text)
    return {key: frozenset(texts_) for key, texts_ in found.items() if key in sources.outputs}


def _earlier(sources: Sources, inputs: Mapping[str, int], key: str) -> Iterator[Sources]:
    """Yield the list with and without each thing that a column's formula may read."""
    typed, flags = DIRECT[key], (True, False)
    absences = (itertools.combinations(typed, count) for count in range(len(typed) + 1))
    orders, contacts = (key == read or read not in sources.outputs for read in OF_LOGS)
    clients = [inputs[known] for known in KEYS]
    for absent, is_ordered, is_logged, client, is_normed in itertools.product(
        itertools.chain.from_iterable(absences),
        flags if orders else (False,),
        flags if contacts else (False,),
        clients if orders or contacts else clients[:1],
        flags if key == SOURCED else (sources.norms,),
    ):
        there = {known: column for known, column in inputs.items() if known not in absent}
        for told in _SAID_BY if is_logged else (frozenset[str](),):
            yield replace(sources, inputs=there, client_key=client, orders=is_ordered,
                          contacts=is_logged, contact_columns=told, norms=is_normed)  # fmt: skip


_SAID_BY = tuple(frozenset(said) for said in ((), ("type",), ("result",), ("type", "result")))
"""Columns by which contacts may be told that count."""
OF_LOGS = ("purchases", "last_contact")
"""Columns that read the orders and the contacts; without them, others do."""
DIRECT: dict[str, tuple[str, ...]] = {
    "potential": ("potential_typed",),
    "purchases": ("purchases_typed",),
    "last_contact": ("last_contact_typed",),
    "interval": ("interval_typed", "excluded", "life_cycle_typed", "decision_lead_typed"),
    "interval_calculated": ("life_cycle_typed", "decision_lead_typed"),
    "estimate_size": ("outlets", "employees", "firm_revenue"),
    "estimate_budget": ("category_budget", "budget_share_typed"),
    "estimate_rivals": ("rival_purchases",),
    "estimate_expert": ("potential_typed",),
    **{f"weight_{key}": ("estimate_day",) for key in ESTIMATED},
}
"""Output columns that read typed columns, and which; all others read outputs only."""
_TYPED = tuple(dict.fromkeys(key for typed in DIRECT.values() for key in typed))
_BESIDE = ("industry", "estimate_evidence")
"""Texts of the list that formulas read besides."""


def word_of(key: str, values: dict[str, Any], lang: Lang) -> Any:  # noqa: ANN401
    """Return a word column from number columns of any kind."""
    if key == "segment_name":
        return words.segment_name(values["segment"], lang)
    if key == "class":
        return words.class_word(values["potential_level"])
    if key == "state":
        return words.state(values["state_code"], values["days_left"], lang)
    if key == "basis":
        return potential_words.basis(values, lang)
    return words.why(values, lang)


def setting_name(key: str) -> str:
    """Return the defined name of a setting's effective value."""
    return PREFIX + key


def log_name(sheet: str, field: str) -> str:
    """Return the defined name of a log's column."""
    return f"{PREFIX}{sheet}_{field}"


def same(left: str, right: str) -> bool:
    """Return whether two formulas are equal token by token.

    >>> same('if(A1 >0, 1E-9, "a b")', 'IF(A1>0,0.000000001,"a b")')
    True
    """
    return left == right or tokens_of(left) == tokens_of(right)


def _reads(key: str, given: Collection[str]) -> tuple[str, ...]:
    if key in WORDS:
        return _DEPENDS[key]
    if key in REMEMBERED:
        return ("segment", "client_before") if key == "segment_before" else ()
    reads: list[str] = []
    stack = [] if key in STATED else list(arguments(RULES[key]))
    while stack:
        name = stack.pop()
        if name in OUTPUT_OF and name not in given:
            reads.append(name)
        elif name in RULES and name not in given:
            stack.extend(arguments(RULES[name]))
    return tuple(reads)


def _cell(column: int) -> str:
    return f"${letters(column)}{ROW}"


def _named(key: str) -> Formula:
    name = setting_name(key)
    return Formula(name, (name,) if key in _MAY_BE_BLANK else ())


def _interval_mode() -> Formula:
    """Return the choice of an interval as the number that rules read."""
    chosen = setting_name("interval_mode")
    _, by_class, by_cycle = map(texts.literal, INTERVAL_MODES)
    return Formula(f"IF({chosen}={by_cycle},3,IF({chosen}={by_class},2,1))")


def _typed(sources: Sources) -> dict[str, Any]:
    """Return how a formula reads the typed cells; blank where the list has no such column."""
    given: dict[str, Any] = dict.fromkeys(_TYPED, math.nan)
    given["excluded"] = 0.0
    for key in _TYPED:
        if key in sources.inputs:
            scale = sources.scales.get(key, 1.0)
            given[key] = _READERS[key](_cell(sources.inputs[key]), _times(scale))
    return given


def _times(scale: float) -> str:
    """Return what a formula multiplies its numbers by, "" for nothing."""
    return "" if scale == 1 else f"*{number_text(scale)}"


def _given(sources: Sources) -> dict[str, Any]:
    given: dict[str, Any] = {key: _named(key) for key in (*SETTING_OF, *DERIVED)}
    for key in ("calendar_until", "calendar_from", "calendar_first", "calendar_last"):
        given[key] = _named(key)
    given |= {f"{key}_text": FormulaText(setting_name(f"{key}_text")) for key in LIMIT_TEXTS}
    given["interval_mode"] = _interval_mode() if has_cycles(sources.inputs) else BY_CLASS
    given |= _typed(sources)
    given |= _of_sources(sources) if sources.is_sourced else UNSOURCED
    client = _cell(sources.client_key)
    times = _times(sources.scales.get(ORDER_AMOUNT, 1.0))
    total = Formula(_sum_of_orders(client) + times, level=TIMES if times else ATOM)
    given["orders_total"] = total if sources.orders else math.nan
    latest = _latest_contact(client, sources.contact_columns)
    given["contact_logged"] = Formula(latest) if sources.contacts else 0.0
    return given


def _of_sources(sources: Sources) -> dict[str, Any]:
    """Return what the rules of several sources read besides, where the list itself is read.

    Rows whose estimate another sheet notes are values.
    """
    inputs, cells = sources.inputs, {k: _cell(c) for k, c in sources.inputs.items()}
    given: dict[str, Any] = {f"{key}_logged": math.nan for key in ESTIMATED}
    day = _plain_cell(cells["estimate_day"]) if "estimate_day" in inputs else math.nan
    given |= {f"{key}_day": floor(day) for key in ESTIMATED}
    evidence = cells.get("estimate_evidence")
    bare = f'TRIM(SUBSTITUTE({evidence},"\u00a0",""))'
    is_proven = f'IF(ISERROR({evidence}),0,IF({bare}="",0,1))'
    given["expert_proven"] = Formula(is_proven) if evidence else 0.0
    given["potential_listed"] = math.nan
    industry = cells.get("industry") if sources.norms else None
    for key in NORMS:
        named = log_name("norms", key)
        look_up = f"SUMIFS({named},{log_name('norms', 'industry')},{industry})"
        times = _times(sources.scales.get(key, 1.0))
        level = TIMES if times else ATOM
        given[key] = Formula(look_up + times, level=level) if industry else math.nan
    for key in ("potential_manual", "spread_noted"):
        column = sources.outputs.get(key)
        given[key] = math.nan if column is None else _plain_cell(_cell(column))
    return given


def _direct(key: str, sources: Sources) -> str:
    return formulas(sources, "ru", (key,))[key]


def _number_cell(cell: str, times: str = "") -> Formula:
    """Return a typed number: a number, or text with spaces and either decimal mark."""
    bare = f'SUBSTITUTE(SUBSTITUTE({cell},"\u00a0",""),",",".")'
    read = f'IF({cell}="","",IFERROR(_xlfn.NUMBERVALUE({bare},".", " "){times},""))'.replace(
        ", ", ","
    )
    text = f"IF(ISNUMBER({cell}),{cell}{times},{read})"
    return Formula(text, (text,))


def _plain_cell(cell: str, _times: str = "") -> Formula:
    return Formula(cell, (cell,))


def _scaled_cell(cell: str, times: str = "") -> Formula:
    return Formula(cell + times, (cell,), TIMES if times else ATOM)


def _flag_cell(cell: str, _times: str = "") -> Formula:
    yes = ",".join(f"{cell}={word}" for word in ("1", "TRUE", '"да"', '"yes"', '"x"', '"х"', '"+"'))
    return Formula(f"IF(OR({yes}),1,0)")


_READERS = {
    "potential_typed": _number_cell,
    "purchases_typed": _number_cell,
    "last_contact_typed": _plain_cell,
    "interval_typed": _number_cell,
    "excluded": _flag_cell,
    **dict.fromkeys(BARE, _scaled_cell),
}


def _sum_of_orders(client: str) -> str:
    day = log_name("orders", "date")
    return (
        f"SUMIFS({log_name('orders', 'amount')},{log_name('orders', 'client')},{client},"
        f'{day},">="&{setting_name("window_start")}+1,{day},"<"&{setting_name("as_of")}+1)'
    )


def _latest_contact(client: str, columns: Collection[str]) -> str:
    """Return the day of a client's last contact that counts, up to as-of."""
    day, key = log_name("contacts", "date"), log_name("contacts", "client")
    inside = f"({key}={client})*({day}<{setting_name('as_of')}+1)"
    if "type" in columns:
        listed = setting_name("contact_types")
        inside += f'*(({listed}="")+ISNUMBER({_found("type", listed)}))'
    if "result" in columns:
        inside += f"*ISERROR({_found('result', setting_name('contact_results_out'))})"
    return f"IFERROR(_xlfn.AGGREGATE(14,6,{day}/({inside}),1),0)"


def _found(column: str, listed: str) -> str:
    """Return where a contact's word stands in a list of the settings; an error if nowhere."""
    return f'FIND("{BAR}"&LOWER({log_name("contacts", column)})&"{BAR}",{listed})'


_TOKEN = re.compile(
    r'("(?:[^"]|"")*")|(\'(?:[^\']|\'\')*\')|((?<![\w.$])\d+(?:\.\d+)?(?:[Ee][+-]?\d+)?)|(\s+)'
    r"|([^\W\d][\w.]*|.)"
)


def tokens_of(text: str) -> list[str]:
    """Return the tokens of a formula as formulas are compared."""
    tokens: list[str] = []
    for string, quoted, number, space, other in _TOKEN.findall(text):
        if space:
            continue
        tokens.append(string or quoted or (repr(float(number)) if number else other.upper()))
        if tokens[-3:] in _TRUTH:  # LibreOffice writes TRUE() for TRUE
            del tokens[-2:]
    return tokens


_TRUTH = (["TRUE", "(", ")"], ["FALSE", "(", ")"])
