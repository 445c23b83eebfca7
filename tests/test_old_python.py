"""The rules, cells and words run on Python 3.9, as inside LibreOffice, and say the same there."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from books import read_cases
from old_python import judged
from test_cases import SPOKEN, given

from mkp_xl.book import words
from mkp_xl.book.compute import KEPT

HERE = Path(__file__).parent


def python(version):
    """Return a Python of this machine by its version, None if there is none."""
    own = sorted(Path.home().glob(f".pyenv/versions/{version}*/bin/python"))
    for candidate in (*own, shutil.which(f"python{version}")):
        if candidate:
            said = subprocess.run([candidate, "--version"], capture_output=True, check=False)
            if said.stdout.startswith(f"Python {version}".encode()):
                return candidate
    return None


def cases():
    for table, lang in SPOKEN:
        for case in read_cases(table):
            values = given(case)
            for key in ("medium_from", "high_above"):
                values[f"{key}_text"] = words.limit_text(values[key], lang)
            yield {"lang": lang, "given": values, "kept": KEPT}


def test_the_ground_floor_says_the_same_on_python_3_9():
    old = python("3.9")
    if old is None:
        pytest.skip("there is no Python 3.9 here")
    every = list(cases())
    run = subprocess.run(
        [old, HERE / "old_python.py"],
        input=json.dumps(every, default=lambda column: column.tolist()),
        env={"PYTHONPATH": str(HERE.parent), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    answer = json.loads(run.stdout)
    assert answer["failed"] == []
    assert len(answer["made"]) == len(every) > 80
    assert list(map(json.dumps, answer["made"])) == [json.dumps(judged(case)) for case in every]
