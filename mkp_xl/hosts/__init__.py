"""Places: where workbooks live and how they are read and written."""
