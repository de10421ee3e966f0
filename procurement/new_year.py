"""What procurement carries into the next year: control rules, and drafts of what contracts leave."""

from copy import copy

from django.utils.translation import gettext as _

from finance.clock import today
from finance.models import Budget
from finance.months import Month
from finance.new_year import YearTurn
from finance.rights import Action
from procurement import year_end
from procurement.models import ControlRule
from procurement.papers import PaperLine
from procurement.year_end import CarriedChoice, ChoicesError, Left


def start_contracts(turn: YearTurn) -> list[str]:
    """Contracts and payables go once the old year is over: what they leave is known only then."""
    said = []
    for old, new in turn.pairs:
        said += _rules(old, new)
        if today().year >= turn.year:
            said += _contracts(turn, old, new)
    return said


def _rules(old: Budget, new: Budget) -> list[str]:
    if ControlRule.objects.filter(budget=new).exists():
        return []
    rules = [copy(rule) for rule in ControlRule.objects.filter(budget=old)]
    for rule in rules:
        rule.pk, rule.budget = None, new
    ControlRule.objects.bulk_create(rules)
    return [_("Carried over: %(what)s (%(n)s).") % {"what": _("control rules"), "n": len(rules)}] if rules else []


def _contracts(turn: YearTurn, old: Budget, new: Budget) -> list[str]:
    """Each contract on its own: one that cannot go is named with the reason, and the others go."""
    reason, made, said = _("Carried over from %(year)s.") % {"year": old.year}, 0, []
    for left in year_end.left_over(old, new):
        if left.is_waiting or left.is_known_ahead:
            continue
        if not turn.may(Action.CONTRACT):
            turn.left.append(_("contracts and payables"))
            return []
        choices = [choice for choice in (_choice(left, new, is_payable=False), _choice(left, new, is_payable=True))
                   if choice is not None]  # fmt: skip
        try:
            made += len(year_end.propose(new, choices, reason=reason, entered_by=turn.user))
        except ChoicesError as error:
            why = {"contract": left.contract.number, "reason": " ".join(str(error).split("\n"))}
            said.append(_("Contract %(contract)s was not carried over: %(reason)s") % why)
    if made:
        said.insert(0, _("Contracts and payables that wait for another person to approve them: %(n)s.") % {"n": made})
    return said


def _choice(left: Left, new: Budget, *, is_payable: bool) -> CarriedChoice | None:
    """What is payable goes to January; a later year's sum keeps its month."""
    january = Month(new.year, 1)
    lines = [
        PaperLine(one.code.pk, january if is_payable else one.month or january, one.amount)
        for one in left.leftovers
        if one.is_payable == is_payable
    ]
    return CarriedChoice(left.contract, lines, is_payable) if lines else None
