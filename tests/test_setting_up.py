"""Setting up Excel on three systems: what is written, taken back, left alone, and diagnosed."""

import codecs
import itertools
import json
import os
import re
import string
import tempfile
import zipfile
from dataclasses import replace
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkp_xl.book.fields import Text
from mkp_xl.errors import HostError
from mkp_xl.faces.buttons.commands import TAB
from mkp_xl.faces.setting_up import (
    Installed,
    Machine,
    Patient,
    Script,
    carry_out,
    check_lines,
    check_record,
    checks,
    config,
    converse,
    doctor,
    exit_code,
    files,
    installed,
    installed_script,
    lines,
    plan_setup,
    plan_undo,
    talk,
    this_machine,
)
from mkp_xl.faces.setting_up.book_facts import book_facts
from mkp_xl.faces.setting_up.machine import addin_path, config_path, record_path, script_path
from mkp_xl.faces.setting_up.parts import in_range

pytestmark = pytest.mark.sampled(2)

ADDIN = b"PK add-in of today"
SCRIPT = Script(name="xlwings-0.37.8.applescript", data=b"on VbaHandler\n")
NOW = Installed(
    python=(3, 12, 4), bits=64, package="0.1.0", xlwings="0.37.8", xlwings_asked=">=0.33"
)
WITH_EXCEL = ("windows", "mac")
DLL = "xlwings64-0.37.8.dll"


def addin():
    return ADDIN


def computer(folder, system, *, user="Иванов", encoding=None, **changes):
    """Return a computer whose folders are made as a fresh Excel leaves them."""
    home = folder / user
    python = home / "venv" / ("Scripts/python.exe" if system == "windows" else "bin/python")
    python.parent.mkdir(parents=True, exist_ok=True)
    python.touch()
    env = {}
    if system == "windows":
        env = {"USERPROFILE": str(home), "APPDATA": str(home / "AppData" / "Roaming")}
        (home / "venv" / DLL).touch()
    if system == "mac":
        (home / "Library/Containers/com.microsoft.Excel/Data").mkdir(parents=True, exist_ok=True)
    made = Machine(
        system=system,
        home=home,
        env=env,
        python=python,
        prefixes=(home / "venv",),
        encoding=encoding or ("cp1251" if system == "windows" else "utf-8"),
    )
    return replace(made, **changes)


def setup(machine, *, with_addin=True, data=None):
    """Carry out set-up without a question and return its plan."""
    plan = planned(machine, with_addin=with_addin, data=data)
    carry_out(plan)
    return plan


def planned(machine, *, with_addin=True, data=None):
    source = (lambda: data) if data else addin
    return plan_setup(machine, addin=source if with_addin else None, script=SCRIPT)


def undo(machine):
    plan = plan_undo(machine)
    carry_out(plan)
    return plan


def tree(folder):
    """Return every file with its bytes and every folder."""
    return {p: p.read_bytes() if p.is_file() else None for p in sorted(folder.rglob("*"))}


def kinds(plan):
    return {step.key: step.kind for step in plan.steps}


def write_config(machine, data):
    path = config_path(machine)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def named(machine):
    return config.value_of(config_path(machine).read_bytes(), machine.interpreter_key)


def patient(machine, **changes):
    return replace(Patient(machine=machine, installed=NOW, addin=addin, script=SCRIPT), **changes)


def told(machine, book=None, version=None, **changes):
    """Return the checks by key."""
    found = doctor(patient(machine, **changes), book, macro_version=version)
    assert len({check.key for check in found}) == len(found)
    for check in found:
        assert (check.mend is None) == (check.state == "ok")
        for text in filter(None, (check.what, check.mend)):
            assert text.ru.strip()
            assert text.en.strip()
            assert "\n" not in text.ru + text.en
    return {check.key: check for check in found}


def refusal(call, *arguments):
    with pytest.raises(HostError) as refused:
        call(*arguments)
    return refused.value.key


def vba_read(data, key, encoding):
    """Return what `Input #` of VBA finds under a key: pairs of items, the first one counts."""
    items = re.findall(r'"([^"\r\n]*)"|([^",\r\n]+)', data.decode(encoding))
    flat = [quoted or bare.strip() for quoted, bare in items]
    pairs = zip(flat[::2], flat[1::2], strict=False)
    return next((value for name, value in pairs if name.lower() == key.lower()), None)


