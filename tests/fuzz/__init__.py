"""Fuzzing of what reads and patches workbooks: harnesses, seeds, and two ways to mutate."""
