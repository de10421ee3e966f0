"""What imports leave doubtful: rows that wait for their code, files without a total, claims the books do not meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from finance import as_closed
from finance.answered_doubts import parted
from finance.asking_once import once
from finance.kept import kept_with_the_page
from finance.languages import active_language, month_said
from finance.models import Budget, DoubtAnswer
from finance.money import display
from finance.months import Month
from finance.reporting.remarks import answer_text
from finance.reporting.report import Remark
from finance.scope import Scope
from imports.claims import Claim
from imports.judging import judge
from imports.kinds.registry import kinds
from imports.known_books import KnownBooks
from imports.models import Batch, BatchRow
from imports.sentences import again


@dataclass(frozen=True, slots=True)
class Import:
    """What of a posted import its doubts are made of. `closing` is that of a trial balance."""

    number: int
    name: str
    kind: str
    budget: int
    last_month: Month | None
    claims: list[Claim]
    waiting: int
    received: int
    kept: list[str]
    closing: dict[str, str] | None


def of_reports(report: str, scope: Scope, first: Month, through: Month) -> list[Remark]:  # noqa: ARG001 - one signature for all who doubt
    return _of_books(scope, first, through)


@once
def _of_books(scope: Scope, first: Month, through: Month) -> list[Remark]:
    """Doubts of the imports that touch the scope's budgets and months.

    Two queries however many imports there are: the imports, and what the books hold now of what they state.
    """
    touching = Q(first_month__isnull=True) | Q(
        first_month__lte=Month(through.year, 13), last_month__gte=Month(first.year, 1)
    )
    asked_by = ("imports that touch", tuple(scope.budget_ids), first.year, through.year, as_closed.moment())
    imports = kept_with_the_page(
        (*asked_by, get_language()), lambda: _imports(touching & _standing(), scope.budget_ids)
    )
    spoken = _speaking(imports, set(scope.budget_ids))
    if as_closed.moment() is not None:
        # the books of later months go on, and what waits is of them
        spoken = [(number, claim) for number, claim in spoken if claim.last <= through]
        imports = [replace(one, waiting=0, received=0) for one in imports]
    remaining = {kind.key for kind in kinds().values() if kind.keeps_remainders}
    closings = {(one.budget, one.last_month): one.closing for one in imports if one.closing and one.last_month}
    forms_of = {one.budget for one in imports if one.kind in remaining}
    books = KnownBooks([claim for _number, claim in spoken], closings=closings, forms_of=forms_of)
    differing = _differing(spoken, books)
    remarks = _below_zero(books, first, through)
    for one in {one.number: one for one in imports}.values():
        remarks += _remarks(one, differing.get(one.number, []))
    return remarks


def _standing() -> Q:
    """Posted imports; of a closed period, those that stood when it closed."""
    at = as_closed.moment()
    if at is None:
        return Q(status=Batch.Status.POSTED)
    undone_since = Q(status=Batch.Status.UNDONE, undone_at__gt=at)
    return (Q(status=Batch.Status.POSTED) | undone_since) & Q(posted_at__lte=at)


def of_import(batch: Batch) -> list[str]:
    """What is doubtful about one import today: what it left doubtful itself, then claims the books do not meet."""
    claims = [(batch.pk, Claim.from_json(claim)) for claim in batch.claims]
    books = KnownBooks([claim for _number, claim in claims])
    kept = batch.result.get("kept_doubts"), batch.result.get("doubts")
    return [*_said(*kept), *_differing(claims, books).get(batch.pk, [])]


def answered_of_import(batch: Batch, said: Iterable[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """The doubts of an import that stand open, and the answered ones with their answer, as reports have them."""
    of_reports = {_remark(batch.pk, batch.source_name, doubt): doubt for doubt in said}
    given = DoubtAnswer.objects.filter(budget__in=batch.budgets.all(), withdrawn_at=None)
    _still, answered = parted(list(of_reports), list(given.select_related("answered_by").order_by("pk")), is_one=True)
    open_ones = [doubt for remark, doubt in of_reports.items() if remark not in {one.doubt for one in answered}]
    return open_ones, [(of_reports[one.doubt], answer_text(one)) for one in answered]


def _imports(touching: Q, budget_ids: Iterable[int]) -> list[Import]:
    """Oldest first; an import of two budgets stands twice."""
    columns = ("pk", "source_name", "kind", "budgets", "last_month", "claims", "result__unresolved",
               "result__receipts_waiting", "result__kept_doubts", "result__doubts", "facts__closing")  # fmt: skip
    batches = Batch.objects.filter(touching, budgets__in=budget_ids).order_by("pk")
    return [
        Import(
            number, name, kind, budget, last, list(map(Claim.from_json, claims)), len(waiting or ()), received or 0,
            _said(kept, doubts), closing,
        )
        for number, name, kind, budget, last, claims, waiting, received, kept, doubts, closing in (
            batches.values_list(*columns)
        )
    ]  # fmt: skip


def _said(kept: list[dict[str, Any]] | None, doubts: list[str] | None) -> list[str]:
    return list(doubts or []) if kept is None else list(map(again, kept))


def _speaking(imports: Iterable[Import], budget_ids: Collection[int]) -> list[tuple[int, Claim]]:
    """Claims about the budgets, with the numbers of their imports; of two about one figure, the newer."""
    spoken: set[tuple[str, ...]] = set()
    by_number = {one.number: one.claims for one in imports}
    return [
        (number, claim)
        for number in sorted(by_number, reverse=True)
        for stated in by_number[number]
        if stated.budget in budget_ids and (claim := stated.unless_in(spoken)) is not None
    ]


def _differing(claims: Iterable[tuple[int, Claim]], books: KnownBooks) -> dict[int, list[str]]:
    """By import, sentences about what the books do not meet now."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for number, claim in claims:
        found[number] += [control.message for control in judge([claim], books) if control.holds is False]
    return dict(found)


