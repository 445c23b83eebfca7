"""The worker: a process of its own, a line out of it for each line into it."""

import json
import os
import subprocess
import threading
from contextlib import suppress

PATIENCE = 600
"""Seconds after which a worker that says nothing has failed."""
KEPT = 64 * 1024
"""Bytes of its complaints that are kept, the last ones."""
NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # Windows alone opens a console


class EndedError(Exception):
    """The worker ended, or fell silent, or said what nobody can read."""


class Child:
    """A running worker; leaving the `with` ends it."""

    def __init__(self, command, patience=PATIENCE):
        self._process = subprocess.Popen(  # noqa: S603  the program that setup recorded
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=surroundings(),
            creationflags=NO_WINDOW,
        )
        self._patience, self._complaints = patience, b""
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.end()

    def exchange(self, message):
        """Return what the worker asks for once it has read this message."""
        watch = threading.Timer(self._patience, self._process.kill)
        watch.daemon = True  # LibreOffice may end meanwhile
        watch.start()
        try:
            self._process.stdin.write(json.dumps(message).encode("ascii") + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError as problem:
            raise EndedError(str(problem)) from problem
        finally:
            watch.cancel()
        return request(line)

    def end(self):
        """End the worker if it has not ended, and let go of its pipes."""
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what it never read is lost with it
                pipe.close()
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._listener.join(1)

    def last_words(self):
        """Return the end of what it wrote as complaints, and how it ended."""
        said = self._complaints.decode("utf-8", "replace")
        return f"{said}\nexit code {self._process.returncode}\n"

    def _listen(self):
        for part in iter(lambda: self._process.stderr.read1(KEPT), b""):
            self._complaints = (self._complaints + part)[-KEPT:]
        self._process.stderr.close()


def request(line):
    """Return what a line of the worker asks for; EndedError where it asks for nothing."""
    try:
        asked = json.loads(line.decode("utf-8"))
    except ValueError as problem:
        raise EndedError(f"not a request: {line[:200]!r}") from problem
    if not isinstance(asked, dict) or not isinstance(asked.get("do"), str):
        raise EndedError(f"not a request: {line[:200]!r}")
    return asked


def surroundings():
    """Return the worker's environment: LibreOffice's own Python must not speak in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONSAFEPATH": "1"}  # nor a module that lies in the folder of a document
