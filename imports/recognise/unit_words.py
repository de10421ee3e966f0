"""Which unit of money a short text names: thousand, million, tenge, or one that is hinted at and not understood. Pure.

`тыс. тенге`, `т.тг`, `теңге (мың)`, `KZT '000`, `в миллионах` are units; `5 тыс. тенге`, `двадцать тысяч тенге`,
`тыс. человек` are not. What could be a unit and is none of the known ones is `UNKNOWN`, so that the file asks.
"""

from __future__ import annotations

import re
import unicodedata

from imports.recognise.misspelt_units import is_misspelled
from imports.resolve.letters import skeleton

TENGE, THOUSAND, MILLION, UNKNOWN = "tenge", "thousand", "million", "unknown"

_TOKEN = re.compile(r"[^\W\d_]+|\d+|[₸()\[\],;:%^*×/]")
CURRENCY = re.compile(r"(?:тенг\w*|тнг|тг|тен|тенгемен|kzt|tenge|tng|tg|₸)")
_GLUED = re.compile(r"(тыс|мын|млн|т|к|k|t|th|mln)(тенге|тнг|тг|kzt|tenge)")
_THOUSAND = re.compile(
    r"(?:тыс(?!ячелет)\w*|тыщ\w*|тыч\w*|тясяч\w*|тсяч\w*|мын|мынмен|мындап|мындык|мында[гж]\w*|thousands?|thous?|thsd|ths"
    r"|tys\w*|myn|ming)"
)
_MILLION = re.compile(r"(?:млн\w*|мнл|миллион\w*|милион\w*|мильон\w*|миллон\w*|мил|mln|mlns?|mio|mil{1,2}i?ons?\w*)")
_BILLION = re.compile(r"(?:млрд\w*|милл?иард\w*|bln|bn|billions?)")
_HUNDREDS = re.compile(
    r"(?:сотн(?:и|я|ю|ей|ях|ям|ями)|сотен|сот|десяток|десятк\w*|жуз|жуздик\w*|жуздеп|жузден|hundreds?|tens)"
)
_PARTS = re.compile(r"(?:тиын\w*|копе\w*|коп|tiyn\w*|kopeck\w*|cents?)")
# units that stand for no currency: only a person knows what a thousand of them is in tenge
_CONDITIONAL = re.compile(
    r"\b(?:усл(?:овн\w*)?|ден(?:ежн\w*)?|монетарн\w*)[\s.]*ед(?:иниц\w*)?\b|\bу\.\s?е\b|шартты бірлі|ақша бірлі"
    r"|(?:conditional|monetary|currency) units?"
)
_FOREIGN = re.compile(r"(?:руб\w*|usd|eur|евро|rub|cny|долл\w*|dollars?|юан\w*)")
_IN_FOREIGN = re.compile(r"\b(?:в|in)\s+(?:доллар\w*|долл|рубл\w*|руб|евро|юан\w*|usd|eur|rub|cny|dollars?)\b")
# Words that may stand between a thousand and its currency, or after a unit.
_FILLING = frozenset((
    "казахстанских", "казахстанские", "казахстанской", "республики", "казахстан", "рк", "национальной", "нац",
    "валюте", "валюта", "of", "the", "в", "in", "kazakhstan", "kazakhstani", "улттык", "валютада", "kz",
))  # fmt: skip
_AFTER_UNIT = frozenset((
    "на", "за", "по", "с", "до", "г", "год", "года", "и", "или", "ндс", "без", "вкл", "включая", "жыл", "жылга",
    "жылы", "ушин", "for", "per", "as",
))  # fmt: skip
# What is counted in thousands and is no money.
_NO_MONEY = re.compile(
    r"(?:человек\w*|чел|койк\w*|шт\w*|единиц\w*|ед|экз\w*|км|кв\w*|м|тонн\w*|га|кг|гр|литр\w*|порци\w*|посещен\w*|адам\w*"
    r"|дана\w*|услуг\w*|раз|дн\w*|день|дни|пациент\w*|больн\w*|населен\w*|жител\w*|тосек\w*|persons?|people|units?|beds?"
    r"|кубометр\w*|куб|гкал|квт\w*|символ\w*|строк\w*|лет|кун\w*|халык\w*|наук\w*|population)"
)
_NUMBER_WORD = re.compile(
    r"(?:од[ин]\w*|дв[аеу]\w*|тр[иеё]\w*|четыр\w*|пят\w*|шест\w*|сем\w*|вос[еь]м\w*|девя\w*|десят\w*|\w+надцать|сорок|сто"
    r"|ст[ао]\w*|\w*сот\w*|бир|еки|уш|торт|бес|алты|жети|сегиз|тогыз|он|жиырма|отыз|кырык|елу|алпыс|жетпис|сексен|токсан"
    r"|жуз|миллион\w*|one|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty|hundred)"
)
_LABEL = re.compile(
    r"^.*?\b(?:ед(?:иница|иницы|\.)?[\s.]*изм(?:ерения|ер)?\b\.?|единиц\w* измерени\w*|өлшем(?:\s*бірлі\w*)?"
    r"|unit(?:s)?(?:\s+of\s+\w+)?|валюта|currency)\s*[:\-–—=(]?\s*(?P<unit>.*)$",
    re.IGNORECASE,
)
_ZEROS = re.compile(
    r"(?<!\d)(?<!\d[\s.,\u00a0])(?:['`’‘]\s?)?000['’]?s?(?![\d])|[xх×*]\s?1[\s.,]?000(?!\d)|10\s?\^?\s?3(?!\d)"
)
# `т.т.`, and what is left of `'000` in a text without its guard
_IN_LETTERS = re.compile(r"(?<!\w)т\.\s?т\b\.?|^000$|^10\s?\^\s?3$")
_ROUND = re.compile(r"1[\s.,\u00a0]?000")
_MOST = 200
# Words of money that may stand beside a unit.
_OF_MONEY = ("сумм", "сома", "стоимост", "валют", "amount", "sum")
_WHOSE = frozenset(("сша", "рф", "российских", "российские", "американских", "us", "of"))
_BARE_TIMES = re.compile(r"[(\[]?\s*[xх×*]\s?1[\s.,]?000(?:[\s.,]?000)?\s*[)\]]?")
_COUNTED_IN = re.compile(r"[(\[]?\s*(?:в\s+)?(?:тыс|млн|мың)\.?\s*ед(?:иниц\w*)?\.?\s*[)\]]?")
_SHORT = frozenset(("т", "k", "t", "th"))
_PLAIN = frozenset(
    (
        "мен", "бен", "пен", "мин", "макс", "сумма", "сома", "сомасы", "всего", "итого", "план", "факт", "нац",
        "только", "цена", "ндс", "кун", "кол", "amount", "sum", "net",
    )
)  # fmt: skip


