"""What the buttons themselves say; all else a person reads comes from the worker."""

NO_WORKER = {
    "ru": "Кнопкам нужна программа МКП, а это расширение её не знает. Выполните в командной "
    "строке mkp-xl setup --libreoffice и перезапустите LibreOffice.",
    "en": "The buttons need the MKP program, which this extension does not know. Run "
    "mkp-xl setup --libreoffice on the command line and restart LibreOffice.",
}
WORKER_GONE = {
    "ru": "Программы МКП больше нет на прежнем месте: {program}. Выполните в командной строке "
    "mkp-xl setup --libreoffice и перезапустите LibreOffice.",
    "en": "The MKP program is no longer where it was: {program}. Run mkp-xl setup --libreoffice "
    "on the command line and restart LibreOffice.",
}
NO_SHEET = {
    "ru": "Откройте таблицу с клиентами и нажмите ещё раз.",
    "en": "Open the spreadsheet with your clients and press again.",
}
READ_ONLY = {
    "ru": "Документ открыт только для чтения. Нажмите «Правка» → «Редактирование» или сохраните "
    "копию под другим именем и нажмите ещё раз.",
    "en": "The document is open for reading only. Choose Edit → Edit Mode, or save a copy under "
    "another name, and press again.",
}
STARTS = {"ru": "МКП: запуск", "en": "MKP: starting"}
