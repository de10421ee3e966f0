"""Contracts that end soon, and contracts that ended and still hold money nobody will call for."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance.money import ZERO
from finance.months import Month
from finance.reporting.formula import difference
from finance.reporting.report import Cell, Column, Report, Row, Unit
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.reports.parameters import Parameter
from finance.rooms import RegisteredReport
from finance.scope import Scope
from procurement.contract_sums import positions_through
from procurement.models import Contract
from procurement.reports.pages import contract_page

SOON_DAYS = 30
DAYS = Parameter("days", lambda: _("Ends within, days"), SOON_DAYS)


def build(
    scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru", days: int = SOON_DAYS
) -> Report:
    """Contracts in force that ended by the last day of `through`, or end within `days` after it. Six queries."""
    with translation.override(language):
        day = through.last_day
        columns = _columns()
        rows = _rows(scope, through, day, days)
        table = summed("contracts-ending", columns, rows, label="supplier")
        return beside_form2(
            "contracts-ending",
            _("Contracts that end within %(days)s days or have run over") % {"days": days},
            ReportHeading(scope, first, through, unit, language),
            tables=(table,),
        )


REPORT = RegisteredReport(
    "contracts-ending", gettext_lazy("Contracts that end"), "obligations", build, (DAYS,), place=4
)


def _columns() -> tuple[Column, ...]:
    return (
        Column("number", _("Contract"), "text"),
        Column("supplier", _("Supplier"), "text"),
        Column("ends_on", _("Ends on"), "date"),
        Column("days", _("Days left"), "quantity"),
        Column("state", _("State"), "text"),
        Column("committed", _("Promised"), total="sum"),
        Column("accrued", _("Accrued"), total="sum"),
        Column("open", _("Still to be delivered"), total="sum", formula=difference("committed", "accrued")),
        Column("paid", _("Paid"), total="sum"),
    )


def _rows(scope: Scope, through: Month, day: date, soon_days: int) -> tuple[Row, ...]:
    ending = (
        Contract.objects.registered()
        .filter(budget__in=scope.budget_ids, root=None, is_payable_carried=False)
        .filter(Q(closed_on=None) | Q(closed_on__gt=day))
        .filter(signed_on__lte=day, ends_on__lte=day + timedelta(days=soon_days))
        .order_by("ends_on", "number", "pk")
        .values_list("pk", "number", "supplier__name", "ends_on")
    )
    found = list(ending)
    positions = positions_through(scope, through) if found else {}
    rows = []
    for pk, number, supplier, ends_on in found:
        days = (ends_on - day).days
        own, page = positions[pk], contract_page(pk)
        cells = {
            "number": Cell(number, page),
            "supplier": Cell(supplier),
            "ends_on": Cell(ends_on, flag="alert" if days < 0 else ""),
            "days": Cell(Decimal(days)),
            "state": Cell(_("run over") if days < 0 else _("ends soon")),
            "committed": Cell(own.promised, page),
            "accrued": Cell(own.accepted, page),
            "open": Cell(own.left, page, "excess" if own.left < ZERO else ""),
            "paid": Cell(own.paid, page),
        }
        rows.append(Row(str(pk), cells))
    return tuple(rows)
