"""Benchmarks: whole commands against openpyxl, the rules on columns and cells, growth with size."""
