"""What imports leave doubtful: rows that wait for their code, files without a total, controls that did not hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from finance.models import Budget
from finance.money import display
from finance.months import Month
from finance.reporting.report import Remark
from finance.scope import Scope
from imports.models import Batch, BatchRow
from imports.sentences import again


def of_reports(report: str, scope: Scope, first: Month, through: Month) -> list[Remark]:  # noqa: ARG001
    """Doubts of the imports that touch the scope's budgets and months. One query."""
    touching = Q(first_month__isnull=True) | Q(
        first_month__lte=Month(through.year, 13), last_month__gte=Month(first.year, 1)
    )
    batches = (
        Batch.objects.filter(touching, budgets__in=scope.budget_ids, status=Batch.Status.POSTED)
        .order_by("pk").distinct().values_list("pk", "source_name", "result")
    )  # fmt: skip
    return [remark for number, name, found in batches for remark in _remarks(number, name, found)]


def _remarks(number: int, name: str, found: dict[str, Any]) -> Iterable[Remark]:
    waiting = found.get("unresolved") or []
    if waiting:
        message = _("Import %(number)s (%(name)s): %(count)s rows wait for their budget code and are in no figure.")
        yield Remark(message % {"number": number, "name": name, "count": len(waiting)}, key="unresolved-rows")
    kept = found.get("kept_doubts") or [{"said": doubt} for doubt in found.get("doubts") or []]
    for doubt in map(again, kept):
        yield Remark(
            _("Import %(number)s (%(name)s): %(doubt)s") % {"number": number, "name": name, "doubt": doubt},
            key="import-doubt",
        )


def of_closing(budget: Budget, month: Month) -> list[str]:
    """Rows of `month` that wait keep it from closing."""
    waiting = BatchRow.objects.filter(
        Q(month=month) | Q(month__isnull=True), budget=budget, state=BatchRow.State.UNRESOLVED
    ).values_list("batch_id", "row", "name", "amount")
    return [
        _("Row %(row)s of import %(batch)s waits for its code: %(name)s, %(amount)s.")
        % {"row": row, "batch": batch, "name": name, "amount": display(amount)}
        for batch, row, name, amount in waiting
    ]
