"""The buttons in LibreOffice: toolbar, menu and sheets, what a person is told, what cells keep."""

import datetime as dt
import io
import json
import re
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from soffice_find import find
from soffice_process import Office
from test_old_python import python

from mkp_xl.book.fields import LANGS
from mkp_xl.faces import making
from mkp_xl.faces.buttons import words
from mkp_xl.faces.buttons.commands import COMMAND_OF, COMMANDS, TAB
from mkp_xl.faces.libreoffice import buttons
from mkp_xl.faces.libreoffice.carried import carried
from mkp_xl.faces.libreoffice.extension import RECORD, extension
from mkp_xl.faces.libreoffice.office import child, texts

pytestmark = pytest.mark.sampled(3)

HERE = Path(__file__).parent
OFFICE = HERE.parent / "mkp_xl" / "faces" / "libreoffice" / "office"
AS_OF = dt.date(2026, 11, 20)
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NAME = "{http://openoffice.org/2001/registry}name"
BEGINNING = """
import json, os, sys, time

def ask(**request):
    print(json.dumps(request), flush=True)
    return json.loads(sys.stdin.readline())

def change():
    ask(do="begin", title="МКП")
    ask(do="put", sheet=ask(do="book")["ok"]["sheets"][0]["title"], row=1, column=1,
        columns=[[first["command"], first["language"]]])

def done():
    print(json.dumps({"do": "done"}), flush=True)

first = json.loads(sys.stdin.readline())
"""


def configuration(name):
    with zipfile.ZipFile(io.BytesIO(extension())) as package:
        return ET.fromstring(package.read(name))


def node(root, *names):
    for name in names:
        root = next(one for one in root if one.get(NAME) == name)
    return root


def told(item, name):
    """Return the values of a property: by language, or the one that has none."""
    values = {value.get(LANG): value.text for value in node(item, name)}
    return values.get(None, values)


def test_menu_and_toolbar_have_every_command_in_both_languages():
    root = configuration("Addons.xcu")
    menu = next(iter(node(root, "AddonUI", "OfficeMenuBar")))
    assert told(menu, "Title") == {lang: TAB(lang) for lang in LANGS}
    lines = [line for line in node(menu, "Submenu") if told(line, "URL") != "private:separator"]
    assert [told(line, "URL") for line in lines] == [f"org.mkp.calc:{c.key}" for c in COMMANDS]
    for line, command in zip(lines, COMMANDS, strict=True):
        assert told(line, "Title") == {lang: command.tip(lang) for lang in LANGS}
    bar = next(iter(node(root, "AddonUI", "OfficeToolBar")))
    keys = [told(button, "URL").removeprefix("org.mkp.calc:") for button in bar]
    assert keys == [
        "recalculate", "attach", "log_contact", "check", "explain", "settings", "undo"
    ]  # fmt: skip
    for button, key in zip(bar, keys, strict=True):
        assert told(button, "Title") == {lang: COMMAND_OF[key].label(lang) for lang in LANGS}
    for item in (menu, *lines, *bar):
        assert told(item, "Context") == "com.sun.star.sheet.SpreadsheetDocument"


def test_what_is_registered_is_what_the_component_is_called():
    source = (OFFICE / "mkp_buttons.py").read_text("utf-8")
    said = dict(re.findall(r'^(\w+) = "(.+)"$', source, re.MULTILINE))
    handlers = node(configuration("ProtocolHandler.xcu"), "HandlerSet")
    assert [one.get(NAME) for one in handlers] == [said["BUTTONS"]] == [buttons.HANDLER]
    assert told(handlers[0], "Protocols") == said["PROTOCOL"] + "*"
    jobs_xcu = configuration("Jobs.xcu")
    assert told(node(jobs_xcu, "Jobs", buttons.WATCHER), "Service") == said["SHEETS"]
    for event in node(jobs_xcu, "Events"):
        assert [job.get(NAME) for job in node(event, "JobList")] == [said["SHEETS"]]


def test_every_part_is_named_and_the_worker_stands_there_only_when_given():
    for worker in ((), ["/opt/my python/bin/python", "-m", "mkp"]):
        with zipfile.ZipFile(io.BytesIO(extension(worker))) as package:
            names = set(package.namelist())
            manifest = ET.fromstring(package.read("META-INF/manifest.xml"))
            listed = {value for entry in manifest for value in entry.attrib.values()} & names
            assert {n for n in names if n.endswith(".xcu")} <= listed
            assert {"mkp_functions.py", "mkp_buttons.py"} <= listed
            assert (RECORD in names) == bool(worker)
            assert not worker or json.loads(package.read(RECORD)) == list(worker)


