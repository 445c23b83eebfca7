"""The half of the LibreOffice harness that speaks UNO: JSON requests in, JSON answers out.

It runs under the interpreter that carries LibreOffice's bindings, not under the one of the
tests: so the tests run on any Python, and a bridge that dies takes this process only.
Started as `soffice_worker.py <soffice program> <profile folder> <parent's pid>`; one request
and one answer per line. `uno` is imported late because pytest looks into every module here.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

from soffice_document import FILTERS, Document

RESTART_ME = 81  # what soffice says after it has filled a fresh profile
MANAGER = "/singletons/com.sun.star.deployment.ExtensionManager"


def main(program, profile, parent):
    """Start LibreOffice, answer requests until the input ends, stop it."""
    die_with_parent(signal.SIGTERM)
    if os.getppid() != int(parent):
        return
    serve(Office(program, profile))


def serve(office):
    """Start the program, answer requests until the input ends, stop it."""
    say(answer(office, {"op": "start"}))
    for line in sys.stdin:
        say(answer(office, json.loads(line)))
    office.stop()


def say(message):
    """Put one line on the pipe."""
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def answer(office, request):
    """Return {"ok": result} or {"error": text, "gone": whether the program has ended}."""
    arguments = dict(request)
    try:
        return {"ok": getattr(office, arguments.pop("op"))(**arguments)}
    except Exception as error:  # noqa: BLE001  # whatever UNO raises must reach the tests as text
        text = getattr(error, "Message", "") or str(error)
        return {"error": f"{type(error).__name__}: {text}", "gone": office.has_ended()}


def die_with_parent(number=signal.SIGKILL):
    """Ask Linux to signal this process when its parent dies; elsewhere the pipe's end must do."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, int(number))  # 1 = PR_SET_PDEATHSIG


class Office:
    """One LibreOffice process, and one document at a time inside it."""

    def __init__(self, program, profile):
        self.program, self.profile = program, Path(profile)
        self.process = self.context = self.desktop = None

    def start(self):
        """Return the process id once the program answers on its pipe."""
        import uno  # noqa: PLC0415

        pipe = f"pipe,name={uuid4().hex};urp;StarOffice.ComponentContext"
        local = uno.getComponentContext()
        resolver = self._service("com.sun.star.bridge.UnoUrlResolver", local)
        self._spawn(pipe)
        deadline = time.monotonic() + 60
        while self.context is None:
            if self.process.poll() == RESTART_ME:
                self._spawn(pipe)
            elif self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"LibreOffice did not start, exit code {self.process.poll()}")
            try:
                self.context = resolver.resolve("uno:" + pipe)
            except uno.getClass("com.sun.star.connection.NoConnectException"):
                time.sleep(0.05)
        self.desktop = self._service("com.sun.star.frame.Desktop", self.context)
        return self.process.pid

    def install(self, path):
        """Install an extension for this profile, as its user would who agrees to all questions."""
        from soffice_consent import agreeing  # noqa: PLC0415  it needs uno

        manager = self.context.getValueByName(MANAGER)
        abort = manager.createAbortChannel()
        manager.addExtension(Path(path).as_uri(), (), "user", abort, agreeing())

    def stop(self):
        """End the program: politely, then not."""
        if self.process is None:
            return
        try:
            self.desktop.terminate()
            self.process.wait(20)
        except Exception:  # noqa: BLE001  # it hangs or the bridge is gone: both end the same way
            self.process.kill()
            self.process.wait()

    def has_ended(self):
        """Tell whether the program is dead, or as good as: it does not answer any more."""
        try:
            return not self.desktop.ImplementationName
        except Exception:  # noqa: BLE001  # whatever a broken bridge raises
            return True

    def values(self, path, recalculate=True, cells=None, ranges=None):  # noqa: FBT002
        """Return {sheet: rows}, after setting `cells` and a hard recalculation."""
        with Document(self.desktop, self.profile, path) as document:
            for edit in cells or ():
                document.put(*edit)
            if recalculate:
                document.model.calculateAll()
            if ranges is None:
                ranges = dict.fromkeys(document.model.Sheets.ElementNames)
            return {name: document.rows(name, area) for name, area in ranges.items()}

    def in_turns(self, path, paths, rounds):  # noqa: ARG002  every request has a path
        """Return {file name: seconds of each hard recalculation}, all books open at once."""
        with ExitStack() as stack:
            documents = {
                Path(one).name: stack.enter_context(Document(self.desktop, self.profile, one))
                for one in paths
            }
            took = {name: [] for name in documents}
            for _ in range(rounds):
                for name, document in documents.items():
                    started = time.perf_counter()
                    document.model.calculateAll()
                    took[name].append(time.perf_counter() - started)
            return took

    def functions(self, path, prefix):  # noqa: ARG002  every request has a path
        """Return {name: [help, [[name, optional] of each argument]]} of the function wizard."""
        listed = self._service("com.sun.star.sheet.FunctionDescriptions")
        found = {}
        for place in range(listed.Count):
            told = {value.Name: value.Value for value in listed.getByIndex(place)}
            if told["Name"].startswith(prefix):
                arguments = [[a.Name, a.IsOptional] for a in told["Arguments"]]
                found[told["Name"]] = [told["Description"], arguments]
        return found

    def save_as(self, path, out):
        """Recalculate and write as .xlsx, .xlsm or .ods."""
        with Document(self.desktop, self.profile, path) as document:
            document.model.calculateAll()
            document.store(out, FILTERS[Path(out).suffix.lower()])

    def changed(self, path, out, steps):
        """Do what a person does to a document, step by step, and write it."""
        with Document(self.desktop, self.profile, path) as document:
            for step in steps:
                document.change(*step)
            document.model.calculateAll()
            document.store(out, FILTERS[Path(out).suffix.lower()])

    def pdf(self, path, out):
        """Print all visible sheets, each one page wide."""
        with Document(self.desktop, self.profile, path) as document:
            document.model.calculateAll()
            styles = document.model.StyleFamilies.getByName("PageStyles")
            for name in styles.ElementNames:
                styles.getByName(name).ScaleToPagesX = 1
                styles.getByName(name).ScaleToPagesY = 0
            document.store(out, "calc_pdf_Export")

    def pages(self, path, out, rows):
        """Print each visible sheet that holds something to one page; return [[sheet, pdf]]."""
        with Document(self.desktop, self.profile, path) as document:
            document.model.calculateAll()
            names = document.model.Sheets.ElementNames
            printed = []
            for number, name in enumerate(names, 1):
                for other in names:  # once a sheet has a print area, those without do not print
                    document.sheet(other).setPrintAreas(())
                if document.fit_page(name, rows):
                    printed.append([name, str(Path(out) / f"{number:02}.pdf")])
                    document.store(printed[-1][1], "calc_pdf_Export")
            return printed

    def _service(self, name, context=None):
        context = context or self.context
        return context.ServiceManager.createInstanceWithContext(name, context)

    def _spawn(self, pipe):
        command = [self.program, f"-env:UserInstallation={self.profile.as_uri()}", "--headless"]
        command += ["--nologo", "--norestore", "--nodefault", f"--accept={pipe}"]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            preexec_fn=die_with_parent,  # noqa: PLW1509  # this process has one thread
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
