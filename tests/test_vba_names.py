"""Every name in our VBA is declared: Excel refuses the project else, and no other gate notices."""

import re

import pytest

from mkp_xl.faces.excel import sources

WORDS = set(
    re.findall(
        r"\w+",
        """
        and as attribute byref byval call const declare dim do each else elseif end error exit
        explicit false for function get goto if in is let loop me mod module new next not nothing
        on option optional or preserve private property public redim resume set step sub then to
        true until wend while with withevents
        boolean date double long object string variant
        empty vbdouble vbstring
        array cdate cverr err isarray ismissing isobject lbound lcase left len now replace right
        timeserial ubound vartype
        application thisworkbook workbook
        """,
    )
)
"""The language, its functions and constants, Excel's objects: as far as we use them."""
LENT = {"xlpy", "runpython"}
"""What xlwings' module has for us."""
NAME = r"[A-Za-z]\w*"
DECLARED = re.compile(
    rf"\b(?:Dim|ReDim|Const|Private|Public|WithEvents|Function|Sub|ByVal|ByRef)\s+({NAME})"
)
PRIVATE = re.compile(rf"^Private (?:Const |WithEvents |Function |Sub )?({NAME})", re.MULTILINE)
SHARED = re.compile(rf"^Public (?:Const |Function |Sub )?({NAME})", re.MULTILINE)
HEAD = re.compile(rf"(?:Public |Private )?(?:Function|Sub) {NAME}")


def plain(module):
    """Return the module's lines without texts, comments, attributes and labels."""
    code = re.sub(r" _\n\s*", " ", module.code)
    code = re.sub(r'"[^"\n]*"', '""', code)
    code = re.sub(r"(?m)'.*$|^Attribute .*$|^#.*$|^\w+:$", "", code)
    code = re.sub(r"&H[0-9A-F]+", "0", code)
    return re.sub(r"GoTo \w+|Resume \w+|\w+:=", "", code)


def undeclared(modules):
    """Return (module, line) of each line with a name that nobody has declared."""
    texts = {module.name: plain(module) for module in modules}
    shared = {name.casefold() for text in texts.values() for name in SHARED.findall(text)}
    found = []
    for module, text in texts.items():
        known = shared | LENT | WORDS | {name.casefold() for name in PRIVATE.findall(text)}
        local = set()
        for line in text.splitlines():
            if HEAD.match(line):
                local = set()
            local |= {name.casefold() for name in DECLARED.findall(line)}
            used = re.findall(rf"(?<![\w.])({NAME})\$?", line)
            if {name.casefold() for name in used} - known - local:
                found.append((module, line.strip()))
    return found


def ours(carrier):
    modules = sources.modules(carrier, ["Sheet1"])
    return [module for module in modules if module.name not in ("xlwings", "Dictionary")]


@pytest.mark.parametrize("carrier", ["book", "addin"])
def test_every_name_in_our_vba_is_declared(carrier):
    assert undeclared(ours(carrier)) == []


@pytest.mark.parametrize("line", ["    undeclared = 2", "    MkpRum 2", "    shift = MkpShiftt()"])
def test_a_name_that_is_not_declared_is_found(line):
    modules = ours("addin")
    bridge = next(module for module in modules if module.name == "MkpBridge")
    code = bridge.code.replace("    Dim odd As Boolean\n", f"    Dim odd As Boolean\n{line}\n")
    broken = type(bridge)(name=bridge.name, kind=bridge.kind, code=code)
    assert undeclared([m if m is not bridge else broken for m in modules]) == [
        ("MkpBridge", line.strip())
    ]


@pytest.mark.parametrize("carrier", ["book", "addin"])
def test_every_module_of_ours_asks_for_declarations_and_is_ascii(carrier):
    for module in ours(carrier):
        assert module.code.isascii()
        assert not module.code or "Option Explicit" in module.code
