"""Months as Russian, Kazakh and English name them, in the cases that titles and dates use. Pure."""

from __future__ import annotations

import re

_RUSSIAN = (
    ("январ", "янв"),
    ("феврал", "фев"),
    ("март", "мар"),
    ("апрел", "апр"),
    ("ма", ""),
    ("июн", ""),
    ("июл", ""),
    ("август", "авг"),
    ("сентябр", "сен"),
    ("октябр", "окт"),
    ("ноябр", "ноя"),
    ("декабр", "дек"),
)
_RUSSIAN_ENDINGS = ("ь", "я", "е", "ю", "ем", "ём", "")
_MARCH_AUGUST_ENDINGS = ("", "а", "е", "у", "ом")
_MAY = ("май", "мая", "мае", "маю", "маем")
_KAZAKH = (
    ("қаңтар", "қаң"),
    ("ақпан", "ақп"),
    ("наурыз", "нау"),
    ("сәуір", "сәу"),
    ("мамыр", "мам"),
    ("маусым", "мау"),
    ("шілде", "шіл"),
    ("тамыз", "там"),
    ("қыркүйек", "қыр"),
    ("қазан", "қаз"),
    ("қараша", "қар"),
    ("желтоқсан", "жел"),
)
# Possessive, genitive, locative, ablative, dative and instrumental, after vowels and consonants
_KAZAKH_ENDINGS = (
    "", "ы", "і", "сы", "сі",
    "ның", "нің", "дың", "дің", "тың", "тің",
    "да", "де", "та", "те", "ында", "інде", "сында", "сінде",
    "дан", "ден", "тан", "тен", "нан", "нен",
    "ға", "ге", "қа", "ке", "ына", "іне",
    "мен", "бен", "пен", "дағы", "дегі", "тағы", "тегі",
)  # fmt: skip
_ENGLISH = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


def _names() -> dict[str, int]:
    names: dict[str, int] = {}
    for number, (stem, short) in enumerate(_RUSSIAN, 1):
        if number == 5:
            forms: tuple[str, ...] = _MAY
        else:
            endings = _MARCH_AUGUST_ENDINGS if number in (3, 8) else _RUSSIAN_ENDINGS[:-1]
            forms = tuple(stem + ending for ending in endings)
        names.update(dict.fromkeys((*forms, *([short] if short else [])), number))
    names.update({"сент": 9, "нояб": 11, "июн": 6, "июл": 7, "февр": 2})
    for number, (stem, short) in enumerate(_KAZAKH, 1):
        names.update(dict.fromkeys((short, *(stem + ending for ending in _KAZAKH_ENDINGS)), number))
        if stem.endswith("к"):  # қыркүйек → қыркүйегі
            names.update(dict.fromkeys((stem[:-1] + "гі", stem[:-1] + "гінде"), number))
    for number, name in enumerate(_ENGLISH, 1):
        names.update({name: number, name[:3]: number})
    names["sept"] = 9
    return names


MONTH_NAMES = _names()
WORD = re.compile(r"[^\W\d_]+")


def month_number(text: object) -> int | None:
    """1–12 where `text` is one month's name and nothing else: `Январь`, `января`, `янв.`, `қаңтар айы`, `January`."""
    if not isinstance(text, str):
        return None
    words = [word for word in WORD.findall(text.casefold()) if word not in ("ай", "айы", "айының", "айында")]
    bare = re.sub(r"[\s.,]+", "", text.casefold())
    if len(words) != 1 or len(bare) != len("".join(WORD.findall(text.casefold()))):
        return None
    return MONTH_NAMES.get(words[0])