def xlwings_read(data, encoding):
    """Return the settings as xlwings itself reads them."""
    found = {}
    for line in data.decode(encoding).splitlines():
        values = re.findall(r'"[^"]*"', line)
        if values:
            found[values[0].strip('"').lower()] = values[1].strip('"')
    return found


# --- set-up --------------------------------------------------------------------------------------


@pytest.mark.parametrize("system", WITH_EXCEL)
def test_set_up_writes_what_excel_and_xlwings_read(tmp_path, system):
    machine = computer(tmp_path, system)
    plan = setup(machine)
    assert not plan.asks
    data = config_path(machine).read_bytes()
    key = f"INTERPRETER_{'WIN' if system == 'windows' else 'MAC'}"
    assert vba_read(data, key, machine.encoding) == str(machine.python)
    assert xlwings_read(data, machine.encoding)[key.lower()] == str(machine.python)
    assert addin_path(machine).read_bytes() == ADDIN
    if system == "mac":
        place = machine.home / "Library/Application Scripts/com.microsoft.Excel" / SCRIPT.name
        assert place.read_bytes() == SCRIPT.data
    assert data.endswith(b"\r\n" if system == "windows" else b"\n")


@pytest.mark.parametrize("system", WITH_EXCEL)
def test_the_files_are_where_excel_looks(tmp_path, system):
    machine = computer(tmp_path, system)
    office = "Library/Group Containers/UBF8T346G9.Office"
    places = {
        "windows": (
            ".xlwings/xlwings.conf",
            "AppData/Roaming/Microsoft/Excel/XLSTART/mkp.xlam",
        ),
        "mac": (
            "Library/Containers/com.microsoft.Excel/Data/xlwings.conf",
            f"{office}/User Content.localized/Startup.localized/Excel/mkp.xlam",
        ),
    }
    found = (config_path(machine), addin_path(machine))
    assert found == tuple(machine.home / place for place in places[system])


def test_a_roaming_folder_may_lie_on_another_disk(tmp_path):
    machine = computer(tmp_path, "windows", env={"APPDATA": str(tmp_path / "server")})
    setup(machine)
    assert (tmp_path / "server/Microsoft/Excel/XLSTART/mkp.xlam").is_file()
    bare = replace(machine, env={})
    assert addin_path(bare).is_relative_to(machine.home / "AppData" / "Roaming")


@pytest.mark.parametrize("system", WITH_EXCEL)
def test_a_second_set_up_has_nothing_to_do(tmp_path, system):
    machine = computer(tmp_path, system)
    setup(machine)
    before = tree(tmp_path)
    said = []
    assert converse(planned(machine), "ru", said.append, pytest.fail)
    assert said[-1] == talk.NOTHING.ru
    assert tree(tmp_path) == before


def test_the_add_in_can_be_left_out(tmp_path):
    machine = computer(tmp_path, "windows")
    assert set(kinds(setup(machine, with_addin=False))) == {"interpreter"}
    assert not addin_path(machine).exists()
    assert told(machine)["addin"].state == "ok"
    setup(machine)
    assert addin_path(machine).exists()
    undo(machine)
    assert not addin_path(machine).exists()


@pytest.mark.parametrize("system", WITH_EXCEL)
@pytest.mark.parametrize("answer", [True, False])
def test_what_differs_is_overwritten_only_after_a_yes(tmp_path, system, answer):
    machine = computer(tmp_path, system)
    old = b'"%s","/old/python"\n"OTHER","1"\n' % machine.interpreter_key.encode()
    write_config(machine, old)
    addin_path(machine).parent.mkdir(parents=True)
    addin_path(machine).write_bytes(b"someone's")
    before, said, asked = tree(tmp_path), [], []

    def ask(question):
        asked.append(question)
        return answer

    assert converse(planned(machine), "ru", said.append, ask) is answer
    assert asked == [talk.QUESTION.ru]
    assert any("/old/python" in line for line in said)
    if answer:
        assert named(machine) == str(machine.python).encode(machine.encoding)
        assert said[-1] == talk.DONE.ru
        undo(machine)
    else:
        assert said[-1] == talk.REFUSED.ru
    assert tree(tmp_path) == before


