"""Numbers: the rules of the method; no I/O, clock, randomness or language on this floor."""
