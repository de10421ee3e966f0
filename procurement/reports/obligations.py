"""Obligations: plan, promised, accrued, paid, unpaid and free, by code and by contract."""

from dataclasses import replace
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.drill import Links
from finance.execution import Execution, figures
from finance.figures import CodeFigures
from finance.money import ZERO
from finance.money import total as added
from finance.months import Month
from finance.reporting.chart import Chart, Series
from finance.reporting.formula import Ref, difference
from finance.reporting.report import Cell, Check, Column, Report, Row, Table, Unit, sum_row
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.rooms import RegisteredReport
from finance.scope import Scope
from procurement.contract_sums import positions_through
from procurement.models import Contract
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
            ReportHeading(scope, first, through, unit, language),
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


def _by_contract(scope: Scope, through: Month) -> Table:
    """Every registered contract with its own sums."""
    found = positions_through(scope, through)
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
        Contract.objects.in_effect(through.last_day)
        .filter(budget__in=scope.budget_ids, root=None)
        .values_list("pk", "number", "supplier__name", "ends_on")
        .order_by("supplier__name", "number", "pk")
    )
    rows = []
    for pk, number, supplier, ends_on in contracts:
        own, page = found[pk], contract_page(pk)
        committed, accrued, paid = own.committed, own.accepted, own.paid
        cells = {
            "number": Cell(number, page),
            "supplier": Cell(supplier),
            "ends_on": Cell(ends_on),
            "committed": Cell(committed, page),
            "accrued": Cell(accrued, page),
            "paid": Cell(paid, page),
            "unpaid": Cell(own.owed, page),
            "open": Cell(own.left, page, "excess" if committed < accrued else ""),
        }
        rows.append(Row(str(pk), cells))
    return summed("contracts", columns, rows, _("Contract by contract"), label="supplier")
