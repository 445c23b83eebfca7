"""What a file is that is not a workbook of the xlsx family, by its first bytes."""

from __future__ import annotations

from typing import BinaryIO

from mkp_xl.errors import HostError

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_SHEETS = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08")
_TEXT_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HEAD = 4096
_CHUNK = 1 << 20
_LONGEST_NAME = 64
"""Of a stream of a compound file, in bytes."""


def refuse_if_not_zip(file: BinaryIO, size: int) -> None:
    """Raise the HostError that names what the file is, unless it begins as a zip does."""
    if not size:
        raise HostError("empty_file")
    file.seek(0)
    head = file.read(_HEAD)
    if head.startswith(_OLE):
        _refuse_ole(file)
    if head.startswith(_OLD_SHEETS):
        raise HostError("old_xls")
    if not head.startswith(_ZIP):
        raise HostError("not_a_workbook", kind=_kind(head))


def _refuse_ole(file: BinaryIO) -> None:
    """Raise the HostError for a compound file by the names of its streams, wherever they stand."""
    is_old = False
    file.seek(0)
    before = b""
    while chunk := file.read(_CHUNK):
        data = before + chunk
        if _wide("EncryptedPackage") in data:
            raise HostError("encrypted")
        is_old = is_old or _wide("Workbook") in data or _wide("Book") in data
        before = data[-_LONGEST_NAME:]
    raise HostError("old_xls") if is_old else HostError("not_a_workbook", kind="ole")


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _kind(head: bytes) -> str:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1000].lower()
    if start.startswith(b"%pdf"):
        return "pdf"
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head")):
        return "html"
    if start.startswith(b"<"):
        return "html" if b"<html" in start else "xml"
    if head.startswith(b"PK"):
        return "zip"
    return "text" if head.startswith(_TEXT_MARKS) or not _has_controls(head) else "unknown"


def _has_controls(head: bytes) -> bool:
    return any(byte < 32 and byte not in b"\t\n\r\f" for byte in head)
