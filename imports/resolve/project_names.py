"""Names of funders and sites as files write them: either language, legal forms, old names of towns. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from imports.resolve.letters import skeleton

T = TypeVar("T")
# What a name is called beside its name, folded; alone it names nobody.
BESIDE = frozenset((
    "кк", "кф", "оф", "ок", "оо", "ао", "ак", "тоо", "жшс", "гу", "мм", "фонд", "фонды", "фонда", "кор", "коры",
    "корпоративный", "корпоративтик", "когамдык", "общественный", "благотворительный", "кайырымдылык", "fund",
    "foundation",
    "г", "город", "к", "кала", "каласы", "city", "центр", "орталыгы", "площадка", "алан", "аланы",
))  # fmt: skip
# Spellings of one town, Kazakh ones folded into Russian letters.
TOWNS = (
    ("алматы", "алма ата", "almaty"), ("астана", "нур султан", "astana"), ("шымкент", "чимкент", "shymkent"),
    ("костанай", "кустанай", "kostanay", "kostanai", "qostanai"), ("тараз", "taraz"), ("актау", "aktau", "aqtau"),
    ("оскемен", "усть каменогорск", "oskemen", "ust kamenogorsk"), ("актобе", "актюбинск", "aktobe", "aqtobe"),
    ("талдыкорган", "талды курган", "taldykorgan", "taldyqorgan"), ("павлодар", "pavlodar"),
    ("караганды", "караганда", "karaganda", "karagandy", "qaragandy"), ("арал", "аральск", "aral", "aralsk"),
    ("петропавловск", "петропавл", "кызылжар", "petropavlovsk", "petropavl"), ("орал", "уральск", "oral", "uralsk"),
    ("атырау", "atyrau"), ("семей", "семипалатинск", "semey"), ("туркистан", "туркестан", "turkistan", "turkestan"),
    ("кызылорда", "кзыл орда", "kyzylorda"), ("кокшетау", "кокчетав", "kokshetau"), ("конаев", "капшагай", "konaev"),
    ("жезказган", "zhezkazgan"), ("экибастуз", "ekibastuz"), ("темиртау", "temirtau"), ("риддер", "ridder"),
)  # fmt: skip
# Two languages spell one name with other vowels: Самұрық and Самрук. Names this short may meet by chance.
VOWELS, FEWEST = frozenset("аеиоуыэюяйьъ"), 5
_TOWN = {spelling: towns[0] for towns in TOWNS for spelling in towns}


def spellings(name: str) -> Iterator[str]:
    """How a name may be written: whole, without what stands beside it, each half of one in two languages.

    The last of each half, `~смрк кзн трст`, is its consonants.
    """
    if whole := skeleton(name):
        yield _TOWN.get(whole, whole)
    halves = [name, *name.replace("(", "/").replace(")", "/").split("/")]
    for half in halves:
        folded = skeleton(half)
        own = " ".join(word for word in folded.split() if word not in BESIDE)
        for text in (folded, own):
            if text and text not in BESIDE:
                yield _TOWN.get(text, text)
        bones = "".join(letter for letter in own if letter not in VOWELS)
        if len(bones.replace(" ", "")) >= FEWEST:
            yield f"~{bones}"


def by_spelling(known: Iterable[tuple[Iterable[str], T]]) -> dict[str, T | None]:
    """Who is meant by each spelling of (names, who); None where two are."""
    found: dict[str, T | None] = {}
    for names, who in known:
        for text in {text for name in names for text in spellings(name)}:
            found[text] = who if text not in found or found[text] == who else None
    return found


def meant(text: str, known: Mapping[str, T | None]) -> T | None:
    """Who `text` means: the first of its spellings that is known; None for nobody, or for two."""
    whole = next(iter(spellings(text)), "")
    if whole in known:
        return known[whole]
    found = [who for spelling in spellings(text) if (who := known.get(spelling)) is not None]
    return found[0] if found and all(who == found[0] for who in found) else None
