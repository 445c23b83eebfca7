"""xlwings' COM server without Windows: its own code, with pywin32 stubbed, calls our functions.

Import this only in a process of its own: the stubs stay. `call` hands over what Excel would.
"""

import asyncio
import ctypes
import multiprocessing.connection
import sys
import types
import warnings

MISSING = -2147352572
"""What COM gives for an argument left out."""


class Stub(types.ModuleType):
    """A module that has every name asked for, as an exception class nobody raises."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        value = type(name, (Exception,), {})
        setattr(self, name, value)
        return value


class Library:
    """A library of Windows: every function is there and does nothing."""

    def __getattr__(self, name):
        return Library()

    def __call__(self, *_):
        return None


def stub():
    """Let xlwings believe in Windows and in pywin32 while it is imported."""
    assert asyncio
    assert multiprocessing.connection
    for name in (
        "pywintypes", "pythoncom", "win32api", "win32con", "win32gui", "win32process",
        "win32timezone", "win32event", "winerror", "win32com", "win32com.client",
        "win32com.server", "win32com.server.policy", "win32com.server.util",
        "win32com.server.dispatcher",
    ):  # fmt: skip
        sys.modules[name] = Stub(name)
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, sys.modules[name])
    sys.modules["pythoncom"].CoInitialize = lambda: None
    com = sys.modules["pythoncom"]
    com.__file__, com.TypeIIDs = "pythoncom", {com.IID_IDispatch: None}
    ctypes.windll = ctypes.oledll = Library()
    real, ctypes.PyDLL = ctypes.PyDLL, lambda _name: Library()
    before, sys.platform = sys.platform, "win32"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import xlwings.udfs  # noqa: PLC0415  it looks for Windows as it is imported
    finally:
        sys.platform, ctypes.PyDLL = before, real
    return xlwings.udfs


udfs = stub()
MODULE = "mkp_xl.faces.excel.udfs"


def call(name, *args):
    """Return what the COM server answers Excel for a call with these Value2 arguments."""
    return udfs.call_udf(MODULE, name, tuple(args))
