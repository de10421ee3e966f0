"""Proof of the sums that are kept for facilities with others below them."""

from collections import defaultdict

from django.utils.translation import gettext as _

from finance.models import Balance, BudgetSum, Facility, TreeBalance
from finance.whole_tiyn import in_tenge, sum_in_tiyn


def off_sums() -> tuple[int, list[str]]:
    """Tiyn off in all, and in sentences where: the sums kept against the balances of what stands below."""
    parents = dict(Facility.objects.values_list("pk", "parent_id"))
    held = Balance.objects.filter(budget__project="", budget__facility__parent__isnull=False)
    key = ("code_id", "measure", "month", "dated")
    off: defaultdict[int, defaultdict[tuple, int]] = defaultdict(lambda: defaultdict(int))
    of_budget: defaultdict[tuple, int] = defaultdict(int)
    for (budget, facility, *where), tiyn in sum_in_tiyn(held, "budget_id", "budget__facility_id", *key).items():
        of_budget[budget, *where[1:]] += tiyn
        while (facility := parents[facility]) is not None:
            off[facility][tuple(where)] += tiyn
    for (top, *where), tiyn in sum_in_tiyn(TreeBalance.objects.all(), "facility_id", *key).items():
        off[top][tuple(where)] -= tiyn
    for kept, tiyn in sum_in_tiyn(BudgetSum.objects.all(), "budget_id", *key[1:]).items():
        of_budget[kept] -= tiyn
    wrong = {top: sum(map(abs, sums.values())) for top, sums in off.items()}
    names = dict(Facility.objects.in_bulk([top for top, tiyn in wrong.items() if tiyn]))
    broken = [
        _("%(facility)s: the kept sum of what stands below it differs from the balances by %(amount)s.")
        % {"facility": names[top].name, "amount": in_tenge(tiyn)}
        for top, tiyn in wrong.items() if tiyn
    ]  # fmt: skip
    lost = sum(map(abs, of_budget.values()))
    broken += [_("Kept sums of budgets differ from the balances by %(amount)s.") % {"amount": in_tenge(lost)}] * bool(
        lost
    )
    return sum(wrong.values()) + lost, broken
