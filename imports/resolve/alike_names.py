"""Names of organisations or objects that may be one and the same: a slip of the pen, an abbreviation, other endings,
another order of words. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from imports.resolve.institutions import INSTITUTIONS, LEGAL_FORMS, LEVELS
from imports.resolve.letters import is_same_word, skeleton

# Two names that say otherwise what they are, or whom they serve, are two.
_SAID = (INSTITUTIONS, LEVELS)
_ABBREVIATED: Mapping[str, tuple[str, str]] = {
    "црб": ("hospital", "district"), "рб": ("hospital", "district"), "аоа": ("hospital", "district"),
    "ааоа": ("hospital", "district"), "аа": ("hospital", "district"), "црп": ("clinic", "district"),
    "рп": ("clinic", "district"), "ае": ("clinic", "district"), "гб": ("hospital", "city"),
    "цгб": ("hospital", "city"), "кка": ("hospital", "city"), "ка": ("hospital", "city"),
    "коа": ("hospital", "city"), "гп": ("clinic", "city"), "ке": ("clinic", "city"), "об": ("hospital", "region"),
    "ооа": ("hospital", "region"), "ока": ("hospital", "region"),
}  # fmt: skip
_KINDS_OF_ALL = ("орталык", "центральн", "центр", "central", "многопрофильн", "копбейинди", "клиническ", "клиникалык")
_OF_REGION = ("области", "обл", "облысы", "облысынын")
_ABBREVIATION = re.compile(r"[^\W\d_]{2,5}")
_VOWELS = frozenset("аеиоуыэюяйьъ")
_NEAR_LETTERS, _STEM, _BONES, _CUT = 5, 4, 3, 3


@dataclass(frozen=True, slots=True)
class Told:
    """What a name says: its numbers, what the institution is and whom it serves, its short forms, its telling words."""

    label: str
    numbers: frozenset[str]
    said: tuple[frozenset[str], ...]
    short: frozenset[str]
    telling: tuple[str, ...]
    initials: str

    @property
    def buckets(self) -> frozenset[str]:
        """Only names that share one can be alike by their words."""
        return frozenset(word[:2] for word in self.telling) or frozenset(("",))


@lru_cache(maxsize=20_000)
def told(name: str) -> Told:
    """What `name` says."""
    short = frozenset(
        skeleton(word)
        for word in _ABBREVIATION.findall(name)
        if skeleton(word) in _ABBREVIATED or (word.isupper() and not name.isupper())
    )
    every = _without_region(skeleton(name).split())
    words = [word for word in every if word not in LEGAL_FORMS]
    said: list[frozenset[str]] = []
    for kinds in _SAID:
        by_word = {kind for kind, stems in kinds.items() for word in every if _is_cut_of(word, stems)}
        by_short = {kind for word in every for kind in _ABBREVIATED.get(word, ()) if kind in kinds}
        said.append(frozenset(by_word | by_short))
    general = tuple(stem for kinds in _SAID for stems in kinds.values() for stem in stems)
    telling = tuple(
        word
        for word in words
        if not _is_cut_of(word, (*general, *_KINDS_OF_ALL)) and word not in short and not _is_number(word)
        and len(word) > 1
    )  # fmt: skip
    initials = "".join(word[0] for word in words if not _is_number(word))
    return Told(
        skeleton(name),
        frozenset(filter(_is_number, words)),
        tuple(said),
        short.difference(LEGAL_FORMS),
        telling,
        initials,
    )


def _without_region(words: list[str]) -> list[str]:
    """The words without the region that a name says it lies in: `… Туркестанской области`, `Түркістан облысы …`."""
    return [
        word
        for at, word in enumerate(words)
        if word not in _OF_REGION and (at + 1 == len(words) or words[at + 1] not in _OF_REGION)
    ]


def _is_cut_of(word: str, stems: tuple[str, ...]) -> bool:
    """Whether a word begins as one of the stems, or is cut within it: `ауд.`, `гор.`."""
    return word.startswith(stems) or (len(word) >= _CUT and any(stem.startswith(word) for stem in stems))


def _is_number(word: str) -> bool:
    return any(map(str.isdigit, word))


def may_be_one(name: str, other: str) -> bool:
    """Whether two names that read differently may mean one: asked of a person, never taken for granted."""
    one, two = told(name), told(other)
    if one.label == two.label or one.numbers != two.numbers:
        return False
    if any(said and other and not said & other for said, other in zip(one.said, two.said, strict=True)):
        return False
    return _is_near(one.label, two.label) or _is_short_for(one, two) or _is_short_for(two, one) or _tell_same(one, two)


def alike(name: str, others: Iterable[str]) -> list[str]:
    """Those of `others` that may be `name` under another spelling, in their order."""
    own = told(name)
    return [
        other
        for other in others
        if (own.buckets & told(other).buckets or own.initials[:1] == told(other).initials[:1])
        and may_be_one(name, other)
    ]


def _tell_same(one: Told, two: Told) -> bool:
    """Whether the telling words are the same in any order, endings and vowels apart."""
    if not one.telling or len(one.telling) != len(two.telling):
        return False
    return all(any(_is_one_word(word, other) for other in two.telling) for word in one.telling) and all(
        any(_is_one_word(word, other) for other in one.telling) for word in two.telling
    )


def _is_one_word(left: str, right: str) -> bool:
    if is_same_word(left, right):
        return True
    shorter, longer = sorted((left, right), key=len)
    if len(shorter) >= _STEM and longer.startswith(shorter):
        return True
    bones, flesh = _bones(shorter), _bones(longer)
    return len(bones) >= _BONES and flesh.startswith(bones)


def _bones(word: str) -> str:
    return "".join(letter for letter in word if letter not in _VOWELS)


def _is_short_for(one: Told, two: Told) -> bool:
    """Whether a short form in one name stands for words of the other, the rest being the same."""
    rest = [word for word in one.telling if not any(_is_one_word(word, other) for other in two.label.split())]
    return not rest and any(len(form) > 1 and form in two.initials for form in one.short)


def _is_near(one: str, other: str) -> bool:
    """Whether the names differ by one letter."""
    if abs(len(one) - len(other)) > 1 or min(len(one), len(other)) < _NEAR_LETTERS:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rests = (one[start + 1 :], other[start + 1 :]), (one[start:], other[start + 1 :]), (one[start + 1 :], other[start:])
    return any(a == b for a, b in rests)
