"""Kazakh or Ukrainian: eight letters of KZ-1048 stand in windows-1251 for those of neighbours' alphabets. Pure.

Ғ Ү Ө Ұ of one code page are Є Ї Ґ Ў of the other, so a file that has no other letter to tell by is judged by what may
stand beside them: Ү, Ө and Ұ are vowels and follow consonants, Ї and Ў follow vowels; Ғ comes before a vowel, Є seldom.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Bytes whose letters differ and that only Kazakh uses: Қ Һ Ә Ң of KZ-1048.
KAZAKH_ALONE = frozenset(b"\x8d\x8e\x9d\x9e\xa3\xbc\xbd\xbe")
EITHER = frozenset(b"\xa1\xa2\xa5\xaa\xaf\xb4\xba\xbf")
_WORD = re.compile(rb"[\x80-\xff']{1,40}")
_MOST_WORDS = 20_000
_VOWELS = frozenset("аеёиоуыэюяіїєәөұү")
_BACK = frozenset("аоыұ")
_AFTER_GH = frozenset("джзлрт")


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether the letters are Kazakh, and the words that do not show it, as they are read."""

    is_kazakh: bool
    unsure: tuple[str, ...]


def judge(data: bytes, present: frozenset[int]) -> Judged:
    """Which alphabet the letters of `data` are of; `present` are the bytes that occur in it.

    Kazakh where nothing tells: files come from Kazakhstan.
    """
    if present & KAZAKH_ALONE:
        return Judged(True, ())
    words = dict.fromkeys(word for word in _WORD.findall(data) if not EITHER.isdisjoint(word))
    votes: dict[bytes, int] = {}
    for word in list(words)[:_MOST_WORDS]:
        votes[word] = sum(_vote(word, place) for place, byte in enumerate(word) if byte in EITHER)
    is_kazakh = sum(1 if vote > 0 else -1 for vote in votes.values() if vote) >= 0
    unsure = [word for word, vote in votes.items() if vote == 0 or (vote > 0) != is_kazakh]
    page = "kz1048" if is_kazakh else "cp1251"
    return Judged(is_kazakh, tuple(word.decode(page, "replace") for word in unsure))


def _vote(word: bytes, place: int) -> int:
    """1 where the letter at `place` reads as Kazakh, -1 as a neighbour's, 0 where it could be either."""
    letters = word.decode("kz1048", "replace").lower()
    letter = letters[place]
    before = letters[place - 1] if place else ""
    after = letters[place + 1] if place + 1 < len(letters) else ""
    if before == "'":
        return -1
    if letter == "ғ":
        if after in _VOWELS and after:
            return 1
        return 0 if before in _BACK and after in _AFTER_GH and before and after else -1
    if before in _VOWELS and before:
        return -1
    if letter == "ө":
        return -1 if after in _VOWELS and after else 1
    return 1 if before else 0
