"""What a plan or certificate did to the months of its codes, before and after."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType

from django.db.models import Q

from finance.models import BudgetCode, Document, Entry, Measure, PlanLine
from finance.money import ZERO
from finance.months import Month

CodeMonth = tuple[int, Month]


@dataclass(frozen=True, slots=True)
class PlanStep:
    """What a plan or certificate did to one month of a code. Tenge."""

    code: BudgetCode
    month: Month
    before: Decimal
    after: Decimal
    cell: str

    @property
    def change(self) -> Decimal:
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Steps:
    """The months of one code and their sum."""

    code: BudgetCode
    months: list[PlanStep]

    @property
    def before(self) -> Decimal:
        return sum((step.before for step in self.months), ZERO)

    @property
    def after(self) -> Decimal:
        return sum((step.after for step in self.months), ZERO)

    @property
    def change(self) -> Decimal:
        return self.after - self.before


def plan_steps(document: Document) -> list[Steps]:
    """Before → after of every month a plan or certificate speaks of, by code.

    Before a version of the plan stands the plan by contract, before a certificate the adjusted plan.
    """
    lines = list(PlanLine.objects.filter(document=document).select_related("code").order_by("code__code", "month"))
    measures = [Measure.PLAN] if document.kind == Document.Kind.PLAN else [Measure.PLAN, Measure.AMENDMENT]
    named: dict[tuple[int, Month], list[PlanLine]] = {}
    for line in lines:
        named.setdefault((line.code_id, line.month), []).append(line)
    stated = {key: sum((line.amount for line in group), ZERO) for key, group in named.items()}
    cells = {key: group[0].cell for key, group in named.items()}
    codes = {line.code_id: line.code for line in lines}
    return stepped(document.kind, stated, _held_before(document, measures), codes, cells)


def stepped(
    kind: str,
    stated: Mapping[CodeMonth, Decimal],
    before: Mapping[CodeMonth, Decimal],
    codes: Mapping[int, BudgetCode],
    cells: Mapping[CodeMonth, str] = MappingProxyType({}),
) -> list[Steps]:
    """Steps by code from what a plan (amounts) or a certificate (changes) states, in the order of `stated`. Tenge."""
    steps = []
    for (code, month), amount in stated.items():
        was = before.get((code, month), ZERO)
        after = amount if kind == Document.Kind.PLAN else was + amount
        steps.append(PlanStep(codes[code], month, was, after, cells.get((code, month), "")))
    return [Steps(code, list(months)) for code, months in groupby(steps, key=lambda step: step.code)]


def _held_before(document: Document, measures: Sequence[str]) -> dict[tuple[int, Month], Decimal]:
    """What the ledger held of the document's year before it was posted; a draft stands on all there is. Tenge."""
    year = document.budget.year
    held: defaultdict[tuple[int, Month], Decimal] = defaultdict(lambda: ZERO)
    earlier = Entry.objects.filter(
        Q(budget_id=document.budget_id, measure__in=measures, month__gte=Month(year, 1), month__lte=Month(year, 12))
    )
    if document.status != Document.Status.DRAFT:
        first = Entry.objects.filter(document=document).order_by("id").values_list("id", flat=True).first()
        earlier = earlier.filter(document_id__lt=document.pk) if first is None else earlier.filter(pk__lt=first)
    for code_id, month, amount in earlier.values_list("code_id", "month", "amount"):
        held[code_id, month] += amount
    return held
