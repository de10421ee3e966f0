"""A report of the books as they were known at a moment: entries posted and cash stated by then."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from finance import rooms
from finance.months import Month
from finance.reporting.report import Remark, Report
from finance.reports import registry
from finance.scope import Scope, ScopeError


def build(name: str, scope: Scope, first: Month, through: Month, known_at: datetime, **asked: Any) -> Report:
    """`asked` are `unit` and `language`. Raises ScopeError for a report that cannot look back, or a moment to come."""
    found = rooms.reports().get(name)
    if found is not None and not found.knows_the_past:
        able = ", ".join(one.name for one in rooms.reports().values() if one.knows_the_past)
        text = _("The report “%(name)s” cannot be shown as of a moment. These can: %(names)s. Issued ones are kept.")
        raise ScopeError(text % {"name": name, "names": able})
    if known_at > timezone.now():
        raise ScopeError(_("That moment is still to come: nobody knows the books of then."))
    report = registry.get(name)(replace(scope, known_at=known_at), first, through, **asked)
    with translation.override(report.language):
        moment = timezone.localtime(known_at).strftime("%d.%m.%Y %H:%M")
        text = _("The books as they were known on %(moment)s; doubts about the data were not looked for.")
        note = Remark(text % {"moment": moment}, "as-of")
    return replace(report, notes=(note, *report.notes), extra={**report.extra, "as_of": known_at.isoformat()})
