"""Whether a name of an institution is the facility's own."""

from __future__ import annotations

import re
from collections.abc import Mapping

from finance.models import Facility
from imports.resolve.letters import is_same_word, skeleton

# Legal forms and words that every second institution has in its name.
LEGAL_FORMS = (
    "гкп", "кгп", "гккп", "кгкп", "гу", "кгу", "рту", "ту", "рги", "ргп", "пхв", "на", "праве", "хозяйственного",
    "ведения", "государственное", "коммунальное", "казенное", "предприятие", "учреждение", "управление", "управления",
    "здравоохранения", "мкк", "кмк", "шжк", "мекемесинин", "мекемеси", "кожалыгынын", "кожалык", "жургизу",
    "кукыгындагы", "мемлекеттик", "коммуналдык", "касипорны", "денсаулык", "сактау", "баскармасынын", "баскармасы",
    "акимата", "города", "области", "калалык", "облыстык", "and", "the", "of", "при", "им", "имени", "атындагы",
)  # fmt: skip


# What an institution is: by another kind than its own a name tells that it is another's. Beginnings of words, folded.
INSTITUTIONS: Mapping[str, tuple[str, ...]] = {
    "hospital": ("больниц", "аурухан", "госпитал", "hospital"),
    "clinic": ("поликлин", "емхан", "амбулатор", "clinic", "polyclinic"),
    "dispensary": ("диспансер", "dispensary"),
    "station": ("станци", "бекет", "жедел", "скор", "station"),
    "maternity": ("родильн", "роддом", "перинатал", "босану", "перзентхан"),
    "school": ("школ", "мектеп", "лице", "гимнази", "school"),
}
_OTHER_INSTITUTIONS = (
    "сад", "акимат", "аппарат", "департамент", "университет", "институт", "колледж", "санатор", "хоспис", "центр",
    "орталы", "балабакш", "кенсе", "center", "centre",
)  # fmt: skip
# Whom it serves.
LEVELS: Mapping[str, tuple[str, ...]] = {
    "city": ("городск", "город", "калалык", "кала", "city"),
    "district": ("районн", "район", "аудан", "district"),
    "region": ("областн", "област", "облыс", "regional"),
    "country": ("республ", "national"),
}
_INSTITUTIONS = (*(stem for stems in INSTITUTIONS.values() for stem in stems), *_OTHER_INSTITUTIONS)
_REGIONS = tuple(stem for stems in LEVELS.values() for stem in stems)
OWN, OTHERS, UNTOLD = "own", "others", "untold"


def whose(name: str, facility: Facility) -> str:
    """Whether a customer's name is the facility's: by its telling words; UNTOLD where it has none that tell."""
    words = [word for word in skeleton(name).split() if word not in LEGAL_FORMS]
    said = _telling(words)
    for own in (facility.name_ru, facility.name_kk):
        every = [word for word in skeleton(own).split() if word not in LEGAL_FORMS]
        known = _telling(every)
        # a name of general words alone is the facility's where they are the same, in whatever legal form
        if every and not known and not said and _are_same(words, every):
            return OWN
        fewer, more = sorted((said, known), key=len)
        common = sum(1 for word in fewer if any(is_same_word(word, other) for other in more))
        if fewer and common * 2 >= len(fewer):
            return OWN
    return OTHERS if any(word.startswith(_INSTITUTIONS) for word in words) else UNTOLD


_QUOTED = re.compile(r"[«\"“„]([^«»\"“”„]{3,150})[»\"”“]")
_LEGAL_FORM = re.compile(
    r"(?<!\w)(?:г?ккп|гкп|кгп|кгкп|ргп|рги|гу|кгу|ргу|шжқ|мкқк|ккм|кмқк|кмк|мкк)(?!\w)", re.IGNORECASE
)
_NUMBERED = re.compile(r"((?:[\w-]+\s+){0,2}([\w-]+)\s*№\s*\d+)")


def names_another(text: str, facility: Facility) -> bool:
    """Whether a title names an institution that is not the facility: by its legal form, or by a number."""
    named = [numbered for numbered, word in _NUMBERED.findall(text) if _is_institution(word)]
    if _LEGAL_FORM.search(text):
        quoted = [name for name in _QUOTED.findall(text) if _is_institution(name)]
        named += quoted or ([text] if _is_institution(text) else [])
    return any(_telling(skeleton(name).split()) and whose(name, facility) == OTHERS for name in named)


def _is_institution(name: str) -> bool:
    return any(word.startswith(_INSTITUTIONS) for word in skeleton(name).split())


def _are_same(one: list[str], other: list[str]) -> bool:
    return len(one) == len(other) and all(any(is_same_word(word, own) for own in other) for word in one)


def _telling(words: list[str]) -> list[str]:
    return [
        word
        for word in words
        if word not in LEGAL_FORMS
        and not word.startswith((*_INSTITUTIONS, *_REGIONS))
        and (len(word) > 2 or word.isdigit())
    ]
