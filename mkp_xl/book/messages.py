"""The sentences of findings: what is wrong and what to do, in both languages."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from mkp_xl.book.days import day_text, serial_of
from mkp_xl.book.fields import INPUTS_OF, OUTPUT_OF, SETTING_OF, SHEETS, Lang, Text
from mkp_xl.book.findings import Finding, Severity
from mkp_xl.book.message import error, note, warning
from mkp_xl.book.potential_messages import POTENTIAL_MESSAGES
from mkp_xl.book.settings import allowed_text
from mkp_xl.book.words import GROUP

if TYPE_CHECKING:
    from mkp_xl.book.fields import Field
    from mkp_xl.book.message import Message


_TYPE_NUMBER = Text("Введите число, например 1 250 000.", "Type a number, for example 1,250,000.")
_TYPE_DATE = Text("Введите дату, например 20.11.2026.", "Type a date, for example 2026-11-20.")
_SET_SETTING = Text("Исправьте значение на листе настроек.", "Correct it on the settings sheet.")

MESSAGES: Final[dict[str, Message]] = {
    # cells
    "not_a_number": error(
        Text("ожидалось число", "a number was expected"), _TYPE_NUMBER,
    ),
    "ambiguous_number": error(
        Text("неясно, дробь это или тысячи", "it may be a fraction or thousands"),
        Text("Введите без разделителя тысяч или с пробелами: 1 250 000,50.",
             "Type it without a thousands mark: 1250000.50."),
    ),
    "not_a_date": error(Text("ожидалась дата", "a date was expected"), _TYPE_DATE),
    "no_such_day": error(Text("такого дня нет", "there is no such day"), _TYPE_DATE),
    "placeholder": warning(
        Text("вместо значения слово или прочерк: считаем, что пусто",
             "a word or a dash instead of a value: taken as empty"),
        Text("Впишите значение (0 — если его нет) или очистите ячейку.",
             "Type the value (0 where there is none) or clear the cell."),
    ),
    "vague_date": error(
        Text("дата названа приблизительно", "the date is only approximate"), _TYPE_DATE,
    ),
    "ambiguous_date": error(
        Text("неясно, где день, а где месяц", "day and month may be either way round"),
        Text("Введите дату как 20.11.2026.", "Type the date as 2026-11-20."),
        Text("возможно, {detail}", "perhaps {detail}"),
    ),
    "two_dates": error(
        Text("в ячейке несколько дат", "the cell holds several dates"),
        Text("Оставьте одну дату.", "Leave one date."),
        Text("последняя из них {detail}", "the last of them is {detail}"),
    ),
    "day_read_as": note(
        Text("дата понята из текста", "the date was read from text"),
        Text("Ничего делать не нужно; проверьте, та ли это дата.",
             "Nothing to do; see that it is the day that is meant."),
        Text("прочитано {detail}", "read as {detail}"),
    ),
    "error_cell": error(
        Text("в ячейке ошибка формулы", "the cell shows a formula error"),
        Text("Исправьте формулу или введите значение.", "Correct the formula or type the value."),
    ),
    "boolean": error(
        Text("вместо числа стоит ИСТИНА или ЛОЖЬ", "TRUE or FALSE instead of a number"),
        _TYPE_NUMBER,
    ),
    "foreign_currency": error(
        Text("другая валюта: сумма не идёт в расчёт",
             "another currency: the amount is left out"),
        Text("Пересчитайте в валюту книги или смените её в настройках.",
             "Convert it to the workbook's currency, or change that in Settings."),
    ),
    "date_for_money": error(
        Text("ожидалась сумма, ячейка отформатирована как дата",
             "an amount was expected, the cell is formatted as a date"),
        Text("Исправьте формат ячейки или значение.", "Correct the cell's format or its value."),
    ),
    "share_for_money": error(
        Text("ожидалась сумма, ячейка отформатирована как процент",
             "an amount was expected, the cell is formatted as a percentage"),
        Text("Исправьте формат ячейки или значение.", "Correct the cell's format or its value."),
    ),
    "not_a_flag": warning(
        Text("ожидалось «да» или пусто; считаем «нет»", "'yes' or blank expected; read as 'no'"),
        Text("Введите «да» или очистите ячейку.", "Type 'yes' or clear the cell."),
    ),
    "too_small": error(
        Text("меньше допустимого, не идёт в расчёт", "below what is allowed, left out"),
        Text("Проверьте знак и значение.", "Check the sign and the value."),
    ),
    "too_large": error(
        Text("больше допустимого, не идёт в расчёт", "above what is allowed, left out"),
        Text("Проверьте, нет ли лишних цифр.", "Check for extra digits."),
    ),
    "read_as": note(
        Text("сумма понята из текста: в нашем столбце стоит число, а не формула",
             "the amount was read from text: our column holds a number, not a formula"),
        Text("Введите число без валюты и разделителей или пересчитывайте после правок.",
             "Type it without currency or thousands marks, or recalculate after changes."),
        Text("прочитано {amount}", "read as {amount}"),
    ),
    # rows
    "row_below_table": error(
        Text("клиент под таблицей Excel: не посчитан",
             "a client below the Excel table: not computed"),
        Text("Растяните таблицу за уголок, чтобы строка вошла в неё.",
             "Drag the table's corner so that it takes the row in."),
    ),
    "client_without_key": warning(
        Text("у клиента нет кода: его заказы и контакты не найдены",
             "the client has no ID: its orders and contacts are not found"),
        Text("Впишите код клиента.", "Type the client's ID."),
    ),
    "log_without_key": error(
        Text("таблица не учтена: в ней и в списке нет общего столбца «Код клиента» или «Клиент»",
             "the table is left out: it shares no column Client ID or Client with the list"),
        Text("Добавьте в неё столбец «Код клиента» или «Клиент», как в списке.",
             "Give it the column Client ID or Client that the list has."),
    ),
    "row_without_client": error(
        Text("строка без клиента, не посчитана", "a row without a client, not computed"),
        Text("Впишите клиента или удалите строку.", "Type the client or delete the row."),
    ),
    "totals_row": note(
        Text("строка итогов, не считается клиентом", "a totals row, not taken for a client"),
        Text("Ничего делать не нужно.", "Nothing to do."),
    ),
    "duplicate_client": warning(
        Text("клиент уже есть в списке: его заказы и контакты учтены в каждой строке",
             "the client is in the list already: its orders and contacts count in each row"),
        Text("Оставьте одну строку; если это разные клиенты, дайте им разные коды.",
             "Keep one row; if they are different clients, give them different IDs."),
        Text("строка {detail}", "row {detail}"),
    ),
    "unknown_client": warning(
        Text("такого клиента в списке нет, строка не учтена",
             "no such client in the list, the row is left out"),
        Text("Добавьте клиента в список или исправьте код.",
             "Add the client to the list or correct the ID."),
    ),
    "intervals_rise": warning(
        Text("клиентов с большим потенциалом велено тревожить реже",
             "clients with more potential are to be contacted less often"),
        Text("Проверьте частоты и пределы классов на листе настроек.",
             "Check the frequencies and limits of the classes on the settings sheet."),
        Text("дней: {detail}", "days: {detail}"),
    ),
    "interval_limits": warning(
        Text("«не чаще» больше, чем «не реже»: действует «не чаще»",
             "“at least” is more than “at most”: “at least” holds"),
        Text("Исправьте пределы класса на листе настроек.",
             "Correct the limits of the class on the settings sheet."),
        Text("класс {detail}", "class {detail}"),
    ),
    "duplicate_contact": note(
        Text("такой же контакт в этот день записан выше: день считаем один раз",
             "a contact like it stands above for that day: the day counts once"),
        Text("Если это тот же разговор, удалите лишнюю строку.",
             "If it is the same talk, delete the row that is too many."),
        Text("строка {detail}", "row {detail}"),
    ),
    "row_without_name": warning(
        Text("имя в строке не вписано, строка не учтена",
             "the row names nobody and is left out"),
        Text("Впишите имя: менеджера или лица. На каждый отпуск нужна своя строка с именем.",
             "Type the name of the manager or person; each absence needs a row with a name."),
    ),
    "away_not_understood": warning(
        Text("отсутствие не понято: нужен первый день, и не позже последнего",
             "the absence is not understood: it needs a first day, not after the last one"),
        Text("Впишите «Нет с» и «Нет по».", "Type Away from and Away to."),
    ),
    "unknown_manager": note(
        Text("такого менеджера в списке клиентов нет", "no client has such a manager"),
        Text("Проверьте, как имя написано в списке.", "See how the client list spells the name."),
    ),
    "person_of_several": warning(
        Text("это имя стоит у разных клиентов: контакты с ним не засчитать никому",
             "several clients have this name: contacts with it count for nobody"),
        Text("Уточните имена, чтобы они различались.", "Make the names different."),
    ),
    "unknown_parent": warning(
        Text("такого головного клиента в списке нет", "no such parent client in the list"),
        Text("Исправьте название или код, либо добавьте клиента.",
             "Correct the name or the ID, or add the client."),
    ),
    "circle_of_parents": error(
        Text("головные клиенты названы по кругу", "parent clients go round in a circle"),
        Text("Оставьте у главного из них пустую ячейку.",
             "Leave the cell of the topmost one empty."),
    ),
    "person_without_client": warning(
        Text("клиента рядом в списке нет: контакты с этим лицом или филиалом не засчитать",
             "the client beside it is not in the list: contacts with this name count for nobody"),
        Text("Впишите клиента, как он назван в списке.", "Type the client as the list has it."),
    ),
    "sheet_not_understood": error(
        Text("лист «{value}» не читаем: его заголовков не узнать",
             "sheet “{value}” is not read: its headers are not known"),
        Text("Верните заголовки, какими они были.", "Put its headers back as they were."),
    ),
    "missing_date": error(
        Text("нет даты, строка не учтена", "no date, the row is left out"), _TYPE_DATE,
    ),
    "missing_amount": warning(
        Text("нет суммы, строка не учтена", "no amount, the row is left out"), _TYPE_NUMBER,
    ),
    # verdicts
    "no_potential": error(
        Text("нет оценки потенциала: сегмент пуст", "no potential estimate: no segment"),
        Text("Оцените, сколько клиент мог бы купить за год; 0 — тоже ответ.",
             "Estimate what the client could buy in a year; 0 is an answer too."),
    ),
    "no_purchases": error(
        Text("закупки неизвестны: сегмент пуст", "purchases unknown: no segment"),
        Text("Введите закупки за окно (0, если не покупает) или добавьте лист «Заказы».",
             "Type the window's purchases (0 if none) or add an Orders sheet."),
    ),
    "orders_too_short": error(
        Text("заказы начинаются {first}, а окно — {second}: закупки неизвестны",
             "orders begin on {first}, but the window begins on {second}: purchases unknown"),
        Text("Добавьте ранние заказы; если их не было, впишите в настройках «Заказы полные с».",
             "Add earlier orders; if there were none, set 'Orders complete since'."),
    ),
    "orders_empty": error(
        Text("в таблице заказов нет ни одного заказа с датой: закупки неизвестны",
             "the orders table holds no dated order: purchases unknown"),
        Text("Добавьте заказы или введите закупки за окно (0, если не покупает).",
             "Add orders, or type the window's purchases (0 if none)."),
    ),
    "purchases_above_potential": warning(
        Text("закупки больше потенциала: оценка, похоже, занижена",
             "purchases exceed the potential: the estimate looks too low"),
        Text("Поднимите оценку потенциала.", "Raise the estimate."),
        Text("закупки {amount}", "purchases {amount}"),
    ),
    "purchases_below_zero": warning(
        Text("возвратов больше, чем покупок", "more returned than bought"),
        Text("Проверьте возвраты; считаем, что клиент сейчас не покупает.",
             "Check the returns; the client counts as not buying."),
        Text("закупки {amount}", "purchases {amount}"),
    ),
    "purchases_differ": warning(
        Text("введённые закупки расходятся с заказами; взяли введённые",
             "typed purchases differ from the sum of orders; the typed figure is used"),
        Text("Исправьте или очистите ячейку: тогда посчитают заказы.",
             "Correct it, or clear the cell to use the orders."),
        Text("заказы {amount}", "orders {amount}"),
    ),
    "future_contact": warning(
        Text("контакт позже даты расчёта, не учтён",
             "the contact is after the as-of date, left out"),
        Text("Проверьте дату; о чём договорились, пишите в столбец «Следующий контакт».",
             "Check the date; type agreed days into the column “Next contact”."),
        Text("дата расчёта {detail}", "as of {detail}"),
    ),
    "log_without_date": warning(
        Text("лист назван как журнал контактов, но столбца с датой нет: контакты не учтены",
             "the sheet is called a log of contacts, but has no date: no contact counts"),
        Text("Дата нужна в одном столбце, с годом: назовите его «Дата».",
             "The date is to stand in one column, with its year, called “Date”."),
    ),
    "date_in_parts": error(
        Text("день и месяц стоят в разных столбцах: контакт не учтён",
             "day and month stand in columns of their own: the contact is left out"),
        Text("Сложите их в один столбец «Дата», с годом.",
             "Join them in one column “Date”, with the year."),
    ),
    "unanswered_counts": warning(
        Text("по результату с клиентом не поговорили, но контакт засчитан",
             "by its result nobody was spoken with, yet the contact counts"),
        Text("Впишите такие результаты в настройку «Не считаются результаты».",
             "List such results in the setting “Results that do not count”."),
    ),
    "agreed_passed": warning(
        Text("договорились о контакте, но день прошёл, а контакта не было",
             "the agreed day has passed without a contact"),
        Text("Свяжитесь с клиентом или впишите новый день.",
             "Contact the client, or type a new day."),
        Text("день {detail}", "day {detail}"),
    ),
    "agreed_late": note(
        Text("договорились на день после крайнего срока: клиент будет просрочен",
             "agreed for a day after the deadline: the client will be overdue"),
        Text("Перенесите день или задайте клиенту свой интервал.",
             "Move the day, or give the client an interval of its own."),
        Text("день {detail}", "day {detail}"),
    ),
    "agreed_formula": note(
        Text("дни в столбце считает формула: это не договорённости, план идёт по интервалам",
             "a formula reckons these days: no agreements, the plan goes by intervals"),
        Text("Где о дне договорились, впишите дату вместо формулы.",
             "Where a day was agreed on, type the date instead of the formula."),
    ),
    "future_order": note(
        Text("заказ позже даты расчёта, не учтён", "the order is after the as-of date, left out"),
        Text("Проверьте дату, если это не план.", "Check the date, unless it is a plan."),
        Text("дата расчёта {detail}", "as of {detail}"),
    ),
    "no_workday": note(
        Text("до крайнего срока нет рабочего дня: срок перенесён на первый рабочий",
             "no working day before the deadline: due on the first one after it"),
        Text("Ничего делать не нужно.", "Nothing to do."),
        Text("срок {detail}", "due {detail}"),
    ),
    "calendar_ends": note(
        Text("срок позже последнего дня календаря: праздники не учтены, только выходные",
             "due after the last day of the calendar: only weekends are off there"),
        Text("Ничего делать не нужно: календарь продлевается сам вместе с датой расчёта.",
             "Nothing to do: the calendar grows by itself with the as-of date."),
        Text("календарь до {detail}", "calendar to {detail}"),
    ),
    # settings
    "setting_emptied": warning(
        Text("пусто, действует значение по умолчанию", "empty, the default applies"),
        _SET_SETTING,
    ),
    "setting_out_of_range": error(
        Text("ожидалось: {allowed}; {instead}",
             "expected: {allowed}; {instead}"),
        _SET_SETTING,
    ),
    "setting_not_a_choice": error(
        Text("ожидалось: {allowed}; {instead}",
             "expected: {allowed}; {instead}"),
        _SET_SETTING,
    ),
    "as_of_emptied": warning(
        Text("дата расчёта фиксирована, но пуста: взят сегодняшний день",
             "the as-of date is fixed but empty: today is taken"),
        Text("Введите дату или режим «сегодня».", "Type a date, or set the mode to 'today'."),
    ),
    "as_of_formula": warning(
        Text("дата расчёта — формула: завтра все сроки сдвинутся сами",
             "the as-of date is a formula: tomorrow all dates would move"),
        Text("Введите дату; режим «сегодня» обновляет её при пересчёте.",
             "Type a date; mode 'today' renews it at each recalculation."),
    ),
    # structure
    "typed_lookalike": note(
        Text("столбец «{value}» ваш: мы его не трогаем", "column “{value}” is yours: left alone"),
        Text("Наш столбец стоит отдельно, со своим заголовком.",
             "Ours stands apart, under its own header."),
    ),
    "foreign_formula": warning(
        Text("в нашем столбце чужая формула: оставлена как есть",
             "another formula in our column: left as it is"),
        Text("Удалите её, если считать должна программа.",
             "Delete it if mkp_xl should compute this cell."),
    ),
    "dead_mark": note(
        Text("столбец или лист МКП «{value}» удалён или переименован: он больше не наш",
             "our column or sheet “{value}” was deleted or renamed: it is no longer ours"),
        Text("Чтобы вернуть столбец, подключите список снова.",
             "To bring the column back, attach the list again."),
    ),
    "sheet_restored": note(
        Text("листа не было: восстановлен со значениями по умолчанию",
             "the sheet was missing: restored with defaults"),
        Text("Проверьте настройки.", "Check the settings."),
    ),
    "sheet_redrawn": note(
        Text("лист был повреждён: составлен заново, значения ячеек сохранены",
             "the sheet was damaged: made anew, its boxes kept"),
        Text("Проверьте настройки.", "Check the settings."),
    ),
    "no_potential_column": error(
        Text("в списке нет столбца «Потенциал»: сегмент пуст",
             "the list has no column Potential: the segment is blank"),
        Text("Верните столбец или назовите свой на листе настроек.",
             "Put the column back, or name yours on the settings sheet."),
    ),
    "no_named_column": error(
        Text("столбца с таким заголовком в списке нет или он уже назван для другого поля",
             "the list has no column with this header, or it is named for another field"),
        Text("Выберите заголовок из списка или очистите ячейку.",
             "Choose a header from the list, or clear the cell."),
    ),
    "no_matrix": note(
        Text("листа «Матрица» нет: не хватает столбцов {value}", "no Matrix sheet without {value}"),
        Text("Подключите список со всеми столбцами.", "Attach the list with all columns."),
    ),
    "no_card": note(
        Text("карточка клиента не считается: не хватает столбцов {value}",
             "no client card without {value}"),
        Text("Подключите список со всеми столбцами.", "Attach the list with all columns."),
    ),
    "no_sheet": note(
        Text("лист «{detail}» не считается: не хватает столбцов {value}",
             "sheet “{detail}” is not computed without {value}"),
        Text("Верните столбцы: mkp-xl attach или mkp-xl add estimates.",
             "Bring the columns back: mkp-xl attach or mkp-xl add estimates."),
    ),
    "no_plan": note(
        Text("план контактов не считается: не хватает столбцов {value}",
             "no contact plan without {value}"),
        Text("Подключите список со всеми столбцами.", "Attach the list with all columns."),
    ),
    "matrix_without_coverage": note(
        Text("на листе «Матрица» нет охвата: нужны состояние и его код",
             "the Matrix sheet tells no coverage without the state and its code"),
        Text("Подключите список со всеми столбцами.", "Attach the list with all columns."),
    ),
    "second_list": note(
        Text("ещё один список клиентов: посчитан, в сводку не входит",
             "one more client list: computed, not in the summary"),
        Text("Удалите копию, если она не нужна.", "Delete the copy if it is not needed."),
    ),
    "other_list": note(
        Text("похоже на ещё один список клиентов: не считается",
             "looks like one more client list: not computed"),
        Text("Ничего делать не нужно.", "Nothing to do."),
    ),
    "pivot_list": warning(
        Text("список стоит в сводной таблице: при обновлении она может затереть столбцы рядом",
             "the list stands in a pivot table: when refreshed it may overwrite columns beside it"),
        Text("Подключите таблицу, по которой она построена.",
             "Attach the table it is made of."),
    ),
    "doubled_column": warning(
        Text("два столбца «{value}»: взят левый", "two columns “{value}”: the left one counts"),
        Text("Переименуйте один из них.", "Rename one of them."),
    ),
    "unsure_column": warning(
        Text("столбец «{value}» не читаем: {first}", "column “{value}” is not read: {second}"),
        Text("Если он нужен, выберите его на листе «Настройки».",
             "If it is needed, choose it on the Settings sheet."),
    ),
    "spare_column": note(
        Text("столбец «{value}» значит то же, что столбец {detail}: взят {detail}",
             "column “{value}” means the same as column {detail}: {detail} counts"),
        Text("Нужен другой — выберите его на листе «Настройки».",
             "If the other is meant, choose it on the Settings sheet."),
    ),
    "year_column": warning(
        Text("столбец «{value}» — за один год, а закупки нужны за последние месяцы",
             "column “{value}” is of one year; purchases of the last months are meant"),
        Text("Если это не последние месяцы, возьмите другой столбец или лист «Заказы».",
             "If these are not the last months, take another column, or an Orders sheet."),
    ),
    "renamed_column": note(
        Text("столбец «{detail}» теперь называется «{value}»: читаем его как прежде",
             "column “{detail}” is now called “{value}”: read as before"),
        Text("Ничего делать не нужно.", "Nothing to do."),
    ),
    "foreign_column": error(
        Text("столбец «{value}» в другой валюте: суммы не взяты в расчёт",
             "column “{value}” is in another currency: its amounts are left out"),
        Text("Пересчитайте суммы или смените валюту на листе «Настройки».",
             "Convert the amounts, or change the currency on the Settings sheet."),
    ),
    "scaled_column": note(
        Text("суммы столбца «{value}» умножены на {amount}: так сказано в заголовке или над ним",
             "amounts of column “{value}” are taken times {amount}, as its header or a title says"),
        Text("Ничего делать не нужно; если это не так, исправьте заголовок.",
             "Nothing to do; if it is not so, correct the header."),
    ),
    "unit_differs": error(
        Text("в ячейке своя единица, а столбец в других: непонятно, сколько это",
             "the cell names a unit of its own, the column another: it may mean either"),
        Text("Введите число в единицах столбца.", "Type the number in the column's unit."),
    ),
    "header_again": note(
        Text("заголовок списка повторён: строка пропущена",
             "the list's header once more: the row is left out"),
        Text("Ничего делать не нужно.", "Nothing to do."),
    ),
    "several_logs": error(
        Text("несколько таблиц подходят как «{value}»: не читаем ни одну",
             "several tables fit as “{detail}”: none is read"),
        Text("Назовите нужный лист так.", "Name the right sheet so."),
    ),
    "values_size": note(
        Text("столбец «{value}» сам не обновится: строк слишком много для формул",
             "column “{value}” holds values: too many rows for formulas"),
        Text("После правок пересчитайте книгу.", "Recalculate after you change the data."),
    ),
    "values_keys": note(
        Text("столбец «{value}» сам не обновится: клиенты на листах названы по-разному",
             "column “{value}” holds values: clients are spelt differently on the sheets"),
        Text("После правок пересчитайте книгу.", "Recalculate after you change the data."),
    ),
    "values_results": note(
        Text("столбец «{value}» сам не обновится: типы и результаты написаны не так, как в "
             "настройках",
             "column “{value}” holds values: types and results are not spelt as in the settings"),
        Text("После правок пересчитайте книгу.", "Recalculate after you change the data."),
    ),
    "values_people": note(
        Text("столбец «{value}» сам не обновится: контакты с лицами и филиалами формулы не видят",
             "column “{value}” holds values: formulas do not see contacts of persons and branches"),
        Text("После правок пересчитайте книгу.", "Recalculate after you change the data."),
    ),
    "values_values": note(
        Text("столбец «{value}» сам не обновится: на листе есть даты или суммы текстом",
             "column “{value}” holds values: the log has dates or amounts as text"),
        Text("После правок пересчитайте книгу.", "Recalculate after you change the data."),
    ),
} | POTENTIAL_MESSAGES  # fmt: skip

_FIELDS: Final[dict[str, Field]] = {
    field.key: field for fields in reversed(INPUTS_OF.values()) for field in fields
} | OUTPUT_OF | SETTING_OF  # fmt: skip
"""An amount is the orders' «Сумма», which says it of an estimate too, not the other way round."""
SEVERITY_NAMES: Final = {
    Severity.ERROR: Text("■ ошибка", "■ error"),
    Severity.WARNING: Text("► внимание", "► warning"),
    Severity.NOTE: Text("○ заметка", "○ note"),
}


