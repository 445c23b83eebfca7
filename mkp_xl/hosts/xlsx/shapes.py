"""A button on a sheet: a drawn shape that starts a macro and is not printed."""

from __future__ import annotations

from dataclasses import dataclass

from mkp_xl.hosts.xlsx.markup import quoted

PIXEL = 9525
"""English metric units in a pixel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """One button: where its upper left corner stands, its size, its text, what it starts."""

    sheet: str
    row: int
    column: int
    macro: str
    text: str
    tip: str
    left: int = 0
    """Pixels from the left edge of its cell; likewise `top`."""
    top: int = 0
    width: int = 110
    height: int = 26
    fill: str = "FFFFFF"
    color: str = "1F5A8C"
    line: str = "1F5A8C"


def shape(button: Button, number: int) -> str:
    """Return the anchor of a button for a drawing part; `number` is its id there."""
    x, y = button.left * PIXEL, button.top * PIXEL
    wide, high = button.width * PIXEL, button.height * PIXEL
    text = quoted(button.text)[1:-1]
    return (
        "<xdr:oneCellAnchor>"
        f"<xdr:from><xdr:col>{button.column - 1}</xdr:col><xdr:colOff>{x}</xdr:colOff>"
        f"<xdr:row>{button.row - 1}</xdr:row><xdr:rowOff>{y}</xdr:rowOff></xdr:from>"
        f'<xdr:ext cx="{wide}" cy="{high}"/>'
        f'<xdr:sp macro={quoted("[0]!" + button.macro)} textlink="">'
        f'<xdr:nvSpPr><xdr:cNvPr id="{number}" name="{button.macro}" descr={quoted(button.tip)}/>'
        "<xdr:cNvSpPr/></xdr:nvSpPr>"
        f'<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'
        '<a:prstGeom prst="roundRect"><a:avLst><a:gd name="adj" fmla="val 12000"/></a:avLst>'
        f'</a:prstGeom><a:solidFill><a:srgbClr val="{button.fill}"/></a:solidFill>'
        f'<a:ln w="{PIXEL}"><a:solidFill><a:srgbClr val="{button.line}"/></a:solidFill></a:ln>'
        '</xdr:spPr><xdr:txBody><a:bodyPr vertOverflow="clip" wrap="square" lIns="0" tIns="0" '
        'rIns="0" bIns="0" rtlCol="0" anchor="ctr"/><a:lstStyle/><a:p><a:pPr algn="ctr"/>'
        f'<a:r><a:rPr lang="en-US" sz="1000"><a:solidFill><a:srgbClr val="{button.color}"/>'
        '</a:solidFill><a:latin typeface="Arial"/><a:cs typeface="Arial"/></a:rPr>'
        f"<a:t>{text}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
        '<xdr:clientData fPrintsWithSheet="0"/></xdr:oneCellAnchor>'
    )
