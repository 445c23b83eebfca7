"""The line to LibreOffice: one question at a time, each answered or refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from mkp_xl.errors import HostError

if TYPE_CHECKING:
    from typing import TextIO


class Line(Protocol):
    """What asks the port inside LibreOffice."""

    def ask(self, verb: str, **given: object) -> Any:  # noqa: ANN401  what JSON holds
        """Return the answer; HostError where LibreOffice refuses or is gone."""
        ...


class PipeLine:
    """Questions and answers as lines of JSON."""

    def __init__(self, answers: TextIO, questions: TextIO) -> None:
        self._answers, self._questions = answers, questions

    def ask(self, verb: str, **given: object) -> Any:  # noqa: ANN401  what JSON holds
        """Return the answer; HostError where LibreOffice refuses or is gone."""
        self.tell(verb, **given)
        said = self._answers.readline()
        if not said:
            raise HostError("calc_gone")
        answer = json.loads(said)
        if "error" in answer:
            raise refused(answer)
        return answer["ok"]

    def tell(self, verb: str, **given: object) -> None:
        """Say something that nobody answers."""
        try:
            self._questions.write(json.dumps({"do": verb, **given}) + "\n")
            self._questions.flush()
        except OSError as problem:
            raise HostError("calc_gone") from problem


def refused(answer: dict[str, Any]) -> HostError:
    """Return what a person is told of a call that LibreOffice turned down."""
    if "key" in answer:
        return HostError(answer["key"], **answer["particulars"])
    return HostError("calc_refused", reason=answer["error"])
