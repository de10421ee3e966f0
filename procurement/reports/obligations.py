"""Obligations: plan, promised, accrued, paid, unpaid and free, by code and by contract."""

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.books import in_tenge, whole_tiyn
from finance.drill import Links
from finance.execution import Execution, figures
from finance.figures import CodeFigures
from finance.models import Document
from finance.money import ZERO
from finance.money import total as added
from finance.months import Month
from finance.reporting.formula import Ref, difference
from finance.reporting.report import Cell, Chart, Check, Column, Report, Row, Series, Table, Unit, sum_row
from finance.reports.beside import Heading, beside_form2
from finance.rooms import RegisteredReport
from finance.scope import Scope
from procurement.models import ActLine, Contract, PaymentMatch, ScheduleLine
from procurement.reports.pages import contract_page

# Columns that entries stand behind, and what their links call them.
LINKED = {"plan_adjusted": "plan_adjusted", "committed": "committed", "accrued": "actual", "paid": "cash"}


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive. `accrued` is the code's actual cost of the period, `paid` its cash. Ten queries at most."""
    with translation.override(language):
        execution = figures(scope, first, through)
        links = Links(scope, first, through)
        by_code, by_contract = _by_code(execution, links, language), _by_contract(scope, through)
        apart = _total(by_code) - _total(by_contract)
        return beside_form2(
            "obligations",
            _("Obligations"),
            Heading(scope, first, through, unit, language),
            tables=(by_code, by_contract),
            charts=(_chart(),),
            checks=(Check("contracts-committed", _("Contracts add up to what is promised"), apart, apart == ZERO),),
        )


REPORT = RegisteredReport("obligations", gettext_lazy("Obligations"), "obligations", build, place=1)


def _total(table: Table) -> Decimal:
    return added(row.cells["committed"].value for row in table.rows)  # type: ignore[misc]


def _chart() -> Chart:
    series = (Series("committed"), Series("accrued"), Series("paid"), Series("plan_adjusted", "line"))
    return Chart(
        "obligations", _("Promised, accrued and paid by code"), "obligations", "code", series, is_stacked=False
    )


def _by_code(execution: Execution, links: Links, language: str) -> Table:
    columns = (
        Column("code", _("Code"), "code"),
        Column("name", _("Name"), "text"),
        Column("plan_adjusted", _("Adjusted plan"), total="sum"),
        Column("committed", _("Promised by contracts"), total="sum"),
        Column("accrued", _("Accrued"), total="sum"),
        Column("paid", _("Paid"), total="sum"),
        Column("unpaid", _("Unpaid"), total="sum", formula=difference("accrued", "paid")),
        Column("accrued_without_contract", _("Accrued without a contract"), total="sum"),
        Column(
            "available",
            _("Free to promise"),
            total="sum",
            formula=Ref("plan_adjusted") - Ref("committed") - Ref("accrued_without_contract"),
        ),
    )
    rows = tuple(
        _code_row(execution, pk, own, links, language) for pk, own in execution.by_code.items() if not own.is_empty
    )
    total = sum_row("total", columns, rows, {"name": _("Total")})
    linked = {key: replace(total.cell(key), link=links.of(figure)) for key, figure in LINKED.items()}
    return Table("obligations", columns, rows, replace(total, cells={**total.cells, **linked}), _("By code"))


def _code_row(execution: Execution, pk: int, own: CodeFigures, links: Links, language: str) -> Row:
    code = execution.codes[pk]
    return Row(
        str(pk),
        {
            "code": Cell(code.code),
            "name": Cell(code.name(language)),
            "plan_adjusted": Cell(own.plan_adjusted, links.of("plan_adjusted", code.code)),
            "committed": Cell(own.committed, links.of("committed", code.code)),
            "accrued": Cell(own.actual, links.of("actual", code.code)),
            "paid": Cell(own.cash, links.of("cash", code.code)),
            "unpaid": Cell(own.actual - own.cash),
            "accrued_without_contract": Cell(own.accrued_without_contract),
            "available": Cell(own.available, flag="over" if own.available < 0 else ""),
        },
    )


