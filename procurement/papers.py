"""What contracts, agreements and acts say, and how a refusal names the field. Sums are tenge with VAT."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from finance import gates
from finance.languages import month_said
from finance.ledger import LedgerError, Posting
from finance.models import Budget, BudgetCode
from finance.money import LIMIT, TIYN
from finance.months import Month
from procurement.models import Supplier


@dataclass(frozen=True, slots=True)
class PaperProblem:
    """Why a paper cannot be taken: the field of the form (or the cell of the file) and a sentence."""

    field: str
    message: str


class PaperError(LedgerError):
    """A contract, act or payment that is refused; `problems` holds every reason at once."""

    def __init__(self, problems: Sequence[PaperProblem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(problem.message for problem in self.problems))

    @property
    def fields(self) -> set[str]:
        return {problem.field for problem in self.problems}


@dataclass(frozen=True, slots=True)
class PaperLine:
    """Tenge with VAT for a code (id) and month; signed in an agreement and in a correction.

    `site` is a place's key, blank where the line stands at that of its paper.
    """

    code: int
    month: Month
    amount: Decimal
    cell: str = ""
    site: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract or agreement says. `amount_with_vat` is the whole sum, over all years; `site` a place's key."""

    number: str
    supplier: Supplier
    signed_on: date
    ends_on: date
    amount_with_vat: Decimal
    lines: tuple[PaperLine, ...]
    amount: Decimal | None = None
    system_number: str = ""
    external_id: str = ""
    method: str = ""
    subject: str = ""
    is_of_several_years: bool = False
    site: str = ""


def line_problems(budget: Budget, lines: Iterable[PaperLine]) -> list[PaperProblem]:
    """Sums that are no tenge, and codes that are headings or not valid in the budget's year. One query."""
    lines = list(lines)
    january, december = date(budget.year, 1, 1), date(budget.year, 12, 31)
    usable = set(
        BudgetCode.objects.filter(pk__in={line.code for line in lines}, is_group=False, valid_from__lte=december)
        .filter(Q(valid_to=None) | Q(valid_to__gt=january))
        .values_list("pk", flat=True)
    )
    problems = []
    for line in lines:
        if line.code not in usable:
            message = _("The budget code takes no sums in %(year)s: it is a heading, or not valid then.")
            problems.append(PaperProblem(line.cell or "lines", message % {"year": budget.year}))
        if not is_tenge(line.amount):
            message = _("%(amount)s is no amount in tenge and tiyn.") % {"amount": line.amount}
            problems.append(PaperProblem(line.cell or "lines", message))
    return problems


def forbidden(budget: Budget, postings: Sequence[Posting]) -> list[PaperProblem]:
    """What a room forbids of what a paper will post, said before it is posted."""
    return [PaperProblem(one.posting.cell or "lines", one.message) for one in gates.forbidden(budget, postings)]


def is_tenge(amount: Decimal) -> bool:
    """Whether `amount` has exactly two decimals and fits the columns."""
    return amount.is_finite() and amount.as_tuple().exponent == TIYN.as_tuple().exponent and abs(amount) < LIMIT


def outside_year(budget: Budget, lines: Iterable[PaperLine]) -> list[PaperProblem]:
    return [
        PaperProblem(
            line.cell or "lines",
            _("%(month)s is outside the budget's year %(year)s.")
            % {"month": month_said(line.month), "year": budget.year},
        )
        for line in lines
        if line.month.year != budget.year
    ]
