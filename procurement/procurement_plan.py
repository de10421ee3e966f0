"""The annual procurement plan: approved by an act, changed by later acts, each item valid as its newest act says."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.models import Budget, Document
from finance.money import ZERO, display, total
from finance.months import Month
from procurement.models import PlanAct, PlanItem
from procurement.papers import PaperLine, PaperProblem, line_problems

# Digits of a code of the Unified Nomenclature (ЕНС ТРУ), as the portal's plan template asks for.
ENSTRU_DIGITS: dict[str, int] = {PlanItem.Subject.GOODS: 17, PlanItem.Subject.WORKS: 14, PlanItem.Subject.SERVICE: 14}


@dataclass(frozen=True, slots=True)
class ActItem:
    """An item as an act states it. Tenge; `years` splits the sum without VAT over three years, empty for one.

    `cells` are those of single columns by key, where a file states the item.
    """

    number: str
    name_ru: str
    subject: str
    code: int
    month: Month
    quantity: Decimal
    price: Decimal
    amount: Decimal
    amount_with_vat: Decimal
    name_kk: str = ""
    enstru_code: str = ""
    method: str = ""
    external_id: str = ""
    years: tuple[Decimal, ...] = ()
    is_cancelled: bool = False
    cell: str = ""
    cells: Mapping[str, str] = field(default_factory=dict)

    def place(self, key: str) -> str:
        """Where a refusal points: the cell of `key`, else that of the item, else its number."""
        return self.cells.get(key) or self.cell or self.number or "items"


def item_problems(budget: Budget, *acts: Sequence[ActItem]) -> list[PaperProblem]:
    """What speaks against the items of each act, all at once. One query."""
    lines = [PaperLine(i.code, i.month, i.amount, i.cells.get("code") or i.cell) for items in acts for i in items]
    return line_problems(budget, lines) + [problem for items in acts for problem in _own_problems(items)]


def _own_problems(items: Sequence[ActItem]) -> list[PaperProblem]:
    """What the items of one act say that cannot be, whatever the books hold."""
    problems: list[PaperProblem] = []
    numbers: set[str] = set()
    for item in items:
        if not item.number.strip() or item.number in numbers:
            problems.append(PaperProblem(item.place("number"), _("Each item needs a number of its own.")))
        numbers.add(item.number)
        digits = "".join(item.enstru_code.split(".")).replace("-", "")
        if item.enstru_code and not (digits.isdecimal() and len(digits) == ENSTRU_DIGITS.get(item.subject, 0)):
            message = _("%(code)s: a code of goods has 17 digits, one of works or services 14.")
            problems.append(PaperProblem(item.place("enstru_code"), message % {"code": item.enstru_code}))
        if item.years and total(item.years) != item.amount:
            message = _("The years add up to %(years)s, the item to %(amount)s.")
            message %= {"years": display(total(item.years)), "amount": display(item.amount)}
            problems.append(PaperProblem(item.place("sum_1"), message))
        if item.amount < 0 or item.amount_with_vat < item.amount:
            where = item.place("amount" if item.amount < 0 else "amount_with_vat")
            problems.append(
                PaperProblem(where, _("The sum with VAT is not below the sum without it, nor that below zero."))
            )
    return problems


def keep_items(
    items: Iterable[tuple[PlanAct, ActItem]], documents: Mapping[int, Document] | None = None
) -> list[PlanItem]:
    """Keep checked items under their acts; `documents` are those that bring them, by the id of the act."""
    return PlanItem.objects.bulk_create(
        [_stored(act, item, (documents or {}).get(act.pk)) for act, item in items], batch_size=500
    )


def _stored(act: PlanAct, item: ActItem, document: Document | None) -> PlanItem:
    first, second, third = (*item.years, ZERO, ZERO, ZERO)[:3] if item.years else (item.amount, ZERO, ZERO)
    return PlanItem(
        act=act, external_id=item.external_id, number=item.number, name_ru=item.name_ru, name_kk=item.name_kk,
        subject=item.subject, enstru_code=item.enstru_code, code_id=item.code, method=item.method, month=item.month,
        quantity=item.quantity, price=item.price, amount=item.amount, amount_with_vat=item.amount_with_vat,
        first_year_amount=first, second_year_amount=second, third_year_amount=third, is_cancelled=item.is_cancelled,
        document=document, cell=item.cell,
    )  # fmt: skip


def standing_items(budget_ids: Collection[int], day: date) -> list[PlanItem]:
    """Items in force on `day`: of each number the one of the newest act, cancelled ones left out. One query."""
    newest: dict[tuple[int, str], PlanItem] = {}
    items = PlanItem.objects.standing().filter(act__budget__in=budget_ids, act__date__lte=day)
    for item in items.select_related("act", "code").order_by("act__date", "act_id", "pk"):
        newest[item.act.budget_id, item.number] = item
    return sorted((i for i in newest.values() if not i.is_cancelled), key=lambda i: (i.code.code, i.month, i.pk))