def test_what_set_up_wrote_earlier_is_renewed_without_a_question(tmp_path):
    machine = computer(tmp_path, "windows")
    write_config(machine, b'"OTHER","1"\r\n')
    before = tree(tmp_path)
    setup(machine, data=b"add-in of yesterday")
    moved = replace(machine, python=tmp_path / "new" / "python.exe")
    plan = planned(moved)
    assert kinds(plan) == {"interpreter": "renew", "addin": "renew"}
    assert not plan.asks
    carry_out(plan)
    undo(moved)
    assert tree(tmp_path) == before


def test_the_plan_tells_what_stands_and_what_it_becomes(tmp_path):
    machine = computer(tmp_path, "windows")
    write_config(machine, b'"INTERPRETER_WIN","C:\\old\\python.exe"\r\n')
    for lang in ("ru", "en"):
        text = "\n".join(lines(planned(machine), lang))
        for part in ("C:\\old\\python.exe", machine.python, config_path(machine)):
            assert str(part) in text
        assert str(addin_path(machine)) in text


@pytest.mark.parametrize(
    "value", ["{venv}/Scripts/PYTHON.exe", "%USERPROFILE%/venv/Scripts/pythonw.exe"]
)
def test_another_spelling_of_this_python_is_left_as_it_is(tmp_path, value):
    machine = computer(tmp_path, "windows")
    value = value.format(venv=machine.home / "venv").replace("/", "\\")
    machine = replace(machine, python=Path(str(machine.python).replace("/", "\\")))
    write_config(machine, f'"INTERPRETER_WIN","{value}"\r\n'.encode("cp1251"))
    plan = planned(machine)
    assert kinds(plan)["interpreter"] == "same"
    assert not plan.asks


@pytest.mark.parametrize("system", WITH_EXCEL)
@pytest.mark.parametrize(
    "old",
    [
        b"",
        b'"LICENSE_KEY","a,b"\r\n"SHOW CONSOLE","True"\r\n',
        b'"LICENSE_KEY","no end of line"',
        b'"SHOW CONSOLE","True"\n\n\n',
        b"PYTHONPATH , C:\\x y\r\n",
        b'  "CONDA PATH" ,  "C:\\conda"  \n# a note\n',
        codecs.BOM_UTF8 + b'"SHOW CONSOLE","True"\r\n',
        codecs.BOM_UTF8 + b'"SHOW CONSOLE","True"',
        '"PYTHONPATH","C:\\Пути"\r\n'.encode("cp1251"),
    ],
)  # fmt: skip
def test_all_other_lines_of_the_settings_stay(tmp_path, system, old):
    machine = computer(tmp_path, system)
    path = write_config(machine, old)
    assert kinds(setup(machine))["interpreter"] == "add"
    new = path.read_bytes()
    assert [line for line in new.splitlines() if b"INTERPRETER" not in line] == old.splitlines()
    assert new.count(b"INTERPRETER") == 1
    undo(machine)
    assert path.read_bytes() == old


@pytest.mark.parametrize(
    "line",
    [
        b'"INTERPRETER_WIN","C:\\old"',
        b"interpreter_win,C:\\old",
        b'  "Interpreter_Win" , "C:\\old" , "more"',
        b'"INTERPRETER_WIN","C:\\old',
        b'"INTERPRETER_WIN",""',
        b'"INTERPRETER_WIN",',
    ],
)  # fmt: skip
def test_an_oddly_written_line_is_changed_in_its_place(tmp_path, line):
    machine = computer(tmp_path, "windows")
    path = write_config(machine, b'"A","1"\r\n' + line + b'\r\n"B","2"\r\n')
    setup(machine)
    first, ours, last = path.read_bytes().splitlines()
    assert (first, last) == (b'"A","1"', b'"B","2"')
    assert str(machine.python).encode("cp1251") in ours
    assert b"old" not in ours
    assert ours.endswith(b'"more"') is line.endswith(b'"more"')


def test_a_key_behind_a_byte_order_mark_is_not_seen_by_excel(tmp_path):
    machine = computer(tmp_path, "windows")
    old = codecs.BOM_UTF8 + b'"INTERPRETER_WIN","C:\\old"\r\n"B","2"\r\n'
    path = write_config(machine, old)
    setup(machine)
    data = path.read_bytes()
    assert data.startswith(old.splitlines(keepends=True)[0])
    assert data.splitlines()[1] == f'"INTERPRETER_WIN","{machine.python}"'.encode("cp1251")
    assert xlwings_read(data, "cp1251")["interpreter_win"] == str(machine.python)