def units_of(text: str) -> list[str]:
    """The units that `text` names, each once: `thousand`, `million`, `tenge`, `unknown`."""
    if len(text) > _MOST:
        return []
    folded = _IN_LETTERS.sub("тыс тг", " ".join(unicodedata.normalize("NFKC", text).casefold().split()))
    if _is_unknown(folded):
        return [UNKNOWN]
    labelled = _LABEL.match(folded)
    found = _in_label(labelled["unit"]) if labelled else []
    if found or (labelled and not labelled["unit"]):
        return found
    return _named(folded, is_alone=False)


def _is_unknown(folded: str) -> bool:
    """Whether a text names a unit of money, and only a person knows how many tenge one of it is."""
    tokens = tokens_of(folded)
    words = [token for token in tokens if token[0].isalpha()]
    rest = [word for word in words if word not in _FILLING and not word.startswith(_OF_MONEY)]
    if _CONDITIONAL.search(folded):
        return len(words) - len(rest) > 0 or any(map(is_thousand_or_million, words)) or len(words) <= 2
    if _is_foreign(rest) and not any(map(str.isdigit, tokens)):
        return True
    has_currency = any(map(CURRENCY.fullmatch, tokens))
    if not has_currency and (_IN_FOREIGN.search(folded) or any(map(_is_foreign, _segments(folded)))):
        return True
    if _BARE_TIMES.fullmatch(folded) or _COUNTED_IN.fullmatch(folded):
        return True
    if not has_currency and any(map(_PARTS.fullmatch, rest)) and not any(map(str.isdigit, tokens)) and len(rest) <= 2:
        return True
    return _is_in_unknown(tokens)


