Attribute VB_Name = "xlwings"
Option Explicit
' Stands for xlwings' own module, which LibreOffice does not compile: keeps what it is asked for.
' Its second half are the tools of the trials; all of them are VBA that both programs understand.

' Hides the program's own object: LibreOffice has no Caller, no Date1904 and no MacroOptions.
Public Application As Object
Public StubAnswer As Variant
' How often a call fails, and with what; whether the server starts at all.
Public StubFailures As Long
Public StubError As Long
Public StubIsDown As Boolean

Private said As String

Public Function RunPython(PythonCommand As String)
    StubSay "RunPython|" & PythonCommand
End Function

Public Function XLPy() As Object
    StubSay "XLPy"
    If StubIsDown Then Err.Raise 1000
    Set XLPy = New Dictionary
End Function

Public Sub StubSay(ByVal text As String)
    said = said & text & Chr$(10)
End Sub

Public Function StubSaid() As String
    StubSaid = said
    said = ""
End Function

' The calling cell of a book with the one or the other system of dates.
Public Sub StubCaller(ByVal odd As Boolean)
    Dim book As New Dictionary
    Dim sheet As New Dictionary
    Dim cell As New Dictionary
    book.Date1904 = odd
    Set sheet.Parent = book
    Set cell.Worksheet = sheet
    Set Application = New Dictionary
    Set Application.Caller = cell
End Sub

' A value as its type and its text; a table as rows of them.
Public Function StubTold(ByVal given As Variant) As String
    Dim row As Long
    Dim column As Long
    Dim text As String
    If Not IsArray(given) Then
        StubTold = StubCell(given)
        Exit Function
    End If
    For row = LBound(given, 1) To UBound(given, 1)
        If row > LBound(given, 1) Then text = text & "; "
        For column = LBound(given, 2) To UBound(given, 2)
            If column > LBound(given, 2) Then text = text & ", "
            text = text & StubCell(given(row, column))
        Next column
    Next row
    StubTold = "(" & text & ")"
End Function

Public Function StubList(ByVal given As Variant) As String
    Dim place As Long
    For place = LBound(given) To UBound(given)
        If place > LBound(given) Then StubList = StubList & ", "
        StubList = StubList & StubCell(given(place))
    Next place
End Function

Private Function StubCell(ByVal given As Variant) As String
    If IsError(given) Then
        StubCell = CStr(given)
    ElseIf IsEmpty(given) Or IsObject(given) Then
        StubCell = TypeName(given)
    ElseIf VarType(given) = vbDate Then
        StubCell = "Date " & CStr(CDbl(given))
    Else
        StubCell = TypeName(given) & " " & CStr(given)
    End If
End Function
