"""Formulas between a file's grammar and LibreOffice's, a column at a time."""

import pytest

from mkp_xl.hosts.calc.texts import Texts

ROWS = [2, 3, 5, 12, 20]
SHAPES = [
    ("Orders2!$A{r}+Orders3!B{r}", "$Orders2.$A{r}+$Orders3.B{r}"),
    ("'It''s 2'!A{r}*2", "$'It''s 2'.A{r}*2"),
    ('IF($A{r}="A{r}","2",C{r})', 'IF($A{r}="A{r}";"2";C{r})'),
    ("LOG10(A{r})+B2.5", "LOG10(A{r})+B2.5"),
    ("SUM(A2:A{r},{{1,2;3,4}})", "SUM(A2:A{r};{{1;2|3;4}})"),
]


@pytest.fixture
def texts():
    return Texts(frozenset({"Orders2", "Orders3", "Orders5", "It's 2"}))


@pytest.mark.parametrize(("excel", "native"), SHAPES)
@pytest.mark.parametrize("rows", [ROWS, ROWS[::-1]])
def test_each_row_gets_its_own_formula_whichever_came_first(texts, excel, native, rows):
    for row in rows:
        here, there = excel.format(r=row), native.format(r=row)
        assert texts.native(here, row) == there
        assert texts.filed(there, row) == here


def test_a_text_with_the_mark_of_itself_is_turned_as_it_is(texts):
    text = '"\ue000"&A2'
    assert texts.native(text, 2) == text
    assert texts.native(text.replace("2", "3"), 3) == text.replace("2", "3")
