"""A person who agrees to whatever LibreOffice asks while it installs an extension.

It needs LibreOffice's own library, which the worker brings.
"""

# ruff: noqa: N802  names of UNO


def agreeing():
    """Return the environment of a command whose questions are all answered with yes."""
    import uno  # noqa: PLC0415
    import unohelper  # noqa: PLC0415
    from com.sun.star.task import XInteractionHandler  # noqa: PLC0415
    from com.sun.star.ucb import XCommandEnvironment  # noqa: PLC0415

    approve = uno.getTypeByName("com.sun.star.task.XInteractionApprove")

    class Person(unohelper.Base, XInteractionHandler):
        def handle(self, request):
            for answer in request.getContinuations():
                if choice := answer.queryInterface(approve):
                    choice.select()

    class Environment(unohelper.Base, XCommandEnvironment):
        def getInteractionHandler(self):
            return Person()

        def getProgressHandler(self):
            return None

    return Environment()
