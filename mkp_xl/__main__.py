"""`python -m mkp_xl`: the command line, where its own command is not on the path."""

from mkp_xl.faces.cli import main

if __name__ == "__main__":
    main()
