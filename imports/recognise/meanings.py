"""What a header of money means, taken whole: `сумма договора без ндс` is a contract's sum and a net one. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from imports.recognise.glossary import ALONE, EVENTS, MEANINGS, NEUTRAL, NOT_MONEY, PAPERS, PERIODS, WEAK
from imports.resolve.letters import skeleton

OTHER = "other"
_NEUTRAL = frozenset(skeleton(word) for word in NEUTRAL)


@dataclass(frozen=True, slots=True)
class _Phrase:
    meaning: str
    words: tuple[str, ...]
    is_first: bool
    is_only: bool

    def stands_at(self, words: Sequence[str], at: int) -> bool:
        if at + len(self.words) > len(words) or (self.is_first and at):
            return False
        if self.is_only and len(words) > len(self.words):
            return False
        return all(
            word.startswith(own[:-1]) if own.endswith("*") else word == own
            for own, word in zip(self.words, words[at:], strict=False)
        )

    @property
    def weight(self) -> tuple[int, bool, int]:
        return len(self.words), self.is_first, sum(len(word) for word in self.words)


def _phrase(meaning: str, text: str) -> _Phrase:
    words = tuple(skeleton(word.rstrip("*")) + "*" * word.endswith("*") for word in text.lstrip("^=").split())
    return _Phrase(meaning, words, text[0] in "^=", text.startswith("="))


class _Phrases:
    """Phrases by the word they begin with, so that a header is compared with few of them."""

    def __init__(self, glossary: Mapping[str, Iterable[str]]) -> None:
        self.whole: defaultdict[str, list[_Phrase]] = defaultdict(list)
        self.stems: defaultdict[str, list[_Phrase]] = defaultdict(list)
        for meaning, texts in glossary.items():
            for text in texts:
                phrase = _phrase(meaning, text)
                first = phrase.words[0]
                (self.stems if first.endswith("*") else self.whole)[first.rstrip("*")].append(phrase)

    def at(self, words: Sequence[str], at: int) -> _Phrase | None:
        """The longest phrase that begins at a word."""
        word = words[at]
        known = [*self.whole.get(word, ())]
        for length in range(2, len(word) + 1):
            known += self.stems.get(word[:length], ())
        standing = [phrase for phrase in known if phrase.stands_at(words, at)]
        return max(standing, key=lambda phrase: phrase.weight, default=None)


_PHRASES = _Phrases(MEANINGS)
_NOT_MONEY = _Phrases({OTHER: NOT_MONEY})
_PERIODS = _Phrases({OTHER: PERIODS})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a folded header says of money. `names` are keys of the glossary, the telling ones only.

    `is_whole`: no word of the header is unknown, and it is one of a sum, though it may not say «сумма».
    `is_known`: the header says what its figures are, were they money or none. `is_plain`: no word of it is unknown.
    """

    names: frozenset[str]
    is_whole: bool
    is_known: bool
    is_plain: bool = False


@lru_cache(maxsize=20_000)
def meaning_of(header: str) -> Meaning:
    """The meaning of a header folded as headers are compared, group and column together.

    A group of no money has run over from the column beside it, and says nothing of this one.
    """
    upper, slash, lower = header.partition(" / ")
    if slash and OTHER in meaning_of(upper).names:
        return meaning_of(lower)
    words = [word for word in header.split() if word != "/"]
    found: set[str] = set()
    has_unknown = is_other = says_period = False
    at = 0
    while at < len(words):
        phrase = _PHRASES.at(words, at)
        other = _NOT_MONEY.at(words, at)
        if phrase is not None:
            found.add(phrase.meaning)
            at += len(phrase.words)
            is_other = is_other or other is not None
            continue
        if other is not None:
            is_other = True
            at += len(other.words)
            continue
        if (period := _PERIODS.at(words, at)) is not None:
            says_period = True
            at += len(period.words)
            continue
        has_unknown = has_unknown or (words[at] not in _NEUTRAL and not words[at].isdigit())
        at += 1
    if (is_other and "plain" not in found) or (says_period and not found):
        return Meaning(frozenset({OTHER}), is_whole=False, is_known=True)
    is_plain = not has_unknown and not is_other
    return Meaning(_telling(found), is_plain and bool(found & ALONE), bool(found), is_plain)


def meanings_in(words: Sequence[str]) -> Iterator[str]:
    """The meanings of a folded text, in the order in which they stand; what is of no money is passed over."""
    at = 0
    while at < len(words):
        phrase, other = _PHRASES.at(words, at), _NOT_MONEY.at(words, at)
        if phrase is not None:
            yield phrase.meaning
        found = phrase or other
        at += len(found.words) if found is not None else 1


def _telling(found: set[str]) -> frozenset[str]:
    telling = found - set(WEAK)
    if telling & set(EVENTS):
        telling -= set(PAPERS)
    return frozenset(telling or found)


def tier(takes: Sequence[Sequence[str]], names: frozenset[str]) -> int | None:
    """How gladly a column that `takes` meanings takes one of `names`: 0 most gladly; None where it takes it not."""
    if not names or not names <= {name for group in takes for name in group}:
        return None
    return min(place for place, group in enumerate(takes) if names & set(group))
