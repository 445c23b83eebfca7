Attribute VB_Name = "MkpBridge"
Option Explicit
Option Private Module
' Between worksheet functions and Python: cells in as Value2, one call, cells out.

Private Const SERVER_LOST As Long = 462
Private Const RPC_UNAVAILABLE As Long = &H800706BA
Private Const RPC_DISCONNECTED As Long = &H80010108
Private Const DAYS_1904 As Double = 1462

' Asking for the server costs more than a call: it is asked for once. Where it did not start, cells
' wait no longer than one attempt in 15 seconds: a book has thousands of them.
Private server As Object
Private askAgain As Date

Public Function MkpCall(ByVal name As String, ByVal given As Variant) As Variant
    Dim tried As Boolean
    Dim answer As Variant
#If Mac Then
    ' Python functions do not run in Excel for Mac: the cell says so and never shows a wrong number.
    MkpCall = CVErr(2042)
#Else
    MkpCall = CVErr(2015)
    If server Is Nothing And Now < askAgain Then Exit Function
    On Error GoTo Failed
Again:
    If server Is Nothing Then Set server = XLPy()
    answer = server.CallUDF("mkp_xl.faces.excel.udfs", name, given)
    MkpCall = MkpAnswer(answer)
    Exit Function
Failed:
    Dim code As Long
    code = Err.Number
    If server Is Nothing Then askAgain = Now + TimeSerial(0, 0, 15)
    Set server = Nothing
    If Not tried And (code = SERVER_LOST Or code = RPC_UNAVAILABLE Or code = RPC_DISCONNECTED) Then
        tried = True
        Resume Again
    End If
#End If
End Function

' A text that names an error becomes the error.
Private Function MkpAnswer(ByVal answer As Variant) As Variant
    MkpAnswer = answer
    If Not IsArray(answer) Then
        If VarType(answer) = vbString Then
            If answer = "#VALUE!" Then MkpAnswer = CVErr(2015)
        End If
    End If
End Function

' What a function was given: a range as the values of its used rows, anything else as it is.
' One left out becomes Empty, which Python takes alike; LibreOffice cannot hand on a missing one.
Public Function MkpArg(Optional ByVal given As Variant) As Variant
    If IsMissing(given) Then
        MkpArg = Empty
    ElseIf Not IsObject(given) Then
        MkpArg = given
    ElseIf Not given Is Nothing Then
        MkpArg = MkpCells(given)
    End If
End Function

' A whole column is a million cells: rows below the used ones are left out.
Private Function MkpCells(ByVal given As Object) As Variant
    Dim area As Object
    Dim last As Long
    Set area = given.Areas(1)
    If area.Rows.Count > 1000 Then
        last = area.Worksheet.UsedRange.Row + area.Worksheet.UsedRange.Rows.Count - 1
        If last < area.Row Then last = area.Row
        If area.Row + area.Rows.Count - 1 > last Then Set area = area.Resize(last - area.Row + 1)
    End If
    MkpCells = area.Value2
End Function

' Days by which the calling book's dates differ from those of the 1900 system.
Public Function MkpShift() As Double
    Dim odd As Boolean
    On Error Resume Next
    odd = Application.Caller.Worksheet.Parent.Date1904
    If odd Then MkpShift = DAYS_1904
End Function

' Numbers of days as dates, so that cells show them as such. The server makes one row a plain list.
Public Function MkpDays(ByVal answer As Variant, ByVal shift As Double) As Variant
    Dim row As Long
    Dim column As Long
    If MkpIsTable(answer) Then
        For row = LBound(answer, 1) To UBound(answer, 1)
            For column = LBound(answer, 2) To UBound(answer, 2)
                answer(row, column) = MkpDay(answer(row, column), shift)
            Next column
        Next row
    ElseIf IsArray(answer) Then
        For column = LBound(answer) To UBound(answer)
            answer(column) = MkpDay(answer(column), shift)
        Next column
    Else
        answer = MkpDay(answer, shift)
    End If
    MkpDays = answer
End Function

Private Function MkpDay(ByVal answer As Variant, ByVal shift As Double) As Variant
    MkpDay = answer
    If VarType(answer) = vbDouble Then MkpDay = CDate(answer + shift)
End Function

Private Function MkpIsTable(ByRef answer As Variant) As Boolean
    Dim last As Long
    On Error GoTo Flat
    last = UBound(answer, 2)
    MkpIsTable = True
Flat:
End Function
