"""What was let through over a limit: by whom, why, by how much."""

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import as_closed, service_accounts
from finance.months import Month
from finance.reporting.report import Cell, Column, Report, Row, Unit
from finance.reports.beside import ReportHeading, beside_form2, summed
from finance.rooms import RegisteredReport
from finance.scope import Scope
from procurement.models import ControlException
from procurement.reports.pages import document_page


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Exceptions of papers dated within the months, inclusive, oldest first. Undone papers stay listed. Two queries."""
    with translation.override(language):
        columns = _columns()
        rows = tuple(_row(one) for one in found(scope, first, through))
        return beside_form2(
            "exceptions",
            _("Exceptions from control"),
            ReportHeading(scope, first, through, unit, language),
            tables=(summed("exceptions", columns, rows, label="document"),),
        )


REPORT = RegisteredReport("exceptions", gettext_lazy("Exceptions"), "obligations", build, place=5)


def found(scope: Scope, first: Month, through: Month) -> list[ControlException]:
    """Exceptions of the scope's papers dated within the months. One query."""
    at = as_closed.moment()
    known = Q(at__lte=at) if at else Q()
    return list(
        ControlException.objects.filter(
            known, document__budget__in=scope.budget_ids, document__date__gte=first.first_day,
            document__date__lte=through.last_day,
        )
        .select_related("document", "code", "requested_by", "approved_by")
        .order_by("document__date", "pk")
    )  # fmt: skip


def limit_in_words(rule: str) -> str:
    """`plan:year` → “plan of the year”."""
    limit, _colon, span = rule.partition(":")
    limits = {
        "plan": _("the plan"),
        "funding": _("the money received"),
        "contract": _("the contract"),
        "act": _("the act"),
    }
    spans = {"year": _("year"), "act": _("act"), "payment": _("payment")}
    return f"{limits.get(limit, limit)}, {spans.get(span, span)}"


def _columns() -> tuple[Column, ...]:
    return (
        Column("date", _("Date"), "date"),
        Column("document", _("Document"), "text"),
        Column("code", _("Code"), "code"),
        Column("limit", _("Limit"), "text"),
        Column("over", _("Over by"), total="sum"),
        Column("way", _("Let through because"), "text"),
        Column("reason", _("Reason"), "text"),
        Column("requested_by", _("Asked by"), "text"),
        Column("approved_by", _("Agreed by"), "text"),
        Column("at", _("When"), "date"),
    )


def _row(one: ControlException) -> Row:
    cells = {
        "date": Cell(one.document.date),
        "document": Cell(str(one.document), document_page(one.document_id)),
        "code": Cell(one.code.code),
        "limit": Cell(limit_in_words(one.rule)),
        "over": Cell(one.over_amount, document_page(one.document_id), "alert"),
        "way": Cell(one.get_way_display()),
        "reason": Cell(one.reason or None),
        "requested_by": Cell(service_accounts.said(one.requested_by)),
        "approved_by": Cell(service_accounts.said(one.approved_by) or None),
        "at": Cell(timezone.localtime(one.at).date()),
    }
    return Row(str(one.pk), cells)
