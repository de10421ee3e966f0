"""What the purpose of a payment says: the contract it names, and its wording without numbers and months. Pure."""

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from imports.resolve.letters import KAZAKH, fold, is_same_word, skeleton, words

# «Договор» declined or shortened, келісімшарт and шарт, contract; then №, then the number with its letters.
_CONTRACT = re.compile(
    r"(?<!\w)(?:дог(?:овор\w*)?|контракт\w*|(?:келісім)?шарт\w*|contract|agreement)[\s.]*"
    r"(?:(?:от|dated)\s+\d{1,2}\.\d{1,2}\.\d{4}\s*(?:года|г\.?)?\s*)?"
    r"(?:(?:номер|нөмірі|no|n|#)[\s.:]*)?(?P<number>(?=[\w./\\-]*\d)[\w./\\-]+)"
    r"|#\s*(?P<before>(?=[\w./\\-]*\d)[\w./\\-]+)\s+(?:келісім)?шарт"
)
_DATE = re.compile(r"^\d{1,2}\.\d{1,2}\.(?:\d{2}|\d{4})$")
_MONTHS = re.compile(
    r"^(?:январ|феврал|март|апрел|ма[йяе]$|июн|июл|август|сентябр|октябр|ноябр|декабр"
    r"|кантар|акпан|наурыз|сауир|мамыр|маусым|шилде|тамыз|кыркуиек|казан|караша|желтоксан)"
)
# Words of every payment: they name its papers, not what was bought.
_PAPERS = re.compile(
    r"^(?:оплат[аыу]|дог|договор[ауе]?|контракт[ауе]?|счет[ау]?|сч|сф|фактур[аеы]|накл|накладн(?:ая|ой)|акт[ау]?"
    r"|аванс|отчет[ау]?|ведомост[ьи]|реестр|номер|года?|месяц|квартал|от|за|по|на|из|для|при|без|ндс|том|числе|сумма"
    r"|тенге|тг|согласно|толем|шарт[ы]?|бойынша|ушин|шот|айы|жыл(?:гы)?)$"
)
# The word for a budget code, declined or shortened, then its digits: `специфика 141`, `по спец. 149`, `КЭК 152`.
_CODE = re.compile(
    r"(?<!\w)(?:специфик(?!ац)\w*|спец|сп|ерекшел\w*|к?эк|кэкр|кбк|код\w* расход\w*)[\s.:#]*"
    r"(?:[\d.]+/)*(?P<code>\d{3})(?![\d/])"
)
ALIKE = 90


def contract_in(purpose: str) -> str:
    """The number of the contract that a purpose names, upper case: `Оплата по дог. 23/2025 за …` → `23/2025`."""
    for found in _CONTRACT.finditer(fold(purpose)):
        number = (found["number"] or found["before"]).strip("./\\-")
        if number and not _DATE.match(number):
            return contract_key(number)
    return ""


def codes_in(purpose: str) -> list[str]:
    """Budget codes that a purpose calls so, each once, in their order: `за хлеб, спец. 141` → `141`."""
    return list(dict.fromkeys(found["code"] for found in _CODE.finditer(fold(purpose).translate(KAZAKH))))


def contract_key(number: str) -> str:
    """A contract number as it is compared: no spaces, one case, one alphabet. It is never taken apart."""
    return re.sub(r"\s+", "", fold(number)).upper()


@lru_cache(maxsize=20_000)
def wording(purpose: str) -> tuple[str, ...]:
    """The words that say what was paid for, sorted: no numbers, months, names of papers or single letters."""
    found = {
        word
        for word in words(purpose)
        if len(word) > 1 and not any(c.isdigit() for c in word) and not (_PAPERS.match(word) or _MONTHS.match(word))
    }
    return tuple(sorted(found))


def is_alike(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether two wordings say the same but for an ending or a slip of the pen. Empty ones say nothing."""
    if not left or not right:
        return False
    return left == right or fuzz.ratio(" ".join(left), " ".join(right)) >= ALIKE


def has_words(purpose: str, wanted: str) -> bool:
    """Whether all words of a rule occur in a purpose, ignoring case and look-alike letters.

    A word of more than three letters also finds its longer forms (`коммунальн`), a short one or a number only itself.
    """
    text = skeleton(purpose)
    return all(pattern.search(text) for pattern in _patterns(wanted))


@lru_cache(maxsize=2_000)
def _patterns(wanted: str) -> tuple[re.Pattern[str], ...]:
    found = []
    for word in words(wanted):
        end = "" if len(word) > 3 and not word[-1].isdigit() else r"(?!\w)"
        found.append(re.compile(rf"(?<!\w){re.escape(word)}{end}"))
    return tuple(found)


def named_in(purpose_words: Iterable[str], name_words: Iterable[str]) -> bool:
    """Whether a purpose contains every word of a code's name, whatever the endings."""
    present = list(purpose_words)
    return all(any(is_same_word(word, other) for other in present) for word in name_words)
