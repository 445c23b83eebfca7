"""The line to LibreOffice without a process in between: the real port, answers as JSON has them."""

from __future__ import annotations

import json

from uno_engine.office import import_uno

from mkp_xl.faces.buttons.work import done
from mkp_xl.faces.libreoffice.worker import CalcDesk
from mkp_xl.hosts.calc.line import refused


class PortLine:
    """What asks the port of one document; what went over the line is noted."""

    def __init__(self, context, document) -> None:
        import_uno()
        from mkp_xl.hosts.calc.office.port import Port  # noqa: PLC0415  it needs uno

        self._port = Port(context, document)
        self.asked: list[str] = []

    def ask(self, verb, **given):
        """Return what the port answers; HostError where it raises."""
        self.asked.append(verb)
        from mkp_xl.hosts.calc.office.spots import refusal  # noqa: PLC0415  as above

        request = json.loads(json.dumps({"do": verb, **given}))
        try:
            answer = self._port.do(request)
        except Exception as problem:
            raise refused(json.loads(json.dumps(refusal(problem)))) from problem
        return json.loads(json.dumps(answer))


class ShellLine(PortLine):
    """The same with a person at its end: what is said and answered is the engine's alerts."""

    def __init__(self, app, book) -> None:
        super().__init__(app.impl.office.context, book.impl.model)
        self._person = app.impl

    def ask(self, verb, **given):
        """Return what the person or the port answers."""
        if verb == "status":
            return self._person.status_texts.append(given["text"])
        if verb in ("say", "ask"):
            buttons = "ok" if verb == "say" else "ok_cancel"
            return self._person.alert(given["text"], None, buttons, None, None) == "ok"
        return super().ask(verb, **given)


def press(app, book, command):
    """Do what a button in LibreOffice does, in this process."""
    line = ShellLine(app, book)
    text = done(CalcDesk(line), command)
    if text:
        line.ask("say", text=text)
