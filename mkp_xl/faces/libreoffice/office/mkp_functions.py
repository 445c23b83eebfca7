"""The worksheet functions inside LibreOffice: cells in, cells out, nothing else.

Calc hands over a float, a text, or rows of them; None for an argument left out. It runs on the
Python that LibreOffice brings, 3.9 or newer.
"""

from datetime import date

import unohelper
from com.sun.star.lang import XServiceInfo
from org.mkp.calc import XFunctions

from mkp_xl.book.call_facts import CALL_OF
from mkp_xl.book.calling import WRONG, call
from mkp_xl.hosts.calc.function_names import SERVICE, method_of, needs_document

NAME = "org.mkp.calc.FunctionsOfMkp"
DAY_0 = date(1899, 12, 30).toordinal()


def shift_of(document):
    """Return the days by which a document counts otherwise than from 30.12.1899."""
    first = document.getPropertyValue("NullDate")
    return float(date(first.Year, first.Month, first.Day).toordinal() - DAY_0)


def served(name, function):
    """Return the method that Calc calls for a function; an error of it shows as #VALUE!."""
    text, dated = function.gives == "text", needs_document(function)

    def method(_self, *given):
        shift = shift_of(given[0]) if dated else 0.0
        answer = call(name, given[1:] if dated else given, shift)
        if answer == WRONG:
            raise ValueError(name)
        if text:
            return answer
        return tuple(answer) if isinstance(answer, list) else ((answer,),)

    return method


class Functions(unohelper.Base, XServiceInfo, XFunctions):
    """The service that CalcAddIns.xcu names."""

    def __init__(self, context, *_):
        self.context = context

    def getImplementationName(self):  # noqa: N802  UNO's name
        """Return the name this class is registered by."""
        return NAME

    def supportsService(self, name):  # noqa: N802  UNO's name
        """Tell whether it is this service."""
        return name == SERVICE

    def getSupportedServiceNames(self):  # noqa: N802  UNO's name
        """Return the only service."""
        return (SERVICE,)


for _name, _function in CALL_OF.items():
    setattr(Functions, method_of(_name), served(_name, _function))

g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816  the name LibreOffice asks for
g_ImplementationHelper.addImplementation(Functions, NAME, (SERVICE,))
