"""Settlement with the Fund by month: the tariff's revenue beside the act, beside the money, and what is still owed.

Payable is accrued − withheld; paid is money received − advance received; the receivable at the end of a month is what
was payable since January − set off − paid.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.drill import Links
from finance.execution import balances, require_period
from finance.income import FUND_SOURCES
from finance.languages import month_said
from finance.models import Budget, Entry, Measure
from finance.money import ZERO, display, total, totals
from finance.months import Month, span
from finance.reporting.formula import Ref, difference
from finance.reporting.report import Caption, Cell, Check, Column, Remark, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.rooms import RegisteredReport
from finance.scope import Scope, ScopeError
from tariffs.asking_together import for_settlement
from tariffs.facility_records import declared_volumes, tariff_rows
from tariffs.revenue import revenue

NAME, BY_KIND, WITHHELD = "fund-settlement", "by-kind", "withheld"
# Columns that are sums of a measure.
MEASURED = {
    "accrued": Measure.INCOME,
    "withheld": Measure.WITHHELD,
    "advance_received": Measure.ADVANCE,
    "advance_set_off": Measure.SET_OFF,
    "funding": Measure.FUNDING,
}


@dataclass(frozen=True, slots=True)
class MonthSettled:
    """One month, tenge. `tariff_revenue` is bed-days × tariff, None where nobody can tell it."""

    month: Month
    sums: Mapping[str, Decimal]
    receivable: Decimal
    tariff_revenue: Decimal | None
    untariffed_days: int = 0

    @property
    def payable(self) -> Decimal:
        return self.sums["accrued"] - self.sums["withheld"]

    @property
    def paid(self) -> Decimal:
        return self.sums["funding"] - self.sums["advance_received"]


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive, within the year of the budgets; those of the Fund count. Raises ScopeError without any."""
    with translation.override(language):
        require_period(scope, first, through)
        own = Scope(tuple(b for b in scope.budgets if b.source.key in FUND_SOURCES), scope.facility, scope.is_tree)
        if not own.budgets:
            raise ScopeError(_("None of these budgets is paid by the Fund: there is nothing to settle."))
        every = _months(own, through)
        months = [one for one in every if one.month >= first]
        opening = every[len(every) - len(months) - 1].receivable if len(every) > len(months) else ZERO
        entries = _entries(own, first, through)
        kinds = _by_kind(entries)
        table = _table(months, opening, own)
        return beside_form2(
            NAME,
            _("Settlement with the Fund"),
            ReportHeading(own, first, through, unit, language),
            tables=(table, kinds, *_withheld(entries)),
            summary=_summary(every, opening, first),
            checks=_checks(months, every, opening, kinds),
            notes=_notes(months),
            doubts=_doubts(months, every),
        )


REPORT = RegisteredReport(NAME, gettext_lazy("Settlement with the Fund"), "cash", build, place=60)


def _months(scope: Scope, through: Month) -> list[MonthSettled]:
    """Every month from January, each with what is owed at its end. Six queries at most."""
    sums: defaultdict[tuple[Month, str], Decimal] = defaultdict(lambda: ZERO)
    for _budget, _code, measure, month, _dated, amount in balances(scope.budget_ids, scope.year, MEASURED.values()):
        sums[month.calendar, measure] += amount
    tariffs, untariffed = _tariff_revenue(scope, through)
    found, owed = [], ZERO
    for month in span(Month(scope.year, 1), through):
        own = {key: sums[month, measure] for key, measure in MEASURED.items()}
        paid = own["funding"] - own["advance_received"]
        owed += own["accrued"] - own["withheld"] - own["advance_set_off"] - paid
        found.append(MonthSettled(month, own, owed, tariffs.get(month), untariffed[month]))
    return found


