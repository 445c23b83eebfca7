"""Phrases of headers that say something else than their words, and words written short."""

from __future__ import annotations

import re
from functools import lru_cache

from mkp_xl.book.recognition.lexicon import CONCEPTS

_ONE_WORD = re.compile(
    r"(?i)\b(e-mail|кол-во|follow-?up|эл\.? ?почта|физ\.? ?лицо|юр\.? ?лицо|нас\.? ?пункт|"
    r"т\. ?р\.|тыс\. ?р\.|line ?item|[aа] ?[,/-] ?[bбв] ?[,/-] ?[cсц]\b)"
)
"""What is one word for all the strokes and points in it."""
_PHRASES = tuple(
    (re.compile(rf"(?i)\b{phrase}"), meaning)
    for phrase, meaning in (
        (r"потенциальн\w+ (?=клиент|заказчик|покупател|контрагент)", ""),
        (r"potential (?=(?:customer|client|account|buyer)s?\b)", ""),
        (r"key (?=(?:customer|client|account)s?\b)", ""),
        (r"полное имя\b", "ФИО"),
        (r"лицев\w+ счет\w*|л/с\b", "код клиента"),
        (r"(created|closed|opened|added|registered) on\b", r"\1 date"),
        (r"spoke (?:to|with)\b", "contact person"),
        (r"contact (?:number|no\.?|#)", "phone"),
        (r"card(?=[ _]?(?:code|name)\b)", "customer "),
        (r"(?:с|без|вкл\.?|включая|в т\. ?ч\.?) (?:учетом |учета )?ндс\b", ""),
        (r"(?:incl?\.?|including|excl?\.?|excluding|with|without|net of) (?:vat|tax)\b", ""),
    )
)
"""Phrases, and what stands for them."""
_SHORT = re.compile(r"(?i)\b([а-я]{2,9})-([а-я]{1,4})\b")
"""The beginning and the end of a long word: «себест-ть»."""
_LONGEST_ENDING = 3


def spelt_out(text: str) -> str:
    """Return a header with its phrases and short words spelt out.

    >>> spelt_out("Себест-ть без НДС"), spelt_out("Potential Customer")
    ('себестоимость ', 'Customer')
    """
    text = _ONE_WORD.sub(lambda found: re.sub(r"[^\w]", "", found[0].casefold()) + " ", text)
    for phrase, meaning in _PHRASES:
        text = phrase.sub(meaning, text)
    return _SHORT.sub(_whole, text) if "-" in text else text


def _whole(found: re.Match[str]) -> str:
    return _long(found[1].casefold(), found[2].casefold()) or found[0]


@lru_cache(maxsize=1 << 10)
def _long(beginning: str, ending: str) -> str:
    """Return the first known word that begins and ends so, "" for none.

    A stem may end within the ending: «себестоимост» and «ть».
    """
    for words in CONCEPTS.values():
        for word in words:
            stem = word.rstrip("~")
            if not stem.startswith(beginning) or len(stem) <= len(beginning):
                continue
            if stem == word and stem.endswith(ending):
                return stem
            for met in range(1, min(len(ending), _LONGEST_ENDING) + 1) if stem != word else ():
                if stem.endswith(ending[:met]):
                    return stem + ending[met:]
    return ""
