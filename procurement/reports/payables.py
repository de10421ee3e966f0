"""What is owed and what was paid ahead, by supplier, contract and code, since when, and what is overdue.

Owed is counted from acts less matched payments. Codes whose trial balance owes more than the acts explain show the
rest in a row without a supplier, so that nothing owed is left out.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from finance.execution import Execution, figures
from finance.models import Document
from finance.money import ZERO
from finance.months import Month
from finance.reporting.evaluate import fill
from finance.reporting.formula import difference
from finance.reporting.report import Cell, Chart, Column, Report, Row, Series, Table, Unit, sum_row
from finance.reports import registry
from finance.reports.form2 import header_lines
from finance.scope import Scope
from procurement.carrying_over import oldest_act
from procurement.models import ActLine, Contract, PaymentMatch, ScheduleLine

# supplier, its number, contract, code
Key = tuple[str, str, str, str]


@dataclass(slots=True)
class _Debt:
    """One supplier's contract and code; `papers` are (accepted on, due on, unpaid, reason)."""

    accrued: Decimal = ZERO
    paid: Decimal = ZERO
    carried: Decimal = ZERO
    papers: list[tuple[date, date | None, Decimal, str]] = field(default_factory=list)


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """As of the last day of `through`; a negative sum is an advance. Ten queries at most."""
    with translation.override(language):
        debts = _debts(scope, through)
        execution = figures(scope, first, through)
        columns = _columns()
        rows = [_row(key, debt, through) for key, debt in sorted(debts.items()) if debt.accrued != debt.paid]
        rows += _rest(execution, debts)
        table = Table(
            "payables", columns, tuple(rows), sum_row("total", columns, tuple(rows), {"supplier": _("Total")})
        )
        return fill(
            Report(
                key="payables",
                title=_("Payables and advances"),
                first=first,
                last=through,
                language=language,
                unit=unit,
                decimals=2,
                header=header_lines(scope, first, through, unit, language),
                tables=(table,),
                charts=(_chart(),) if rows else (),
                doubts=registry.doubts("payables", scope, first, through),
            )
        )


def _chart() -> Chart:
    series = (Series("owed"), Series("overdue"))
    return Chart("payables", _("Owed by supplier"), "payables", "supplier", series, is_stacked=False)


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
    for *key, act_id, amount in matches.values_list(
        *supplier, "contract__number", "entry__code__code", "act_id", "amount"
    ):
        debts[tuple(key)].paid += amount
        if act_id is not None:
            paid_by_act[act_id] += amount
    lines = (
        ActLine.objects.filter(
            act__budget__in=scope.budget_ids, act__document__status=Document.Status.POSTED,
            act__accepted_on__lte=through.last_day,
        )
        .select_related("act__supplier", "act__contract", "code")
        .order_by("act__accepted_on", "id")
    )  # fmt: skip
    for line in lines:
        act = line.act
        contract = act.contract.number if act.contract else ""
        debt = debts[act.supplier.name, act.supplier.number, contract, line.code.code]
        debt.accrued += line.amount
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
        day = since.get(contract.carried_from_id or 0, contract.signed_on)
        debt.papers.append((day, day, line.amount_with_vat, _("left unpaid last year")))


def _row(key: Key, debt: _Debt, through: Month) -> Row:
    supplier, number, contract, code = key
    day = through.last_day
    overdue = sum((unpaid for _on, due, unpaid, _why in debt.papers if due is not None and due < day), ZERO)
    owed = debt.accrued - debt.paid
    since = min((on for on, _due, _unpaid, _why in debt.papers), default=None) if owed > 0 else None
    return Row(
        "|".join(key),
        {
            "supplier": Cell(supplier),
            "supplier_number": Cell(number),
            "contract": Cell(contract or None),
            "code": Cell(code),
            "accrued": Cell(debt.accrued),
            "paid": Cell(debt.paid),
            "owed": Cell(owed),
            "since": Cell(since),
            "age": Cell(Decimal((day - since).days) if since else None),
            "overdue": Cell(min(overdue, max(owed, ZERO))),
            "reason": Cell("; ".join(sorted({why for *_paper, why in debt.papers if why})) or None),
        },
    )


def _rest(execution: Execution, debts: dict[Key, _Debt]) -> list[Row]:
    """By code, what the ledger accrued and paid beyond the acts and matched payments."""
    accrued: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    paid: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for (*_names, code), debt in debts.items():
        accrued[code] += debt.accrued - debt.carried
        paid[code] += debt.paid
    rows = []
    for pk, own in execution.by_code.items():
        code = execution.codes[pk].code
        more_accrued, more_paid = own.actual_year - accrued[code], own.cash_year - paid[code]
        if more_accrued != more_paid:
            cells = {
                "supplier": Cell(_("not explained by acts")),
                "code": Cell(code),
                "accrued": Cell(more_accrued),
                "paid": Cell(more_paid),
                "owed": Cell(more_accrued - more_paid),
                "overdue": Cell(ZERO),
            }
            rows.append(Row(f"rest|{code}", cells))
    return rows
