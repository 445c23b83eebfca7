"""`mkp-xl setup --libreoffice`: the extension goes in and out through LibreOffice's own program."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mkp_xl.errors import HostError
from mkp_xl.faces.buttons.commands import COMMAND_OF, TAB
from mkp_xl.faces.libreoffice import setting_up
from mkp_xl.faces.libreoffice.extension import RECORD

NOBODY = 65534
WORKER = "mkp_xl.faces.libreoffice.worker"


@pytest.fixture
def as_a_person(monkeypatch):
    """Let LibreOffice's programs run for somebody who is not root, which unopkg refuses."""
    real = subprocess.run
    scratch = tempfile.TemporaryDirectory(prefix="mkp-home-", ignore_cleanup_errors=True)
    home = Path(scratch.name)  # pytest's own folders are closed to others
    if os.geteuid() == 0:
        os.chown(home, NOBODY, NOBODY)

    def run(command, **given):
        given["env"] = {**os.environ, "HOME": str(home), "TMPDIR": str(home)}
        if os.geteuid() == 0:
            if Path(command[-1]).suffix == ".oxt":
                Path(command[-1]).parent.chmod(0o755)
            given |= {"user": NOBODY, "group": NOBODY, "extra_groups": ()}
        return real(command, **given)

    monkeypatch.setattr(setting_up.subprocess, "run", run)
    yield home
    scratch.cleanup()


@pytest.mark.soffice
def test_the_extension_goes_in_and_out(monkeypatch, as_a_person):
    monkeypatch.setenv("MKP_LANG", "ru")
    folder = setting_up.program_folder()
    assert not setting_up.is_installed(folder)
    for _ in range(2):  # a second time it is replaced
        said = command("setup", "--libreoffice")
        assert "расширение МКП установлено" in said
        assert f"«{COMMAND_OF['recalculate'].label.ru}» на панели {TAB.ru}" in said
        assert setting_up.is_installed(folder)
        assert recorded(as_a_person) == [sys.executable, "-m", WORKER]
    assert "расширение МКП убрано" in command("setup", "--libreoffice", "--undo")
    assert not setting_up.is_installed(folder)
    assert "Убирать нечего" in command("setup", "--libreoffice", "--undo")


def recorded(home):
    """Return the worker that the extension which is installed in a home starts."""
    (record,) = {
        path.read_text("utf-8") for path in home.rglob(RECORD)
    }  # one that was replaced too
    return json.loads(record)


def command(*asked):
    from mkp_xl.faces.cli import app  # noqa: PLC0415  its texts follow the language of the run

    result = CliRunner().invoke(app, asked)
    assert result.exit_code == 0, result.output
    return result.output


def program(folder, name, text):
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def test_what_is_missing_old_or_refused_is_said(tmp_path):
    with pytest.raises(HostError) as caught:
        setting_up.program_folder(system="linux", env={"PATH": str(tmp_path)})
    assert caught.value.key == "libreoffice_missing"
    folder = tmp_path / "program"
    program(folder, "soffice", "echo LibreOffice 7.4.7.2 40")
    said = "(process:1): dconf-CRITICAL: a noise that is longer than the reason itself"
    why = "ERROR: another copy of the program holds the lock."
    program(folder, "unopkg", f"echo '{said}' >&2; echo '{why}' >&2; exit 1")
    found = setting_up.program_folder(system="linux", env={"PATH": str(folder)})
    assert found == folder
    with pytest.raises(HostError) as caught:
        setting_up.refuse_old(folder)
    assert caught.value.particulars == {"found": "7.4", "oldest": "25.2"}
    with pytest.raises(HostError) as caught:
        setting_up.install(folder)
    assert caught.value.key == "libreoffice_refused"
    assert caught.value.particulars["reason"] == "another copy of the program holds the lock"


@pytest.mark.parametrize("said", ["LibreOffice 25.2.3.2 520", "LibreOffice 26.8.0.1", "odd"])
def test_a_new_one_is_fine(tmp_path, said):
    program(tmp_path / "program", "soffice", f"echo {said}")
    setting_up.refuse_old(tmp_path / "program")


def test_windows_has_its_own_place(tmp_path):
    folder = tmp_path / "LibreOffice" / "program"
    folder.mkdir(parents=True)
    (folder / "unopkg.com").write_bytes(b"")
    env = {"PROGRAMFILES": str(tmp_path), "PATH": ""}
    assert setting_up.program_folder(system="win32", env=env) == folder
