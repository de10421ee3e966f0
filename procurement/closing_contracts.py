"""The end of a contract: closing or expiry releases what was reserved and not accepted."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from finance.ledger import LedgerError, lock
from finance.ledger.posting import closed_months
from finance.ledger.reversing import open_month
from finance.models import Budget, Document
from finance.money import total
from finance.months import Month
from procurement.commitments import posting, reserve
from procurement.contract_sums import accepted, by_code, committed
from procurement.models import Contract
from procurement.papers import Line, PaperError, Problem


def unused(root: Contract, budget: Budget, day: date) -> list[Line]:
    """Negative lines that take back what was reserved and not accepted, the latest open months first.

    What was reserved in closed months is taken back in the first open month from `day`'s on; in period 13 once the
    year is over.
    """
    held, closed = committed(root), closed_months(budget.pk)
    left = by_code(held)
    for code, amount in by_code(accepted(root)).items():
        left[code] -= amount
    lines = []
    for code, month in sorted(held, key=lambda key: key[1], reverse=True):
        take = min(held[code, month], left[code])
        if take > 0 and month not in closed:
            lines.append(Line(code, month, -take))
            left[code] -= take
    rest = [(code, amount) for code, amount in left.items() if amount > 0]
    if rest:
        at = Month.of(day) if day.year == budget.year else Month(budget.year, 12)
        at = open_month(at, closed)
        lines += [Line(code, at, -amount) for code, amount in rest]
    return lines


@transaction.atomic
def close(root: Contract, *, day: date, reason: str, entered_by: int, approved_by: int) -> Decimal:
    """Close a contract or let it expire, as of `day`, and return the tenge released. Raises PaperError, LedgerError.

    The release counts from `day` on, and not later than 31 December of the budget's year.
    """
    budget = lock(root.budget_id)
    root = Contract.objects.select_related("document", "supplier").get(pk=root.pk)
    problems = []
    if not root.is_in_force:
        problems.append(Problem("contract", _("Only a contract in force can be closed.")))
    if day < root.signed_on:
        problems.append(Problem("day", _("It cannot be closed before it was signed.")))
    if not reason.strip():
        problems.append(Problem("reason", _("Give the reason for closing the contract.")))
    if problems:
        raise PaperError(problems)
    if entered_by == approved_by:
        raise LedgerError(_("Another person must approve what you enter."))
    day = min(day, date(budget.year, 12, 31))
    lines = unused(root, budget, day)
    document = Document.objects.create(
        budget=budget, kind=Document.Kind.RELEASE, number=root.number, date=day, reason=reason.strip(),
        entered_by_id=entered_by, approved_by_id=approved_by,
    )  # fmt: skip
    reserve(document, [posting(root, line, day, number=root.number) for line in lines])
    Contract.objects.filter(pk=root.pk).update(status=Contract.Status.CLOSED, closed_on=day)
    return -total(line.amount for line in lines)
