"""Excel as people meet it: worksheet functions, buttons, the ribbon, the books that carry them."""
