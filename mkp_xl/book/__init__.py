"""Meanings: fields, settings, words, cell parsing, tables, findings and the one flow."""
