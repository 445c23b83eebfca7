"""The worksheet functions: their frozen calls, and what the function wizard says of each.

Data come first, settings last and optional; a call is never reordered, only made longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from mkp_xl.book.fields.kinds import Text

Takes = Literal["money", "count", "share", "date", "class", "segment", "lang", "days_off"]
Gives = Literal["number", "date", "text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """One argument of a function: its name in formulas, what it takes, what stands for it."""

    name: str
    """As the wizard shows it: ASCII, and no reserved word of any program that calls it."""
    takes: Takes
    title: Text
    setting: str | None = None
    """The setting whose default stands in where the argument is left out."""
    required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One worksheet function."""

    name: str
    gives: Gives
    """Numbers and dates take cells or whole columns, texts take cells."""
    help: Text
    arguments: tuple[Argument, ...]
    example: tuple[float | str, ...]
    """The first arguments of a call that shows what the function does."""


_CONTACT_DAY, _TODAY = 46318.0, 46346.0
"""23.10.2026 and 20.11.2026, for the examples."""
_POTENTIAL = Argument(
    name="potential", takes="money", required=True,
    title=Text("потенциал в год", "potential a year"),
)  # fmt: skip
_PURCHASES = Argument(
    name="purchases", takes="money", required=True,
    title=Text("закупки за 12 месяцев", "purchases of 12 months"),
)  # fmt: skip
_SEGMENT = Argument(
    name="segment", takes="segment", required=True,
    title=Text("сегмент 1–9", "segment 1-9"),
)  # fmt: skip
_LAST = Argument(
    name="last_contact", takes="date", required=True,
    title=Text("дата последнего контакта", "day of the last contact"),
)  # fmt: skip
_INTERVAL = Argument(
    name="interval", takes="count", required=True,
    title=Text("дней между контактами", "days between contacts"),
)  # fmt: skip
_AS_OF = Argument(
    name="as_of", takes="date", required=True,
    title=Text("на какой день считаем", "the day to count from"),
)  # fmt: skip
_MEDIUM = Argument(
    name="medium_from", takes="money", setting="medium_from",
    title=Text("средний потенциал от", "medium potential from"),
)  # fmt: skip
_HIGH = Argument(
    name="high_above", takes="money", setting="high_above",
    title=Text("высокий потенциал больше", "high potential above"),
)  # fmt: skip
_REACHED = Argument(
    name="reached_from", takes="share", setting="reached_from",
    title=Text("потенциал достигнут от доли", "potential reached from this share"),
)  # fmt: skip
_SOON = Argument(
    name="due_soon_days", takes="count", setting="due_soon_days",
    title=Text("«скоро» — за столько дней", "due soon: so many days ahead"),
)  # fmt: skip
_LANG = Argument(
    name="lang", takes="lang", setting="language",
    title=Text("язык: ru или en", "language: ru or en"),
)  # fmt: skip


def _later(argument: Argument, title: Text | None = None) -> Argument:
    """Return an argument that may be left out and then counts as unknown."""
    return Argument(name=argument.name, takes=argument.takes, title=title or argument.title)


def _estimate(name: str, title: Text) -> Argument:
    return Argument(name=name, takes="money", title=title)


def _weight(source: str, of: Text) -> Argument:
    return Argument(
        name=f"weight_{source}", takes="count", setting=f"reliability_{source}",
        title=Text(f"вес от 0 до 100: {of.ru}", f"weight from 0 to 100: {of.en}"),
    )  # fmt: skip


def _frequency(name: str, setting: str, of: str) -> Argument:
    return Argument(
        name=name, takes="count", setting=setting,
        title=Text(f"контактов в год, класс {of}", f"contacts a year, class {of}"),
    )  # fmt: skip


