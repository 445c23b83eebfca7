"""LibreOffice: the extension, which carries what it needs to LibreOffice's own Python."""
