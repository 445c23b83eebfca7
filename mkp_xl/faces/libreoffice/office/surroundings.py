"""What a command finds around it: the person's language, the recorded worker, the document."""

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path

import uno
from com.sun.star.uno import RuntimeException

from mkp_xl.faces.libreoffice.office import texts

IDENTIFIER = "org.mkp.calc"
RECORD = "worker.json"
PACKAGES = "/singletons/com.sun.star.deployment.PackageInformationProvider"
SETTINGS = "/singletons/com.sun.star.configuration.theDefaultProvider"
LOG = "mkp_xl.log"
CHANGING = ("recalculate", "recalculate_list", "log_contact", "undo")
"""Commands that write into cells; the others work on a document that is only read."""


def language(context):
    """Return the language to speak: MKP_LANG, else that of LibreOffice's menus."""
    said = os.environ.get("MKP_LANG") or shown_language(context)
    return "ru" if said.lower().startswith("ru") else "en"


def shown_language(context):
    """Return the language of the menus as LibreOffice writes it: "ru", "en-US"."""
    place = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    place.Name, place.Value = "nodepath", "/org.openoffice.Setup/L10N"
    settings = context.getValueByName(SETTINGS).createInstanceWithArguments(
        "com.sun.star.configuration.ConfigurationAccess", (place,)
    )
    return settings.getByName("ooLocale") or ""


def recorded_worker(context):
    """Return the worker's command line as setup recorded it; [] where it did not."""
    folder = context.getValueByName(PACKAGES).getPackageLocation(IDENTIFIER)
    try:
        record = Path(uno.fileUrlToSystemPath(folder)) / RECORD
        return [str(part) for part in json.loads(record.read_text("utf-8"))]
    except (OSError, ValueError, TypeError, RuntimeException):
        return []  # installed by hand, or damaged: in either case setup mends it


def document_of(frame):
    """Return the spreadsheet that a frame shows; None where it shows something else."""
    controller = frame.getController()
    return controller.getModel() if shows_cells(controller) else None


def shows_cells(controller):
    """Tell whether a window shows a sheet's cells; the preview of a print does not."""
    return hasattr(controller, "getActiveSheet")


def unready(document, worker, key):
    """Return what keeps a command from starting; None where nothing does."""
    if document is None:
        return texts.NO_SHEET
    if key in CHANGING and document.isReadonly():
        return texts.READ_ONLY
    return None if worker else texts.NO_WORKER


def logged(text):
    """Keep a text where someone who helps can read it; return the place."""
    path = Path(tempfile.gettempdir()) / LOG
    with suppress(OSError):  # where it cannot be kept, the message still tells what to do
        path.write_text(text, encoding="utf-8")
    return path
