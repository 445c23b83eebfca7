"""Prints {library: {module: code}} of a workbook's macros as LibreOffice has read them.

Runs under the interpreter that carries LibreOffice's bindings, like `soffice_worker`:
`soffice_modules.py <soffice program> <profile folder> <workbook>`.
"""

from __future__ import annotations

import json
import sys

from soffice_document import Document
from soffice_worker import Office


def main(program, profile, path):
    """Start LibreOffice, open the workbook, print, stop."""
    office = Office(program, profile)
    office.start()
    try:
        with Document(office.desktop, office.profile, path) as document:
            libraries = document.model.BasicLibraries
            texts = {name: modules(libraries, name) for name in libraries.ElementNames}
        sys.stdout.write(json.dumps(texts))
    finally:
        office.stop()


def modules(libraries, name):
    """Return the library's {module: code}."""
    libraries.loadLibrary(name)
    library = libraries.getByName(name)
    return {module: library.getByName(module) for module in library.ElementNames}


if __name__ == "__main__":
    main(*sys.argv[1:])
