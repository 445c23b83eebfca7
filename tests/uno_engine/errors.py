"""The error that Excel raises through COM, and its codes for the errors in cells."""

from __future__ import annotations

from xlwings import XlwingsError

REFUSED = -2146827284  # 0x800A03EC: what Excel answers to nearly everything it does not do
NO_SUCH_MEMBER = -2147352565
CODES = {
    "#NULL!": -2146826288,
    "#DIV/0!": -2146826281,
    "#VALUE!": -2146826273,
    "#REF!": -2146826265,
    "#NAME?": -2146826259,
    "#NUM!": -2146826252,
    "#N/A": -2146826246,
}
BY_NUMBER = {
    32767: "#N/A",
    502: "#NUM!",
    503: "#NUM!",
    508: "#NAME?",
    521: "#NULL!",
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
}


class ComError(XlwingsError):
    """Excel refused: pywintypes.com_error on Windows, of which this has the attributes.

    It is an XlwingsError because that is all that code can catch where COM is not there.
    """

    def __init__(self, text: str, hresult: int = REFUSED) -> None:
        self.hresult, self.strerror = hresult, "Exception occurred."
        self.excepinfo = (0, "Microsoft Excel", text, None, 0, hresult)
        super().__init__(hresult, self.strerror, self.excepinfo, None)


class refusing:  # noqa: N801  # reads as a function
    """Turn LibreOffice's exception into Excel's.

    A class because LibreOffice's exceptions break generators: they keep no traceback.
    """

    def __init__(self, text: str) -> None:
        self.text = text

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        if kind is not None and "com.sun.star" in f"{kind.__module__}.{kind.__qualname__}":
            raise ComError(f"{self.text}: {getattr(error, 'Message', '')}") from None


def code_of(number: int) -> int:
    """Return Excel's code for LibreOffice's error number, #VALUE! for one Excel has no name for.

    >>> code_of(532), code_of(519)
    (-2146826281, -2146826273)
    """
    return CODES[BY_NUMBER.get(number, "#VALUE!")]
