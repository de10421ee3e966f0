"""What a person typed into a form of papers: read exactly, with a sentence for every field that cannot be."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.amounts import Refusal, parse_amount
from finance.models import Budget, BudgetCode
from finance.months import Month, MonthError
from procurement.papers import Line

FIRST_LINES, MORE_LINES, MOST_LINES = 6, 6, 120


@dataclass(slots=True)
class TypedLine:
    """One line of a schedule as typed, and what is wrong with it."""

    number: int
    code: str = ""
    month: str = ""
    amount: str = ""
    error: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.code or self.month or self.amount)


class Typed:
    """`errors` by field; values that cannot be read are None."""

    def __init__(self, data: Mapping[str, str]) -> None:
        self.data = {name: " ".join(str(text).split()) for name, text in data.items()}
        self.errors: dict[str, str] = {}

    def text(self, name: str, limit: int = 500) -> str:
        text = self.data.get(name, "")
        if len(text) > limit:
            self.errors[name] = _("At most %(limit)s characters.") % {"limit": limit}
        return text[:limit]

    def day(self, name: str, *, is_required: bool = True) -> date | None:
        text = self.data.get(name, "")
        if not text and not is_required:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.errors[name] = _("Choose a day.")
            return None

    def amount(self, text: str) -> Decimal | None:
        found = parse_amount(text)
        return None if isinstance(found, Refusal) else found

    def rows(self) -> list[TypedLine]:
        """Lines as typed, at least six, six more where they were asked for."""
        used = [int(n.split("-")[1]) for n, v in self.data.items() if n.startswith("line-") and v and _is_line(n)]
        count = max(FIRST_LINES, max(used, default=0) + 1)
        if "more" in self.data:
            count = count + MORE_LINES
        return [
            TypedLine(n, *(self.data.get(f"line-{n}-{key}", "") for key in ("code", "month", "amount")))
            for n in range(min(count, MOST_LINES))
        ]

    def lines(self, budget: Budget, rows: list[TypedLine]) -> tuple[Line, ...]:
        """The lines that are filled in; a line that cannot be read gets its error. One query."""
        usable = BudgetCode.objects.filter(
            code__in={row.code for row in rows}, is_group=False, valid_from__lte=date(budget.year, 12, 31)
        ).exclude(valid_to__lte=date(budget.year, 1, 1))
        codes = dict(usable.values_list("code", "pk"))
        found = []
        for row in rows:
            if row.is_blank:
                continue
            month, amount = _month(row.month, budget.year), self.amount(row.amount)
            if row.code not in codes:
                row.error = _("“%(code)s” is no budget code of %(year)s.") % {"code": row.code, "year": budget.year}
            elif month is None:
                row.error = _("Write the month as 2025-01, or its number.")
            elif amount is None:
                row.error = _("“%(amount)s” is no amount.") % {"amount": row.amount}
            else:
                found.append(Line(codes[row.code], month, amount, f"line-{row.number}"))
                continue
            self.errors.setdefault("lines", _("Some lines cannot be read."))
        return tuple(found)


def _is_line(name: str) -> bool:
    parts = name.split("-")
    return len(parts) == 3 and parts[1].isdecimal() and int(parts[1]) < MOST_LINES


def _month(text: str, year: int) -> Month | None:
    """`2025-01`, or the number of a month of the budget's year."""
    try:
        month = Month(year, int(text)) if text.isdecimal() and len(text) <= 2 else Month.parse(text)
    except MonthError:
        return None
    return month if month.number <= 12 else None
