"""A workbook that stands open in Excel, reached through xlwings."""

from mkp_xl.hosts.excel.host import ExcelHost

__all__ = ["ExcelHost"]
