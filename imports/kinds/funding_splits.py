"""Funding by code that comes in a file takes the place of what a statement's sum was split into by a rule."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from finance.ledger import Posting, post, reverse
from finance.models import Budget, Document, Entry, Measure
from finance.money import total
from imports.context import Job
from imports.kinds.kind import NEW, Line, Reading
from imports.models import Batch
from imports.sentences import say

REPLACED = "replaced_splits"


def find(reading: Reading, budget: Budget, lines: Sequence[Line]) -> dict[int, tuple[date, Decimal]]:
    """The splits of statements that rows of one day come to exactly, by document: their day and sum. One query.

    Their rows are new, also those that equal a part of the split, which is taken back as they are posted.
    """
    days = {line.date for line in lines if line.status == NEW and line.date is not None}
    if not days:
        return {}
    statements = Batch.objects.filter(kind="bank", status=Batch.Status.POSTED, budgets=budget).values("pk")
    entries = Entry.objects.standing().filter(
        budget=budget, measure=Measure.FUNDING, date__in=days, document__batch_number__in=statements,
    )  # fmt: skip
    parts: defaultdict[int, dict[int, Decimal]] = defaultdict(dict)
    day_of = {}
    for document, entry, day, amount in entries.values_list("document_id", "pk", "date", "amount"):
        parts[document][entry] = amount
        day_of[document] = day
    taken = {}
    for document, own in parts.items():
        rows = [ln for ln in lines if ln.date == day_of[document] and (ln.status == NEW or ln.entry in own)]
        amount = total(own.values())
        if total(line.amount for line in rows) != amount or not any(line.status == NEW for line in rows):
            continue
        for line in rows:
            line.status, line.entry = NEW, None
        taken[document] = (day_of[document], amount)
        text = say("The money of %(day)s, %(amount)s, was split over codes by a rule; these rows take its place.")
        reading.notes.append(text % {"day": f"{day_of[document]:%d.%m.%Y}", "amount": amount})
    return taken


def take_back(splits: Collection[int], job: Job) -> None:
    """Reverse the splits whose place the rows take."""
    if not splits:
        return
    person = User.objects.get(pk=job.entered_by_id)
    for document in Document.objects.filter(pk__in=splits, status=Document.Status.POSTED):
        reason = _("Import %(number)s brings this money by code.") % {"number": job.batch_number}
        reverse(document, user=person, reason=reason, day=document.date)


def put_back(numbers: Iterable[int]) -> None:
    """Post the splits anew, where their statements still stand: what took their place was undone."""
    for document in Document.objects.filter(pk__in=list(numbers), status=Document.Status.UNDONE):
        number = document.batch_number
        if number is None or not Batch.objects.filter(pk=number, status=Batch.Status.POSTED).exists():
            continue
        made = Document.objects.create(
            budget_id=document.budget_id, kind=document.kind, number=document.number, date=document.date,
            reason=document.reason, batch_number=document.batch_number, entered_by_id=document.entered_by_id,
            approved_by_id=document.approved_by_id,
        )  # fmt: skip
        parts = document.entries.filter(reverses__isnull=True).order_by("pk")
        post(made, [Posting(e.code_id, e.month, e.date, e.measure, e.amount, e.centre, e.row, e.cell, e.number,
                            e.counterparty_number, e.counterparty_name, e.contract_number, e.purpose)
                    for e in parts])  # fmt: skip
