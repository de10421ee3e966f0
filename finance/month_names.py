"""Months as Russian, Kazakh and English name them, in the cases that titles and dates use. Pure."""

from __future__ import annotations

import re

from finance.months import Month, MonthError

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
YEAR_WORD = r"(?:\s*(?:года|год|г|жылғы|жылы|жыл|ж)\.?)?"
_MONTH_NUMBER = re.compile(r"0?([1-9]|1[0-2])")
_YEAR_MONTH = re.compile(r"(\d{4})[-./](\d{1,2})")
_MONTH_YEAR = re.compile(r"(\d{1,2})[-./](\d{4})")
_NAME_YEAR = re.compile(rf"([^\W\d_]+)\.?[\s-]*(\d{{4}}){YEAR_WORD}")
_YEAR_NAME = re.compile(r"(\d{4})\s*(?:жылғы|жылдың|жылы|года|год|г\.?|ж\.?)?\s*([^\W\d_]+)(?:\s+айы)?")


def month_number(text: object) -> int | None:
    """1–12 where `text` is one month's name and nothing else: `Январь`, `января`, `янв.`, `қаңтар айы`, `January`."""
    if not isinstance(text, str):
        return None
    words = [word for word in WORD.findall(text.casefold()) if word not in ("ай", "айы", "айының", "айында")]
    bare = re.sub(r"[\s.,]+", "", text.casefold())
    if len(words) != 1 or len(bare) != len("".join(WORD.findall(text.casefold()))):
        return None
    return MONTH_NAMES.get(words[0])


def month_in_text(text: str, year: int | None = None) -> Month | None:
    """The month a text names: `4`, `апрель` (in `year`), `апрель 2025`, `2025 жылғы сәуір`, `2025-04`, `04.2025`."""
    text = text.strip().casefold()
    number = int(found[1]) if (found := _MONTH_NUMBER.fullmatch(text)) else month_number(text)
    if found := _YEAR_MONTH.fullmatch(text):
        year, number = int(found[1]), int(found[2])
    elif found := _MONTH_YEAR.fullmatch(text):
        year, number = int(found[2]), int(found[1])
    elif found := _NAME_YEAR.fullmatch(text):
        year, number = int(found[2]), MONTH_NAMES.get(found[1])
    elif found := _YEAR_NAME.fullmatch(text):
        year, number = int(found[1]), MONTH_NAMES.get(found[2])
    try:
        return Month(year, number) if year and number and number <= 12 else None
    except MonthError:
        return None