def test_the_facts_that_buttons_carry_are_those_of_the_commands():
    made: dict = {}
    exec(carried()["mkp_xl/faces/libreoffice/office/facts.py"], made)  # noqa: S102
    assert made["KEY_OF"] == {command.macro: command.key for command in COMMANDS}
    assert made["TITLE"] == {lang: TAB(lang) for lang in LANGS}
    assert made["FAILED"] == {lang: words.UNEXPECTED(lang) for lang in LANGS}
    assert made["FAILED_MIDWAY"] == {lang: words.UNEXPECTED_MIDWAY(lang) for lang in LANGS}


def test_what_is_carried_is_read_by_python_3_9_and_asks_for_nothing_else(tmp_path):
    old = python("3.9")
    if old is None:
        pytest.skip("there is no Python 3.9 here")
    for path, text in carried().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    asked = [old, "-m", "compileall", "-q", tmp_path]
    run = subprocess.run(asked, capture_output=True, check=False)
    assert run.returncode == 0, run.stdout
    named = {name.split(".")[0] for text in carried().values()
             for name in re.findall(r"^\s*(?:from|import) (\w+)", text, re.MULTILINE)}  # fmt: skip
    uno = {"uno", "unohelper", "com"}
    assert named - uno - {"mkp_xl"} <= sys.stdlib_module_names


def test_every_text_has_both_languages():
    own = {name: text for name, text in vars(texts).items() if name.isupper()}
    assert len(own) == 5
    for text in own.values():
        assert set(text) == set(LANGS)
        places = [re.findall(r"{\w+}", one) for one in text.values()]
        assert places[0] == places[1]


def started(tmp_path, text, **given):
    script = tmp_path / "worker.py"
    script.write_text(text, encoding="utf-8")
    return child.Child([sys.executable, str(script)], **given)


def test_a_worker_hears_and_is_heard_however_long_the_line_and_the_complaints(tmp_path):
    text = (
        "import json, sys\n"
        "sys.stderr.write('x' * 3_000_000 + 'the last word'); sys.stderr.flush()\n"
        "heard = json.loads(sys.stdin.readline())\n"
        "print(json.dumps({'do': heard['text'] * 2}), flush=True)\n"
    )
    with started(tmp_path, text) as worker:
        assert worker.exchange({"text": "ж" * 1_000_000}) == {"do": "ж" * 2_000_000}
    said = worker.last_words()
    assert len(said) < 100_000
    assert "the last word" in said


@pytest.mark.parametrize(
    "text",
    ["", "print('not JSON')", "print('[1]')", "print('{\"do\": 1}')", "1 / 0",
     "import sys; sys.stdout.buffer.write(b'\\xff\\n')"],
)  # fmt: skip
def test_a_worker_that_says_nothing_of_use_has_ended(tmp_path, text):
    with started(tmp_path, text) as worker, pytest.raises(child.EndedError):
        worker.exchange({})
    assert ("ZeroDivisionError" in worker.last_words()) == (text == "1 / 0")


@pytest.mark.parametrize("text", ["import time; time.sleep(60)", "while True: pass"])
def test_a_silent_worker_is_ended_after_a_while(tmp_path, text):
    before = time.monotonic()
    with started(tmp_path, text, patience=0.5) as worker, pytest.raises(child.EndedError):
        worker.exchange({"text": "x" * 1_000_000})  # more than a pipe holds: nobody reads it
    assert time.monotonic() - before < 20


def test_a_worker_does_not_see_the_python_of_libreoffice(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "libreoffice"))
    monkeypatch.setenv("PYTHONHOME", str(tmp_path / "libreoffice"))
    monkeypatch.setenv("MKP_LANG", "ru")
    (tmp_path / "json.py").write_text("raise SystemExit('a module beside the document')")
    monkeypatch.chdir(tmp_path)
    code = "import json, os; print(json.dumps({'do': os.environ['MKP_LANG']}))"
    with child.Child([sys.executable, "-c", code]) as worker:
        assert worker.exchange({}) == {"do": "ru"}


