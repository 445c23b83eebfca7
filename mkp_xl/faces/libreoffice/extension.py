"""The extension `mkp.oxt`: the same parts on any machine, from the fields and from sources."""

from __future__ import annotations

import io
from importlib.resources import files
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from mkp_xl import __version__
from mkp_xl.faces.libreoffice import functions
from mkp_xl.faces.libreoffice.carried import carried

IDENTIFIER: Final = "org.mkp.calc"
OLDEST: Final = "25.2"
"""Older releases do not find a function by the name that Excel's files have for it."""
_SHELL: Final = "mkp_functions.py"
_KINDS: Final = {
    "mkp_types.idl": "application/vnd.sun.star.uno-typelibrary;type=RDB",
    _SHELL: "application/vnd.sun.star.uno-component;type=Python",
    "CalcAddIns.xcu": "application/vnd.sun.star.configuration-data",
}
_NEW_YEAR: Final = (1980, 1, 1, 0, 0, 0)


def extension() -> bytes:
    """Return the extension as LibreOffice installs it."""
    parts = {
        "META-INF/manifest.xml": _manifest(),
        "description.xml": _description(),
        "mkp_types.idl": functions.types(),
        "CalcAddIns.xcu": functions.configuration(),
        _SHELL: _source(_SHELL),
        **{f"pythonpath/{path}": text for path, text in carried().items()},
    }
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(_entry(name), text.encode("utf-8"))
    return packed.getvalue()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _NEW_YEAR)
    entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
    return entry


def _source(name: str) -> str:
    return files("mkp_xl.faces.libreoffice").joinpath("office", name).read_text(encoding="utf-8")


def _manifest() -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>\n'
        for name, kind in _KINDS.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n'
        f"{entries}</manifest:manifest>\n"
    )


def _description() -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<description xmlns="http://openoffice.org/extensions/description/2006" '
        'xmlns:lo="http://libreoffice.org/extensions/description/2011">\n'
        f'<identifier value="{IDENTIFIER}"/>\n'
        f'<version value="{__version__}"/>\n'
        "<dependencies>"
        f'<lo:LibreOffice-minimal-version value="{OLDEST}" lo:name="LibreOffice {OLDEST}"/>'
        "</dependencies>\n"
        '<display-name><name lang="ru">МКП: матрица клиентского потенциала</name>'
        '<name lang="en">MKP: customer potential matrix</name></display-name>\n'
        "</description>\n"
    )
