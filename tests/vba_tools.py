"""What tests of VBA projects share: real projects to read, and a packer that knows no copying."""

import importlib
import io
import struct
import warnings
import zipfile
from importlib.resources import files

import olefile

EXCEL_MADE = "quickstart.xlsm"  # saved by Excel itself, the only one in the package of xlwings
ASPOSE_MADE = (
    "quickstart_standalone.xlsm",
    "quickstart_addin.xlam",
    "quickstart_addin_ribbon.xlam",
    "addin/xlwings.xlam",
)


def shipped(path):
    """Bytes of vbaProject.bin in a workbook that xlwings ships."""
    book = io.BytesIO(files("xlwings").joinpath(path).read_bytes())
    with zipfile.ZipFile(book) as package:
        return package.read("xl/vbaProject.bin")


def streams_by_olefile(data):
    """Streams by path, as the lenient reader olefile finds them."""
    with olefile.OleFileIO(io.BytesIO(data)) as compound:
        paths = compound.listdir()
        return {"/".join(path): compound.openstream(path).read() for path in paths}


def unpack_by_oletools(data):
    """Content of a compressed container, as oletools unpacks it."""
    with warnings.catch_warnings():  # its own imports use deprecated names
        warnings.simplefilter("ignore")
        olevba = importlib.import_module("oletools.olevba")
    return bytes(olevba.decompress_stream(bytearray(data)))


def pack(data):
    """Container with the data as literal tokens: the simplest one [MS-OVBA] 2.4.1 allows."""
    assert len(data) <= 3600
    pieces = [data[at : at + 8] for at in range(0, len(data), 8)]
    body = b"".join(b"\0" + piece for piece in pieces)
    return b"\x01" + struct.pack("<H", 0xB000 | (len(body) - 1)) + body


def put(data, at, layout, *values):
    """Write numbers over the bytes at a place."""
    struct.pack_into(f"<{layout}", data, at, *values)


def get(data, at):
    """Read the number of 4 bytes at a place."""
    return struct.unpack_from("<I", data, at)[0]


def sector(number):
    """Place of a sector of 512 bytes."""
    return 512 * (number + 1)


def fat_link(data, number):
    """Place of a sector's link, in a file with one FAT sector."""
    return sector(get(data, 76)) + 4 * number


def entry_of(data, number):
    """Place of the directory entry with this id."""
    at = get(data, 48)
    for _ in range(number // 4):
        at = get(data, fat_link(data, at))
    return sector(at) + number % 4 * 128


def entry(data, name):
    """Place of the directory entry with this name; "" is the first unused one."""
    wide = name.encode("utf-16-le")
    for at in range(512, len(data), 128):
        (length,) = struct.unpack_from("<H", data, at + 64)
        if name and length == len(wide) + 2 and data[at:].startswith(wide + b"\0\0"):
            return at
        if not name and data[at : at + 80] == bytes(68) + b"\xff" * 12:
            return at
    raise LookupError(name)
