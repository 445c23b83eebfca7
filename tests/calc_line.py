"""The line to LibreOffice without a process in between: the real port, answers as JSON has them."""

from __future__ import annotations

import json

from uno_engine.office import import_uno

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
        request = json.loads(json.dumps({"do": verb, **given}))
        try:
            answer = self._port.do(request)
        except Exception as problem:
            raise refused(getattr(problem, "Message", "") or str(problem)) from problem
        return json.loads(json.dumps(answer))
