"""Copies of a book for its managers, and what they changed brought back into it.

`holding` is what a book holds, `splitting` deals it out, `base` is how it stood then, `matching`
finds the same rows again, `merging` and `logs` decide three-way, `outcome` tells of it, `edits` is
what of that a host writes.
"""