@dataclass(slots=True)
class Sums:
    """A contract's year: promised by the schedules, accepted in all and by the end of the period, paid.

    `is_released`: it was closed by the end of the period, which set free what was not accepted.
    """

    scheduled: Decimal = ZERO
    accepted: Decimal = ZERO
    accrued: Decimal = ZERO
    paid: Decimal = ZERO

    is_released: bool = False

    @property
    def committed(self) -> Decimal:
        return self.accepted if self.is_released else self.scheduled


def sums(scope: Scope, through: Month) -> defaultdict[int, Sums]:
    """By contract id; a query for each kind of paper, whatever their number.

    What last year left unpaid was accepted then: it counts as accrued here, and in no code's actual cost again.
    """
    found: defaultdict[int, Sums] = defaultdict(Sums)
    january, december = Month(scope.year, 1), Month(scope.year, 13)
    signed = Contract.objects.registered().filter(budget__in=scope.budget_ids, signed_on__lte=through.last_day)
    roots, payables = {}, set()
    fields = ("pk", "root_id", "closed_on", "is_payable_carried")
    for pk, root_id, closed_on, is_payable in signed.order_by().values_list(*fields):
        roots[pk] = root_id
        if closed_on is not None and closed_on <= through.last_day:
            found[pk].is_released = True
        if is_payable:
            payables.add(pk)
    lines = ScheduleLine.objects.filter(contract__budget__in=scope.budget_ids, month__gte=january, month__lte=december)
    scheduled: defaultdict[int, int] = defaultdict(int)
    in_tiyn = lines.order_by().annotate(tiyn=whole_tiyn("amount_with_vat")).values_list("contract_id", "tiyn")
    for contract_id, tiyn in in_tiyn.iterator(20_000):
        scheduled[contract_id] += tiyn
    for contract_id in scheduled.keys() & roots.keys():
        amount = in_tenge(scheduled[contract_id])
        found[roots[contract_id] or contract_id].scheduled += amount
        if contract_id in payables:
            found[contract_id].accepted += amount
            found[contract_id].accrued += amount
    act_lines = ActLine.objects.filter(
        act__budget__in=scope.budget_ids, act__document__status=Document.Status.POSTED, act__contract__isnull=False
    )
    for pk, month, amount in act_lines.values_list("act__contract_id", "month", "amount").iterator(20_000):
        found[pk].accepted += amount
        if month.calendar <= through:
            found[pk].accrued += amount
    paid = PaymentMatch.objects.standing().filter(
        contract__budget__in=scope.budget_ids, entry__date__lte=through.last_day
    )
    for pk, amount in paid.values_list("contract_id", "amount").iterator(20_000):
        found[pk].paid += amount
    return found


def _by_contract(scope: Scope, through: Month) -> Table:
    """Every registered contract with its own sums."""
    found = sums(scope, through)
    columns = (
        Column("number", _("Contract"), "text"),
        Column("supplier", _("Supplier"), "text"),
        Column("ends_on", _("Ends on"), "date"),
        Column("committed", _("Promised"), total="sum"),
        Column("accrued", _("Accrued"), total="sum"),
        Column("paid", _("Paid"), total="sum"),
        Column("unpaid", _("Unpaid"), total="sum", formula=difference("accrued", "paid")),
        Column("open", _("Still to be delivered"), total="sum", formula=difference("committed", "accrued")),
    )
    contracts = (
        Contract.objects.registered()
        .filter(budget__in=scope.budget_ids, root=None, signed_on__lte=through.last_day)
        .values_list("pk", "number", "supplier__name", "ends_on")
        .order_by("supplier__name", "number", "pk")
    )
    rows = []
    for pk, number, supplier, ends_on in contracts:
        own, page = found[pk], contract_page(pk)
        committed, accrued, paid = own.committed, own.accrued, own.paid
        cells = {
            "number": Cell(number, page),
            "supplier": Cell(supplier),
            "ends_on": Cell(ends_on),
            "committed": Cell(committed, page),
            "accrued": Cell(accrued, page),
            "paid": Cell(paid, page),
            "unpaid": Cell(accrued - paid, page),
            "open": Cell(committed - accrued, page, "excess" if committed < accrued else ""),
        }
        rows.append(Row(str(pk), cells))
    total = sum_row("total", columns, tuple(rows), {"supplier": _("Total")})
    return Table("contracts", columns, tuple(rows), total, _("Contract by contract"))
