"""Fuzzing guided by coverage: libFuzzer chooses inputs that reach lines no input has reached."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from zlib import crc32

from fuzz.mutation import WORDS
from fuzz.outcome import FOUND, LONGEST, Outcome

_TOLD = re.compile(r"^#(\d+)|^Done (\d+) runs", re.MULTILINE)
_TESTS = Path(__file__).resolve().parents[1]


def fuzz_guided(name: str, runs: int, seconds: float, seed: str) -> Outcome:
    """Run one target in a process of its own, which ends at its first find."""
    FOUND.mkdir(parents=True, exist_ok=True)
    said = [
        *(f"-runs={runs}", f"-max_total_time={int(seconds)}", f"-seed={crc32(seed.encode()) or 1}"),
        *(f"-timeout={LONGEST}", "-rss_limit_mb=2048", f"-artifact_prefix={FOUND}/{name}-"),
        f"-dict={_dictionary()}",
    ]
    begin = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "fuzz.guided", name, *said, _corpus(name)],
        cwd=_TESTS, env=os.environ | {"PYTHONPATH": str(_TESTS)},
        capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    said_all = done.stdout + done.stderr
    counts = [int(one or other) for one, other in _TOLD.findall(said_all)]
    finds = {name: _trace(said_all)} if done.returncode else {}
    return Outcome(name, max(counts, default=0), time.monotonic() - begin, finds)


def _trace(said: str) -> str:
    lines = [line for line in said.splitlines() if not re.match(r"#\d|INFO|\tNEW", line)]
    return "\n".join(lines[:60])


def _corpus(name: str) -> Path:
    """Return a folder with the seeds of a target, where libFuzzer adds what it finds new."""
    from fuzz.targets import starts  # noqa: PLC0415  the fuzzed process imports it instrumented

    folder = FOUND / "corpus" / name
    folder.mkdir(parents=True, exist_ok=True)
    for seed in starts(name):
        (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    return folder


def _dictionary() -> Path:
    """Return a file of words as libFuzzer reads them."""
    path = FOUND / "words.dict"
    spelt = ("".join(f"\\x{byte:02X}" for byte in word) for word in WORDS)
    path.write_text("".join(f'"{word}"\n' for word in spelt), encoding="ascii")
    return path


def _fuzz() -> None:
    """Never return: libFuzzer ends the process."""
    import atheris  # noqa: PLC0415  an optional package

    with atheris.instrument_imports(include=["mkp_xl.hosts.xlsx"]):
        from fuzz.targets import TARGETS  # noqa: PLC0415  while imports are instrumented
    run = TARGETS[sys.argv[1]].run
    atheris.Setup([sys.argv[0], *sys.argv[2:]], run)
    atheris.Fuzz()


if __name__ == "__main__":
    _fuzz()