def test_a_key_that_stands_twice_is_changed_twice(tmp_path):
    machine = computer(tmp_path, "windows")
    path = write_config(machine, b'"INTERPRETER_WIN","a"\n"INTERPRETER_WIN","b"\n')
    setup(machine)
    assert len(set(path.read_bytes().splitlines())) == 1


# --- refusals ------------------------------------------------------------------------------------


def test_a_system_without_excel_is_told_so(tmp_path):
    machine = computer(tmp_path, "other")
    assert refusal(planned, machine) == "setup_other_system"
    assert refusal(plan_undo, machine) == "setup_other_system"
    found = told(machine)
    assert set(found) == {"python", "package", "xlwings", "excel"}
    assert exit_code(found.values()) == 0


def test_a_python_of_the_store_is_refused(tmp_path):
    store = tmp_path / "Microsoft" / "WindowsApps" / "python.exe"
    machine = computer(tmp_path, "windows", python=store)
    assert refusal(planned, machine) == "setup_store_python"
    behind = computer(tmp_path, "windows", prefixes=(tmp_path, store.parent))
    assert refusal(planned, behind) == "setup_store_python"
    assert told(behind)["store_python"].state == "act"


def test_letters_outside_the_code_page_are_refused(tmp_path):
    machine = computer(tmp_path, "windows", encoding="cp1252")
    assert refusal(planned, machine) == "setup_letters"
    assert told(machine)["interpreter"].state == "act"
    quoted = computer(tmp_path, "mac", python=tmp_path / 'a"b' / "python")
    assert refusal(planned, quoted) == "setup_letters"


def test_a_mac_where_excel_was_never_started_is_refused(tmp_path):
    machine = computer(tmp_path, "mac", home=tmp_path / "empty")
    assert refusal(planned, machine) == "setup_no_excel"


def test_settings_that_excel_cannot_read_are_left_alone(tmp_path):
    machine = computer(tmp_path, "windows")
    path = write_config(machine, codecs.BOM_UTF16_LE + '"A","1"'.encode("utf-16-le"))
    before = path.read_bytes()
    assert refusal(planned, machine) == "setup_odd_config"
    assert told(machine)["interpreter"].state == "act"
    assert path.read_bytes() == before


@pytest.mark.parametrize("system", WITH_EXCEL)
def test_an_unwritable_folder_leaves_everything_as_it_was(tmp_path, system):
    machine = computer(tmp_path, system)
    blocked = addin_path(machine).parent.parent
    blocked.parent.mkdir(parents=True)
    blocked.write_text("a file where a folder should be")
    before = tree(tmp_path)
    assert refusal(setup, machine) == "setup_no_writing"
    assert tree(tmp_path) == before


@pytest.mark.parametrize("taken", [1, 2, 3])
def test_a_file_held_by_excel_leaves_everything_as_it_was(tmp_path, monkeypatch, taken):
    machine = computer(tmp_path, "windows")
    write_config(machine, b'"A","1"\r\n')
    before, count, really = tree(tmp_path), itertools.count(1), Path.replace

    def replace_file(self, target):
        if next(count) == taken:
            raise PermissionError(13, "in use")
        return really(self, target)

    monkeypatch.setattr(Path, "replace", replace_file)
    assert refusal(setup, machine) == "setup_no_writing"
    assert tree(tmp_path) == before


def test_an_unreadable_file_is_a_refusal(tmp_path):
    machine = computer(tmp_path, "windows")
    config_path(machine).mkdir(parents=True)
    assert refusal(planned, machine) == "setup_no_reading"


def test_a_file_changed_while_the_user_answers_is_not_overwritten(tmp_path):
    machine = computer(tmp_path, "windows")
    plan = planned(machine)
    write_config(machine, b'"A","1"\r\n')
    assert refusal(carry_out, plan) == "setup_changed"
    assert config_path(machine).read_bytes() == b'"A","1"\r\n'
    assert not record_path(machine).exists()


