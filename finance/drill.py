"""From a figure to its entries: the one place that writes and reads the address of the page of entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from finance.models import COUNTED_BY_DATE, Balance, Budget, BudgetCode, Entry, Facility, Measure
from finance.money import total
from finance.months import Month, MonthError
from finance.scope import Scope

# Changes and promises count from the day they were made; everything else from the month it belongs to.


class DrillError(ValueError):
    """An address that names no figure; the message is for the user."""


@dataclass(frozen=True, slots=True)
class Drill:
    """Which entries make a figure.

    `budgets` are keys; without them the figure is that of `facility` (its number) in `year`, with branches where
    `is_tree`. A code that is a heading stands for everything below it; no code for all codes. Months are those of the
    entries, inclusive, December with period 13. Of amendments and commitments only those dated by the end of `dated`.
    `centre` is a cost centre or a site, "" for entries without one, None for all. `party` is a counterparty's number.
    """

    measures: tuple[str, ...]
    first: Month
    through: Month
    budgets: tuple[str, ...] = ()
    facility: str = ""
    year: int | None = None
    is_tree: bool = False
    codes: tuple[str, ...] = ()
    dated: Month | None = None
    centre: str | None = None
    party: str = ""

    def url(self, page: str = "entries") -> str:
        """`page` is the name of an address that reads the same query."""
        pairs: list[tuple[str, str]] = [("budget", key) for key in self.budgets]
        if not self.budgets:
            pairs += [("facility", self.facility), ("year", str(self.year))]
            pairs += [("tree", "1")] if self.is_tree else []
        pairs += [("code", code) for code in self.codes]
        pairs += [("measure", measure) for measure in self.measures]
        pairs += [("from", str(self.first)), ("through", str(self.through))]
        pairs += [("dated", str(self.dated))] if self.dated else []
        pairs += [("centre", self.centre)] if self.centre is not None else []
        pairs += [("party", self.party)] if self.party else []
        return f"{reverse(page)}?{urlencode(pairs)}"

    @classmethod
    def parse(cls, query: QueryDict) -> Drill:
        """Read an address back; raises DrillError with what is wrong in it."""
        try:
            first, through = Month.parse(str(query.get("from", ""))), Month.parse(str(query.get("through", "")))
            dated = Month.parse(str(query["dated"])) if query.get("dated") else None
        except MonthError as error:
            raise DrillError(_("Write months as 2025-01.")) from error
        measures = tuple(query.getlist("measure"))
        unknown = [measure for measure in measures if measure not in Measure.values]
        if unknown:
            raise DrillError(_("There is no measure %(measure)s.") % {"measure": unknown[0]})
        year = query.get("year", "")
        if not query.getlist("budget") and not (query.get("facility") and year.isdecimal()):
            raise DrillError(_("Name a budget, or a facility and a year."))
        return cls(
            measures=measures,
            first=first,
            through=through,
            budgets=tuple(query.getlist("budget")),
            facility=query.get("facility", ""),
            year=int(year) if year.isdecimal() else None,
            is_tree=query.get("tree") == "1",
            codes=tuple(query.getlist("code")),
            dated=dated,
            centre=query.get("centre"),
            party=query.get("party", ""),
        )

    def budget_ids(self) -> list[int]:
        if self.budgets:
            return list(Budget.objects.filter(key__in=self.budgets).values_list("pk", flat=True))
        top = Facility.objects.filter(number=self.facility).first()
        if top is None:
            return []
        facilities = top.with_branches() if self.is_tree else [top]
        return list(Budget.objects.filter(facility__in=facilities, year=self.year or 0).values_list("pk", flat=True))

    def entries(self, allowed_budget_ids: Iterable[int] | None = None) -> QuerySet[Entry]:
        """The entries, newest last; `allowed_budget_ids` leaves out what the reader may not see."""
        found = Entry.objects.filter(self._chosen(allowed_budget_ids))
        if self.party:
            found = found.filter(counterparty_number=self.party)
        if self.dated:
            found = found.filter(~Q(measure__in=COUNTED_BY_DATE) | Q(date__lte=self.dated.last_day))
        return found.select_related("code", "document", "budget__source").order_by("date", "id")

    def total(self, allowed_budget_ids: Iterable[int] | None = None) -> Decimal:
        """What the entries add up to, tenge: read from the balances, whatever the number of entries.

        Of one party the entries themselves are added, since balances know none.
        """
        if self.party:
            return total(self.entries(allowed_budget_ids).values_list("amount", flat=True))
        found = Balance.objects.filter(self._chosen(allowed_budget_ids))
        if self.dated:
            found = found.filter(~Q(measure__in=COUNTED_BY_DATE) | Q(dated__lte=self.dated))
        return total(found.values_list("amount", flat=True))

    def _chosen(self, allowed_budget_ids: Iterable[int] | None) -> Q:
        """What entries and balances are chosen by alike: budget, code, measure and month."""
        ids = set(self.budget_ids())
        if allowed_budget_ids is not None:
            ids &= set(allowed_budget_ids)
        chosen = Q(budget_id__in=ids, month__gte=self.first, month__lte=self.through.last_period)
        if self.measures:
            chosen &= Q(measure__in=self.measures)
        if self.centre is not None:
            chosen &= Q(centre=self.centre)
        if self.codes:
            chosen &= Q(code_id__in=ids_below(self.codes))
        return chosen


def ids_below(codes: tuple[str, ...]) -> set[int]:
    """Primary keys of `codes` in all their lives and of everything below them. One query."""
    children: dict[int | None, list[int]] = {}
    found: set[int] = set()
    for pk, parent, code in BudgetCode.every.values_list("pk", "parent_id", "code"):
        children.setdefault(parent, []).append(pk)
        if code in codes:
            found.add(pk)
    queue = list(found)
    while queue:
        below = children.get(queue.pop(), [])
        found.update(below)
        queue += below
    return found


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses behind the figures of one report: `Links(scope, first, through).of("cash", "111")`."""

    scope: Scope
    first: Month
    through: Month

    def of(self, figure: str, code: str = "") -> str | None:
        """The address behind the column `figure` of `code`, or of the total; None for a figure without entries."""
        january, december = Month(self.first.year, 1), Month(self.first.year, 12)
        measures: dict[str, tuple[tuple[str, ...], Month, Month]] = {
            "plan_contract": (("plan",), january, december),
            "amendment": (("amendment",), january, december),
            "plan_adjusted": (("plan", "amendment"), january, december),
            "plan_period": (("plan", "amendment"), january, self.through),
            "plan_months": (("plan", "amendment"), self.first, self.through),
            "funding": (("funding",), self.first, self.through),
            "funding_year": (("funding",), january, self.through),
            "cash": (("cash",), self.first, self.through),
            "actual": (("actual",), self.first, self.through),
            "cash_year": (("cash",), january, self.through),
            "committed": (("commitment",), january, december),
            **{one: ((one,), self.first, self.through) for one in ("income", "withheld", "advance", "set_off")},
        }
        if figure not in measures:
            return None
        named, first, last = measures[figure]
        dated = self.through if set(named) & set(COUNTED_BY_DATE) else None
        return replace(self._drill(first, last), measures=named, codes=(code,) if code else (), dated=dated).url()

    def of_month(self, figure: str, code: str, month: Month) -> str | None:
        """The address behind one month of a column; changes are those known by the end of the report."""
        measures = {"plan": ("plan", "amendment")}.get(figure, (figure,))
        dated = self.through if set(measures) & set(COUNTED_BY_DATE) else None
        codes = (code,) if code else ()
        return replace(self._drill(month, month), measures=measures, codes=codes, dated=dated).url()

    def stated(self) -> str:
        """The address behind a stated balance of cash."""
        return self._drill(self.first, self.through).url("stated-balances")

    def _drill(self, first: Month, through: Month) -> Drill:
        is_one = len(self.scope.budgets) == 1
        return Drill(
            measures=(),
            first=first,
            through=through,
            budgets=(self.scope.budgets[0].key,) if is_one else (),
            facility=self.scope.facility.number,
            year=self.scope.year,
            is_tree=self.scope.is_tree,
        )
