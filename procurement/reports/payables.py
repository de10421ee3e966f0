"""What is owed and what was paid ahead, by supplier, contract and code, since when, what is overdue, and by age.

Owed is counted from acts less matched payments. Codes whose trial balance owes more than the acts explain show the
rest in a row without a supplier, so that nothing owed is left out.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.drill import Links
from finance.execution import Execution, figures
from finance.money import ZERO, totals
from finance.money import total as added
from finance.months import Month
from finance.reporting.chart import Chart, Series
from finance.reporting.formula import difference
from finance.reporting.report import Cell, Check, Column, Report, Row, Table, Unit, sum_row
from finance.reports.beside import Heading, beside_form2, summed
from finance.rooms import RegisteredReport
from finance.scope import Scope
from procurement.carrying_over import oldest_act
from procurement.models import ActLine, Contract, PaymentMatch, ScheduleLine
from procurement.reports.pages import contract_page, document_page

# supplier, its number, contract, code
Key = tuple[str, str, str, str]


# Days since acceptance up to which a debt counts as so old; older ones come last.
AGES = (30, 90, 180)


@dataclass(slots=True)
class _Debt:
    """One supplier's contract and code; `papers` are (accepted on, due on, unpaid, reason).

    `links` are the addresses of its contract, or of the documents of acts without one.
    """

    accrued: Decimal = ZERO
    paid: Decimal = ZERO
    carried: Decimal = ZERO
    papers: list[tuple[date, date | None, Decimal, str]] = field(default_factory=list)
    links: set[str] = field(default_factory=set)

    @property
    def owed(self) -> Decimal:
        return self.accrued - self.paid

    @property
    def link(self) -> str | None:
        """Where its papers are shown, if that is one place."""
        return next(iter(self.links)) if len(self.links) == 1 else None


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """As of the last day of `through`; a negative sum is an advance. Ten queries at most."""
    with translation.override(language):
        debts = _debts(scope, through)
        execution = figures(scope, first, through)
        columns = _columns()
        rows = [_row(key, debt, through) for key, debt in sorted(debts.items()) if debt.owed]
        rest = _rest(execution, debts, Links(scope, first, through))
        rows += rest
        total = sum_row("total", columns, tuple(rows), {"supplier": _("Total")})
        table = Table("payables", columns, tuple(rows), total, _("By supplier"))
        ages = _ages(debts.values(), added(row.cells["owed"].value for row in rest), through)  # type: ignore[misc] # cells of amounts
        apart = total.cells["owed"].value - added(row.cells["owed"].value for row in ages.rows)  # type: ignore[operator,misc] # cells of amounts
        return beside_form2(
            "payables",
            _("Payables and advances"),
            Heading(scope, first, through, unit, language),
            tables=(table, ages),
            charts=(_chart(),) if rows else (),
            checks=(Check("ages", _("Ages add up to what is owed"), apart, apart == ZERO),),
        )


REPORT = RegisteredReport("payables", gettext_lazy("Payables and advances"), "obligations", build, place=2)


def _chart() -> Chart:
    series = (Series("owed"), Series("overdue"))
    return Chart("ages", _("Owed by age"), "ages", "age", series, is_stacked=False)


def _columns() -> tuple[Column, ...]:
    return (
        Column("supplier", _("Supplier"), "text"),
        Column("supplier_number", _("BIN or IIN"), "text"),
        Column("contract", _("Contract"), "text"),
        Column("code", _("Code"), "code"),
        Column("accrued", _("Accrued"), total="sum"),
        Column("paid", _("Paid"), total="sum"),
        Column("owed", _("Owed (advance with a minus)"), total="sum", formula=difference("accrued", "paid")),
        Column("since", _("Since"), "date"),
        Column("age", _("Days"), "quantity"),
        Column("overdue", _("Overdue"), total="sum"),
        Column("reason", _("Reason"), "text"),
    )


def _debts(scope: Scope, through: Month) -> dict[Key, _Debt]:
    paid_by_act: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    debts: defaultdict[Key, _Debt] = defaultdict(_Debt)
    matches = PaymentMatch.objects.standing().filter(
        contract__budget__in=scope.budget_ids, entry__date__lte=through.last_day
    )
    supplier = ("contract__supplier__name", "contract__supplier__number")
    for *key, contract_id, act_id, amount in matches.values_list(
        *supplier, "contract__number", "entry__code__code", "contract_id", "act_id", "amount"
    ):
        debts[tuple(key)].paid += amount
        debts[tuple(key)].links.add(contract_page(contract_id))
        if act_id is not None:
            paid_by_act[act_id] += amount
    lines = (
        ActLine.objects.standing().filter(
            act__budget__in=scope.budget_ids, act__accepted_on__lte=through.last_day
        )
        .select_related("act__supplier", "act__contract", "code")
        .order_by("act__accepted_on", "id")
    )  # fmt: skip
    for line in lines:
        act = line.act
        contract = act.contract.number if act.contract else ""
        debt = debts[act.supplier.name, act.supplier.number, contract, line.code.code]
        debt.accrued += line.amount
        debt.links.add(contract_page(act.contract_id) if act.contract_id else document_page(act.document_id))
        covered = min(line.amount, paid_by_act[act.pk]) if line.amount > 0 else ZERO
        paid_by_act[act.pk] -= covered
        if line.amount > covered:
            debt.papers.append((act.accepted_on, act.due_on, line.amount - covered, act.overdue_reason))
    _add_carried(scope, through, debts)
    return dict(debts)


def _add_carried(scope: Scope, through: Month, debts: defaultdict[Key, _Debt]) -> None:
    """What last year left unpaid: owed since its oldest act, accrued in no code of this year."""
    carried = list(
        ScheduleLine.objects.filter(
            contract__in=Contract.objects.registered().filter(budget__in=scope.budget_ids, is_payable_carried=True),
            contract__signed_on__lte=through.last_day,
        ).select_related("contract__supplier", "code")
    )
    since = oldest_act([line.contract.carried_from_id for line in carried if line.contract.carried_from_id])
    for line in carried:
        contract = line.contract
        debt = debts[contract.supplier.name, contract.supplier.number, contract.number, line.code.code]
        debt.accrued += line.amount_with_vat
        debt.carried += line.amount_with_vat
        debt.links.add(contract_page(contract.pk))
        day = since.get(contract.carried_from_id or 0, contract.signed_on)
        debt.papers.append((day, day, line.amount_with_vat, _("left unpaid last year")))


def _row(key: Key, debt: _Debt, through: Month) -> Row:
    supplier, number, contract, code = key
    day = through.last_day
    owed, overdue = debt.owed, _overdue(debt, day)
    since = min((on for on, _due, _unpaid, _why in debt.papers), default=None) if owed > 0 else None
    return Row(
        "|".join(key),
        {
            "supplier": Cell(supplier),
            "supplier_number": Cell(number),
            "contract": Cell(contract or None, debt.link if contract else None),
            "code": Cell(code),
            "accrued": Cell(debt.accrued, debt.link),
            "paid": Cell(debt.paid, debt.link),
            "owed": Cell(owed, debt.link),
            "since": Cell(since),
            "age": Cell(Decimal((day - since).days) if since else None),
            "overdue": Cell(overdue, debt.link, "alert" if overdue else ""),
            "reason": Cell("; ".join(sorted({why for *_paper, why in debt.papers if why})) or None),
        },
    )


def _overdue(debt: _Debt, day: date) -> Decimal:
    """What should have been paid by `day`, no more than what is owed at all."""
    late = added(unpaid for _on, due, unpaid, _why in debt.papers if due is not None and due < day)
    return min(late, max(debt.owed, ZERO))


def _ages(debts: Iterable[_Debt], rest: Decimal, through: Month) -> Table:
    """Unpaid papers by the days since they were accepted; what was paid ahead; `rest`, which no act explains."""
    columns = (
        Column("age", _("Days since acceptance"), "text"),
        Column("owed", _("Owed (advance with a minus)"), total="sum"),
        Column("overdue", _("Overdue"), total="sum"),
    )
    day = through.last_day
    owed, overdue = [ZERO] * (len(AGES) + 1), [ZERO] * (len(AGES) + 1)
    ahead = ZERO
    for debt in debts:
        late = _overdue(debt, day)
        ahead += debt.owed
        for on, due, unpaid, _why in debt.papers:
            place = sum((day - on).days > most for most in AGES)
            owed[place] += unpaid
            ahead -= unpaid
            part = min(unpaid, late) if due is not None and due < day else ZERO
            overdue[place] += part
            late -= part
    starts = (0, *(most + 1 for most in AGES))
    names = [f"{start}–{most}" for start, most in zip(starts, AGES, strict=False)]
    names.append(_("over %(days)s") % {"days": AGES[-1]})
    lines = [*zip(names, owed, overdue, strict=True), (_("paid ahead"), ahead, ZERO)]
    lines.append((_("not explained by acts"), rest, ZERO))
    rows = tuple(
        Row(name, {"age": Cell(name), "owed": Cell(amount), "overdue": Cell(late, flag="alert" if late else "")})
        for name, amount, late in lines
    )
    return summed("ages", columns, rows, _("By age"), label="age")


def _rest(execution: Execution, debts: dict[Key, _Debt], links: Links) -> list[Row]:
    """By code, what the ledger accrued and paid beyond the acts and matched payments."""
    accrued = totals((code, debt.accrued - debt.carried) for (*_names, code), debt in debts.items())
    paid = totals((code, debt.paid) for (*_names, code), debt in debts.items())
    rows = []
    for pk, own in execution.by_code.items():
        code = execution.codes[pk].code
        more_accrued, more_paid = own.actual_year - accrued[code], own.cash_year - paid[code]
        if more_accrued != more_paid:
            cells = {
                "supplier": Cell(_("not explained by acts"), links.of("actual", code)),
                "code": Cell(code),
                "accrued": Cell(more_accrued),
                "paid": Cell(more_paid),
                "owed": Cell(more_accrued - more_paid),
                "overdue": Cell(ZERO),
            }
            rows.append(Row(f"rest|{code}", cells))
    return rows