# --- undo ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("system", WITH_EXCEL)
def test_undo_leaves_the_computer_as_it_was(tmp_path, system):
    machine = computer(tmp_path, system)
    before = tree(tmp_path)
    setup(machine)
    assert tree(tmp_path) != before
    said = []
    assert converse(plan_undo(machine), "en", said.append, pytest.fail)
    assert said[-1] == talk.UNDONE.en
    assert tree(tmp_path) == before


def test_undo_leaves_what_was_changed_since_and_says_so(tmp_path):
    machine = computer(tmp_path, "windows")
    setup(machine)
    addin_path(machine).write_bytes(b"mine now")
    config_path(machine).write_bytes(b'"INTERPRETER_WIN","C:\\mine"\r\n')
    plan = plan_undo(machine)
    assert kinds(plan) == {"interpreter": "left", "addin": "left"}
    said = []
    converse(plan, "ru", said.append, pytest.fail)
    assert sum(talk.KINDS["left"].ru in line for line in said) == 2
    assert said[-1] == talk.NOTHING_LEFT.ru
    assert addin_path(machine).read_bytes() == b"mine now"
    assert named(machine) == b"C:\\mine"
    assert not record_path(machine).exists()


@pytest.mark.parametrize("old", [None, b'"INTERPRETER_WIN","C:\\old"\r\n', b'"A","1"\r\n'])
def test_undo_takes_our_line_out_of_settings_that_grew_since(tmp_path, old):
    machine = computer(tmp_path, "windows")
    if old is not None:
        write_config(machine, old)
    setup(machine)
    with config_path(machine).open("ab") as file:
        file.write(b'"SHOW CONSOLE","True"\r\n')
    undo(machine)
    assert config_path(machine).read_bytes() == (old or b"") + b'"SHOW CONSOLE","True"\r\n'


def test_undo_survives_files_that_have_gone(tmp_path):
    machine = computer(tmp_path, "mac")
    setup(machine)
    for path in (config_path(machine), addin_path(machine)):
        path.unlink()
    assert kinds(undo(machine)) == {"interpreter": "gone", "addin": "gone", "script": "remove"}
    assert not record_path(machine).exists()


@pytest.mark.parametrize(
    "record", [None, b"", b"{", b"[]", b'{"form": 2}', b'{"form": 1, "entries": {"a": 1}}']
)
def test_without_a_record_undo_touches_nothing(tmp_path, record):
    machine = computer(tmp_path, "windows")
    setup(machine)
    record_path(machine).unlink()
    if record is not None:
        record_path(machine).write_bytes(record)
    before, said = tree(tmp_path), []
    assert converse(plan_undo(machine), "en", said.append, pytest.fail)
    assert said == [talk.NOTHING_TO_UNDO.en]
    assert tree(tmp_path) == before
    assert planned(machine).nothing_to_do


def test_undo_after_a_break_between_record_and_files(tmp_path):
    machine = computer(tmp_path, "windows")
    write_config(machine, b'"A","1"\r\n')
    before = tree(tmp_path)
    plan = planned(machine)
    files.carry_out_all(plan.all_changes[:1])
    assert plan.all_changes[0].path == record_path(machine)
    undo(machine)
    assert tree(tmp_path) == before


def test_the_script_of_an_earlier_xlwings_goes_too(tmp_path):
    machine = computer(tmp_path, "mac")
    before = tree(tmp_path)
    setup(machine)
    later = Script(name="xlwings-0.37.9.applescript", data=b"new")
    carry_out(plan_setup(machine, addin=addin, script=later))
    assert script_path(machine, SCRIPT.name).exists()
    undo(machine)
    assert tree(tmp_path) == before


def test_a_linked_settings_file_stays_a_link(tmp_path):
    machine = computer(tmp_path, "mac")
    real = tmp_path / "dotfiles"
    real.write_bytes(b'"A","1"\n')
    real.chmod(0o640)
    config_path(machine).symlink_to(real)
    setup(machine)
    assert config_path(machine).is_symlink()
    assert b"INTERPRETER_MAC" in real.read_bytes()
    assert real.stat().st_mode & 0o777 == 0o640


CONFIG_PIECES = st.sampled_from(
    [
        b'"INTERPRETER_WIN"', b"interpreter_mac", b'"INTERPRETER_MAC","x"', b",", b'"', b"\r\n",
        b"\n", b"\r", b" ", b'"A","1"', codecs.BOM_UTF8, b"#", "Я".encode("cp1251"), b"INTERPRETER",
        b'"INTERPRETER_WIN","y"\n',
    ]
)  # fmt: skip
CONFIGS = st.none() | st.lists(CONFIG_PIECES, max_size=12).map(b"".join)