def _is_foreign(words: list[str]) -> bool:
    """Whether words name a currency other than tenge, and nothing else."""
    named = [word for word in words if word not in _WHOSE and word not in _FILLING]
    return bool(named) and all(map(_FOREIGN.fullmatch, named))


def _segments(folded: str) -> list[list[str]]:
    """The words of each bracket, and those behind the last comma: where the unit of a title stands."""
    ends = [folded.rpartition(",")[2]] if "," in folded else []
    return [tokens_of(part) for part in (*re.findall(r"[(\[]([^()\[\]]*)[)\]]", folded), *ends)]


def _is_in_unknown(tokens: list[str]) -> bool:
    """`в лимонах тенге`: a word between `в` and a currency that is no word of this file."""
    return any(
        tokens[at - 1] in ("в", "in")
        and tokens[at].endswith(("ах", "ях", "s"))
        and _is_currency(tokens, at + 1)
        and not is_thousand_or_million(tokens[at])
        and tokens[at] not in _FILLING
        for at in range(1, len(tokens))
    )


def _in_label(unit: str) -> list[str]:
    """After `единица измерения:` anything but a unit of something else is a unit of money."""
    unit = unit.strip(" .)]»\"'")
    if not unit:
        return []
    named = _named(unit, is_alone=True)
    if named:
        return named
    known = [skeleton(word) for word in re.findall(r"[^\W\d_]+", unit)]
    is_other = any(_NO_MONEY.fullmatch(word) for word in known) or "%" in unit or len(known) > 3
    return [] if is_other or not known else [UNKNOWN]


def _named(folded: str, *, is_alone: bool) -> list[str]:
    """`is_alone`: the text is nothing but a unit."""
    tokens = tokens_of(folded)
    found: dict[str, None] = {}
    used: set[int] = set()
    for at in range(len(tokens)):
        times = _times(tokens, at)
        if not times or at in used:
            continue
        unit, last = _settled(tokens, at, times)
        used.update(range(at, last + 1))
        if unit:
            found[unit] = None
            used.update(
                place for place in (at - 1, at - 2) if _is_currency(tokens, place) and _is_near(tokens, place, at)
            )
    if not found and (zeros := _zeros(folded, tokens, is_alone=is_alone)):
        return [zeros]
    amount_in_words = any(_is_spoken(tokens, at) for at in range(len(tokens)))
    plain = (at for at in range(len(tokens)) if _is_currency(tokens, at) and at not in used)
    if not amount_in_words and any(not at or not tokens[at - 1].isdigit() or tokens[at - 1] == "1" for at in plain):
        unknown = not found and _unknown_beside(tokens)
        found[UNKNOWN if unknown else TENGE] = None
    return list(found)


def tokens_of(folded: str) -> list[str]:
    tokens: list[str] = []
    for piece in _TOKEN.findall(folded):
        word = skeleton(piece) if piece.isalpha() else piece
        glued = _GLUED.fullmatch(word)
        tokens += [glued[1], glued[2]] if glued else [word or piece]
    return tokens


def is_thousand_or_million(word: str) -> bool:
    return bool(_THOUSAND.fullmatch(word) or _MILLION.fullmatch(word))


def _is_counted_in(tokens: list[str], at: int) -> bool:
    """Whether a currency follows that nobody counts: `в сотнях тенге`, not `две сотни тенге`."""
    after = next((place for place in range(at + 1, len(tokens)) if tokens[place] not in _FILLING), len(tokens))
    is_counted = bool(at) and (tokens[at - 1].isdigit() or bool(_NUMBER_WORD.fullmatch(tokens[at - 1])))
    return not is_counted and _is_currency(tokens, after)


