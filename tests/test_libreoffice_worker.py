"""The process that computes for LibreOffice: it ends with its work, or with LibreOffice."""

import json
import subprocess
import sys
from contextlib import contextmanager

import pytest

from mkp_xl.faces.buttons import words

WORKER = [sys.executable, "-m", "mkp_xl.faces.libreoffice.worker"]
BOOK = {"path": "", "title": "Без имени 1", "day_zero": 0, "fixed": False, "read_only": False,
        "front": "Лист1", "row": 1, "column": 1, "sheets": []}  # fmt: skip
ANSWERS = {"book": BOOK, "titles": [], "names": []}


@contextmanager
def started(command="check", language="ru"):
    """Yield a worker that has been told its command."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(WORKER, **pipes, encoding="utf-8") as worker:
        tell(worker, {"command": command, "language": language})
        yield worker
        worker.kill()


def tell(worker, message):
    worker.stdin.write(json.dumps(message) + "\n")
    worker.stdin.flush()


def asked(worker):
    return json.loads(worker.stdout.readline())


def served(worker, answers):
    """Answer until the worker is done; return what it said to the person."""
    said = []
    while (request := asked(worker))["do"] != "done":
        if request["do"] == "say":
            said.append(request["text"])
        tell(worker, {"ok": answers.get(request["do"])})
    return said


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_book_without_a_list_is_one_sentence_in_the_persons_language(language):
    with started(language=language) as worker:
        (said,) = served(worker, ANSWERS)
        assert worker.wait(10) == 0
    assert ("список" in said.lower()) == (language == "ru")
    assert "Traceback" not in said


def test_what_libreoffice_refuses_is_told_with_its_reason():
    with started() as worker:
        while (request := asked(worker))["do"] != "say":
            refused = request["do"] == "names"
            tell(worker, {"error": "отказ"} if refused else {"ok": ANSWERS.get(request["do"])})
        assert "отказ" in request["text"]
        tell(worker, {"ok": None})
        assert asked(worker) == {"do": "done"}


def test_a_worker_whose_libreoffice_is_gone_ends_by_itself():
    with started("recalculate") as worker:
        asked(worker)
        worker.stdin.close()
        assert worker.wait(10) == 1
        assert worker.stderr.read().strip() == "calc_gone"


def test_what_a_library_prints_is_no_part_of_the_talk():
    with started("undo") as worker:
        answers = ANSWERS | {"step_back": True}
        assert served(worker, answers) == [words.UNDONE("ru")]
