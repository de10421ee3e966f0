"""The trail for people: who changed what of money, plan, rights, rules and reference data, when, from where and why."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from operator import itemgetter
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from finance import service_accounts
from finance.languages import month_said
from finance.models import AuditEvent
from finance.months import Month, MonthError
from finance.reporting.report import Cell, Column, Report, Row, Table, Unit
from finance.reports.beside import ReportHeading, beside_form2
from finance.reports.parameters import TextParameter
from finance.rooms import RegisteredReport
from finance.scope import Scope
from finance.trail_places import events_of
from finance.trail_words import WORDS, detail_of, place_of, words_of

BEFORE, AFTER = "before", "after"
LONGEST = 400


def build(
    scope: Scope, first: Month, through: Month, *, who: str = "", what: str = "", place: str = "",
    unit: Unit = "tenge", language: str = "ru",
) -> Report:  # fmt: skip
    """Events of the days of the months, inclusive, the oldest first: of the facility, and of no facility.

    Those alone whose person has `who` in the name, that are of the kind `what`, and that have `place` in the network
    address or in what is told of them.
    """
    with translation.override(language):
        columns = (
            Column("at", _("When"), "text"),
            Column("who", _("Who"), "text"),
            Column("what", _("What"), "text"),
            Column("where", _("Network address"), "text"),
            Column("before", _("Before"), "text"),
            Column("after", _("After"), "text"),
            Column("more", _("Details"), "text"),
            Column("reason", _("Reason"), "text"),
        )
        told = (_row(one) for one in _events(scope, first, through, what) if _is_by(one, who))
        rows = tuple(row for row in told if _is_at(row, place))
        table = Table("trail", columns, rows)
        return beside_form2(
            "trail", _("Trail of changes"), ReportHeading(scope, first, through, unit, language), (table,)
        )


def _events(scope: Scope, first: Month, through: Month, what: str) -> Iterator[AuditEvent]:
    begin, end = (
        timezone.make_aware(datetime.combine(day, time.min))
        for day in (first.first_day, through.last_day + timedelta(days=1))
    )
    found = AuditEvent.objects.filter(at__gte=begin, at__lt=end).select_related("user").order_by("at", "pk")
    events = list(found.filter(action=what) if what else found)
    whose = events_of(scope, {one.data["batch"] for one in events if isinstance(one.data.get("batch"), int)})
    return (one for one in events if whose(one))


def _is_by(one: AuditEvent, who: str) -> bool:
    names = (service_accounts.said(one.user), one.user.username if one.user else "")
    return any(who.casefold() in name.casefold() for name in names)


def _is_at(row: Row, place: str) -> bool:
    said = (row.cell(name).value for name in ("where", "before", "after", "more"))
    return not place or any(place.casefold() in str(one).casefold() for one in said if one)


def _row(one: AuditEvent) -> Row:
    data = dict(one.data)
    before, after = (data.pop(name, None) for name in (BEFORE, AFTER))
    return Row(
        str(one.pk),
        {
            "at": Cell(f"{timezone.localtime(one.at):%d.%m.%Y %H:%M:%S}"),
            "who": Cell(service_accounts.said(one.user) or None),
            "what": Cell(words_of(one.action)),
            "where": Cell(one.address or None),
            "before": Cell(_told(before)),
            "after": Cell(_told(after)),
            "more": Cell(_told(data)),
            "reason": Cell(one.reason or None),
        },
    )


def _told(value: Any) -> str | None:
    text = "; ".join(_texts(value))
    return (text if len(text) <= LONGEST else text[:LONGEST] + "…") or None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, one in sorted(value.items(), key=lambda pair: place_of(str(pair[0]))):
            inner, said = ", ".join(_texts(one)), detail_of(str(name))
            if inner:
                yield f"{said}: {inner}" if said else inner
    elif isinstance(value, list | tuple):
        yield from (text for one in value for text in _texts(one))
    elif value not in (None, ""):
        yield _in_words(str(value))


def _in_words(text: str) -> str:
    """Months as people say them; other values as they are."""
    try:
        return month_said(Month.parse(text))
    except MonthError:
        return text


def kinds() -> list[tuple[str, str]]:
    """Every kind of event by its words, after all of them together."""
    return [("", _("everything")), *sorted(((key, str(said)) for key, said in WORDS.items()), key=itemgetter(1))]


PARAMETERS = (
    TextParameter("who", lambda: _("Who")),
    TextParameter("what", lambda: _("What"), choices=kinds),
    TextParameter("place", lambda: _("Where, or what is told")),
)
REPORT = RegisteredReport(
    "trail", gettext_lazy("Trail of changes"), "audit", build, parameters=PARAMETERS, place=20, spans_years=True
)
