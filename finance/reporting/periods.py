"""Months and periods in words, for headings: `на 1 июля 2025 г.`, `2025 жылғы қаңтар–маусым`. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from finance.months import Month

_NAMES = {
    "ru": [
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ],
    "kk": [
        "қаңтар",
        "ақпан",
        "наурыз",
        "сәуір",
        "мамыр",
        "маусым",
        "шілде",
        "тамыз",
        "қыркүйек",
        "қазан",
        "қараша",
        "желтоқсан",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
_OF_MONTH_RU = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
# the dative, since the ending follows the vowels of each name
_OF_MONTH_KK = [
    "қаңтардағы",
    "ақпандағы",
    "наурыздағы",
    "сәуірдегі",
    "мамырдағы",
    "маусымдағы",
    "шілдедегі",
    "тамыздағы",
    "қыркүйектегі",
    "қазандағы",
    "қарашадағы",
    "желтоқсандағы",
]
_SHORT = {
    "ru": ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    "kk": ("қаң", "ақп", "нау", "сәу", "мам", "мау", "шіл", "там", "қыр", "қаз", "қар", "жел"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
_PERIODICITY = {
    "month": {"ru": "месячная", "kk": "айлық", "en": "monthly"},
    "quarter": {"ru": "квартальная", "kk": "тоқсандық", "en": "quarterly"},
    "half-year": {"ru": "полугодовая", "kk": "жартыжылдық", "en": "half-yearly"},
    "nine-months": {"ru": "за девять месяцев", "kk": "тоғыз айлық", "en": "nine months"},
    "year": {"ru": "годовая", "kk": "жылдық", "en": "yearly"},
    "other": {"ru": "за период", "kk": "кезең үшін", "en": "for a period"},
}


def month_alone(month: Month, language: str) -> str:
    """`июнь`, where the year is said elsewhere."""
    return _NAMES[language][month.calendar.number - 1]


def months_side_by_side(months: Sequence[Month], language: str) -> list[str]:
    """Short names for an axis: `янв`, `фев`; `янв 2025` where the months are of several years. Period 13 is `13`."""
    is_one_year = len({month.year for month in months}) <= 1
    return [
        name if is_one_year else f"{name} {month.year}"
        for month in months
        for name in ["13" if month.number == 13 else _SHORT[language][month.number - 1]]
    ]


def month_in_words(month: Month, language: str) -> str:
    """`июнь 2025 г.`, `2025 жылғы маусым`, `June 2025`; period 13 is named by its number."""
    if month.number == 13:
        thirteenth = {"ru": "13-й период", "kk": "13-кезең", "en": "period 13 of"}
        return _with_year(thirteenth[language], month.year, language)
    return _with_year(_NAMES[language][month.number - 1], month.year, language)


def period_in_words(first: Month, last: Month, language: str) -> str:
    """Both months inclusive: `январь–июнь 2025 г.`; a full year is only its number."""
    if first == last:
        return month_in_words(first, language)
    if first.year != last.year or last.number == 13:
        return f"{month_in_words(first, language)} – {month_in_words(last, language)}"
    if (first.number, last.number) == (1, 12):
        return {"ru": f"{first.year} год", "kk": f"{first.year} жыл", "en": str(first.year)}[language]
    names = _NAMES[language]
    return _with_year(f"{names[first.number - 1]}–{names[last.number - 1]}", first.year, language)


def _with_year(name: str, year: int, language: str) -> str:
    return {"ru": f"{name} {year} г.", "kk": f"{year} жылғы {name}", "en": f"{name} {year}"}[language]


def as_of(last: Month, language: str) -> str:
    """The day after the period, as forms are dated: `на 1 июля 2025 г.`, `2025 жылғы 1 шілдедегі жағдай бойынша`."""
    day = last.last_day + timedelta(days=1)
    return {
        "ru": f"на {day.day} {_OF_MONTH_RU[day.month - 1]} {day.year} г.",
        "kk": f"{day.year} жылғы {day.day} {_OF_MONTH_KK[day.month - 1]} жағдай бойынша",
        "en": f"as of {day.day} {_NAMES['en'][day.month - 1]} {day.year}",
    }[language]


def short_date(day: date, language: str) -> str:
    """`01.07.2025`; in English 2025-07-01, which is read one way on both sides of the ocean."""
    return day.isoformat() if language == "en" else day.strftime("%d.%m.%Y")


def periodicity(first: Month, last: Month, language: str) -> str:
    """`месячная`, `квартальная`, `полугодовая`, `годовая` … of the period from `first` through `last`."""
    span = (first.number, last.number) if first.year == last.year else (0, 0)
    if first == last:
        name = "month"
    elif span in {(1, 3), (4, 6), (7, 9), (10, 12)}:
        name = "quarter"
    else:
        names = {(1, 6): "half-year", (7, 12): "half-year", (1, 9): "nine-months", (1, 12): "year", (1, 13): "year"}
        name = names.get(span, "other")
    return _PERIODICITY[name][language]
