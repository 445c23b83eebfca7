"""The words of the method: names, strategies, states, and the sentence that explains a verdict.

A word rule makes the word column of its name from number columns of the same row, in a language;
the same body gives Python text and formula text (see `texts`). Sources: article 1 for names and
strategies, article 3 for coverage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mkp_xl.book.texts import grouped, join, pick, when, whole
from mkp_xl.rules.ops import cases, floor, known, least, most

if TYPE_CHECKING:
    from mkp_xl.book.texts import Words
    from mkp_xl.rules.ops import Value

NBSP = "\u00a0"
GROUP = {"ru": NBSP, "en": ","}
POINT = {"ru": ",", "en": "."}
PERCENT = {"ru": NBSP + "%", "en": "%"}

NAMES = {
    "ru": (
        "Низкий приоритет", "Развивающиеся", "Стабильные",
        "Перспективные", "Фокус развития", "Ключевые",
        "Приоритет захвата", "Стратегические", "VIP-клиенты",
    ),
    "en": (
        "Low priority", "Developing", "Stable",
        "Promising", "Growth focus", "Key",
        "Capture first", "Strategic", "VIP clients",
    ),
}  # fmt: skip
GOALS = {
    "ru": ("Развивающихся", "Стабильных", "Фокуса развития", "Ключевых", "Стратегических", "VIP"),
    "en": ("Developing", "Stable", "Growth focus", "Key", "Strategic", "VIP"),
}
"""Names of segments 2, 3, 5, 6, 8, 9 as the goal of «до ...» / "short of ..."."""
STRATEGIES = {
    "ru": (
        "минимум ресурсов, расходы под контролем",
        "базовый сервис, без дополнительных вложений",
        "поддерживать отношения, автоматизировать процессы",
        "начать активную работу, тестировать предложения",
        "увеличивать продажи, подбирать решения под клиента",
        "удерживать, предлагать дополнительные продукты и услуги",
        "максимум ресурсов для начала сотрудничества",
        "выстраивать отношения, индивидуальные решения",
        "повышенный сервис, совместное планирование",
    ),
    "en": (
        "minimum resources, costs under control",
        "basic service, no extra investment",
        "keep the relationship, automate processes",
        "start active work, test offers",
        "raise sales, fit solutions to the client",
        "retain, offer additional products and services",
        "maximum resources to win the first deal",
        "build relationships, tailored solutions",
        "higher service level, joint planning",
    ),
}
BY_PRIORITY = (8, 7, 5, 4, 9, 6, 3, 2, 1)
"""Segments in the order of attention: growth first, then keeping, then saving."""
CLASSES = ("C", "B", "A")
STATES = {
    "ru": ("просрочен", "скоро", "в графике", "нет контактов"),
    "en": ("overdue", "due soon", "on track", "never"),
}
SIGNS = ("■", "►", "●", "○")
NO_GAP = {
    "ru": "Разрыва нет: потенциал освоен.",
    "en": "There is no gap: the potential is captured.",
}
LEVELS = {"ru": ("Низкий", "Средний", "Высокий"), "en": ("Low", "Medium", "High")}
STEPS = {
    "ru": ("Не работаем", "Ниже потенциала", "Потенциал достигнут"),
    "en": ("Not buying", "Below potential", "Potential reached"),
}

FOR_WORDS = (
    "potential_level", "progress_level", "reached_amount", "segment_purchases_up",
    "segment_purchases_down", "segment_under_medium", "segment_from_medium",
    "segment_up_to_high", "segment_over_high",
)  # fmt: skip
"""Numbers that only words are made of."""


def segment_name(segment: Value, lang: str) -> Words:
    """Return the name of segment 1..9; empty if the segment is blank.

    >>> segment_name(8.0, "ru"), segment_name(8.0, "en")
    ('Стратегические', 'Strategic')
    """
    return pick(segment, *NAMES[lang])


def class_word(potential_level: Value) -> Words:
    """Return the class by potential: A High, B Medium, C Low; empty if unknown.

    >>> class_word(3.0)
    'A'
    """
    return pick(potential_level, *CLASSES)


def state(state_code: Value, days_left: Value, lang: str) -> Words:
    """Return the state of coverage with its sign and days; empty if not to be contacted.

    >>> state(1.0, -8.0, "en"), state(2.0, 0.0, "en"), state(2.0, 6.0, "en")
    ('■ overdue 8 d', '► due today', '► due in 6 d')
    """
    overdue, _, on_track, never = STATES[lang]
    days = cases((days_left < 0, 0 - days_left), (known(days_left), days_left), otherwise=0.0)
    if lang == "ru":
        soon = when((days <= 0, "► сегодня"), otherwise=join("► через ", whole(days), " дн."))
        return pick(
            state_code, join(f"■ {overdue} ", whole(days), " дн."), soon,
            f"● {on_track}", f"○ {never}",
        )  # fmt: skip
    soon = when((days <= 0, "► due today"), otherwise=join("► due in ", whole(days), " d"))
    return pick(
        state_code, join(f"■ {overdue} ", whole(days), " d"), soon, f"● {on_track}", f"○ {never}"
    )


def why(v: dict[str, Any], lang: str) -> Words:
    """Return why the client stands where it stands and what would move it; why blank, if blank.

    `v` holds numbers of one kind by key: the columns potential, purchases, progress, segment, the
    levels, the limits with their texts, and the flips' distances and targets.
    """
    sentence = _why_ru(v) if lang == "ru" else _why_en(v)
    there = known(v["segment"]) & known(v["potential"]) & known(v["purchases"])
    return when((there, sentence), otherwise=_why_blank(v, lang))


def limit_text(limit: Value, lang: str) -> Words:
    """Return a limit in whole units, as the sentences name it.

    >>> limit_text(500000.0, "en")
    '500,000'
    """
    return grouped(_unit(limit), GROUP[lang])


def millions(amount: Value, lang: str) -> Words:
    """Return an amount of 0 or more in millions, to a tenth.

    >>> millions(79745926.0, "ru"), millions(1e9, "en")
    ('79,7', '1,000.0')
    """
    return _tenths(floor(amount / 100_000 + 0.5), lang)


def percent(share: Value, lang: str) -> Words:
    """Return a share of 0 or more in percent, to a tenth where it has one.

    >>> percent(1.0, "en"), percent(0.985, "en")
    ('100%', '98.5%')
    """
    tenths = floor(share * 1000 + 0.5)
    is_whole = tenths / 10 <= floor(tenths / 10)
    number = when((is_whole, whole(floor(tenths / 10))), otherwise=_tenths(tenths, lang))
    return join(number, PERCENT[lang])


def _tenths(tenths: Value, lang: str) -> Words:
    units = floor(tenths / 10)
    return join(grouped(units, GROUP[lang]), POINT[lang], whole(tenths - 10 * units))


def _why_blank(v: dict[str, Any], lang: str) -> Words:
    if lang == "ru":
        return when(
            (known(v["potential"]), "нет данных о закупках — см. «Проверки»"),
            otherwise="нет оценки потенциала — см. «Проверки»",
        )
    return when(
        (known(v["potential"]), "no purchases known: see Checks"),
        otherwise="no potential estimate: see Checks",
    )


def _why_ru(v: dict[str, Any]) -> Words:
    m = _slots(v, "ru")
    medium, high = v["medium_from_text"], v["high_above_text"]
    potential = pick(
        v["potential_level"],
        join(m["potential_low"], " < ", medium),
        join(m["potential"], " — от ", medium, " до ", high),
        join(m["potential_high"], " > ", high),
    )
    none = when(
        (v["purchases"] < 0, join("возвраты больше закупок на ", m["returned"],
                                  "; закупки свыше ", m["returned"], " переведут в ")),
        otherwise="закупок нет; первая закупка переведёт в ",
    )  # fmt: skip
    purchases = pick(
        v["progress_level"],
        join(none, whole(v["segment_purchases_up"])),
        join("закупки ", m["purchases"], " = ", m["percent_below"], "; до ", m["goal"],
             " не хватает ", m["missing"]),
        join("закупки ", m["purchases"], m["percent"], when(
            (v["reached_amount"] > 0, join("; при закупках ниже ", m["reached"])),
            otherwise="; без закупок",
        ), " стал бы ", whole(v["segment_purchases_down"])),
    )  # fmt: skip
    under = join("ниже ", medium, " стал бы ", whole(v["segment_under_medium"]), ", выше ", high)
    over = whole(v["segment_over_high"])
    medium_row = join("при потенциале ", when(
        (v["medium_from"] > 0, join(under, " — ", over)),
        otherwise=join("выше ", high, " стал бы ", over),
    ))  # fmt: skip
    flip = pick(
        v["potential_level"],
        join("при потенциале от ", medium, " стал бы ", whole(v["segment_from_medium"])),
        medium_row,
        join("при потенциале до ", high, " стал бы ", whole(v["segment_up_to_high"])),
    )
    head = join(whole(v["segment"]), " ", segment_name(v["segment"], "ru"))
    return join(head, ": потенциал ", potential, "; ", purchases, "; ", flip)


def _why_en(v: dict[str, Any]) -> Words:
    m = _slots(v, "en")
    medium, high = v["medium_from_text"], v["high_above_text"]
    potential = pick(
        v["potential_level"],
        join(m["potential_low"], " < ", medium),
        join(m["potential"], " from ", medium, " to ", high),
        join(m["potential_high"], " > ", high),
    )
    none = when(
        (v["purchases"] < 0, join("returns exceed purchases by ", m["returned"],
                                  "; purchases above ", m["returned"], " move it to ")),
        otherwise="no purchases; a first purchase moves it to ",
    )  # fmt: skip
    purchases = pick(
        v["progress_level"],
        join(none, whole(v["segment_purchases_up"])),
        join("purchases ", m["purchases"], " = ", m["percent_below"], "; ", m["missing"],
             " short of ", m["goal"]),
        join("purchases ", m["purchases"], m["percent"], when(
            (v["reached_amount"] > 0, join("; with purchases below ", m["reached"])),
            otherwise="; without purchases",
        ), " it would be ", whole(v["segment_purchases_down"])),
    )  # fmt: skip
    under = join("below ", medium, " it would be ", whole(v["segment_under_medium"]), ", ")
    over = join("above ", high, " it would be ", whole(v["segment_over_high"]))
    medium_row = join("with a potential ", when((v["medium_from"] > 0, under)), over)
    flip = pick(
        v["potential_level"],
        join("with a potential from ", medium, " it would be ", whole(v["segment_from_medium"])),
        medium_row,
        join("with a potential up to ", high, " it would be ", whole(v["segment_up_to_high"])),
    )
    head = join(whole(v["segment"]), " ", segment_name(v["segment"], "en"))
    return join(head, ": potential ", potential, "; ", purchases, "; ", flip)


def _slots(v: dict[str, Any], lang: str) -> dict[str, Words]:
    """Return the number slots of `why`: whole units that never contradict the verdict."""
    potential, purchases = v["potential"] + 0.5, v["purchases"] + 0.5
    amounts = {
        "potential": floor(potential),
        "potential_low": floor(most(least(potential, v["medium_from"] - 0.5), 0.0)),
        "potential_high": floor(most(potential, v["high_above"] + 1.5)),
        "purchases": floor(most(purchases, 1.0)),
        "returned": floor(0.995 - v["purchases"]),
        "missing": floor(most(v["reached_amount"] - v["purchases"] + 0.5, 1.0)),
        "reached": floor(most(v["reached_amount"] + 0.5, 1.0)),
    }
    percent = floor(v["progress"] * 100 + 0.5 + _HAIR)
    below = 0 - floor(1 + _HAIR - v["reached_from"] * 100)
    goals = GOALS[lang]
    return {
        **{key: grouped(amount, GROUP[lang]) for key, amount in amounts.items()},
        "percent_below": join(whole(most(least(percent, below), 1.0)), PERCENT[lang]),
        "percent": when((known(v["progress"]), join(" = ", whole(percent), PERCENT[lang]))),
        "goal": pick(v["potential_level"], goals[1], goals[3], goals[5]),
    }


_HAIR = 1e-9
"""28.5 % is 29 % where the division gave 0.2849999999999999, as the cell beside shows it."""


def _unit(amount: Value) -> Value:
    """Return money in whole units, half up, as the cell beside shows it."""
    return floor(amount + 0.5)
