"""What a person reads in the terminal after a run, in both languages."""

import io

import pytest
from books import AS_OF, make_book, request, run
from rich.console import Console

from mkp_xl.faces import terminal
from mkp_xl.faces.demo_data import demo_data


@pytest.fixture(scope="module", params=["ru", "en"])
def printed(request, tmp_path_factory):
    """Give the language and the summary of the demonstration as an 80-column terminal shows it."""
    return request.param, show(tmp_path_factory.mktemp("t") / "demo.xlsx", request.param)


def show(path, lang):
    data = demo_data(240, lang=lang, as_of=AS_OF)
    make_book(path, clients=data.clients, orders=data.orders, contacts=data.contacts, lang=lang)
    outcome = run(path, request(lang=lang))
    console = Console(file=io.StringIO(), width=80)
    terminal.show_summary(console, outcome.summary, outcome.findings)
    return console.file.getvalue()


def test_the_summary_ranks_the_gap(printed):
    lang, text = printed
    head = "Где нереализованный потенциал" if lang == "ru" else "Where the gap is"
    lines = text[text.index(head) :].splitlines()[2:7]
    separator = "\u00a0" if lang == "ru" else ","
    gaps = [int(line.split("  ")[-1].strip().replace(separator, "")) for line in lines]
    assert len(gaps) == 5
    assert gaps == sorted(gaps, reverse=True)


def test_the_matrix_names_all_nine_segments_within_80_columns(printed):
    lang, text = printed
    for name in terminal.words.NAMES[lang]:
        assert name in text
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "…" not in text[: text.index("77\u00a0%" if lang == "ru" else "77%")]


def test_coverage_and_what_to_do_are_told(printed):
    lang, text = printed
    for name in terminal.words.STATES[lang]:
        assert name in text
    flat = " ".join(text.split())
    assert terminal.words.STRATEGIES[lang][7] in flat


@pytest.mark.parametrize(
    ("variables", "lang"),
    [
        ({}, "ru"), ({"LANG": "C.UTF-8"}, "ru"), ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "en_GB.UTF-8"}, "en"), ({"LANG": "cs_CZ.UTF-8"}, "en"),
        ({"LANG": "ru_RU.UTF-8", "MKP_LANG": "en"}, "en"), ({"LC_ALL": "POSIX"}, "ru"),
    ],
)  # fmt: skip
def test_the_users_language(variables, lang, monkeypatch):
    for name in ("MKP_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert terminal.user_language() == lang


def test_a_bracket_in_a_name_is_no_markup(tmp_path):
    path = make_book(
        tmp_path / "b.xlsx",
        clients=[
            {"client": "ООО [red]Рога[/red]", "potential_typed": 600000, "purchases_typed": 0}
        ],
    )
    outcome = run(path, request())
    console = Console(file=io.StringIO(), width=100)
    terminal.show_summary(console, outcome.summary, outcome.findings)
    assert "ООО [red]Рога[/red]" in console.file.getvalue()
