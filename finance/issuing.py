"""Issuing a report: prepared by one person, signed by another. What was signed is read in `finance.issues`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from finance import chain
from finance.audit import record
from finance.explaining import explained, to_explain
from finance.issues import APPROVED, PREPARED, WITHDRAWN, IssueError, last_issue, report_of
from finance.ledger import lock
from finance.models import Budget, Document, Facility, Issue, IssueSignature
from finance.months import Month
from finance.reporting.changed import changes
from finance.reporting.frozen import canonical, fingerprint, freeze
from finance.reporting.report import LANGUAGES, Report, Unit
from finance.reports import registry
from finance.rights import Action, Approval, require_one_of
from finance.scope import Scope

FORMAT = 1
"""Of what is kept in `Issue.content`."""


@dataclass(frozen=True, slots=True)
class WantedIssue:
    """What is to be issued; `numbers` are the report's own parameters."""

    name: str
    scope: Scope
    first: Month
    through: Month
    unit: Unit = "tenge"
    numbers: tuple[tuple[str, int | str], ...] = ()
    are_remarks_printed: bool = True

    def build(self, language: str) -> Report:
        made = registry.get(self.name, **dict(self.numbers))
        found = made(self.scope, self.first, self.through, unit=self.unit, language=language)
        return replace(found, are_remarks_printed=self.are_remarks_printed)


@transaction.atomic
def prepare(wanted: WantedIssue, *, user: User, explanations: Mapping[str, str] | None = None) -> Issue:
    """Freeze the report in every language under the name of `user`; it waits for another person's signature.

    `explanations` by the key of their `Subject`; what nobody explained is printed so. Raises PermissionDenied, or
    IssueError for an explanation of nothing.
    """
    scope = wanted.scope
    for facility in {budget.facility_id: budget.facility for budget in scope.budgets}.values():
        require_one_of(user, (Action.ISSUE,), facility)
    for pk in sorted(scope.budget_ids):
        lock(pk)
    said = {key: " ".join(text.split()) for key, text in (explanations or {}).items() if text.strip()}
    reports = {language: wanted.build(language) for language in LANGUAGES}
    unknown = set(said) - {subject.key for subject in to_explain(reports["ru"])}
    if unknown:
        raise IssueError(_("Nothing asks for the explanation “%(key)s”.") % {"key": min(unknown)})
    place = place_of(wanted)
    corrects = last_issue(**place)
    content = canonical(
        {
            "format": FORMAT,
            "numbers": dict(wanted.numbers),
            "budgets": [budget.key for budget in scope.budgets],
            "plan_version": plan_version(scope.budgets),
            "explanations": said,
            "corrects": corrects.fingerprint if corrects else None,
            "seal": str(chain.last_seal()),
            "prepared_by": user.username,
            "reports": {language: freeze(explained(report, said)) for language, report in reports.items()},
        }
    )
    issue = Issue.objects.create(
        **place, unit=wanted.unit, content=content, fingerprint=fingerprint(content), corrects=corrects
    )
    _sign(issue, PREPARED, user)
    return issue


@transaction.atomic
def approve(issue: Issue, *, user: User) -> None:
    """Sign what another person prepared: from now on it is issued.

    Raises PermissionDenied, or IssueError where it was decided already, `user` prepared it, or the figures of the books
    are no longer those of the issue.
    """
    _require_waiting(issue)
    require_one_of(user, (Action.APPROVE,), issue.facility)
    prepared = issue.signatures.get(kind=PREPARED)
    if not Approval(prepared.user, user).is_by_two:
        raise IssueError(_("You prepared this report: another person signs it."))
    wanted = wanted_of(issue)
    for pk in sorted(wanted.scope.budget_ids):
        lock(pk)
    moved = changes(report_of(issue, "ru"), wanted.build("ru"))
    if moved or last_issue(**place_of(wanted)) != issue.corrects:
        raise IssueError(
            _("The books changed since this was prepared (%(count)s figures): take it back and prepare it anew.")
            % {"count": len(moved)}
        )
    _sign(issue, APPROVED, user)


