"""What an auditor looks at first: reversals, late postings, round sums, twins, months that were opened again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import as_closed, service_accounts
from finance.models import AuditEvent, Entry, Measure
from finance.months import Month, span
from finance.reporting.report import Cell, Column, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2
from finance.rooms import RegisteredReport
from finance.scope import Scope

LATE_AFTER = timedelta(days=20)
ROUND = Decimal(100_000)
LEAST_ROUND = Decimal(1_000_000)
MOST = 500


def build(scope: Scope, first: Month, through: Month, *, unit: Unit = "tenge", language: str = "ru") -> Report:
    """Of entries of the months, inclusive, as they were posted; at most `MOST` of each list. Six queries."""
    with translation.override(language):
        entries = entries_of(scope, first, through)
        paid = list(unreversed(entries.filter(measure__in=(Measure.CASH, Measure.FUNDING))))
        tables = (
            _table("reversals", _("Reversals"), entries.exclude(reverses=None)),
            _table("late", _("Posted more than 20 days after their month"), _late(entries.filter(reverses=None))),
            _table("round", _("Round sums of a million and more"), [one for one in paid if _is_round(one.amount)]),
            _table("twins", _("Twins: one payee, one sum, one day"), _twins(paid)),
            _opened(scope, first, through),
        )
        return beside_form2(
            "audit-lists", _("What to look at"), ReportHeading(scope, first, through, unit, language), tables
        )


def entries_of(scope: Scope, first: Month, through: Month) -> QuerySet[Entry]:
    """Of a closed period those that were there when it was closed."""
    found = Entry.objects.filter(budget__in=scope.budget_ids, month__gte=first, month__lte=through.last_period)
    at = as_closed.moment()
    found = found.filter(posted_at__lte=at) if at else found
    return found.select_related("code", "document__entered_by", "document__approved_by").order_by("pk")


def unreversed(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Without those that come to nothing; of a closed period what was taken back later still stands."""
    at = as_closed.moment()
    stood = Q(reversed_by=None) | Q(reversed_by__posted_at__gt=at) if at else Q(reversed_by=None)
    return entries.filter(stood, reverses=None)


def _late(entries: QuerySet[Entry]) -> Iterable[Entry]:
    """Money and cost; plans and contracts are dated ahead and behind as they are signed."""
    of = entries.filter(measure__in=(Measure.CASH, Measure.FUNDING, Measure.ACTUAL, Measure.INCOME))
    return (one for one in of if timezone.localtime(one.posted_at).date() - one.month.last_day > LATE_AFTER)


def _is_round(amount: Decimal) -> bool:
    return abs(amount) >= LEAST_ROUND and amount % ROUND == 0


def _twins(entries: Sequence[Entry]) -> list[Entry]:
    same: defaultdict[tuple[Any, ...], list[Entry]] = defaultdict(list)
    for one in entries:
        if one.measure == Measure.CASH and (one.counterparty_number or one.counterparty_name):
            payee = one.counterparty_number or one.counterparty_name
            same[one.budget_id, payee, one.amount, one.date].append(one)
    return [one for together in same.values() if len(together) > 1 for one in together]


def _table(key: str, title: str, entries: Iterable[Entry]) -> Table:
    every = list(entries)
    columns = (
        Column("posted", _("Posted on"), "date"),
        Column("month", _("Month"), "month"),
        Column("date", _("Date"), "date"),
        Column("document", _("Document"), "text"),
        Column("measure", _("What"), "text"),
        Column("code", _("Code"), "code"),
        Column("amount", _("Amount")),
        Column("entered_by", _("Entered by"), "text"),
        Column("approved_by", _("Approved by"), "text"),
        Column("reason", _("Reason"), "text"),
    )
    if len(every) > MOST:
        title = _("%(title)s: %(shown)s of %(count)s") % {"title": title, "shown": MOST, "count": len(every)}
    return Table(key, columns, tuple(_row(key, one) for one in every[:MOST]), title=title)


def _row(key: str, one: Entry) -> Row:
    paper = one.document
    return Row(
        f"{key}-{one.pk}",
        {
            "posted": Cell(timezone.localtime(one.posted_at).date()),
            "month": Cell(one.month),
            "date": Cell(one.date),
            "document": Cell(str(paper), reverse("document", args=[paper.pk])),
            "measure": Cell(str(one.get_measure_display())),
            "code": Cell(one.code.code),
            "amount": Cell(one.amount, reverse("entry", args=[one.pk])),
            "entered_by": Cell(service_accounts.said(paper.entered_by)),
            "approved_by": Cell(service_accounts.said(paper.approved_by) or None),
            "reason": Cell(paper.reason or None),
        },
    )


def _opened(scope: Scope, first: Month, through: Month) -> Table:
    months = [str(month) for month in [*span(first, through.calendar), through.last_period]]
    events = AuditEvent.objects.filter(
        action="finance.month.reopened", data__budget__in=[one.key for one in scope.budgets], data__month__in=months
    ).select_related("user")
    at = as_closed.moment()
    events = events.filter(at__lte=at) if at else events
    columns = (
        Column("posted", _("When"), "date"),
        Column("month", _("Month"), "month"),
        Column("entered_by", _("Asked by"), "text"),
        Column("approved_by", _("Agreed by"), "text"),
        Column("until", _("Open through"), "text"),
        Column("reason", _("Reason"), "text"),
    )
    rows = [
        Row(
            f"opened-{one.pk}",
            {
                "posted": Cell(timezone.localtime(one.at).date()),
                "month": Cell(Month.parse(one.data["month"])),
                "entered_by": Cell(service_accounts.said(one.user) or None),
                "approved_by": Cell(one.data.get("approved_by")),
                "until": Cell(one.data.get("until")),
                "reason": Cell(one.reason or None),
            },
        )
        for one in events.order_by("pk")
    ]
    return Table("opened", columns, tuple(rows), title=_("Months opened again"))


REPORT = RegisteredReport("audit-lists", gettext_lazy("What to look at"), "audit", build, place=10)
