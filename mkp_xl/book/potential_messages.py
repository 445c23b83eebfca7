"""The sentences of findings about where potentials come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mkp_xl.book.fields import LANGS, SOURCES, Text, lower_first
from mkp_xl.book.message import error, note, warning

if TYPE_CHECKING:
    from mkp_xl.book.message import Message

_NAMES = {lang: ", ".join(lower_first(source.name(lang)) for source in SOURCES) for lang in LANGS}
_SOURCE_NAMES = Text(
    f"Выберите источник из списка ячейки: {_NAMES['ru']}.",
    f"Choose one from the cell's list: {_NAMES['en']}.",
)

POTENTIAL_MESSAGES: Final[dict[str, Message]] = {
    "unknown_source": error(
        Text("источник не распознан, оценка не учтена",
             "the source is not known, the estimate is left out"),
        _SOURCE_NAMES,
    ),
    "estimate_without_amount": error(
        Text("нет суммы, оценка не учтена", "no amount, the estimate is left out"),
        Text("Впишите сумму или «От» и «До».", "Type an amount, or From and To."),
    ),
    "range_upside_down": error(
        Text("«От» больше, чем «До»: диапазон не учтён",
             "From is above To: the range is left out"),
        Text("Поменяйте их местами или исправьте.", "Swap or correct them."),
        Text("до {amount}", "to {amount}"),
    ),
    "half_range": error(
        Text("есть только «От» или только «До»: оценка не учтена",
             "only From or only To is there: the estimate is left out"),
        Text("Впишите второе или одну сумму.", "Type the other one, or a single amount."),
    ),
    "amount_outside_range": warning(
        Text("сумма вне «От» и «До»: взята сумма",
             "the amount lies outside From and To: the amount is taken"),
        Text("Исправьте сумму или диапазон.", "Correct the amount or the range."),
    ),
    "estimate_replaced": note(
        Text("в списке об этом сведения позже: строка не учтена",
             "the list says something later of it: the row is left out"),
        Text("Если верна эта строка, впишите её дату.",
             "If this row is right, type its date."),
    ),
    "estimates_not_understood": error(
        Text("лист «{value}» не читаем: его заголовков не узнать",
             "sheet “{value}” is not read: its headers are not known"),
        Text("Верните их: «Клиент», «Источник», «Оценка в год»; у норм — «Отрасль» и норму.",
             "Put them back: Client, Source, Estimate a year; of norms Industry and a norm."),
    ),
    "size_without_industry": warning(
        Text("размер клиента известен, а отрасль нет: по размеру потенциал не посчитан",
             "the size is known, the industry is not: no potential by size"),
        Text("Впишите отрасль, у которой есть норма.", "Type an industry that has a norm."),
        Text("клиентов {amount}", "clients {amount}"),
    ),
    "future_estimate": warning(
        Text("оценка позже даты расчёта, не учтена",
             "the estimate is after the as-of date, left out"),
        Text("Проверьте дату.", "Check the date."),
        Text("дата расчёта {detail}", "as of {detail}"),
    ),
    "estimate_expired": note(
        Text("срок оценки прошёл, она не учтена", "the estimate has expired and is left out"),
        Text("Впишите новую оценку или продлите срок.",
             "Type a new estimate, or extend its time."),
        Text("до {detail}", "until {detail}"),
    ),
    "future_estimate_day": warning(
        Text("дата оценки позже даты расчёта: считаем, что даты нет",
             "the estimate's date is after the as-of date: taken as undated"),
        Text("Проверьте дату.", "Check the date."),
        Text("дата расчёта {detail}", "as of {detail}"),
    ),
    "estimates_of_namesakes": warning(
        Text("клиенты с одним названием: оценка учтена у каждого",
             "clients of one name: the estimate counts for each of them"),
        Text("Дайте клиентам разные названия.", "Give the clients different names."),
    ),
    "stale_estimate": warning(
        Text("оценка устарела: её вес вдвое меньше или ещё меньше",
             "the estimate is stale: it weighs half or less"),
        Text("Спросите клиента снова и впишите новую дату.",
             "Ask the client again and type the new date."),
        Text("от {detail}", "of {detail}"),
    ),
    "estimate_without_evidence": warning(
        Text("оценка менеджера ничем не подкреплена: её вес вдвое меньше",
             "nothing backs the manager's estimate: it weighs half"),
        Text("Впишите основание: счёт, отчёт, тендер.",
             "Type the evidence: an invoice, a report, a tender."),
    ),
    "sources_contradict": warning(
        Text("источники потенциала противоречат друг другу",
             "the sources of the potential contradict each other"),
        Text("Проверьте названную оценку; остальные с ней не сходятся.",
             "Check the named estimate; the others do not agree with it."),
        Text("{detail}: {amount}", "{detail}: {amount}"),
    ),
    "purchases_above_estimates": warning(
        Text("закупки больше оценок потенциала: потенциал взят по закупкам",
             "purchases exceed the estimates: the potential is taken from purchases"),
        Text("Поднимите оценки: клиент уже покупает больше.",
             "Raise the estimates: the client already buys more."),
        Text("оценки {amount}", "estimates {amount}"),
    ),
    "at_limit": note(
        Text("потенциал у самой границы: небольшая ошибка меняет сегмент",
             "the potential is right at a limit: a small error changes the segment"),
        Text("Уточните оценку, прежде чем менять план работы.",
             "Refine the estimate before you change how the client is worked."),
        Text("граница {amount}", "limit {amount}"),
    ),
    "no_norm": warning(
        Text("для отрасли нет нормы: по размеру потенциал не посчитан",
             "there is no norm for the industry: no potential by size"),
        Text("Впишите отрасль и норму на лист «Нормы» или исправьте название.",
             "Add the industry and its norm to the Norms sheet, or correct the name."),
        Text("клиентов {amount}", "clients {amount}"),
    ),
    "no_norm_of_size": warning(
        Text("у отрасли есть норма, но не для того размера, что известен: потенциал не посчитан",
             "the industry has a norm, though not for the size that is known: no potential by it"),
        Text("Впишите на лист «Нормы» норму на точку, на сотрудника или долю оборота, по тому, "
             "что известно о клиенте.",
             "Type a norm per outlet, per employee or of turnover, whichever is known of the "
             "client, on the Norms sheet."),
        Text("клиентов {amount}", "clients {amount}"),
    ),
    "norm_zero": warning(
        Text("у отрасли нет нормы больше 0: она ничего не даёт",
             "the industry has no norm above 0: it gives nothing"),
        Text("Впишите норму на точку, сотрудника или долю от оборота.",
             "Type a norm per outlet, per employee, or a share of turnover."),
    ),
    "norm_twice": warning(
        Text("отрасль записана дважды: взята первая строка",
             "the industry stands twice: the first row counts"),
        Text("Оставьте одну строку.", "Leave one row."),
        Text("строка {detail}", "row {detail}"),
    ),
    "decision_expired": warning(
        Text("срок решения вручную прошёл: оно больше не действует",
             "the decision by hand has expired: it is not in force any more"),
        Text("Подтвердите его новой строкой или уберите.",
             "Confirm it in a new row, or remove it."),
        Text("до {detail}", "until {detail}"),
    ),
    "decision_without_end": error(
        Text("у решения вручную нет ни срока, ни даты: оно не действует",
             "the decision by hand has neither an end nor a day: it is not in force"),
        Text("Впишите «Действует до».", "Fill in Valid until."),
    ),
    "decision_unexplained": warning(
        Text("решение вручную действует, но без причины, автора или срока",
             "the decision by hand is in force without a reason, an author or an end"),
        Text("Допишите причину, автора и «Действует до».",
             "Add the reason, the author and Valid until."),
        Text("до {detail}", "until {detail}"),
    ),
    "estimates_unused": warning(
        Text("лист «Оценки» есть, но список его не использует",
             "there is an Estimates sheet, but the list does not use it"),
        Text("Подключите источники командой mkp-xl add estimates.",
             "Bring the sources in with mkp-xl add estimates."),
    ),
    "values_norms": note(
        Text("столбец «{value}» сам не обновится: отрасли названы по-разному или нормы — текст",
             "column “{value}” holds values: industries are spelt differently or norms are text"),
        Text("После правок пересчитайте книгу.", "Recalculate after you change the data."),
    ),
}  # fmt: skip
"""What findings about sources of potentials say."""