@transaction.atomic
def withdraw(issue: Issue, *, user: User) -> None:
    """Take back what waits: whoever prepared it may, and whoever may sign. Raises PermissionDenied, IssueError."""
    _require_waiting(issue)
    if issue.signatures.get(kind=PREPARED).user_id != user.pk:
        require_one_of(user, (Action.APPROVE,), issue.facility)
    _sign(issue, WITHDRAWN, user)


def issue_now(wanted: WantedIssue, people: Approval, explanations: Mapping[str, str] | None = None) -> Issue:
    """Prepare and, where somebody else approves it, sign at once."""
    with transaction.atomic():
        issue = prepare(wanted, user=people.entered_by, explanations=explanations)
        if people.approved_by is not None:
            approve(issue, user=people.approved_by)
    return issue


def _sign(issue: Issue, kind: str, user: User) -> None:
    name = user.get_full_name() or user.username
    IssueSignature.objects.create(issue=issue, kind=kind, user=user, name=name)
    data = {"issue": issue.pk, "report": issue.report, "fingerprint": issue.fingerprint}
    record(f"finance.issue.{kind}", user=user, data=data)


def _require_waiting(issue: Issue) -> None:
    """Under the lock of its budget or facility: two people may decide at once."""
    Facility.objects.select_for_update(no_key=True).get(pk=issue.facility_id)
    if issue.signatures.exclude(kind=PREPARED).exists():
        raise IssueError(_("This was decided already."))


def place_of(wanted: WantedIssue) -> dict[str, Any]:
    """What issues of one report, scope and months have in common; of several years the newest budget stands for all."""
    scope = wanted.scope
    of_one = {(budget.facility_id, budget.programme_id, budget.source_id) for budget in scope.budgets}
    budget = scope.budgets[-1] if len(of_one) == 1 and not scope.is_tree else None
    return {
        "report": wanted.name,
        "facility": scope.facility,
        "budget": budget,
        "is_tree": scope.is_tree,
        "first": wanted.first,
        "through": wanted.through,
    }


def wanted_of(issue: Issue) -> WantedIssue:
    """What was asked for when it was prepared, of the same budgets."""
    kept = json.loads(issue.content)
    budgets = Budget.objects.select_related("facility", "programme", "source")
    by_key = {budget.key: budget for budget in budgets.filter(key__in=kept["budgets"])}
    scope = Scope(tuple(by_key[key] for key in kept["budgets"]), issue.facility, issue.is_tree)
    unit: Unit = "thousand" if issue.unit == "thousand" else "tenge"
    numbers = tuple(kept["numbers"].items())
    printed = report_of(issue, "ru").are_remarks_printed
    return WantedIssue(issue.report, scope, issue.first, issue.through, unit, numbers, printed)


def plan_version(budgets: Sequence[Budget]) -> list[dict[str, Any]]:
    """Which plan stood: for each budget the newest plan by contract and the certificates on top of it. One query."""
    found = []
    papers = list(
        Document.objects.filter(
            budget__in=budgets,
            kind__in=(Document.Kind.PLAN, Document.Kind.AMENDMENT),
            status=Document.Status.POSTED,
        ).order_by("pk")
    )
    for budget in budgets:
        plans = [paper for paper in papers if paper.budget_id == budget.pk and paper.kind == Document.Kind.PLAN]
        changed = [paper for paper in papers if paper.budget_id == budget.pk and paper.kind == Document.Kind.AMENDMENT]
        newest = plans[-1] if plans else None
        found.append(
            {
                "budget": budget.key,
                "version": len(plans),
                "plan": {"document": newest.pk, "number": newest.number, "date": str(newest.date)} if newest else None,
                "amendments": [{"document": one.pk, "number": one.number, "date": str(one.date)} for one in changed],
            }
        )
    return found
