"""Alerts of the manager's page with their state: raised once while they stand, ended when they are gone, sent once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from finance.models import Budget, RaisedAlert
from finance.months import Month
from finance.reports import manager, registry
from finance.scope import of_budget


@dataclass(frozen=True, slots=True)
class Looked:
    """`standing` are all that stand, `raised` those of them that did not before, `ended` those that stood."""

    standing: tuple[RaisedAlert, ...]
    raised: tuple[RaisedAlert, ...]
    ended: tuple[RaisedAlert, ...]


@transaction.atomic
def look(budget: Budget, through: Month) -> Looked:
    """Compare what the head is told from January through the month with what stood. Raises ScopeError.

    An alert is the same while it is of the same code or profile for the same reason, whatever its figures and whatever
    language it is said in. The sentence is kept in the facility's: whoever reads the letters is not signed in.
    """
    build, language = registry.get(manager.NAME), budget.facility.language
    report = build(of_budget(budget), Month(budget.year, 1), through, unit="thousand", language=language)
    told = {(one.key, one.about): one for one in manager.alerts(report)}
    known = {(one.key, one.subject): one for one in RaisedAlert.objects.filter(budget=budget, ended_at=None)}
    ended = tuple(one for place, one in known.items() if place not in told)
    RaisedAlert.objects.filter(pk__in=[one.pk for one in ended]).update(ended_at=timezone.now())
    for place, one in known.items():
        said = told.get(place)
        if said is not None and (one.text, one.facts) != (said.text, dict(said.facts)):
            one.text, one.facts = said.text, dict(said.facts)
            one.save(update_fields=["text", "facts"])
    raised = tuple(
        RaisedAlert.objects.create(budget=budget, key=key, subject=subject, text=said.text, facts=dict(said.facts))
        for (key, subject), said in told.items()
        if (key, subject) not in known
    )
    return Looked((*(one for place, one in known.items() if place in told), *raised), raised, ended)


def send(budget: Budget, alerts: Sequence[RaisedAlert]) -> int:
    """One letter to `SMETA_ALERTS_TO` with those that were not sent yet; how many. Raises OSError from the mail."""
    fresh = [one for one in alerts if one.sent_at is None]
    if not fresh or not settings.ALERTS_TO:
        return 0
    with translation.override(budget.facility.language):
        subject = _("%(facility)s, %(year)s: what to look at") % {"facility": budget.facility.name, "year": budget.year}
    # a name of several lines is one line in a header
    send_mail(" ".join(subject.split()), "\n".join(f"• {one.text}" for one in fresh), None, settings.ALERTS_TO)
    RaisedAlert.objects.filter(pk__in=[one.pk for one in fresh]).update(sent_at=timezone.now())
    return len(fresh)