def _tariff_revenue(scope: Scope, through: Month) -> tuple[dict[Month, Decimal], Counter[Month]]:
    """Bed-days × tariffs by month, and bed-days that no tariff pays.

    Nothing where the scope is not all that the Fund pays the facility for.
    """
    facilities = {budget.facility_id for budget in scope.budgets}
    others = Budget.objects.filter(source__key__in=FUND_SOURCES, facility__in=facilities, year=scope.year)
    if len(facilities) > 1 or others.exclude(pk__in=scope.budget_ids).exists():
        return {}, Counter()
    facility = scope.budgets[0].facility
    for_settlement(facility, Month(scope.year, 1), through)
    volumes = declared_volumes(facility, Month(scope.year, 1), through)
    every = [one for paid in revenue(volumes, tariff_rows(facility)).values() for one in paid.months]
    untariffed: Counter[Month] = Counter()
    for one in every:
        untariffed[one.month] += one.bed_days if one.amount is None else 0
    return dict(totals((one.month, one.amount) for one in every if one.amount is not None)), untariffed


def _entries(scope: Scope, first: Month, through: Month) -> list[Entry]:
    """Entries of what was accrued and withheld in the period. One query."""
    limits = {"month__gte": first, "month__lte": through.last_period, "budget__in": scope.budget_ids}
    found = Entry.objects.filter(measure__in=(Measure.INCOME, Measure.WITHHELD), **limits)
    return list(found.order_by("month", "pk"))


def _table(months: Sequence[MonthSettled], opening: Decimal, scope: Scope) -> Table:
    columns = _columns()
    rows: list[Row] = []
    for one in months:
        links = Links(scope, one.month, one.month)
        before = Ref("receivable", row=rows[-1].key) if rows else None
        moved = Ref("payable") - Ref("advance_set_off") - Ref("paid")
        formula = before + moved if before is not None else None if opening else moved
        off = None if one.tariff_revenue is None else one.sums["accrued"] - one.tariff_revenue
        cells = {
            "month": Cell(one.month),
            "tariff_revenue": Cell(one.tariff_revenue, flag="missing" if one.tariff_revenue is None else ""),
            **{key: Cell(one.sums[key], links.of(measure)) for key, measure in MEASURED.items()},
            "difference": Cell(off),
            "payable": Cell(one.payable),
            "paid": Cell(one.paid),
            "receivable": Cell(one.receivable, flag="doubt" if one.receivable < 0 else "", formula=formula),
        }
        rows.append(Row(str(one.month), cells))
    table = summed(NAME, columns, rows, _("By month"), "month")
    assert table.total is not None
    last = {"receivable": Cell(months[-1].receivable, formula=Ref("receivable", row=rows[-1].key))}
    return Table(NAME, columns, tuple(rows), Row("total", {**table.total.cells, **last}), table.title)


def _columns() -> tuple[Column, ...]:
    act, advance, money = _("By the act"), _("Advance"), _("Money")
    return (
        Column("month", _("Month"), "month"),
        Column("tariff_revenue", _("Bed-days × tariff"), total="sum"),
        Column("accrued", _("Accrued"), group=act, total="sum"),
        Column("withheld", _("Withheld"), group=act, total="sum"),
        Column("payable", _("Payable"), group=act, total="sum", formula=difference("accrued", "withheld")),
        Column("difference", _("Act − tariff"), total="sum", formula=difference("accrued", "tariff_revenue")),
        Column("advance_received", _("Received"), group=advance, total="sum"),
        Column("advance_set_off", _("Set off"), group=advance, total="sum"),
        Column("funding", _("Received in all"), group=money, total="sum"),
        Column("paid", _("Paid for acts"), group=money, total="sum", formula=difference("funding", "advance_received")),
        Column("receivable", _("Receivable at the end")),
    )


def _by_kind(entries: Sequence[Entry]) -> Table:
    """What was accrued by kind of care, as the acts name them."""
    sums = totals((entry.purpose, entry.amount) for entry in entries if entry.measure == Measure.INCOME)
    columns = (Column("kind_of_care", _("Kind of care"), "text"), Column("accrued", _("Accrued"), total="sum"))
    rows = [
        Row(str(at), {"kind_of_care": Cell(kind or _("not named")), "accrued": Cell(amount)})
        for at, (kind, amount) in enumerate(sums.items())
    ]
    return summed(BY_KIND, columns, rows, _("By kind of care"), "kind_of_care")


