"""People: the command line and the builders of what a person opens."""
