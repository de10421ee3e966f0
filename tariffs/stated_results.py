"""Result and profitability as indicators state them, by year: result in tenge, profitability as a share of income."""

from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from django.utils.translation import gettext as _

from finance.languages import active_language
from finance.models import Facility
from finance.money import display, round_half_up
from finance.months import Month
from finance.reporting.report import Remark
from finance.stated import decimals_of
from tariffs.asking_together import for_results
from tariffs.declaring import standing
from tariffs.indicators import PROFITABILITY, RESULT
from tariffs.models import Indicator, IndicatorValue
from tariffs.reports.sources import cell_links

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class StatedYear:
    """What was stated of a year. `percent` is the profitability as printed, its exponent telling its digits."""

    result: Decimal | None = None
    percent: Decimal | None = None
    result_link: str | None = None
    profitability_link: str | None = None

    @property
    def profitability(self) -> Fraction | None:
        return None if self.percent is None else Fraction(self.percent) / HUNDRED

    def income_interval(self) -> tuple[Decimal, Decimal] | None:
        """Incomes from and up to which the stated result rounds half up to the stated percent, tenge; None if any."""
        if not self.result or self.percent is None:
            return None
        half = Fraction(1, 2 * 10 ** decimals_of(self.percent))
        low, high = (Fraction(self.percent) + half) / HUNDRED, (Fraction(self.percent) - half) / HUNDRED
        if low <= 0 or high <= 0 or self.result < 0:
            return None
        return round_half_up(Fraction(self.result) / low), round_half_up(Fraction(self.result) / high)


def profitability_doubt(year: int, stated: StatedYear, computed: Fraction | None) -> Remark | None:
    """A stated profitability that the books do not round to, or that cannot be of the result stated beside it."""
    if stated.percent is None:
        return None
    values = {"year": year, "stated": _shown(stated.percent, decimals_of(stated.percent))}
    if computed is None:
        if not stated.percent and stated.result:
            text = _("%(year)s: profitability %(stated)s %% is stated beside a result that is not zero.")
            return Remark(text % values, "profitability-of-nothing")
        return None
    if round_half_up(computed * HUNDRED, decimals_of(stated.percent)) == stated.percent:
        return None
    values["computed"] = _shown(computed * HUNDRED, max(2, decimals_of(stated.percent)))
    interval = stated.income_interval()
    if interval is None:
        text = _("%(year)s: profitability %(stated)s %% is stated, %(computed)s %% is computed.")
        return Remark(text % values, "stated-differs")
    values |= {"low": _shown(interval[0], 0), "high": _shown(interval[1], 0)}
    text = _(
        "%(year)s: profitability %(stated)s %% is stated, %(computed)s %% is computed; with the stated result the "
        "income would lie between %(low)s and %(high)s."
    )
    return Remark(text % values, "stated-differs")


def _shown(value: Decimal | Fraction, decimals: int) -> str:
    return display(value, active_language(), decimals)


# What a source may say of a year, the most telling first.
_TELLING = (
    IndicatorValue.Kind.FACT, IndicatorValue.Kind.CURRENT, IndicatorValue.Kind.REPORTING, IndicatorValue.Kind.PLAN,
)  # fmt: skip
_SCALES = ((("тыс", "мың", "thous"), Decimal(1000)), (("млн", "mln", "million"), Decimal(1_000_000)))


def stated_results(facility: Facility, first: Month, through: Month) -> dict[int, StatedYear]:
    """What the facility's indicators state of each whole year of the period: a fact before a plan. Three queries."""
    for_results(facility, first, through)
    held = (row for (row,) in standing(Indicator, facility).values())
    known = {
        row.indicator: row for row in held if isinstance(row, Indicator) and row.formula in (RESULT, PROFITABILITY)
    }
    if not known:
        return {}
    chosen: dict[tuple[int, str], IndicatorValue] = {}
    within = standing(IndicatorValue, facility, first_month__gte=first, last_month__lte=through)
    for value in (row for (row,) in within.values()):
        if not isinstance(value, IndicatorValue) or value.indicator not in known or not _is_of_a_year(value):
            continue
        key = (value.first_month.year, known[value.indicator].formula)
        if key not in chosen or _TELLING.index(value.kind) < _TELLING.index(chosen[key].kind):
            chosen[key] = value
    links = cell_links(chosen.values())
    found: dict[int, StatedYear] = {}
    for (year, formula), value in chosen.items():
        link = links.get((IndicatorValue, value.pk))
        so_far = found.get(year, StatedYear())
        if formula == RESULT:
            amount = (value.value or Decimal(0)) * scale_of(known[value.indicator].unit)
            found[year] = replace(so_far, result=round_half_up(amount), result_link=link)
        else:
            found[year] = replace(so_far, percent=_printed(value), profitability_link=link)
    return found


def _is_of_a_year(value: IndicatorValue) -> bool:
    """Whether a value is a number stated for one whole year."""
    first, last = value.first_month, value.last_month
    is_whole = first.year == last.year and (first.number, last.number) == (1, 12)
    return is_whole and value.value is not None and value.kind in _TELLING


def scale_of(unit: str) -> Decimal:
    """How many tenge one of the unit is: 1000 of `тыс. тенге`."""
    return next((scale for words, scale in _SCALES if any(word in unit.casefold() for word in words)), Decimal(1))


def _printed(value: IndicatorValue) -> Decimal:
    """The number with its printed digits: `0.2` of the text `0,2`."""
    try:
        return Decimal(value.text)
    except InvalidOperation:
        return (value.value or Decimal(0)).normalize()
