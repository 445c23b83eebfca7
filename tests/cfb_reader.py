"""A strict reader of compound files, written from [MS-CFB]: any broken rule is a Violation.

Stricter than Excel on purpose: what it accepts leaves a lenient reader nothing to guess.
"""

import struct
from collections.abc import Collection

from cfb_directory import STREAM, read_entries, walk_tree
from violations import Violation, demand

__all__ = ["Violation", "read_compound"]

SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
DIFSECT, FATSECT, ENDOFCHAIN, FREESECT = 0xFFFFFFFC, 0xFFFFFFFD, 0xFFFFFFFE, 0xFFFFFFFF
IN_HEADER, CUTOFF, MINI = 109, 4096, 64


MINOR_VERSION, BALANCE = "minor version", "balance"


def read_compound(data: bytes, *, allow: Collection[str] = ()) -> dict[str, bytes]:
    """Content of every stream by path ("VBA/dir"), in the order of the directory trees.

    Two rules are ours to wave through with `allow`: MINOR_VERSION is only a "should" of [MS-CFB]
    2.2, and 2.6.4 lists no equal black heights, it even allows all nodes black in any shape.
    """
    header = _header(data)
    demand(MINOR_VERSION in allow or header["minor"] == 0x3E, "header: minor version is not 0x3E")
    sectors = _sectors(data, header["size"])
    owners = {}
    fat = _fat(header, sectors, owners)
    directory = _regular(sectors, fat, owners, header["directory"], "directory")
    _directory_count(header, len(directory))
    entries = read_entries(b"".join(directory), version=header["major"])
    streams = list(walk_tree(entries, balanced=BALANCE not in allow))
    mini = _mini(header, entries[0], sectors, fat, owners)
    found = {path: _content(entry, path, sectors, fat, owners, mini) for path, entry in streams}
    _all_accounted(fat, owners, len(sectors), "FAT")
    _all_accounted(mini["fat"], mini["owners"], len(mini["sectors"]), "mini FAT")
    return found


def _header(data):
    demand(len(data) >= 512, "header: shorter than 512 bytes")
    demand(data[:8] == SIGNATURE, "header: signature")
    demand(data[8:24] == bytes(16), "header: CLSID is not zero")
    minor, major, order, shift, mini_shift = struct.unpack_from("<5H", data, 24)
    demand(major in {3, 4}, f"header: major version {major}")
    demand(order == 0xFFFE, f"header: byte order {order:#x}")
    demand(shift == {3: 9, 4: 12}[major], f"header: sector shift {shift} in version {major}")
    demand(mini_shift == 6, f"header: mini sector shift {mini_shift}")
    demand(data[34:40] == bytes(6), "header: reserved bytes are not zero")
    fields = struct.unpack_from("<9I", data, 40)
    names = "directories fats directory transaction cutoff minifat minifats difat difats"
    header = dict(zip(names.split(), fields, strict=True), major=major, minor=minor)
    header["size"] = 1 << shift
    demand(header["transaction"] == 0, "header: transaction signature is not zero")
    demand(header["cutoff"] == CUTOFF, f"header: mini stream cutoff {header['cutoff']}")
    demand(not any(data[512 : header["size"]]), "header: padding is not zero")
    header["listed"] = struct.unpack_from("<109I", data, 76)
    return header


def _directory_count(header, length):
    expected = 0 if header["major"] == 3 else length
    demand(header["directories"] == expected, "header: number of directory sectors")


def _sectors(data, size):
    demand(len(data) % size == 0, "file: length is not a whole number of sectors")
    demand(len(data) >= 3 * size, "file: no room for a FAT and a directory")
    return [data[at : at + size] for at in range(size, len(data), size)]