def _withheld(entries: Sequence[Entry]) -> tuple[Table, ...]:
    """What was withheld, act by act, with its reason; no table where nothing was."""
    columns = (
        Column("month", _("Month"), "month"),
        Column("number", _("Act"), "text"),
        Column("reason", _("Kind of care and reason"), "text"),
        Column("withheld", _("Withheld"), total="sum"),
    )
    rows = [
        Row(
            str(entry.pk),
            {
                "month": Cell(entry.month),
                "number": Cell(entry.number),
                "reason": Cell(entry.purpose),
                "withheld": Cell(entry.amount, reverse("entry", args=[entry.pk])),
            },
        )
        for entry in entries
        if entry.measure == Measure.WITHHELD
    ]
    return (summed(WITHHELD, columns, rows, _("Withheld"), "month"),) if rows else ()


def _summary(every: Sequence[MonthSettled], opening: Decimal, first: Month) -> tuple[Caption, ...]:
    left = _advance_left(every)
    began = [] if first.number == 1 else [Caption("opening", _("Receivable at the beginning"), opening, "amount")]
    return (
        *began,
        Caption("receivable", _("Receivable of the Fund"), every[-1].receivable, "amount"),
        Caption("advance_left", _("Advance not set off"), left, "amount"),
        Caption("net", _("Receivable less advances: payable − money received"), every[-1].receivable - left, "amount"),
    )


def _advance_left(every: Sequence[MonthSettled]) -> Decimal:
    return total(one.sums["advance_received"] - one.sums["advance_set_off"] for one in every)


def _checks(
    months: Sequence[MonthSettled], every: Sequence[MonthSettled], opening: Decimal, kinds: Table
) -> tuple[Check, ...]:
    sums = {key: total(one.sums[key] for one in months) for key in MEASURED}
    paid = sums["funding"] - sums["advance_received"]
    owed = opening + sums["accrued"] - sums["withheld"] - sums["advance_set_off"] - paid
    off = months[-1].receivable - owed
    entered = kinds.total.cell("accrued").value if kinds.total else ZERO
    unlike = sums["accrued"] - (entered if isinstance(entered, Decimal) else ZERO)
    over = max(-_advance_left(every), ZERO)
    return (
        Check("settlement", _("Accrued − withheld − set off − paid = receivable"), off, off == ZERO),
        Check("acts", _("The acts one by one add up to what is accrued"), unlike, unlike == ZERO),
        Check("advance", _("No more is set off than was received in advance"), over, over == ZERO),
    )


def _notes(months: Sequence[MonthSettled]) -> tuple[Remark, ...]:
    if all(one.tariff_revenue is None for one in months):
        text = _("Revenue by tariff is not shown: it is known for a facility as a whole, from its volumes and tariffs.")
        return (Remark(text, "no-tariff-revenue"),)
    days = sum(one.untariffed_days for one in months)
    text = _("%(days)s bed-days of the period have no tariff and no revenue here.")
    return (Remark(text % {"days": days}, "no-tariff"),) if days else ()


def _doubts(months: Sequence[MonthSettled], every: Sequence[MonthSettled]) -> list[Remark]:
    found = []
    for one in months:
        values = {"month": month_said(one.month)}
        if not one.sums["accrued"] and (one.sums["funding"] or one.tariff_revenue):
            found.append(Remark(_("%(month)s: there is no act.") % values, "no-act"))
        if one.receivable < ZERO:
            text = _("%(month)s: the Fund paid %(amount)s more than the acts say.")
            found.append(Remark(text % (values | {"amount": display(-one.receivable)}), "paid-over"))
    left = _advance_left(every)
    if left < ZERO:
        text = _("%(amount)s more is set off than was received in advance.") % {"amount": display(-left)}
        found.append(Remark(text, "set-off-over"))
    known = [one for one in months if one.tariff_revenue is not None]
    off = total(one.sums["accrued"] - (one.tariff_revenue or ZERO) for one in known)
    if off:
        text = _("The acts differ from bed-days × tariffs by %(amount)s.") % {"amount": display(off)}
        found.append(Remark(text, "act-differs"))
    return found