class Bench:
    """LibreOffice with the extension, a document, and a worker that the test writes."""

    def __init__(self, folder):
        self._script = folder / "worker.py"
        packed = folder / "mkp.oxt"
        packed.write_bytes(extension([sys.executable, str(self._script)]))
        self._office = Office(
            find(), "ru-RU", 120, worker=HERE / "soffice_buttons.py", extensions=[packed]
        )
        self.log = folder / "started"

    def __getattr__(self, op):
        return lambda path="", **given: self._office.ask(op, path=str(path), **given)

    @property
    def profile(self):
        return self._office.profile

    def worker(self, text):
        """Let this be what the worker does."""
        note = f"open({str(self.log)!r}, 'a').write('x')\n"
        self._script.write_text(BEGINNING + note + text, encoding="utf-8")
        self.log.write_text("")

    def press(self, key, **given):
        """Press a button of the toolbar; return [title, text] of each message."""
        assert self.command_of(key)
        return self.answer(**given)

    def command_of(self, key):
        return self._office.ask("command", path="", url=f"org.mkp.calc:{key}")

    def stop(self):
        return self._office.stop()


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    bench = Bench(tmp_path_factory.mktemp("office"))
    yield bench
    assert bench.stop() == []


@pytest.fixture
def bench(office):
    """Give the bench a new document and a person who reads Russian."""
    office.open()
    office.speak(language="ru")
    yield office
    office.close()


def calm(state):
    """Tell whether the document is a person's again."""
    return state["input"] and not state["working"]


@pytest.mark.soffice
@pytest.mark.parametrize("lang", ["ru", "en"])
def test_a_command_reaches_the_worker_and_its_work_the_document(bench, lang):
    bench.speak(language=lang)
    bench.worker("change()\nask(do='status', text='…', percent=40)\nask(do='end')\n"
                 "ask(do='say', text='Посчитано')\ndone()")  # fmt: skip
    assert bench.press("recalculate") == [[TAB(lang), "Посчитано"]]
    state = bench.state()
    assert state["cells"] == ["recalculate", lang]
    assert state["undo"] == ["МКП"]
    assert calm(state)


@pytest.mark.soffice
def test_the_language_is_that_of_the_menus_where_nobody_says_another(bench):
    bench.speak(language="")
    bench.worker("change()\nask(do='end')\ndone()")
    assert bench.press("check") == []
    assert bench.state()["cells"] == ["check", "en"]


@pytest.mark.soffice
@pytest.mark.parametrize(("button", "answer"), [("OK", "True"), ("Cancel", "False")])
def test_a_question_has_two_answers(bench, button, answer):
    bench.worker("agreed = ask(do='ask', text='Добавить?')['ok']\n"
                 "ask(do='say', text=str(agreed))\ndone()")  # fmt: skip
    asked, said = bench.press("recalculate", buttons=[button])
    assert (asked, said) == (["МКП", "Добавить?"], ["МКП", answer])


@pytest.mark.soffice
def test_what_the_document_refuses_is_told_to_the_worker(bench):
    bench.worker("ask(do='say', text=ask(do='delete', title='нет такого')['error'])\ndone()")
    ((_, said),) = bench.press("check")
    assert said
    assert "\n" not in said
    bench.worker("ask(do='say', text=ask(do='used', sheet='нет такого')['key'])\ndone()")
    assert bench.press("check") == [["МКП", "no_sheet"]]


FAILURES = {
    "dies": "os._exit(3)",
    "raises": "1 / 0",
    "ends without a word": "sys.exit()",
    "speaks garbage": "print('Traceback: oh', flush=True)\nsys.stdin.read()",
    "says a long line of garbage": "print('x' * 5_000_000, flush=True)\nsys.stdin.read()",
    "complains a lot": "sys.stderr.write('жалоба\\n' * 300_000)\nraise SystemExit('last word')",
}


@pytest.mark.soffice
@pytest.mark.parametrize("what", FAILURES)
def test_a_worker_that_fails_midway_leaves_the_document_as_it_was(bench, what):
    bench.worker(f"change()\n{FAILURES[what]}")
    log = bench.profile / "mkp_xl.log"
    assert bench.press("recalculate") == [["МКП", words.UNEXPECTED.ru.format(path=log)]]
    state = bench.state()
    assert state["cells"] == ["", ""]
    assert state["undo"] == []
    assert calm(state)
    kept = log.read_text("utf-8")
    assert len(kept) < 100_000
    assert {"raises": "ZeroDivisionError", "complains a lot": "last word"}.get(what, "") in kept
    bench.worker("change()\nask(do='end')\ndone()")  # and the next click works
    assert bench.press("check") == []
    assert bench.state()["cells"] == ["check", "ru"]