_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def severity(finding: Finding) -> Severity:
    """Return how much a finding matters."""
    return MESSAGES[finding.code].severity


def what(finding: Finding, lang: Lang, count: int = 1) -> str:
    """Return what is wrong, in words; of a single finding also its figures."""
    message = MESSAGES[finding.code]
    text = message.what(lang)
    if count == 1 and message.about:
        text += f" ({message.about(lang)})"
    return _filled(text, finding, lang)


def figures(finding: Finding, lang: Lang) -> str:
    """Return the figures of a single finding; "" where its message has none."""
    about = MESSAGES[finding.code].about
    return _filled(about(lang), finding, lang) if about else ""


def _filled(text: str, finding: Finding, lang: Lang) -> str:
    first, _, second = (_said(part, lang) for part in finding.detail.partition(";"))
    setting = SETTING_OF.get(finding.field)
    return text.format(
        value=finding.value or field_name(finding.field, lang),
        detail=_said(finding.detail, lang),
        amount="" if finding.amount is None else amount_text(finding.amount, lang),
        first=first,
        second=second,
        allowed=allowed_text(setting, lang) if setting else "",
        instead=instead(setting)(lang) if setting else "",
    )


def _said(detail: str, lang: Lang) -> str:
    """Return a day as people of a language write it, any other detail as it is.

    >>> _said("2026-11-20", "en"), _said("2026-11-20", "ru"), _said("114", "en")
    ('20 Nov 2026', '20.11.2026', '114')
    """
    is_day = _DAY.fullmatch(detail)
    return day_text(serial_of(date.fromisoformat(detail)), lang) if is_day else detail


def instead(setting: Field) -> Text:
    """Return what holds in place of a setting that cannot be used."""
    if setting.key == "as_of":
        return Text("взят сегодняшний день", "today is taken")
    if setting.default is None:
        return Text("не учтено", "left out")
    return Text("действует значение по умолчанию", "the default applies")


def amount_text(amount: float, lang: Lang) -> str:
    r"""Return an amount as a sentence names it: grouped, hundredths where there are any.

    >>> amount_text(-1234.5, "ru"), amount_text(1000.0, "en")
    ('−1\xa0234,50', '1,000')
    """
    text = f"{abs(amount):,.2f}".removesuffix(".00")
    if lang == "ru":
        text = text.replace(",", GROUP[lang]).replace(".", ",")
    return ("−" if amount < 0 else "") + text


def what_to_do(finding: Finding, lang: Lang) -> str:
    """Return the way out, in words."""
    return MESSAGES[finding.code].do(lang)


def field_name(key: str, lang: Lang) -> str:
    """Return a field's name as people read it; "" if the finding is about none."""
    definition = _FIELDS.get(key)
    if definition:
        return definition.name(lang)
    return next((title(lang) for sheet, title in SHEETS.items() if sheet == key), "")