def _below_zero(books: KnownBooks, first: Month, through: Month) -> list[Remark]:
    """Remainders below zero: the ledger knows more payments than the treasury does."""
    text = _("Form 4-20 knows fewer payments on %(code)s than the ledger: %(amount)s tenge in %(month)s.")
    return [
        Remark(
            text % {"code": code, "amount": display(amount, active_language()), "month": month_said(month)},
            "negative-remainder",
        )
        for month, code, amount in books.below_zero
        if first.year <= month.year and month.calendar <= through
    ]


def _remarks(one: Import, differing: list[str]) -> list[Remark]:
    about = {"number": one.number, "name": one.name}
    link = reverse("imports:batch", args=[one.number])
    remarks = []
    if one.waiting:
        message = _("Import %(number)s (%(name)s): %(count)s rows wait for their budget code and are in no figure.")
        remarks.append(Remark(message % (about | {"count": one.waiting}), key="unresolved-rows", link=link))
    if one.received:
        message = _(
            "Import %(number)s (%(name)s): %(count)s sums received wait for what they are and are in no figure."
        )
        remarks.append(Remark(message % (about | {"count": one.received}), key="unresolved-rows", link=link))
    return remarks + [_remark(one.number, one.name, doubt) for doubt in one.kept + differing]


def _remark(number: int, name: str, doubt: str) -> Remark:
    text = _("Import %(number)s (%(name)s): %(doubt)s") % {"number": number, "name": name, "doubt": doubt}
    return Remark(text, key="import-doubt", link=reverse("imports:batch", args=[number]))


def of_closing(budget: Budget, month: Month) -> list[Remark]:
    """Rows of `month` that wait keep it from closing; each leads to its import."""
    waiting = BatchRow.objects.filter(
        Q(month=month) | Q(month__isnull=True), budget=budget, state=BatchRow.State.UNRESOLVED
    ).values_list("batch_id", "row", "name", "amount")
    return [
        Remark(
            _("Row %(row)s of import %(batch)s waits for an answer: %(name)s, %(amount)s.")
            % {"row": row, "batch": batch, "name": name, "amount": display(amount, active_language())},
            "unresolved-rows",
            reverse("imports:batch", args=[batch]),
        )
        for batch, row, name, amount in waiting
    ]
