"""A workbook that stands open in LibreOffice: its port inside, the host outside."""
