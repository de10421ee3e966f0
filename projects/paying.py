"""What a funder's money may be spent on: within the project's months, on what it pays for, no more than was promised,
and no paper twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.gates import Forbidden, SpendingPlace
from finance.languages import active_language, month_said
from finance.ledger.posting import Posting
from finance.models import Balance, Budget, BudgetCode, Entry, Measure
from finance.money import ZERO, display, totals
from finance.months import Month
from finance.party_numbers import document_number
from finance.searching import folded
from projects.models import Funder, Project, Site
from projects.standing import budgets_of, funder_of

# number of the paper, its party, tenge
Paper = tuple[str, str, Decimal]
# what counts against a promise, each by itself; changes of the plan count with it
PROMISED = {
    Measure.PLAN: "plan", Measure.AMENDMENT: "plan", Measure.COMMITMENT: "contracts", Measure.CASH: "payments",
}  # fmt: skip
SPENT = (Measure.COMMITMENT, Measure.ACTUAL, Measure.CASH)


def paper(number: str, party: str, amount: Decimal) -> Paper:
    return document_number(number), " ".join(folded(party).split()), amount


def outside(project: Project, month: Month) -> str:
    """Why money of `month` is none of the project's; empty where it is."""
    if project.first <= month.calendar <= project.last:
        return ""
    message = _("%(month)s lies outside the project, %(first)s – %(last)s.")
    months = {"month": month, "first": project.first, "last": project.last}
    return message % {name: month_said(month) for name, month in months.items()}


def not_paid_for(funder: Funder, code: str) -> str:
    """Why the funder does not pay for a code; empty where it does."""
    if not code or not funder.codes or code in funder.codes:
        return ""
    message = _("%(funder)s does not pay for %(code)s; it pays for: %(codes)s.")
    return message % {"funder": funder.name, "code": code, "codes": ", ".join(funder.codes)}


def paid_already(number: str, funder: str) -> str:
    message = _("Document %(number)s of this supplier and sum is paid from %(funder)s already.")
    return message % {"number": number, "funder": funder}


def paid_by_others(project: Project, budget: Budget) -> dict[Paper, str]:
    """Papers that other funders of the project paid, with the name of the source. One query."""
    entries = Entry.objects.standing().filter(
        budget__project=project.key, measure=Measure.CASH
    ).exclude(budget__source=budget.source_id).select_related("budget__source")  # fmt: skip
    return {
        paper(
            entry.number, entry.counterparty_number or entry.counterparty_name, entry.amount
        ): entry.budget.source.name
        for entry in entries
        if entry.number
    }


def forbidden(budget: Budget, postings: Sequence[Posting]) -> list[Forbidden]:
    """What may not be posted into a funder's budget. Six queries at most, none for a budget of no project."""
    funder = funder_of(budget) if budget.project else None
    if funder is None:
        return []
    new = [one for one in postings if one.reverses is None]
    return [*_spent(budget, funder, new), *_over_promise(funder, new)]


def _spent(budget: Budget, funder: Funder, new: Sequence[Posting]) -> Iterator[Forbidden]:
    project = funder.project
    spent = [one for one in new if one.measure in SPENT and one.amount > ZERO]
    codes = dict(BudgetCode.every.filter(pk__in={one.code for one in spent}).values_list("pk", "code")) if spent else {}
    sites = set(Site.objects.filter(project=project).values_list("key", flat=True)) if spent else set()
    paid = paid_by_others(project, budget) if any(one.measure == Measure.CASH for one in spent) else {}
    for one in spent:
        if message := outside(project, one.month):
            yield Forbidden("outside-project", message, one)
        if message := not_paid_for(funder, codes[one.code]):
            yield Forbidden("not-paid-for", message, one)
        if one.centre and one.centre not in sites:
            yield Forbidden("unknown-site", _("“%(site)s” is no site of the project.") % {"site": one.centre}, one)
        if one.measure == Measure.CASH and one.number:
            other = paid.get(paper(one.number, one.counterparty_number or one.counterparty_name, one.amount))
            if other:
                yield Forbidden("double-financing", paid_already(one.number, other), one)


def _over_promise(funder: Funder, new: Sequence[Posting]) -> Iterator[Forbidden]:
    """A promise is not passed by the plan, by contracts or by payments of all years; another needs an agreement."""
    counted = [one for one in new if one.measure in PROMISED and one.amount > ZERO]
    if funder.promised is None or not counted:
        return
    own = [budget.pk for (pk, _year), budget in budgets_of(funder.project).items() if pk == funder.pk]
    rows = Balance.objects.filter(budget__in=own, measure__in=list(PROMISED)).values_list("measure", "amount")
    held = totals((PROMISED[Measure(measure)], amount) for measure, amount in rows)
    of_each = defaultdict[str, list[Posting]](list)
    for one in counted:
        of_each[PROMISED[Measure(one.measure)]].append(one)
    for name, postings in of_each.items():
        moved = sum((one.amount for one in new if PROMISED.get(Measure(one.measure)) == name), ZERO)
        found = held.get(name, ZERO) + moved
        if moved > ZERO and found > funder.promised:
            yield Forbidden("over-promise", _more_than_promised(funder, name, found), postings[0])


def _more_than_promised(funder: Funder, name: str, found: Decimal) -> str:
    assert funder.promised is not None
    message = {
        "plan": _("The plan gives %(found)s of %(funder)s, which promised %(promised)s. Agree on more first."),
        "contracts": _("Contracts take %(found)s of %(funder)s, which promised %(promised)s. Agree on more first."),
        "payments": _("Payments take %(found)s of %(funder)s, which promised %(promised)s. Agree on more first."),
    }[name]
    found_said, promised = (display(amount, active_language()) for amount in (found, funder.promised))
    return message % {"found": found_said, "funder": funder.name, "promised": promised}


def places(budget: Budget) -> list[SpendingPlace]:
    """The sites of the project whose funder's budget it is. One query."""
    if not budget.project:
        return []
    return [SpendingPlace(site.key, tuple(_names(site))) for site in Site.objects.filter(project__key=budget.project)]


def _names(site: Site) -> Iterable[str]:
    return dict.fromkeys([site.name, *site.names])
