"""Issued reports as they stand: drawn from what was kept, whatever was posted since; what a correction changed."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from finance.models import Issue, IssueSignature
from finance.refusals import LedgerError
from finance.reporting.changed import Changed, changes
from finance.reporting.figures import machine
from finance.reporting.frozen import fingerprint, thaw
from finance.reporting.report import Remark, Report, Section, Signature

PREPARED = IssueSignature.Kind.PREPARED
APPROVED = IssueSignature.Kind.APPROVED
WITHDRAWN = IssueSignature.Kind.WITHDRAWN


class IssueError(LedgerError):
    """A report that cannot be issued, signed or shown so; the message is for the user."""


def last_issue(**place: Any) -> Issue | None:
    """The last issue signed by two of this report, scope and months."""
    return Issue.objects.filter(signatures__kind=APPROVED, **place).order_by("-pk").first()


def get_issue(number: int, name: str) -> Issue:
    """The issue that two people signed. Raises IssueError for another number, report or state."""
    found = Issue.objects.select_related("facility", "budget", "corrects").filter(pk=number).first()
    if found is None:
        raise IssueError(_("There is no issue %(number)s.") % {"number": number})
    if found.report != name:
        raise IssueError(_("Issue %(number)s is of the report “%(name)s”.") % {"number": number, "name": found.report})
    if status_of(found) != APPROVED:
        raise IssueError(_("Issue %(number)s is not signed by two people.") % {"number": number})
    return found


def status_of(issue: Issue) -> str:
    """`prepared` while it waits, else `approved` or `withdrawn`."""
    kinds = {one.kind for one in issue.signatures.all()}
    return next((kind for kind in (APPROVED, WITHDRAWN) if kind in kinds), PREPARED)


def report_of(issue: Issue, language: str) -> Report:
    """The report as it was prepared, without signatures. `language` is one of LANGUAGES."""
    return thaw(json.loads(issue.content)["reports"][language])


def issued_report(issue: Issue, language: str) -> Report:
    """The report as it is handed in: with who signed, its number and fingerprint, and what it corrects.

    All from what is kept: the same bytes for ever. Raises IssueError where what is kept is not what was signed.
    """
    if fingerprint(issue.content) != issue.fingerprint:
        raise IssueError(_("Issue %(number)s is not what was signed: its fingerprint differs.") % {"number": issue.pk})
    kept = json.loads(issue.content)
    found, seal = report_of(issue, language), kept.get("seal")
    signed = list(issue.signatures.all())
    with translation.override(language):
        changed = changes_of(issue, language)
        sections = (*found.sections, *_corrections(issue, changed))
        lines = tuple(Signature(_signed_as(one), f"{one.name}, {_moment(one)}") for one in signed)
        about: dict[str, Any] = {
            "number": issue.pk,
            "fingerprint": issue.fingerprint,
            "corrects": issue.corrects_id,
            "seal": seal,
            "plan_version": kept["plan_version"],
            "explanations": kept["explanations"],
            "signatures": [{"kind": one.kind, "name": one.name, "at": one.at.isoformat()} for one in signed],
            "changes": [_machine(one, found.unit) for one in changed],
        }
        stamp = _("Issue %(number)s, fingerprint %(fingerprint)s")
        if seal:
            stamp = _("Issue %(number)s, fingerprint %(fingerprint)s, seal of the books %(seal)s")
        return replace(
            found,
            sections=sections,
            signatures=(*found.signatures, *lines),
            generated=stamp % {"number": issue.pk, "fingerprint": issue.fingerprint, "seal": seal},
            extra={**found.extra, "issue": about},
        )


def changes_of(issue: Issue, language: str) -> tuple[Changed, ...]:
    """What a corrected issue changed since the one it corrects; nothing where it corrects none."""
    if issue.corrects is None:
        return ()
    return changes(report_of(issue.corrects, language), report_of(issue, language))


def _corrections(issue: Issue, changed: Sequence[Changed]) -> tuple[Section, ...]:
    if issue.corrects_id is None:
        return ()
    title = _("Changed since issue %(number)s") % {"number": issue.corrects_id}
    remarks = [Remark(f"{one.where}: {one.printed_before or '—'} → {one.printed_after or '—'}") for one in changed]
    return (Section("corrections", title, tuple(remarks or [Remark(_("No figure changed."))])),)


def _machine(one: Changed, unit: str) -> dict[str, Any]:
    return {
        "table": one.table,
        "row": one.row,
        "column": one.column,
        "where": one.where,
        "before": machine(one.before, one.kind, unit),
        "after": machine(one.after, one.kind, unit),
    }


def _signed_as(one: IssueSignature) -> str:
    texts = {PREPARED: _("Prepared"), APPROVED: _("Approved"), WITHDRAWN: _("Withdrawn")}
    return texts[IssueSignature.Kind(one.kind)]


def _moment(one: IssueSignature) -> str:
    """`01.07.2025 12:30` by the facility's clock."""
    return timezone.localtime(one.at).strftime("%d.%m.%Y %H:%M")