@given(CONFIGS, st.sampled_from(WITH_EXCEL), st.integers(1, 2))
@settings(max_examples=200, deadline=None)
def test_set_up_then_undo_is_identity(old, system, times):
    with tempfile.TemporaryDirectory() as folder:
        machine = computer(Path(folder), system)
        if old is not None:
            write_config(machine, old)
        before = tree(Path(folder))
        for number in range(times):
            setup(replace(machine, python=machine.python.with_name(f"python{number}.exe")))
        expected = str(machine.python.with_name(f"python{times - 1}.exe"))
        assert named(machine).decode(machine.encoding) == expected
        undo(machine)
        assert tree(Path(folder)) == before


@given(st.lists(CONFIG_PIECES, max_size=12).map(b"".join))
@settings(max_examples=300)
def test_setting_a_key_changes_nothing_else(old):
    new = config.with_value(old, "INTERPRETER_WIN", b"C:\\p")
    assert config.value_of(new, "INTERPRETER_WIN") == b"C:\\p"
    assert config.with_value(new, "INTERPRETER_WIN", b"C:\\p") == new
    assert config.value_of(config.without(new, "INTERPRETER_WIN"), "INTERPRETER_WIN") is None
    for key in ("A", "INTERPRETER_MAC"):
        assert config.value_of(new, key) == config.value_of(old, key)


# --- doctor --------------------------------------------------------------------------------------


@pytest.mark.parametrize("system", WITH_EXCEL)
def test_after_set_up_the_doctor_has_nothing_to_say(tmp_path, system):
    machine = computer(tmp_path, system)
    found = told(machine)
    assert found["interpreter"].state == "act"
    assert found["addin"].state == "soon"
    assert exit_code(found.values()) == 1
    setup(machine)
    found = told(machine)
    assert {check.state for check in found.values()} == {"ok"}
    assert exit_code(found.values()) == 0
    assert "library" in found if system == "windows" else "script" in found
    undo(machine)
    assert told(machine)["interpreter"].state == "act"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"python": (3, 10, 9)}, "python"),
        ({"xlwings": None}, "xlwings"),
        ({"xlwings": "0.32.0"}, "xlwings"),
        ({"xlwings": "0.37.9"}, "library"),
    ],
)
def test_a_version_that_does_not_do_is_named(tmp_path, change, key):
    machine = computer(tmp_path, "windows")
    setup(machine)
    found = told(machine, installed=replace(NOW, **change))
    assert [check.key for check in found.values() if check.state != "ok"] == [key]


def test_a_library_that_vanished_after_set_up_points_to_the_antivirus(tmp_path):
    machine = computer(tmp_path, "windows")
    library = machine.home / "venv" / DLL
    library.unlink()
    assert checks.ANTIVIRUS.ru not in told(machine)["library"].mend.ru
    library.touch()
    setup(machine)
    library.unlink()
    assert checks.ANTIVIRUS.ru in told(machine)["library"].mend.ru


def test_a_library_among_one_users_packages_needs_a_python_of_their_own(tmp_path):
    machine = computer(tmp_path, "windows")
    (machine.home / "venv" / DLL).unlink()
    kept = Path(machine.env["APPDATA"]) / "Python" / DLL
    kept.parent.mkdir(parents=True)
    kept.touch()
    assert "python.org" in told(machine)["library"].mend.en


@pytest.mark.parametrize("exists", [True, False])
def test_another_python_in_the_settings_is_named(tmp_path, exists):
    machine = computer(tmp_path, "mac")
    setup(machine)
    other = tmp_path / "other" / "python"
    if exists:
        other.parent.mkdir()
        other.touch()
    write_config(machine, f'"INTERPRETER_MAC","{other}"\n'.encode())
    check = told(machine)["interpreter"]
    assert check.state == "act"
    assert str(other) in check.what.ru
    assert (str(machine.python) in check.what.ru) is exists


def test_a_python_that_has_gone_is_named(tmp_path):
    machine = computer(tmp_path, "windows")
    setup(machine)
    machine.python.unlink()
    assert told(machine)["interpreter"].state == "act"


