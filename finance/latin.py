"""Keys made of names: Russian and Kazakh words in Latin letters. Pure."""

import re

LETTERS = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ғ": "gh", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i",
        "й": "y", "к": "k", "қ": "q", "л": "l", "м": "m", "н": "n", "ң": "ng", "о": "o", "ө": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "kh", "һ": "h", "ц": "ts", "ч": "ch",
        "ш": "sh", "щ": "shch", "ы": "y", "і": "i", "э": "e", "ю": "yu", "я": "ya", "ә": "a", "ъ": "", "ь": "",
    }
)  # fmt: skip


def latin_key(name: str, longest: int = 34) -> str:
    """`Неврология, детская` → `nevrologiya-detskaya`; `row` where nothing is left."""
    words = re.findall(r"[a-z0-9]+", name.casefold().translate(LETTERS))
    return "-".join(words)[:longest].strip("-") or "row"
