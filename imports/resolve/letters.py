"""Letters, spaces and words of names and purposes, made comparable. Pure."""

import re
import unicodedata
from functools import lru_cache

# A Kazakh letter becomes the Russian one that people type, and old code pages print, in its place.
KAZAKH = str.maketrans("әғқңөұүһі", "агкноуухи")
# A Latin letter that looks the same, typed in a Cyrillic word.
LATIN = str.maketrans("aceopxykmthbi", "асеорхукмтнви")
LOST = "?"  # what a code page without the letter leaves of it

_WORD = re.compile(r"[\w?]+")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")


def fold(text: str) -> str:
    """One spelling of what reads the same: case, ё, all kinds of spaces, quotes and dashes; `№` becomes `#`."""
    text = unicodedata.normalize("NFKC", text.replace("№", "#")).casefold().replace("ё", "е")
    text = re.sub(r"[«»“”„\"'`’]", "", text)
    text = re.sub(r"[‐‑‒–—−]", "-", text)
    return " ".join(text.split())


@lru_cache(maxsize=20_000)
def skeleton(text: str) -> str:
    """`fold` without punctuation, Kazakh and look-alike Latin letters as the Russian ones. `?` stays: a lost letter."""
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """The words of `skeleton`, in order."""
    return [_russian(word) for word in _WORD.findall(fold(text)) if word.strip("_?")]


def _russian(word: str) -> str:
    word = word.translate(KAZAKH)
    return word.translate(LATIN) if _CYRILLIC.search(word) else word


def is_same(left: str, right: str) -> bool:
    """Whether two skeletons read the same, `?` standing for any one letter."""
    if left == right:
        return True
    if len(left) != len(right) or not (LOST in left or LOST in right):
        return False
    return all(a == b or LOST in (a, b) for a, b in zip(left, right, strict=True))


def is_same_word(left: str, right: str) -> bool:
    """Whether two words differ by their endings only: `материалы` and `материалов`."""
    common = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        common += 1
    return left == right or (common >= 4 and common >= 0.6 * max(len(left), len(right)))
