"""Signing, changing and closing contracts. Sums are tenge with VAT."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from finance.ledger import LedgerError, lock
from finance.ledger.posting import closed_months
from finance.models import Budget, Document, Entry, Measure
from finance.money import ZERO, total
from finance.months import Month
from procurement.commitments import Override, reserve
from procurement.limits import Excess
from procurement.models import ActLine, Contract, ScheduleLine, Supplier


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a paper cannot be taken: the field of the form (or the cell of the file) and a sentence."""

    field: str
    message: str


class PaperError(LedgerError):
    """A contract, act or payment that is refused; `problems` holds every reason at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(problem.message for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Line:
    """Tenge with VAT that a contract reserves for a code (id) and month; signed in an agreement."""

    code: int
    month: Month
    amount: Decimal
    cell: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract or agreement says. `amount_with_vat` is the whole sum, over all years."""

    number: str
    supplier: Supplier
    signed_on: date
    ends_on: date
    amount_with_vat: Decimal
    lines: tuple[Line, ...]
    amount: Decimal | None = None
    system_number: str = ""
    external_id: str = ""
    method: str = ""
    subject: str = ""
    is_of_several_years: bool = False


@dataclass(frozen=True, slots=True)
class Signed:
    """A contract in the books, with the limits it was warned of."""

    contract: Contract
    warnings: list[Excess] = field(default_factory=list)


def contract_problems(budget: Budget, terms: Terms) -> list[Problem]:
    """What speaks against a new contract, all at once."""
    problems = _date_problems(budget, terms)
    if not terms.number.strip():
        problems.append(Problem("number", _("A contract needs a number.")))
    problems += [
        Problem(line.cell or "lines", _("A contract reserves more than zero; a smaller sum comes by an agreement."))
        for line in terms.lines
        if line.amount <= 0
    ]
    scheduled = total(line.amount for line in terms.lines)
    if scheduled != terms.amount_with_vat and not terms.is_of_several_years:
        message = _("The schedule adds up to %(scheduled)s, the contract to %(amount)s.")
        problems.append(Problem("amount_with_vat", message % {"scheduled": scheduled, "amount": terms.amount_with_vat}))
    taken = Contract.objects.filter(budget=budget, number=terms.number, supplier=terms.supplier, root=None)
    if terms.number and taken.exclude(status=Contract.Status.CANCELLED).exists():
        problems.append(
            Problem(
                "number", _("A contract %(number)s of this supplier is registered already.") % {"number": terms.number}
            )
        )
    return problems


def _date_problems(budget: Budget, terms: Terms) -> list[Problem]:
    problems = []
    if terms.ends_on < terms.signed_on:
        problems.append(Problem("ends_on", _("The contract ends before it is signed.")))
    for line in terms.lines:
        if line.month.year != budget.year and not terms.is_of_several_years:
            message = _("%(month)s is outside the budget's year %(year)s.") % {"month": line.month, "year": budget.year}
            problems.append(Problem(line.cell or "lines", message))
        elif line.month < Month.of(terms.signed_on):
            message = _("%(month)s is before the contract was signed.") % {"month": line.month}
            problems.append(Problem(line.cell or "lines", message))
    return problems


@transaction.atomic
def sign(
    budget: Budget,
    terms: Terms,
    *,
    entered_by: int,
    approved_by: int,
    override: Override | None = None,
    batch: int | None = None,
) -> Signed:
    """Register a contract and reserve its sums of the budget's year.

    Raises PaperError with every problem, OverLimitError over a limit that stops, ClosedMonthError.
    """
    lock(budget.pk)
    problems = contract_problems(budget, terms)
    if problems:
        raise PaperError(problems)
    return _enter(
        budget, terms, None, Document.Kind.CONTRACT,
        entered_by=entered_by, approved_by=approved_by, override=override, batch=batch,
    )  # fmt: skip


@transaction.atomic
def agree(
    root: Contract,
    terms: Terms,
    *,
    entered_by: int,
    approved_by: int,
    override: Override | None = None,
    batch: int | None = None,
) -> Signed:
    """Register an additional agreement: signed changes, no month below zero, nothing below what is accepted already."""
    budget = lock(root.budget_id)
    problems = agreement_problems(root, terms)
    if problems:
        raise PaperError(problems)
    signed = _enter(
        budget, terms, root, Document.Kind.AGREEMENT,
        entered_by=entered_by, approved_by=approved_by, override=override, batch=batch,
    )  # fmt: skip
    if terms.ends_on > root.ends_on:
        Contract.objects.filter(pk=root.pk).update(ends_on=terms.ends_on)
    return signed


def agreement_problems(root: Contract, terms: Terms) -> list[Problem]:
    """What speaks against an agreement to `root`."""
    problems = _date_problems(root.budget, terms)
    if root.status != Contract.Status.SIGNED or root.root_id is not None:
        problems.append(Problem("root", _("An agreement changes a contract that is in force.")))
    if terms.supplier.pk != root.supplier_id:
        problems.append(Problem("supplier", _("The agreement names another supplier than the contract.")))
    if terms.signed_on < root.signed_on:
        problems.append(Problem("signed_on", _("The agreement is signed before the contract.")))
    schedule = scheduled(root)
    for line in terms.lines:
        schedule[line.code, line.month] += line.amount
        if schedule[line.code, line.month] < 0:
            message = _("The schedule of %(month)s would fall below zero.") % {"month": line.month}
            problems.append(Problem(line.cell or "lines", message))
    left: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for (code, _month), amount in schedule.items():
        left[code] += amount
    for code, amount in accepted(root).items():
        if left[code] < amount:
            message = _("%(amount)s is accepted under the contract already; the agreement leaves %(left)s.")
            problems.append(Problem("lines", message % {"amount": amount, "left": left[code]}))
    return problems


