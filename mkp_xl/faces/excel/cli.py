"""The commands that set Excel up: `setup`, `doctor`, `addin`, `export-vba`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mkp_xl.book.fields import LANGS
from mkp_xl.errors import InputError
from mkp_xl.faces import terminal
from mkp_xl.faces.answers import print_json
from mkp_xl.faces.arguments import LANG, JsonOption, LangOption, lang_of, say
from mkp_xl.faces.asking import agrees
from mkp_xl.faces.usage import Command

if TYPE_CHECKING:
    from collections.abc import Callable

    from mkp_xl.book.fields import Lang

_NAMES = {
    "setup": say(
        "Настроить Excel (или LibreOffice) для МКП.", "Set Excel (or LibreOffice) up for MKP."
    ),
    "doctor": say(
        "Проверить, всё ли готово для Excel, и сказать, что исправить.",
        "Check that all is ready for Excel, and say what to mend.",
    ),
    "addin": say(
        "Сделать надстройку с функциями МКП: mkp.xlam для Excel (и вкладка), mkp.oxt для "
        "LibreOffice.",
        "Make the add-in with MKP functions: mkp.xlam for Excel (and the tab), mkp.oxt for "
        "LibreOffice.",
    ),
    "export-vba": say(
        "Записать исходные тексты макросов.", "Write the source texts of the macros."
    ),
}


def add_commands(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    examples = {
        "setup": "mkp-xl setup",
        "doctor": say("mkp-xl doctor Клиенты.xlsm", "mkp-xl doctor Clients.xlsm"),
        "addin": "mkp-xl addin mkp.xlam",
        "export-vba": "mkp-xl export-vba vba",
    }
    functions: dict[str, Callable[..., None]] = {
        "setup": setup,
        "doctor": doctor,
        "addin": addin,
        "export-vba": export_vba,
    }
    for name, function in functions.items():
        epilog = say(f"Пример: {examples[name]}", f"Example: {examples[name]}")
        app.command(name, cls=Command, help=_NAMES[name], epilog=epilog)(function)


def setup(
    undo: Annotated[
        bool, typer.Option("--undo", help=say("убрать то, что записано", "take it all back"))
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help=say("не спрашивать", "do not ask"))
    ] = False,
    no_addin: Annotated[
        bool, typer.Option("--no-addin", help=say("без надстройки", "without the add-in"))
    ] = False,
    libreoffice: Annotated[
        bool,
        typer.Option(
            "--libreoffice",
            help=say("настроить не Excel, а LibreOffice", "set up LibreOffice, not Excel"),
        ),
    ] = False,
    lang: LangOption = None,
) -> None:
    """Tell xlwings where this Python is and put the add-in into Excel's start folder."""
    if libreoffice:
        _set_up_libreoffice(undo=undo)
        return
    from mkp_xl.faces import setting_up  # noqa: PLC0415  other commands start without it

    chosen, machine = lang_of(lang), setting_up.this_machine()
    if undo:
        plan = setting_up.plan_undo(machine)
    else:
        build = None if no_addin else partial(_addin, chosen)
        plan = setting_up.plan_setup(machine, addin=build, script=setting_up.installed_script())
    ask = (lambda _question: True) if yes else partial(agrees, lang=chosen, default=False)
    if not setting_up.converse(plan, chosen, _print, ask):
        raise typer.Exit(1)


def _set_up_libreoffice(*, undo: bool) -> None:
    """Install the extension, or take it out; say what to do next."""
    from mkp_xl.faces.libreoffice import setting_up  # noqa: PLC0415  as above

    folder = setting_up.program_folder()
    if not undo:
        setting_up.refuse_old(folder)
        setting_up.install(folder)
        _print(
            say(
                "Готово: расширение МКП установлено. Перезапустите LibreOffice, откройте список "
                "клиентов и нажмите «Пересчитать» на панели МКП; функции MKP_... считаются в любой "
                "книге. Убрать: mkp-xl setup --libreoffice --undo",
                "Done: the MKP extension is installed. Restart LibreOffice, open your client list "
                "and press Recalculate on the MKP toolbar; MKP_... functions compute in any "
                "workbook. To remove it: mkp-xl setup --libreoffice --undo",
            )
        )
    elif setting_up.is_installed(folder):
        setting_up.remove(folder)
        _print(say("Готово: расширение МКП убрано.", "Done: the MKP extension is removed."))
    else:
        _print(say("Убирать нечего: расширения МКП нет.", "There is no MKP extension to remove."))


def doctor(
    book: Annotated[
        Path | None,
        typer.Argument(metavar="BOOK", help=say("книга, если дело в ней", "a workbook, if any")),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Print what is right and what is not, each with the one line that mends it."""
    from mkp_xl.faces import setting_up  # noqa: PLC0415  other commands start without it

    patient = setting_up.Patient(
        machine=setting_up.this_machine(),
        installed=setting_up.installed(),
        addin=_addin_in_place,
        script=setting_up.installed_script(),
    )
    checks = setting_up.doctor(patient, book, macro_version=_macro_version)
    if as_json:
        print_json([setting_up.check_record(check, LANG) for check in checks])
    else:
        for check in checks:
            for line in setting_up.check_lines(check, LANG):
                _print(line)
    raise typer.Exit(setting_up.exit_code(checks))


def addin(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help=say("имя файла", "name of the file")),
    ] = None,
    lang: LangOption = None,
) -> None:
    """Write the add-in for Excel or LibreOffice; an earlier one of this name is replaced."""
    from mkp_xl.faces.libreoffice.extension import extension  # noqa: PLC0415  as above
    from mkp_xl.faces.setting_up import files, machine  # noqa: PLC0415  as above

    path = file or Path(machine.ADDIN_NAME)
    makers: dict[str, Callable[[], bytes]] = {
        ".xlam": partial(_addin, lang_of(lang)),
        ".oxt": extension,
    }
    make = makers.get(path.suffix.casefold())
    if make is None:
        raise InputError("addin_needs_suffix", path=str(path))
    change = files.Change(path=path, seen=files.read(path), becomes=make())
    files.carry_out_all([change])
    _print(say(f"Надстройка: {path}", f"Add-in: {path}"))


def export_vba(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=say("папка", "folder"))],
) -> None:
    """Write every module of a book's macros as a file that Excel's editor can import."""
    from mkp_xl.faces.excel.sources import export  # noqa: PLC0415  brings xlwings along

    for path in export(folder):
        _print(str(path))


def _addin(lang: Lang) -> bytes:
    from mkp_xl.faces.excel.books import addin as build  # noqa: PLC0415  brings xlwings along

    return build(lang)


def _addin_in_place() -> bytes:
    """Return the add-in as it is built today, in the language in which it stands, if it does."""
    from mkp_xl.faces.setting_up import files, machine  # noqa: PLC0415  only doctor asks

    stands = files.read(machine.addin_path(machine.this_machine()))
    built = [_addin(lang) for lang in (LANG, *LANGS)]
    return stands if stands in built and stands is not None else built[0]


def _macro_version(path: Path) -> str | None:
    """Return the version of xlwings that a book's macros come from; None if it says none."""
    from mkp_xl.faces.excel.helpers import macro_version  # noqa: PLC0415  only where asked

    return macro_version(path)


def _print(text: str) -> None:
    out, _ = terminal.consoles()
    out.print(text, markup=False, soft_wrap=True)
