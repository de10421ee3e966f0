"""Words of multitude, one letter off: `тьс`, `мыӊ`, `тысч`. Pure."""

_SPELT = ("тыс", "мын", "млн", "тысяч", "mln", "thousand", "million", "миллион")
_SHORTEST, _LONGEST = 3, 7


def is_misspelled(word: str) -> bool:
    """Whether a folded word is one letter off `тыс`, `млн` and their like, or has two letters swapped."""
    return _SHORTEST <= len(word) <= _LONGEST and any(_is_one_letter_off(word, known) for known in _SPELT)


def _is_one_letter_off(word: str, known: str) -> bool:
    if abs(len(word) - len(known)) > 1:
        return False
    begin = 0
    while begin < min(len(word), len(known)) and word[begin] == known[begin]:
        begin += 1
    rest, other = word[begin:], known[begin:]
    swapped = rest[:2] == other[:2][::-1] and rest[2:] == other[2:]
    return rest[1:] == other[1:] or rest[1:] == other or rest == other[1:] or swapped
