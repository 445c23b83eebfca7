"""A zip written beside another one: untouched members keep their compressed bytes."""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from mkp_xl.errors import HostError
from mkp_xl.hosts.xlsx.members import LOCAL_HEADER, LOCAL_MARK, local_header, raw_name
from mkp_xl.hosts.xlsx.packing import Packed, deflated

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from mkp_xl.hosts.xlsx.package import Package
    from mkp_xl.hosts.xlsx.packing import Content


WIDE_FROM = 0xFFFFFFFF
"""Sizes and offsets from here on need the zip64 fields."""

_CENTRAL = struct.Struct("<4sBBHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_WIDE_END = struct.Struct("<4sQHHIIQQQQ")
_WIDE_LOCATOR = struct.Struct("<4sIQI")
_WIDE_EXTRA = 0x0001
_WIDE_VERSION = 45
_DEFLATE_VERSION = 20
_SIZES_FOLLOW = 0x8
_UTF8 = 0x800
_CHUNK = 1 << 20
_NEW_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(slots=True, kw_only=True)
class _Written:
    """A member as it stands in the new zip."""

    info: zipfile.ZipInfo
    name: bytes
    extra: bytes
    offset: int = 0
    packed: int = 0


def write_package(
    package: Package, parts: Mapping[str, Content], removed: AbstractSet[str], target: BinaryIO
) -> None:
    """Write the package with some parts changed, some removed, new ones behind the others."""
    written = []
    known = {member.filename for member in package.members}
    with package.opened() as source:
        for member in package.members:
            if member.filename in removed:
                continue
            content = parts.get(member.filename)
            if content is None:
                written.append(_copied(source, member, target))
            else:
                _, name, extra = local_header(source, member)
                written.append(_deflated(_changed(member), name, extra, content, target))
    fresh = [name for name in parts if name not in known]
    written += [_deflated(_fresh(new), new.encode(), b"", parts[new], target) for new in fresh]
    _write_directory(written, package.comment, target)


def _copied(source: BinaryIO, member: zipfile.ZipInfo, target: BinaryIO) -> _Written:
    numbers, name, extra = local_header(source, member)
    version, flags, method, time, date = numbers[:5]
    offset = target.tell()
    sizes = (member.CRC, member.compress_size, member.file_size)
    fields = (version, flags & ~_SIZES_FOLLOW, method, time, date)
    _write_local(target, fields, sizes, name, _without_wide(extra))
    left = member.compress_size
    while left:
        chunk = source.read(min(left, _CHUNK))
        if not chunk:
            raise HostError("damaged", part=member.filename, reason="the file ends early")
        target.write(chunk)
        left -= len(chunk)
    packed = member.compress_size
    info = _clone(member, flags=member.flag_bits & ~_SIZES_FOLLOW)
    return _Written(
        info=info, name=raw_name(member), extra=member.extra, offset=offset, packed=packed
    )


def _deflated(
    info: zipfile.ZipInfo, name: bytes, extra: bytes, content: Content, target: BinaryIO
) -> _Written:
    if not isinstance(content, Packed):
        content = deflated(content, sum(map(len, content)))
    info.file_size, info.CRC = content.size, content.checksum
    offset, length = target.tell(), sum(map(len, content.pieces))
    fields = (info.extract_version, info.flag_bits, info.compress_type, *_dos_time(info))
    _write_local(target, fields, (info.CRC, length, info.file_size), name, _without_wide(extra))
    target.writelines(content.pieces)
    return _Written(info=info, name=name, extra=info.extra, offset=offset, packed=length)


def _write_local(
    target: BinaryIO,
    fields: tuple[int, int, int, int, int],
    sizes: tuple[int, int, int],
    name: bytes,
    extra: bytes,
) -> None:
    version, flags, method, time, date = fields
    crc, packed, full = sizes
    if max(packed, full) >= WIDE_FROM:
        extra = struct.pack("<HHQQ", _WIDE_EXTRA, 16, full, packed) + extra
        version, packed, full = max(version, _WIDE_VERSION), 0xFFFFFFFF, 0xFFFFFFFF
    numbers = (version, flags, method, time, date, crc, packed, full, len(name), len(extra))
    target.write(LOCAL_HEADER.pack(LOCAL_MARK, *numbers) + name + extra)


def _write_directory(written: list[_Written], comment: bytes, target: BinaryIO) -> None:
    start = target.tell()
    target.writelines(_central_entry(member) for member in written)
    size, count = target.tell() - start, len(written)
    if count >= 0xFFFF or max(size, start) >= WIDE_FROM:
        place = target.tell()
        numbers = (44, _WIDE_VERSION, _WIDE_VERSION, 0, 0, count, count, size, start)
        target.write(_WIDE_END.pack(b"PK\x06\x06", *numbers))
        target.write(_WIDE_LOCATOR.pack(b"PK\x06\x07", 0, place, 1))
        count, size, start = min(count, 0xFFFF), 0xFFFFFFFF, 0xFFFFFFFF
    target.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, size, start, len(comment)) + comment)


def _central_entry(member: _Written) -> bytes:
    info = member.info
    wide = [info.file_size, member.packed, member.offset]
    narrow = [min(number, 0xFFFFFFFF) if number < WIDE_FROM else 0xFFFFFFFF for number in wide]
    large = [number for number in wide if number >= WIDE_FROM]
    extra, version = _without_wide(member.extra), info.extract_version
    if large:
        extra = struct.pack(f"<HH{len(large)}Q", _WIDE_EXTRA, 8 * len(large), *large) + extra
        version = max(version, _WIDE_VERSION)
    full, packed, offset = narrow
    lengths = (len(member.name), len(extra), len(info.comment), 0)
    head = (info.create_version, info.create_system, version, info.flag_bits, info.compress_type)
    attributes = (info.internal_attr, info.external_attr, offset)
    numbers = (*head, *_dos_time(info), info.CRC, packed, full, *lengths, *attributes)
    return _CENTRAL.pack(b"PK\x01\x02", *numbers) + member.name + extra + info.comment


def _without_wide(extra: bytes) -> bytes:
    """Return an extra field without its zip64 block; a field that does not parse stays as it is."""
    kept, place = b"", 0
    while place + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, place)
        block = extra[place : place + 4 + length]
        kept += b"" if kind == _WIDE_EXTRA else block
        place += 4 + length
    return kept + extra[place:]


def _clone(member: zipfile.ZipInfo, *, flags: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(member.filename, member.date_time)
    for field in ("create_version", "create_system", "extract_version", "compress_type", "CRC"):
        setattr(info, field, getattr(member, field))
    for field in ("file_size", "internal_attr", "external_attr", "comment", "extra"):
        setattr(info, field, getattr(member, field))
    info.flag_bits = flags
    return info


def _changed(member: zipfile.ZipInfo) -> zipfile.ZipInfo:
    info = _clone(member, flags=member.flag_bits & _UTF8)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.CRC, info.extract_version = 0, max(info.extract_version, _DEFLATE_VERSION)
    return info


def _fresh(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _NEW_DATE)
    info.create_system, info.CRC = 0, 0
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _dos_time(info: zipfile.ZipInfo) -> tuple[int, int]:
    year, month, day, hour, minute, second = info.date_time
    return hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day
