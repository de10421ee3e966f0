"""Sums of several years from the kept balances: one query whatever the number of entries, months of each year alike."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.models import Balance
from finance.months import Month
from finance.scope import Scope, ScopeError


@dataclass(frozen=True, slots=True)
class YearAmount:
    """What one balance adds to a year: `month` is that of the entries, period 13 as December."""

    year: int
    budget: int
    code: int
    measure: str
    month: Month
    dated: Month
    amount: Decimal


@dataclass(frozen=True, slots=True)
class SameMonths:
    """The same months of every year from `first`'s through `through`'s: `2024-01` … `2026-06` is January–June."""

    first: Month
    through: Month

    @property
    def years(self) -> range:
        return range(self.first.year, self.through.year + 1)

    def of(self, year: int) -> tuple[Month, Month]:
        return Month(year, self.first.number), Month(year, self.through.number)

    def require(self) -> None:
        """Raises ScopeError where the period has no such months."""
        if self.first.number > self.through.number:
            raise ScopeError(
                _("Of several years the same months are compared: begin with a month no later than the last one.")
            )


def amounts(scope: Scope, first: Month, through: Month, measures: Iterable[str]) -> Iterator[YearAmount]:
    """Everything of `measures` from `first` through `through`, both inclusive. One query."""
    years = {budget.pk: budget.year for budget in scope.budgets}
    rows = Balance.objects.filter(
        budget_id__in=scope.budget_ids, measure__in=list(measures), month__gte=first, month__lte=through.last_period
    ).values_list("budget_id", "code_id", "measure", "month", "dated", "amount")
    for budget, code, measure, month, dated, amount in rows.iterator(chunk_size=5000):
        yield YearAmount(years[budget], budget, code, measure, month.calendar, dated, amount)


def missing_years(scope: Scope, years: range) -> list[int]:
    """Years between the first and the last budget that have none."""
    known = [year for year in scope.years if year in years]
    return [year for year in range(known[0], known[-1]) if year not in known] if known else []
