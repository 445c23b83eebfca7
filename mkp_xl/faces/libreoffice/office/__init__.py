"""What runs inside LibreOffice: its functions in cells, its buttons, the person's messages."""
