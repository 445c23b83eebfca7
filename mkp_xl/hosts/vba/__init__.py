"""VBA projects from their source texts: the vbaProject.bin of a workbook, made without Excel."""

from mkp_xl.hosts.vba.module import Kind, Module
from mkp_xl.hosts.vba.project import vba_project
from mkp_xl.hosts.vba.source import module_source

__all__ = ["Kind", "Module", "module_source", "vba_project"]
