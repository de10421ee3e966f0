"""How far an indicator got: execution, status, and what its name says of how it is measured. Pure.

Values are in the indicator's own unit; execution is a share (1 is as planned), None where it cannot be computed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

UP, DOWN, EQUAL, DONE = "up", "down", "equal", "done"
PLUS = "+"
# From this execution on a missed indicator is partly reached; a facility may set another share.
PARTLY_FROM = Fraction(95, 100)
PARTLY_SETTING = "indicator_partly_percent"

BED_WORK, AVERAGE_STAY, TURNOVER = "bed_work", "average_stay", "turnover"
BED_DAY_PLAN_PCT, QUOTA_PCT = "bed_day_plan_pct", "quota_pct"
RESULT, PROFITABILITY = "result", "profitability"
RURAL_PCT = "rural_pct"
# computed where contracts are kept
PAYABLES_OVER_YEAR, OVERDUE_PAYABLES = "payables_over_year", "overdue_payables"

# Groups of word beginnings that must all stand in a name, in Russian, Kazakh or English.
_FORMULAS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    BED_WORK: (("работа", "койки"), ("работа", "койка"), ("работы", "койки"), ("төсек", "жұмыс"), ("bed", "work")),
    AVERAGE_STAY: (("средн", "пребыван"), ("орташа", "төсек", "күн"),
                   ("орташа", "жатқан"), ("орташа", "жату"), ("average", "stay")),
    TURNOVER: (("оборот", "койки"), ("төсек", "айналым"), ("bed", "turnover")),
    BED_DAY_PLAN_PCT: (("выполнен", "план", "койко"), ("төсек", "күн", "жоспар", "орындал")),
    QUOTA_PCT: (("выполнен", "квот"), ("исполнен", "квот"), ("квота", "орындал"), ("quota", "execution")),
    RESULT: (("результат", "хозяйственн", "деятельн"), ("шаруашылық", "қызмет", "нәтиже"),
             ("финансов", "результат"), ("financial", "result")),
    OVERDUE_PAYABLES: (("просроч", "кредиторск"), ("мерзімі", "өткен", "кредиторлық"), ("overdue", "payables")),
    PAYABLES_OVER_YEAR: (("кредиторск", "долгосрочн"), ("кредиторск", "12", "месяц"), ("кредиторск", "свыше", "год"),
                         ("кредиторлық", "ұзақ", "мерзімді"), ("кредиторлық", "12", "ай"), ("payables", "year")),
    RURAL_PCT: (("дол", "сельск"), ("удельн", "сельск"), ("процент", "сельск"), ("ауыл", "үлес"), ("rural",)),
    PROFITABILITY: (("рентабельн",), ("табыстылық",), ("рентабельд",), ("profitability",)),
}  # fmt: skip
_LESS = (
    ("задолжен",), ("долги",), ("долга",), ("берешек",), ("қарыз",), ("debt",), ("payables",), ("просроч",),
    ("жалоб",), ("шағым",), ("complaint",), ("инфекц",), ("infection",), ("осложнен",), ("асқын",), ("complication",),
    ("длительн", "пребыван"), ("срок", "пребыван"), ("средн", "пребыван"), ("жатқан", "орташа"), ("жату",),
    ("орташа", "төсек", "күн"), ("average", "stay"),
    ("текуч",), ("жұмыстан", "шығ"), ("тұрақсыз",), ("staff", "turnover"), ("уволен",),
    ("уволивш",), ("летальн",), ("смертн",), ("өлім",), ("mortality",), ("дефект",),
)  # fmt: skip
# Units whose values are words: a certificate is named or not there.
_WORDED = ("сертификат", "certificate", "куәлік", "диплом", "лиценз", "да/нет", "иә/жоқ", "yes/no", "текст", "мәтін")


class Status(StrEnum):
    REACHED = "reached"
    PARTLY = "partly"
    MISSED = "missed"
    NO_DATA = "no-data"


@dataclass(frozen=True, slots=True)
class Value:
    """A value as stated: the number, and its text as printed; a text alone is words, such as `JCI` or `+`."""

    number: Decimal | None = None
    text: str = ""

    @property
    def is_known(self) -> bool:
        return self.number is not None or self.text != ""


def has_words(unit: str) -> bool:
    """Whether values in this unit are words, not numbers."""
    return unit.casefold().strip().startswith(_WORDED)


def formula_of(name: str) -> str:
    """The key of the figure of the books that an indicator of this name is; nothing where no name is known."""
    return next((key for key, wordings in _FORMULAS.items() if _says(name, wordings)), "")


def better_of(name: str, unit: str) -> str:
    """Which way an indicator gets better, as its name and unit tell: fewer debts, complaints, days of stay."""
    if has_words(unit):
        return DONE
    return DOWN if _says(name, _LESS) else UP


_SEPARATORS = str.maketrans('(«"/-–,', "       ")


def _says(name: str, wordings: tuple[tuple[str, ...], ...]) -> bool:
    text = " " + " ".join(name.casefold().replace("ё", "е").translate(_SEPARATORS).split())
    return any(all(f" {word}" in text for word in wording) for wording in wordings)


def execution(better: str, plan: Decimal | None, fact: Decimal | None) -> Fraction | None:
    """Fact ÷ plan, plan ÷ fact where less is better; None without both, or where the divisor is 0."""
    if plan is None or fact is None or better == DONE:
        return None
    part, whole = (plan, fact) if better == DOWN else (fact, plan)
    return Fraction(part) / Fraction(whole) if whole else None


def status(better: str, plan: Value, fact: Value, partly_from: Callable[[], Fraction] = lambda: PARTLY_FROM) -> Status:
    """How an indicator stands by its stated fact. 0 of 0 is reached where less is better.

    `partly_from` is asked only of an indicator that is missed.
    """
    if fact.text.strip() == PLUS:
        return Status.REACHED
    if not plan.is_known or not fact.is_known:
        return Status.NO_DATA
    if plan.number is None or fact.number is None:
        return Status.REACHED if _same_words(plan.text, fact.text) else Status.MISSED
    reached = {
        DOWN: fact.number <= plan.number,
        EQUAL: fact.number == plan.number,
    }.get(better, fact.number >= plan.number)
    if reached:
        return Status.REACHED
    share = execution(better, plan.number, fact.number)
    return Status.PARTLY if share is not None and share >= partly_from() else Status.MISSED


def _same_words(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()
