"""The commands behind the buttons, the same in every spreadsheet program."""
