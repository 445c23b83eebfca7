"""Pictures of every sheet, made by LibreOffice: for documents, mails and our own eyes."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from mkp_xl.errors import HostError, InputError
from mkp_xl.hosts.xlsx.alone import visible_titles, write_alone

if TYPE_CHECKING:
    from mkp_xl.book.fields import Lang
    from mkp_xl.hosts.contract import Progress

_PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_DOTS = "110"
_LOCALES = {"ru": "ru-RU", "en": "en-US"}
_MINUTES = 10
_ODD = str.maketrans('<>:"/\\|?*', "_________")
"""Signs that a file's name may not hold somewhere."""
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    '<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale">'
    "<value>{locale}</value></prop></item></oor:items>"
)


def picture(book: Path, folder: Path, lang: Lang, step: Progress) -> list[Path]:
    """Write the first page of every visible sheet as `01 Title.png`; return the files in order."""
    soffice, printer = _program(_PROGRAMS, "no_libreoffice"), _program(("pdftoppm",), "no_poppler")
    titles = visible_titles(book)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        key = "not_a_folder" if folder.is_file() else "no_folder"
        raise HostError(key, path=str(folder)) from problem
    with tempfile.TemporaryDirectory(prefix="mkp-") as name:
        scratch = Path(name)
        copies = [scratch / f"{number:02d}.xlsx" for number in range(1, len(titles) + 1)]
        for copy, title in zip(copies, titles, strict=True):
            write_alone(book, title, copy)
        step("write", 0.2)
        _convert(soffice, copies, scratch, lang)
        pictures = []
        for number, (copy, title) in enumerate(zip(copies, titles, strict=True), start=1):
            target = folder / f"{number:02d} {title.translate(_ODD)}.png"
            _first_page(printer, copy.with_suffix(".pdf"), target)
            pictures.append(target)
            step("write", 0.6 + 0.4 * number / len(titles))
    return pictures


def _program(names: tuple[str, ...], missing: str) -> str:
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        raise InputError(missing)
    return found


def _convert(soffice: str, copies: list[Path], scratch: Path, lang: Lang) -> None:
    """Let LibreOffice print all copies in one run, under a profile of its own."""
    user = scratch / "profile" / "user"
    user.mkdir(parents=True)
    settings = _PROFILE.format(locale=_LOCALES[lang])
    (user / "registrymodifications.xcu").write_text(settings, encoding="utf-8")
    profile = f"-env:UserInstallation={user.parent.as_uri()}"
    asked = ["--headless", "--norestore", profile, "--convert-to", "pdf", "--outdir", str(scratch)]
    _run([soffice, *asked, *map(str, copies)])


def _first_page(printer: str, pdf: Path, target: Path) -> None:
    made = pdf.with_suffix("")
    _run([printer, "-png", "-r", _DOTS, "-f", "1", "-l", "1", "-singlefile", str(pdf), str(made)])
    try:
        shutil.move(made.with_suffix(".png"), target)
    except OSError as problem:
        raise HostError("write_failed", path=str(target)) from problem


def _run(command: list[str]) -> None:
    try:
        done = subprocess.run(  # noqa: S603  programs of this machine, names of our own files
            command, capture_output=True, check=False, timeout=60 * _MINUTES
        )
    except subprocess.TimeoutExpired as problem:
        raise HostError("no_picture", program=Path(command[0]).name) from problem
    if done.returncode:
        raise HostError("no_picture", program=Path(command[0]).name)
