"""The extension `mkp.oxt`: the same parts on any machine, from the fields and from sources."""

from __future__ import annotations

import io
import json
from importlib.resources import files
from typing import TYPE_CHECKING, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from mkp_xl import __version__
from mkp_xl.faces.libreoffice import buttons, functions
from mkp_xl.faces.libreoffice.carried import carried

if TYPE_CHECKING:
    from collections.abc import Sequence

IDENTIFIER: Final = "org.mkp.calc"
OLDEST: Final = "25.2"
"""Older releases do not find a function by the name that Excel's files have for it."""
RECORD: Final = "worker.json"
"""The command line that starts the worker of the buttons, where setup has recorded it."""
_COMPONENTS: Final = ("mkp_functions.py", "mkp_buttons.py")
_CONFIGURATION: Final = {
    "CalcAddIns.xcu": functions.configuration,
    "Addons.xcu": buttons.addons,
    "CalcWindowState.xcu": buttons.toolbar_state,
    "ProtocolHandler.xcu": buttons.protocol,
    "Jobs.xcu": buttons.jobs,
}
_KINDS: Final = {
    "mkp_types.idl": "application/vnd.sun.star.uno-typelibrary;type=RDB",
    **dict.fromkeys(_COMPONENTS, "application/vnd.sun.star.uno-component;type=Python"),
    **dict.fromkeys(_CONFIGURATION, "application/vnd.sun.star.configuration-data"),
}
_NEW_YEAR: Final = (1980, 1, 1, 0, 0, 0)


def extension(worker: Sequence[str] = ()) -> bytes:
    """Return the extension as LibreOffice installs it; its buttons start the worker, if given."""
    parts = {
        "META-INF/manifest.xml": _manifest(),
        "description.xml": _description(),
        "mkp_types.idl": functions.types(),
        **{name: make() for name, make in _CONFIGURATION.items()},
        **{name: _source(name) for name in _COMPONENTS},
        **{f"pythonpath/{path}": text for path, text in carried().items()},
        **({RECORD: json.dumps(list(worker))} if worker else {}),
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
