"""The execution of a budget, a facility or a tree, read from the kept balances: two queries however many entries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Value
from django.utils.translation import gettext as _

from finance import rooms
from finance.asking_once import is_asking_once, once, once_for_all
from finance.figures import Amount, CodeFigures, by_code, total
from finance.known_codes import with_own_names
from finance.ledger import trees
from finance.models import Balance, BudgetSum, Entry, FacilityCodeName, Measure
from finance.money import ZERO
from finance.months import Month
from finance.scope import Scope, ScopeError

# budget id, code id, measure, month, month of the date, tenge
Held = tuple[int, int, str, Month, Month, Decimal]


@dataclass(frozen=True, slots=True)
class CodeName:
    """A code as it is printed: the facility's own name where it has one, else the official. `parent` is an id."""

    id: int
    code: str
    parent: int | None
    is_group: bool
    own_ru: str
    own_kk: str
    official_ru: str
    official_kk: str

    def name(self, language: str) -> str:
        if language == "kk":
            return self.own_kk or self.own_ru or self.official_kk or self.official_ru
        return self.own_ru or self.official_ru


@dataclass(frozen=True, slots=True)
class Execution:
    """Figures by code id in the order of the codes; `codes` also holds the groups above them.

    `flows` is what came in and went out by budget id and month of the year: (funding, cash), period 13 in December.
    """

    scope: Scope
    first: Month
    through: Month
    by_code: Mapping[int, CodeFigures]
    codes: Mapping[int, CodeName]
    flows: Mapping[int, Mapping[Month, tuple[Decimal, Decimal]]]
    # the balances of the year by budget id, as they were read
    amounts: Mapping[int, Sequence[Amount]]

    @property
    def total(self) -> CodeFigures:
        return total(self.by_code.values())

    def by_text(self, code: str) -> CodeFigures:
        """Figures of the code `code` (`"111"`), zeros where nothing happened."""
        return total(figures for pk, figures in self.by_code.items() if self.codes[pk].code == code)


def require_period(scope: Scope, first: Month, through: Month) -> None:
    """Raises ScopeError where the months do not lie in order within the year of the budgets."""
    if first > through:
        raise ScopeError(_("The period ends (%(through)s) before it begins (%(first)s).") % _months(first, through))
    if first.year != scope.year or through.year != scope.year:
        raise ScopeError(
            _("The period %(first)s – %(through)s leaves the year of the budget, %(year)s.")
            % {**_months(first, through), "year": scope.year}
        )


@once
def figures(scope: Scope, first: Month, through: Month, *, are_promises_asked: bool = True) -> Execution:
    """Figures of every code that anything happened on in the year. Raises ScopeError for an impossible period.

    Without `are_promises_asked` the rooms above are not asked what was accrued without a contract, which saves their
    queries where nobody reads `available`.
    """
    require_period(scope, first, through)
    amounts: defaultdict[int, list[Amount]] = defaultdict(list)
    for budget_id, code_id, measure, month, dated, amount in balances(
        scope.budget_ids, scope.year, known_at=scope.known_at
    ):
        amounts[budget_id].append((code_id, measure, month, dated, amount))
    entered: defaultdict[int, dict[int, Decimal]] = defaultdict(dict)
    accrued = rooms.accrued_without_contract(scope.budget_ids, through, scope.known_at) if are_promises_asked else {}
    for (budget_id, code_id), amount in accrued.items():
        entered[budget_id][code_id] = amount
    budgets = {pk: by_code(amounts[pk], first, through, entered[pk]) for pk in scope.budget_ids}
    merged: defaultdict[int, CodeFigures] = defaultdict(CodeFigures)
    for of_budget in budgets.values():
        for code_id, code_figures in of_budget.items():
            merged[code_id] += code_figures
    codes = code_names(scope)
    order = [pk for pk in codes if pk in merged and not merged[pk].is_empty]
    of_months = {pk: flows(amounts[pk]) for pk in scope.budget_ids}
    return Execution(scope, first, through, {pk: merged[pk] for pk in order}, codes, of_months, amounts)


