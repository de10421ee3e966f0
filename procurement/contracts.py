"""Signing and changing contracts. Sums are tenge with VAT."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from finance.languages import month_said
from finance.ledger import LedgerError, Posting
from finance.models import Budget, Document, Measure
from finance.money import display, total, totals
from finance.months import Month
from finance.rights import Approval
from procurement.commitments import LimitOverride, posting, reserve
from procurement.contract_sums import accepted, by_code, scheduled_at
from procurement.limits import Excess
from procurement.models import Contract, ScheduleLine
from procurement.papers import (
    PaperLine,
    PaperProblem,
    Terms,
    forbidden,
    is_tenge,
    line_problems,
    outside_year,
)


@dataclass(frozen=True, slots=True)
class Signed:
    """A contract in the books, with the limits it was warned of."""

    contract: Contract
    warnings: list[Excess] = field(default_factory=list)


def contract_problems(budget: Budget, terms: Terms) -> list[PaperProblem]:
    """What speaks against a new contract, all at once."""
    problems = _common_problems(budget, terms)
    if not terms.lines:
        problems.append(PaperProblem("lines", _("A contract needs at least one sum by code and month.")))
    problems += [
        PaperProblem(
            line.cell or "lines", _("A contract reserves more than zero; a smaller sum comes by an agreement.")
        )
        for line in terms.lines
        if line.amount <= 0
    ]
    if terms.signed_on.year < budget.year - 1:
        message = _("A contract of %(year)s is signed in that year or the one before.") % {"year": budget.year}
        problems.append(PaperProblem("signed_on", message))
    return problems + _forbidden(budget, terms, terms.site) + _known_already(budget, terms)


def _forbidden(budget: Budget, terms: Terms, site: str) -> list[PaperProblem]:
    return forbidden(
        budget,
        [
            Posting(line.code, line.month, terms.signed_on, Measure.COMMITMENT, line.amount, at, cell=line.cell)
            for line in terms.lines
            for at in [line.site or site]
            if line.month.year == budget.year
        ],
    )


def _known_already(budget: Budget, terms: Terms) -> list[PaperProblem]:
    same = Contract.objects.registered().filter(budget=budget, root=None)
    if terms.number and same.filter(number=terms.number, supplier=terms.supplier).exists():
        message = _("A contract %(number)s of this supplier is registered already.")
        return [PaperProblem("number", message % {"number": terms.number})]
    if terms.external_id and same.filter(external_id=terms.external_id).exists():
        message = _("A contract with the portal id %(number)s is registered already.")
        return [PaperProblem("external_id", message % {"number": terms.external_id})]
    return []


def _common_problems(budget: Budget, terms: Terms) -> list[PaperProblem]:
    problems = line_problems(budget, terms.lines)
    if not terms.number.strip():
        problems.append(PaperProblem("number", _("A contract needs a number.")))
    if terms.ends_on < terms.signed_on:
        problems.append(PaperProblem("ends_on", _("The contract ends before it is signed.")))
    if terms.signed_on.year > budget.year:
        message = _("It is signed after the budget's year %(year)s.") % {"year": budget.year}
        problems.append(PaperProblem("signed_on", message))
    if not terms.is_of_several_years:
        problems += outside_year(budget, terms.lines)
        if terms.ends_on.year != budget.year:
            message = _("It ends outside the budget's year %(year)s. Say that it is of several years, or correct it.")
            problems.append(PaperProblem("ends_on", message % {"year": budget.year}))
    problems += [
        PaperProblem(
            line.cell or "lines", _("%(month)s is after the contract ends.") % {"month": month_said(line.month)}
        )
        for line in terms.lines
        if line.month.calendar > Month.of(terms.ends_on)
    ]
    if not is_tenge(terms.amount_with_vat):
        message = _("%(amount)s is no amount in tenge and tiyn.") % {"amount": terms.amount_with_vat}
        problems.append(PaperProblem("amount_with_vat", message))
    added = total(line.amount for line in terms.lines)
    if added != terms.amount_with_vat:
        message = _("The schedule adds up to %(scheduled)s, the contract to %(amount)s.")
        message %= {"scheduled": display(added), "amount": display(terms.amount_with_vat)}
        problems.append(PaperProblem("amount_with_vat", message))
    return problems


def agreement_problems(root: Contract, terms: Terms) -> list[PaperProblem]:
    """What speaks against an agreement to `root`, all at once."""
    problems = _common_problems(root.budget, terms) + _forbidden(root.budget, terms, root.site)
    if not root.is_in_force:
        problems.append(PaperProblem("root", _("An agreement changes a contract that is in force.")))
    if terms.supplier.pk != root.supplier_id:
        problems.append(PaperProblem("supplier", _("The agreement names another supplier than the contract.")))
    if terms.signed_on < root.signed_on:
        problems.append(PaperProblem("signed_on", _("The agreement is signed before the contract.")))
    taken = Contract.objects.registered().filter(root=root, number=terms.number)
    if terms.number and taken.exists():
        message = _("An agreement %(number)s to this contract is registered already.")
        problems.append(PaperProblem("number", message % {"number": terms.number}))
    schedule = scheduled_at(root)
    for line in terms.lines:
        schedule[line.code, line.month, line.site or root.site] += line.amount
    problems += [
        PaperProblem("lines", _("The schedule of %(month)s would fall below zero.") % {"month": month_said(month)})
        for (_code, month, _site), amount in sorted(schedule.items(), key=lambda item: item[0][1])
        if amount < 0
    ]
    left = totals((code, amount) for (code, _month, _site), amount in schedule.items())
    for code, amount in by_code(accepted(root)).items():
        if left[code] < amount:
            message = _("%(amount)s is accepted under the contract already; the agreement leaves %(left)s.")
            message %= {"amount": display(amount), "left": display(left[code])}
            problems.append(PaperProblem("lines", message))
    return problems


def paper(budget: Budget, terms: Terms, root: Contract | None, **fields: Any) -> Document:
    """The document of a contract, or of an agreement to `root`."""
    kind = Document.Kind.CONTRACT if root is None else Document.Kind.AGREEMENT
    return Document.objects.create(budget=budget, kind=kind, number=terms.number, date=terms.signed_on, **fields)


def write(budget: Budget, terms: Terms, document: Document, root: Contract | None, **fields: Any) -> Contract:
    """Contract and schedule as `terms` say; nothing is reserved yet."""
    several = Contract.YearKind.SEVERAL if terms.is_of_several_years else Contract.YearKind.ONE
    contract = Contract.objects.create(
        budget=budget, root=root, external_id=terms.external_id, number=terms.number, system_number=terms.system_number,
        supplier=terms.supplier, method=terms.method, subject=terms.subject, signed_on=terms.signed_on,
        ends_on=terms.ends_on, year_kind=several, amount=terms.amount, amount_with_vat=terms.amount_with_vat,
        document=document, site=terms.site if root is None else root.site, **fields,
    )  # fmt: skip
    ScheduleLine.objects.bulk_create(
        [
            ScheduleLine(
                contract=contract, code_id=ln.code, month=ln.month, amount_with_vat=ln.amount, cell=ln.cell,
                site=ln.site,
            )
            for ln in terms.lines
        ]
    )  # fmt: skip
    return contract


def terms_of(contract: Contract) -> Terms:
    """What a contract or draft says."""
    lines = tuple(
        PaperLine(ln.code_id, ln.month, ln.amount_with_vat, ln.cell, ln.site) for ln in contract.schedule.all()
    )
    return Terms(
        number=contract.number, supplier=contract.supplier, signed_on=contract.signed_on, ends_on=contract.ends_on,
        amount_with_vat=contract.amount_with_vat, lines=lines, amount=contract.amount,
        system_number=contract.system_number, external_id=contract.external_id, method=contract.method,
        subject=contract.subject, is_of_several_years=contract.year_kind == Contract.YearKind.SEVERAL,
        site=contract.site,
    )  # fmt: skip


def put_in_force(contract: Contract, override: LimitOverride | None) -> list[Excess]:
    """Reserve what a contract or agreement says of its budget's year; returns the limits it was warned of."""
    assert contract.document is not None
    root, year = contract.root, contract.budget.year
    day = max(contract.signed_on, Month(year, 1).first_day) if root is None else contract.signed_on
    own_year = [
        posting(root or contract, line, day, number=contract.number)
        for line in terms_of(contract).lines
        if line.month.year == year
    ]
    return reserve(contract.document, own_year, override)


def standing_draft(contract: Contract, approved_by: User) -> tuple[Contract, Document]:
    """The draft as it stands under the lock, for `approved_by` to approve. Raises LedgerError."""
    related = ("budget", "document__entered_by", "supplier", "root__supplier", "root__document")
    found = Contract.objects.select_related(*related).get(pk=contract.pk)
    document = found.document
    if found.status != Contract.Status.DRAFT or document is None or document.status != Document.Status.DRAFT:
        raise LedgerError(_("This is no draft: it is approved or discarded already."))
    Approval(document.entered_by, approved_by).require()
    return found, document


def sign_draft(contract: Contract, document: Document, approved_by: User, override_reason: str) -> Signed:
    """Put a draft that was checked in force. With a reason, `approved_by` agrees to exceed a limit that stops."""
    document.put_in_force(approved_by, "number")
    contract.status = Contract.Status.SIGNED
    contract.save(update_fields=["status", "number"])
    reason = override_reason.strip()
    leave = LimitOverride(Approval(document.entered_by, approved_by), reason) if reason else None
    return Signed(contract, put_in_force(contract, leave))
