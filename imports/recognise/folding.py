"""A header as it is compared: letters, numbering, footnote signs, units and the sign № aside. Pure."""

import re
from functools import lru_cache

from imports.resolve.letters import skeleton

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.]*")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NUMBERED = re.compile(r"^\s*\d{1,2}(?:\.\d{1,2})*[.)]\s*(?=[^\W\d])")
_FOOTNOTE = re.compile(r"[\u00b9\u00b2\u00b3\u2070-\u2079]+|(?<=[^\W\d])\s*(?:\d\)|\[\d\]|<\d>)\s*$")
# The sign under which a number stands, however it was typed
_NUMBER_SIGN = re.compile(r"№|\bN[ºo°]\.?(?=\W|$)|^\s*N\s*(?=$|п/п)")
# `с НДС 12%`: the rate says nothing that the tax does not
_RATE = re.compile(r"\d+(?:[.,]\d+)?\s*%")
# A sign alone, or in brackets behind a word, says which way a change goes
_PLUS, _MINUS = re.compile(r"\(\+\)|^\s*\+\s*$"), re.compile(r"\([-\u2212\u2013]\)|^\s*[-\u2212\u2013]\s*$")
_SIGNS = (("%", " процент "), ("$", " usd "), ("€", " eur "), ("₽", " rub "), ("£", " gbp "))
_UNITS = frozenset((
    "тыс", "тысяч", "тысячах", "тысячи", "мын", "млн", "миллион", "миллионов", "миллионах", "тенге", "тг", "тнг",
    "кзт", "тенгемен", "kzt", "tenge", "thousand", "thousands", "ths", "thous", "million",
    "тысяча", "милион", "мынмен", "millions", "mln",
))  # fmt: skip
_BEFORE_UNITS = frozenset(("в", "in", "of", "т", "k", "000", "000s"))


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """A header, or a declared word, as it is compared."""
    if _KEY.fullmatch(text):
        text = _HUMP.sub(" ", text).replace("_", " ")
    text = _FOOTNOTE.sub("", _NUMBERED.sub("", text)).replace("_", " ")
    text = _PLUS.sub(" плюс ", _MINUS.sub(" минус ", _RATE.sub(" ", text)))
    text = _NUMBER_SIGN.sub(" номер ", text)
    for sign, word in _SIGNS:
        text = text.replace(sign, word)
    words = skeleton(text).split()
    kept = len(words)
    while kept and words[kept - 1] in _UNITS:
        kept -= 1
    while 0 < kept < len(words) and words[kept - 1] in _BEFORE_UNITS:
        kept -= 1
    return " ".join(words[:kept] or words)
