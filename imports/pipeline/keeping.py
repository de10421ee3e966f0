"""What stays of an import beside its entries: the batch, its file, its import object, the rows that wait."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from imports.context import Context
from imports.kinds.kind import Kind, Reading
from imports.models import Batch, BatchRow, SourceFile, ToldPayments
from imports.pipeline.order import Order, Outcome

# Told row by row and found again in the books once it is posted.
NOT_KEPT = frozenset({"payments"})
# How many payments a preview keeps, among its facts.
PAYMENTS = "payments_kept"
PAYMENTS_A_PAGE = 100
# What a person said about how the file is to be read, among the facts of an import that is not posted.
TOLD = "told"


def make_batch(order: Order, outcome: Outcome, status: str) -> Batch:
    reading, kind = outcome.reading, outcome.json["kind"]
    first, last = reading.months if reading is not None and reading.months else (None, None)
    return Batch.objects.create(
        kind=kind or "",
        status=status,
        source=SourceFile.keep(order.data),
        source_name=order.name[:255],
        facility=outcome.facility,
        first_month=first,
        last_month=last,
        decisions=outcome.json["decisions"],
        corrections={**outcome.found.corrections, **({"kind": kind} if kind else {})},
        claims=[claim.as_json() for claim in reading.claims] if reading is not None else [],
        entered_by_id=order.entered_by.pk,
        approved_by_id=order.approved_by.pk if order.approved_by else None,
        posted_at=timezone.now() if status == Batch.Status.POSTED else None,
    )


def keep_rows(batch: Batch, kind: Kind, reading: Reading, context: Context) -> None:
    """The rows that wait for a person, or that a person left out, under their budgets."""
    rows = []
    for line, measure, is_settled in kind.waiting(reading):
        month = line.month or (line.parts[0].month if line.parts else None)
        year = line.date.year if line.date else month.year if month else None
        budget = context.budget_of(year) if year else None
        if budget is None:
            continue
        rows.append(
            BatchRow(
                batch=batch, budget=budget, row=line.row, cell=line.cell, measure=measure, month=line.month,
                date=line.date, amount=line.amount, name=(line.name or line.counterparty_name)[:255],
                payment_number=line.number, counterparty_number=line.counterparty_number,
                contract_number=line.contract_number, knp=line.knp, purpose=line.purpose, offers=list(line.offers),
                state=BatchRow.State.RESOLVED if is_settled else BatchRow.State.UNRESOLVED,
            )
        )  # fmt: skip
    BatchRow.objects.bulk_create(rows, batch_size=500)


@transaction.atomic
def keep(order: Order, outcome: Outcome) -> Batch:
    """The import, recorded where it was not posted: a preview, a refusal or a file with nothing new."""
    if outcome.batch is None:
        outcome.batch = make_batch(order, outcome, outcome.status)
        keep_result(outcome.batch, outcome.json)
    return outcome.batch


@transaction.atomic
def keep_asked(order: Order, outcome: Outcome) -> None:
    """A refused file whose form may be named is kept once, so that it can be; any other leaves nothing."""
    if outcome.status != Batch.Status.REFUSED or not outcome.json["asked"]:
        return
    same = Batch.objects.filter(
        status=Batch.Status.REFUSED, source__sha256=hashlib.sha256(order.data).hexdigest(), facility=outcome.facility,
        entered_by_id=order.entered_by.pk, source_name=order.name[:255],
    ).first()  # fmt: skip
    if same is not None:
        keep_result(same, outcome.json)
        return
    batch = keep(order, outcome)
    batch.facts = {TOLD: dict(order.corrections)}
    batch.save(update_fields=["facts"])
    if order.budget is not None:
        batch.budgets.set([order.budget])


def keep_payments(batch: Batch, payments: Sequence[Mapping[str, Any]]) -> None:
    """Keep the payments of a preview, a page of them in a record."""
    pages = range(0, len(payments), PAYMENTS_A_PAGE)
    ToldPayments.objects.bulk_create(
        [ToldPayments(batch=batch, page=n, payments=payments[at : at + PAYMENTS_A_PAGE]) for n, at in enumerate(pages)],
        batch_size=50,
    )


class KeptPayments:
    """The payments of a kept preview, read as somebody leafs through them: a query a page."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch

    def __len__(self) -> int:
        return int(self.batch.facts.get(PAYMENTS, 0))

    def __getitem__(self, wanted: slice) -> list[dict[str, Any]]:
        begin, end, _step = wanted.indices(len(self))
        first, last = begin // PAYMENTS_A_PAGE, (end - 1) // PAYMENTS_A_PAGE
        pages = self.batch.told_payments.filter(page__range=(first, last)).order_by("page")
        found = [payment for page in pages for payment in page.payments]
        return found[begin - first * PAYMENTS_A_PAGE : end - first * PAYMENTS_A_PAGE]


def keep_result(batch: Batch, found: dict[str, Any]) -> None:
    """Keep the import object with its batch, in the transaction that posts it."""
    found["batch"] = batch.pk
    batch.result = {key: value for key, value in found.items() if key not in NOT_KEPT}
    batch.save(update_fields=["result", "facts"])
