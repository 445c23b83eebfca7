"""One LibreOffice process behind its worker: start, requests, restart, end without orphans."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from soffice_find import SofficeError, processes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from soffice_find import Program

WORKER = Path(__file__).with_name("soffice_worker.py")
GRACE = 30  # seconds for an orderly end
NEVER = "1"  # load with the values the file holds: only our own recalculation may compute
SETTINGS = (
    ("/org.openoffice.Office.Calc/Formula/Load", "OOXMLRecalcMode", NEVER),
    ("/org.openoffice.Office.Calc/Formula/Load", "ODFRecalcMode", NEVER),
    ("/org.openoffice.Office.Recovery/AutoSave", "Enabled", "false"),
)


class _EndedError(Exception):
    """The program or its worker died under the request."""


class Office:
    """A program under one locale, with a profile of its own in a temporary folder.

    When it was killed from outside, the request at hand is repeated in a new one.
    """

    def __init__(
        self,
        program: Program,
        locale: str,
        timeout: float,
        worker: Path = WORKER,
        extensions: Sequence[Path] = (),
    ) -> None:
        self._program, self._locale, self._timeout = program, locale, timeout
        self._script, self._extensions = worker, extensions
        self._worker: subprocess.Popen[str] | None = None
        self.profile = Path()
        self.pid: int | None = None

    def ask(self, op: str, **request: Any) -> Any:
        """Return the worker's answer; start the program if it is not running."""
        for _ in range(2):
            try:
                if self._worker is None:
                    self._start()
                return self._exchange(request | {"op": op})
            except _EndedError as ended:
                reason = ended
        raise SofficeError(f"LibreOffice died twice under {op} of {request['path']}: {reason}")

    def stop(self) -> list[int]:
        """End program and worker, remove the profile; return the ids of those to be killed."""
        if self._worker is None:
            return []
        with suppress(OSError):
            self._worker.stdin.close()  # the end of its input is the worker's sign to stop
        with suppress(subprocess.TimeoutExpired):
            self._worker.wait(GRACE)
        left = processes(self.profile)
        self._discard()
        return left

    def _start(self) -> None:
        self.profile = Path(tempfile.mkdtemp(prefix="mkp-soffice-"))
        (self.profile / "user").mkdir()
        registry = self.profile / "user" / "registrymodifications.xcu"
        registry.write_text(_registry(self._locale), encoding="utf-8")
        clean = {name: value for name, value in os.environ.items() if name[:6] != "PYTHON"}
        with (self.profile / "log.txt").open("w") as log:
            self._worker = subprocess.Popen(
                [
                    self._program.python,
                    self._script,
                    self._program.soffice,
                    self.profile,
                    str(os.getpid()),
                ],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                encoding="utf-8",
                env=clean | {"LC_ALL": "C.UTF-8"},  # or Cyrillic file names do not open
                start_new_session=True,  # one signal then reaches the worker and the program
            )
        self.pid = self._exchange(None)
        for extension in self._extensions:
            self._exchange({"op": "install", "path": str(extension)})

    def _exchange(self, request: Mapping[str, Any] | None) -> Any:
        """Return the answer to one request; without one, the answer to the start."""
        deadline = time.monotonic() + self._timeout
        watch = threading.Timer(self._timeout, self._worker.kill)
        watch.start()
        line = ""
        try:
            if request is not None:
                self._worker.stdin.write(json.dumps(request) + "\n")
                self._worker.stdin.flush()
            line = self._worker.stdout.readline()
        except BrokenPipeError:
            pass  # as an empty answer: the worker is dead
        finally:
            watch.cancel()
            watch.join()
            answer = json.loads(line) if line else {"error": self._last_words(), "gone": True}
            if answer.get("gone"):
                self._discard()
        if not line and time.monotonic() >= deadline:
            raise SofficeError(f"LibreOffice gave no answer within {self._timeout} s")
        if "error" in answer:
            raise (_EndedError if answer["gone"] else SofficeError)(answer["error"])
        return answer["ok"]

    def _last_words(self) -> str:
        return "the worker ended: " + (self.profile / "log.txt").read_text("utf-8")[-500:].strip()

    def _discard(self) -> None:
        """Kill what is left of the worker and the program, remove the profile."""
        worker, self._worker, self.pid = self._worker, None, None
        if worker.poll() is None or processes(self.profile):
            with suppress(ProcessLookupError):
                os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
        with suppress(BrokenPipeError):
            worker.stdin.close()
        shutil.rmtree(self.profile, ignore_errors=True)


def _registry(locale: str) -> str:
    settings = (*SETTINGS, ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", locale))
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in settings
    )
    return f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">{items}</oor:items>'
