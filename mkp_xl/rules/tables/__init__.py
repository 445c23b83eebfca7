"""Column and summary rules, on NumPy arrays: many rows in, one row a client or one figure out."""
