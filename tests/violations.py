"""What the strict readers of published formats raise, and the one way they raise it."""


class Violation(Exception):  # noqa: N818 - it names what a file did, not a failure of the reader
    """A file breaks a rule of its format; the text names the rule and the place."""


def demand(kept, rule):
    """Nothing if the rule is kept; raises a Violation that names it otherwise."""
    if not kept:
        raise Violation(rule)