def _times(tokens: list[str], at: int) -> str:
    """What the token multiplies by, alone or before its currency."""
    word = tokens[at]
    if at and is_thousand_or_million(word) and _HUNDREDS.fullmatch(tokens[at - 1]):
        return UNKNOWN
    if _THOUSAND.fullmatch(word):
        return THOUSAND
    if _MILLION.fullmatch(word):
        return MILLION
    if _BILLION.fullmatch(word) or (_HUNDREDS.fullmatch(word) and _is_counted_in(tokens, at)):
        return UNKNOWN
    if word in _SHORT and (_is_currency(tokens, at + 1) or (word != "т" and _is_currency(tokens, at - 1))):
        return THOUSAND
    if word in ("k", "к") and at and tokens[at - 1] in "(," and (at + 1 == len(tokens) or tokens[at + 1] == ")"):
        return UNKNOWN
    if (word in ("м", "m", "mn") or _is_misspelled(word)) and (
        _is_currency(tokens, at + 1) or _is_currency(tokens, at - 1)
    ):
        return UNKNOWN
    return ""


def _is_misspelled(word: str) -> bool:
    return not (word in _PLAIN or word in _AFTER_UNIT or word in _FILLING) and is_misspelled(word)


def _is_currency(tokens: list[str], at: int) -> bool:
    return 0 <= at < len(tokens) and bool(CURRENCY.fullmatch(tokens[at]))


def _is_near(tokens: list[str], one: int, other: int) -> bool:
    """Whether nothing but brackets, commas and slashes stands between: `тенге, тыс.`, `теңге (мың)`."""
    return all(mark in "(,[" for mark in tokens[one + 1 : other])


def _is_spoken(tokens: list[str], at: int) -> bool:
    """`двадцать тысяч`: an amount in words."""
    is_times = bool(_THOUSAND.fullmatch(tokens[at]) or _MILLION.fullmatch(tokens[at]))
    before = at - 1
    if is_times and before >= 0 and _HUNDREDS.fullmatch(tokens[before]):
        # `в десятках тысяч` counts in them, `две сотни тысяч` is an amount
        before -= 1
    return is_times and before >= 0 and bool(_NUMBER_WORD.fullmatch(tokens[before]))


def _settled(tokens: list[str], at: int, times: str) -> tuple[str, int]:
    """The unit that a word of multitude gives here, and its last token; empty where it counts something else."""
    if _is_spoken(tokens, at):
        return "", at
    before = tokens[at - 1] if at else ""
    last = at + 1
    if before.isdigit() and before != "1" and not re.fullmatch(r"(?:19|20)\d\d", before):
        return "", last if _is_currency(tokens, last) else at
    while last < len(tokens) and last <= at + 4 and (tokens[last] in _FILLING or tokens[last] in "(,[0"):
        last += 1
    if _is_currency(tokens, last):
        return times, last
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    if last < len(tokens) and _FOREIGN.fullmatch(tokens[last]):
        return UNKNOWN, last
    if not following or not following[0].isalpha() or following in _AFTER_UNIT or following in _FILLING:
        return times, at
    if _is_currency(tokens, at - 1) or (_is_currency(tokens, at - 2) and _is_near(tokens, at - 2, at)):
        return times, at
    if _NO_MONEY.fullmatch(following):
        return "", at
    return UNKNOWN, at


def _zeros(folded: str, tokens: list[str], *, is_alone: bool) -> str:
    """`KZT '000`, `(000)`, `тенге x 1000`, `1000 тенге` where it is the whole text."""
    has_currency = any(CURRENCY.fullmatch(token) for token in tokens)
    words = [
        token for token in tokens if token[0].isalpha() and not CURRENCY.fullmatch(token) and token not in _FILLING
    ]
    if _ZEROS.search(folded) and (has_currency or is_alone or "000)" in folded or "000s" in folded or "'000" in folded):
        return THOUSAND
    if _ROUND.search(folded) and has_currency and not words:
        return THOUSAND
    return ""


def _unknown_beside(tokens: list[str]) -> bool:
    """Whether a bracket, or what follows the last comma, holds a currency beside a short word that nobody knows."""
    text = " ".join(tokens)
    segments = re.findall(r"[(\[]([^()\[\]]*)[)\]]", text) or ([text.rpartition(",")[2]] if "," in text else [])
    for segment in segments:
        words = segment.split()
        others = [word for word in words if not CURRENCY.fullmatch(word) and word not in _FILLING]
        if len(words) != len(others) and len(others) == 1 and 1 < len(others[0]) <= 5 and others[0].isalpha():
            return others[0] not in _AFTER_UNIT and others[0] not in _PLAIN
    return False
