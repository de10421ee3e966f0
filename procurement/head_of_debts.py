"""What the head is told of debts: what is owed to suppliers past its day."""

from django.utils.translation import gettext as _

from finance.head_figures import HeadFigure, HeadPart, link_of_report
from finance.languages import active_language
from finance.money import ZERO, display_tenge, total
from finance.months import Month
from finance.reporting.report import Remark
from finance.scope import Scope
from procurement.debts import debts_of, overdue_of


def tell_head(scope: Scope, _first: Month, through: Month) -> HeadPart:
    """As of the last day of `through`; unknown where no act was ever brought. Five queries at most."""
    debts = list(debts_of(scope, through).values())
    day = through.last_day
    overdue = total(overdue_of(debt, day) for debt in debts) if debts else None
    owed = total(max(debt.owed, ZERO) for debt in debts)
    link = link_of_report(scope, "payables", through)
    language = active_language()
    beside = _("No acts with suppliers are in the books.")
    if debts:
        beside = _("of %(amount)s owed by acts") % {"amount": display_tenge(owed, language)}
    how = _("Acts past their day of payment at the end of the month, less the payments matched to them.")
    figure = HeadFigure(
        "overdue", 7, _("Overdue payables"), "amount", overdue, beside, how, link, "over" if overdue else ""
    )
    text = _("%(amount)s are overdue to suppliers.")
    alerts = tuple(
        Remark(text % {"amount": display_tenge(one, language)}, "overdue", link, facts=(("amount", f"{one:.2f}"),))
        for one in (overdue,) if one
    )  # fmt: skip
    return HeadPart((figure,), alerts=alerts)