@pytest.mark.soffice
def test_what_setup_has_to_mend_is_said(bench):
    record = Path(bench.installed()) / RECORD
    standing = record.read_text("utf-8")
    try:
        record.write_text(json.dumps(["/нет/такой программы", "-m", "mkp"]), encoding="utf-8")
        gone = texts.WORKER_GONE["ru"].format(program="/нет/такой программы")
        assert bench.press("recalculate") == [["МКП", gone]]
        for damaged in ("[]", "{", None):
            record.write_text(damaged) if damaged else record.unlink()
            assert bench.press("recalculate") == [["МКП", texts.NO_WORKER["ru"]]]
    finally:
        record.write_text(standing, encoding="utf-8")
    assert calm(bench.state())
    for text in (texts.NO_WORKER, texts.WORKER_GONE):
        assert all("mkp-xl setup --libreoffice" in one for one in text.values())


@pytest.mark.soffice
def test_a_document_that_may_only_be_read_is_not_changed(bench, tmp_path):
    path = tmp_path / "список.xlsx"
    bench.save_copy(out=str(path))
    bench.close()
    bench.open(path, read_only=True)
    bench.worker("ask(do='say', text=first['command'])\ndone()")
    for key in ("recalculate", "recalculate_list", "undo"):
        assert bench.press(key) == [["МКП", texts.READ_ONLY["ru"]]]
    assert bench.log.read_text() == ""
    assert bench.press("explain") == [["МКП", "explain"]]


@pytest.mark.soffice
def test_a_window_without_cells_asks_for_a_spreadsheet(bench):
    bench.worker("done()")
    bench.preview()
    assert bench.press("recalculate") == [["МКП", texts.NO_SHEET["ru"]]]
    assert bench.log.read_text() == ""


@pytest.mark.soffice
def test_while_a_command_works_a_second_click_does_nothing_and_the_document_stays(bench, tmp_path):
    go = tmp_path / "go"
    bench.worker(f"change()\nwhile not os.path.exists({str(go)!r}): time.sleep(0.01)\n"
                 "ask(do='end')\ndone()")  # fmt: skip
    bench.command_of("recalculate")
    while bench.state()["cells"][0] == "":
        time.sleep(0.02)
    assert not bench.state()["input"]
    bench.command_of("check")
    assert bench.close().endswith("CloseVetoException")
    go.write_text("")
    assert bench.answer() == []
    assert bench.log.read_text() == "x"
    assert bench.state()["cells"] == ["recalculate", "ru"]
    assert calm(bench.state())


@pytest.mark.soffice
def test_an_address_that_is_no_command_has_nobody_to_answer(bench):
    for url in ("org.mkp.calc:nonsense", "org.mkp.calc:"):
        assert not bench.command(url=url)


@pytest.mark.soffice
def test_toolbar_and_menu_are_there_and_a_click_works(bench):
    labels = [COMMAND_OF[key].label.en for key in buttons.TOOLBAR]
    assert bench.named(names=[TAB.en, *labels]) == [TAB.en, *labels]
    bench.worker("change()\nask(do='end')\ndone()")
    bench.click(name=COMMAND_OF["explain"].label.en)
    assert bench.answer(after=0.3) == []
    assert bench.state()["cells"] == ["explain", "ru"]


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo") / "demo.xlsm"
    making.demo(path, 20, "ru", AS_OF, lambda _key, _share: None)
    return path


SAYS = "ask(do='say', text=first['command'])\ndone()"
DRAWN = ["MkpRecalculate", "MkpCheck", "MkpExplain", "MkpSettings", "MkpUndo"]


def clicked(bench, name, **how):
    bench.click(name=name, **how)
    return [said for _, said in bench.answer(after=0.3)]


@pytest.mark.soffice
def test_a_click_on_a_drawn_button_runs_its_command_without_any_macro(office, demo):
    office.open(demo)
    office.speak(language="ru")
    office.worker(SAYS)
    keys = {command.macro: command.key for command in COMMANDS}
    for name in DRAWN:
        assert clicked(office, name) == [keys[name]]
    state = office.state()
    assert not state["modified"]
    assert state["selected"] == "ScCellObj"
    for how in ({"button": 2}, {"modifiers": 2}):  # the right one, and with Ctrl: as ever
        assert clicked(office, DRAWN[0], **how) == []
    office.close()


@pytest.mark.soffice
def test_drawn_buttons_work_in_every_window_and_every_format_until_it_is_closed(
    office, demo, tmp_path
):
    office.worker(SAYS)
    office.open()
    before = office.state()["watched"]
    office.close()
    office.open(demo)
    office.save_copy(out=str(tmp_path / "demo.ods"))
    office.another_window()
    assert office.state()["watched"] == before + 1
    assert clicked(office, "MkpCheck") == ["check"]
    office.close()
    office.open(tmp_path / "demo.ods")
    assert clicked(office, "MkpExplain") == ["explain"]
    office.close()
    office.open()
    assert office.state()["watched"] == before == 1
    office.close()
