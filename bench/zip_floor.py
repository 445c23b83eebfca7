"""A floor, a whole process: the largest part of a package inflated and deflated again."""

from __future__ import annotations

import sys
import zipfile
import zlib

_CHUNK = 1 << 20


def main() -> None:
    """Do it with the book and at the level of deflate that the command line names."""
    path, level = sys.argv[1], int(sys.argv[2])
    packer = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    with zipfile.ZipFile(path) as package:
        part = max(package.infolist(), key=lambda member: member.file_size)
        with package.open(part) as file:
            while piece := file.read(_CHUNK):
                packer.compress(piece)
    packer.flush()


if __name__ == "__main__":
    main()
