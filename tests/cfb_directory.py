"""The directory of a compound file, strictly: [MS-CFB] 2.6, its entries and its sibling trees."""

import struct
from dataclasses import dataclass
from itertools import pairwise

from violations import demand

NOSTREAM, ENDOFCHAIN = 0xFFFFFFFF, 0xFFFFFFFE
UNUSED, STORAGE, STREAM, ROOT = 0, 1, 2, 5
RED, BLACK = 0, 1
SIZE = 128
BLANK = bytes(68) + struct.pack("<3I", NOSTREAM, NOSTREAM, NOSTREAM) + bytes(48)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One directory entry that is in use."""

    name: str
    kind: int
    colour: int
    left: int
    right: int
    child: int
    start: int
    size: int


def read_entries(data, *, version):
    """Entries by id, None where an entry is unused; each is checked by itself."""
    pieces = [data[at : at + SIZE] for at in range(0, len(data), SIZE)]
    demand(pieces, "directory: empty")
    entries = [_entry(raw, number, version) for number, raw in enumerate(pieces)]
    _root(entries[0], pieces[0])
    kinds = [entry.kind for entry in entries[1:] if entry]
    demand(ROOT not in kinds, "directory: a second root")
    return entries


def walk_tree(entries, *, balanced):
    """Pairs (path, entry) of every stream, siblings in their order; checks the trees."""
    seen = {0}
    found = list(_siblings(entries, entries[0].child, "", seen, balanced=balanced))
    used = {number for number, entry in enumerate(entries) if entry}
    demand(used == seen, f"directory: entries {sorted(used - seen)} cannot be reached")
    return found


def _entry(raw, number, version):
    kind = raw[66]
    demand(kind in {UNUSED, STORAGE, STREAM, ROOT}, f"entry {number}: type {kind}")
    if kind == UNUSED:
        demand(raw == BLANK, f"entry {number}: unused and not blank")
        return None
    name = _name(raw, number)
    left, right, child = struct.unpack_from("<3I", raw, 68)
    start, size, high = struct.unpack_from("<3I", raw, 116)
    demand(raw[67] in {RED, BLACK}, f"{name}: colour {raw[67]}")
    demand(version == 4 or high == 0, f"{name}: size over 32 bits in version 3")
    demand(version == 4 or size <= 1 << 31, f"{name}: size over 2 GB in version 3")
    ids = {"left": left, "right": right, "child": child}
    entry = Entry(name=name, kind=kind, colour=raw[67], start=start, size=size | high << 32, **ids)
    _kind_rules(entry, raw)
    return entry


def _name(raw, number):
    (length,) = struct.unpack_from("<H", raw, 64)
    demand(length % 2 == 0 and 4 <= length <= 64, f"entry {number}: name length {length}")
    demand(not any(raw[length - 2 : 64]), f"entry {number}: name is not ended and padded by zeros")
    try:
        name = raw[: length - 2].decode("utf-16-le")
    except UnicodeDecodeError:
        name = "\0"
    demand("\0" not in name, f"entry {number}: name is not UTF-16 text of its length")
    demand(not set(name) & set("/\\:!"), f"entry {number}: forbidden character in {name!r}")
    return name


def _kind_rules(entry, raw):
    name = entry.name
    if entry.kind == STREAM:
        demand(entry.child == NOSTREAM, f"{name}: a stream with a child")
        demand(raw[80:96] == bytes(16), f"{name}: a stream with a CLSID")
        demand(raw[96:100] == bytes(4), f"{name}: a stream with state bits")
        demand(raw[100:116] == bytes(16), f"{name}: a stream with time stamps")
    if entry.kind == STORAGE:
        demand((entry.start, entry.size) == (0, 0), f"{name}: a storage with content")
    elif entry.size == 0:
        demand(entry.start == ENDOFCHAIN, f"{name}: empty, yet starts at {entry.start:#x}")


def _root(root, raw):
    demand(root is not None and root.kind == ROOT, "directory: entry 0 is not the root")
    demand(root.name == "Root Entry", f"directory: the root is called {root.name!r}")
    demand((root.left, root.right) == (NOSTREAM, NOSTREAM), "directory: the root has siblings")
    demand(raw[100:108] == bytes(8), "directory: the root has a creation time")


def _siblings(entries, top, prefix, seen, *, balanced):
    if top == NOSTREAM:
        return
    order = []
    _subtree(entries, top, seen, order, place=(prefix or "root", 1), balanced=balanced)
    demand(entries[top].colour == BLACK, f"tree of {prefix or 'root'}: its top is red")
    for before, after in pairwise(order):
        demand(_key(before.name) != _key(after.name), f"duplicate name {after.name!r}")
        demand(_key(before.name) < _key(after.name), f"{after.name!r} sorts before {before.name!r}")
    for entry in order:
        path = f"{prefix}{entry.name}"
        if entry.kind == STREAM:
            yield path, entry
        else:
            yield from _siblings(entries, entry.child, f"{path}/", seen, balanced=balanced)


def _subtree(entries, number, seen, order, *, place, balanced):
    if number == NOSTREAM:
        return 0
    where, depth = place
    demand(number < len(entries), f"tree of {where}: id {number:#x} is outside the directory")
    demand(number not in seen, f"tree of {where}: entry {number} is met twice")
    demand(depth < 500, f"tree of {where}: too deep to walk")
    entry = entries[number]
    demand(entry is not None, f"tree of {where}: entry {number} is unused")
    seen.add(number)
    down = {"place": (where, depth + 1), "balanced": balanced}
    left = _subtree(entries, entry.left, seen, order, **down)
    order.append(entry)
    right = _subtree(entries, entry.right, seen, order, **down)
    red = [entries[i].colour == RED for i in (entry.left, entry.right) if i != NOSTREAM]
    demand(entry.colour == BLACK or not any(red), f"tree of {where}: two reds at {entry.name!r}")
    demand(left == right or not balanced, f"tree of {where}: black heights at {entry.name!r}")
    return left + (entry.colour == BLACK)


def _key(name):
    units = name.encode("utf-16-le")
    upper = [_upper(units[at] | units[at + 1] << 8) for at in range(0, len(units), 2)]
    return len(units), upper


def _upper(unit):
    if 0xD800 <= unit <= 0xDFFF:  # half of a surrogate pair keeps its case
        return unit
    upper = chr(unit).upper()
    return ord(upper) if len(upper) == 1 else unit
