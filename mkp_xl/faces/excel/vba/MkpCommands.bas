Attribute VB_Name = "MkpCommands"
Option Explicit
' Buttons and the ribbon: each command is one call to Python.

Public Sub MkpRecalculate()
    MkpRun "recalculate"
End Sub

Public Sub MkpRecalculateList()
    MkpRun "recalculate_list"
End Sub

Public Sub MkpAttach()
    MkpRun "attach"
End Sub

Public Sub MkpLogContact()
    MkpRun "log_contact"
End Sub

Public Sub MkpCheck()
    MkpRun "check"
End Sub

Public Sub MkpExplain()
    MkpRun "explain"
End Sub

Public Sub MkpSettings()
    MkpRun "settings"
End Sub

Public Sub MkpUndo()
    MkpRun "undo"
End Sub

' The ribbon's buttons carry the command's name in their tag.
Public Sub MkpRibbon(ByVal control As Object)
    MkpRun control.Tag
End Sub

Private Sub MkpRun(ByVal command As String)
    RunPython "import mkp_xl.faces.excel.macros as m;m.run('" & command & "')"
End Sub

' A book hides its tab where the add-in shows the same one.
Public Sub MkpTabShown(ByVal control As Object, ByRef shown As Variant)
    shown = Not (MkpIsOurs("mkp.xlam") Or MkpOtherName())
End Sub

' The add-in's file may have any name; the list of books does not tell of add-ins.
Private Function MkpOtherName() As Boolean
    Dim addin As Object
    On Error GoTo Unknown
    For Each addin In Application.AddIns2
        If addin.IsOpen Then
            If MkpIsOurs(addin.Name) Then MkpOtherName = True
        End If
    Next addin
Unknown:
End Function

' Ours is told by the hidden sheet that our functions are described on.
Private Function MkpIsOurs(ByVal name As String) As Boolean
    Dim sheet As Object
    On Error GoTo Other
    Set sheet = Application.Workbooks(name).Worksheets(MKP_HOME)
    MkpIsOurs = Not sheet Is Nothing
Other:
End Function
