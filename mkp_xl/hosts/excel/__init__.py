"""A workbook that stands open in Excel, reached through xlwings."""

from mkp_xl.hosts.excel.book import ExcelBook

__all__ = ["ExcelBook"]