def test_an_add_in_that_differs_or_has_gone_is_named(tmp_path):
    machine = computer(tmp_path, "windows")
    setup(machine, data=b"add-in of yesterday")
    older = told(machine)["addin"]
    addin_path(machine).write_bytes(b"someone's")
    other = told(machine)["addin"]
    addin_path(machine).unlink()
    gone = told(machine)["addin"]
    assert {older.state, other.state, gone.state} == {"act"}
    assert older.what != other.what
    assert checks.ANTIVIRUS.en in gone.mend.en


def test_the_tab_is_called_as_the_ribbon_shows_it_in_each_language(tmp_path):
    machine = computer(tmp_path, "windows")
    found = [told(machine)["addin"]]
    setup(machine)
    found.append(told(machine)["addin"])
    addin_path(machine).write_bytes(b"someone's")
    found.append(told(machine)["addin"])
    addin_path(machine).unlink()
    found.append(told(machine)["addin"])
    said = [check.what for check in found] + [talk.THINGS["addin"]]
    for text in said:
        assert f"«{TAB.ru}»" in text.ru
        assert f"“{TAB.en}”" in text.en
        assert TAB.ru not in text.en


def test_a_script_that_differs_or_is_missing_is_named(tmp_path):
    machine = computer(tmp_path, "mac")
    assert told(machine)["script"].mend == checks.SETUP
    setup(machine)
    place = script_path(machine, SCRIPT.name)
    place.write_bytes(b"changed")
    assert told(machine)["script"].state == "act"
    place.unlink()
    assert checks.ANTIVIRUS.ru in told(machine)["script"].mend.ru


def a_book(path, *, macros=True):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        if macros:
            package.writestr("xl/vbaProject.bin", b"\xd0\xcf")
    return path


def states(machine, book, version=None):
    """Return the checks of a book only."""
    own = told(machine)
    found = told(machine, book, version)
    return {key: check.state for key, check in found.items() if key not in own}


def test_a_sound_book_is_all_right(tmp_path):
    machine = computer(tmp_path, "windows")
    setup(machine)
    book = a_book(tmp_path / "Продажи.xlsm")
    assert states(machine, book) == {"book": "ok"}
    assert states(machine, book, lambda _: "0.37.8") == {"book": "ok", "book_version": "ok"}
    assert states(machine, book, lambda _: None) == {"book": "ok"}
    assert exit_code(doctor(patient(machine), book)) == 0


def test_a_book_without_macros_is_all_right_where_its_name_says_so(tmp_path):
    machine = computer(tmp_path, "windows")
    assert states(machine, a_book(tmp_path / "a.xlsx", macros=False)) == {"book": "ok"}
    assert states(machine, a_book(tmp_path / "a.xlsm", macros=False)) == {"book": "soon"}


@pytest.mark.parametrize(("name", "data"), [("a.xlsm", b"text"), ("a.xlsm", b""), ("a.xls", None)])
def test_what_is_no_book_is_named(tmp_path, name, data):
    path = tmp_path / name
    if data is None:
        a_book(path)
    else:
        path.write_bytes(data)
    assert states(computer(tmp_path, "windows"), path) == {"book": "act"}


def test_a_missing_book_is_a_refusal(tmp_path):
    machine = computer(tmp_path, "windows")
    assert refusal(told, machine, tmp_path / "no.xlsm") == "not_found"
    assert refusal(told, machine, tmp_path) == "is_folder"


@pytest.mark.parametrize(("version", "way"), [("0.36.0", "pip install xlwings=="),
                                              ("0.31.0", "mkp-xl new")])  # fmt: skip
def test_macros_of_another_xlwings_are_named(tmp_path, version, way):
    book = a_book(tmp_path / "a.xlsm")
    check = told(computer(tmp_path, "windows"), book, lambda _: version)["book_version"]
    assert check.state == "act"
    assert way in check.mend.ru


def test_a_book_from_the_internet_is_to_be_unblocked(tmp_path):
    machine = computer(tmp_path, "windows")
    book = a_book(tmp_path / "a.xlsm")
    mark = Path(f"{book}:Zone.Identifier")
    mark.write_bytes(b"[ZoneTransfer]\r\nZoneId=3\r\n")
    assert states(machine, book)["from_internet"] == "act"
    mark.write_bytes(b"[ZoneTransfer]\r\nZoneId=0\r\n")
    assert "from_internet" not in states(machine, book)
    mark.write_bytes(b"[ZoneTransfer]\r\nZoneId=3\r\n")
    assert "from_internet" not in states(computer(tmp_path, "mac"), book)


