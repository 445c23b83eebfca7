"""A workbook that stands open in a program: planned, refused, written, put back.

What is the same whatever the program. The program's own calls lie in the packages of Excel and
of LibreOffice, behind the two protocols of `open_book`.
"""

from mkp_xl.hosts.live.host import LiveHost

__all__ = ["LiveHost"]
