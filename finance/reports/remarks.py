"""What the reports of execution say under their table: cash over the plan, spending without a plan, doubtful cash."""

from django.utils.translation import gettext as _

from finance.cash import CashPosition
from finance.drill import Links
from finance.execution import Execution
from finance.money import display
from finance.reporting.report import Check, Remark


def plan_notes(execution: Execution, language: str) -> tuple[Remark, ...]:
    """One note for every code paid over its year's adjusted plan, and for every code spent on without a plan."""
    links = Links(execution.scope, execution.first, execution.through)
    notes = []
    for pk, figures in execution.by_code.items():
        code = execution.codes[pk]
        words = {
            "code": code.code,
            "name": code.name(language),
            "cash": display(figures.cash_year, language),
            "plan": display(figures.plan_adjusted, language),
            "over": display(figures.cash_year - figures.plan_adjusted, language),
            "actual": display(figures.actual_year, language),
        }
        if figures.is_spent_without_plan:
            text = _("%(code)s “%(name)s” has no plan: paid %(cash)s, actual %(actual)s tenge.") % words
            notes.append(Remark(text, "no-plan", links.of("cash_year", code.code), is_to_explain=True))
        elif figures.is_over_plan:
            text = _("Cash on %(code)s “%(name)s” is over the year's plan by %(over)s tenge: %(cash)s of %(plan)s.")
            notes.append(Remark(text % words, "over-plan", links.of("cash_year", code.code), is_to_explain=True))
    return tuple(notes)


def cash_check(position: CashPosition) -> Check:
    return Check(
        "cash-identity",
        _("Opening + funding − cash = stated closing"),
        position.difference,
        position.holds,
    )


def cash_doubts(position: CashPosition, stated: list[str], language: str) -> tuple[Remark, ...]:
    """What of the stated cash may be wrong or missing; `stated` says what nobody stated."""
    found = [Remark(text, "cash-not-stated") for text in stated]
    if position.holds is False and position.difference is not None:
        text = _("The stated cash differs from the books by %(difference)s tenge.")
        found.append(Remark(text % {"difference": display(position.difference, language)}, "cash-differs"))
    return tuple(found)
