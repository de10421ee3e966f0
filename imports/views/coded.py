"""Payments of a statement with the code each is given, why, and how sure that is; of a preview or as posted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator

from finance.models import Entry, Measure
from imports import reasons_of_rows
from imports.models import Batch
from imports.pipeline.keeping import PAYMENTS_A_PAGE, KeptPayments


@dataclass(frozen=True, slots=True)
class CodedPayment:
    """`percent` says how sure the code is; `entry` is where it stands once posted."""

    row: int
    cell: str
    day: date
    name: str
    number: str
    purpose: str
    amount: Decimal
    code: str
    reason: str
    percent: int | None = None
    doubt: str = ""
    entry: Entry | None = None


def of_preview(payments: KeptPayments | list[dict[str, Any]], page: str | None) -> Page | None:
    """Payments that posting would give a code; None where there are none."""
    shown = _paged(payments, page)
    if shown is not None:
        shown.object_list = [_told(payment) for payment in shown]
    return shown


def as_posted(batch: Batch, page: str | None) -> Page | None:
    """Payments that the import posted. Two queries a page."""
    entries = Entry.objects.filter(document__batch_number=batch.pk, measure=Measure.CASH, reverses__isnull=True)
    shown = _paged(entries.select_related("code").order_by("row", "pk"), page)
    if shown is not None:
        reasons = reasons_of_rows.of_rows(batch.pk, {entry.row for entry in shown if entry.row is not None})
        shown.object_list = [_posted(entry, reasons) for entry in shown]
    return shown


def _paged(rows: Any, page: str | None) -> Page | None:
    pages = Paginator(rows, PAYMENTS_A_PAGE)
    return pages.get_page(page) if pages.count else None


def _told(payment: Mapping[str, Any]) -> CodedPayment:
    return CodedPayment(
        payment["row"], payment["cell"], date.fromisoformat(payment["date"]), payment["name"], payment["number"],
        payment["purpose"], Decimal(payment["amount"]), payment["code"], payment["reason"],
        round(payment["confidence"] * 100) if payment["confidence"] is not None else None, payment["doubt"] or "",
    )  # fmt: skip


def _posted(entry: Entry, reasons: Mapping[int, str]) -> CodedPayment:
    return CodedPayment(
        entry.row or 0, entry.cell, entry.date, entry.counterparty_name, entry.counterparty_number, entry.purpose,
        entry.amount, entry.code.code, reasons.get(entry.row or 0, ""), entry=entry,
    )  # fmt: skip


def changed_codes(told: Mapping[str, str], rows: Iterable[str]) -> dict[str, str]:
    """Codes that a person typed over those shown, by row."""
    typed = {row: told.get(f"payment-code-{row}", "").strip() for row in rows if row.isdecimal()}
    return {row: code for row, code in typed.items() if code and code != told.get(f"payment-was-{row}", "")}
