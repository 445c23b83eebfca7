"""The VBA of the worksheet functions, made from the fields: one short wrapper a function.

Nobody presses «Import functions»: the wrappers come with the book. Sources are ASCII; texts in
Russian reach Excel's function wizard from the cells of a sheet, when the book opens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkp_xl.book.fields.functions import FUNCTIONS, Function
from mkp_xl.book.python_cells import HOME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mkp_xl.book.fields import Lang

MODULE = "MkpFunctions"
HELP_SHEET = HOME
"""The hidden sheet whose cells hold the wizard's texts, one function a row."""
_HOME = "MKP_HOME"
"""What VBA calls it."""


def functions_source() -> str:
    """Return the module of all wrappers and of the wizard's help."""
    lines = ["Option Explicit", "' Made from the fields: one wrapper a function.", ""]
    lines += [f'Public Const {_HOME} As String = "{HELP_SHEET}"', ""]
    for function in FUNCTIONS:
        lines += [*_wrapper(function), ""]
    return "\n".join([*lines, *_describe()]) + "\n"


def _wrapper(function: Function) -> Iterator[str]:
    name = function.name
    parameters = ", ".join(
        f"ByVal {argument.name} As Variant"
        if argument.required
        else f"Optional ByVal {argument.name} As Variant"
        for argument in function.arguments
    )
    yield f"Public Function {name}({parameters}) As Variant"
    yield f'Attribute {name}.VB_Description = "{function.help.en}"'
    dated = function.gives == "date" or any(a.takes == "date" for a in function.arguments)
    given = [f"MkpArg({argument.name})" for argument in function.arguments]
    if dated:
        yield "    Dim shift As Double"
        yield "    shift = MkpShift()"
        given.append("shift")
    yield f'    {name} = MkpCall("{name}", Array( _'
    for place, text in enumerate(given):
        yield f"        {text}{'))' if place == len(given) - 1 else ', _'}"
    if function.gives == "date":
        yield f"    {name} = MkpDays({name}, shift)"
    yield "End Function"


def _describe() -> Iterator[str]:
    """Yield the procedure that gives the wizard its texts; a program without one goes without."""
    most = max(len(function.arguments) for function in FUNCTIONS)
    yield "' Column 1 names the function, 2 says what it gives, the others what each argument is."
    yield "Public Sub MkpDescribe(ByVal book As Object)"
    yield "    Dim texts As Variant"
    yield "    Dim says() As String"
    yield "    Dim row As Long"
    yield "    Dim place As Long"
    yield "    Dim count As Long"
    yield "    Dim saved As Boolean"
    yield "    Dim hidden As Boolean"
    yield "    On Error Resume Next"
    yield f'    texts = book.Worksheets({_HOME}).Range("A1") _'
    yield f"        .Resize({len(FUNCTIONS)}, {most + 2}).Value2"
    yield "    If Not IsArray(texts) Then Exit Sub"
    yield "    saved = book.Saved"
    yield "    hidden = book.IsAddin"
    yield "    ' Excel describes no function of a hidden book: the add-in is shown for a moment."
    yield "    If hidden Then Application.ScreenUpdating = False"
    yield "    If hidden Then book.IsAddin = False"
    yield f"    For row = 1 To {len(FUNCTIONS)}"
    yield "        count = 0"
    yield f"        For place = 3 To {most + 2}"
    yield "            If Len(texts(row, place)) > 0 Then count = count + 1"
    yield "        Next place"
    yield "        ReDim says(1 To count)"
    yield "        For place = 1 To count"
    yield "            says(place) = texts(row, place + 2)"
    yield "        Next place"
    yield """        Application.MacroOptions _"""
    yield """            Macro:="'" & Replace(book.Name, "'", "''") & "'!" & texts(row, 1), _"""
    yield '            Description:=texts(row, 2), Category:="MKP", ArgumentDescriptions:=says'
    yield "    Next row"
    yield "    If hidden Then book.IsAddin = True"
    yield "    If hidden Then Application.ScreenUpdating = True"
    yield "    ' Nobody is asked to save a book only because its functions were described."
    yield "    If saved Then book.Saved = True"
    yield "End Sub"


def wizard_rows(lang: Lang) -> list[list[str]]:
    """Return the cells of the hidden sheet that the wizard's help is read from."""
    return [
        [function.name, function.help(lang), *(a.title(lang) for a in function.arguments)]
        for function in FUNCTIONS
    ]