def _enter(
    budget: Budget, terms: Terms, root: Contract | None, kind: str, *, entered_by: int, approved_by: int,
    override: Override | None, batch: int | None,
) -> Signed:  # fmt: skip
    if entered_by == approved_by:
        raise LedgerError(_("Another person must approve what you enter."))
    document = Document.objects.create(
        budget=budget, kind=kind, number=terms.number, date=terms.signed_on, batch_number=batch,
        entered_by_id=entered_by, approved_by_id=approved_by,
    )  # fmt: skip
    several = Contract.YearKind.SEVERAL if terms.is_of_several_years else Contract.YearKind.ONE
    contract = Contract.objects.create(
        budget=budget, root=root, external_id=terms.external_id, number=terms.number, system_number=terms.system_number,
        supplier=terms.supplier, method=terms.method, subject=terms.subject, signed_on=terms.signed_on,
        ends_on=terms.ends_on, year_kind=several, amount=terms.amount, amount_with_vat=terms.amount_with_vat,
        document=document,
    )  # fmt: skip
    ScheduleLine.objects.bulk_create(
        [
            ScheduleLine(contract=contract, code_id=ln.code, month=ln.month, amount_with_vat=ln.amount, cell=ln.cell)
            for ln in terms.lines
        ]
    )
    own_year = [((ln.code, ln.month), ln.amount, ln.cell) for ln in terms.lines if ln.month.year == budget.year]
    return Signed(contract, reserve(document, own_year, terms.signed_on, override))


def scheduled(root: Contract) -> defaultdict[tuple[int, Month], Decimal]:
    """What a contract with its agreements reserves, by code id and month. One query."""
    found: defaultdict[tuple[int, Month], Decimal] = defaultdict(lambda: ZERO)
    lines = ScheduleLine.objects.filter(contract__in=[root.pk, *_agreement_ids(root)])
    for code, month, amount in lines.values_list("code_id", "month", "amount_with_vat"):
        found[code, month] += amount
    return found


def _agreement_ids(root: Contract) -> Iterable[int]:
    return Contract.objects.filter(root=root).exclude(status=Contract.Status.CANCELLED).values_list("pk", flat=True)


def accepted(root: Contract) -> dict[int, Decimal]:
    """What was accepted under a contract by acts in force, by code id."""
    found: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    lines = ActLine.objects.filter(act__contract=root, act__document__status=Document.Status.POSTED)
    for code, amount in lines.values_list("code_id", "amount"):
        found[code] += amount
    return dict(found)


def committed(root: Contract) -> defaultdict[tuple[int, Month], Decimal]:
    """What the ledger holds as committed under a contract, its agreements and releases, by code id and month."""
    documents = Document.objects.filter(
        pk__in=Contract.objects.filter(pk__in=[root.pk, *_agreement_ids(root)]).values("document")
    ).values_list("pk", flat=True)
    releases = Document.objects.filter(
        budget=root.budget_id, kind=Document.Kind.RELEASE, number=release_number(root)
    ).values_list("pk", flat=True)
    found: defaultdict[tuple[int, Month], Decimal] = defaultdict(lambda: ZERO)
    entries = Entry.objects.filter(measure=Measure.COMMITMENT, document_id__in=[*documents, *releases])
    for code, month, amount in entries.values_list("code_id", "month", "amount"):
        found[code, month] += amount
    return found


def release_number(root: Contract) -> str:
    """The number by which releases name their contract: numbers repeat between suppliers, keys do not."""
    return f"{root.number} #{root.pk}"


@transaction.atomic
def close(root: Contract, *, day: date, reason: str, entered_by: int, approved_by: int) -> Decimal:
    """Close a contract or let it expire: release what was reserved and not accepted. Returns the tenge released.

    The release takes the latest open months first, as those are what was not used.
    """
    lock(root.budget_id)
    root.refresh_from_db()
    if root.status != Contract.Status.SIGNED or root.root_id is not None:
        raise LedgerError(_("Only a contract in force can be closed."))
    closed = closed_months(root.budget_id)
    unused: dict[int, Decimal] = defaultdict(lambda: ZERO)
    held = committed(root)
    for (code, _month), amount in held.items():
        unused[code] += amount
    for code, amount in accepted(root).items():
        unused[code] -= amount
    lines: list[tuple[tuple[int, Month], Decimal, str]] = []
    for code, month in sorted(held, key=lambda key: key[1], reverse=True):
        take = min(held[code, month], unused[code])
        if take > 0 and month not in closed:
            lines.append(((code, month), -take, ""))
            unused[code] -= take
    lines += [((code, Month.of(day)), -left, "") for code, left in unused.items() if left > 0]
    document = Document.objects.create(
        budget_id=root.budget_id, kind=Document.Kind.RELEASE, number=release_number(root), date=day, reason=reason,
        entered_by_id=entered_by, approved_by_id=approved_by,
    )  # fmt: skip
    reserve(document, lines, day)
    Contract.objects.filter(pk=root.pk).update(status=Contract.Status.CLOSED)
    return -total(amount for _key, amount, _cell in lines)