_EXPERT = Text("оценка менеджера в год", "manager's estimate a year")
_SIZE = Text("размер × норма", "size × norm")
_BUDGET = Text("бюджет категории × доля", "category budget × share")
_RIVALS = Text("закупки у вас и у конкурентов", "purchases from you and from rivals")
FUNCTIONS: Final = (
    Function(
        name="MKP_POTENTIAL",
        gives="number",
        help=Text(
            "Потенциал по нескольким оценкам: взвешенная медиана, не меньше закупок.",
            "Potential by several estimates: weighted median, never below purchases.",
        ),
        arguments=(
            Argument(name="expert", takes="money", required=True, title=_EXPERT),
            _estimate("size", _SIZE),
            _estimate("budget", _BUDGET),
            _estimate("rivals", _RIVALS),
            _later(_PURCHASES),
            _weight("expert", _EXPERT),
            _weight("size", _SIZE),
            _weight("budget", _BUDGET),
            _weight("rivals", _RIVALS),
        ),
        example=(450000.0, 390000.0, 340000.0, 331000.0),
    ),
    Function(
        name="MKP_POTENTIAL_LEVEL",
        gives="number",
        help=Text(
            "Уровень потенциала: 1 низкий, 2 средний, 3 высокий. Пусто, если потенциал неизвестен.",
            "Level of the potential: 1 low, 2 medium, 3 high. Blank if the potential is unknown.",
        ),
        arguments=(_POTENTIAL, _MEDIUM, _HIGH),
        example=(740000.0,),
    ),
    Function(
        name="MKP_ABC",
        gives="text",
        help=Text(
            "Класс A, B или C по потенциалу (не по выручке).",
            "Class A, B or C by potential (not by revenue).",
        ),
        arguments=(_POTENTIAL, _MEDIUM, _HIGH),
        example=(740000.0,),
    ),
    Function(
        name="MKP_PROGRESS",
        gives="number",
        help=Text(
            "Доля потенциала, которую клиент уже покупает у вас: 1 — весь потенциал.",
            "Share of the potential the client already buys from you: 1 is all of it.",
        ),
        arguments=(_PURCHASES, _POTENTIAL),
        example=(210000.0, 740000.0),
    ),
    Function(
        name="MKP_SEGMENT",
        gives="number",
        help=Text(
            "Сегмент 1–9: строка матрицы по потенциалу, столбец по прогрессу.",
            "Segment 1-9: row of the matrix by potential, column by progress.",
        ),
        arguments=(_POTENTIAL, _PURCHASES, _MEDIUM, _HIGH, _REACHED),
        example=(740000.0, 210000.0),
    ),
    Function(
        name="MKP_SEGMENT_NAME",
        gives="text",
        help=Text("Название сегмента словами.", "Name of a segment in words."),
        arguments=(_SEGMENT, _LANG),
        example=(8.0,),
    ),
    Function(
        name="MKP_STRATEGY",
        gives="text",
        help=Text("Что делать с клиентами сегмента.", "What to do with clients of a segment."),
        arguments=(_SEGMENT, _LANG),
        example=(8.0,),
    ),
    Function(
        name="MKP_INTERVAL",
        gives="number",
        help=Text(
            "Дней между контактами: свой интервал, иначе меньший из расчётного и по классу.",
            "Days between contacts: the client's own, else the lesser of calculated and by class.",
        ),
        arguments=(
            Argument(
                name="abc",
                takes="class",
                required=True,
                title=Text("класс A, B, C или уровень 3, 2, 1", "class A, B, C or level 3, 2, 1"),
            ),
            _frequency("a", "frequency_a", "A"),
            _frequency("b", "frequency_b", "B"),
            _frequency("c", "frequency_c", "C"),
            Argument(
                name="calculated",
                takes="count",
                title=Text("расчётный интервал, дней, от 7", "calculated interval, days, from 7"),
            ),
            Argument(
                name="typed",
                takes="count",
                title=Text("свой интервал клиента, дней", "the client's own interval, days"),
            ),
            Argument(
                name="least",
                takes="count",
                setting="interval_least_a",
                title=Text("не чаще, дней", "no fewer days than"),
            ),
            Argument(
                name="most",
                takes="count",
                setting="interval_most_a",
                title=Text("не реже, дней", "no more days than"),
            ),
        ),
        example=("A",),
    ),
    Function(
        name="MKP_DUE_DATE",
        gives="date",
        help=Text(
            "Последний рабочий день, когда следующий контакт ещё вовремя.",
            "The last working day on which the next contact is still in time.",
        ),
        arguments=(
            _LAST,
            _INTERVAL,
            _later(_AS_OF),
            Argument(
                name="days_off",
                takes="days_off",
                title=Text(
                    "выходные дни, или столбцы дата и 1/0; без них — суббота и воскресенье",
                    "days off, or columns date and 1/0; left out: Saturdays and Sundays",
                ),
            ),
        ),
        example=(_CONTACT_DAY, 30.0),
    ),
    Function(
        name="MKP_COVERAGE",
        gives="number",
        help=Text(
            "Состояние охвата: 1 просрочен, 2 скоро, 3 в графике, 4 нет контактов.",
            "State of coverage: 1 overdue, 2 due soon, 3 on track, 4 never contacted.",
        ),
        arguments=(_LAST, _INTERVAL, _AS_OF, _SOON),
        example=(_CONTACT_DAY, 30.0, _TODAY),
    ),
    Function(
        name="MKP_STATE",
        gives="text",
        help=Text("Состояние охвата словами и в днях.", "State of coverage in words and days."),
        arguments=(_LAST, _INTERVAL, _AS_OF, _SOON, _LANG),
        example=(_CONTACT_DAY, 30.0, _TODAY),
    ),
    Function(
        name="MKP_EXPLAIN",
        gives="text",
        help=Text(
            "Почему клиент в этом сегменте, что его изменит и как стоит охват.",
            "Why the client is in this segment, what would move it, and how coverage stands.",
        ),
        arguments=(
            _POTENTIAL,
            _PURCHASES,
            _later(_LAST),
            _later(_INTERVAL),
            _later(_AS_OF),
            _LANG,
            _MEDIUM,
            _HIGH,
            _REACHED,
            _SOON,
        ),
        example=(740000.0, 210000.0),
    ),
)
"""Every function, in the order the wizard and the sheet «Функции» list them."""
FUNCTION_OF: Final = {function.name: function for function in FUNCTIONS}
"""Functions by name."""
