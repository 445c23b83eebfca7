"""Pictures of every sheet, made by LibreOffice: for documents, mails and our own eyes."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from mkp_xl.errors import HostError, InputError
from mkp_xl.hosts.xlsx.printable import visible_titles, write_printable

if TYPE_CHECKING:
    from mkp_xl.book.fields import Lang
    from mkp_xl.hosts.contract import Progress

_PROGRAMS = ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice")
_DOTS = "110"
_LOCALES = {"ru": "ru-RU", "en": "en-US"}
_MINUTES = 10
_ODD = str.maketrans('<>:"/\\|?*', "_________")
"""Signs that a file's name may not hold somewhere."""
_MARK = re.compile(r'<item page="(\d+)">(.*?)</item>')
"""A bookmark of a document: LibreOffice sets one where a sheet begins."""
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    '<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale">'
    "<value>{locale}</value></prop></item></oor:items>"
)


def picture(book: Path, folder: Path, lang: Lang, step: Progress) -> list[Path]:
    """Write the first page of every visible sheet as `01 Title.png`; return the files in order.

    A sheet with nothing on it has no page, so no picture.
    """
    soffice = _program(_PROGRAMS, "no_libreoffice")
    printer, lister = (_program((name,), "no_poppler") for name in ("pdftoppm", "pdftohtml"))
    titles = visible_titles(book)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        key = "not_a_folder" if folder.is_file() else "no_folder"
        raise HostError(key, path=str(folder)) from problem
    with tempfile.TemporaryDirectory(prefix="mkp-") as name:
        copy = Path(name) / "book.xlsx"
        write_printable(book, copy)
        step("write", 0.1)
        _convert(soffice, copy, lang)
        pages = first_pages(lister, copy.with_suffix(".pdf"))
        pictures = []
        for number, title in enumerate(titles, start=1):
            target = folder / f"{number:02d} {title.translate(_ODD)}.png"
            if title in pages:
                _page(printer, copy.with_suffix(".pdf"), pages[title], target)
                pictures.append(target)
            step("write", 0.6 + 0.4 * number / len(titles))
    return pictures


def first_pages(lister: str, pdf: Path) -> dict[str, int]:
    """Return the number of the page where each sheet begins, by the sheet's title."""
    listed = _run([lister, "-xml", "-stdout", "-i", "-f", "1", "-l", "1", str(pdf)])
    outline = listed.rpartition("<outline>")[2]
    return {html.unescape(title): int(page) for page, title in _MARK.findall(outline)}


def _program(names: tuple[str, ...], missing: str) -> str:
    found = next((path for path in map(shutil.which, names) if path), None)
    if found is None:
        raise InputError(missing)
    return found


def _convert(soffice: str, book: Path, lang: Lang) -> None:
    """Let LibreOffice print a book beside it, under a profile of its own."""
    user = book.parent / "profile" / "user"
    user.mkdir(parents=True)
    settings = _PROFILE.format(locale=_LOCALES[lang])
    (user / "registrymodifications.xcu").write_text(settings, encoding="utf-8")
    profile = f"-env:UserInstallation={user.parent.as_uri()}"
    asked = ["--headless", "--norestore", profile, "--convert-to", "pdf", "--outdir"]
    _run([soffice, *asked, str(book.parent), str(book)])


def _page(printer: str, pdf: Path, page: int, target: Path) -> None:
    made, one = pdf.with_suffix(""), str(page)
    _run([printer, "-png", "-r", _DOTS, "-f", one, "-l", one, "-singlefile", str(pdf), str(made)])
    try:
        shutil.move(made.with_suffix(".png"), target)
    except OSError as problem:
        raise HostError("write_failed", path=str(target)) from problem


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603  programs of this machine, names of our own files
            command, capture_output=True, check=False, encoding="utf-8", errors="replace",
            timeout=60 * _MINUTES,
        )  # fmt: skip
    except subprocess.TimeoutExpired as problem:
        raise HostError("no_picture", program=Path(command[0]).name) from problem
    if done.returncode:
        raise HostError("no_picture", program=Path(command[0]).name)
    return done.stdout
