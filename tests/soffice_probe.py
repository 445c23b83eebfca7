"""What runs inside the LibreOffice under test: it looks where no request from outside can.

A Python script of the profile, called by `soffice_buttons`; it shares the modules of the extension.
"""

import ctypes
import os
import sys

PARTS = ("libmergedlo.so", "libvcllo.so")
CANCELLING = "_ZN11Application19SetDialogCancelModeE16DialogCancelMode"
OFFICE = "mkp_xl.faces.libreoffice.office"


def let_boxes_wait(*_):
    """Let a LibreOffice without windows wait for an answer to its messages, as with windows.

    It would cancel them unseen; that it does is a setting of its library which nothing else sets.
    """
    for part in PARTS:
        try:
            getattr(ctypes.CDLL(part), CANCELLING)(0)
        except (OSError, AttributeError):
            continue
        return True
    return False


def speak(language):
    """Set the language as a person would before starting LibreOffice."""
    os.environ["MKP_LANG"] = language


def is_working(*_):
    """Tell whether a command is under way."""
    run = sys.modules.get(f"{OFFICE}.run")
    return bool(run) and run._AT_WORK.locked()


def watched(*_):
    """Return how many windows are watched for clicks."""
    clicks = sys.modules.get(f"{OFFICE}.clicks")
    return len(clicks._WATCHED) if clicks else 0