def _fat(header, sectors, owners):
    listed, chain = _difat(header, sectors)
    count = header["fats"]
    demand(0 < count <= len(sectors), f"header: {count} FAT sectors")
    demand(len(listed) >= count, "DIFAT: fewer places than FAT sectors")
    demand(FREESECT not in listed[:count], "DIFAT: fewer FAT sectors than the header counts")
    demand(set(listed[count:]) <= {FREESECT}, "DIFAT: more FAT sectors than the header counts")
    _own(owners, listed[:count], len(sectors), "FAT")
    _own(owners, chain, len(sectors), "DIFAT")
    fat = [link for number in listed[:count] for link in _links(sectors[number])]
    demand(len(fat) >= len(sectors), "FAT: does not cover the file")
    marked = {FATSECT: "FAT", DIFSECT: "DIFAT"}
    for number, link in enumerate(fat):
        owner = owners.get(number)
        kept = marked.get(link) == owner
        demand(kept, f"FAT: sector {number} marked {link:#x}, used by {owner}")
    return fat


def _difat(header, sectors):
    listed, chain, at = list(header["listed"]), [], header["difat"]
    demand(max(0, header["fats"] - IN_HEADER) <= len(sectors) * 128, "header: number of FATs")
    room = header["size"] // 4 - 1
    expected = -(-max(0, header["fats"] - IN_HEADER) // room)
    demand(header["difats"] == expected, f"header: {header['difats']} DIFAT sectors")
    while at != ENDOFCHAIN:
        demand(at < len(sectors), f"DIFAT: link {at:#x} is outside the file")
        demand(at not in chain, "DIFAT: chain runs in a circle")
        chain.append(at)
        *more, at = _links(sectors[at])
        listed += more
    demand(len(chain) == expected, f"DIFAT: chain of {len(chain)} sectors, header {expected}")
    return listed, chain


def _links(sector):
    return struct.unpack(f"<{len(sector) // 4}I", sector)


def _own(owners, numbers, count, who):
    for number in numbers:
        demand(number < count, f"{who}: link {number:#x} is outside the file")
        demand(number not in owners, f"{who}: sector {number} is also {owners.get(number)}")
        owners[number] = who


def _chain(fat, owners, start, count, who):
    numbers, at = [], start
    while at != ENDOFCHAIN:
        _own(owners, [at], count, who)
        demand(at < len(fat), f"{who}: sector {at} has no link")
        numbers.append(at)
        at = fat[at]
    return numbers


def _regular(sectors, fat, owners, start, who):
    return [sectors[number] for number in _chain(fat, owners, start, len(sectors), who)]


def _mini(header, root, sectors, fat, owners):
    table = _regular(sectors, fat, owners, header["minifat"], "mini FAT")
    demand(len(table) == header["minifats"], "header: number of mini FAT sectors")
    links = [link for sector in table for link in _links(sector)]
    parts = _regular(sectors, fat, owners, root.start, "mini stream")
    demand(root.size % MINI == 0, "mini stream: size is not a whole number of mini sectors")
    demand(len(parts) == -(-root.size // header["size"]), "mini stream: chain and size differ")
    demand(len(links) >= root.size // MINI, "mini FAT: does not cover the mini stream")
    demand(root.size > 0 or not links, "mini FAT: present without a mini stream")
    stream = b"".join(parts)[: root.size]
    pieces = [stream[at : at + MINI] for at in range(0, len(stream), MINI)]
    return {"fat": links, "sectors": pieces, "owners": {}}


def _content(entry, path, sectors, fat, owners, mini):
    demand(entry.kind == STREAM, f"{path}: not a stream")
    if entry.size >= CUTOFF:
        parts, unit = _regular(sectors, fat, owners, entry.start, path), len(sectors[0])
    else:
        table = mini["fat"], mini["owners"]
        parts, unit = _regular(mini["sectors"], *table, entry.start, path), MINI
    expected = -(-entry.size // unit)
    demand(len(parts) == expected, f"{path}: chain of {len(parts)}, size asks for {expected}")
    return b"".join(parts)[: entry.size]


def _all_accounted(fat, owners, count, who):
    for number, link in enumerate(fat):
        free = link == FREESECT
        demand(number < count or free, f"{who}: entry {number} is past the end and not free")
        demand(free or number in owners, f"{who}: sector {number} belongs to nobody")
        demand(not (free and number in owners), f"{who}: sector {number} is used and free")
