"""Managed coverage: whom the team reaches, how often, with which denominator, and who falls silent.

What counts as a contact is said in `counted`, whose it is in `belonging`; the figures are those of
`rules.tables.coverage` and `rules.tables.activity`.
"""
