"""Every reason and every finding has its sentence in both languages."""

import ast
import string
from pathlib import Path

import pytest

from mkp_xl.book import checks, columns, messages
from mkp_xl.book.fields import SETTING_OF
from mkp_xl.book.findings import Finding, grouped
from mkp_xl.book.sentences import SENTENCES, sentence
from mkp_xl.errors import HostError, InputError, MkpError

PACKAGE = Path(columns.__file__).resolve().parents[1]
ERRORS = {"HostError", "InputError"}


def literal_keys(names, position=0, keyword=None):
    """Return the text literals given to calls of these names anywhere in the package."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = (
                node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            )
            if name not in names:
                continue
            values = [k.value for k in node.keywords if k.arg == keyword] if keyword else []
            values += node.args[position : position + 1] if not keyword else []
            for value in values:
                either = (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,)
                found |= {v.value for v in either if isinstance(v, ast.Constant)}
    return found


def test_every_reason_has_a_sentence():
    used = literal_keys(ERRORS)
    assert len(used) > 40
    assert used <= set(SENTENCES)


def test_every_finding_has_a_message():
    used = literal_keys({"Finding"}, keyword="code") | literal_keys({"finding"})
    used |= literal_keys({"Reading"}, position=1)
    assert len(used) > 20
    assert used - {None} <= set(messages.MESSAGES)
    assert checks.DIFFER_BY == 0.01


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_is_told_whatever_it_is_given(key, lang):
    names = {f for _, f, _, _ in string.Formatter().parse(SENTENCES[key](lang)) if f}
    full = sentence(InputError(key, **dict.fromkeys(names, 7)), lang)
    assert full
    assert "{" not in full
    if "low" not in names:
        assert sentence(HostError(key, path="/a/Клиенты.xlsx"), lang)


def test_an_unknown_reason_still_is_a_sentence():
    text = sentence(MkpError("something_new", path="C/Книга.xlsx"), "ru")
    assert "Книга.xlsx" in text
    assert "something_new" in text


@pytest.mark.parametrize("lang", ["ru", "en"])
@pytest.mark.parametrize("code", messages.MESSAGES)
def test_a_message_says_what_and_what_to_do(code, lang):
    finding = Finding(
        code=code, sheet="Клиенты", row=2, column=3, field="high_above", value="x",
        detail="a;b", amount=-1.5,
    )  # fmt: skip
    for count in (1, 5):
        what = messages.what(finding, lang, count)
        assert what
        assert "{" not in what
    assert messages.what_to_do(finding, lang).endswith(".")


def test_findings_of_one_kind_and_column_are_one_group():
    many = [
        Finding(code="no_potential", sheet="К", row=row, column=3, field="potential_typed")
        for row in range(2, 40_002)
    ]
    (group,) = grouped(many)
    assert (group.count, len(group.members)) == (40_000, 50)


def test_every_setting_says_what_it_accepts():
    for definition in SETTING_OF.values():
        for lang in ("ru", "en"):
            assert messages.allowed_text(definition, lang)
