"""What people look for, as words: case-blind in every alphabet, by a word's beginning or one letter off. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from rapidfuzz.distance import OSA

LONGEST_QUERY, LONGEST_WORD = 200, 60
MOST_WORDS = 8
# A shorter word one letter off is another word.
FORGIVEN_FROM = 4
_WORD = re.compile(r"[^\W_]+")
_AMOUNT = re.compile(
    r"-?(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:[.,](\d{1,2}))?\s*(?:₸|тг|тенге|теңге|tenge)?", re.IGNORECASE
)
# Whoever has a Russian keyboard writes Kazakh names with Russian letters.
_SAME = str.maketrans("ёәғқңөұүһі", "еагкноуухи")


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """One answer. `amount` is tenge."""

    title: str
    detail: str
    url: str
    amount: Decimal | None = None


def folded(text: str) -> str:
    """`ТОО Сүт өнімдері` → `тоо сут онимдери`: in small letters, those of Kazakh as the Russian ones beside them."""
    return unicodedata.normalize("NFC", text).casefold().translate(_SAME)


def words_of(*texts: str) -> set[str]:
    """Words and numbers of the texts, folded: `Оплата по дог. 23/2025` → оплата, по, дог, 23, 2025."""
    return {word[:LONGEST_WORD] for text in texts for word in _WORD.findall(folded(text))}


def amount_words(amount: Decimal) -> set[str]:
    """What an amount of tenge is found by, with tiyn and without: `541923_69`, `541923`."""
    whole = f"{abs(amount):.2f}".replace(".", "_")
    return {whole, whole.partition("_")[0]}


@dataclass(frozen=True)
class Query:
    """`text` as it was typed. Every word must be met; a sum, with or without tiyn, is one word."""

    text: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        typed = self.text[:LONGEST_QUERY].strip()
        sum_typed = _AMOUNT.fullmatch(typed)
        if sum_typed:
            whole = re.sub(r"\D", "", sum_typed[1]).lstrip("0") or "0"
            return (f"{whole}_{sum_typed[2]:0<2}" if sum_typed[2] else whole,)
        return tuple(dict.fromkeys(word[:LONGEST_WORD] for word in _WORD.findall(folded(typed))))[:MOST_WORDS]

    def is_met_by(self, words: Iterable[str]) -> bool:
        known = set(words)
        return bool(self.words) and all(any(is_met(wanted, word) for word in known) for wanted in self.words)


def is_met(wanted: str, word: str) -> bool:
    """Whether `word` begins with what is wanted or is one letter off."""
    return word.startswith(wanted) or is_one_off(wanted, word)


def is_one_off(wanted: str, word: str) -> bool:
    """A letter more, less, other, or two that changed places; numbers are never forgiven."""
    if len(wanted) < FORGIVEN_FROM or not wanted.isalpha() or abs(len(word) - len(wanted)) > 1:
        return False
    return OSA.distance(wanted, word, score_cutoff=1) <= 1
