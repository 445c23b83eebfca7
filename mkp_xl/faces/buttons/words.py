"""What the commands say: one short message, the answer first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book import messages
from mkp_xl.book.attaching import AGREED
from mkp_xl.book.checks_sheet import cells_of, in_short, sorted_groups
from mkp_xl.book.days import day_text
from mkp_xl.book.fields import SHEETS, Text
from mkp_xl.faces.buttons.commands import COMMAND_OF, TAB

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mkp_xl.book.attaching import AttachPlan
    from mkp_xl.book.contact_log import Logged
    from mkp_xl.book.fields import Lang
    from mkp_xl.book.findings import Finding
    from mkp_xl.book.planning import Outcome

_RECALCULATE, _UNDO = (COMMAND_OF[key].label for key in ("recalculate", "undo"))
_MATRIX, _SETTINGS, _CHECKS = (SHEETS[key] for key in ("matrix", "settings", "checks"))
_STEPS = {
    "read": Text("чтение", "reading"),
    "compute": Text("расчёт", "computing"),
    "write": Text("запись", "writing"),
}
_SHOWN_MOVES = 8
_SHOWN_GROUPS = 6
NOT_ATTACHED = Text("В этой книге ещё нет столбцов МКП.", "This workbook has no MKP columns yet.")
ATTACHED_ALREADY = Text(
    f"Список уже подключён: нажмите «{_RECALCULATE.ru}».",
    f"The list is attached already: press {_RECALCULATE.en}.",
)
NO_BOOK = Text(
    "Откройте книгу с клиентами (в защищённом просмотре — «Разрешить редактирование») "
    "и нажмите ещё раз.",
    "Open the workbook with your clients (in Protected View: Enable Editing) and press again.",
)
NO_CLIENT = Text(
    "Выберите ячейку в строке клиента и нажмите ещё раз.",
    "Select a cell in a client's row and press again.",
)
NO_SETTINGS = Text(
    f"В этой книге нет листа настроек МКП: он появится после «{_RECALCULATE.ru}».",
    f"This workbook has no MKP settings: {_RECALCULATE.en} brings them.",
)
UNDONE = Text(
    "Отменено: ячейки МКП такие, какими были до последнего действия.",
    "Undone: MKP's cells are what they were before it did anything last.",
)
NO_UNDO = Text(
    "Отменить это кнопкой не получится.",
    f"The {_UNDO.en} button will not be able to undo this.",
)
NOTHING_CHANGED = Text("Всё уже посчитано: менять нечего.", "All is computed: nothing to change.")
NO_CLIENTS_YET = Text("В списке пока нет клиентов.", "The list has no clients yet.")
NO_FINDINGS = Text("Замечаний нет.", "No findings.")
UNEXPECTED = Text(
    "Что-то пошло не так, в книгу ничего не записано. Подробности для того, кто вам помогает: "
    "{path}",
    "Something went wrong; nothing was written to the workbook. Details for whoever helps you: "
    "{path}",
)
UNEXPECTED_MIDWAY = Text(
    "Что-то пошло не так, и ячейки могли измениться: проверьте книгу, а если она не в порядке, "
    "закройте её без сохранения и откройте снова. Подробности для того, кто вам помогает: {path}",
    "Something went wrong and cells may have changed: look the workbook over, and if it is not "
    "right, close it unsaved and open it again. Details for whoever helps you: {path}",
)
STAYS_MANUAL = Text(
    "Excel был занят, и расчёт остался ручным: «Формулы» → «Параметры вычислений» → "
    "«Автоматически».",
    "Excel was busy and calculation stays manual: Formulas → Calculation Options → Automatic.",
)
STAYS_QUIET = Text(
    "Excel был занят и не вернулся к обычной работе: сохраните книги, закройте его и откройте "
    "снова.",
    "Excel was busy and did not go back to normal: save your workbooks, close it and open it "
    "again.",
)
"""Screen or events; a program that starts has both."""


def step_text(key: str, percent: int, lang: Lang) -> str:
    """Return what the status bar shows.

    >>> step_text("write", 45, "en")
    'MKP: writing, 45%'
    """
    gap = "\u00a0" if lang == "ru" else ""
    return f"{TAB(lang)}: {_STEPS[key](lang)}, {percent}{gap}%"


def step_name(command: str, lang: Lang) -> str:
    """Return a command's name among the steps that a program can undo.

    >>> step_name("recalculate", "en")
    'MKP: Recalculate'
    """
    return f"{TAB(lang)}: {COMMAND_OF[command].label(lang)}"


def not_put_back(modes: Sequence[str], lang: Lang) -> list[str]:
    """Return what a person is to do about modes of Excel that did not come back."""
    said = [STAYS_MANUAL] if "calculation" in modes else []
    said += [STAYS_QUIET] if set(modes) - {"calculation"} else []
    return [text(lang) for text in said]


def plain(titles: Sequence[str], program: str, lang: Lang) -> str:
    """Return that sheets came without chart, drop-downs and colours, and how to get them.

    >>> print(plain(["Матрица", "Проверки"], "Excel", "ru"))  # doctest: +ELLIPSIS
    Листы «Матрица», «Проверки» добавлены без графика, ...
    """
    quoted = ", ".join(f"«{title}»" for title in titles)
    return Text(
        f"Листы {quoted} добавлены без графика, списков выбора и цветов состояний: {program} не "
        f"дал их скопировать. Нужны и они — нажмите «{_UNDO.ru}», сохраните и закройте книгу и "
        "выполните mkp-xl attach КНИГА.",
        f"Sheets {', '.join(titles)} came without chart, drop-downs and colours of states: "
        f"{program} did not let them be copied. If you want these, press {_UNDO.en}, save and "
        "close the workbook and run mkp-xl attach WORKBOOK.",
    )(lang)


def logged(done: Logged, as_of: float, lang: Lang) -> str:
    """Return what a person is to know of logged contacts; "" where the new row says it all."""
    parts, day, fresh = [], day_text(as_of, lang), len(done.fresh)
    if fresh > 1:
        said = Text(f"Записано контактов за {day}: {fresh}.", f"Contacts logged on {day}: {fresh}.")
        parts.append(said(lang))
    if done.standing:
        names = _some(done.standing)
        said = Text(f"За {day} контакт уже записан: {names}.", f"Logged already on {day}: {names}.")
        parts.append(said(lang))
    if done.types:
        parts.append(
            Text(
                f"В расчёт контакт войдёт, когда у него будет тип: {done.types}.",
                f"A contact counts once it has a type: {done.types}.",
            )(lang)
        )
    return "\n\n".join(parts)


def _some(names: Sequence[str]) -> str:
    """Return the first of many names, and how many more there are."""
    more = len(names) - _SHOWN_MOVES
    return ", ".join(names[:_SHOWN_MOVES]) + (f" … +{more}" if more > 0 else "")


def planned(plan: AttachPlan) -> str:
    """Return what attaching would do, as a question."""
    lang = plan.lang
    first, *others = plan.sentences()
    read = "\n".join(one.said(lang) for one in plan.read)
    asked = "\n".join(one.said(lang) for one in plan.asked)
    parts = (NOT_ATTACHED(lang), first, read, asked, *others, AGREED(lang))
    return "\n\n".join(filter(None, parts))


def recalculated(outcome: Outcome, lang: Lang) -> str:
    """Return what a recalculation changed: who moved, and what to look at."""
    summary = outcome.summary
    day = day_text(summary.as_of, lang)
    head = Text(
        f"Посчитано на {day}: клиентов {summary.clients}, с сегментом "
        f"{summary.clients - summary.segments[9]}.",
        f"Computed as of {day}: {summary.clients} clients, "
        f"{summary.clients - summary.segments[9]} with a segment.",
    )
    parts = [head(lang), *_moves(outcome, lang)]
    short = in_short(outcome.findings, lang)
    if short:
        parts.append(Text(f"«{_CHECKS.ru}»: {short}.", f"{_CHECKS.en}: {short}.")(lang))
    return "\n\n".join(parts)


def _moves(outcome: Outcome, lang: Lang) -> list[str]:
    moved = outcome.summary.moved
    if moved is None:
        return []
    if not moved:
        return [Text("Никто не сменил сегмент.", "Nobody changed segment.")(lang)]
    lines = [Text(f"Сменили сегмент: {len(moved)}", f"Changed segment: {len(moved)}")(lang)]
    for move in moved[:_SHOWN_MOVES]:
        before, after = (str(place or "—") for place in (move.before, move.after))
        lines.append(f"{move.client or move.client_id}: {before} → {after}")
    if len(moved) > _SHOWN_MOVES:
        lines.append(f"… +{len(moved) - _SHOWN_MOVES}")
    return ["\n".join(lines)]


def checked(findings: Sequence[Finding], lang: Lang) -> str:
    """Return what stands in the way, the worst first."""
    if not findings:
        return NO_FINDINGS(lang)
    groups = sorted_groups(findings)
    lines = [in_short(findings, lang)]
    for group in groups[:_SHOWN_GROUPS]:
        where = " ".join(filter(None, (group.first.sheet, cells_of(group, 3))))
        what = messages.what(group.first, lang, group.count)
        lines.append(f"{where}: {what}. {messages.what_to_do(group.first, lang)}")
    if len(groups) > _SHOWN_GROUPS:
        lines.append(f"… +{len(groups) - _SHOWN_GROUPS}")
    return "\n\n".join(filter(None, lines))
