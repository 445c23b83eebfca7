"""A question in the command window, answered as people answer it."""

import io

import pytest

from mkp_xl.faces.asking import agrees


@pytest.mark.parametrize(
    ("typed", "default", "agreed"),
    [("да\n", False, True), ("Д\n", False, True), ("y\n", False, True), ("Yes\n", False, True),
     ("нет\n", True, False), ("Н\n", True, False), ("no\n", True, False), ("\n", True, True),
     ("\n", False, False), ("ладно\n нет \n", True, False)],
)  # fmt: skip
@pytest.mark.parametrize("lang", ["ru", "en"])
def test_yes_and_no_are_understood_in_both_languages(
    monkeypatch, capsys, typed, default, agreed, lang
):
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    assert agrees("?", lang, default=default) is agreed
    out = capsys.readouterr().out
    assert {"ru": "да", "en": "y"}[lang] in out.casefold()
    assert ("да" not in out.casefold()) == (lang == "en")
