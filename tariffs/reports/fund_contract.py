"""The contract with the Fund beside the acts: what was promised and what was accrued, by kind of care and by month."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.drill import Links
from finance.execution import require_period
from finance.income import FUND_SOURCES
from finance.languages import active_language
from finance.models import Entry, Measure
from finance.money import ZERO, display, total
from finance.months import Month, span
from finance.reporting.formula import difference, ratio
from finance.reporting.report import Cell, Check, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.rooms import RegisteredReport
from finance.scope import Scope, ScopeError
from tariffs.declaring import standing
from tariffs.models import PromisedCare
from tariffs.reports.sources import cell_links

NAME, BY_MONTH = "fund-contract", "by-month"


@dataclass(frozen=True)
class Promised:
    """Tenge by kind of care (as it is compared) and month; `names` are the kinds as they are written."""

    contract: Mapping[tuple[str, Month], Decimal]
    acts: Mapping[tuple[str, Month], Decimal]
    names: Mapping[str, str]
    links: Mapping[str, str | None]

    def of_kind(self, kind: str) -> tuple[Decimal, Decimal]:
        return self._sums(lambda key: key[0] == kind)

    def of_month(self, month: Month) -> tuple[Decimal, Decimal]:
        return self._sums(lambda key: key[1] == month)

    def _sums(self, holds: Callable[[tuple[str, Month]], bool]) -> tuple[Decimal, Decimal]:
        return _sum(self.contract, holds), _sum(self.acts, holds)


def _sum(amounts: Mapping[tuple[str, Month], Decimal], holds: Callable[[tuple[str, Month]], bool]) -> Decimal:
    return total(amount for key, amount in amounts.items() if holds(key))


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive, within the year of the budgets; those of the Fund count. Raises ScopeError without any."""
    with translation.override(language):
        require_period(scope, first, through)
        own = Scope(tuple(b for b in scope.budgets if b.source.key in FUND_SOURCES), scope.facility, scope.is_tree)
        if not own.budgets:
            raise ScopeError(_("None of these budgets is paid by the Fund: there is nothing to settle."))
        found = gather(own, first, through)
        if not found.names:
            raise ScopeError(_("There is neither a contract with the Fund by kind of care nor an act of the period."))
        kinds, months = _by_kind(found), _by_month(found, own, list(span(first, through)))
        return beside_form2(
            NAME,
            _("Contract with the Fund"),
            ReportHeading(own, first, through, unit, language),
            tables=(kinds, months),
            checks=_checks(kinds, months),
            doubts=_doubts(found),
        )


REPORT = RegisteredReport(NAME, gettext_lazy("Contract with the Fund"), "cash", build, place=61)


def compared(kind: str) -> str:
    """A kind of care as contract and act name it alike, whatever the case and the spaces."""
    return " ".join(kind.casefold().replace("ё", "е").split())


def gather(scope: Scope, first: Month, through: Month) -> Promised:
    """Three queries."""
    sources = {budget.source_id for budget in scope.budgets}
    groups = standing(PromisedCare, scope.facility, source__in=sources, month__gte=first, month__lte=through).values()
    lines = [row for group in groups for row in group if isinstance(row, PromisedCare)]
    limits = {"month__gte": first, "month__lte": through.last_period, "budget__in": scope.budget_ids}
    entries = Entry.objects.filter(measure=Measure.INCOME, **limits).order_by("pk")
    posted = list(entries.values_list("purpose", "month", "amount"))
    cells = cell_links(lines)
    names = {
        compared(kind): kind for kind in [*(kind for kind, *_rest in posted), *(one.kind_of_care for one in lines)]
    }
    return Promised(
        _added((one.kind_of_care, one.month, one.amount) for one in lines),
        _added(posted),
        names,
        {compared(one.kind_of_care): cells.get((PromisedCare, one.pk)) for one in reversed(lines)},
    )


def _added(amounts: Iterable[tuple[str, Month, Decimal]]) -> dict[tuple[str, Month], Decimal]:
    sums: defaultdict[tuple[str, Month], Decimal] = defaultdict(lambda: ZERO)
    for kind, month, amount in amounts:
        sums[compared(kind), month.calendar] += amount
    return dict(sums)


def _columns(key: str, label: str, kind: str) -> tuple[Column, ...]:
    return (
        Column(key, label, kind),  # type: ignore[arg-type] # kinds as written above
        Column("contract", _("By the contract"), total="sum"),
        Column("accrued", _("Accrued"), total="sum"),
        Column("left", _("Left"), total="sum", formula=difference("contract", "accrued")),
        Column("percent", _("Executed, %"), "percent", formula=ratio("accrued", "contract"), total="formula"),
    )


def _cells(sums: tuple[Decimal, Decimal], links: tuple[str | None, str | None]) -> dict[str, Cell]:
    contract, accrued = sums
    flag = "over" if accrued > contract else ""
    return {
        "contract": Cell(contract, links[0]),
        "accrued": Cell(accrued, links[1], flag=flag),
        "left": Cell(contract - accrued),
    }


def _by_kind(found: Promised) -> Table:
    columns = _columns("kind_of_care", _("Kind of care"), "text")
    rows = [
        Row(str(at), {"kind_of_care": Cell(name or _("not named")),
                      **_cells(found.of_kind(kind), (found.links.get(kind), None))})
        for at, (kind, name) in enumerate(found.names.items())
    ]  # fmt: skip
    return summed(NAME, columns, rows, _("By kind of care"), "kind_of_care")


def _by_month(found: Promised, scope: Scope, months: Sequence[Month]) -> Table:
    columns = _columns("month", _("Month"), "month")
    rows = [
        Row(str(month), {"month": Cell(month),
                         **_cells(found.of_month(month), (None, Links(scope, month, month).of("income")))})
        for month in months
    ]  # fmt: skip
    return summed(BY_MONTH, columns, rows, _("By month"), "month")


def _checks(kinds: Table, months: Table) -> tuple[Check, ...]:
    """Kinds of care and months are two ways of adding up the same contract and the same acts."""
    found = []
    for key, label in (
        ("contract", _("Kinds of care and months give one contract")),
        ("accrued", _("Kinds of care and months give one sum of acts")),
    ):
        one, other = (table.total.cell(key).value if table.total else ZERO for table in (kinds, months))
        off = one - other if isinstance(one, Decimal) and isinstance(other, Decimal) else ZERO
        found.append(Check(f"one-{key}", label, off, off == ZERO))
    return tuple(found)


def _doubts(found: Promised) -> list[Remark]:
    """Acts beyond the contract, acts of what it does not name, and promises without an act."""
    remarks = []
    language = active_language()
    for kind, name in found.names.items():
        contract, accrued = found.of_kind(kind)
        values = {"kind": name or _("not named"), "amount": display(accrued - contract, language)}
        if not contract and accrued:
            remarks.append(Remark(_("“%(kind)s” stands in the acts and not in the contract.") % values, "not-promised"))
        elif accrued > contract:
            text = _("“%(kind)s”: the acts are %(amount)s over the contract of the period.")
            remarks.append(Remark(text % values, "over-contract"))
        elif contract and not accrued:
            remarks.append(Remark(_("“%(kind)s” stands in the contract and in no act.") % values, "no-act"))
    return remarks
