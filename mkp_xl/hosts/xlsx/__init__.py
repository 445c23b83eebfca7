"""Workbook files of the xlsx family, changed without loss."""

from mkp_xl.hosts.xlsx.host import XlsxHost

__all__ = ["XlsxHost"]
