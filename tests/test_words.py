"""The words of the method in both languages, on cells and columns."""

import math

import numpy as np
import pytest

from mkp_xl.book import texts, words
from mkp_xl.rules.formula import Formula

NAN = math.nan


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_every_segment_has_its_name_and_strategy(lang):
    names = [words.segment_name(float(number), lang) for number in range(1, 10)]
    assert len(set(names)) == 9
    assert all(names)
    assert len(set(words.STRATEGIES[lang])) == 9
    assert sorted(words.BY_PRIORITY) == list(range(1, 10))
    assert names[7] == {"ru": "Стратегические", "en": "Strategic"}[lang]


def test_names_are_the_articles():
    assert words.NAMES["ru"] == (
        "Низкий приоритет", "Развивающиеся", "Стабильные", "Перспективные", "Фокус развития",
        "Ключевые", "Приоритет захвата", "Стратегические", "VIP-клиенты",
    )  # fmt: skip


def test_a_blank_number_gives_empty_words():
    assert words.segment_name(NAN, "ru") == ""
    assert words.class_word(NAN) == ""
    assert words.state(NAN, NAN, "ru") == ""


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0"), (999, "999"), (1000, "1 000"), (999999, "999 999"), (1e6, "1 000 000"),
     (123456789012, "123 456 789 012"), (9999999999999, "9 999 999 999 999")],
)  # fmt: skip
def test_groups_of_three(amount, text):
    assert texts.grouped(float(amount), " ") == text
    assert texts.grouped(np.array([float(amount), NAN]), " ").tolist() == [text, ""]


@pytest.mark.soffice
@pytest.mark.parametrize("locale", ["ru-RU", "en-US"])
@pytest.mark.parametrize("separator", ["\u00a0", ","])
def test_groups_of_three_in_a_formula(separator, locale, soffice):
    amounts = [0, 1, 999, 1000, 12345, 999999, 1000000, 999999999, 1e9, 1e12 - 1, 1e12, 1e13]
    formulas = [
        "=" + texts.cell_text(texts.grouped(Formula(f"A{row}"), separator))
        for row in range(1, len(amounts) + 1)
    ]
    cells = {f"A{row}": float(amount) for row, amount in enumerate(amounts, start=1)}
    expected = [texts.grouped(float(amount), separator) for amount in amounts]
    assert soffice.evaluate(formulas, cells, locale=locale) == expected


def test_a_literal_longer_than_excel_allows_is_cut():
    text = texts.literal("я" * 600)
    assert max(len(piece) for piece in text.split("&")) <= 257
    assert "".join(piece[1:-1] for piece in text.split("&")) == "я" * 600


def test_when_takes_the_first_condition_that_holds():
    assert texts.when((False, "a"), (True, "b"), (True, "c"), otherwise="d") == "b"
    assert texts.when((False, "a"), otherwise="d") == "d"
    column = texts.when((np.array([True, False]), "a"), otherwise="d")
    assert column.tolist() == ["a", "d"]


def test_a_word_cell_may_be_a_constant():
    assert texts.cell_text('a"b') == '"a""b"'


def test_a_condition_known_beforehand_needs_no_if():
    x = Formula("A1")
    assert texts.when((x < 1, "a"), (True, "b"), (x < 2, "c")).text == 'IF(A1<1,"a","b")'
    assert texts.when((False, "a"), (x < 2, "c"), otherwise="d").text == 'IF(A1<2,"c","d")'
