"""One sentence for each reason a run cannot go on, in both languages."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from mkp_xl.book.fields import SHEETS, Lang, Text
from mkp_xl.book.words import limit_text

if TYPE_CHECKING:
    from mkp_xl.errors import MkpError

_CLOSE = Text(
    "Закройте книгу и повторите.",
    "Close the workbook and try again.",
)

SENTENCES: Final[dict[str, Text]] = {
    # the command
    "unknown_setting": Text(
        "Настройки «{setting}» нет. Есть: {known}.",
        "There is no setting “{setting}”. There are: {known}.",
    ),
    "bad_setting": Text(
        "Значение «{value}» не подходит для {setting}: ожидается {allowed_ru}.",
        "“{value}” does not fit {setting}: expected {allowed_en}.",
    ),
    "setting_form": Text(
        "Настройка задаётся как ключ=значение, получено «{text}».",
        "A setting is given as key=value, not “{text}”.",
    ),
    "bad_date": Text(
        "«{text}» — не дата: ожидается 2026-11-20 или 20.11.2026.",
        "“{text}” is not a date: expected 2026-11-20 or 20.11.2026.",
    ),
    "unknown_column": Text(
        "Столбца «{column}» нет. Есть: {known}.",
        "There is no column “{column}”. There are: {known}.",
    ),
    "unknown_sheet": Text(
        "На листе «{sheet}» нет данных mkp_xl. Они есть на листах: {known}.",
        "Sheet “{sheet}” has no mkp_xl data. These sheets have: {known}.",
    ),
    "nothing_ours": Text(
        "В книге нет наших столбцов. Подключите список: mkp-xl attach {typed}",
        "The book has no columns of ours. Attach the list: mkp-xl attach {typed}",
    ),
    "file_exists": Text(
        "Файл «{name}» уже есть. Укажите другое имя или удалите его.",
        "“{name}” exists already. Give another name or delete it.",
    ),
    "add_needs_sheets": Text(
        "Список подключён без листов (--no-sheets): добавлять листы некуда. Отключите его "
        "(mkp-xl detach) и подключите снова без --no-sheets.",
        "The list is attached without sheets (--no-sheets): there is no place for more. Detach "
        "it (mkp-xl detach) and attach it again without --no-sheets.",
    ),
    "unknown_part": Text(
        "Части «{part}» нет. Есть: {known}.",
        "There is no part “{part}”. There are: {known}.",
    ),
    "udf_needs_macros": Text(
        "Функции МКП в ячейках работают только в книге с макросами: создайте её командой "
        "mkp-xl new Книга.xlsm. Здесь подойдут --cells native или --cells values.",
        "MKP functions in cells work only in a workbook with macros: make one with "
        "mkp-xl new Book.xlsm. Here --cells native or --cells values will do.",
    ),
    "has_macros": Text(
        "В книге «{name}» уже есть макросы, они остаются как есть.",
        "“{name}” has macros already; they stay as they are.",
    ),
    "no_xlwings_source": Text(
        "Не найден файл xlwings «{path}». Установите пакет заново: pip install --force-reinstall "
        "xlwings",
        "xlwings' file “{path}” is missing. Install it again: pip install --force-reinstall "
        "xlwings",
    ),
    # setting Excel up
    "setup_other_system": Text(
        "Excel для этой системы нет, настраивать нечего. Книги считает команда mkp-xl recalc.",
        "There is no Excel for this system: nothing to set up. Use the command mkp-xl recalc.",
    ),
    "setup_store_python": Text(
        "Python из Microsoft Store запустить из Excel нельзя. Установите Python с python.org.",
        "Excel cannot start a Python from the Microsoft Store. Install Python from python.org.",
    ),
    "setup_no_excel": Text(
        "Excel на этом компьютере ещё не запускали. Откройте его один раз и повторите.",
        "Excel was never started on this computer. Open it once and try again.",
    ),
    "setup_odd_config": Text(
        "Excel не прочтёт файл настроек «{path}». Переименуйте его и повторите.",
        "Excel cannot read the settings file “{path}”. Rename it and try again.",
    ),
    "setup_letters": Text(
        "В пути «{path}» есть знаки, которых Excel не прочтёт. Установите Python в папку "
        "с латинским именем.",
        "The path “{path}” has signs that Excel cannot read. Install Python in a folder with "
        "a Latin name.",
    ),
    "setup_no_reading": Text(
        "Не удалось прочитать «{path}» ({reason}).",
        "“{path}” cannot be read ({reason}).",
    ),
    "setup_no_writing": Text(
        "Не удалось записать «{path}» ({reason}). Ничего не изменено. Закройте Excel и повторите.",
        "“{path}” cannot be written ({reason}). Nothing was changed. Close Excel and try again.",
    ),
    "setup_changed": Text(
        "Файл «{path}» изменился, пока вы отвечали. Ничего не изменено. Повторите.",
        "“{path}” changed while you were answering. Nothing was changed. Try again.",
    ),
    "no_list_here": Text(
        "Курсор стоит вне списков клиентов. Выберите ячейку в списке и нажмите ещё раз.",
        "The cursor is in no client list. Select a cell of the list and press again.",
    ),
    "no_contact_log": Text(
        f"В книге нет листа контактов: закройте её и выполните mkp-xl add contacts КНИГА — "
        f"появится лист «{SHEETS['contacts'].ru}».",
        f"The workbook has no sheet of contacts: close it and run mkp-xl add contacts WORKBOOK, "
        f"which brings the sheet {SHEETS['contacts'].en}.",
    ),
    "contact_log_without_key": Text(
        "Лист «{sheet}» и список клиентов не связать: добавьте на лист столбец «Код клиента» или "
        "«Клиент», как в списке, и нажмите ещё раз.",
        "Sheet “{sheet}” shares no column with the client list: give it the column Client ID or "
        "Client that the list has, and press again.",
    ),
    "client_without_key": Text(
        "Контакт не записан: на листе «{sheet}» клиент назван в столбце «{column_ru}», а в списке "
        "у клиента «{client}» там пусто. Впишите и нажмите ещё раз.",
        "Nothing was logged: sheet “{sheet}” calls clients by “{column_en}”, and the list has none "
        "for “{client}”. Type it there and press again.",
    ),
    "contact_log_of_formulas": Text(
        "Клиента и дату на листе «{sheet}» пишут ваши формулы: контакт запишите там сами.",
        "Formulas of yours write client and date on sheet “{sheet}”: log the contact there "
        "yourself.",
    ),
    "contact_log_full": Text(
        "Под таблицей на листе «{sheet}» нет свободных строк (там итоги или другая таблица): "
        "вставьте в неё строку и нажмите ещё раз.",
        "The table on sheet “{sheet}” has no free rows below (totals or another table are there): "
        "insert a row into it and press again.",
    ),
    "too_many_contacts": Text(
        "Выбрано больше {most} клиентов: за раз записывается не больше {most} контактов.",
        "More than {most} clients are selected: at most {most} contacts are logged at once.",
    ),
    "several_contact_logs": Text(
        f"Как «{SHEETS['contacts'].ru}» подходят несколько листов: назовите так тот, который вы "
        "ведёте, и повторите.",
        f"Several sheets fit as “{SHEETS['contacts'].en}”: give that name to the one you keep and "
        "try again.",
    ),
    "addin_needs_suffix": Text(
        "Имя надстройки должно кончаться на .xlam (Excel) или .oxt (LibreOffice), получено "
        "«{name}».",
        "The add-in's name must end in .xlam (Excel) or .oxt (LibreOffice), not “{name}”.",
    ),
    "no_new_name": Text(
        "Не указано имя новой книги. Справка: mkp-xl new --help",
        "No name for the new workbook. Help: mkp-xl new --help",
    ),
    "list_without_pilot": Text(
        "Лишнее слово: {name}. Список клиентов берут с --pilot N. Справка: mkp-xl new --help",
        "Unexpected: {name}. A list goes with --pilot N. Help: mkp-xl new --help",
    ),
    "no_pilot_list": Text(
        "Не указан список для --pilot. Справка: mkp-xl new --help",
        "No list was named for --pilot. Help: mkp-xl new --help",
    ),
    "bad_pilot": Text(
        "Для --pilot ожидается число клиентов от 1 или all, получено «{text}».",
        "--pilot takes a number of clients from 1, or all, not “{text}”.",
    ),
    "pilot_stands": Text(
        "Книга «{name}» уже есть: её язык и вид ячеек не меняются. Уберите --lang и --cells.",
        "“{name}” exists: its language and kind of cells stay. Leave out --lang and --cells.",
    ),
    "not_a_pilot": Text(
        "Файл «{name}» уже есть, и сделан он не командой new: добавить в него клиентов нельзя. "
        "Назовите другой файл; сначала идёт новая книга, потом список.",
        "“{name}” exists and was not made by the command new: no clients can be added to it. "
        "Name another file; the new workbook comes first, then the list.",
    ),
    "pilot_log_gone": Text(
        "В пилоте не узнать таблицу «{log_ru}»: некуда добавить её строки. Верните лист и его "
        "заголовки и повторите.",
        "The pilot's table “{log_en}” is not recognised: its rows have no place to go. Put the "
        "sheet and its headers back and try again.",
    ),
    "not_a_folder": Text(
        "«{path}» — файл, а нужна папка.", "“{path}” is a file, not a folder."
    ),
    "no_manager_column": Text(
        "На листе «{sheet}» нет столбца «Менеджер»: делить список не по чему. Добавьте его и "
        "впишите, кто ведёт клиентов.",
        "Sheet “{sheet}” has no column “Manager” to split the list by. Add it and fill in who "
        "looks after each client.",
    ),
    "nobody_to_split": Text(
        "В списке нет клиентов: раздавать нечего.", "The list has no clients to deal out."
    ),
    "copy_exists": Text(
        "Файл «{path}» уже есть, в нём могут быть чьи-то правки. Назовите другую папку: --output.",
        "“{path}” exists and may hold somebody's changes. Name another folder: --output.",
    ),
    "no_copy_there": Text(
        "Папки или файла «{path}» нет.", "There is no folder or file “{path}”."
    ),
    "no_copies_in": Text(
        "В папке «{path}» нет книг .xlsx.", "There are no .xlsx workbooks in the folder “{path}”."
    ),
    "no_base": Text(
        "Файл «{name}» — не копия, сделанная командой split: собирать из него нечего.",
        "“{name}” is no copy made by the command split: there is nothing to collect from it.",
    ),
    "other_book": Text(
        "Файл «{name}» — копия другой книги («{book}», лист «{sheet}»).",
        "“{name}” is a copy of another workbook (“{book}”, sheet “{sheet}”).",
    ),
    "copy_unread": Text(
        "Копию «{name}» не прочитать: {why_ru}", "The copy “{name}” cannot be read: {why_en}"
    ),
    "copy_damaged": Text(
        "скрытый лист с исходными данными повреждён.",
        "the hidden sheet with the data of the split is damaged.",
    ),
    "excel_table_grows": Text(
        "Лист «{sheet}» пилота оформлен таблицей Excel, её строки не добавить. Превратите её в "
        "диапазон (Конструктор → Преобразовать в диапазон) и повторите.",
        "Sheet “{sheet}” of the pilot is an Excel table, which cannot be lengthened. Convert it to "
        "a range (Table Design → Convert to Range) and try again.",
    ),
    "pilot_is_list": Text(
        "«{name}» — сам список: назовите для пилота другой файл.",
        "“{name}” is the list itself: name another file for the pilot.",
    ),
    "new_needs_xlsx": Text(
        "Имя новой книги должно кончаться на .xlsx или .xlsm, получено «{name}».",
        "A new workbook's name must end in .xlsx or .xlsm, not “{name}”.",
    ),
    "too_many_clients": Text(
        "На лист помещается не больше {most_ru} клиентов.",
        "A sheet holds {most_en} clients at most.",
    ),
    "no_libreoffice": Text(
        "Для картинок нужен LibreOffice: он не найден.",
        "Pictures need LibreOffice, which was not found.",
    ),
    "libreoffice_missing": Text(
        "LibreOffice не найден. Установите LibreOffice 25.2 или новее (libreoffice.org), а если он "
        "есть, откройте двойным щелчком файл, который делает mkp-xl addin mkp.oxt.",
        "LibreOffice was not found. Install LibreOffice 25.2 or newer (libreoffice.org); if it is "
        "there, open with a double click the file that mkp-xl addin mkp.oxt makes.",
    ),
    "libreoffice_old": Text(
        "Найден LibreOffice {found}, нужен {oldest} или новее: старый не находит функции по именам "
        "из Excel.",
        "LibreOffice {found} was found, {oldest} or newer is needed: an older one does not find "
        "functions by the names of Excel.",
    ),
    "libreoffice_refused": Text(
        "LibreOffice отказал: {reason}. Закройте LibreOffice и повторите, не от имени "
        "администратора (root).",
        "LibreOffice refused: {reason}. Close LibreOffice and try again, not as root.",
    ),
    "no_poppler": Text(
        "Для картинок нужна программа pdftoppm (пакет poppler-utils): она не найдена.",
        "Pictures need the program pdftoppm (package poppler-utils), which was not found.",
    ),
    "no_picture": Text(
        "Картинки не получились: {program} не справилась с книгой «{name}».",
        "No pictures: {program} could not handle “{name}”.",
    ),
    # the list
    "no_list": Text(
        "Список клиентов не найден. Нужна строка заголовков, в ней: {expected_ru}.",
        "No client list found. A header row is needed with {expected_en}.",
    ),
    "two_lists": Text(
        "Два списка клиентов: «{first}» и «{second}». Назовите нужный лист «Клиенты» или укажите "
        "его при подключении: --list ЛИСТ.",
        "Two client lists: “{first}” and “{second}”. Name the right sheet “Clients”, or say which "
        "when attaching: --list SHEET.",
    ),
    "nothing_ours_to_detach": Text(
        "В книге «{name}» нет ничего нашего: отключать нечего.",
        "“{name}” has nothing of ours: there is nothing to detach.",
    ),
    "map_form": Text(
        "Столбец задаётся как ЗАГОЛОВОК=поле, получено «{text}».",
        "A column is given as HEADER=field, not “{text}”.",
    ),
    "list_form": Text(
        "Список задаётся как Лист1 или Лист1!B3:H200, получено «{text}».",
        "A list is given as Sheet1 or Sheet1!B3:H200, not “{text}”.",
    ),
    "unknown_field": Text(
        "Поля «{field}» нет. Есть: {known}.", "There is no field “{field}”. There are: {known}."
    ),
    "sheets_need_values": Text(
        "Формулы в ячейках читают лист «Настройки»: с --no-sheets подходит только --cells values.",
        "Formulas read the Settings sheet: with --no-sheets only --cells values will do.",
    ),
    "repair_alone": Text(
        "С --repair нет ни --list, ни --map, ни других указаний: он только исправляет формулы.",
        "--repair goes with no --list, --map or the like: it only mends formulas.",
    ),
    "helper_taken": Text(
        "В книге есть свой лист «{sheet}», а макросам МКП нужен лист с таким названием. "
        "Переименуйте его и повторите.",
        "The workbook has a sheet “{sheet}” of its own, and MKP's macros need one of that name. "
        "Rename it and run this again.",
    ),
    "no_sheet_for_list": Text(
        "Листа «{sheet}» в книге нет.", "The workbook has no sheet “{sheet}”."
    ),
    "no_list_there": Text(
        'На листе «{sheet}» список не узнан. Назовите столбцы: --map "ЗАГОЛОВОК=client". '
        "Нужны {expected_ru}.",
        "The list on sheet “{sheet}” is not recognised. Name its columns: --map "
        '"HEADER=client". Needed: {expected_en}.',
    ),
    "no_named_header": Text(
        "Столбца «{header}» нет ни на одном листе.", "No sheet has a column “{header}”."
    ),
    "no_header_there": Text(
        "Столбца «{header}» в списке на листе «{sheet}» нет или он назван дважды.",
        "The list on sheet “{sheet}” has no column “{header}”, or it is named twice.",
    ),
    "attached_elsewhere": Text(
        "Подключён уже список на листе «{sheet}». Чтобы подключить другой, сначала уберите наше: "
        "mkp-xl detach {typed}",
        "The list on sheet “{sheet}” is attached already. To attach another, first take away what "
        "is ours: mkp-xl detach {typed}",
    ),
    "list_headers_gone": Text(
        "На листе «{sheet}» не узнать заголовки списка. Нужны: {expected_ru}.",
        "The list's headers on sheet “{sheet}” are not recognised. "
        "Needed: {expected_en}.",
    ),
    "doubled_header": Text(
        "Лист «{sheet}»: два столбца «{header}» ({first} и {second}). Переименуйте один из них.",
        "Sheet “{sheet}”: two columns “{header}” ({first} and {second}). Rename one of them.",
    ),
    "headers_alike": Text(
        "Лист «{sheet}»: столбцы «{header}» ({first}) и «{other}» ({second}) значат одно. "
        "Переименуйте один из них.",
        "Sheet “{sheet}”: columns “{header}” ({first}) and “{other}” ({second}) mean the same. "
        "Rename one of them.",
    ),
    "limits_contradict": Text(
        "Границы противоречат друг другу: «Средний потенциал от» {low_ru} "
        "больше, чем «Высокий потенциал больше» {high_ru}.",
        "The limits contradict each other: “Medium potential from” {low_en} "
        "exceeds “High potential above” {high_en}.",
    ),
    "formula_cells_kind": Text(
        "Ячейки могут быть native или values, получено «{text}».",
        "Cells may be native or values, not “{text}”.",
    ),
    # the file
    "not_found": Text("Файла «{name}» нет.", "There is no file “{name}”."),
    "is_folder": Text("«{name}» — папка, а нужна книга.", "“{name}” is a folder, not a workbook."),
    "no_folder": Text("Папки «{path}» нет.", "There is no folder “{path}”."),
    "empty_file": Text("Файл «{name}» пуст.", "“{name}” is empty."),
    "not_a_workbook": Text(
        "«{name}» — {kind_ru}, а не книга Excel (.xlsx или .xlsm). Сохраните данные как .xlsx.",
        "“{name}” is {kind_en}, not an Excel workbook (.xlsx or .xlsm). Save the data as .xlsx.",
    ),
    "old_xls": Text(
        "«{name}» — книга старого формата .xls. Сохраните её в Excel как .xlsx.",
        "“{name}” is a workbook of the old .xls kind. Save it as .xlsx in Excel.",
    ),
    "xlsb": Text(
        "«{name}» — двоичная книга .xlsb. Сохраните её в Excel как .xlsx.",
        "“{name}” is a binary workbook (.xlsb). Save it as .xlsx in Excel.",
    ),
    "encrypted": Text(
        "Книга «{name}» защищена паролем на открытие. Снимите пароль и повторите.",
        "“{name}” is encrypted with a password. Remove the password and try again.",
    ),
    "encrypted_member": Text(
        "Книга «{name}» зашифрована как архив. Сохраните её в Excel заново.",
        "“{name}” is an encrypted archive. Save it again in Excel.",
    ),
    "damaged": Text(
        "Книга «{name}» повреждена{where}. "
        "Возьмите прежнюю версию или откройте и сохраните её в Excel.",
        "“{name}” is damaged{where}. Take an earlier version, or open and save it in Excel.",
    ),
    "signed": Text(
        "Книга «{name}» подписана: любая правка сломала бы подпись. Уберите подпись "
        "или пишите в копию без неё.",
        "“{name}” carries a digital signature, which any change would break. "
        "Remove the signature, or work on an unsigned copy.",
    ),
    "shared_workbook": Text(
        "«{name}» — общая книга старого вида. Отключите общий доступ в Excel и повторите.",
        "“{name}” is a legacy shared workbook. Turn sharing off in Excel and try again.",
    ),
    "doctype": Text(
        "Книга «{name}» содержит запрещённое объявление DOCTYPE ({part}): не открываем.",
        "“{name}” holds a forbidden DOCTYPE ({part}): it is not opened.",
    ),
    "bomb": Text(
        "Книга «{name}» распаковывается в опасно большой объём: не открываем.",
        "“{name}” unpacks to a dangerous size: it is not opened.",
    ),
    "duplicate_members": Text(
        "В книге «{name}» две части с одним именем ({part}). Откройте и сохраните её в Excel.",
        "“{name}” holds two parts of one name ({part}). Open and save it in Excel.",
    ),
    "unsupported_compression": Text(
        "Книга «{name}» сжата необычным способом ({part}). Откройте и сохраните её в Excel.",
        "“{name}” is compressed in an unusual way ({part}). Open and save it in Excel.",
    ),
    "part_encoding": Text(
        "Книга «{name}» записана в непривычной кодировке ({part}). "
        "Откройте и сохраните её в Excel.",
        "“{name}” is written in an unusual encoding ({part}). Open and save it in Excel.",
    ),
    "sheet_markup": Text(
        "Лист «{sheet}» книги «{name}» записан непривычным образом. "
        "Откройте и сохраните её в Excel.",
        "Sheet “{sheet}” of “{name}” is written in an unusual way. Open and save it in Excel.",
    ),
    "open_elsewhere": Text(
        "Книга «{name}» открыта в другой программе. Закройте её; если она закрыта, "
        "удалите файл «{lock}».",
        "“{name}” is open in another program. Close it; if it is closed, delete “{lock}”.",
    ),
    "locked": Text(
        "Книга «{name}» занята другой программой. " + _CLOSE.ru,
        "“{name}” is in use by another program. " + _CLOSE.en,
    ),
    "changed_meanwhile": Text(
        "Книга «{name}» изменилась, пока мы считали: ничего не записано. Повторите.",
        "“{name}” changed while we were computing: nothing was written. Try again.",
    ),
    "excel_busy": Text(
        "Excel занят: завершите ввод в ячейку или закройте окно с вопросом и повторите.",
        "Excel is busy: finish the cell you are typing in, or close its dialog, and try again.",
    ),
    "excel_refused": Text(
        "Excel не дал изменить книгу «{name}»: она осталась прежней ({reason}).",
        "Excel refused to change “{name}”: it was left as it was ({reason}).",
    ),
    "calc_refused": Text(
        "LibreOffice отказал, и книга «{name}» осталась прежней ({reason}).",
        "LibreOffice refused, and “{name}” was left as it was ({reason}).",
    ),
    "calc_day_zero": Text(
        "Книга «{name}» считает дни не от 30.12.1899: выберите этот день в LibreOffice (Сервис → "
        "Параметры → LibreOffice Calc → Вычисления → Дата) и повторите. Ничего не записано.",
        "“{name}” does not count its days from 30.12.1899: choose that day in LibreOffice (Tools → "
        "Options → LibreOffice Calc → Calculate → Date) and try again. Nothing was written.",
    ),
    "calc_gone": Text(
        "LibreOffice больше не отвечает: откройте книгу «{name}» снова и повторите.",
        "LibreOffice does not answer any more: open “{name}” again and try once more.",
    ),
    "structure_protected": Text(
        "Структура книги «{name}» защищена: снимите защиту (Excel: Рецензирование → Защитить "
        "книгу; LibreOffice: Сервис → Защитить структуру документа) и повторите. "
        "Ничего не записано.",
        "The structure of “{name}” is protected: unprotect it (Excel: Review → Protect Workbook; "
        "LibreOffice: Tools → Protect Spreadsheet Structure) and try again. Nothing was written.",
    ),
    "sheet_protected": Text(
        "Лист «{sheet}» защищён: снимите защиту и повторите. Ничего не записано.",
        "Sheet “{sheet}” is protected: unprotect it and try again. Nothing was written.",
    ),
    "restore_failed": Text(
        "Запись в «{name}» прервалась, и вернуть прежнее удалось не всё: закройте книгу "
        "без сохранения.",
        "Writing to “{name}” broke off and not all of it could be put back: close it unsaved.",
    ),
    "nothing_to_undo": Text(
        "Отменять нечего: последнее действие МКП в «{name}» уже отменено или не сохранилось.",
        "Nothing to undo: what MKP did last in “{name}” is undone already or was not kept.",
    ),
    "book_changed": Text(
        "Ячейки, которые записала МКП в «{name}», с тех пор изменены, отсортированы или "
        "передвинуты: отмена невозможна.",
        "Cells that MKP wrote in “{name}” were changed, sorted or moved since: they stay.",
    ),
    "no_versions": Text(
        "Прежних версий книги «{name}» нет: они лежали бы рядом с ней в папке .mkp-backup.",
        "No earlier version of “{name}” is kept: it would lie beside it in the folder "
        ".mkp-backup.",
    ),
    "no_other_version": Text(
        "Все прежние версии книги «{name}» такие же, как она сейчас: возвращать нечего.",
        "All earlier versions of “{name}” are the same as it is now: there is nothing to put back.",
    ),
    "no_such_version": Text(
        "Версии {number} у книги «{name}» нет, всего их {count}. Список: mkp-xl restore {typed} "
        "--list",
        "“{name}” has no version {number}, only {count} of them. List: mkp-xl restore {typed} "
        "--list",
    ),
    "version_damaged": Text(
        "Версия {number} книги «{name}» повреждена, ничего не записано. Выберите другую: mkp-xl "
        "restore {typed} --list",
        "Version {number} of “{name}” is damaged: nothing was written. Choose another: mkp-xl "
        "restore {typed} --list",
    ),
    "read_failed": Text("Не удалось прочитать книгу «{name}».", "“{name}” cannot be read."),
    "no_access": Text(
        "Нет прав на файл «{name}». Попросите доступ или скопируйте его к себе.",
        "You have no permission to open “{name}”. Ask for access, or copy it to a folder of yours.",
    ),
    "table_header": Text(
        "Лист «{sheet}», ячейка {cell}: это заголовок таблицы Excel, его текст не меняем.",
        "Sheet “{sheet}”, cell {cell} is the header of an Excel table: its text is left alone.",
    ),
    "no_table": Text(
        "Таблицы Excel «{table}» в книге нет.", "The book has no Excel table “{table}”."
    ),
    "growth_cell": Text(
        "Лист «{sheet}», ячейка {cell} занята: новым строкам и столбцам нет места. Освободите её "
        "и повторите.",
        "Sheet “{sheet}”, cell {cell} is taken: new rows and columns have no room. Clear it and "
        "try again.",
    ),
    "growth_table": Text(
        "Лист «{sheet}», ячейка {cell}: новым строкам и столбцам мешает соседняя таблица. "
        "Отодвиньте её и повторите.",
        "Sheet “{sheet}”, cell {cell}: another table is in the way of new rows and columns. Move "
        "it away and try again.",
    ),
    "growth_merged": Text(
        "Лист «{sheet}», ячейка {cell}: новым строкам и столбцам мешают объединённые ячейки. "
        "Разделите их и повторите.",
        "Sheet “{sheet}”, cell {cell}: merged cells are in the way of new rows and columns. "
        "Unmerge them and try again.",
    ),
    "growth_array": Text(
        "Лист «{sheet}», ячейка {cell}: новым строкам и столбцам мешает формула массива. "
        "Перенесите её и повторите.",
        "Sheet “{sheet}”, cell {cell}: an array formula is in the way of new rows and columns. "
        "Move it and try again.",
    ),
    "growth_pivot": Text(
        "Лист «{sheet}», ячейка {cell}: новым строкам и столбцам мешает сводная таблица. "
        "Отодвиньте её и повторите.",
        "Sheet “{sheet}”, cell {cell}: a pivot table is in the way of new rows and columns. Move "
        "it away and try again.",
    ),
    "table_totals": Text(
        "В таблице Excel «{table}» на листе «{sheet}» показана строка итогов: новым строкам нет "
        "места. Скройте её (Конструктор таблиц → Строка итогов) и повторите.",
        "The Excel table “{table}” on sheet “{sheet}” shows a total row, which leaves no room for "
        "new rows. Hide it (Table Design → Total Row) and try again.",
    ),
    "table_bound": Text(
        "Таблицу Excel «{table}» на листе «{sheet}» заполняет внешний источник: её размер не "
        "меняем.",
        "The Excel table “{table}” on sheet “{sheet}” is filled from an outside source: its size "
        "is left alone.",
    ),
    "table_formula": Text(
        "Лист «{sheet}», таблица Excel «{table}»: столбец «{column}» считается формулой, которую "
        "не продолжить на новые строки.",
        "Sheet “{sheet}”, Excel table “{table}”: column “{column}” is computed by a formula that "
        "cannot be continued into new rows.",
    ),
    "read_only_file": Text(
        "Файл «{name}» только для чтения. Пишите в другой: --output.",
        "“{name}” is read-only. Write to another file: --output.",
    ),
    "read_only_folder": Text(
        "В папку «{folder}» писать нельзя. Укажите файл в другой папке.",
        "The folder “{folder}” is read-only. Name a file in another folder.",
    ),
    "disk_full": Text(
        "На диске нет места: книга «{name}» осталась прежней.",
        "The disk is full: “{name}” was left as it was.",
    ),
    "write_failed": Text(
        "Не удалось записать книгу «{name}». Она осталась прежней.",
        "“{name}” cannot be written: it was left as it was.",
    ),
    "other_extension": Text(
        "Результат должен иметь то же расширение, что и книга ({wanted}).",
        "The output must have the workbook's own extension ({wanted}).",
    ),
    "array_formula": Text(
        "Лист «{sheet}», ячейка {cell}: там формула массива, мы её не трогаем.",
        "Sheet “{sheet}”, cell {cell} holds an array formula, which is left alone.",
    ),
    "shared_formula": Text(
        "Лист «{sheet}», ячейка {cell} входит в общую формулу: введите её формулу заново.",
        "Sheet “{sheet}”, cell {cell} belongs to a shared formula: type its formula again.",
    ),
    "formula_too_long": Text(
        "Формула для {cell} длиннее, чем позволяет Excel. Возьмите --cells values.",
        "The formula for {cell} is longer than Excel allows. Use --cells values.",
    ),
    "text_too_long": Text(
        "Текст длиннее 32 767 знаков не помещается в ячейку.",
        "A text of more than 32,767 characters does not fit a cell.",
    ),
    "too_many_rows": Text(
        "На листе «{sheet}» не хватает строк (их 1 048 576).",
        "Sheet “{sheet}” has too few rows (1,048,576).",
    ),
    "too_many_columns": Text(
        "На листе «{sheet}» не хватает столбцов для наших.",
        "Sheet “{sheet}” has no room for our columns.",
    ),
    "too_many_styles": Text(
        "В книге «{name}» слишком много стилей ячеек: Excel не примет новых. "
        "Очистите форматы лишних ячеек и листов.",
        "“{name}” has too many cell styles: Excel takes no more. "
        "Clear the formats of cells and sheets you do not need.",
    ),
    "no_sheet": Text("Листа «{sheet}» в книге нет.", "The book has no sheet “{sheet}”."),
    "title_taken": Text(
        "Название листа «{sheet}» занято.", "The sheet title “{sheet}” is taken."
    ),
}  # fmt: skip
_KINDS: Final[dict[object, Text]] = {
    "text": Text("текстовый файл", "a text file"),
    "html": Text("веб-страница", "a web page"),
    "xml": Text("файл XML", "an XML file"),
    "pdf": Text("файл PDF", "a PDF file"),
    "zip": Text("архив", "an archive"),
    "ods": Text("книга LibreOffice (.ods)", "a LibreOffice workbook (.ods)"),
    "docx": Text("документ Word", "a Word document"),
    "pptx": Text("презентация", "a presentation"),
    "ole": Text("файл старого Office", "a file of an old Office"),
}
_UNKNOWN_KIND = Text("файл другого вида", "a file of another kind")
_UNKNOWN = Text("Книгу «{name}» не обработать ({key}).", "“{name}” cannot be processed ({key}).")


def sentence(error: MkpError, lang: Lang) -> str:
    """Return an error as one sentence."""
    template = SENTENCES.get(error.key, _UNKNOWN)(lang)
    return template.format_map(_Particulars(error))


class _Particulars(dict[str, Any]):
    """What a sentence may name; nothing is missing so badly that the sentence is lost."""

    def __init__(self, error: MkpError) -> None:
        particulars = dict(error.particulars)
        path = str(particulars.get("path", ""))
        particulars["name"] = PurePath(path).name or path
        particulars["folder"] = str(PurePath(path).parent)
        particulars["lock"] = PurePath(str(particulars.get("lock", ""))).name
        particulars["key"] = error.key
        kind = _KINDS.get(particulars.get("kind"), _UNKNOWN_KIND)
        particulars |= {"kind_ru": kind.ru, "kind_en": kind.en}
        where = particulars.get("sheet") or particulars.get("part")
        particulars["where"] = f" ({where})" if where else ""
        particulars["typed"] = f'"{path}"' if " " in path else path
        for limit in ("low", "high", "most"):
            if isinstance(particulars.get(limit), float):
                particulars[f"{limit}_ru"] = limit_text(particulars[limit], "ru")
                particulars[f"{limit}_en"] = limit_text(particulars[limit], "en")
        log = particulars.get("log")
        if log in SHEETS:
            particulars |= {"log_ru": SHEETS[log].ru, "log_en": SHEETS[log].en}
        super().__init__(particulars)

    def __missing__(self, key: str) -> str:
        return "—"
