"""Row rules: each makes the column of its name from the columns and settings of its arguments.

Standard library only, so that a formula cell, a column and a worksheet function share one body.
"""
