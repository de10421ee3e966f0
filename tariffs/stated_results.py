"""Result and profitability as indicators state them, by year: result in tenge, profitability as a share of income."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from finance.languages import active_language
from finance.money import display, round_half_up
from finance.reporting.report import Remark
from finance.stated import decimals_of

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
