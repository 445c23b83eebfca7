"""Recognition of sheets and columns that a team has already: by header and by content."""
