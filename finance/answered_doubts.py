"""Doubts answered with a reason: kept apart in every report until what they say changes, and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from finance import as_closed, service_accounts
from finance.asking_once import once_for_all
from finance.audit import record
from finance.models import Budget, DoubtAnswer
from finance.refusals import LedgerError
from finance.reporting.report import LANGUAGES, Answered, Remark, Report
from finance.rights import Action, require_one_of
from finance.scope import Scope

MAY_ANSWER = (Action.IMPORT, Action.APPROVE)


class DoubtError(LedgerError):
    """A doubt that nobody states any more, or an answer without a reason."""


def kept_apart(report: Report, scope: Scope) -> Report:
    """The report with its answered doubts beside the open ones.

    Where figures of several budgets stand together, an answer counts only for a doubt that leads to the same place.
    """
    given = [one for one in given_to(scope.budget_ids) if _stands(one)]
    if not given:
        return report
    return _kept_apart(report, given, is_one=len(scope.budget_ids) == 1)


@once_for_all
def given_to(budget_ids: Sequence[int]) -> list[DoubtAnswer]:
    """Answers ever given to doubts of the budgets, in the order they were given. One query."""
    return list(DoubtAnswer.objects.filter(budget__in=budget_ids).select_related("answered_by").order_by("pk"))


def _stands(one: DoubtAnswer) -> bool:
    """Of a closed period, what was answered by the time it closed."""
    at = as_closed.moment()
    if at is None:
        return one.withdrawn_at is None
    return one.answered_at <= at and (one.withdrawn_at is None or one.withdrawn_at > at)


def _kept_apart(report: Report, given: Sequence[DoubtAnswer], *, is_one: bool) -> Report:
    """In a document also in each section."""
    still, answered = parted(report.doubts, given, is_one=is_one)
    parts = tuple(part.through(lambda one: _kept_apart(one, given, is_one=is_one)) for part in report.parts)
    return replace(report, doubts=still, answered=answered, parts=parts)


def parted(
    doubts: Sequence[Remark], given: Sequence[DoubtAnswer], *, is_one: bool
) -> tuple[tuple[Remark, ...], tuple[Answered, ...]]:
    """Open doubts and answered ones, none lost; of two answers the later in `given` counts."""
    known = {(text, "" if is_one else one.link): one for one in given for text in one.texts.values()}
    still, answered = [], []
    for doubt in doubts:
        found = known.get((doubt.text, "")) if is_one else known.get((doubt.text, doubt.link or "?"))
        if found is None:
            still.append(doubt)
        else:
            who = service_accounts.said(found.answered_by)
            answered.append(Answered(doubt, found.reason, who, timezone.localdate(found.answered_at), found.pk))
    return tuple(still), tuple(answered)


@transaction.atomic
def answer(budget: Budget, text: str, build: Callable[[str], Report], *, reason: str, user: User) -> DoubtAnswer:
    """Say why a doubt of the report may stand; `build` gives that report in a language.

    Raises DoubtError where no reason is given or the report does not say `text` any more, PermissionDenied.
    """
    require_one_of(user, MAY_ANSWER, budget.facility)
    if not reason.strip():
        raise DoubtError(_("Say why the doubt may stand."))
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = build(language).doubts
    own, place = _found(said, text)
    texts = {language: doubts[place].text for language, doubts in said.items() if _is_same(own, doubts, place)}
    made = DoubtAnswer.objects.create(
        budget=budget, texts=texts, link=own.link or "", reason=reason.strip(), answered_by=user
    )
    record("finance.doubt.answered", user=user, reason=made.reason, data={"budget": budget.key, "doubt": text})
    return made


@transaction.atomic
def take_back(given: DoubtAnswer, *, user: User) -> None:
    """The doubt stands open again. Raises PermissionDenied."""
    require_one_of(user, MAY_ANSWER, given.budget.facility)
    taken = DoubtAnswer.objects.filter(pk=given.pk, withdrawn_at=None)
    if taken.update(withdrawn_by=user, withdrawn_at=timezone.now()):
        data = {"budget": given.budget.key, "answer": given.pk}
        record("finance.doubt.answer-taken-back", user=user, reason=given.reason, data=data)


def _found(said: dict[str, tuple[Remark, ...]], text: str) -> tuple[Remark, int]:
    for doubts in said.values():
        for place, doubt in enumerate(doubts):
            if doubt.text == text:
                return doubt, place
    raise DoubtError(gone())


def gone() -> str:
    return _("This doubt is not there any more, or it says something else now. Look at the report again.")


def _is_same(own: Remark, doubts: tuple[Remark, ...], place: int) -> bool:
    """Whether the doubt at this place is the same in another language: its reason, its link, its digits."""
    if place >= len(doubts):
        return False
    other = doubts[place]
    return (other.key, other.link, _digits(other.text)) == (own.key, own.link, _digits(own.text))


def _digits(text: str) -> str:
    return "".join(sorted(re.sub(r"\D", "", text)))