def test_what_stands_in_the_way_of_saving_is_named(tmp_path):
    machine = computer(tmp_path, "windows")
    book = a_book(tmp_path / "Книга продаж.xlsm")
    book.chmod(0o444)
    assert states(machine, book) == {"book": "ok", "read_only": "act"}
    book.chmod(0o644)
    book.with_name("~$" + book.name).touch()
    assert states(machine, book) == {"book": "ok", "open_now": "soon"}


def test_a_book_in_the_cloud_is_all_right(tmp_path):
    cloud = tmp_path / "OneDrive - Фирма"
    book = a_book(cloud / "a.xlsm")
    machine = computer(tmp_path, "windows", env={"OneDriveCommercial": str(cloud)})
    assert states(machine, book) == {"book": "ok", "cloud": "ok"}
    mac = computer(tmp_path, "mac")
    inside = a_book(mac.home / "Library/CloudStorage/OneDrive-Фирма/a.xlsm")
    assert book_facts(inside, mac).cloud
    assert not book_facts(book, mac).cloud


def test_settings_beside_the_book_outrank_the_users(tmp_path):
    machine = computer(tmp_path, "mac")
    setup(machine)
    book = a_book(tmp_path / "a.xlsm")
    beside = book.with_name("xlwings.conf")
    beside.write_bytes(b'"INTERPRETER_MAC","/other"\n')
    assert states(machine, book)["beside"] == "act"
    beside.write_bytes(f'"INTERPRETER_MAC","{machine.python}"\n'.encode())
    assert "beside" not in states(machine, book)


def test_a_check_is_a_record_and_lines(tmp_path):
    for check in told(computer(tmp_path, "windows")).values():
        for lang in ("ru", "en"):
            record = json.loads(json.dumps(check_record(check, lang)))
            assert list(record) == ["key", "state", "what", "mend"]
            shown = check_lines(check, lang)
            assert record["what"] in shown[0]
            assert len(shown) == (1 if record["mend"] is None else 2)


# --- the real computer ---------------------------------------------------------------------------


def test_this_computer_and_its_packages_are_known():
    machine, have, script = this_machine(), installed(), installed_script()
    assert machine.python.exists()
    assert machine.home.is_dir()
    assert have.bits in (32, 64)
    assert have.xlwings
    assert in_range(have.xlwings, have.xlwings_asked)
    assert script is not None
    assert script.name == f"xlwings-{have.xlwings}.applescript"
    assert b"VbaHandler" in script.data
    assert os.sep in str(machine.python)


@pytest.mark.parametrize(
    ("version", "asked", "fits"),
    [
        ("0.33", ">=0.33", True), ("0.33.0", ">=0.33", True), ("0.32.9", ">=0.33", False),
        ("0.37.8", "==0.37", True), ("0.38.0", "==0.37", False), ("0.38", "<0.38", False),
        ("0.38", "<=0.38.0", True), ("0.38", ">0.38", False), ("1.0", "", True),
        ("0.37.8rc1", ">=0.37.8,<0.38", True),
    ],
)  # fmt: skip
def test_a_version_is_compared_by_its_numbers(version, asked, fits):
    assert in_range(version, asked) is fits


@pytest.mark.parametrize("key", [*talk.THINGS, *talk.KINDS])
def test_every_text_is_in_both_languages(key):
    both = {**talk.THINGS, **talk.KINDS}[key]
    assert both.ru
    assert both.en
    single = [value for value in vars(talk).values() if isinstance(value, Text)]
    assert len(single) > 7
    for text in single:
        assert text.ru.strip()
        assert text.en.strip()
        assert fields(text.ru) == fields(text.en)


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_a_windows_path_is_one_name_here_and_still_is_the_same_program(tmp_path):
    machine = computer(tmp_path, "windows")
    path = PureWindowsPath("C:/Users/Иванов/venv/Scripts/python.exe")
    write_config(machine, f'"INTERPRETER_WIN","{path}"\r\n'.encode("cp1251"))
    plan = planned(replace(machine, python=Path(str(path).upper())))
    assert kinds(plan)["interpreter"] == "same"
