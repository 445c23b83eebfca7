"""What runs inside LibreOffice: the port, on its own Python, with nothing but uno."""
