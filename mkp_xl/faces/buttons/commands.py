"""The commands people press: their macro, their place on the ribbon, their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mkp_xl.book.fields import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command of the ribbon «МКП»."""

    key: str
    """What the macro hands to Python."""
    macro: str
    label: Text
    tip: Text
    more: Text
    """What it does, in a sentence."""
    image: str
    """One of Office's own pictures."""
    group: str


GROUPS: Final = {
    "work": Text("Расчёт", "Recalculation"),
    "look": Text("Разобраться", "Understand"),
}
TAB: Final = Text("МКП", "MKP")
COMMANDS: Final = (
    Command(
        key="recalculate",
        macro="MkpRecalculate",
        label=Text("Пересчитать", "Recalculate"),
        tip=Text("Пересчитать книгу", "Recalculate the workbook"),
        more=Text(
            "Ставит сегодняшнюю дату, считает все списки и говорит, кто сменил сегмент.",
            "Sets today's date, computes every list and says who changed segment.",
        ),
        image="CalculateNow",
        group="work",
    ),
    Command(
        key="recalculate_list",
        macro="MkpRecalculateList",
        label=Text("Только этот список", "This list only"),
        tip=Text("Пересчитать выбранный список", "Recalculate the selected list"),
        more=Text(
            "Считает список, в котором стоит курсор; другие списки и листы не трогает.",
            "Computes the list the cursor is in; other lists and sheets stay as they are.",
        ),
        image="CalculateSheet",
        group="work",
    ),
    Command(
        key="attach",
        macro="MkpAttach",
        label=Text("Подключить список", "Attach"),
        tip=Text("Подключить ваш список", "Attach your list"),
        more=Text(
            "Показывает, что понял в списке и что добавит; столбцы МКП приходят, если вы согласны.",
            "Shows what it takes your list for and what comes; MKP columns come if you agree.",
        ),
        image="TableInsertExcel",
        group="work",
    ),
    Command(
        key="log_contact",
        macro="MkpLogContact",
        label=Text("Записать контакт", "Log a contact"),
        tip=Text("Записать контакт с клиентом", "Log a contact with the client"),
        more=Text(
            "Начинает строку на листе контактов: клиент в строке курсора, дата, менеджер. "
            "Тип и результат впишете вы.",
            "Starts a row on the sheet of contacts: the client in the cursor's row, date, manager. "
            "You fill in type and result.",
        ),
        image="ReviewNewComment",
        group="work",
    ),
    Command(
        key="undo",
        macro="MkpUndo",
        label=Text("Отменить", "Undo"),
        tip=Text("Отменить последнее действие МКП", "Undo what MKP did last"),
        more=Text(
            "Возвращает ячейки, которые изменил последний пересчёт или записанный контакт; ваши "
            "ячейки остаются.",
            "Puts back the cells that the last recalculation or logged contact changed; your own "
            "cells stay.",
        ),
        image="Undo",
        group="work",
    ),
    Command(
        key="check",
        macro="MkpCheck",
        label=Text("Проверить", "Check"),
        tip=Text("Проверить данные", "Check the data"),
        more=Text(
            "Говорит, что в данных мешает расчёту; ничего не меняет.",
            "Says what in the data stands in the way; changes nothing.",
        ),
        image="DataValidation",
        group="look",
    ),
    Command(
        key="explain",
        macro="MkpExplain",
        label=Text("Почему так", "Explain"),
        tip=Text("Объяснить клиента", "Explain the client"),
        more=Text(
            "Говорит о клиенте в строке курсора: почему он в этом сегменте и что его изменит.",
            "Says of the client in the cursor's row why it is in its segment and what moves it.",
        ),
        image="FunctionWizard",
        group="look",
    ),
    Command(
        key="settings",
        macro="MkpSettings",
        label=Text("Настройки", "Settings"),
        tip=Text("Открыть настройки", "Open the settings"),
        more=Text(
            "Открывает лист с границами, частотами и датой расчёта.",
            "Opens the sheet with limits, frequencies and the as-of date.",
        ),
        image="PropertySheet",
        group="look",
    ),
)
"""Only commands that work are here."""
COMMAND_OF: Final = {command.key: command for command in COMMANDS}
