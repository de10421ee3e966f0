"""Figures a thousand times off in words, for reports and for imports alike."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from finance.drill import Links
from finance.execution import Execution
from finance.languages import month_said
from finance.models import COUNTED_BY_DATE, Measure
from finance.money import display
from finance.months import Month
from finance.reporting.report import Remark
from finance.thousandfold import Against, Monthly, Off, off_figures, once_a_code

KEY = "thousandfold"


def size_doubts(execution: Execution, language: str) -> tuple[Remark, ...]:
    """What of the period's money is a thousand times off, once for a budget, code and measure.

    The plan is not asked: what was spent on the code is held against it.
    """
    links = Links(execution.scope, execution.first, execution.through)
    found = []
    for rows in execution.amounts.values():
        books = Monthly.of(
            (code, measure, month, amount)
            for code, measure, month, dated, amount in rows
            if dated <= execution.through or measure not in COUNTED_BY_DATE
        )
        asked = [
            (measure, code, month)
            for (measure, code), months in books.amounts.items()
            if measure != Measure.PLAN and code in execution.codes
            for month in months
            if execution.first <= month <= execution.through.calendar
        ]
        for off, count in once_a_code(off_figures(books, asked)):
            code = execution.codes[off.code].code
            found.append(Remark(_said(off, code, count, language), KEY, links.of(off.measure, code)))
    return tuple(found)


def doubts_of_posting(
    books: Iterable[tuple[int, str, Month, Decimal]],
    moved: Collection[tuple[str, int, Month]],
    stood: Mapping[tuple[str, int, Month], Decimal],
    codes: Mapping[int, str],
    language: str,
) -> list[str]:
    """Of what a posting `moved`, the figures that are now off: against the books, and against what `stood` there."""
    found = once_a_code(off_figures(Monthly.of(books), moved, stood))
    return [_said(off, codes[off.code], count, language) for off, count in found]


def _said(off: Off, code: str, count: int, language: str) -> str:
    words = {
        "code": code,
        "measure": Measure(off.measure).label,
        "month": month_said(off.month),
        "amount": display(off.amount, language),
        "reference": display(off.reference, language),
        "against": _against(off),
        "count": count,
    }
    if count > 1:
        text = _(
            "Code %(code)s, %(measure)s, %(month)s: %(amount)s tenge beside %(reference)s (%(against)s), some thousand "
            "times apart; months like that: %(count)s. Was it written in another unit?"
        )
    else:
        text = _(
            "Code %(code)s, %(measure)s, %(month)s: %(amount)s tenge beside %(reference)s (%(against)s), some thousand "
            "times apart. Was it written in another unit?"
        )
    return text % words


def _against(off: Off) -> str:
    return {
        Against.PLAN: _("a month's share of the plan"),
        Against.EARLIER: _("the month before"),
        Against.SPENT: _("a month's spending"),
        Against.STOOD: _("what stood in the books"),
    }[off.against]