def figures_of_tree(scope: Scope, first: Month, through: Month) -> Execution:
    """The same of a facility with everything below it, from the sums kept for it: three queries however many there are.

    The scope holds every budget of the tree. What was accrued without a contract is not known; `amounts` stay out.
    """
    require_period(scope, first, through)
    columns = ("code_id", "measure", "month", "dated", "amount")
    of_year = {"month__gte": Month(scope.year, 1), "month__lte": Month(scope.year, 13)}
    own = [budget.pk for budget in scope.budgets if budget.facility_id == scope.facility.pk]
    held = Balance.objects.filter(budget_id__in=own, **of_year).values_list("budget_id", *columns)
    below = trees.of_year(scope.facility.pk, scope.year).annotate(budget_id=Value(0)).values_list("budget_id", *columns)
    amounts, flowing = list[Amount](), defaultdict[int, list[Amount]](list)
    for budget_id, *amount in held.union(below, all=True) if own else below:
        amounts.append(tuple(amount))
        flowing[budget_id].append(tuple(amount))
    for budget_id, *amount in sums_of_budgets(scope, (Measure.FUNDING, Measure.CASH)):
        flowing[budget_id].append((0, *amount))
    codes, found = code_names(scope), by_code(amounts, first, through)
    order = [pk for pk in codes if pk in found and not found[pk].is_empty]
    of_months = {pk: flows(flowing[pk]) for pk in scope.budget_ids}
    return Execution(scope, first, through, {pk: found[pk] for pk in order}, codes, of_months, {})


def sums_of_budgets(
    scope: Scope, measures: Iterable[str]
) -> Iterable[tuple[int, str, Month, Month, Decimal]]:  # fmt: skip
    """Of the year's budgets of facilities that belong to another: budget id, measure, month, month of the date, tenge.

    One query.
    """
    of_year = {"month__gte": Month(scope.year, 1), "month__lte": Month(scope.year, 13)}
    rows = BudgetSum.objects.filter(budget_id__in=scope.budget_ids, measure__in=list(measures), **of_year)
    return rows.values_list("budget_id", "measure", "month", "dated", "amount")


def flows(amounts: Iterable[Amount]) -> dict[Month, tuple[Decimal, Decimal]]:
    """Funding and cash by month, from a budget's balances; period 13 in December."""
    found: dict[Month, tuple[Decimal, Decimal]] = {}
    for _code, measure, period, _dated, amount in amounts:
        if measure in (Measure.FUNDING, Measure.CASH):
            month = period.calendar
            funding, cash = found.get(month, (ZERO, ZERO))
            found[month] = (funding + amount, cash) if measure == Measure.FUNDING else (funding, cash + amount)
    return found


def balances(
    budget_ids: Iterable[int],
    year: int,
    measures: Iterable[str] = Measure.values,
    known_at: datetime | None = None,
) -> Iterable[Held]:
    """Every balance of a year: budget id, code id, measure, month, month of the date, tenge. One query.

    With `known_at` every entry posted by then stands for itself: balances remember no past.
    """
    of_year = {"month__gte": Month(year, 1), "month__lte": Month(year, 13)}
    if known_at is not None:
        return _entries(known_at, budget_id__in=list(budget_ids), measure__in=list(measures), **of_year)
    ids, wanted = list(budget_ids), set(measures)
    if is_asking_once():
        return [row for row in _of_year(ids, year) if row[2] in wanted]
    return _held(ids, of_year, wanted)


@once_for_all
def _of_year(budget_ids: list[int], year: int) -> list[Held]:
    """Of every measure: several reports of one page want one or another of them."""
    return list(_held(budget_ids, {"month__gte": Month(year, 1), "month__lte": Month(year, 13)}, Measure.values))


def _held(budget_ids: list[int], of_year: dict[str, Month], measures: Iterable[str]) -> Iterator[Held]:
    found = Balance.objects.filter(budget_id__in=budget_ids, measure__in=list(measures), **of_year)
    columns = ("budget_id", "code_id", "measure", "month", "dated", "amount")
    return found.values_list(*columns).iterator(chunk_size=5000)


def _entries(known_at: datetime, **chosen: object) -> Iterator[Held]:
    found = Entry.objects.filter(posted_at__lte=known_at, **chosen)
    rows = found.values_list("budget_id", "code_id", "measure", "month", "date", "amount")
    for budget_id, code_id, measure, month, day, amount in rows.iterator(chunk_size=5000):
        yield budget_id, code_id, measure, month, Month.of(day), amount


def code_names(scope: Scope) -> dict[int, CodeName]:
    """Every code by id, in the order of the form, with the facility's own names."""
    codes, own = with_own_names(scope.facility)
    nameless = FacilityCodeName()
    return {
        one.pk: CodeName(
            one.pk, one.code, one.parent_id, one.is_group,
            own.get(one.pk, nameless).name_ru, own.get(one.pk, nameless).name_kk, one.name_ru, one.name_kk,
        )
        for one in codes
    }  # fmt: skip


def _months(first: Month, through: Month) -> dict[str, str]:
    return {"first": str(first), "through": str(through)}
