"""What `mkp-xl setup` says: the plan in plain words, one question at most, how it ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mkp_xl.book.fields import Text
from mkp_xl.faces.buttons.commands import TAB
from mkp_xl.faces.setting_up.steps import carry_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkp_xl.book.fields import Lang
    from mkp_xl.faces.setting_up.steps import Plan, Step

THINGS: Final[dict[str, Text]] = {
    "interpreter": Text("Python для Excel", "Python for Excel"),
    "addin": Text(f"Вкладка «{TAB.ru}» в Excel", f"The “{TAB.en}” tab in Excel"),
    "script": Text("Сценарий запуска из Excel", "The script that Excel starts"),
}
KINDS: Final[dict[str, Text]] = {
    "same": Text("уже на месте", "in place already"),
    "make": Text("будет записано", "will be written"),
    "add": Text("будет дописано, остальные строки останутся",
                "will be added, the other lines stay"),
    "renew": Text("обновим записанное нами раньше", "what we wrote earlier will be renewed"),
    "replace": Text("там стоит другое, заменим", "something else is there and will be replaced"),
    "remove": Text("уберём", "will be removed"),
    "restore": Text("вернём то, что было до настройки",
                    "what was there before set-up will be put back"),
    "left": Text("изменено после настройки, оставим как есть",
                 "changed since set-up, left as it is"),
    "gone": Text("уже убрано", "is gone already"),
}  # fmt: skip
WAS: Final = Text("сейчас: {stands}", "now: {stands}")
BECOMES: Final = Text("станет: {value}", "then: {value}")
QUESTION: Final = Text("Заменить то, что там стоит?", "Replace what is there?")
REFUSED: Final = Text("Ничего не изменено.", "Nothing was changed.")
NOTHING: Final = Text("Всё уже настроено, менять нечего.", "All is set up: nothing to change.")
NOTHING_TO_UNDO: Final = Text(
    "Убирать нечего: записей о настройке нет.", "Nothing to take away: set-up left no record here."
)
DONE: Final = Text(
    "Готово. Закройте Excel и откройте снова. Проверить: mkp-xl doctor",
    "Done. Close Excel and open it again. To check: mkp-xl doctor",
)
UNDONE: Final = Text(
    "Готово: настройка убрана. Закройте Excel и откройте снова.",
    "Done: set-up is taken away. Close Excel and open it again.",
)
NOTHING_LEFT: Final = Text(
    "Готово: от настройки ничего не осталось, кроме того, что вы изменили сами.",
    "Done: nothing of set-up is left but what you changed yourself.",
)


def lines(plan: Plan, lang: Lang) -> list[str]:
    """Return a plan as lines to print: what, what becomes of it, where."""
    return [line for step in plan.steps for line in _lines_of(step, lang)]


def converse(
    plan: Plan, lang: Lang, say: Callable[[str], None], ask: Callable[[str], bool]
) -> bool:
    """Say what will be done, ask where something else is overwritten, do it, say how it ended.

    False where the answer was no: then nothing has changed. Raises HostError.
    """
    for line in lines(plan, lang):
        say(line)
    if plan.asks and not ask(QUESTION(lang)):
        say(REFUSED(lang))
        return False
    carry_out(plan)
    say(_ending(plan)(lang))
    return True


def _lines_of(step: Step, lang: Lang) -> list[str]:
    told = [f"{THINGS[step.key](lang)}: {KINDS[step.kind](lang)}", f"    {step.change.path}"]
    if step.stands and step.changes:
        told.append("    " + WAS(lang).format(stands=step.stands))
    if step.value and step.changes:
        told.append("    " + BECOMES(lang).format(value=step.value))
    return told


def _ending(plan: Plan) -> Text:
    if not plan.undo:
        return NOTHING if plan.nothing_to_do else DONE
    if not plan.steps:
        return NOTHING_TO_UNDO
    return NOTHING_LEFT if plan.nothing_to_do else UNDONE
