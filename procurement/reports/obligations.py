"""Obligations: plan, promised, accrued, paid, unpaid and free, by code and by contract."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from finance.drill import Links
from finance.execution import Execution, figures
from finance.figures import CodeFigures
from finance.models import Document
from finance.money import ZERO
from finance.months import Month
from finance.reporting.evaluate import fill
from finance.reporting.formula import Ref, difference
from finance.reporting.report import Cell, Column, Report, Row, Table, Unit, sum_row
from finance.reports import registry
from finance.reports.form2 import header_lines
from finance.scope import Scope
from procurement.models import ActLine, Contract, PaymentMatch, ScheduleLine

BY_CODE = ("plan_adjusted", "committed", "accrued", "paid", "unpaid", "available")


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Months inclusive. `accrued` is the code's actual cost of the period, `paid` its cash. Ten queries at most."""
    with translation.override(language):
        execution = figures(scope, first, through)
        links = Links(scope, first, through)
        return fill(
            Report(
                key="obligations",
                title=_("Obligations"),
                first=first,
                last=through,
                language=language,
                unit=unit,
                decimals=2,
                header=header_lines(scope, first, through, unit, language),
                tables=(_by_code(execution, links, language), _by_contract(scope, through)),
                doubts=registry.doubts("obligations", scope, first, through),
            )
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
    return Table("obligations", columns, rows, sum_row("total", columns, rows, {"name": _("Total")}), _("By code"))


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
    """Every contract in force with its own sums; a query for each kind of paper, whatever their number."""
    committed = _sums(
        ScheduleLine.objects.filter(contract__budget__in=scope.budget_ids, contract__signed_on__lte=through.last_day)
        .exclude(contract__status__in=[Contract.Status.DRAFT, Contract.Status.CANCELLED])
        .values_list("contract_id", "contract__root_id", "amount_with_vat")
    )
    accrued = _sums(
        ActLine.objects.filter(
            act__budget__in=scope.budget_ids, act__document__status=Document.Status.POSTED, month__lte=through,
            act__contract__isnull=False,
        ).values_list("act__contract_id", "act__contract__root_id", "amount")
    )  # fmt: skip
    paid = _sums(
        PaymentMatch.objects.filter(
            contract__budget__in=scope.budget_ids, entry__date__lte=through.last_day
        ).values_list("contract_id", "contract__root_id", "amount")
    )
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
        Contract.objects.filter(budget__in=scope.budget_ids, root=None, signed_on__lte=through.last_day)
        .exclude(status__in=[Contract.Status.DRAFT, Contract.Status.CANCELLED])
        .values_list("pk", "number", "supplier__name", "ends_on")
        .order_by("supplier__name", "number")
    )
    rows = tuple(
        Row(
            str(pk),
            {
                "number": Cell(number, f"/contracts/{pk}/"),
                "supplier": Cell(supplier),
                "ends_on": Cell(ends_on),
                "committed": Cell(committed[pk]),
                "accrued": Cell(accrued[pk]),
                "paid": Cell(paid[pk]),
                "unpaid": Cell(accrued[pk] - paid[pk]),
                "open": Cell(committed[pk] - accrued[pk]),
            },
        )
        for pk, number, supplier, ends_on in contracts
    )
    return Table(
        "contracts", columns, rows, sum_row("total", columns, rows, {"supplier": _("Total")}), _("By contract")
    )


def _sums(rows: "QuerySet[Any, tuple[int, int | None, Decimal]]") -> defaultdict[int, Decimal]:
    """Amounts by root contract."""
    found: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for contract_id, root_id, amount in rows.iterator():
        found[root_id or contract_id] += amount
    return found
